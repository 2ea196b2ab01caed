"""What a solver is told of the calendar never excludes the right day, and the exact facts leave no other."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st
from z3 import And, ArithRef, BoolRef, Int, ModelRef, Not, Or, Solver, sat, unknown, unsat

from posology.prove.calendar import Calendar
from posology.prove.calendar_days import (
    FIRST_DAY,
    LAST_DAY,
    first_day,
    full_on,
    last_day,
    month_of,
    months_later,
    period_of,
    reach,
    steady,
    whole_between,
)
from posology.prove.calendar_models import exact_model
from posology.prove.calendar_terms import MONTH, YEAR
from posology.prove.desk import Desk
from posology.prove.expression_made import any_day, day_of
from posology.prove.expression_merging import equal_symbols
from posology.prove.symbols import Day
from posology.values.dates import (
    CalendarDuration,
    CalendarUnit,
    boundaries_between,
    in_month,
    in_year,
    parse_date,
    shift,
)
from posology.values.dates import whole_between as whole_units_between
from tests.property.admitting import asking
from tests.property.size import examples

UNIT = {MONTH: CalendarUnit.MONTH, YEAR: CalendarUnit.YEAR}
LEAP_DAY = date(2024, 2, 29)

DATES = st.one_of(
    st.dates(),
    st.dates(date(2019, 12, 1), date(2028, 3, 31)),
    st.sampled_from([LEAP_DAY, date(2023, 1, 31), date(2024, 12, 31), date.min, date.max, date(2100, 2, 28)]),
)


@examples(400)
@given(DATES, st.integers(-60, 60))
def test_months_later_is_the_shift_of_dates(day: date, months: int) -> None:
    """Whole numbers give the day that the dates give, and leave the calendar where those do."""
    found = months_later(day.toordinal(), months)
    expected = shift(day, CalendarDuration(months, CalendarUnit.MONTH))
    assert (expected is None) == (not FIRST_DAY <= found <= LAST_DAY)
    assert expected is None or expected.toordinal() == found
    fewest, most = reach(months)
    assert fewest <= found - day.toordinal() <= most


@examples(400)
@given(DATES, st.one_of(DATES, st.none()), st.integers(-900, 900), st.sampled_from([MONTH, YEAR]))
def test_counts_are_those_of_dates(start: date, other: date | None, apart: int, months: int) -> None:
    """Whole months and years, and the day on which the next one is full, agree with those of dates."""
    end = other or date.fromordinal(min(max(start.toordinal() + apart, FIRST_DAY), LAST_DAY))
    count = whole_between(start.toordinal(), end.toordinal(), months)
    assert count == whole_units_between(UNIT[months], start, end)
    first, last = sorted((start.toordinal(), end.toordinal()))
    assert full_on(first, months, abs(count)) <= last < full_on(first, months, abs(count) + 1)
    low, high = steady(first, months, abs(count) + 1)
    apart = full_on(first, months, abs(count) + 1) - first
    assert all(full_on(each, months, abs(count) + 1) - each == apart for each in range(low, high + 1, 7))


@pytest.mark.parametrize(("months", "fewest", "most"), [(1, 28, 31), (2, 59, 62), (12, 365, 366), (-1, -31, -28)])
def test_the_reach_of_months_is_tight(months: int, fewest: int, most: int) -> None:
    """The fewest and the most days are those that some day of the calendar has."""
    assert reach(months) == (fewest, most)


def test_months_follow_one_another_beyond_the_calendar() -> None:
    """No day is left out between two months, also outside the years that dates can have."""
    for month, following in pairwise(range(-30, 30)):
        assert last_day(month) + 1 == first_day(following)
        assert month_of(first_day(month)) == month_of(last_day(month)) == month


def admitted(desk: Desk, question: BoolRef) -> bool:
    """Whether there is a model that keeps to the calendar, in which the question is answered by yes."""
    solver = Solver()
    solver.set("rlimit", 4_000_000)
    solver.add(*desk.constraints, question)
    answer = exact_model(asking(solver), desk.calendar, solver.add, 40)
    assert isinstance(answer, ModelRef) or answer == unsat
    return isinstance(answer, ModelRef)


def terms_of(calendar: Calendar, start: ArithRef, end: ArithRef, months: int) -> list[ArithRef]:
    """One term of each kind that the calendar bounds."""
    return [
        calendar.later(start, months),
        calendar.later(end, months),
        calendar.later(start, 6),
        calendar.later(end, -months),
        calendar.later(start, 18 * months),
        calendar.later(end, -18 * months),
        calendar.first_of_period(start, months),
        calendar.last_of_period(end, months),
        calendar.boundaries(start, end, months),
        calendar.whole_between(start, end, months),
        calendar.whole_between(end, start, months),
    ]


@examples(60)
@given(DATES, DATES, st.one_of(st.none(), st.integers(-400, 400)), st.sampled_from([MONTH, YEAR]))
def test_the_bounds_hold_of_every_day_and_the_facts_leave_no_other(
    start: date, other: date, apart: int | None, months: int
) -> None:
    """Of two days that are given, each term has the value of the calendar, and with its exact facts none beside."""
    end = other if apart is None else date.fromordinal(min(max(start.toordinal() + apart, FIRST_DAY), LAST_DAY))
    desk, first, last = Desk(1), Int("start"), Int("end")
    terms = terms_of(desk.calendar, first, last, months)
    mine, theirs = start.toordinal(), end.toordinal()
    values = [
        months_later(mine, months),
        months_later(theirs, months),
        months_later(mine, 6),
        months_later(theirs, -months),
        months_later(mine, 18 * months),
        months_later(theirs, -18 * months),
        period_of(mine, months)[0],
        period_of(theirs, months)[1],
        boundaries_between(UNIT[months], start, end),
        whole_units_between(UNIT[months], start, end),
        whole_units_between(UNIT[months], end, start),
    ]
    desk.require(first == mine)
    desk.require(last == theirs)
    right = [term == value for term, value in zip(terms, values, strict=True)]
    solver = Solver()
    solver.add(*desk.constraints, *right)
    assert solver.check() == sat
    assert not admitted(desk, Or(*(term != value for term, value in zip(terms, values, strict=True))))


def test_a_constant_day_needs_no_term() -> None:
    """Of days that are written out the calendar is told at once."""
    desk = Desk(1)
    day = day_of_text("2024-02-29")
    assert desk.calendar.later(day.earliest, 12).eq(day_of_text("2025-02-28").earliest)
    assert not desk.constraints


def day_of_text(text: str) -> Day:
    """The symbol of a written date."""
    written = parse_date(text)
    assert written is not None
    return day_of(written)


def test_asked_twice_the_term_is_the_same() -> None:
    """What is asked again of the same day is known to be the same."""
    calendar, day = Desk(1).calendar, Int("day")
    assert calendar.later(day, 3).eq(calendar.later(day, 3))
    assert not calendar.later(day, 3).eq(calendar.later(day, 4))


def test_an_earlier_day_is_never_moved_beyond_a_later_one() -> None:
    """Two days moved by the same months keep their order, without any exact fact."""
    desk, first, last = Desk(1), Int("first"), Int("last")
    moved, beside = desk.calendar.later(first, 5), desk.calendar.later(last, 5)
    solver = Solver()
    solver.add(*desk.constraints, first <= last, moved > beside)
    assert solver.check() == unsat


def test_a_year_is_longer_than_eleven_months_by_its_bounds() -> None:
    """The bounds alone show what does not turn on which months they are."""
    desk, day = Desk(1), Int("day")
    solver = Solver()
    later, earlier = desk.calendar.later(day, 12), desk.calendar.later(day, 11)
    solver.add(*desk.constraints, later <= earlier)
    assert solver.check() == unsat


@pytest.mark.parametrize("written", [in_month(2024, 2), in_month(2026, 11), in_year(2024), in_year(9999)])
def test_a_recorded_date_is_a_month_or_year_of_the_calendar(written: object) -> None:
    """Each month and year may be recorded, and nothing that is only as long as one."""
    desk = Desk(1)
    day = any_day(desk, "onset")
    text = str(written)
    assert admitted(desk, equal_symbols(day, day_of_text(text)))
    cut = day_of_text(text)
    askew = [day.precision == cut.precision, day.earliest == cut.earliest + 1]
    desk.require(askew[0])
    assert not admitted(desk, askew[1])


def test_no_day_lies_outside_the_calendar() -> None:
    """The first and the last day may be recorded, and none before or after them."""
    for day, allowed in ((date.min, True), (date.max, True)):
        desk = Desk(1)
        onset = any_day(desk, "onset")
        assert admitted(desk, onset.earliest == day.toordinal()) is allowed
    desk = Desk(1)
    onset = any_day(desk, "onset")
    assert not admitted(desk, onset.latest > LAST_DAY)
    assert not admitted(desk, onset.earliest < FIRST_DAY)


@pytest.mark.parametrize("months", [MONTH, YEAR])
def test_a_count_and_a_day_moved_say_the_same(months: int) -> None:
    """That eighteen years have passed, and that the day eighteen years on is reached, is one question."""
    desk, start, end = Desk(1), Int("start"), Int("end")
    passed = desk.calendar.whole_between(start, end, months) >= 18
    reached = desk.calendar.later(start, 18 * months) <= end
    looked_back = desk.calendar.later(end, -18 * months) >= start
    solver = Solver()
    solver.add(*desk.constraints)
    off = 0 if months == YEAR else 1
    for question in (
        And(passed, Not(reached)),
        And(Not(passed), desk.calendar.later(start, 18 * months) + off <= end),
        And(looked_back, Not(passed)),
        And(passed, desk.calendar.later(end, -18 * months) + 1 - off < start),
    ):
        assert solver.check(question) == unsat


def test_the_exact_facts_are_of_more_than_one_day() -> None:
    """One round of facts about a day of a month settles the next day of that month too."""
    desk, day = Desk(1), Int("day")
    moved = desk.calendar.later(day, 1)
    solver = Solver()
    wrong = date(2026, 3, 15) + timedelta(days=28)
    solver.add(*desk.constraints, day == date(2026, 3, 15).toordinal(), moved == wrong.toordinal())
    assert solver.check() == sat
    lemmas = desk.calendar.lemmas(solver.model())
    solver.reset()
    solver.add(*desk.constraints, *lemmas, day == date(2026, 3, 16).toordinal())
    solver.add(moved != date(2026, 4, 16).toordinal())
    assert solver.check() == unsat


def settled_days() -> tuple[bool, int]:
    """Whether a model of a chain of moved dates was found within a few rounds, and how many facts it still breaks."""
    desk = Desk(1)
    days = [any_day(desk, f"day {index}") for index in range(6)]
    calendar = desk.calendar
    for one, other in pairwise(days):
        moved = calendar.later(calendar.later(one.earliest, 3), 12)
        desk.require(moved <= other.latest)
        desk.require(calendar.whole_between(one.latest, other.earliest, YEAR) >= 1)
        desk.require(one.precision != other.precision)
    solver = Solver()
    solver.set("rlimit", 20_000_000)
    solver.add(*desk.constraints)
    model = exact_model(asking(solver), calendar, solver.add, 5)
    return isinstance(model, ModelRef), len(calendar.lemmas(model)) if isinstance(model, ModelRef) else 0


def test_a_model_keeps_to_the_calendar_within_a_few_rounds() -> None:
    """Nobody says which days: chains of moved dates and counts are settled without going from month to month."""
    # in a process of its own: how Z3 searches hangs on what it was asked before, which other tests would decide
    with get_context("spawn").Pool(1) as process:
        assert process.apply(settled_days) == (True, 0)


def test_what_cannot_be_settled_in_so_many_rounds_is_unknown() -> None:
    """No round is no answer."""
    desk = Desk(1)
    assert exact_model(asking(Solver()), desk.calendar, print, 0) == unknown


def test_no_model_is_said_so() -> None:
    """What cannot be has no model."""
    desk, solver = Desk(1), Solver()
    day = any_day(desk, "onset")
    solver.add(*desk.constraints, day.latest < FIRST_DAY)
    assert exact_model(asking(solver), desk.calendar, solver.add, 5) == unsat
