"""Criteria as terms: exactly one status, values that count, and what time alone mends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from z3 import BoolRef, ModelRef, Not, Or

from posology.prove.asking import Session
from posology.prove.criteria import Judged, must_be_renewed
from posology.prove.frame import Frame
from posology.prove.symbols import Day, Number, Several, Word
from tests.unit.prove.inventing import criterion, invented, knowledge

CONSENT = criterion("consent.signed")
WEIGHED = criterion("weight > 50 'kg'", counts={"weight": {"within": "30 days", "method": "measured"}})


def _frame(folder: Path, **criteria: object) -> Frame:
    rules = invented(folder, criteria=criteria)
    return Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=knowledge().drugs)


def _can(frame: Frame, *terms: BoolRef) -> bool:
    session = Session(frame.desk)
    session.tell()
    session.solver.add(*terms)
    return isinstance(session.model(), ModelRef)


def _first(frame: Frame) -> Judged:
    return frame.meaning.criteria[0]


def test_exactly_one_status_holds(tmp_path: Path) -> None:
    """Of a criterion that applies to some only, each of the four can hold, and none together with another."""
    frame = _frame(tmp_path, score=criterion("quebec > 30", applies="'lumbar' in regions"))
    statuses = list(_first(frame).statuses.by_name().values())
    assert all(_can(frame, each) for each in statuses)
    assert not _can(frame, Not(Or(*statuses)))
    assert not any(_can(frame, one, other) for one in statuses for other in statuses if not one.eq(other))


def test_a_value_counts_that_is_young_enough_and_obtained_as_it_must_be(tmp_path: Path) -> None:
    """Too old, undated, or obtained otherwise, it is as good as missing."""
    frame = _frame(tmp_path, weight=WEIGHED)
    patient, judged = frame.patient, _first(frame)
    weight, when, how = (patient.lookup(f"weight{each}") for each in ("", ".date", ".method"))
    assert isinstance(weight, Number)
    assert isinstance(when, Day)
    assert isinstance(how, Word)
    heavy = [weight.known, weight.low == 80]
    measured = [how.known, how.number == patient.desk.words.number("measured")]
    young = [when.known, when.precision == 0, when.earliest == patient.as_of - 30]
    old = [when.known, when.precision == 0, when.earliest == patient.as_of - 31]
    stated = [how.known, how.number == patient.desk.words.number("stated")]
    assert not _can(frame, *heavy, *measured, *young, Not(judged.statuses.met))
    for wrong in ((*measured, *old), (*measured, Not(when.known)), (*young, *stated), (*young, Not(how.known))):
        assert not _can(frame, *heavy, *wrong, Not(judged.statuses.unknown))


def test_a_value_that_will_be_too_old_must_be_renewed(tmp_path: Path) -> None:
    """It counts today, and the procedure comes later than it will count."""
    frame = _frame(tmp_path, weight=WEIGHED)
    patient, judged = frame.patient, _first(frame)
    when = patient.lookup("weight.date")
    assert isinstance(when, Day)
    needed = must_be_renewed(judged, patient)
    dated = [judged.statuses.met, when.precision == 0, when.earliest == patient.as_of - 10]
    assert not _can(frame, *dated, patient.day == patient.as_of + 20, needed)
    assert not _can(frame, *dated, patient.day == patient.as_of + 21, Not(needed))


def test_time_mends_what_time_alone_decides(tmp_path: Path) -> None:
    """A criterion that fails for want of a year mends; one that asks nothing of time never does."""
    frame = _frame(tmp_path, lasting=criterion("pain.back.onset + 1 year before procedure.date"), consent=CONSENT)
    lasting, consent = frame.meaning.criteria
    assert _can(frame, lasting.future.mends)
    assert not _can(frame, consent.future.mends)
    assert not _can(frame, lasting.future.mends, Not(lasting.fails))
    assert not _can(frame, lasting.future.mends, lasting.future.may_mend)


def test_a_failure_that_nothing_mends_stands_on_every_later_day(tmp_path: Path) -> None:
    """A later day that is looked at cannot show the contrary."""
    frame = _frame(tmp_path, lasting=criterion("pain.back.onset + 1 year before procedure.date"))
    lasting, patient = _first(frame), frame.patient
    onset = patient.lookup("pain.back.onset")
    assert isinstance(onset, Day)
    later = patient.day + 1000
    agreed = [onset.known, onset.precision == 0, lasting.agree_on(later), lasting.fails]
    assert not _can(frame, *agreed, Not(lasting.future.mends))


def test_another_day_is_judged_with_the_same_patient(tmp_path: Path) -> None:
    """The facts stay as they are; only the procedure date moves."""
    frame = _frame(tmp_path, lasting=criterion("pain.back.onset + 1 year before procedure.date"))
    lasting, patient = _first(frame), frame.patient
    then = lasting.on(patient.day + 400)
    assert not _can(frame, lasting.statuses.met, Not(then.met))
    assert _can(frame, lasting.statuses.not_met, then.met)


def test_words_among_which_a_value_must_be(tmp_path: Path) -> None:
    """A list of regions is read with its entries."""
    frame = _frame(tmp_path, region=criterion("'lumbar' in regions"))
    regions = frame.patient.lookup("regions")
    assert isinstance(regions, Several)
    lumbar = regions.slots[0].there
    assert not _can(frame, regions.known, lumbar, Not(_first(frame).statuses.met))
    assert not _can(frame, regions.known, Not(lumbar), Not(_first(frame).statuses.not_met))
    assert frame.patient.period.first == date(2000, 1, 1)
