"""Suggested changes: made to the record, they give the verdict that they claim, and fewer of them do not.

Nothing of the engine is asked but the door that everybody uses: a suggestion is read as a person reads it, and what it
says is written into the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from posology.api.checking import check
from posology.explain.rules import Rules
from posology.results.check import Check, CriterionStatus, Verdict, WashoutFinding, WashoutStatus
from posology.values.numerals import date_in_words
from tests.property.judging import facts_of, judge, knowledge
from tests.strategies.patients import MEDICATIONS, Patient
from tests.strategies.records import Plain, Record

MOST_STEPS = 5
"""Where more single changes are possible, not every smaller set is tried."""

_HELD = re.compile(r"(?P<drug>.+?) is held(?:, as agreed with the prescriber)?, with the last dose on .+")
_TAPERED = re.compile(
    r"an individual taper of (?P<drug>.+?) is agreed with the prescriber, and the procedure takes place only after "
    r"it has ended(?: and (?P<days>[0-9]+) drug-free days? ha(?:s|ve) passed)?"
)
_PLACED = re.compile(r"(?P<drug>.+) \(medicine (?P<place>[0-9]+)\)")
_MOVED = "the procedure is moved to "


@dataclass(frozen=True)
class Made:
    """A record with some changes made, and the procedure date that they leave."""

    record: Record
    procedure_date: date | None


def changes_hold(rules: Rules, patient: Patient) -> None:
    """Every suggested set of changes, made to the record itself, gives the verdict claimed; no part of it betters anything."""
    found = judge(rules, patient)
    for change in found.changes:
        after = verdicts_with(rules, patient, found, change.conditions)
        assert change.verdict in after, f"{change.conditions} gives {after}"
        assert is_better(change.verdict, found.verdict)
        for size in range(1, len(change.conditions)):
            for fewer in combinations(change.conditions, size):
                partly = verdicts_with(rules, patient, found, fewer)
                assert not any(is_wanted(each, found.verdict) for each in partly), f"{fewer} gives {partly}"


def no_change_is_missed(rules: Rules, patient: Patient) -> None:
    """Every single change and pair of changes that betters the verdict contains a suggested set."""
    found = judge(rules, patient)
    if found.verdict is Verdict.ELIGIBLE:
        assert found.changes == ()
        return
    suggested = [frozenset(each.conditions) for each in found.changes]
    said = tuple(conceivable(patient, found))[:MOST_STEPS]
    for size in (1, 2):
        for chosen in combinations(said, size):
            if any(is_wanted(each, found.verdict) for each in verdicts_with(rules, patient, found, chosen)):
                assert any(each <= frozenset(chosen) for each in suggested), f"{chosen} is not suggested"


def is_better(after: Verdict, before: Verdict) -> bool:
    """Whether the verdict stands nearer to eligible."""
    return tuple(Verdict).index(after) < tuple(Verdict).index(before)


def is_wanted(after: Verdict, before: Verdict) -> bool:
    """Whether the procedure could take place after the changes, and better than before."""
    return after in {Verdict.ELIGIBLE, Verdict.CONDITIONAL} and is_better(after, before)


def conceivable(patient: Patient, found: Check) -> Iterator[str]:
    """Every single change that a person who has read the result and the dictionary may think of, in the engine's words."""
    if found.earliest_date is not None and patient.procedure_date not in {None, found.earliest_date}:
        yield f"{_MOVED}{date_in_words(found.earliest_date)}"
    held = [each for each in found.washout if each.last_dose == "ongoing" and each.status is WashoutStatus.HOLD]
    for each in held:
        if "taper" not in each.instruction.partition(":")[0]:
            consent = "" if each.agreement is None else ", as agreed with the prescriber"
            yield f"{_named(each, found)} is held{consent}, with the last dose on {date_in_words(patient.as_of)}"
    for criterion in found.criteria:
        for path in (basis.element for basis in criterion.because):
            element = knowledge().dictionary.elements.get(path)
            asked = criterion.stands_in_the_way or criterion.status is CriterionStatus.UNKNOWN
            if element is not None and element.becomes and asked:
                yield element.becomes_says


