"""Strategies of patients: eligible ones, with a few things laid where the rules turn, on days on which dates slip."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from hypothesis import strategies as st

from posology.knowledge.element import Element, ElementKind
from posology.results.witness import Witness
from posology.values.dates import Precision, parse_date
from posology.verify.boundaries import MEDICATIONS, days_of, paths_read
from posology.verify.judge import Judge
from posology.verify.medicines_near import Medicated, Pharmacy, medicines_near, pharmacy_of
from posology.verify.record_edits import Record, is_list, lay, leave_out, leaves, read
from posology.verify.thresholds import Points, element_of, points_of
from posology.verify.values_near import values_near

SLIPPERY_DAYS = (
    date(2024, 2, 29),
    date(2026, 1, 31),
    date(2026, 3, 31),
    date(2027, 2, 28),
    date(2024, 12, 31),
)
"""A leap day, and ends of months and of a year."""

MOST_CHANGED = 3
MOST_MEDICINES = 3
FURTHEST_AHEAD = 150

SELDOM = st.sampled_from((False, False, False, False, False, True))

KEPT = frozenset({"id", "drug", "level", "value"})
"""What a record or an entry cannot be without."""

DECIDED = frozenset({"agreement", "taper"})
"""What somebody decides. It is not a fact that was there before it was recorded."""

GROUPED = frozenset({"class"})
"""Groups whose parts are only recorded together."""

_ENTRY = re.compile(r"^(.*\[[0-9]+\])\.([^.]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Patients:
    """What the strategies draw from, worked out once: eligible records, and where the rules turn."""

    judge: Judge
    bases: tuple[Witness, ...]
    points: Mapping[str, Points]
    pharmacy: Pharmacy
    medicines: dict[date, tuple[Medicated, ...]] = field(default_factory=dict[date, tuple[Medicated, ...]])

    def medicines_on(self, as_of: date) -> tuple[Medicated, ...]:
        """The lists of medicines that turn something on that day of judging."""
        if as_of not in self.medicines:
            rules = self.judge.rules
            self.medicines[as_of] = tuple(medicines_near(rules.protocol, self.pharmacy, as_of, self.points))
        return self.medicines[as_of]


def patients_of(judge: Judge, bases: Sequence[Witness]) -> Patients:
    """The patients of the protocol, from these records on."""
    protocol = judge.rules.protocol
    points = points_of(protocol, judge.rules.dictionary)
    return Patients(judge, tuple(bases), points, pharmacy_of(protocol, judge.drugs))


@st.composite
def witnesses(draw: st.DrawFn, patients: Patients) -> Witness:
    """An eligible patient with up to three elements changed, and often with medicines."""
    witness = draw(st.sampled_from(patients.bases))
    day = draw(st.sampled_from((None, None, None, *SLIPPERY_DAYS)))
    if day is not None:
        witness = moved(witness, day)
    for _ in range(draw(st.integers(0, MOST_CHANGED))):
        witness = draw(_changed(patients, witness))
    medicated = draw(st.booleans())
    if medicated:
        witness = draw(_medicated(patients, witness))
    # of a medicine that is still taken only a later date can be conditional
    if draw(st.integers(0, 3)) >= (2 if medicated else 3):
        ahead = timedelta(days=draw(st.integers(0, FURTHEST_AHEAD)))
        witness = replace(witness, procedure_date=witness.as_of + ahead)
    return witness


@st.composite
def _changed(draw: st.DrawFn, patients: Patients, witness: Witness) -> Witness:
    """One element that the rules read laid at, below or above where they turn, anywhere, or left out."""
    path = draw(st.sampled_from(paths_read(patients.judge, patients.points, witness.record)))
    plain = path.replace("[0]", "")
    element = element_of(plain, patients.judge.rules.dictionary)
    if element is None or (draw(SELDOM) and read(witness.record, path) is not None):
        return replace(witness, record=leave_out(witness.record, path))
    near = values_near(element, path, patients.points[plain], days_of(witness), witness.record)
    ways = [st.sampled_from(near)] if near else []
    ways += [_anywhere(element, read(witness.record, path))] if element.kind in _MEASURES else []
    return replace(witness, record=lay(witness.record, path, draw(st.one_of(ways)))) if ways else witness


_MEASURES = frozenset({ElementKind.INTEGER, ElementKind.DECIMAL, ElementKind.QUANTITY})


def _anywhere(element: Element, recorded: object) -> st.SearchStrategy[Any]:
    """Any number that intake takes in, with what stands beside the one recorded now."""
    bounds = element.hard or element.plausible
    low, high = (Decimal(0), Decimal(100)) if bounds is None else (bounds.lowest, bounds.highest)
    if element.kind is ElementKind.INTEGER:
        values: st.SearchStrategy[Any] = st.integers(int(low), int(high))
    elif element.kind is ElementKind.DECIMAL:
        values = st.decimals(low, high, places=1, allow_nan=False, allow_infinity=False)
    else:
        numbers = st.decimals(low, high, places=1, allow_nan=False, allow_infinity=False)
        values = numbers.map(lambda each: f"{each:f} {element.unit}")
    if isinstance(recorded, Mapping):
        beside = cast("Record", recorded)
        return values.map(lambda each: {**beside, "value": each})
    return values


@st.composite
def _medicated(draw: st.DrawFn, patients: Patients, witness: Witness) -> Witness:
    """Up to three medicines, each as near to the end of a hold as any."""
    lists = patients.medicines_on(witness.as_of)
    chosen = draw(st.lists(st.sampled_from(lists), min_size=1, max_size=MOST_MEDICINES))
    entries = [entry for each in chosen for entry in each.medicines]
    record = lay(witness.record, MEDICATIONS, entries)
    return replace(witness, record=record, procedure_date=chosen[0].procedure or witness.procedure_date)


def moved(witness: Witness, as_of: date) -> Witness:
    """The same patient judged on another day, with every date of the record as far from it as before."""
    by = as_of - witness.as_of
    procedure = None if witness.procedure_date is None else witness.procedure_date + by
    record = cast("Record", _moved(witness.record, by))
    return Witness(record=record, as_of=as_of, procedure_date=procedure)


def _moved(value: object, by: timedelta) -> object:
    match value:
        case Mapping():
            return {key: _moved(each, by) for key, each in cast("Record", value).items()}
        case list():
            return [_moved(each, by) for each in cast("list[object]", value)]
        case str():
            day = parse_date(value)
            if day is None:
                return value
            length = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}[day.precision]
            return (day.earliest + by).isoformat()[:length]
        case _:
            return value


@st.composite
def less_known(draw: st.DrawFn, patients: Patients) -> tuple[Witness, Witness]:
    """A patient of whom some facts are left out or remembered less precisely, and the same patient without that."""
    whole = draw(witnesses(patients))
    if whole.procedure_date is None:
        # the earliest date itself moves with what is known, so both are asked about one day
        whole = replace(whole, procedure_date=days_of(whole).procedure)
    places = [path for path, _ in leaves(whole.record) if _may_be_forgotten(path)]
    record = whole.record
    for path in draw(st.lists(st.sampled_from(places), min_size=1, max_size=MOST_CHANGED, unique=True)):
        value = read(record, path)
        shorter = _shorter(value)
        if shorter and draw(st.sampled_from((False, True))):
            record = lay(record, path, draw(st.sampled_from(shorter)))
        elif value is not None:
            record = leave_out(record, _whole(path))
    return replace(whole, record=record), whole


def _may_be_forgotten(path: str) -> bool:
    names = path.replace("[", ".").split(".")
    return not DECIDED & set(names) and (names[-1] not in KEPT or (names[-1] == "value" and "[" not in path))


def _whole(path: str) -> str:
    """What is forgotten with it: a measured value is left out with its date, a clinician's class as one."""
    if path.endswith(".value"):
        return path.removesuffix(".value")
    entry = _ENTRY.match(path)
    return entry[0] if entry is not None and entry[2] in GROUPED else path


