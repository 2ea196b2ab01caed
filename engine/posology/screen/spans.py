"""Intervals made from their ends in columns: an open end is moved inwards, and what is backwards is no interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import ibis
from ibis import Value

from posology.ir import nodes as ir
from posology.ir.nodes import Node, Relation
from posology.ir.types import QuantityType, Simple, Type
from posology.ir.value_laws import (
    GREATEST_DECIMAL,
    GREATEST_INTEGER,
    LEAST_INTEGER,
    SMALLEST_STEP,
    ends_as_known,
    inside,
)
from posology.screen.columns import Column, Counted, Dated, Plain, Spanning, is_blamed, is_null, is_unknown
from posology.screen.comparison import Side, compared
from posology.screen.dates import is_recorded, later, may_be_two_days
from posology.screen.doubt import is_imprecise
from posology.screen.fitting import fitted, joined, reach_of, side_by_side
from posology.screen.frame import Express, Frame
from posology.screen.numbers import Sum, exact_part, only_between
from posology.screen.reach import of_number, of_sum
from posology.screen.refusal import refuse_node
from posology.screen.stated import column_of_value, number, stated, states_partial_date
from posology.values.dates import CalendarDuration, CalendarUnit
from posology.values.known import Interval
from posology.values.truth import NULL


@dataclass(frozen=True, slots=True)
class _End:
    """One end of an interval as it is written: `outward` is -1 of the low and 1 of the high one."""

    node: Node
    column: Column
    is_closed: bool
    outward: int
    point: Type


def interval(node: ir.IntervalOf, frame: Frame, express: Express) -> Column:
    """The interval: null where it is backwards or has no ends, unknown where precision leaves open whether it is.

    Raises:
        Inexpressible: an open end is a date, known in part, that neither the record nor the expression states.
    """
    point = inside(node.type)
    low = _End(node.low, express(node.low, frame), node.low_closed, -1, point)
    high = _End(node.high, express(node.high, frame), node.high_closed, 1, point)
    first, last = _point_of(low), _point_of(high)
    backwards = compared(node, Relation.GREATER, Side(node.low, first), Side(node.high, last))
    untold = _untold(node, first, last, backwards)
    empty = [backwards.fill_null(False)]
    nulls = is_null(low.column), is_null(high.column)
    if nulls[0] is not None and nulls[1] is not None:
        empty.append(nulls[0] & nulls[1])
    null = ibis.or_(*empty)
    if untold is not None:
        partial = is_imprecise(node, frame, express) if states_partial_date(node) else ibis.literal(value=True)
        null = null | (untold if partial is None else untold & ~partial)
    return Spanning(
        _end_as_known(low),
        _end_as_known(high),
        first,
        last,
        ibis.or_(*empty, *([] if untold is None else [untold])),
        null,
    )


def _untold(node: ir.IntervalOf, first: Column, last: Column, backwards: Value) -> Value | None:
    """On which rows the precision of recorded dates leaves open whether the ends are in order; None on none."""
    recorded = is_recorded(node.low), is_recorded(node.high)
    if not any(recorded) or not any(_is_range(each) for each in (first, last)):
        return None
    found = [backwards.isnull() & ~is_unknown(first) & ~is_unknown(last)]
    if all(recorded) and isinstance(first, Dated) and isinstance(last, Dated):
        two_days = may_be_two_days(first, last)
        found += [] if two_days is None else [two_days]
    return ibis.or_(*found)


def _is_range(column: Column) -> bool:
    return isinstance(column, Counted) or (isinstance(column, Dated) and not column.to_the_day)


def _point_of(end: _End) -> Column:
    """The first or the last point: a closed end that is null is as far off as the type goes, an open one unknown."""
    value = stated(end.node)
    if value is not None:
        bounds = (value, NULL, end.is_closed, True) if end.outward < 0 else (NULL, value, True, end.is_closed)
        return column_of_value(ends_as_known(Interval(*bounds), end.point)[(end.outward + 1) // 2], end.point, end.node)
    return _closed(end) if end.is_closed else _opened(end)


def _closed(end: _End) -> Column:
    null = is_null(end.column)
    if null is None:
        return end.column
    furthest = ends_as_known(Interval(NULL, NULL), end.point)[(end.outward + 1) // 2]
    match joined(end.node, (end.column, column_of_value(furthest, end.point, end.node))):
        case (Plain() as column, Plain() as limit):
            return Plain(ibis.ifelse(null, limit.value, column.value))
        case (Counted() as column, Counted() as limit):
            lowest = ibis.ifelse(null, limit.lowest, column.lowest)
            return Counted(lowest, ibis.ifelse(null, limit.highest, column.highest))
        case (Dated() as column, Dated() as limit):
            earliest = ibis.ifelse(null, limit.earliest, column.earliest)
            latest = earliest if column.to_the_day else ibis.ifelse(null, limit.latest, column.latest)
            return Dated(earliest, latest, column.to_the_day)
        case _:
            raise refuse_node(end.node, "an end of an interval that has no order in columns")


def _opened(end: _End) -> Column:
    """The point next to an end that does not belong to the interval; null where the type has none."""
    match end.column:
        case Dated() as when:
            if not when.to_the_day and not is_recorded(end.node):
                raise refuse_node(end.node, "a date known in part, of which the expression does not say how far")
            moved = _a_day_inwards(end, when)
            untold, stays = ibis.null("date"), _has_next(end, when)
            earliest = ibis.ifelse(stays, moved.earliest, untold)
            latest = earliest if when.to_the_day else ibis.ifelse(stays, moved.latest, untold)
            return Dated(earliest, latest, when.to_the_day, ~is_blamed(when))
        case Plain() | Counted() as counted:
            column = exact_part(counted)
            return replace(_next_number(end, column), null=~is_blamed(counted))
        case _:
            raise refuse_node(end.node, "an end of an interval that has no order in columns")


def _next_number(end: _End, column: Plain) -> Plain:
    whole = end.point is Simple.INTEGER
    step = -end.outward * (1 if whole else SMALLEST_STEP)
    reach = of_sum(reach_of(column), of_number(step))
    mine = fitted(end.node, column.value, reach_of(column)), reach_of(column)
    value, by = side_by_side(end.node, [mine, (number(Decimal(step)).value, of_number(step))])
    moved = fitted(end.node, value + by, reach)
    if whole:
        limits = Fraction(LEAST_INTEGER), Fraction(GREATEST_INTEGER)
        return Plain(moved.try_cast("int32").cast("int64"), reach=reach.cut(*limits))
    limits = -Fraction(GREATEST_DECIMAL), Fraction(GREATEST_DECIMAL)
    if isinstance(end.point, QuantityType) or reach.within(*limits):
        return Plain(moved, reach=reach)
    return Plain(only_between(end.node, Sum(moved, reach), limits), reach=reach.cut(*limits))


def _end_as_known(end: _End) -> Column:
    """The end itself; one that is open, recorded and known in part is moved inwards by a day and thereby closed.

    CQL 1.5 moves it by the month or the year; of a recorded date the day is not known: see `ir.laws`.
    """
    column = end.column
    if end.is_closed or not isinstance(column, Dated) or column.to_the_day or not is_recorded(end.node):
        return column
    moved, stays = _a_day_inwards(end, column), _has_next(end, column)
    return Dated(
        ibis.ifelse(stays, moved.earliest, column.earliest),
        ibis.ifelse(stays, moved.latest, column.latest),
        null=column.null,
    )


def _a_day_inwards(end: _End, when: Dated) -> Dated:
    by = CalendarDuration(-end.outward, CalendarUnit.DAY)
    return Dated(later(when.earliest, by), later(when.latest, by), when.to_the_day)


def _has_next(end: _End, when: Dated) -> Value:
    """On which rows the day next to the end, further in, is one of the calendar."""
    if end.outward < 0:
        return when.latest < ibis.literal(date.max)
    return when.earliest > ibis.literal(date.min)
