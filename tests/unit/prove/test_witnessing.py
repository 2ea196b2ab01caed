"""A model becomes a record that intake reads: small, ordinary, and in exact numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from z3 import And, BoolRef, Not

from posology.explain.rules import Rules
from posology.prove.asking import Found, Session
from posology.prove.frame import Frame
from posology.prove.symbols import Day, Number, Several, Word
from posology.prove.witnessing import finite_decimal
from posology.results.witness import Witness
from posology.values.truth import Unknown
from posology.verify.judge import Judge
from tests.unit.prove.inventing import criterion, invented, knowledge

READS = criterion(
    "consent.signed and weight > 0 'kg' and quebec >= 0 and pain.back.vas >= 0 and mri.date before as_of"
    " and 'lumbar' in regions and exists contraindications and sex = 'female' and exists prior_doses"
)


@pytest.fixture(name="rules")
def _rules(tmp_path: Path) -> Rules:
    """A protocol that reads something of each kind."""
    return invented(tmp_path, criteria={"all": READS})


def _frame(rules: Rules) -> Frame:
    frame = Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=knowledge().drugs)
    assert frame.meaning.verdict is not None
    return frame


def _found(frame: Frame, *terms: BoolRef) -> Found:
    return Session(frame.desk).search(And(*terms), (frame.patient,), lambda _: True)


def _witness(frame: Frame, *terms: BoolRef) -> Witness:
    return _found(frame, *terms).witnesses[0]


def test_what_is_asked_for_is_recorded_and_nothing_else(rules: Rules) -> None:
    """The record has what shows it, and what every record must have."""
    frame = _frame(rules)
    assert _witness(frame, frame.patient.lookup("consent.signed").known).record == {
        "consent": {"signed": False},
        "id": "witness",
    }


def test_intake_reads_every_kind_of_value(rules: Rules) -> None:
    """A patient who meets a condition on each of them meets it on the engine too."""
    frame = _frame(rules)
    witness = _witness(frame, frame.meaning.criterion("all").statuses.met)
    judge = Judge(rules, knowledge().drugs)
    facts = judge.facts(witness)
    assert judge.check(witness).criteria[0].status == "met"
    assert not isinstance(facts.lookup("weight"), Unknown)
    assert witness.as_of == date(2026, 11, 20)


def test_numbers_are_exact_and_have_their_unit(rules: Rules) -> None:
    """A weight is a text, a score a number, and nothing is ever a binary fraction."""
    frame = _frame(rules)
    weight, pain = frame.patient.lookup("weight"), frame.patient.lookup("pain.back.vas")
    quebec = frame.patient.lookup("quebec")
    assert isinstance(weight, Number)
    assert isinstance(pain, Number)
    assert isinstance(quebec, Number)
    wanted = (weight.known, weight.low * 8 == 601, pain.known, pain.low * 4 == 11, quebec.known, quebec.low == 41)
    record = _witness(frame, *wanted).record
    assert record["weight"] == "75.125 kg"
    assert record["pain"]["back"]["vas"] == Decimal("2.75")
    assert record["quebec"] == 41


def test_a_number_without_end_is_no_record(rules: Rules) -> None:
    """A third of a kilogram cannot be written down, so that nothing is found."""
    frame = _frame(rules)
    weight = frame.patient.lookup("weight")
    assert isinstance(weight, Number)
    found = _found(frame, weight.known, weight.low * 3 == 100)
    assert found.answer == "undecided"
    assert "6 patients" in found.why or "1 patient" in found.why


def test_dates_are_written_as_far_as_they_are_known(rules: Rules) -> None:
    """To the day, the month or the year."""
    frame = _frame(rules)
    made = frame.patient.lookup("mri.date")
    assert isinstance(made, Day)
    day = date(2025, 2, 14).toordinal()
    around = (made.known, made.earliest <= day, made.latest >= day)
    written = [_witness(frame, *around, made.precision == each).record["mri"]["date"] for each in (0, 1, 2)]
    assert written == ["2025-02-14", "2025-02", "2025"]


def test_what_was_measured_is_written_with_what_stands_beside_it(rules: Rules) -> None:
    """A value with its date and method is a mapping, one without them is not."""
    frame = _frame(rules)
    how, when = frame.patient.lookup("weight.method"), frame.patient.lookup("weight.date")
    assert isinstance(how, Word)
    assert isinstance(when, Day)
    stated = how.number == frame.patient.desk.words.number("stated")
    today = And(when.precision == 0, when.earliest == frame.patient.as_of)
    record = _witness(frame, how.known, stated, when.known, today).record
    assert record["weight"]["method"] == "stated"
    assert record["weight"]["date"] == "2026-11-20"


def test_a_list_is_as_short_as_can_be(rules: Rules) -> None:
    """An empty list says that there is nothing; nothing written says that nobody asked."""
    frame = _frame(rules)
    regions, doses = frame.patient.lookup("regions"), frame.patient.lookup("prior_doses")
    assert isinstance(doses, Several)
    assert _witness(frame, regions.known).record["regions"] == []
    assert "regions" not in _witness(frame, Not(regions.known)).record
    listed = _witness(frame, doses.known, doses.slots[0].there).record["prior_doses"]
    assert [set(each) for each in listed] == [{"site"}]


def test_a_patient_who_shows_nothing_is_not_proposed_again(rules: Rules) -> None:
    """Each try is another patient, until the tries are over."""
    frame = _frame(rules)
    tried: list[Witness] = []

    def shown(witnesses: tuple[Witness, ...]) -> bool:
        tried.append(witnesses[0])
        return False

    found = Session(frame.desk).search(frame.patient.lookup("sex").known, (frame.patient,), shown)
    assert found.answer == "undecided"
    assert "does not show it" in found.why
    smallest = tried[::2]
    assert all(one != other for index, one in enumerate(smallest) for other in smallest[:index])


def test_too_little_effort_is_told_as_such(rules: Rules) -> None:
    """A question that costs more than it may is undecided."""
    frame = _frame(rules)
    found = Session(frame.desk, effort=1).search(
        frame.meaning.verdict.is_("eligible"), (frame.patient,), lambda _: True
    )
    assert found.answer == "undecided"
    assert "effort" in found.why


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_every_decimal_is_found_again(number: Decimal) -> None:
    """What can be written down is written down, exactly."""
    assert finite_decimal(Fraction(number)) == number


def test_no_fraction_is_rounded() -> None:
    """What has no end has no decimal."""
    assert finite_decimal(Fraction(1, 3)) is None
    assert finite_decimal(Fraction(1, 2**40)) is None