def _shorter(value: object) -> tuple[str, ...]:
    """The month and the year of a day, the year of a month."""
    day = parse_date(value) if isinstance(value, str) else None
    if day is None or not isinstance(value, str):
        return ()
    return {Precision.DAY: (value[:7], value[:4]), Precision.MONTH: (value[:4],), Precision.YEAR: ()}[day.precision]


@st.composite
def reordered(draw: st.DrawFn, patients: Patients) -> tuple[Witness, Witness]:
    """A patient with medicines and keys in another order, and the same patient as drawn."""
    first = draw(witnesses(patients))
    if draw(st.booleans()):
        first = draw(_medicated(patients, first))
    listed = read(first.record, MEDICATIONS)
    record = first.record
    if is_list(listed):
        record = lay(record, MEDICATIONS, draw(st.permutations(listed)))
    return replace(first, record=cast("Record", _turned(record))), first


def _turned(value: object) -> object:
    """The same with the keys of every group the other way round."""
    match value:
        case Mapping():
            entries = list(cast("Record", value).items())
            return {key: _turned(each) for key, each in reversed(entries)}
        case list():
            return [_turned(each) for each in cast("list[object]", value)]
        case _:
            return value


@st.composite
def weighed(draw: st.DrawFn, patients: Patients, path: str, element: Element) -> tuple[Witness, Witness]:
    """A patient with a heavier weight, and the same patient with a lighter one."""
    base = draw(witnesses(patients))
    bounds = element.plausible or element.hard
    low, high = (Decimal(1), Decimal(300)) if bounds is None else (bounds.lowest, bounds.highest)
    numbers = sorted(each for each in patients.points[path].numbers if low <= each <= high)
    # whole numbers spread further than decimals, of which the library draws the simple ones again and again
    anywhere = st.integers(int(low * 10), int(high * 10)).map(lambda tenths: Decimal(tenths) / 10)
    light = draw(st.one_of(anywhere, anywhere, st.sampled_from(numbers)) if numbers else anywhere)
    more = draw(st.one_of(st.sampled_from((Decimal("0.1"), Decimal(1))), st.integers(1, 100).map(Decimal)))
    heavy = min(light + more, high)
    lighter, heavier = (
        replace(base, record=lay(base.record, path, _weight(each, element, base))) for each in (light, heavy)
    )
    return heavier, lighter


def _weight(number: Decimal, element: Element, witness: Witness) -> dict[str, Any]:
    beside = {"method": element.methods[0]} if element.methods else {}
    return {"value": f"{number:f} {element.unit}", "date": witness.as_of.isoformat(), **beside}
