"""Monotone knowledge: what is known stays so as more becomes known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from posology.explain.rules import Rules
from tests.property.judging import document_of, judge
from tests.property.laws.verdicts import GOOD, Result
from tests.strategies.patients import MEDICATIONS, Patient, shortened_dates
from tests.strategies.records import Plain, Record

Path = tuple[str | int, ...]

KEPT = frozenset({"id", "drug", "value", "unit"})
"""What a record or an entry cannot be without; a measured value is left out whole."""

DECIDED = frozenset({"agreement", "taper"})
"""What somebody decides. It is not a fact that was there before it was recorded."""

WHOLE_DAYS = frozenset({"ends"})


def less_known(patient: Patient) -> st.SearchStrategy[Patient]:
    """The patient with some facts left out, and some dates remembered less precisely."""
    places = tuple(_places(patient.record, ()))
    some = st.lists(st.sampled_from(places), min_size=1, max_size=4, unique_by=lambda each: each[0])
    # two dates of one month or one year are told apart only by what is forgotten here
    only_months = [each for each in places if isinstance(each[1], str) and len(each[1]) == len("2026-11")]
    only_years = [each for each in places if isinstance(each[1], str) and len(each[1]) == len("2026")]
    chosen = st.one_of(some, some, st.sampled_from((only_months, only_years)))
    return chosen.map(lambda changes: patient.recorded_as(_changed(patient.record, changes)))


def _places(value: Plain, path: Path) -> Iterator[tuple[Path, Plain | None]]:
    """Every way to know less by one fact: what stands at a path then, None for nothing."""
    match value:
        case dict():
            for key, each in value.items():
                here = (*path, key)
                if key in DECIDED:
                    continue
                if key not in KEPT and not _is_part_of_a_group(path):
                    yield here, None
                yield from _places(each, here)
        case list() if path == (MEDICATIONS,):
            for index, each in enumerate(value):
                yield from _places(each, (*path, index))
        case str() if path[-1] not in WHOLE_DAYS:
            for shorter in shortened_dates(value):
                yield path, shorter
        case _:
            return


def _is_part_of_a_group(path: Path) -> bool:
    """Whether the place is within a group of an entry whose parts are only recorded together."""
    return len(path) > 2 and path[0] == MEDICATIONS


def _changed(record: Record, changes: Sequence[tuple[Path, Plain | None]]) -> Record:
    # the deepest first, so that what is changed within something left out is left out with it
    for path, value in sorted(changes, key=lambda each: -len(each[0])):
        record = _with(record, path, value)
    return record


def _with(record: Record, path: Path, value: Plain | None) -> Record:
    changed = _replaced(record, path, value)
    assert isinstance(changed, dict)
    return changed


def _replaced(place: Plain, path: Path, value: Plain | None) -> Plain:
    head, *rest = path
    match place, head:
        case dict(), str():
            inner = {key: each for key, each in place.items() if key != head}
            after = value if not rest else _replaced(place[head], tuple(rest), value)
            return inner if after is None else {**inner, head: after}
        case list(), int():
            return [_replaced(each, tuple(rest), value) if index == head else each for index, each in enumerate(place)]
        case _:
            message = f"there is no {head} in {place}"
            raise AssertionError(message)


def criteria_stay_known(rules: Rules, less: Patient, more: Patient) -> None:
    """A criterion that is known with fewer facts has the same answer with more."""
    before, after = (_on_one_day(rules, each) for each in (less, more))
    for mine, theirs in zip(before["criteria"], after["criteria"], strict=True):
        if mine["status"] != "unknown":
            assert mine["status"] == theirs["status"], f"{mine['id']}: {mine['explanation']} | {theirs['explanation']}"


def clear_stays_clear(rules: Rules, less: Patient, more: Patient) -> None:
    """A medicine that is clear with fewer facts is clear with more, unless an unknown drug turns out to be taken beside it."""
    before, after = (_on_one_day(rules, each) for each in (less, more))
    if any(each["status"] == "unknown" and not each["classes"] for each in before["washout"]):
        return
    for mine, theirs in zip(before["washout"], after["washout"], strict=False):
        if mine["status"] == "clear":
            assert theirs["status"] == "clear", f"{mine['instruction']} | {theirs['instruction']}"


def verdicts_stay(rules: Rules, less: Patient, more: Patient) -> None:
    """What may take place with fewer facts may with more, and what is ruled out for good stays ruled out."""
    before, after = (_on_one_day(rules, each) for each in (less, more))
    if before["verdict"] in GOOD:
        assert after["verdict"] in GOOD, after["summary"]
    if before["verdict"] == "ineligible":
        assert after["verdict"] == "ineligible", f"{before['summary']} | {after['summary']}"


def _on_one_day(rules: Rules, patient: Patient) -> Result:
    """The result for the day asked for; without one, for the day of judging, as the earliest date may differ."""
    return document_of(judge(rules, Patient(patient.record, patient.as_of, patient.procedure_date or patient.as_of)))
