"""What each operator of the condition language makes of the values of its operands.

A law answers None where nothing but the precision of dates leaves the question open. The laws in `STRICT` are only
asked when every operand is known. The others pass over nulls where CQL 1.5 does, and over a fact that nobody recorded
only where the rest settles the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from posology.ir import nodes as ir
from posology.ir.nodes import Counting, End, Extreme, Node, Operator, Order, Quantifier, Relation, State
from posology.ir.types import QuantityType, Type
from posology.ir.value_laws import (
    absolute,
    combine,
    compare,
    ends,
    ends_as_known,
    equal,
    equivalent,
    inside,
    negated,
    ordered,
    scaled,
    unknowns,
    unrecorded,
)
from posology.ir.walk import walk
from posology.values.dates import (
    CalendarDuration,
    PartialDate,
    Precision,
    boundaries_between,
    shift,
    shift_partial,
    whole_between,
)
from posology.values.known import CountRange, Interval, Known, Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL, Truth, Unknown, conjunction, disjunction, negation, unknown_because


def items_of(value: Value) -> tuple[Value, ...]:
    """The items of a list; of null, which CQL reads as an empty list where it counts or asks, none."""
    return value if isinstance(value, tuple) else ()


def _list(_: ir.ListOf, *items: Value) -> Value:
    return items


def _interval(node: ir.IntervalOf, low: Value, high: Value) -> Value:
    interval = Interval(low, high, node.low_closed, node.high_closed)
    first, last = ends(interval, inside(node.type))
    backwards = ordered(Relation.GREATER, first, last) is True
    return NULL if backwards or (low == high == NULL) else interval


def _not(_: ir.Not, operand: bool) -> Value:
    return not operand


def _is(node: ir.Is, operand: Value) -> Value:
    match node.state:
        case State.NULL:
            return isinstance(operand, Unknown)
        case State.TRUE | State.FALSE:
            return operand is (node.state is State.TRUE)


def _comparison(node: ir.Comparison, left: Value, right: Value) -> Value | None:
    if isinstance(left, PartialDate) and _may_be_two_days((node.left, left), (node.right, right)):
        return None
    match node.operator:
        case Relation.EQUAL:
            return _open(equal(left, right, node.left.type), left, right)
        case Relation.NOT_EQUAL:
            return _open(negation(equal(left, right, node.left.type)), left, right)
        case Relation.EQUIVALENT:
            return _open(equivalent(left, right, node.left.type), left, right)
        case Relation.NOT_EQUIVALENT:
            return _open(negation(equivalent(left, right, node.left.type)), left, right)
        case _:
            return _open(ordered(node.operator, left, right), left, right)


def _open(truth: Truth, *operands: Value) -> Truth | None:
    """The truth; None where every operand is known and still nothing is settled, which is for want of precision."""
    unsettled = isinstance(truth, Unknown) and not truth.reasons
    return None if unsettled and not unknowns(*operands) else truth


def _may_be_two_days(one: tuple[Node, PartialDate], *others: tuple[Node, Value]) -> bool:
    """Whether two dates are written alike and were recorded only to the month or the year.

    CQL 1.5 takes `@2013` and `@2013` for the same. So are they where the expression states one; two that were recorded
    may turn out to be two days, and what is said of them now must not be taken back then.
    """
    node, value = one
    if value.precision is Precision.DAY or not _is_recorded(node):
        return False
    return any(value == other and _is_recorded(beside) for beside, other in others)


def _is_recorded(node: Node) -> bool:
    return any(isinstance(each, ir.Fact | ir.Item) for each in walk(node))


def _between(node: ir.Between, operand: Value, low: Value, high: Value) -> Value | None:
    if isinstance(operand, PartialDate) and _may_be_two_days(
        (node.operand, operand), (node.low, low), (node.high, high)
    ):
        return None
    return _open(_within(operand, low, high), operand, low, high)


def _within(value: Value, low: Value, high: Value) -> Truth:
    above = ordered(Relation.GREATER_OR_EQUAL, value, low)
    return conjunction(above, ordered(Relation.LESS_OR_EQUAL, value, high))


def _timing(node: ir.Timing, left: Value, right: Value) -> Value | None:
    mine, relation, theirs = _TIMINGS[node.order]
    first, second = _extent(left, node.left.type)[mine], _extent(right, node.right.type)[theirs]
    if isinstance(first, PartialDate) and _may_be_two_days((node.left, first), (node.right, second)):
        return None
    return _open(ordered(relation, first, second), first, second)


# For each order: which end of the left, 0 the first and 1 the last, stands how to which end of the right.
_TIMINGS: Mapping[Order, tuple[int, Relation, int]] = {
    Order.BEFORE: (1, Relation.LESS, 0),
    Order.SAME_OR_BEFORE: (1, Relation.LESS_OR_EQUAL, 0),
    Order.AFTER: (0, Relation.GREATER, 1),
    Order.SAME_OR_AFTER: (0, Relation.GREATER_OR_EQUAL, 1),
}


def _extent(value: Value, type_: Type) -> tuple[Value, Value]:
    """The first and last point of an interval; of a point, itself twice."""
    return ends(value, inside(type_)) if isinstance(value, Interval) else (value, value)


def _boundary(node: ir.Boundary, operand: Value) -> Value:
    first, last = _extent(operand, node.operand.type)
    return first if node.end is End.START else last


def _membership(node: ir.Membership, element: Value, collection: Value) -> Value | None:
    match collection:
        case Unknown(reasons=()):
            return False
        case Interval():
            low, high = ends_as_known(collection, inside(node.collection.type))
            others = ((node.collection, each) for each in (low, high))
            if isinstance(element, PartialDate) and _may_be_two_days((node.element, element), *others):
                return None
            return _open(_within(element, low, high), element, low, high)
        case tuple():
            others = ((node.collection, each) for each in collection)
            if isinstance(element, PartialDate) and _may_be_two_days((node.element, element), *others):
                return None
            return _open(_contained(element, collection, node.element.type), element)
        case _:
            return unknown_because(*unknowns(element, collection))


def _contained(element: Value, items: tuple[Value, ...], type_: Type) -> Truth:
    """Whether an item equals the element, where two nulls are equal and a null and a value are not."""
    found: Truth = False
    for item in items:
        found = disjunction(found, _same(element, item, type_))
        if found is True:
            return True
    return found


def _same(left: Value, right: Value, type_: Type) -> Truth:
    if not isinstance(left, Unknown) and not isinstance(right, Unknown):
        return equal(left, right, type_)
    unsettled = unrecorded(left, right)
    return left == right if unsettled is None else unsettled


def _inclusion(node: ir.Inclusion, inner: Value, outer: Value) -> Value | None:
    if isinstance(inner, Interval):
        first, last = _extent(inner, node.inner.type)
        low, high = _extent(outer, node.outer.type)
        starts = ordered(Relation.GREATER_OR_EQUAL, first, low)
        return _open(conjunction(starts, ordered(Relation.LESS_OR_EQUAL, last, high)), first, last, low, high)
    truth: Truth = True
    for item in items_of(inner):
        truth = conjunction(truth, _contained(item, items_of(outer), inside(node.inner.type)))
    return _open(truth)


def _shift(node: ir.Shift, when: PartialDate, duration: CalendarDuration) -> Value | None:
    sign = 1 if node.operator is Operator.ADD else -1
    moved = shift_partial(when, duration, sign)
    if moved is not None:
        return moved
    leaves_calendar = when.precision is Precision.DAY or shift(when.earliest, duration, sign) is None
    return NULL if leaves_calendar else None


def _time_between(node: ir.TimeBetween, start: PartialDate, end: PartialDate) -> Value:
    count = whole_between if node.counting is Counting.WHOLE else boundaries_between
    fewest, most = count(node.unit, start.latest, end.earliest), count(node.unit, start.earliest, end.latest)
    return fewest if fewest == most else CountRange(fewest, most)


def _arithmetic(node: ir.Arithmetic, left: Any, right: Any) -> Value | None:  # noqa: ANN401 - any two values of one kind
    return combine(node.operator, left, right, node.type, node.scale)


def _negation(_: ir.Negation, operand: Known) -> Value | None:
    return negated(operand)


def _absolute(_: ir.Absolute, operand: Known) -> Value | None:
    return absolute(operand)


def _convert(node: ir.Convert, operand: Quantity) -> Value:
    assert isinstance(node.type, QuantityType)  # noqa: S101 - the compiler converts to nothing else
    return Quantity(scaled(operand.magnitude, node.factor), node.type.unit)


def _widen(_: ir.Widen, operand: int | CountRange) -> Value:
    return Decimal(operand) if isinstance(operand, int) else operand


def _exists(_: ir.Exists, operand: Value) -> Value:
    found = any(not isinstance(each, Unknown) for each in items_of(operand))
    return found or unrecorded(operand, *items_of(operand)) or False


def _count(_: ir.Count, operand: Value) -> Value:
    return unrecorded(operand, *items_of(operand)) or sum(each != NULL for each in items_of(operand))


def _quantified(node: ir.Quantified, operand: Value) -> Value:
    decisive = node.quantifier is Quantifier.ANY
    if any(each is decisive for each in items_of(operand)):
        return decisive
    return unrecorded(operand, *items_of(operand)) or not decisive


def _extreme(node: ir.ExtremeOf, operand: Value) -> Value | None:
    missing = unrecorded(operand, *items_of(operand))
    known = [each for each in items_of(operand) if not isinstance(each, Unknown)]
    if missing is not None or not known:
        return missing or NULL
    better = Relation.LESS_OR_EQUAL if node.extreme is Extreme.LEAST else Relation.GREATER_OR_EQUAL
    return next((each for each in known if all(compare(better, each, other) for other in known)), None)


def _coalesce(_: ir.Coalesce, *options: Value) -> Value:
    values = items_of(options[0]) if len(options) == 1 else options
    known = next((each for each in values if not isinstance(each, Unknown)), None)
    return unknown_because(*unknowns(*values, *options)) if known is None else known


STRICT: frozenset[type[Node]] = frozenset(
    {
        ir.Not,
        ir.Boundary,
        ir.Timing,
        ir.Inclusion,
        ir.Shift,
        ir.TimeBetween,
        ir.Arithmetic,
        ir.Negation,
        ir.Absolute,
        ir.Convert,
        ir.Widen,
    }
)
"""The operators that are unknown as soon as one operand is."""

LAWS: Mapping[type[Node], Callable[..., Value | None]] = {
    ir.ListOf: _list,
    ir.IntervalOf: _interval,
    ir.Not: _not,
    ir.Comparison: _comparison,
    ir.Between: _between,
    ir.Is: _is,
    ir.Membership: _membership,
    ir.Inclusion: _inclusion,
    ir.Boundary: _boundary,
    ir.Timing: _timing,
    ir.Shift: _shift,
    ir.TimeBetween: _time_between,
    ir.Arithmetic: _arithmetic,
    ir.Negation: _negation,
    ir.Absolute: _absolute,
    ir.Convert: _convert,
    ir.Widen: _widen,
    ir.ExtremeOf: _extreme,
    ir.Coalesce: _coalesce,
    ir.Exists: _exists,
    ir.Count: _count,
    ir.Quantified: _quantified,
}
"""One law for each shape whose operands are all evaluated."""
