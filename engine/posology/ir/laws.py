"""What each operator of the condition language makes of the values of its operands.

A law answers None where nothing but the precision of dates leaves the question open. The laws in `STRICT` are only
asked when every operand is known. The others pass over nulls where CQL 1.5 does, and over a fact that nobody recorded
only where the rest settles the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeGuard

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
    compare_dates,
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


def _interval(node: ir.IntervalOf, low: Value, high: Value) -> Value | None:
    interval = _known_by_its_days(node, Interval(low, high, node.low_closed, node.high_closed))
    first, last = ends(interval, inside(node.type))
    if _may_be_other_days((node.low, first), (node.high, last)):
        return None
    backwards = _open(ordered(Relation.GREATER, first, last), first, last)
    if backwards is None and (_is_recorded(node.low) or _is_recorded(node.high)):
        # known to the day, the ends may turn out to be in the wrong order, and the interval to be null
        return None
    return NULL if backwards is True or (low == high == NULL) else interval


def _known_by_its_days(node: ir.IntervalOf, interval: Interval) -> Interval:
    """The interval, an open end that was recorded only to the month or the year moved inwards by a day.

    CQL 1.5 moves it by the month or the year. So does this language where the expression states such a date; of one
    that was recorded the day is not known, and what is said of it now must not be taken back once it is.
    """
    low, high = interval.low, interval.high
    if not interval.low_closed and _is_partial(low) and _is_recorded(node.low) and low.latest < date.max:
        interval = replace(interval, low=_a_day_on(low, 1), low_closed=True)
    if not interval.high_closed and _is_partial(high) and _is_recorded(node.high) and high.earliest > date.min:
        interval = replace(interval, high=_a_day_on(high, -1), high_closed=True)
    return interval


def _a_day_on(when: PartialDate, days: int) -> PartialDate:
    one = timedelta(days=days)
    return PartialDate(when.earliest + one, when.latest + one, when.precision)


def _not(_: ir.Not, operand: bool) -> Value:
    return not operand


def _is(node: ir.Is, operand: Value) -> Value:
    match node.state:
        case State.NULL:
            return isinstance(operand, Unknown)
        case State.TRUE | State.FALSE:
            return operand is (node.state is State.TRUE)


def _comparison(node: ir.Comparison, left: Value, right: Value) -> Value | None:
    if _is_partial(left) and _may_be_two_days((node.left, left), (node.right, right)):
        return None
    same = _SAMENESS.get(node.operator)
    if same is not None and isinstance(left, tuple | Interval):
        truth = same(left, right, node.left.type)
        found_same = truth is (node.operator in {Relation.EQUAL, Relation.EQUIVALENT})
        if found_same and _may_be_other_days((node.left, left), (node.right, right)):
            return None
        return _open(truth, left, right)
    truth = ordered(node.operator, left, right) if same is None else same(left, right, node.left.type)
    return truth if isinstance(truth, bool) else _open(truth, left, right)


def _different(left: Value, right: Value, type_: Type) -> Truth:
    return negation(equal(left, right, type_))


def _not_equivalent(left: Value, right: Value, type_: Type) -> Truth:
    return negation(equivalent(left, right, type_))


_SAMENESS: Mapping[Relation, Callable[[Value, Value, Type], Truth]] = {
    Relation.EQUAL: equal,
    Relation.NOT_EQUAL: _different,
    Relation.EQUIVALENT: equivalent,
    Relation.NOT_EQUIVALENT: _not_equivalent,
}
"""The comparisons that ask whether two values are the same; the others ask in which order they stand."""


def _open(truth: Truth, *operands: Value) -> Truth | None:
    """The truth; None where every operand is known and still nothing is settled, which is for want of precision."""
    unsettled = isinstance(truth, Unknown) and not truth.reasons
    return None if unsettled and not unknowns(*operands) else truth


def _is_partial(value: Value) -> TypeGuard[PartialDate]:
    return isinstance(value, PartialDate) and value.precision is not Precision.DAY


def _may_be_two_days(one: tuple[Node, PartialDate], *others: tuple[Node, Value]) -> bool:
    """Whether two dates are written alike and were recorded only to the month or the year.

    CQL 1.5 takes `@2013` and `@2013` for the same. So are they where the expression states one; two that were recorded
    may turn out to be two days, and what is said of them now must not be taken back then.
    """
    node, value = one
    return any(_are_alike(value, other) and _is_recorded(beside) for beside, other in others) and _is_recorded(node)


def matches(comparand: tuple[Node, Value], when: tuple[Node, Value]) -> Truth:
    """Whether a case of a choice is the one; null where nothing but the precision of dates leaves that open."""
    truth = equal(comparand[1], when[1], when[0].type)
    return NULL if truth is True and _may_be_other_days(comparand, when) else truth


def _may_be_other_days(one: tuple[Node, Value], other: tuple[Node, Value]) -> bool:
    """The same of two dates, or of any of those in two lists or intervals."""
    mine = [each for each in _parts_of(one[1]) if _is_partial(each)]
    if not any(_are_alike(each, theirs) for each in mine for theirs in _parts_of(other[1])):
        return False
    return _is_recorded(one[0]) and _is_recorded(other[0])


def _parts_of(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value.low, value.high) if isinstance(value, Interval) else (value,)


def _are_alike(value: PartialDate, other: Value) -> bool:
    """Whether a date that is not known to the day compares as the same as the other, of which the end may be cut."""
    return _is_partial(other) and compare_dates(value, other) == 0


def _is_recorded(node: Node) -> bool:
    return any(isinstance(each, ir.Fact | ir.Item) for each in walk(node))


def _between(node: ir.Between, operand: Value, low: Value, high: Value) -> Value | None:
    if (
        isinstance(operand, PartialDate)
        and _is_partial(operand)
        and _may_be_two_days((node.operand, operand), (node.low, low), (node.high, high))
    ):
        return None
    return _open(_within(operand, low, high), operand, low, high)


def _within(value: Value, low: Value, high: Value) -> Truth:
    above = ordered(Relation.GREATER_OR_EQUAL, value, low)
    return conjunction(above, ordered(Relation.LESS_OR_EQUAL, value, high))


def _timing(node: ir.Timing, left: Value, right: Value) -> Value | None:
    mine, relation, theirs = _TIMINGS[node.order]
    first = _extent(left, node.left.type)[mine] if isinstance(left, Interval) else left
    second = _extent(right, node.right.type)[theirs] if isinstance(right, Interval) else right
    if (
        isinstance(first, PartialDate)
        and _is_partial(first)
        and _may_be_two_days((node.left, first), (node.right, second))
    ):
        return None
    truth = ordered(relation, first, second)
    return truth if isinstance(truth, bool) else _open(truth, first, second)


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
            if (
                isinstance(element, PartialDate)
                and _is_partial(element)
                and _may_be_two_days((node.element, element), *others)
            ):
                return None
            return _open(_within(element, low, high), element, low, high)
        case tuple():
            if _is_partial(element):
                others = ((node.collection, each) for each in collection)
                if _may_be_two_days((node.element, element), *others):
                    return None
            truth = _contained(element, collection, node.element.type)
            return truth if isinstance(truth, bool) else _open(truth, element)
        case _:
            return unknown_because(*unknowns(element, collection))


def _contained(element: Value, items: tuple[Value, ...], type_: Type) -> Truth:
    """Whether an item equals the element, where two nulls are equal and a null and a value are not."""
    if isinstance(element, str) and element in items:
        return True
    found: Truth = False
    for item in items:
        same = _same(element, item, type_)
        if same is True:
            return True
        found = disjunction(found, same)
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
        truth = _open(conjunction(starts, ordered(Relation.LESS_OR_EQUAL, last, high)), first, last, low, high)
    else:
        truth = True
        for item in items_of(inner):
            truth = conjunction(truth, _contained(item, items_of(outer), inside(node.inner.type)))
        truth = _open(truth)
    return None if truth is True and _may_be_other_days((node.inner, inner), (node.outer, outer)) else truth


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
    found = any(not isinstance(each, Unknown) and unrecorded(each) is None for each in items_of(operand))
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
