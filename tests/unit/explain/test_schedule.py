"""A schedule has every date in order, and none where the verdict carries none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.api import Verdict, check, schedule
from posology.explain.schedule import make_schedule
from posology.results.obstacles import LAID_OUT
from posology.results.schedule import Bound, EventKind
from tests.unit.judged import AS_OF, CANDIDATE, RECORDS, changed, checked, facts, rules


@pytest.mark.parametrize("verdict", Verdict)
def test_dates_are_laid_out_for_two_verdicts_only(verdict: Verdict) -> None:
    """Nobody is told to hold a medicine for a procedure that cannot take place."""
    made = schedule(rules(), facts(RECORDS[verdict]), AS_OF)
    assert made.verdict is verdict
    assert bool(made.events) is (verdict in LAID_OUT)
    assert bool(made.withheld) is (verdict not in LAID_OUT)


def test_every_kind_of_date_of_the_candidate() -> None:
    """Holds, clear dates, the procedure, restarts and visits, sorted."""
    made = schedule(rules(), facts(CANDIDATE), AS_OF)
    told = [(each.date.isoformat(), each.kind, each.subject) for each in made.events]
    assert told == sorted(told, key=lambda each: each[0])
    assert told[:6] == [
        ("2026-12-03", EventKind.LAST_DOSE, "apixaban"),
        ("2026-12-03", EventKind.CLEAR, "naproxen"),
        ("2026-12-07", EventKind.CLEAR, "apixaban"),
        ("2026-12-07", EventKind.PROCEDURE, "P-0042"),
        ("2026-12-08", EventKind.RESTART, "apixaban"),
        ("2027-01-07", EventKind.VISIT, "1"),
    ]
    assert [each.subject for each in made.events if each.kind is EventKind.VISIT] == ["1", "3", "6", "12", "18", "24"]


def test_a_hold_says_who_must_agree_and_that_nobody_has() -> None:
    """An antithrombotic is never just stopped."""
    made = schedule(rules(), facts(CANDIDATE), AS_OF)
    held = next(each for each in made.events if each.kind is EventKind.LAST_DOSE)
    assert held.bound is Bound.ON_OR_BEFORE
    assert "agreement is not recorded" in held.detail
    assert "stop" not in held.detail.lower()


def test_a_check_that_only_the_day_can_make_is_on_the_day() -> None:
    """Warfarin brings an INR on the day of the procedure, before it."""
    record = changed(("apixaban", "warfarin"))
    made = schedule(rules(), facts(record), AS_OF)
    found = [(each.kind, each.subject) for each in made.events if each.date == date(2026, 12, 7)]
    assert found == [
        (EventKind.CLEAR, "warfarin"),
        (EventKind.CHECK, "INR at most 1.2"),
        (EventKind.PROCEDURE, "P-0042"),
    ]


def test_a_value_that_grows_too_old_has_a_date() -> None:
    """A weight of a month before the procedure is renewed from the first day on which the new one counts."""
    record = changed(("procedure: {date: 2026-12-07}", "procedure: {date: 2027-02-01}"))
    made = schedule(rules(), facts(record), AS_OF)
    renewed = {each.subject: (each.date, each.bound) for each in made.events if each.kind is EventKind.RENEW}
    assert renewed["weight"] == (date(2027, 1, 2), Bound.NOT_BEFORE)


@pytest.mark.parametrize(
    ("day", "month", "falls_on"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 8, 31), 1, date(2027, 9, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_a_visit_at_the_end_of_a_shorter_month(day: date, month: int, falls_on: date) -> None:
    """The rule for the end of a month is applied, and said where it is."""
    made = make_schedule(replace(checked(RECORDS["eligible"]), procedure_date=day), rules())
    visit = next(each for each in made.events if each.kind is EventKind.VISIT and each.subject == str(month))
    assert visit.date == falls_on
    assert f"has no day {day.day}" in visit.detail
    assert "last day" in made.month_rule


@settings(max_examples=60)
@given(st.dates(date(2026, 12, 3), date(9000, 1, 1)))
def test_visits_never_leave_their_month(day: date) -> None:
    """So many calendar months after the procedure is in that month, on that day or the last one before it."""
    made = make_schedule(replace(checked(RECORDS["eligible"]), procedure_date=day), rules())
    for visit in (each for each in made.events if each.kind is EventKind.VISIT):
        months = (visit.date.year - day.year) * 12 + visit.date.month - day.month
        assert months == int(visit.subject)
        assert visit.date.day == day.day or (visit.date.day < day.day and (visit.date + timedelta(days=1)).day == 1)


def test_a_visit_beyond_the_calendar_has_no_date_and_says_so() -> None:
    """Nothing falls out of a schedule in silence."""
    made = make_schedule(replace(checked(RECORDS["eligible"]), procedure_date=date(9999, 6, 1)), rules())
    assert {each.subject for each in made.undated} == {f"follow-up visit at {month} months" for month in (12, 18, 24)}


def test_no_date_to_plan_for_is_said() -> None:
    """Without a procedure date and without an earliest one there is no schedule, and the reason stands there."""
    made = make_schedule(replace(checked(RECORDS["eligible"]), procedure_date=None), rules())
    assert made.events == ()
    assert made.withheld == ("No procedure date is known, and no earliest date can be computed.",)


def test_a_deferred_patient_is_told_the_earliest_date() -> None:
    """The reason names the date for which to ask again."""
    made = schedule(rules(), facts(RECORDS["deferred"]), AS_OF)
    assert made.withheld[-1] == "The earliest date is 3 December 2026; ask again for that date."


def test_without_a_procedure_date_the_earliest_one_is_planned() -> None:
    """The earliest date becomes the procedure day."""
    record = changed(("procedure: {date: 2026-12-07}\n", ""))
    made = make_schedule(check(rules(), facts(record), AS_OF, None), rules())
    assert made.procedure_date == date(2026, 12, 3)
