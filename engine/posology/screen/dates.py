"""Dates in columns: moved by calendar durations within the calendar, and how two of them lie to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

import ibis
from ibis import Value

from posology.ir import nodes as ir
from posology.ir.nodes import Node, Operator, Relation
from posology.ir.walk import walk
from posology.screen.columns import Column, Dated, either_null, is_blamed, is_null, nothing
from posology.screen.doubt import is_imprecise
from posology.screen.durations import stated_duration
from posology.screen.frame import Express, Frame
from posology.screen.refusal import refuse_node
from posology.screen.stated import states_partial_date
from posology.values.dates import CalendarDuration, CalendarUnit, shift

_A_DAY, _A_DAY_BEFORE = CalendarDuration(1, CalendarUnit.DAY), CalendarDuration(-1, CalendarUnit.DAY)
_MONTHS_OF_A_YEAR, _DAYS_OF_A_MONTH = 12, 31

COMPARED: Mapping[Relation, Callable[[Value, Value], Value]] = MappingProxyType(
    {
        Relation.EQUAL: lambda left, right: left == right,
        Relation.NOT_EQUAL: lambda left, right: left != right,
        Relation.LESS: lambda left, right: left < right,
        Relation.LESS_OR_EQUAL: lambda left, right: left <= right,
        Relation.GREATER: lambda left, right: left > right,
        Relation.GREATER_OR_EQUAL: lambda left, right: left >= right,
    }
)
"""The comparisons as columns have them."""


def is_recorded(node: Node) -> bool:
    """Whether the expression looks at a record, so that a date in it may become known to the day."""
    return any(isinstance(each, ir.Fact | ir.Item) for each in walk(node))


def dates_compared(relation: Relation, left: Dated, right: Dated, *, recorded: bool = False) -> Value:
    """How two dates lie to each other: null where precision leaves it open.

    Two that are known alike, to the month or the year, are the same; where both are `recorded`, it is open.
    """
    compare = COMPARED[relation]
    if left.to_the_day and right.to_the_day:
        return compare(left.earliest, right.earliest)
    before, same, after = _ANSWERS[relation]
    is_same = same_dates(left, right, to_the_day=recorded)
    earlier, later = left.latest < right.earliest, left.earliest > right.latest
    return ibis.cases(
        (earlier | is_same if same is before else earlier, before),
        (later | is_same if same is after else later, after),
        *([(is_same, same)] if same not in {before, after} else []),
    )


# What each comparison is where the left lies before the right, on the same day and after it.
_ANSWERS: Mapping[Relation, tuple[bool, bool, bool]] = MappingProxyType(
    {
        Relation.EQUAL: (False, True, False),
        Relation.NOT_EQUAL: (True, False, True),
        Relation.LESS: (True, False, False),
        Relation.LESS_OR_EQUAL: (True, True, False),
        Relation.GREATER: (False, False, True),
        Relation.GREATER_OR_EQUAL: (False, True, True),
    }
)


def same_dates(left: Dated, right: Dated, *, to_the_day: bool = False) -> Value:
    """On which rows two dates are known to be the same as far as they are known, or `to_the_day`; else false."""
    if left.to_the_day and right.to_the_day:
        return left.earliest == right.earliest
    if right.to_the_day:
        left, right = right, left
    same = (left.earliest == right.earliest) & (left.latest == right.latest)
    return same & (right.earliest == right.latest) if to_the_day and not left.to_the_day else same


def may_be_two_days(left: Dated, right: Dated) -> Value | None:
    """On which rows two dates are known alike but not to the day; never null; None where they never are."""
    if left.to_the_day or right.to_the_day:
        return None
    alike = (left.earliest == right.earliest) & (left.latest == right.latest) & (left.earliest < left.latest)
    return alike.fill_null(False)


def shifted(node: ir.Shift, frame: Frame, express: Express) -> Column:
    """The date a duration later or earlier, as precise as before.

    Null where it leaves the calendar; unknown where no date of that precision holds every day that it may be.

    Raises:
        Inexpressible: the duration is not stated, or the date may be an interval's end that is not known to the day.
    """
    operand, duration = express(node.operand, frame), stated_duration(node.duration)
    if not isinstance(operand, Dated):
        raise refuse_node(node, "a date that is always null, but for what a choice or a query makes of it")
    if duration is None:
        return _never(operand)
    by = CalendarDuration(duration.amount if node.operator is Operator.ADD else -duration.amount, duration.unit)
    if by.amount == 0:
        return operand
    stays = _stays_in_calendar(operand.earliest, by)
    if stays is None:
        return _never(operand)
    leaves = (~stays).fill_null(False)
    if operand.to_the_day:
        moved = ibis.ifelse(stays, later(operand.earliest, by), ibis.null("date"))
        return Dated(moved, moved, to_the_day=True, null=either_null(is_null(operand), leaves))
    if any(isinstance(each, ir.Boundary) for each in walk(node.operand)):
        raise refuse_node(node, "the end of an interval, which may be any thirty days rather than a month")
    null = either_null(is_null(operand), leaves, _null_where_untold(node, frame, express, operand))
    return _partial_moved(operand, by, stays, null)


def _never(operand: Dated) -> Dated:
    """No date on any row: null wherever the operand is known."""
    return Dated(nothing("date"), nothing("date"), to_the_day=True, null=~is_blamed(operand))


def _partial_moved(operand: Dated, by: CalendarDuration, stays: Value, null: Value | None) -> Dated:
    """The dates moved; unknown where no date of the same precision holds every day that it may be."""
    untold, exact = ibis.null("date"), operand.earliest == operand.latest
    moved = later(operand.earliest, by)
    if by.unit is CalendarUnit.DAY:
        day = ibis.ifelse(stays & exact, moved, untold)
        return Dated(day, day, to_the_day=True, null=null)
    # a month moved by months is a month, and a year moved by years a year
    within_months = operand.latest.delta(operand.earliest, unit="day") < _DAYS_OF_A_MONTH
    kept = stays & within_months if by.amount % _MONTHS_OF_A_YEAR else stays
    # the last day of a month or a year is the day before the first of the next, wherever that is moved to
    end = later(later(later(operand.latest, _A_DAY), by), _A_DAY_BEFORE)
    return Dated(ibis.ifelse(kept, moved, untold), ibis.ifelse(kept, ibis.ifelse(exact, moved, end), untold), null=null)


def _null_where_untold(node: ir.Shift, frame: Frame, express: Express, operand: Dated) -> Value | None:
    """On which rows nothing but a date that the expression states keeps the answer from being told."""
    if not states_partial_date(node):
        return None
    partial = is_imprecise(node, frame, express)
    known = operand.earliest.notnull()
    return known if partial is None else known & ~partial


def later(day: Value, by: CalendarDuration) -> Value:
    """The day a duration later, on the last day of a shorter month; it must not leave what a database has for dates."""
    months = by.unit is CalendarUnit.MONTH
    moved = day + (ibis.interval(months=by.amount) if months else ibis.interval(days=by.amount))
    # Ibis takes this for a date already, which DuckDB does not
    return moved.cast("timestamp").cast("date")


def _stays_in_calendar(day: Value, by: CalendarDuration) -> Value | None:
    """On which rows the day, moved by so much, is one from year 1 to year 9999; None where it is on none.

    A month that lies within the calendar does so as a whole, so that comparing with one day is enough.
    """
    furthest = shift(date.max if by.amount > 0 else date.min, by, -1)
    if furthest is None:
        return None
    return day <= ibis.literal(furthest) if by.amount > 0 else day >= ibis.literal(furthest)
