"""A schedule has every date in order, and none where the verdict carries none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.api import Check, Verdict, check, schedule
from posology.explain.schedule import make_schedule
from posology.results.obstacles import LAID_OUT
from posology.results.schedule import Bound, Event, EventKind
from tests.golden.protocols.faults import SOUND
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
        ("2027-01-07", EventKind.VISIT, "1 month after the procedure"),
    ]
    visits = [each.visit for each in made.events if each.kind is EventKind.VISIT]
    assert [each.visit.month_of_row for each in visits if each is not None] == [1, 3, 6, 12, 18, 24]
    assert all(each.visit is None for each in made.events if each.kind is not EventKind.VISIT)


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
    visit = next(each for each in made.events if each.visit and each.visit.visit.month_of_row == month)
    assert visit.date == falls_on
    assert f"has no day {day.day}" in visit.detail
    assert "last day" in made.month_rule


@settings(max_examples=60)
@given(st.dates(date(2026, 12, 3), date(9000, 1, 1)))
def test_visits_never_leave_their_month(day: date) -> None:
    """So many calendar months after the procedure is in that month, on that day or the last one before it."""
    made = make_schedule(replace(checked(RECORDS["eligible"]), procedure_date=day), rules())
    for visit in (each.visit for each in made.events if each.visit is not None):
        months = (visit.on.year - day.year) * 12 + visit.on.month - day.month
        assert months == visit.visit.month_of_row
        assert visit.on.day == day.day or (visit.on.day < day.day and (visit.on + timedelta(days=1)).day == 1)


def test_a_visit_beyond_the_calendar_has_no_date_and_says_so() -> None:
    """Nothing falls out of a schedule in silence."""
    made = make_schedule(replace(checked(RECORDS["eligible"]), procedure_date=date(9999, 6, 1)), rules())
    subjects = {f"Follow-up visit, {month} months after the procedure" for month in (12, 18, 24)}
    assert {each.subject for each in made.undated} == subjects


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


SMALL = str(SOUND)


def planned(as_of: date = AS_OF) -> Check:
    """Somebody whose procedure is on 7 December 2026, asked about on that day."""
    return replace(checked(RECORDS["eligible"]), procedure_date=date(2026, 12, 7), as_of=as_of)


def visits_of_small(as_of: date) -> list[Event]:
    """The visits of the small protocol, of which one lies before the procedure and one on its day."""
    made = make_schedule(planned(as_of), rules(SMALL))
    return [each for each in made.events if each.kind is EventKind.VISIT]


def test_visits_lie_on_both_sides_of_the_procedure() -> None:
    """The screening stands in front of the procedure and the visits after it behind, each with its own window."""
    found = [
        (each.title, each.date, each.visit and (each.visit.first, each.visit.last)) for each in visits_of_small(AS_OF)
    ]
    day = date(2026, 12, 7)
    assert found[:3] == [
        ("Screening, 5 weeks before the procedure", date(2026, 11, 2), (None, None)),
        ("Visit, on the procedure day", day, (day, day)),
        ("Follow-up visit, 1 month after the procedure", date(2027, 1, 7), (date(2026, 12, 31), date(2027, 1, 21))),
    ]


def test_a_visit_says_what_is_done_and_brought() -> None:
    """Scores, assessments and what the patient brings stand in the sentence and as lists."""
    screening, day, *_ = visits_of_small(date(2026, 11, 1))
    assert screening.detail == (
        "Window: not stated. Scores: pain on the visual analogue scale, 0 to 10 (vas) and Quebec Back Pain Disability "
        "Scale, 0 to 100 (quebec). Assessments: blood count. To bring: the list of all medicines."
    )
    assert day.detail == "Window: that day. Assessments: vital signs."
    assert screening.visit is not None
    assert screening.visit.visit.bring == ("the list of all medicines",)


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (date(2026, 11, 2), False),
        (date(2026, 11, 3), True),
    ],
)
def test_a_screening_whose_day_is_past_says_so(as_of: date, *, said: bool) -> None:
    """The day itself is not past yet; the next one is."""
    screening = visits_of_small(as_of)[0]
    assert screening.detail.endswith("Its day is already past.") is said


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (date(2027, 1, 7), ""),
        (date(2027, 1, 21), "Its day is already past; its window is open until 21 January 2027."),
        (date(2027, 1, 22), "Its day and its window are already past."),
    ],
)
def test_a_window_that_is_still_open_is_said(as_of: date, said: str) -> None:
    """A visit can be made up until the last day of its window."""
    month = visits_of_small(as_of)[2]
    assert month.detail.partition("(quebec). ")[2] == said


def test_a_protocol_without_months_has_no_rule_for_them() -> None:
    """Nobody reads how months are counted where none are."""
    protocol = rules(SMALL).protocol
    in_days = tuple(each for each in protocol.visits if each.day_of_row is not None)
    made = make_schedule(planned(), replace(rules(SMALL), protocol=replace(protocol, visits=in_days)))
    assert made.month_rule == ""
    assert make_schedule(planned(), rules(SMALL)).month_rule


@pytest.mark.parametrize(
    ("medicine", "title"),
    [
        ("{drug: apixaban, last_dose: ongoing}", "apixaban, may be taken again"),
        ("{drug: apixaban, last_dose: 2013}", "apixaban, if it is to be taken again"),
    ],
)
def test_only_what_is_held_may_be_taken_again(medicine: str, title: str) -> None:
    """Of a medicine given up years ago nobody knows whether it is meant to be taken again."""
    made = schedule(rules(), facts(changed(("{drug: apixaban, last_dose: ongoing}", medicine))), AS_OF)
    (restart,) = [each for each in made.events if each.kind is EventKind.RESTART and each.subject == "apixaban"]
    assert (restart.title, restart.bound) == (title, Bound.NOT_BEFORE)
