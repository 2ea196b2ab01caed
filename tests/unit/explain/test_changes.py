"""The changes that are offered: worded as the rules mean them, and enough for every class of a medicine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from posology.api import check_record, load, read_facts
from tests.unit.judged import AS_OF, changed, knowledge

HELD = "is held{consent}, with the last dose on 20 November 2026"


WITH_DATE = date(2026, 12, 7)


def offered(medicine: str, procedure_date: date | None = WITH_DATE) -> list[tuple[str, tuple[str, ...]]]:
    """What is offered to the candidate who takes this medicine in the place of the anticoagulant."""
    record = changed(("{drug: apixaban, last_dose: ongoing}", medicine), ("procedure: {date: 2026-12-07}", ""))
    facts, _ = read_facts(record.encode("utf-8"), "record.yaml", knowledge(), AS_OF)
    found = check_record(load("allorx-spine", knowledge()), facts, AS_OF, procedure_date)
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


TAPER = (
    "an individual taper of {drug} is agreed with the prescriber, and the procedure takes place only after it has "
    "ended{passed}"
)


@pytest.mark.parametrize("procedure_date", [date(2026, 12, 7), date(2027, 3, 1), None])
def test_a_taper_has_no_length(procedure_date: date | None) -> None:
    """With or without a procedure date it is offered, and no day on which it ends is named."""
    words = TAPER.format(drug="oxycodone", passed="")
    wanted = [("conditional", (words,))]
    assert offered("{drug: oxycodone, last_dose: ongoing}", procedure_date) == wanted
    assert not any(character.isdigit() for character in words)


@pytest.mark.parametrize("days", [1, 2, 3])
def test_no_hasty_taper_is_offered(days: int) -> None:
    """Where the procedure date leaves no time, the words leave the date open instead of hurrying the taper."""
    record = "{drug: oxycodone, last_dose: ongoing}"
    soon = AS_OF + timedelta(days=days)
    found = [words for _, conditions in offered(record, soon) for words in conditions]
    assert all("tomorrow" not in each and "ends by" not in each for each in found)


def test_a_taper_of_a_combination_leaves_room_for_its_longest_hold() -> None:
    """An opioid with an anti-inflammatory: the 14 drug-free days of the second follow the taper."""
    words = TAPER.format(drug="Vicoprofen", passed=" and 14 drug-free days have passed")
    assert offered("{drug: Vicoprofen, last_dose: ongoing}") == [("conditional", (words,))]


def test_a_long_course_of_steroid_is_tapered_too() -> None:
    """A course that is referred is settled as an opioid is, with the drug-free days after it."""
    words = TAPER.format(drug="prednisone", passed=" and 14 drug-free days have passed")
    record = "{drug: prednisone, route: oral, last_dose: ongoing, started: 2026-01-05}"
    assert offered(record, None) == [("conditional", (words,))]


def test_two_medicines_of_one_name_are_told_apart() -> None:
    """Nobody could follow a change that names either of two."""
    twice = "{drug: aspirin, last_dose: ongoing}, {drug: aspirin, last_dose: ongoing}"
    (only,) = offered(twice.replace("}, {", "}\n  - {"))
    consent = HELD.format(consent=", as agreed with the prescriber")
    assert only == ("eligible", (f"aspirin (medicine 2) {consent}", f"aspirin (medicine 3) {consent}"))
