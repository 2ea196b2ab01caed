"""How many units of the calendar lie between two dates in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import assert_never

import ibis
from ibis import Value

from posology.ir import nodes as ir
from posology.ir.nodes import Counting
from posology.screen.columns import Column, Counted, Dated, Plain
from posology.screen.doubt import null_of
from posology.screen.frame import Express, Frame
from posology.screen.reach import Reach
from posology.screen.refusal import refuse_node
from posology.values.dates import CalendarUnit

_MOST: Mapping[CalendarUnit, int] = {
    CalendarUnit.YEAR: 9_999,
    CalendarUnit.MONTH: 9_999 * 12,
    CalendarUnit.WEEK: date.max.toordinal() // 7 + 1,
    CalendarUnit.DAY: date.max.toordinal(),
}
"""More of each unit than the calendar has."""

_SUNDAY = date(1, 1, 7)
_DAYS_OF_A_WEEK = 7
_HUNDRED = 100
_LEAP_DAY, _DAY_BEFORE_IT = 229, 228


def time_between(node: ir.TimeBetween, frame: Frame, express: Express) -> Column:
    """The whole units or the boundaries between two dates: a range where a date is not known to the day."""
    start, end = express(node.start, frame), express(node.end, frame)
    if not isinstance(start, Dated) or not isinstance(end, Dated):
        raise refuse_node(node, "a date that is always null, but for what a choice or a query makes of it")
    count = _counter(node.counting, node.unit)
    reach = Reach(Fraction(-_MOST[node.unit]), Fraction(_MOST[node.unit]), 0)
    null = null_of(start, end)
    if start.to_the_day and end.to_the_day:
        return Plain(count(start.earliest, end.earliest), null, reach)
    return Counted(count(start.latest, end.earliest), count(start.earliest, end.latest), null, reach)


def _counter(counting: Counting, unit: CalendarUnit) -> Callable[[Value, Value], Value]:
    if counting is Counting.BOUNDARIES:
        return lambda start, end: boundaries(unit, start, end)
    return lambda start, end: whole_units(unit, start, end)


def boundaries(unit: CalendarUnit, start: Value, end: Value) -> Value:
    """How many boundaries of the unit lie between two days, as `values.dates.boundaries_between`."""
    match unit:
        case CalendarUnit.YEAR:
            return end.year().cast("int64") - start.year()
        case CalendarUnit.MONTH:
            return _months(end) - _months(start)
        case CalendarUnit.WEEK:
            return _weeks(_days(ibis.literal(_SUNDAY), end)) - _weeks(_days(ibis.literal(_SUNDAY), start))
        case CalendarUnit.DAY:
            return _days(start, end)
        case _:
            assert_never(unit)


def whole_units(unit: CalendarUnit, start: Value, end: Value) -> Value:
    """How many whole units have passed between two days, as `values.dates.whole_between`."""
    if unit is CalendarUnit.DAY:
        return _days(start, end)
    first, last = ibis.least(start, end), ibis.greatest(start, end)
    match unit:
        case CalendarUnit.YEAR:
            passed = boundaries(unit, first, last) - ibis.ifelse(_year_is_not_full(first, last), 1, 0)
        case CalendarUnit.MONTH:
            passed = boundaries(unit, first, last) - ibis.ifelse(first.day() > last.day(), 1, 0)
        case CalendarUnit.WEEK:
            passed = _weeks(_days(first, last))
        case _:
            assert_never(unit)
    # neither where a day is unknown: `least` and `greatest` of SQL pass over that
    return ibis.cases((start <= end, passed), (start > end, -passed))


def _year_is_not_full(first: Value, last: Value) -> Value:
    """Whether the last year before the second day is not over: one from 29 February is on 28 February, in most years.

    That 28 February is the last of its month is seen by the day after it.
    """
    began, now = _day_of_year(first), _day_of_year(last)
    month_is_over = (last + ibis.interval(days=1)).cast("timestamp").cast("date").day() == 1
    return (began > now) & ~((began == _LEAP_DAY) & (now == _DAY_BEFORE_IT) & month_is_over)


def _day_of_year(day: Value) -> Value:
    return day.month() * _HUNDRED + day.day()


def _months(day: Value) -> Value:
    return day.year().cast("int64") * 12 + day.month()


def _days(start: Value, end: Value) -> Value:
    return end.delta(start, unit="day")


def _weeks(days: Value) -> Value:
    # databases divide in binary fractions here: of fewer than four million days by seven, no rounding reaches a whole
    return days // _DAYS_OF_A_WEEK
