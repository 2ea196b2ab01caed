"""The changes that are offered: worded as the rules mean them, and enough for every class of a medicine."""

from __future__ import annotations

from datetime import date

import pytest

from posology.api import check_record, load, read_facts
from tests.unit.judged import AS_OF, changed, knowledge

HELD = "is held{consent}, with the last dose on 20 November 2026"


def offered(medicine: str) -> list[tuple[str, tuple[str, ...]]]:
    """What is offered to the candidate who takes this medicine in the place of the anticoagulant."""
    record = changed(("{drug: apixaban, last_dose: ongoing}", medicine)).encode("utf-8")
    facts, _ = read_facts(record, "record.yaml", knowledge(), AS_OF)
    found = check_record(load("allorx-spine", knowledge()), facts, AS_OF, date(2026, 12, 7))
    return [(str(each.verdict), tuple(each.conditions)) for each in found.changes]


@pytest.mark.parametrize(
    ("medicine", "consent"),
    [
        ("{drug: aspirin, last_dose: ongoing, indication: primary-prevention}", ""),
        ("{drug: aspirin, last_dose: ongoing, indication: secondary-prevention}", ", as agreed with the prescriber"),
        ("{drug: aspirin, last_dose: ongoing}", ", as agreed with the prescriber"),
    ],
)
def test_an_agreement_is_named_only_where_one_is_needed(medicine: str, consent: str) -> None:
    """Aspirin for primary prevention is held without one; the instruction says so, and so does the change."""
    assert offered(medicine) == [("eligible", (f"aspirin {HELD.format(consent=consent)}",))]


def test_a_taper_of_a_combination_leaves_room_for_its_longest_hold() -> None:
    """An opioid with an anti-inflammatory: 7 December - 15 is 22 November; the opioid alone may end on the 6th."""
    words = "an individual taper of Vicoprofen is agreed with the prescriber and ends by 22 November 2026"
    assert offered("{drug: Vicoprofen, last_dose: ongoing}") == [("conditional", (words,))]
