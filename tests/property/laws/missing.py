"""What is missing: each element named would settle what waits for it."""

from __future__ import annotations

import re

from posology.explain.rules import Rules
from tests.property.judging import document_of, judge
from tests.property.laws.verdicts import Result
from tests.strategies.patients import MEDICATIONS, Patient
from tests.strategies.records import Plain, Record

MOST_ROUNDS = 12
"""An answer may raise the next question, as a patient who names a region is then asked about it."""

_FIELD = re.compile(r"medications\[([0-9]+)\]\.([a-z_]+)", re.ASCII)


def answers_settle(rules: Rules, less: Patient, more: Patient) -> None:
    """Whatever is asked for and answered from the full record is not asked for again, until the verdict is that of the full record's kind."""
    day = less.procedure_date or less.as_of
    answered: set[str] = set()
    record = less.record
    for _ in range(MOST_ROUNDS):
        result = document_of(judge(rules, Patient(record, less.as_of, day)))
        asked = {each["element"] for each in result["missing"]}
        still_open = {each for each in asked & answered if _answer(more.record, each) is not None}
        final = document_of(judge(rules, Patient(more.record, less.as_of, day)))
        unsettled_anyway = {each["element"] for each in final["missing"]}
        assert still_open <= unsettled_anyway, f"{sorted(still_open - unsettled_anyway)} is asked for again"
        new = {each for each in asked - answered if _answer(more.record, each) is not None}
        if not new:
            _settled(result, final, asked)
            return
        for element in new:
            record = _with_answer(record, element, more.record)
        answered |= new
    raise AssertionError(f"the questions do not end: {sorted(answered)}")


def _settled(result: Result, final: Result, asked: set[str]) -> None:
    """Nothing is asked that the full record could answer: only what it leaves open as well."""
    assert asked <= {each["element"] for each in final["missing"]}, f"{sorted(asked)} cannot be answered"
    if result["verdict"] == "indeterminate":
        assert final["verdict"] in {"indeterminate", "ineligible"}


def _answer(record: Record, element: str) -> Plain | None:
    """What the full record says of the element that was asked for."""
    field = _FIELD.fullmatch(element)
    if field is not None:
        listed = record.get(MEDICATIONS)
        entry = listed[int(field[1])] if isinstance(listed, list) else None
        return entry.get(field[2]) if isinstance(entry, dict) else None
    place: Plain | None = record
    for key in element.split("."):
        place = place.get(key) if isinstance(place, dict) else None
    return place


def _with_answer(record: Record, element: str, full: Record) -> Record:
    answer = _answer(full, element)
    assert answer is not None
    field = _FIELD.fullmatch(element)
    if field is None:
        return _laid_over(record, element.split("."), answer)
    listed = record[MEDICATIONS]
    assert isinstance(listed, list)
    index = int(field[1])
    return {
        **record,
        MEDICATIONS: [
            {**each, field[2]: answer} if place == index and isinstance(each, dict) else each
            for place, each in enumerate(listed)
        ],
    }


def _laid_over(record: Record, path: list[str], value: Plain) -> Record:
    head, *rest = path
    inner = record.get(head, {})
    return {**record, head: _laid_over(inner if isinstance(inner, dict) else {}, rest, value) if rest else value}
