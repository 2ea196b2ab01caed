"""Witnesses close to where a protocol turns, laid out without chance: each base record with one thing changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from posology.diagnostics.diagnostic import Refused
from posology.ir.turning import PROCEDURE_DATE
from posology.results.witness import Witness
from posology.values.dates import parse_date
from posology.verify.judge import Judge
from posology.verify.medicines_near import Pharmacy, medicines_near, pharmacy_of
from posology.verify.record_edits import Record, lay, leave_out, read
from posology.verify.thresholds import Points, element_of, points_of
from posology.verify.values_near import Days, values_near

MEDICATIONS = "medications"
OF_THE_SITUATION = ("as_of", PROCEDURE_DATE)


def boundary_witnesses(judge: Judge, bases: Iterable[Witness]) -> Iterator[Witness]:
    """Each base; then each with one element at, below or above what a rule holds it against, or left out.

    In the same order for the same protocol and bases. None of them is a record that intake refuses.
    """
    return (each for each in near_witnesses(judge, bases) if is_taken_in(judge, each))


def near_witnesses(judge: Judge, bases: Iterable[Witness]) -> Iterator[Witness]:
    """The same with those among them whose record intake refuses, for who takes each in anyway."""
    points = points_of(judge.rules.protocol, judge.rules.dictionary)
    pharmacy = pharmacy_of(judge.rules.protocol, judge.drugs)
    for base in bases:
        yield base
        yield from _of_elements(judge, base, points)
        yield from _of_medicines(judge, base, points, pharmacy)


def is_taken_in(judge: Judge, witness: Witness) -> bool:
    """Whether intake finds no fault in the record."""
    try:
        judge.facts(witness)
    except Refused:
        return False
    return True


def days_of(witness: Witness) -> Days:
    """The day of judging, and the one asked for, else the one recorded, else the day of judging itself."""
    recorded = read(witness.record, PROCEDURE_DATE)
    told = parse_date(recorded) if isinstance(recorded, str) else None
    procedure = witness.procedure_date or (None if told is None else told.earliest) or witness.as_of
    return Days(as_of=witness.as_of, procedure=procedure)


def paths_read(judge: Judge, points: Mapping[str, Points], record: Record) -> tuple[str, ...]:
    """Where the rules read the record: paths of elements, and of fields in the first entry of each list."""
    found: list[str] = []
    for path in points:
        element = element_of(path, judge.rules.dictionary)
        if element is None or path in OF_THE_SITUATION or path.split(".")[0] == MEDICATIONS or element.derived:
            continue
        if path in judge.rules.dictionary.elements:
            found.append(path)
            continue
        listed, _, name = path.partition(".")
        entries = read(record, listed)
        if isinstance(entries, list) and entries:
            found.append(f"{listed}[0].{name}")
    return tuple(dict.fromkeys(found))


def _of_elements(judge: Judge, base: Witness, points: Mapping[str, Points]) -> Iterator[Witness]:
    days = days_of(base)
    for path in paths_read(judge, points, base.record):
        plain = path.replace("[0]", "")
        element = element_of(plain, judge.rules.dictionary)
        if element is None:
            continue
        if read(base.record, path) is not None:
            yield replace(base, record=leave_out(base.record, path))
        for value in values_near(element, path, points[plain], days, base.record):
            yield replace(base, record=lay(base.record, path, value))
    for day in _procedure_days(points, days):
        yield replace(base, procedure_date=day)


def _procedure_days(points: Mapping[str, Points], days: Days) -> Iterator[date]:
    """The day of judging, the days beside it, and those around each day that a rule writes itself."""
    written = sorted(points.get(PROCEDURE_DATE, Points()).days)
    one = timedelta(days=1)
    near = (near for each in (days.as_of, *written) for near in (each, each - one, each + one))
    yield from dict.fromkeys(each for each in near if each != days.procedure)


def _of_medicines(judge: Judge, base: Witness, points: Mapping[str, Points], pharmacy: Pharmacy) -> Iterator[Witness]:
    if read(base.record, MEDICATIONS) is not None:
        yield replace(base, record=leave_out(base.record, MEDICATIONS))
    for each in medicines_near(judge.rules.protocol, pharmacy, base.as_of, points):
        record = lay(base.record, MEDICATIONS, list(each.medicines))
        yield replace(base, record=record, procedure_date=each.procedure or base.procedure_date)
