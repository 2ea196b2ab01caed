"""A procedure date before the day of judging plans nothing: values recorded since then would count for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from posology.api import Verdict, check, check_record, schedule, sheet
from posology.api.checking import recorded_procedure_date
from posology.plain.protocol import lower_protocol
from posology.results.check import Check
from tests.unit.judged import AS_OF, RECORDS, facts, rules

PLANNED = "procedure: {date: 2026-12-07}"
TAKES_NOTHING = RECORDS["eligible"].replace("last_dose: 2026-11-18", "last_dose: 2026-09-18")


def on(day: date, record: str = TAKES_NOTHING) -> str:
    """The record with its procedure planned for that day."""
    assert PLANNED in record
    return record.replace(PLANNED, f"procedure: {{date: {day}}}")


def judged(record: str) -> Check:
    """The record judged, on whose verdict the plain execution agrees."""
    stated = facts(record)
    day = recorded_procedure_date(stated)
    assert day is not None
    found = check(rules(), stated, AS_OF, day)
    assert lower_protocol(rules().protocol).verdict(stated, AS_OF, day) is found.verdict
    return found


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (-30, Verdict.INDETERMINATE),
        (-1, Verdict.INDETERMINATE),
        (0, Verdict.ELIGIBLE),
        (1, Verdict.ELIGIBLE),
    ],
)
def test_the_day_of_judging_is_the_first_that_can_be_planned(days: int, verdict: Verdict) -> None:
    """20 November 2026 - 1 day is over; 20 November is not."""
    assert judged(on(AS_OF + timedelta(days=days))).verdict is verdict


def test_the_day_that_is_planned_now_is_asked_for() -> None:
    """The answer names the one thing that is missing, and why what is recorded does not do."""
    (missing,) = judged(on(date(2026, 11, 19))).missing
    assert missing.element == "procedure.date"
    assert missing.ask == (
        "For which day is the procedure planned? The day stated, 19 November 2026, lies before 20 November 2026, the "
        "day of judging."
    )


def test_what_is_ruled_out_stays_ruled_out() -> None:
    """A date that is over does not soften a failure."""
    assert judged(on(date(2026, 11, 19), RECORDS["ineligible"])).verdict is Verdict.INELIGIBLE


def test_nothing_is_laid_out_for_a_day_that_is_over() -> None:
    """No injection, no date, and no hold that would have had to begin already."""
    stated = facts(on(date(2026, 11, 19), RECORDS["conditional"]))
    assert not sheet(rules(), stated, AS_OF).injections
    assert not schedule(rules(), stated, AS_OF).events
    found = check(rules(), stated, AS_OF, date(2026, 11, 19))
    assert found.earliest_date is None
    assert all(each.last_dose_on_or_before is None and each.resume_on is None for each in found.washout)


def test_another_day_is_offered() -> None:
    """The smallest change is a day on which the procedure can take place."""
    offered = check_record(rules(), facts(on(date(2026, 11, 19))), AS_OF).changes
    assert [(each.verdict, each.conditions) for each in offered] == [
        (Verdict.ELIGIBLE, ("the procedure is moved to 20 November 2026",))
    ]
