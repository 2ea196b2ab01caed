"""The laws of comparisons, of `between` and of order in time. As `posology.ir.laws` has them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from z3 import BoolRef

from posology.ir import nodes as ir
from posology.ir.nodes import Node, Order, Relation
from posology.ir.types import Type
from posology.ir.value_laws import inside
from posology.prove.desk import Desk
from posology.prove.expression_answers import (
    Answer,
    conjunction,
    contrary,
    is_false,
    is_partial,
    is_recorded,
    is_true,
    open_where_null,
)
from posology.prove.expression_comparison import SAMENESS, equal, equivalent, ordered, same_date
from posology.prove.expression_ends import ends
from posology.prove.expression_merging import as_one_shape
from posology.prove.expression_terms import FALSE, both, either, negate
from posology.prove.symbols import Day, Several, Stretch, Symbol, Truth


def comparison(node: ir.Comparison, desk: Desk, left: Symbol, right: Symbol) -> Answer:
    """Whether the relation holds; open where two recorded dates are written alike and may be two days."""
    left, right = as_one_shape(left, right)
    yes = SAMENESS.get(node.operator)
    truth = (
        ordered(node.operator, left, right, desk)
        if yes is None
        else _same(node.operator, left, right, node.left.type, desk)
    )
    alike = may_be_two_days((node.left, left), (node.right, right))
    if yes is not None and isinstance(left, Several | Stretch):
        found_same = is_true(truth) if yes else is_false(truth)
        alike = both(found_same, may_be_other_days((node.left, left), (node.right, right)))
    return Answer(truth, either(alike, open_where_null(truth, left, right)))


def _same(relation: Relation, left: Symbol, right: Symbol, type_: Type, desk: Desk) -> Truth:
    truth = (equal if relation in {Relation.EQUAL, Relation.NOT_EQUAL} else equivalent)(left, right, type_, desk)
    return truth if SAMENESS[relation] else contrary(truth)


def may_be_two_days(one: tuple[Node, Symbol], *others: tuple[Node, Symbol]) -> BoolRef:
    """That two dates are written alike and were recorded only to the month or the year."""
    node, value = one
    if not isinstance(value, Day) or not is_recorded(node):
        return FALSE
    return either(*(_alike(value, other) for beside, other in others if is_recorded(beside)))


def may_be_other_days(one: tuple[Node, Symbol], other: tuple[Node, Symbol]) -> BoolRef:
    """The same of two dates, or of any of those in two lists or intervals."""
    if not is_recorded(one[0]) or not is_recorded(other[0]):
        return FALSE
    return either(
        *(
            both(there, present, _alike(mine, theirs))
            for there, mine in _parts_of(one[1])
            if isinstance(mine, Day)
            for present, theirs in _parts_of(other[1])
        )
    )


def _parts_of(value: Symbol) -> tuple[tuple[BoolRef, Symbol], ...]:
    match value:
        case Several():
            return tuple((both(value.known, slot.there), slot.item) for slot in value.slots)
        case Stretch():
            return (value.known, value.low), (value.known, value.high)
        case _:
            return ((value.known, value),)


def _alike(value: Day, other: Symbol) -> BoolRef:
    """That a date which is not known to the day is written like the other."""
    return both(is_partial(value), other.known, same_date(value, other)) if isinstance(other, Day) else FALSE


def between(node: ir.Between, desk: Desk, operand: Symbol, low: Symbol, high: Symbol) -> Answer:
    """Whether the value lies from `low` to `high`, both included."""
    truth = within(operand, low, high, desk)
    alike = may_be_two_days((node.operand, operand), (node.low, low), (node.high, high))
    return Answer(truth, either(alike, open_where_null(truth, operand, low, high)))


def within(value: Symbol, low: Symbol, high: Symbol, desk: Desk) -> Truth:
    """Whether the value lies from `low` to `high`, both included."""
    above = ordered(Relation.GREATER_OR_EQUAL, value, low, desk)
    return conjunction(above, ordered(Relation.LESS_OR_EQUAL, value, high, desk))


def timing(node: ir.Timing, desk: Desk, left: Symbol, right: Symbol) -> Answer:
    """Whether the one lies before or after the other."""
    mine, relation, theirs = _TIMINGS[node.order]
    first = extent(left, node.left.type, desk)[mine]
    second = extent(right, node.right.type, desk)[theirs]
    truth = ordered(relation, first, second, desk)
    alike = may_be_two_days((node.left, first), (node.right, second))
    return Answer(truth, either(alike, open_where_null(truth, first, second)))


# For each order: which end of the left, 0 the first and 1 the last, stands how to which end of the right.
_TIMINGS: Mapping[Order, tuple[int, Relation, int]] = MappingProxyType(
    {
        Order.BEFORE: (1, Relation.LESS, 0),
        Order.SAME_OR_BEFORE: (1, Relation.LESS_OR_EQUAL, 0),
        Order.AFTER: (0, Relation.GREATER, 1),
        Order.SAME_OR_AFTER: (0, Relation.GREATER_OR_EQUAL, 1),
    }
)


def extent(value: Symbol, type_: Type, desk: Desk) -> tuple[Symbol, Symbol]:
    """The first and last point of an interval; of a point, itself twice."""
    return ends(value, inside(type_), desk) if isinstance(value, Stretch) else (value, value)


def matches(comparand: tuple[Node, Symbol], when: tuple[Node, Symbol], desk: Desk) -> Truth:
    """Whether a case of a choice is the one; null where nothing but the precision of dates leaves that open."""
    left, right = as_one_shape(comparand[1], when[1])
    truth = equal(left, right, when[0].type, desk)
    doubtful = both(is_true(truth), may_be_other_days((comparand[0], left), (when[0], right)))
    return Truth(known=both(truth.known, negate(doubtful)), blamed=truth.blamed, holds=truth.holds)
