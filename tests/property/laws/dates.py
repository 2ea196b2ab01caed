"""Dates: holds counted again by hand, and every day tried where the engine tries only the days on which something turns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from posology.explain.check import decide
from posology.explain.criteria import judge_criterion, turning_dates
from posology.explain.earliest import find_earliest
from posology.explain.rules import Rules
from posology.explain.situation import Situation
from posology.record.facts import Facts
from posology.results.check import CriterionStatus, Verdict
from tests.property.judging import document_of, facts_of, judge
from tests.property.laws.verdicts import GOOD, Result
from tests.strategies.patients import MEDICATIONS, Patient

HORIZON = 500
"""How many days are tried one by one."""

ONE_DAY = timedelta(days=1)


def days_from(start: date, count: int) -> Iterator[date]:
    """So many days, one by one."""
    return (start + timedelta(days=each) for each in range(count))


def earliest_is_the_first_good_day(rules: Rules, patient: Patient, horizon: int = HORIZON) -> None:
    """The earliest date is the first day, of all days tried one by one, on which the verdict lets the procedure take place."""
    facts = facts_of(patient.record, patient.as_of)
    found = find_earliest(rules, facts, patient.as_of)
    first = next((day for day in days_from(patient.as_of, horizon) if _is_good(rules, facts, patient.as_of, day)), None)
    if first is None and found is not None:
        assert found >= patient.as_of + timedelta(days=horizon)
        assert _is_good(rules, facts, patient.as_of, found)
        return
    assert found == first, f"{found} was found, and {first} is the first"


def _is_good(rules: Rules, facts: Facts, as_of: date, day: date) -> bool:
    return decide(rules, facts, as_of, day).verdict in {Verdict.ELIGIBLE, Verdict.CONDITIONAL}


def answers_turn_only_where_said(rules: Rules, patient: Patient, horizon: int = HORIZON) -> None:
    """Between two of the dates that the engine tries, no criterion changes its answer."""
    facts = facts_of(patient.record, patient.as_of)
    for criterion in rules.protocol.criteria:
        turning = turning_dates(criterion, Situation(facts, patient.as_of, patient.as_of))
        before: CriterionStatus | None = None
        for day in days_from(patient.as_of, horizon):
            status = judge_criterion(criterion, Situation(facts, patient.as_of, day)).status
            assert status is before or before is None or day in turning, f"{criterion.id} is {status} from {day}"
            before = status


def mending_is_the_first_day(rules: Rules, patient: Patient, horizon: int = HORIZON) -> None:
    """A criterion that time alone mends no longer fails on the day named, and fails or is unknown on every day before."""
    result = document_of(judge(rules, patient))
    facts = facts_of(patient.record, patient.as_of)
    day = date.fromisoformat(result["procedure_date"] or result["as_of"])
    by_id = {each.id: each for each in rules.protocol.criteria}
    for finding in result["criteria"]:
        failing = (finding["kind"], finding["status"]) in {("inclusion", "not-met"), ("exclusion", "met")}
        if not failing:
            assert finding["mends_on"] is None
            continue
        first = None
        for later in days_from(day + ONE_DAY, horizon):
            judged = judge_criterion(by_id[finding["id"]], Situation(facts, patient.as_of, later))
            if not judged.stands_in_the_way and judged.status is not CriterionStatus.UNKNOWN:
                first = later
                break
        named = None if finding["mends_on"] is None else date.fromisoformat(finding["mends_on"])
        if first is not None or named is None:
            assert named == first, f"{finding['id']} mends on {first}, and {named} is named"
        else:
            assert named > day + timedelta(days=horizon)


def holds_end_in_time(rules: Rules, patient: Patient) -> None:
    """What is clear or held in time has its drug-free days whole on the procedure date, and is taken again only after it."""
    result = document_of(judge(rules, patient))
    listed = patient.record.get(MEDICATIONS, [])
    assert isinstance(listed, list)
    if result["procedure_date"] is None:
        return
    day = date.fromisoformat(result["procedure_date"])
    for entry, finding in zip(listed, result["washout"], strict=True):
        assert isinstance(entry, dict)
        clear_on = None if finding["clear_on"] is None else date.fromisoformat(finding["clear_on"])
        if finding["status"] == "clear" and clear_on is not None:
            assert clear_on <= day
            assert entry.get("last_dose") != "ongoing"
        if finding["resume_on"] is not None:
            assert date.fromisoformat(finding["resume_on"]) > day
        if finding["status"] == "hold" and clear_on is not None and finding["last_dose_on_or_before"] is not None:
            days = finding["drug_free_days"]
            latest = date.fromisoformat(finding["last_dose_on_or_before"])
            assert (day - latest).days == days + 1
            # in time exactly where the last dose can still be what it must be
            assert (clear_on <= day) is (clear_on - timedelta(days=days + 1) <= latest)
        if finding["status"] == "refer":
            assert result["verdict"] not in GOOD


def clear_dates_are_counted_by_hand(rules: Rules, patient: Patient) -> None:
    """A clear date is the last day on which the last dose can have been taken, the drug-free days and one more."""
    result = document_of(judge(rules, patient))
    listed = patient.record.get(MEDICATIONS, [])
    assert isinstance(listed, list)
    for entry, finding in zip(listed, result["washout"], strict=True):
        assert isinstance(entry, dict)
        if finding["clear_on"] is None or finding["drug_free_days"] is None:
            continue
        last = _last_possible_dose(entry, patient.as_of)
        expected = last + timedelta(days=finding["drug_free_days"] + 1)
        assert date.fromisoformat(finding["clear_on"]) == expected, finding


def _last_possible_dose(entry: Result, as_of: date) -> date:
    """The day of judging for what is still being taken, the end of an agreed taper, or the last day that a partial date can mean."""
    last = str(entry.get("last_dose"))
    if last == "ongoing":
        ends = entry.get("taper", {}).get("ends")
        return as_of if ends is None else max(as_of, date.fromisoformat(ends))
    year, month, day = (*map(int, last.split("-")), *([12, 31] if len(last) == 4 else [31] if len(last) == 7 else []))[
        :3
    ]
    while True:
        try:
            return min(date(year, month, day), as_of)
        except ValueError:
            day -= 1
