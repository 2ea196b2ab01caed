"""Patients near a rule: a record varied at every value at which the rule may turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations, islice, product
from typing import Any, Final

from posology.ir.protocol import Protocol
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.washout import ConditionalHold, FixedHold
from posology.knowledge.drugs import Drugs
from posology.knowledge.element import Dictionary, Element
from posology.results.witness import Witness
from posology.verify.boundaries import MEDICATIONS, OF_THE_SITUATION, days_of
from posology.verify.medicines_near import ONGOING, Given, Medicated, Pharmacy, medicines_near, pharmacy_of
from posology.verify.record_edits import lay, leave_out, read
from posology.verify.thresholds import Points, element_of, points_of
from posology.verify.values_near import values_near

_MOST_PAIRED: Final = 4
"""Elements of one rule that are varied two at a time."""

_MOST_OF_A_PAIR: Final = 12
"""Values of each element in a pair."""

_LATER: Final = timedelta(days=28)
"""When every hold of an antithrombotic has run out, and what is measured today still counts."""

_MOST_WITH_MEDICINES: Final = 6
"""Values of an element on which the length of a hold turns, each tried with the medicines held."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A rule in a protocol of nothing else but what it rests on, and the whole that it was taken from."""

    rule: Protocol
    whole: Protocol


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question is about: rules alone, as they are in either form."""

    rules: tuple[Alone, ...]

    def points(self, dictionary: Dictionary) -> dict[str, Points]:
        """Every element that the rules read, with the values that they hold it against."""
        found: dict[str, Points] = {}
        for each in self.rules:
            for path, points in points_of(each.rule, dictionary).items():
                found[path] = found.get(path, Points()).joined(points)
        return found


def variations(bases: Sequence[Witness], focus: Focus, dictionary: Dictionary, drugs: Drugs) -> Iterator[Witness]:
    """The bases, each varied in one place, then with medicines, then in two places at once."""
    points = focus.points(dictionary)
    yield from bases
    singles = [dict(_singles(base, points, dictionary)) for base in bases]
    held = tuple(
        (each.rule, pharmacy_of(each.whole, drugs))
        for each in focus.rules
        if each.rule.washout or each.rule.together is not None
    )
    for base, table in zip(bases, singles, strict=True):
        yield from (each for values in table.values() for each in values)
        yield from (_with_medicines(base, each) for each in _medicines(base, held, points))
    for base, table in zip(bases, singles, strict=True):
        yield from _pairs(base, table, points, dictionary)
        yield from _conditional(table, held, points)


def around_ranges(bases: Sequence[Witness], element: Element) -> Iterator[Witness]:
    """The bases with values of the element at the ends of what is possible and plausible, and without it."""
    ends = {
        end for each in (element.hard, element.plausible) if each is not None for end in (each.lowest, each.highest)
    }
    points, free = Points(numbers=frozenset(ends)), replace(element, hard=None)
    for base in bases:
        for value in values_near(free, element.path, points, days_of(base), base.record):
            yield replace(base, record=lay(base.record, element.path, value))
        yield replace(base, record=leave_out(base.record, element.path))


def _singles(
    base: Witness, points: Mapping[str, Points], dictionary: Dictionary
) -> Iterator[tuple[str, tuple[Witness, ...]]]:
    """By element, the base with each of its values, and without it."""
    for path, each in points.items():
        element = element_of(path, dictionary)
        place = _place(base, path, dictionary)
        if element is None or element.derived or place is None:
            continue
        values = values_near(element, place, each, days_of(base), base.record)
        varied = [replace(base, record=lay(base.record, place, value)) for value in values]
        less = [] if read(base.record, place) is None else [replace(base, record=leave_out(base.record, place))]
        yield path, (*varied, *less)


def _place(base: Witness, path: str, dictionary: Dictionary) -> str | None:
    """Where the record says it: of a field, in the first entry of its list, if there is one."""
    if path in OF_THE_SITUATION or path.partition(".")[0] == MEDICATIONS:
        return None
    if path in dictionary.elements:
        return path
    listed, _, name = path.partition(".")
    entries = read(base.record, listed)
    return f"{listed}[0].{name}" if isinstance(entries, list) and entries else None


def _medicines(
    base: Witness, held: Sequence[tuple[Protocol, Pharmacy]], points: Mapping[str, Points]
) -> Iterator[Medicated]:
    for rule, pharmacy in held:
        if rule.together is not None:
            yield from _taken_together(rule, pharmacy, base)
        yield from medicines_near(rule, pharmacy, base.as_of, points)


def _taken_together(rule: Protocol, pharmacy: Pharmacy, base: Witness) -> Iterator[Medicated]:
    """Two medicines that are held for days, each of another class, both still taken, long before the procedure."""
    of_classes: dict[str, Given] = {}
    for each in rule.washout:
        given = pharmacy.by_rule.get(each.id, ())
        if isinstance(each.hold, FixedHold) and given:
            of_classes.setdefault(each.drug_class, given[0])
    later = base.as_of + _LATER
    for one, other in combinations(of_classes.values(), 2):
        yield Medicated(medicines=(one.entry(last_dose=ONGOING), other.entry(last_dose=ONGOING)), procedure=later)


def _with_medicines(base: Witness, medicated: Medicated) -> Witness:
    """The base with these medicines, and with the day that goes with them in the record."""
    record = lay(base.record, MEDICATIONS, list(medicated.medicines))
    if medicated.procedure is None:
        return replace(base, record=record)
    return replace(base, record=lay(record, PROCEDURE_DATE, medicated.procedure.isoformat()), procedure_date=None)


def _conditional(
    table: Mapping[str, Sequence[Witness]], held: Sequence[tuple[Protocol, Pharmacy]], points: Mapping[str, Points]
) -> Iterator[Witness]:
    """Where the length of a hold turns on an element, its values and the medicines at once."""
    turning = [each for each in held if any(isinstance(rule.hold, ConditionalHold) for rule in each[0].washout)]
    for values in table.values():
        for varied in values[:_MOST_WITH_MEDICINES]:
            yield from (_with_medicines(varied, each) for each in _medicines(varied, turning, points))


def _pairs(
    base: Witness, table: Mapping[str, Sequence[Witness]], points: Mapping[str, Points], dictionary: Dictionary
) -> Iterator[Witness]:
    """Two elements of one rule at once; and everything a day later."""
    paths = [path for path in points if path in dictionary.elements and path in table][:_MOST_PAIRED]
    for one, other in combinations(paths, 2):
        sides = (list(islice(table[path], _MOST_OF_A_PAIR)) for path in (one, other))
        for first, second in product(*sides):
            value: Any = read(second.record, other)
            yield first if value is None else replace(first, record=lay(first.record, other, value))
    later = days_of(base).procedure + timedelta(days=1)
    yield replace(base, record=lay(base.record, PROCEDURE_DATE, later.isoformat()), procedure_date=None)
