"""Intervals in columns: their ends, what lies within them, and how they lie to each other in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import ibis
from ibis import Value

from posology.ir import nodes as ir
from posology.ir.nodes import End, Node, Order, Relation
from posology.screen.columns import (
    Column,
    Counted,
    Dated,
    Lasting,
    Plain,
    Spanning,
    is_blamed,
    is_null,
    is_unknown,
)
from posology.screen.comparison import Side, compared, is_within
from posology.screen.dates import is_recorded, may_be_two_days
from posology.screen.doubt import is_imprecise, null_where_open
from posology.screen.fitting import only_where
from posology.screen.frame import Express, Frame
from posology.screen.refusal import refuse_node
from posology.screen.stated import states_partial_date
from posology.screen.truths import negated

_Point = Plain | Counted | Dated | Lasting


def timing(node: ir.Timing, frame: Frame, express: Express) -> Column:
    """Whether one date or interval lies before or after another."""
    mine, relation, theirs = _TIMINGS[node.order]
    operands = express(node.left, frame), express(node.right, frame)
    left = Side(node.left, point_of(operands[0], mine, node.left))
    right = Side(node.right, point_of(operands[1], theirs, node.right))
    value = compared(node, relation, left, right, recorded=is_recorded(node.left) and is_recorded(node.right))
    null = null_where_open(node, frame, express, left.column, right.column)
    return Plain(value, _as_strict(operands, null) if any(isinstance(each, Spanning) for each in operands) else null)


# For each order: which end of the left stands how to which end of the right.
_TIMINGS: Mapping[Order, tuple[End, Relation, End]] = MappingProxyType(
    {
        Order.BEFORE: (End.END, Relation.LESS, End.START),
        Order.SAME_OR_BEFORE: (End.END, Relation.LESS_OR_EQUAL, End.START),
        Order.AFTER: (End.START, Relation.GREATER, End.END),
        Order.SAME_OR_AFTER: (End.START, Relation.GREATER_OR_EQUAL, End.END),
    }
)


def boundary(node: ir.Boundary, frame: Frame, express: Express) -> Column:
    """The first or the last point of an interval."""
    return point_of(express(node.operand, frame), node.end, node.operand)


def point_of(column: Column, end: End, node: Node) -> Column:
    """The first or the last point of an interval; any other value is its own."""
    if not isinstance(column, Spanning):
        return column
    first, last = ends(column, node)
    return first if end is End.START else last


def ends(interval: Spanning, node: Node) -> tuple[Column, Column]:
    """The first and the last point; neither is told where there is no interval, or where an end is not recorded.

    Once that is recorded, the interval may turn out to have no point at all.
    """
    low, high = _point(interval.low, node), _point(interval.high, node)
    blamed = [is_blamed(each) for each in (low, high) if not _is_stated(each)]
    return _told(interval, blamed, interval.first, node), _told(interval, blamed, interval.last, node)


def _told(interval: Spanning, blamed: list[Value], point: Column, node: Node) -> Column:
    end = _point(point, node)
    untold = [*blamed] if interval.absent is None else [*blamed, interval.absent]
    if not untold:
        return end
    null = is_null(interval)
    if end.null is not None:
        own = end.null & ~ibis.or_(*blamed) if blamed else end.null
        null = own if interval.absent is None else ibis.ifelse(interval.absent, False if null is None else null, own)
    return replace(only_where(end, ~ibis.or_(*untold)), null=null)


def _point(column: Column, node: Node) -> _Point:
    if isinstance(column, Plain | Counted | Dated | Lasting):
        return column
    raise refuse_node(node, "an interval between what has no order in columns")


def membership(node: ir.Membership, frame: Frame, express: Express) -> Column:
    """Whether a point is in an interval; in an interval that is null nothing is."""
    element = Side(node.element, express(node.element, frame))
    interval = express(node.collection, frame)
    if not isinstance(interval, Spanning):
        raise refuse_node(node, "it is no interval in columns")
    low, high = Side(node.collection, interval.first), Side(node.collection, interval.last)
    within = is_within(node, frame, express, element, (low, high))
    if interval.absent is None:
        return within
    empty = is_null(interval)
    branches = [] if empty is None else [(empty, ibis.literal(value=False))]
    value = ibis.cases(*branches, (interval.absent, ibis.null("boolean")), else_=within.value)
    return Plain(value, None if within.null is None else within.null & ~interval.absent)


def inclusion(node: ir.Inclusion, frame: Frame, express: Express) -> Column:
    """Whether the whole of one interval is within another."""
    inner, outer = express(node.inner, frame), express(node.outer, frame)
    starts, low = (Side(node, point_of(each, End.START, node)) for each in (inner, outer))
    finishes, high = (Side(node, point_of(each, End.END, node)) for each in (inner, outer))
    within = compared(node, Relation.GREATER_OR_EQUAL, starts, low)
    within &= compared(node, Relation.LESS_OR_EQUAL, finishes, high)
    other = _may_be_other_days((node.inner, inner), (node.outer, outer))
    if other is not None:
        within = ibis.ifelse(within & other, ibis.null("boolean"), within)
    columns = [each.column for each in (starts, finishes, low, high)]
    return Plain(within, _as_strict((inner, outer), null_where_open(node, frame, express, *columns)))


def intervals_compared(node: ir.Comparison, frame: Frame, express: Express) -> Column:
    """Whether two intervals are the same, or equivalent."""
    left, right = express(node.left, frame), express(node.right, frame)
    if not isinstance(left, Spanning) or not isinstance(right, Spanning):
        raise refuse_node(node, "it compares what is no interval in columns")
    equal = node.operator in {Relation.EQUAL, Relation.NOT_EQUAL}
    relation = Relation.EQUAL if equal else Relation.EQUIVALENT
    mine, theirs = ends(left, node.left), ends(right, node.right)
    same = ibis.literal(value=True)
    for one, another in zip(mine, theirs, strict=True):
        same &= compared(node, relation, Side(node.left, one), Side(node.right, another))
    other = _may_be_other_days((node.left, left), (node.right, right))
    if other is not None:
        same = ibis.ifelse(same & other, ibis.null("boolean"), same)
    null = _null_of_compared(node, frame, express, left, right)
    if not equal and (is_null(left) is not None or is_null(right) is not None):
        same = _equivalent_of_nulls(left, right, same)
    return Plain(same if node.operator in {Relation.EQUAL, Relation.EQUIVALENT} else negated(same), null)


def _equivalent_of_nulls(left: Spanning, right: Spanning, same: Value) -> Value:
    """Two nulls are equivalent, a null and an interval are not."""
    mine, theirs = is_unknown(left), is_unknown(right)
    blamed = _is_unrecorded(left) | _is_unrecorded(right)
    return ibis.cases((blamed, ibis.null("boolean")), (mine | theirs, mine & theirs), else_=same)


def _null_of_compared(
    node: ir.Comparison, frame: Frame, express: Express, left: Spanning, right: Spanning
) -> Value | None:
    """On which rows the answer is null: an interval is, or an end that the expression leaves open.

    What two known intervals leave unsettled is so for want of precision, if a date that was looked at has none.
    """
    points = [_point(each, node) for side in (left, right) for each in (side.first, side.last)]
    if all(each.null is None for each in (*points, left, right)) and not states_partial_date(node):
        return None
    blamed = [_is_end_unrecorded(each) for each in (left, right)]
    partial = is_imprecise(node, frame, express)
    untold = ~ibis.or_(*blamed, *([] if partial is None else [partial]))
    return _as_strict((left, right), untold) if node.operator in _STRICT else untold & ~_is_any_blamed(left, right)


_STRICT = frozenset({Relation.EQUAL, Relation.NOT_EQUAL})


def _as_strict(operands: tuple[Column, ...], null: Value | None) -> Value | None:
    """On which rows the answer is null: as an unknown operand has it, whatever an end of another is; else `null`."""
    if all(is_null(each) is None for each in operands):
        return null
    unknown = ibis.or_(*[is_unknown(each) for each in operands])
    return ibis.ifelse(unknown, ~_is_any_blamed(*operands), ibis.literal(value=False) if null is None else null)


def _is_any_blamed(*operands: Column) -> Value:
    return ibis.or_(*[is_blamed(each) for each in operands])


def _is_unrecorded(interval: Spanning) -> Value:
    return is_blamed(interval) | _is_end_unrecorded(interval)


def _is_end_unrecorded(interval: Spanning) -> Value:
    """On which rows there is an interval of which an end is unknown for want of what could be recorded."""
    missing = is_blamed(interval.low) | is_blamed(interval.high)
    return missing if interval.absent is None else missing & ~interval.absent


def _may_be_other_days(one: tuple[Node, Column], other: tuple[Node, Column]) -> Value | None:
    """On which rows an end of the one and an end of the other are known alike, both recorded, and not to the day."""
    if not is_recorded(one[0]) or not is_recorded(other[0]):
        return None
    found = [
        alike
        for mine in _parts_of(one[1])
        for theirs in _parts_of(other[1])
        if (alike := may_be_two_days(mine, theirs)) is not None
    ]
    return ibis.or_(*found) if found else None


def _parts_of(column: Column) -> list[Dated]:
    parts = (column.low, column.high) if isinstance(column, Spanning) else (column,)
    return [each for each in parts if isinstance(each, Dated)]


def _is_stated(column: _Point) -> bool:
    return column.null is None and isinstance(column, Plain) and not column.value.op().relations