def _named(finding: WashoutFinding, found: Check) -> str:
    alike = [each for each in found.washout if each.drug == finding.drug]
    return finding.drug if len(alike) == 1 else f"{finding.drug} (medicine {found.washout.index(finding) + 1})"


def verdicts_with(rules: Rules, patient: Patient, found: Check, said: Sequence[str]) -> frozenset[Verdict]:
    """The verdicts on the record written anew with the changes, read and judged from the start.

    Of a taper it is not said on which day it ends: with the last day that leaves the procedure date, and with the first
    that there is and no procedure date, the record is judged for each.
    """
    ways = [Made(patient.record, patient.procedure_date)]
    for each in said:
        ways = [way for made in ways for way in _with(each, made, patient, found)]
    return frozenset(
        check(rules, facts_of(made.record, patient.as_of), patient.as_of, made.procedure_date).verdict for made in ways
    )


def _with(said: str, made: Made, patient: Patient, found: Check) -> Iterator[Made]:
    """The record with one change made, in every way that its words leave open."""
    if said.startswith(_MOVED):
        day = next(each for each in _days_from(patient.as_of) if said == f"{_MOVED}{date_in_words(each)}")
        yield replace(made, procedure_date=day)
    elif (tapered := _TAPERED.fullmatch(said)) is not None:
        free = int(tapered["days"] or 0)
        tomorrow = patient.as_of + timedelta(days=1)
        yield Made(_with_taper(made.record, _place(tapered["drug"], found), tomorrow), None)
        if patient.procedure_date is not None:
            in_time = patient.procedure_date - timedelta(days=free + 1)
            if in_time >= tomorrow:
                yield replace(made, record=_with_taper(made.record, _place(tapered["drug"], found), in_time))
    elif (held := _HELD.fullmatch(said)) is not None:
        last: dict[str, Plain] = {"last_dose": patient.as_of.isoformat()}
        yield replace(made, record=_with_medicine(made.record, _place(held["drug"], found), last))
    else:
        elements = [each for each in knowledge().dictionary.elements.values() if each.becomes_says == said]
        assert elements, f"nobody knows how to do this: {said}"
        for element in elements:
            for value in element.becomes:
                written = patient.as_of.isoformat() if value == "as_of" else value
                assert isinstance(written, bool | int | str)
                yield replace(made, record=_laid_over(made.record, element.path.split("."), written))


def _days_from(day: date) -> Iterator[date]:
    """The day and those of the sixteen years after it: what is moved to is a day in words."""
    return (day + timedelta(days=days) for days in range(16 * 366))


def _place(named: str, found: Check) -> int:
    """The place in the list of the medicine that the words name."""
    placed = _PLACED.fullmatch(named)
    if placed is not None and found.washout[int(placed["place"]) - 1].drug == placed["drug"]:
        return int(placed["place"]) - 1
    return next(index for index, each in enumerate(found.washout) if each.drug == named)


def _with_taper(record: Record, place: int, ends: date) -> Record:
    return _with_medicine(record, place, {"taper": {"agreed_by": "the prescriber", "ends": ends.isoformat()}})


def _with_medicine(record: Record, place: int, fields: dict[str, Plain]) -> Record:
    listed = record[MEDICATIONS]
    assert isinstance(listed, list)
    entries = [
        {**each, **fields} if index == place and isinstance(each, dict) else each for index, each in enumerate(listed)
    ]
    return {**record, MEDICATIONS: list(entries)}


def _laid_over(record: Record, path: list[str], value: Plain) -> Record:
    head, *rest = path
    inner = record.get(head, {})
    return {**record, head: _laid_over(inner if isinstance(inner, dict) else {}, rest, value) if rest else value}
