"""A site file against its protocol: holds never shorter, volumes inside their limits, facts with their units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from posology.api import check
from posology.ir.site import Approval, BasisKind, CountBasis, Pooling, Washed
from posology.ir.washout import FixedHold
from tests.unit.sited import DAY, READY, SITE, refusals, rules_with, site, stated

HEAD = "site: An invented clinic\nprotocol: allorx-spine\n"


def hold_of(text: str, rule: str) -> object:
    """The hold of that washout rule as the clinic keeps it."""
    return next(each.hold for each in rules_with(text).protocol.washout if each.id == rule)


def test_everything_that_is_stated_is_read() -> None:
    """Each fact with its unit taken off, each approval with its person and day."""
    decided = rules_with(SITE).site
    director = Approval(by="invented medical director", on=date(2026, 11, 1))
    product = decided.product
    assert product is not None
    assert (product.cells_per_vial, product.counts, product.vials) == (
        5_000_000, CountBasis.TOTAL_AT_FREEZE, Pooling.POOLED,
    )  # fmt: skip
    stated = (product.viability, product.recovery, product.overage, product.volume_per_vial)
    assert stated == tuple(map(Decimal, (80, 90, 0, 1)))
    assert product.cryoprotectant is not None
    assert product.cryoprotectant.washed is Washed.YES
    assert product.cryoprotectant.cleared_for == ("iv", "epidural", "facet")
    assert decided.readings["iv-dose"] == decided.holds["nsaid"] == decided.holds["anticoagulant.3"] == director
    assert decided.lengthened == {"anticoagulant.3": 4}
    assert decided.volumes == {"iv": 50, "epidural": 8, "facets-lumbar": 1, "facets-cervical": 1}
    assert [(each.site, each.maximum) for each in decided.volume_limits] == [
        ("epidural", 10),
        ("facet", Decimal("1.5")),
    ]
    assert decided.legal_basis is not None
    assert decided.legal_basis.kind is BasisKind.IND


def test_nothing_need_be_stated() -> None:
    """A file that names the clinic and the protocol is whole; everything else is open."""
    decided = rules_with(HEAD).site
    assert (decided.product, decided.legal_basis, decided.ethics, decided.consent) == (None, None, None, None)
    assert not decided.readings
    assert not decided.holds


@pytest.mark.parametrize(
    ("hold", "days"),
    [
        ("nsaid: {days: 14}", 14),  # as many as the protocol asks
        ("nsaid: {days: 15}", 15),
        ("anticoagulant.4: {days: 6}", 6),  # dabigatran: 4, or 6 where the kidneys are impaired or unknown
        ("antiplatelet.5: {days: 2}", 2),  # cilostazol: 2 where a disc is planned, else none
    ],
)
def test_a_hold_is_as_long_as_the_protocol_asks_or_longer(hold: str, days: int) -> None:
    """Of one that depends on the patient, as long as the longest that it can come to."""
    rule = hold.partition(":")[0]
    assert hold_of(f"{HEAD}holds:\n  {hold}\n", rule) == FixedHold(days=days)


@pytest.mark.parametrize(
    ("hold", "numbers"),
    [
        ("nsaid: {days: 13}", ("13 days", "14 days")),
        ("anticoagulant.4: {days: 5}", ("5 days", "6 days")),
        ("antiplatelet.5: {days: 1}", ("1 day", "2 days")),
        ("antiplatelet: {days: 9}", ("9 days", "10 days")),  # of the block, against prasugrel
    ],
)
def test_a_shorter_hold_is_refused_with_both_numbers(hold: str, numbers: tuple[str, str]) -> None:
    """One day fewer is another protocol."""
    found = refusals(f"{HEAD}holds:\n  {hold}\n")
    assert {code for code, _ in found} == {"P0609"}
    assert any(all(each in message for each in numbers) for _, message in found)


def test_a_hold_is_held_against_the_reading_that_was_chosen() -> None:
    """Five days are too short for trials-14-days, and enough for five-days."""
    short = f"{HEAD}holds:\n  nsaid: {{days: 7}}\n"
    assert [code for code, _ in refusals(short)] == ["P0609"]
    assert refusals(short + "readings:\n  nsaid-hold: {chosen: five-days}\n") == []


@pytest.mark.parametrize("rule", ["opioid", "acetaminophen", "anticoagulant.7"])
def test_what_is_not_held_for_days_gets_none(rule: str) -> None:
    """A taper, an allowance and a referral have no number of days; an approval they can have."""
    assert [code for code, _ in refusals(f"{HEAD}holds:\n  {rule}: {{days: 14}}\n")] == ["P0610"]
    assert refusals(f"{HEAD}holds:\n  {rule}: {{approved_by: somebody, on: 2026-11-01}}\n") == []


def test_days_of_a_block_are_for_those_of_its_rules_that_have_days() -> None:
    """The rule for all other antiplatelets refers, and goes on referring."""
    text = f"{HEAD}holds:\n  antiplatelet: {{days: 14, approved_by: somebody, on: 2026-11-01}}\n"
    found = rules_with(text)
    lengthened = {each.id: each.hold for each in found.protocol.washout if each.group == "antiplatelet"}
    assert lengthened["antiplatelet.2"] == FixedHold(days=14)
    assert not isinstance(lengthened["antiplatelet.6"], FixedHold)
    assert set(found.site.holds) == set(lengthened)


def test_what_is_said_of_a_rule_goes_before_what_is_said_of_its_block() -> None:
    """Fifteen days for prasugrel, fourteen for the others."""
    text = f"{HEAD}holds:\n  antiplatelet: {{days: 14}}\n  antiplatelet.2: {{days: 15}}\n"
    assert hold_of(text, "antiplatelet.2") == FixedHold(days=15)
    assert hold_of(text, "antiplatelet.1") == FixedHold(days=14)


def test_a_longer_hold_is_the_one_that_judges() -> None:
    """The last apixaban on 3 December leaves the protocol's three drug-free days and not the clinic's four."""
    record = READY.replace("last_dose: 2026-12-02", "last_dose: 2026-12-03")
    assert check(rules_with(HEAD), stated(record), DAY, DAY).verdict == "eligible"
    assert check(rules_with(SITE), stated(record), DAY, DAY).verdict == "deferred"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  nsaid: {", "  nsaids: {", "P0608"),
        ("anticoagulant.3: {days: 4", "anticoagulant.3: {days: 0", "P0135"),
        ("anticoagulant.3: {days: 4", "anticoagulant.3: {days: 4.5", "P0133"),
        ("anticoagulant.3: {days: 4", "anticoagulant.3: {day: 4", "P0131"),
        ("volume: 8 mL", "volume: 8", "P0612"),
        ("volume: 8 mL", "volume: 8 kg", "P0612"),
        ("volume: 8 mL", "volume: 0 mL", "P0612"),
        ("volume: 8 mL", "volume: 10.01 mL", "P0614"),
        ("  epidural: {cells", "  epidurals: {cells", "P0603"),
        ("cells: 22000000", "cells: 25000001", "P0604"),
        ("  facet: {maximum", "  facets: {maximum", "P0131"),
        ('1.5 mL, source: "invented, to show where a limit stands"', "1.5 mL", "P0132"),
        ("1.5 mL, source", "1.5 mL, minimum: 2 mL, source", "P0613"),
        ("viability: 80 %", "viability: 0.8", "P0612"),
        ("viability: 80 %", "viability: 101 %", "P0612"),
        ("viability: 80 %", "viability: 0 %", "P0612"),
        ("cells_per_vial: 5000000", "cells_per_vial: 5 million", "P0133"),
        ("counts: total-at-freeze", "counts: total", "P0134"),
        ("vials: pooled", "vials: pool", "P0134"),
        ("grams_per_vial: 0.05 g",
         "grams_per_vial: 0.05 g\n    percent: 5 %\n    percent_of: weight-in-volume", "P0613"),
        ("grams_per_vial: 0.05 g", "percent: 5 %", "P0613"),
        ("agent: DMSO", "agent: none", "P0613"),
        ("washed: true", "washed: maybe", "P0134"),
        ("[iv, epidural, facet]", "[iv, epidurals]", "P0134"),
        ("kind: IND", "kind: ind", "P0134"),
        (", recorded_by: invented study coordinator", "", "P0132"),
        ("board: Invented review board, ", "", "P0132"),
        ("on: 2026-10-15", "on: 2026-10", "P0601"),
        ("name: Dr Invented, ", "", "P0132"),
        ("  name: Invented cells", '  name: "two\\nlines"', "P0611"),
        ("  name: Invented cells", "  name: safe and effective cells", "P0418"),
        ("  name: Invented cells", "  nam: Invented cells", "P0131"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_code(old: str, new: str, code: str) -> None:
    """What cannot be decided so is refused; nothing is guessed and nothing is left out in silence."""
    assert code in {found for found, _ in refusals(site((old, new)))}


def test_milligrams_are_grams() -> None:
    """Units are converted exactly, and only within what they measure."""
    product = rules_with(site(("0.05 g", "50 mg"))).site.product
    assert product is not None
    assert product.cryoprotectant is not None
    assert product.cryoprotectant.grams_per_vial == Decimal("0.05")


def test_a_borrowed_washout_is_kept_longer_too() -> None:
    """The first patient's protocol takes its holds from another."""
    text = "site: An invented clinic\nprotocol: allorx-first-patient\nholds:\n  nsaid: {days: 21}\n"
    found = rules_with(text, "allorx-first-patient")
    assert next(each.hold for each in found.protocol.washout if each.id == "nsaid") == FixedHold(days=21)
