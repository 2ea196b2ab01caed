"""The symbolic patient has every record that intake takes in, and none that it refuses."""

from __future__ import annotations

from datetime import date

import pytest
from z3 import BoolRef, Not, Or, Solver, sat

from posology.ir.nodes import Comparison, Fact, ListOf, Literal, Relation
from posology.ir.types import BOOLEAN, CodeType, ListType
from posology.prove.desk import Desk
from posology.prove.patient import Period, SymbolicPatient, ordered_lists
from posology.prove.symbols import Day, Number, Row, Several, Truth, Word
from tests.unit.prove.inventing import knowledge


def _patient(**more: object) -> SymbolicPatient:
    return SymbolicPatient(desk=Desk(3), dictionary=knowledge().dictionary, **more)  # type: ignore[arg-type]  # as named


def _can(patient: SymbolicPatient, *terms: BoolRef) -> bool:
    solver = Solver()
    solver.add(*patient.desk.constraints, *terms)
    return solver.check() == sat


def test_a_number_lies_within_its_hard_range() -> None:
    """A weight of 19 kg is refused at intake, one of 20 kg is not."""
    patient = _patient()
    weight = patient.lookup("weight")
    assert isinstance(weight, Number)
    assert _can(patient, weight.known, weight.low == 20)
    assert _can(patient, weight.known, weight.low == 650)
    assert not _can(patient, weight.low < 20)
    assert not _can(patient, weight.low > 650)


def test_a_whole_number_is_whole() -> None:
    """A score that is counted has no halves, one that is measured may."""
    patient = _patient()
    quebec, pain = patient.lookup("quebec"), patient.lookup("pain.back.vas")
    assert isinstance(quebec, Number)
    assert isinstance(pain, Number)
    assert not _can(patient, quebec.low * 2 == 41)
    assert _can(patient, pain.low * 2 == 13)


def test_a_word_is_one_of_its_options_that_say_something() -> None:
    """`unknown` is taken in as not recorded, so that no symbol has it."""
    patient = _patient()
    sex, number = patient.lookup("sex"), patient.desk.words.number
    assert isinstance(sex, Word)
    assert all(_can(patient, sex.number == number(each)) for each in ("female", "male", "other"))
    assert not _can(patient, sex.number == number("unknown"))


def test_a_past_date_begins_by_the_day_of_judging() -> None:
    """A date known in part may still end after it."""
    patient = _patient()
    made = patient.lookup("mri.date")
    assert isinstance(made, Day)
    assert not _can(patient, made.earliest > patient.as_of)
    assert _can(patient, made.earliest < patient.as_of, made.latest > patient.as_of)


def test_no_date_lies_before_the_birth() -> None:
    """Whichever of the two is looked up first."""
    for paths in (("birth_date", "mri.date"), ("mri.date", "birth_date")):
        patient = _patient()
        found = {path: patient.lookup(path) for path in paths}
        born, made = found["birth_date"], found["mri.date"]
        assert isinstance(born, Day)
        assert isinstance(made, Day)
        assert not _can(patient, born.known, made.known, made.latest < born.earliest)
        assert _can(patient, Not(born.known), made.known, made.latest < born.earliest)


def test_nothing_stands_beside_what_is_not_recorded() -> None:
    """The date of a weight is not known without the weight; a weight may be undated."""
    patient = _patient()
    weight, dated = patient.lookup("weight"), patient.lookup("weight.date")
    assert not _can(patient, dated.known, Not(weight.known))
    assert _can(patient, Not(dated.known), weight.known)
    assert not _can(patient, patient.lookup("consent.signed.date").known)


def test_a_list_of_options_has_each_of_them_once() -> None:
    """Any set of regions can be recorded; which comes first asks nothing."""
    patient = _patient()
    regions = patient.lookup("regions")
    assert isinstance(regions, Several)
    assert len(regions.slots) == 2
    assert _can(patient, regions.known, *(Not(slot.there) for slot in regions.slots))
    assert _can(patient, regions.known, *(slot.there for slot in regions.slots))


def test_a_list_that_is_compared_as_a_whole_has_every_order() -> None:
    """Where order may matter, the entries are free, and still distinct."""
    patient = _patient(ordered=frozenset({"regions"}))
    regions = patient.lookup("regions")
    assert isinstance(regions, Several)
    first, second = (slot.item for slot in regions.slots[:2])
    assert isinstance(first, Word)
    assert isinstance(second, Word)
    number = patient.desk.words.number
    assert _can(patient, first.number == number("cervical"), second.number == number("lumbar"))
    assert not _can(patient, regions.slots[1].there, first.number == second.number)


def test_lists_in_which_order_may_matter_are_found() -> None:
    """A list that is compared, and not one of whose words one is asked for."""
    words = ListType(CodeType(("lumbar", "cervical")))
    fact = Fact(type=words, path="regions")
    written = ListOf(type=words, items=(Literal(type=CodeType(()), value="lumbar"),))
    compared = Comparison(type=BOOLEAN, operator=Relation.EQUAL, left=fact, right=written)
    assert ordered_lists([compared]) == {"regions"}
    assert ordered_lists([fact]) == frozenset()


def test_entries_fill_a_list_from_its_beginning() -> None:
    """A second earlier dose stands behind a first; what an entry must have, it has."""
    patient = _patient()
    doses = patient.lookup("prior_doses")
    assert isinstance(doses, Several)
    assert len(doses.slots) == 3
    assert not _can(patient, doses.slots[1].there, Not(doses.slots[0].there))
    first = doses.slots[0].item
    assert isinstance(first, Row)
    assert not _can(patient, Not(first.fields["site"].known))
    assert _can(patient, Not(first.fields["cells"].known))


def test_two_patients_are_judged_on_the_same_days() -> None:
    """The second has symbols of its own, and the days of the first."""
    one = _patient()
    other = _patient(name="other", days_of=one)
    assert one.as_of.eq(other.as_of)
    assert one.day.eq(other.day)
    mine, theirs = one.lookup("consent.signed"), other.lookup("consent.signed")
    assert isinstance(mine, Truth)
    assert isinstance(theirs, Truth)
    assert not mine.holds.eq(theirs.holds)


def test_the_days_lie_within_the_period() -> None:
    """Nobody is asked about outside of it."""
    patient = _patient(period=Period(first=date(2026, 1, 1), last=date(2026, 12, 31), soonest=1, furthest=10))
    assert _can(patient, patient.as_of == date(2026, 6, 1).toordinal())
    outside = Or(
        patient.as_of < date(2026, 1, 1).toordinal(),
        patient.day <= patient.as_of,
        patient.day > patient.as_of + 10,
    )
    assert not _can(patient, outside)


def test_what_nobody_can_record_is_no_fact() -> None:
    """A path that the dictionary has not is a fault of whoever asks."""
    with pytest.raises(LookupError, match="shoe_size"):
        _patient().lookup("shoe_size")
