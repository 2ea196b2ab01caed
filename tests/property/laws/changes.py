"""Suggested changes: made to the record, they give the verdict that they claim, and fewer of them do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from posology.api.checking import check
from posology.explain import changes
from posology.explain.check import decide, settle_date
from posology.explain.rules import Rules
from posology.results.check import Change, Verdict
from tests.property.judging import facts_of, judge
from tests.strategies.patients import MEDICATIONS, Patient
from tests.strategies.records import Plain, Record

MOST_STEPS = 5
"""Where more single changes are possible, not every smaller set is tried."""


def changes_hold(rules: Rules, patient: Patient) -> None:
    """Every suggested set of changes, made to the record itself, gives the verdict claimed; no part of it betters anything."""
    found = judge(rules, patient)
    for change in found.changes:
        steps = _steps_of(change, possible(rules, patient))
        after = verdict_with(rules, patient, steps)
        assert after is change.verdict, f"{change.conditions} gives {after}"
        assert is_better(after, found.verdict)
        for size in range(1, len(steps)):
            for fewer in combinations(steps, size):
                partly = verdict_with(rules, patient, fewer)
                assert not is_wanted(partly, found.verdict), f"{[each.says for each in fewer]} gives {partly}"


def _steps_of(change: Change, steps: tuple[changes._Step, ...]) -> tuple[changes._Step, ...]:
    """The single changes that a suggestion names; one drug taken in two ways is named twice, each time for another medicine."""
    left = list(steps)
    found = []
    for says in change.conditions:
        step = next(each for each in left if each.says == says)
        left.remove(step)
        found.append(step)
    return tuple(found)


def no_change_is_missed(rules: Rules, patient: Patient) -> None:
    """Every pair of possible changes that betters the verdict contains a suggested set."""
    found = judge(rules, patient)
    if found.verdict is Verdict.ELIGIBLE:
        assert found.changes == ()
        return
    steps = possible(rules, patient)[:MOST_STEPS]
    suggested = [frozenset(each.conditions) for each in found.changes]
    for size in (1, 2):
        for chosen in combinations(steps, size):
            if is_wanted(verdict_with(rules, patient, chosen), found.verdict):
                said = frozenset(each.says for each in chosen)
                assert any(each <= said for each in suggested), f"{sorted(said)} is not suggested"


def is_better(after: Verdict, before: Verdict) -> bool:
    """Whether the verdict stands nearer to eligible."""
    return tuple(Verdict).index(after) < tuple(Verdict).index(before)


def is_wanted(after: Verdict, before: Verdict) -> bool:
    """Whether the procedure could take place after the changes, and better than before."""
    return after in {Verdict.ELIGIBLE, Verdict.CONDITIONAL} and is_better(after, before)


def possible(rules: Rules, patient: Patient) -> tuple[changes._Step, ...]:
    """Every single change that the engine thinks of."""
    facts = facts_of(patient.record, patient.as_of)
    day, earliest = settle_date(rules, facts, patient.as_of, patient.procedure_date)
    now = decide(rules, facts, patient.as_of, day)
    return tuple(changes._possible(rules, now.examination, patient.as_of, patient.procedure_date, earliest))


def verdict_with(rules: Rules, patient: Patient, steps: tuple[changes._Step, ...]) -> Verdict:
    """The verdict on the record written anew with the changes, read and judged from the start."""
    record = patient.record
    day = patient.procedure_date
    for step in steps:
        record = _made(record, step, patient.as_of)
        day = step.procedure_date or day
    return check(rules, facts_of(record, patient.as_of), patient.as_of, day).verdict


def _made(record: Record, step: changes._Step, as_of: date) -> Record:
    for path, recorded in step.values:
        value = recorded.written if not isinstance(recorded.value, bool | int) else recorded.value
        record = _laid_over(record, path.split("."), value)
    return record if step.medicine is None else {**record, MEDICATIONS: list(_with_medicine(record, step, as_of))}


def _laid_over(record: Record, path: list[str], value: Plain) -> Record:
    head, *rest = path
    inner = record.get(head, {})
    return {**record, head: _laid_over(inner if isinstance(inner, dict) else {}, rest, value) if rest else value}


def _with_medicine(record: Record, step: changes._Step, as_of: date) -> Iterator[Plain]:
    """The list of medicines with the one held since the day of judging, or tapered as agreed."""
    listed = record[MEDICATIONS]
    assert isinstance(listed, list)
    medicine = step.medicine
    for index, entry in enumerate(listed):
        if medicine is None or index != medicine.index or not isinstance(entry, dict):
            yield entry
        elif medicine.ongoing and medicine.taper is not None:
            yield {**entry, "taper": {"agreed_by": medicine.taper.agreed_by, "ends": str(medicine.taper.ends)}}
        else:
            yield {**entry, "last_dose": as_of.isoformat()}
