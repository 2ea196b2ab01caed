"""Records to start from: patients whom a protocol finds eligible, so that what is changed of them shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, islice, product
from typing import Any, Final

from posology.diagnostics.diagnostic import Refused
from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.results.check import Check, CriterionStatus, Verdict
from posology.results.witness import Witness
from posology.verify.boundaries import MEDICATIONS, OF_THE_SITUATION, days_of
from posology.verify.judge import Judge
from posology.verify.record_edits import Record, lay, leave_out, read
from posology.verify.thresholds import Points, element_of, points_of
from posology.verify.values_near import values_near
from posology.verify.worked_cases import WorkedCase

AN_ORDINARY_DAY: Final = date(2026, 11, 20)
MOST_CASES: Final = 60
"""So many cases are looked at: those of a chapter are alike, and the first are the plain ones."""

MOST_ROUNDS: Final = 40
MOST_TRIED: Final = 400
"""How many ways are tried to let one criterion pass."""

BORN_BEFORE: Final = 45
"""The age in years of a patient who is made up, between the limits of any protocol for adults."""


def witness_of(case: WorkedCase) -> Witness:
    """The patient of the case."""
    return Witness(record=case.record, as_of=case.as_of, procedure_date=case.procedure_date)


def eligible_bases(judge: Judge, cases: Sequence[WorkedCase], most: int = 2) -> tuple[Witness, ...]:
    """Eligible patients of the cases, each with another plan than those before, then one who is made up.

    Cases under other readings or planned doses are left aside. There is none where nobody can be found eligible.
    """
    found: dict[tuple[str, ...], Witness] = {}
    usable = (each for each in cases if not each.refused and _is_under(judge, each))
    for case in islice(usable, MOST_CASES):
        witness = witness_of(case)
        check = _checked(judge, witness)
        if check is not None and check.verdict is Verdict.ELIGIBLE:
            found.setdefault(tuple(dict.fromkeys(each.step for each in check.plan)), witness)
        if len(found) == most:
            break
    made = constructed_base(judge, next(iter(found.values())).as_of if found else AN_ORDINARY_DAY)
    return (*found.values(), *(() if made is None else (made,)))


def _is_under(judge: Judge, case: WorkedCase) -> bool:
    """Whether the case is asked of the protocol as the judge has it."""
    chosen = {each.id: each.chosen for each in judge.rules.protocol.readings}
    default = {each.id: each.default for each in judge.rules.protocol.readings}
    return chosen == {**default, **dict(case.readings)} and dict(case.planned) == dict(judge.rules.planned)


def _checked(judge: Judge, witness: Witness) -> Check | None:
    try:
        return judge.check(witness)
    except Refused:
        return None


def constructed_base(judge: Judge, as_of: date) -> Witness | None:
    """An eligible patient made up from the dictionary and the thresholds alone; None where none is found this way."""
    points = points_of(judge.rules.protocol, judge.rules.dictionary)
    witness = Witness(record=_started(judge.rules.dictionary, as_of), as_of=as_of, procedure_date=None)
    check = _checked(judge, witness)
    for _ in range(MOST_ROUNDS):
        if check is None or check.verdict is Verdict.ELIGIBLE:
            break
        better = next(_better(judge, witness, check, points), None)
        if better is None:
            return None
        witness, check = better
    return witness if check is not None and check.verdict is Verdict.ELIGIBLE else None


def _started(dictionary: Dictionary, as_of: date) -> Record:
    """A record with what every record has: its required elements, a birth, and an empty list of medicines."""
    record: dict[str, Any] = {}
    for path, element in dictionary.elements.items():
        if element.required and "." not in path:
            record = lay(record, path, _any_value(element, as_of))
    if dictionary.birth is not None:
        born = as_of.replace(year=as_of.year - BORN_BEFORE, day=1)
        record = lay(record, dictionary.birth, born.isoformat())
    return lay(record, MEDICATIONS, []) if MEDICATIONS in dictionary.elements else record


def _any_value(element: Element, as_of: date) -> object:  # noqa: PLR0911 - one return for each kind
    """Some value of the element that intake takes in."""
    match element.kind:
        case ElementKind.BOOLEAN:
            return True
        case ElementKind.INTEGER | ElementKind.DECIMAL:
            return 1 if element.plausible is None else element.plausible.lowest
        case ElementKind.QUANTITY:
            middle = 1 if element.plausible is None else (element.plausible.lowest + element.plausible.highest) / 2
            return f"{middle:f} {element.unit}"
        case ElementKind.CODE:
            return element.options[0]
        case ElementKind.DATE:
            return as_of.isoformat()
        case ElementKind.TEXT:
            return "G-1"
        case ElementKind.CODES | ElementKind.RECORDS:
            return []


def _better(
    judge: Judge, witness: Witness, check: Check, points: Mapping[str, Points]
) -> Iterator[tuple[Witness, Check]]:
    """The record changed so that less stands in the way: by the first way that helps, with the best value."""
    for ways in _ways(judge, witness, check, points):
        found = [(changed, answer) for changed in ways if (answer := _checked(judge, changed)) is not None]
        best = min(found, key=lambda each: _rank(each[1]), default=None)
        if best is not None and _rank(best[1]) < _rank(check):
            yield best


def _rank(check: Check) -> tuple[int, int]:
    """How far from eligible: how much stands in the way, worse than what is unknown, then what is missing."""
    against = sum(each.stands_in_the_way for each in check.criteria)
    unknown = sum(each.status is CriterionStatus.UNKNOWN for each in check.criteria)
    unplanned = sum(each.count is None for each in check.doses)
    return 3 * against + 2 * unknown + unplanned + (check.verdict is not Verdict.ELIGIBLE), len(check.missing)


def _ways(judge: Judge, witness: Witness, check: Check, points: Mapping[str, Points]) -> Iterator[list[Witness]]:
    """Each element that is missing, or that a criterion in the way reads, with every value; then each two of them."""
    wanted = [each.element.split("[")[0] for each in check.missing]
    failing = [each for each in check.criteria if each.stands_in_the_way]
    read_there = [basis.element for each in failing for basis in each.because]
    paths = list(dict.fromkeys(path for each in (*read_there, *wanted) for path in _paths_of(each, judge)))
    values = {path: _values(judge, witness, path, points) for path in paths}
    for path in paths:
        yield [replace(witness, record=lay(witness.record, path, value)) for value in values[path]]
    for left, right in combinations(paths, 2):
        both = islice(product(values[left], values[right]), MOST_TRIED)
        yield [replace(witness, record=lay(lay(witness.record, left, one), right, other)) for one, other in both]


def _paths_of(element: str, judge: Judge) -> Iterable[str]:
    """The element itself, or the fields that rules read of it."""
    if element in OF_THE_SITUATION or element.startswith("plan."):
        return ()
    return (element,) if element in judge.rules.dictionary.elements else ()


def _values(judge: Judge, witness: Witness, path: str, points: Mapping[str, Points]) -> list[object]:
    dictionary = judge.rules.dictionary
    element = element_of(path, dictionary)
    if element is None:
        return []
    if element.kind is ElementKind.RECORDS:
        return _lists(element, path, witness, points)
    return list(values_near(element, path, points.get(path, Points()), days_of(witness), witness.record))


def _lists(element: Element, path: str, witness: Witness, points: Mapping[str, Points]) -> list[object]:
    """No entries; entries with, of each field that rules read, each value near where they turn."""
    fields = [each for each in element.written_fields if each.required or f"{path}.{each.path}" in points]
    choices = [
        [
            (each.path, value)
            for value in (
                values_near(each, each.path, points.get(f"{path}.{each.path}", Points()), days_of(witness), {})
                or [_any_value(each, witness.as_of)]
            )
        ]
        for each in fields
    ]
    entries: list[object] = [[]]
    for chosen in islice(product(*choices), MOST_TRIED):
        entry: dict[str, Any] = {}
        for field, value in chosen:
            entry = lay(entry, field, value)
        entries.append([entry])
    return entries


def without(witness: Witness, path: str) -> Witness:
    """The patient of whom that is not recorded."""
    return witness if read(witness.record, path) is None else replace(witness, record=leave_out(witness.record, path))
