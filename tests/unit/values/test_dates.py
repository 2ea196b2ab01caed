"""Dates known in part, and calendar durations, against the worked examples of CQL 1.5, appendix H."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from posology.values.dates import (
    CalendarDuration,
    CalendarUnit,
    CountRange,
    PartialDate,
    Precision,
    boundaries_between,
    boundaries_between_partial,
    compare_dates,
    exactly,
    in_month,
    in_year,
    parse_date,
    shift,
    shift_partial,
    whole_between,
    whole_between_partial,
)

DAY, WEEK, MONTH, YEAR = CalendarUnit.DAY, CalendarUnit.WEEK, CalendarUnit.MONTH, CalendarUnit.YEAR

days = st.dates()
precisions = st.sampled_from(Precision)
units = st.sampled_from(CalendarUnit)


def known_to(day: date, precision: Precision) -> PartialDate:
    """The day as it is known to that precision."""
    match precision:
        case Precision.YEAR:
            return in_year(day.year)
        case Precision.MONTH:
            return in_month(day.year, day.month)
        case Precision.DAY:
            return exactly(day)


partial_dates = st.builds(known_to, days, precisions)


@st.composite
def days_of(draw: st.DrawFn, when: PartialDate) -> date:
    """A day that the partial date may mean."""
    return draw(st.dates(min_value=when.earliest, max_value=when.latest))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2013", date(2013, 1, 1), date(2013, 12, 31)),
        ("2013-02", date(2013, 2, 1), date(2013, 2, 28)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2013-05-17", date(2013, 5, 17), date(2013, 5, 17)),
        ("0001-01-01", date(1, 1, 1), date(1, 1, 1)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_is_the_whole_interval(text: str, earliest: date, latest: date) -> None:
    """A year or a month stands for every day in it."""
    when = parse_date(text)
    assert when is not None
    assert (earliest, latest) == (when.earliest, when.latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-02-30",
        "2025-02-29",
        "2026-13",
        "2026-00",
        "2026-01-00",
        "0000",
        "0000-01-01",
        "2026-1-1",
        "26-01-01",
        "20260101",
        "2026-01-01T00:00",
        "2026-01-01 ",
        "2026-01-01\n",
        "-2026",
        "+2026",
        "2026-",
        "07/12/2026",
        "\u0662\u0660\u0662\u0666",
        "\uff12\uff10\uff12\uff16",
        "\uff12\uff10\uff12\uff16-01-01",
        "2_26",
    ],
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    """Days that do not exist, other notations and digits that are not ASCII are no dates."""
    assert parse_date(text) is None


@given(partial_dates)
def test_a_date_reads_back_as_written(when: PartialDate) -> None:
    """What a date prints is the date again, with its precision."""
    assert parse_date(str(when)) == when


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("2013", "2014", -1),
        ("2014", "2013-05", 1),
        ("2013", "2013", 0),
        ("2013", "2013-05", None),
        ("2013-05", "2013-05-17", None),
        ("2013-05", "2013-06-01", -1),
        ("2013-05-17", "2013-05-17", 0),
    ],
)
def test_comparison_as_far_as_precision_goes(left: str, right: str, expected: int | None) -> None:
    """The first component that differs decides; one known on a single side leaves the question open."""
    one, other = parse_date(left), parse_date(right)
    assert one is not None
    assert other is not None
    assert expected == compare_dates(one, other)


@given(partial_dates, partial_dates, st.data())
def test_refining_a_date_never_turns_a_comparison(left: PartialDate, right: PartialDate, data: st.DataObject) -> None:
    """Before and after stay so whatever day a partial date turns out to mean."""
    order = compare_dates(left, right)
    assume(order in {-1, 1})
    refined = exactly(data.draw(days_of(left))), exactly(data.draw(days_of(right)))
    assert order == compare_dates(*refined)


@given(partial_dates, partial_dates)
def test_comparison_is_antisymmetric(left: PartialDate, right: PartialDate) -> None:
    """Swapping the dates turns before into after and nothing else."""
    order, reverse = compare_dates(left, right), compare_dates(right, left)
    assert reverse == (None if order is None else -order)


@pytest.mark.parametrize(
    ("day", "amount", "unit", "expected"),
    [
        (date(2012, 2, 29), 1, YEAR, date(2013, 2, 28)),
        (date(2012, 2, 29), 4, YEAR, date(2016, 2, 29)),
        (date(2014, 1, 31), 1, MONTH, date(2014, 2, 28)),
        (date(2016, 1, 31), 1, MONTH, date(2016, 2, 29)),
        (date(2014, 3, 31), -1, MONTH, date(2014, 2, 28)),
        (date(2005, 5, 10), 10, MONTH, date(2006, 3, 10)),
        (date(2023, 3, 2), 52, WEEK, date(2024, 2, 29)),
        (date(2016, 6, 10), 21, DAY, date(2016, 7, 1)),
        (date(2005, 10, 10), 8000, YEAR, None),
        (date(1, 1, 1), -1, DAY, None),
        (date(9999, 12, 31), 1, DAY, None),
        (date(2020, 1, 1), 10**30, DAY, None),
        (date(2020, 1, 1), 10**30, WEEK, None),
        (date(2020, 1, 1), 10**30, MONTH, None),
        (date(2020, 1, 1), -(10**30), YEAR, None),
    ],
)
def test_shift(day: date, amount: int, unit: CalendarUnit, expected: date | None) -> None:
    """A shift keeps the day of the month or takes the last one, and nothing lies outside the calendar."""
    assert expected == shift(day, CalendarDuration(amount, unit))


@given(days, st.integers(-2000, 2000), units)
def test_there_and_back(day: date, amount: int, unit: CalendarUnit) -> None:
    """There and back is the same day, or the last of a shorter month: at most three days off."""
    duration = CalendarDuration(amount, unit)
    there = shift(day, duration)
    assume(there is not None)
    assert there is not None
    back = shift(there, duration, -1)
    assert back is not None
    assert abs(back - day) <= timedelta(days=3)
    assert unit in {YEAR, MONTH} or back == day


@given(st.integers(), units, days)
def test_shift_is_total(amount: int, unit: CalendarUnit, day: date) -> None:
    """No amount, however large, is more than a date that does not exist."""
    assert isinstance(shift(day, CalendarDuration(amount, unit)), date | None)


@pytest.mark.parametrize(
    ("when", "amount", "unit", "expected"),
    [
        ("2014", 24, MONTH, "2016"),
        ("2014", 1, YEAR, "2015"),
        ("2014-06", 1, YEAR, "2015-06"),
        ("2014-01", 1, MONTH, "2014-02"),
        ("2015-02", 12, MONTH, "2016-02"),
        ("2014", 730, DAY, "2016"),
        ("2014-06", 0, DAY, "2014-06"),
        ("2014-06-10", 21, DAY, "2014-07-01"),
        ("2014", 25, MONTH, None),
        ("2014", 735, DAY, None),
        ("2014", 10, DAY, None),
        ("2014-06", 33, DAY, None),
        ("9999", 1, YEAR, None),
        ("0001-01", -1, MONTH, None),
        ("9999-12-31", 1, DAY, None),
    ],
)
def test_shift_of_a_partial_date(when: str, amount: int, unit: CalendarUnit, expected: str | None) -> None:
    """The shifted date is as precise as before, and not known where no date of that precision holds it."""
    start = parse_date(when)
    assert start is not None
    result = shift_partial(start, CalendarDuration(amount, unit))
    assert expected == (None if result is None else str(result))


@given(partial_dates, st.integers(-500, 500), units, st.data())
def test_shift_of_a_partial_date_holds_every_day(
    when: PartialDate, amount: int, unit: CalendarUnit, data: st.DataObject
) -> None:
    """Whatever day the date means, that day shifted lies in the shifted date."""
    duration = CalendarDuration(amount, unit)
    result = shift_partial(when, duration)
    assume(result is not None)
    assert result is not None
    day = shift(data.draw(days_of(when)), duration)
    assert day is not None
    assert result.earliest <= day <= result.latest
    assert result.precision is when.precision


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2012, 3, 10), date(2013, 2, 18), 0),  # appendix H, years, example 1
        (date(2012, 3, 10), date(2013, 3, 10), 1),  # 2.a
        (date(2012, 3, 10), date(2013, 3, 20), 1),  # 2.b
        (date(2012, 2, 20), date(2014, 2, 10), 1),  # 3.a
        (date(2012, 3, 10), date(2013, 8, 15), 1),  # 4.a
        (date(2012, 2, 29), date(2014, 2, 28), 2),  # 4.b: 29 February is one year old on 28 February
        (date(2012, 2, 29), date(2014, 2, 27), 1),
        (date(2012, 2, 29), date(2016, 2, 28), 3),  # in a leap year not before the 29th
        (date(2012, 2, 20), date(2011, 3, 19), 0),  # 5
        (date(2013, 5, 11), date(2012, 5, 11), -1),  # 6.a
        (date(2013, 5, 15), date(2012, 5, 10), -1),  # 6.b
        (date(2013, 3, 20), date(2011, 3, 30), -1),  # 7
        (date(2014, 8, 12), date(2013, 5, 14), -1),  # 8.a
        (date(2015, 11, 5), date(2013, 3, 29), -2),  # 8.b
    ],
)
def test_whole_years(start: date, end: date, expected: int) -> None:
    """Years between two days are those of the worked examples of appendix H."""
    assert expected == whole_between(YEAR, start, end)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2012, 3, 1), date(2012, 3, 31), 0),  # appendix H, months, example 1.a
        (date(2012, 3, 10), date(2013, 6, 30), 15),  # 1.b
        (date(2012, 3, 10), date(2013, 1, 9), 9),  # 2
        (date(2013, 10, 15), date(2013, 10, 2), 0),  # 3.a
        (date(2014, 5, 10), date(2013, 1, 8), -16),  # 3.b
        (date(2012, 6, 11), date(2011, 8, 21), -9),  # 4
        (date(2014, 1, 31), date(2014, 2, 1), 0),  # published conformance test DateTimeDurationBetweenMonth
        (date(2014, 1, 31), date(2014, 2, 28), 0),  # scenario 2: day 28 is before day 31
        (date(2014, 1, 31), date(2014, 3, 31), 2),
    ],
)
def test_whole_months(start: date, end: date, expected: int) -> None:
    """Months between two days are those of the worked examples of appendix H."""
    assert expected == whole_between(MONTH, start, end)


@pytest.mark.parametrize(
    ("unit", "start", "end", "expected"),
    [
        (WEEK, date(2012, 3, 10), date(2012, 3, 20), 1),
        (WEEK, date(2013, 5, 26), date(2013, 5, 12), -2),
        (WEEK, date(2013, 5, 26), date(2013, 5, 13), -1),
        (DAY, date(2010, 10, 12), date(2008, 8, 15), -788),
        (DAY, date(2012, 2, 28), date(2012, 3, 1), 2),
    ],
)
def test_whole_weeks_and_days(unit: CalendarUnit, start: date, end: date, expected: int) -> None:
    """Weeks are seven days wherever they begin, and fractions are dropped towards zero."""
    assert expected == whole_between(unit, start, end)


@given(units, days, days)
def test_counts_are_symmetrical(unit: CalendarUnit, start: date, end: date) -> None:
    """Looking back counts as many as looking ahead, with the sign turned."""
    assert whole_between(unit, start, end) == -whole_between(unit, end, start)
    assert boundaries_between(unit, start, end) == -boundaries_between(unit, end, start)


@given(units, days, days)
def test_whole_units_agree_with_shift(unit: CalendarUnit, one: date, other: date) -> None:
    """So many units after the start have passed at the end, and one more have not, but for the end of a short month."""
    start, end = sorted((one, other))
    count = whole_between(unit, start, end)
    passed = shift(start, CalendarDuration(count, unit))
    assert passed is not None
    assert passed <= end
    one_more = shift(start, CalendarDuration(count + 1, unit))
    assert one_more is None or end < one_more or (unit is MONTH and end == one_more and end.day < start.day)


@given(days, st.integers(0, 3000), units)
def test_a_shift_counts_back(start: date, amount: int, unit: CalendarUnit) -> None:
    """So many units later, so many have passed; a month that ends too early counts one less."""
    end = shift(start, CalendarDuration(amount, unit))
    assume(end is not None)
    assert end is not None
    shortened = unit is MONTH and end.day < start.day
    assert amount - shortened == whole_between(unit, start, end)


@given(units, days, days, days)
def test_counts_never_fall_as_time_passes(unit: CalendarUnit, start: date, one: date, other: date) -> None:
    """A later end never counts less and a later start never counts more, which is what the ranges rely on."""
    sooner, later = sorted((one, other))
    for count in (whole_between, boundaries_between):
        assert count(unit, start, sooner) <= count(unit, start, later)
        assert count(unit, sooner, start) >= count(unit, later, start)


@pytest.mark.parametrize(
    ("unit", "start", "end", "expected"),
    [
        (YEAR, date(2012, 12, 31), date(2013, 1, 1), 1),
        (YEAR, date(2019, 1, 1), date(2018, 12, 31), -1),
        (YEAR, date(2015, 5, 30), date(2015, 1, 5), 0),
        (MONTH, date(2013, 5, 30), date(2013, 1, 15), -4),
        (MONTH, date(2024, 2, 29), date(2024, 3, 1), 1),
        (DAY, date(2017, 11, 14), date(2017, 11, 12), -2),
        (WEEK, date(2000, 10, 15), date(2000, 10, 28), 1),  # published conformance test: Sunday to Saturday
        (WEEK, date(2000, 10, 15), date(2000, 10, 29), 2),
        (WEEK, date(2024, 3, 2), date(2024, 3, 3), 1),  # Saturday to Sunday
        (WEEK, date(2024, 3, 3), date(2024, 3, 9), 0),  # Sunday to Saturday
    ],
)
def test_boundaries(unit: CalendarUnit, start: date, end: date, expected: int) -> None:
    """`difference in` counts the turns of the calendar unit; the week turns on Sunday."""
    assert expected == boundaries_between(unit, start, end)


@pytest.mark.parametrize(
    ("unit", "start", "end", "expected"),
    [
        (YEAR, "2005", "2010", CountRange(4, 5)),
        (YEAR, "2005-05", "2010-04", CountRange(4, 4)),
        (DAY, "2014-01-15", "2014-02", CountRange(17, 44)),
        (MONTH, "2005", "2006-05", CountRange(4, 16)),
        (MONTH, "2014", "2014", CountRange(-11, 11)),
    ],
)
def test_whole_units_between_partial_dates(unit: CalendarUnit, start: str, end: str, expected: CountRange) -> None:
    """The ranges are those of the published conformance tests."""
    first, last = parse_date(start), parse_date(end)
    assert first is not None
    assert last is not None
    assert expected == whole_between_partial(unit, first, last)


def test_boundaries_between_partial_dates() -> None:
    """A difference asks no more precision than its unit."""
    assert CountRange(5, 5) == boundaries_between_partial(YEAR, in_year(2000), in_month(2005, 12))
    assert CountRange(8, 8) == boundaries_between_partial(MONTH, in_month(2000, 2), in_month(2000, 10))
    assert CountRange(7, 18) == boundaries_between_partial(MONTH, in_year(2005), in_month(2006, 7))


@given(units, partial_dates, partial_dates, st.data())
def test_ranges_hold_every_count(unit: CalendarUnit, start: PartialDate, end: PartialDate, data: st.DataObject) -> None:
    """Whatever days the dates mean, the count between them lies in the range."""
    first, last = data.draw(days_of(start)), data.draw(days_of(end))
    whole, boundaries = whole_between_partial(unit, start, end), boundaries_between_partial(unit, start, end)
    assert whole.lowest <= whole_between(unit, first, last) <= whole.highest
    assert boundaries.lowest <= boundaries_between(unit, first, last) <= boundaries.highest


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [(1, YEAR, "1 year"), (14, DAY, "14 days"), (0, WEEK, "0 weeks"), (6, MONTH, "6 months")],
)
def test_a_duration_in_words(amount: int, unit: CalendarUnit, expected: str) -> None:
    """A duration prints with its unit, in the plural but for one."""
    assert expected == str(CalendarDuration(amount, unit))
