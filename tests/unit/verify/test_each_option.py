"""What is asked again under another option of a reading: what it changes, and what rests on that."""

from __future__ import annotations

import json

import pytest

from posology.api import Rules, load, load_knowledge
from posology.results.verification import Answer
from posology.verify.each_option import changed_rules, proofs_under


def _under(**chosen: str) -> Rules:
    readings = {name.replace("_", "-"): {"chosen": option} for name, option in chosen.items()}
    site = {"site": "a clinic", "protocol": "allorx-spine", "readings": readings}
    return load("allorx-spine", load_knowledge(), site=("site.yaml", json.dumps(site).encode()))


CHOSEN = load("allorx-spine", load_knowledge())


@pytest.mark.parametrize(
    ("reading", "option", "changed"),
    [
        ("iv_dose", "floor-100", set[str]()),
        ("iv_dose", "flat-100", {"iv"}),
        ("lumbar_facets", "six", {"facets-lumbar"}),
        ("disc_policy", "on-request", {"disc"}),
        ("nsaid_hold", "five-days", {"nsaid"}),
        ("missing_exclusions", "none-stated", {"no-contraindication"}),
    ],
)
def test_an_option_changes_the_rules_that_name_it(reading: str, option: str, changed: set[str]) -> None:
    """And no other."""
    other = _under(**{reading: option})
    assert changed_rules(CHOSEN.protocol, other.protocol) == changed


def test_a_limit_that_changes_concerns_the_steps_of_its_site() -> None:
    """Without a lower limit of the infusion, the infusion is asked about."""
    other = _under(iv_dose="per-kg")
    assert changed_rules(CHOSEN.protocol, other.protocol) == {"iv"}


def test_nothing_is_asked_where_nothing_changes() -> None:
    """The answers would be the same."""
    drugs = load_knowledge().drugs
    assert list(proofs_under(CHOSEN, _under(iv_dose="floor-100"), drugs, "iv-dose: floor-100")) == []


def test_a_dose_is_asked_about_without_the_verdict() -> None:
    """Its own step, and every claim of the protocol; each with the option under which it was asked."""
    found = list(proofs_under(CHOSEN, _under(iv_dose="flat-100"), load_knowledge().drugs, "iv-dose: flat-100"))
    ids = {each.id for each in found}
    assert "reachable:iv" in ids
    claims = {each.id for each in CHOSEN.protocol.claims}
    assert {f"{asked}:{each}" for asked in ("claim", "claim-speaks") for each in claims} <= ids
    assert not ids & {"some-eligible", "reachable:epidural", "decides-alone:consent", "value-decides:consent"}
    assert {each.reading for each in found} == {"iv-dose: flat-100"}


def test_a_criterion_that_is_done_away_with_is_not_asked_whether_it_decides() -> None:
    """Everybody is, as the verdict may be another."""
    other = _under(missing_exclusions="none-stated")
    found = list(proofs_under(CHOSEN, other, load_knowledge().drugs, "missing-exclusions: none-stated"))
    ids = {each.id for each in found}
    assert "some-eligible" in ids
    assert not ids & {"decides-alone:no-contraindication", "value-decides:no-contraindication"}
    assert all(each.answer is not Answer.REFUTED for each in found)
