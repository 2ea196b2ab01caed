"""The meaning of a condition. Everything else that evaluates conditions is an optimization that must agree with this.

A value is unknown with the reasons that would settle it, or unknown without any: the null of CQL, which an expression
wrote itself. Operators that CQL lets pass over nulls (`Count`, `AllTrue`, `exists`, `where`, `if`) pass over those, and
stay unknown on a fact that nobody recorded, unless the rest settles the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from posology.explain.evaluate_values import (
    absolute,
    combine,
    compare,
    ends,
    equal,
    equivalent,
    negated,
    scaled,
)
from posology.ir.nodes import (
    Absolute,
    Arithmetic,
    Between,
    Boundary,
    Choice,
    Coalesce,
    Comparison,
    Convert,
    Count,
    Counting,
    End,
    Exists,
    Extreme,
    ExtremeOf,
    Fact,
    Filter,
    Inclusion,
    IntervalOf,
    Is,
    Item,
    ListOf,
    Literal,
    Logic,
    Logical,
    Membership,
    Negation,
    Node,
    Not,
    Operator,
    Order,
    Property,
    Quantified,
    Quantifier,
    Relation,
    Shift,
    State,
    TimeBetween,
    Timing,
    Widen,
)
from posology.ir.types import IntervalType, ListType, QuantityType, Simple, Type
from posology.results.trace import Trace
from posology.values.dates import (
    CalendarDuration,
    PartialDate,
    Precision,
    boundaries_between,
    shift,
    shift_partial,
    whole_between,
)
from posology.values.known import CountRange, Entry, Interval, Known, Value
from posology.values.quantity import Quantity
from posology.values.truth import (
    NULL,
    Cause,
    Reason,
    Truth,
    Unknown,
    conjunction,
    disjunction,
    exclusive_disjunction,
    negation,
    unknown_because,
)

Lookup: TypeAlias = Callable[[str], Value]


def evaluate(node: Node, lookup: Lookup) -> Trace:
    """The value of the expression, with the parts that it came from. `lookup` gives the value recorded under a path."""
    return RULES[type(node)](node, lookup)


# What stands for itself


def _literal(node: Literal, _: Lookup) -> Trace:
    return Trace(node, node.value)


def _fact(node: Fact, lookup: Lookup) -> Trace:
    return Trace(node, lookup(node.path))


def _item(node: Item, lookup: Lookup) -> Trace:
    return Trace(node, lookup(node.alias))


def _property(node: Property, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    match operand.value:
        case Entry(fields=fields):
            missing = Unknown((Reason(node.path, Cause.NOT_RECORDED),))
            return Trace(node, fields.get(node.name, missing), (operand,))
        case unknown:
            return Trace(node, unknown, (operand,))


def _list(node: ListOf, lookup: Lookup) -> Trace:
    items = tuple(evaluate(each, lookup) for each in node.items)
    return Trace(node, tuple(each.value for each in items), items)


def _interval(node: IntervalOf, lookup: Lookup) -> Trace:
    low, high = evaluate(node.low, lookup), evaluate(node.high, lookup)
    interval = Interval(low.value, high.value, node.low_closed, node.high_closed)
    point = _inside(node.type)
    first, last = ends(interval, point)
    nothing = low.value == high.value == NULL
    backwards = _ordered(Relation.GREATER, first, last) is True
    return Trace(node, NULL if nothing or backwards else interval, (low, high))


# Truth


def _not(node: Not, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    return Trace(node, negation(_truth(operand)), (operand,))


def _logical(node: Logical, lookup: Lookup) -> Trace:
    left = evaluate(node.left, lookup)
    decisive = _DECISIVE.get(node.operator)
    if decisive is not None and left.value is decisive[0]:
        return Trace(node, decisive[2], (left,))
    right = evaluate(node.right, lookup)
    if decisive is not None and right.value is decisive[1]:
        return Trace(node, decisive[2], (right,))
    return Trace(node, _CONNECTIVES[node.operator](_truth(left), _truth(right)), (left, right))


# For each connective: what the left, or the right, must be to settle it alone, and what it is then.
_DECISIVE: Mapping[Logic, tuple[bool, bool, bool]] = MappingProxyType(
    {Logic.AND: (False, False, False), Logic.OR: (True, True, True), Logic.IMPLIES: (False, True, True)}
)

_CONNECTIVES: Mapping[Logic, Callable[[Truth, Truth], Truth]] = MappingProxyType(
    {
        Logic.AND: conjunction,
        Logic.OR: disjunction,
        Logic.XOR: exclusive_disjunction,
        Logic.IMPLIES: lambda left, right: disjunction(negation(left), right),
    }
)


def _is(node: Is, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    match node.state:
        case State.NULL:
            return Trace(node, isinstance(operand.value, Unknown), (operand,))
        case State.TRUE | State.FALSE:
            return Trace(node, operand.value is (node.state is State.TRUE), (operand,))


# Comparison


def _comparison(node: Comparison, lookup: Lookup) -> Trace:
    parts = evaluate(node.left, lookup), evaluate(node.right, lookup)
    left, right = parts[0].value, parts[1].value
    match node.operator:
        case Relation.EQUAL:
            return _settled(node, equal(left, right, node.left.type), parts)
        case Relation.NOT_EQUAL:
            return _settled(node, negation(equal(left, right, node.left.type)), parts)
        case Relation.EQUIVALENT:
            return _settled(node, equivalent(left, right, node.left.type), parts)
        case Relation.NOT_EQUIVALENT:
            return _settled(node, negation(equivalent(left, right, node.left.type)), parts)
        case _:
            return _settled(node, _ordered(node.operator, left, right), parts)


def _between(node: Between, lookup: Lookup) -> Trace:
    parts = evaluate(node.operand, lookup), evaluate(node.low, lookup), evaluate(node.high, lookup)
    operand, low, high = (each.value for each in parts)
    return _settled(node, _within(operand, low, high), parts)


def _ordered(relation: Relation, left: Value, right: Value) -> Truth:
    """The ordering of two values: unknown where either is, NULL where precision leaves it open."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return unknown_because(*_unknowns(left, right))
    answer = compare(relation, left, right)
    return NULL if answer is None else answer


def _within(value: Value, low: Value, high: Value) -> Truth:
    above = _ordered(Relation.GREATER_OR_EQUAL, value, low)
    return conjunction(above, _ordered(Relation.LESS_OR_EQUAL, value, high))


_TIMINGS: Mapping[Order, tuple[int, Relation, int]] = MappingProxyType(
    {
        Order.BEFORE: (1, Relation.LESS, 0),
        Order.SAME_OR_BEFORE: (1, Relation.LESS_OR_EQUAL, 0),
        Order.AFTER: (0, Relation.GREATER, 1),
        Order.SAME_OR_AFTER: (0, Relation.GREATER_OR_EQUAL, 1),
    }
)


def _timing(node: Timing, lookup: Lookup) -> Trace:
    parts = evaluate(node.left, lookup), evaluate(node.right, lookup)
    mine, relation, theirs = _TIMINGS[node.order]
    left = _extent(parts[0].value, node.left.type)[mine]
    right = _extent(parts[1].value, node.right.type)[theirs]
    return _settled(node, _ordered(relation, left, right), parts)


def _extent(value: Value, type_: Type) -> tuple[Value, Value]:
    """The first and last point of an interval; of a point, itself twice."""
    return ends(value, _inside(type_)) if isinstance(value, Interval) else (value, value)


def _boundary(node: Boundary, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    first, last = _extent(operand.value, node.operand.type)
    return Trace(node, first if node.end is End.START else last, (operand,))


def _membership(node: Membership, lookup: Lookup) -> Trace:
    parts = evaluate(node.element, lookup), evaluate(node.collection, lookup)
    element, collection = parts[0].value, parts[1].value
    match collection:
        case Unknown(reasons=()):
            return Trace(node, False, parts)
        case Interval():
            return _settled(node, _within(element, *ends(collection, _inside(node.collection.type))), parts)
        case tuple():
            return _settled(node, _contained(element, collection, node.element.type), parts)
        case _:
            return _settled(node, unknown_because(*_unknowns(element, collection)), parts)


def _contained(element: Value, items: tuple[Value, ...], type_: Type) -> Truth:
    """Whether an item equals the element, where two nulls are equal and a null and a value are not."""
    found: Truth = False
    for each in items:
        same = element == each if NULL in (element, each) and not _open(element, each) else equal(element, each, type_)
        found = disjunction(found, same)
    return found


def _inclusion(node: Inclusion, lookup: Lookup) -> Trace:
    parts = evaluate(node.inner, lookup), evaluate(node.outer, lookup)
    inner, outer = parts[0].value, parts[1].value
    if isinstance(inner, Unknown) or isinstance(outer, Unknown):
        return _settled(node, unknown_because(*_unknowns(inner, outer)), parts)
    if isinstance(inner, Interval):
        (first, last), (low, high) = _extent(inner, node.inner.type), _extent(outer, node.outer.type)
        starts = _ordered(Relation.GREATER_OR_EQUAL, first, low)
        return _settled(node, conjunction(starts, _ordered(Relation.LESS_OR_EQUAL, last, high)), parts)
    truth: Truth = True
    for each in _items(inner):
        truth = conjunction(truth, _contained(each, _items(outer), _inside(node.inner.type)))
    return _settled(node, truth, parts)


# Dates and arithmetic


def _shift(node: Shift, lookup: Lookup) -> Trace:
    parts = evaluate(node.operand, lookup), evaluate(node.duration, lookup)
    when, duration = parts[0].value, parts[1].value
    if not isinstance(when, PartialDate) or not isinstance(duration, CalendarDuration):
        return Trace(node, unknown_because(*_unknowns(when, duration)), parts)
    sign = 1 if node.operator is Operator.ADD else -1
    moved = shift_partial(when, duration, sign)
    if moved is not None:
        return Trace(node, moved, parts)
    leaves_calendar = when.precision is Precision.DAY or shift(when.earliest, duration, sign) is None
    return Trace(node, NULL if leaves_calendar else _imprecise(parts), parts)


def _time_between(node: TimeBetween, lookup: Lookup) -> Trace:
    parts = evaluate(node.start, lookup), evaluate(node.end, lookup)
    start, end = parts[0].value, parts[1].value
    if not isinstance(start, PartialDate) or not isinstance(end, PartialDate):
        return Trace(node, unknown_because(*_unknowns(start, end)), parts)
    count = whole_between if node.counting is Counting.WHOLE else boundaries_between
    fewest, most = count(node.unit, start.latest, end.earliest), count(node.unit, start.earliest, end.latest)
    return Trace(node, fewest if fewest == most else CountRange(fewest, most), parts)


def _arithmetic(node: Arithmetic, lookup: Lookup) -> Trace:
    parts = evaluate(node.left, lookup), evaluate(node.right, lookup)
    left, right = parts[0].value, parts[1].value
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return Trace(node, unknown_because(*_unknowns(left, right)), parts)
    return _settled(node, combine(node.operator, left, right, node.type, node.scale), parts)


def _negation(node: Negation, lookup: Lookup) -> Trace:
    return _of_one(node, evaluate(node.operand, lookup), negated)


def _absolute(node: Absolute, lookup: Lookup) -> Trace:
    return _of_one(node, evaluate(node.operand, lookup), absolute)


def _convert(node: Convert, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    match operand.value, node.type:
        case Quantity(magnitude=magnitude), QuantityType(unit=unit):
            return Trace(node, Quantity(scaled(magnitude, node.factor), unit), (operand,))
        case unknown, _:
            return Trace(node, unknown, (operand,))


def _widen(node: Widen, lookup: Lookup) -> Trace:
    return _of_one(node, evaluate(node.operand, lookup), _as_decimal)


def _as_decimal(value: Known) -> Value:
    return Decimal(value) if isinstance(value, int) else value


def _of_one(node: Node, operand: Trace, law: Callable[[Known], Value | None]) -> Trace:
    known = operand.value
    return Trace(node, known, (operand,)) if isinstance(known, Unknown) else _settled(node, law(known), (operand,))


# Lists


def _exists(node: Exists, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    if isinstance(operand.value, Unknown) and operand.value.reasons:
        return Trace(node, operand.value, (operand,))
    items = _items(operand.value)
    found = any(not isinstance(each, Unknown) for each in items)
    return Trace(node, found or _unrecorded(items) or False, (operand,))


def _count(node: Count, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    items = _items(operand.value)
    unsettled = _unrecorded((operand.value, *items))
    return Trace(node, unsettled or sum(each != NULL for each in items), (operand,))


def _quantified(node: Quantified, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    decisive = node.quantifier is Quantifier.ANY
    items = _items(operand.value)
    if any(each is decisive for each in items):
        return Trace(node, decisive, (operand,))
    unsettled = _unrecorded((operand.value, *items))
    return Trace(node, not decisive if unsettled is None else unsettled, (operand,))


def _extreme(node: ExtremeOf, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    items = _items(operand.value)
    unsettled = _unrecorded((operand.value, *items))
    if unsettled is not None:
        return Trace(node, unsettled, (operand,))
    better = Relation.LESS_OR_EQUAL if node.extreme is Extreme.LEAST else Relation.GREATER_OR_EQUAL
    known = [each for each in items if not isinstance(each, Unknown)]
    best = next((each for each in known if all(compare(better, each, other) for other in known)), None)
    return _settled(node, best if known else NULL, (operand,))


def _coalesce(node: Coalesce, lookup: Lookup) -> Trace:
    options = tuple(evaluate(each, lookup) for each in node.options)
    values = _items(options[0].value) if len(options) == 1 else tuple(each.value for each in options)
    known = next((each for each in values if not isinstance(each, Unknown)), None)
    unknown = unknown_because(*_unknowns(*values, *(each.value for each in options)))
    return Trace(node, unknown if known is None else known, options)


def _filter(node: Filter, lookup: Lookup) -> Trace:
    """An item whose condition is unknown stays in the list as that unknown: it may be there or not."""
    source = evaluate(node.source, lookup)
    if isinstance(source.value, Unknown):
        return Trace(node, source.value, (source,))
    kept: list[Value] = []
    parts = [source]
    for index, item in enumerate(_items(source.value)):
        condition = evaluate(node.condition, _with_item(lookup, node.alias, item))
        parts.append(condition)
        if condition.value is True:
            kept.append(item)
        elif isinstance(condition.value, Unknown) and condition.value.reasons:
            kept.append(_told_of(condition.value, node.source, index))
    return Trace(node, tuple(kept), tuple(parts))


def _with_item(lookup: Lookup, alias: str, item: Value) -> Lookup:
    return lambda name: item if name == alias else lookup(name)


def _told_of(unknown: Unknown, source: Node, index: int) -> Unknown:
    """The unknown with its reasons told of one record of the list: `medications[0].last_dose`."""
    if not isinstance(source, Fact):
        return unknown
    prefix = f"{source.path}."
    told = (
        Reason(f"{source.path}[{index}].{each.element.removeprefix(prefix)}", each.cause, each.detail)
        if each.element.startswith(prefix)
        else each
        for each in unknown.reasons
    )
    return Unknown(tuple(sorted(told)))


# Choice


def _choice(node: Choice, lookup: Lookup) -> Trace:
    comparand = None if node.comparand is None else evaluate(node.comparand, lookup)
    parts = [] if comparand is None else [comparand]
    doubts: list[Unknown] = []
    results: list[Value] = []
    for branch in node.branches:
        when = evaluate(branch.when, lookup)
        parts.append(when)
        holds = when.value if comparand is None else equal(comparand.value, when.value, branch.when.type)
        if holds is False or holds == NULL:
            continue
        then = evaluate(branch.then, lookup)
        parts.append(then)
        results.append(then.value)
        if holds is True:
            break
        doubts += _unknowns(holds)
    else:
        otherwise = evaluate(node.otherwise, lookup)
        parts.append(otherwise)
        results.append(otherwise.value)
    return Trace(node, _agreed(results, doubts), tuple(parts))


def _agreed(results: list[Value], doubts: list[Unknown]) -> Value:
    """The one result, or the result that all branches still possible agree on; else unknown."""
    first = results[0]
    if not doubts or (not isinstance(first, Unknown) and all(each == first for each in results)):
        return results[-1] if not doubts else first
    return unknown_because(*doubts, *_unknowns(*results))


# What the rules above have in common


def _settled(node: Node, value: Value | None, parts: tuple[Trace, ...]) -> Trace:
    """The value; where only the precision of dates leaves it open, the unknown that names those dates."""
    if value is None or (isinstance(value, Unknown) and not value.reasons):
        return Trace(node, _imprecise(parts), parts)
    return Trace(node, value, parts)


def _imprecise(parts: Iterable[Trace]) -> Unknown:
    reasons = {
        Reason(leaf.node.path, Cause.IMPRECISE)
        for leaf in _leaves(parts)
        if isinstance(leaf.node, Fact | Property)
        if isinstance(leaf.value, PartialDate)
        if leaf.value.precision is not Precision.DAY
    }
    return Unknown(tuple(sorted(reasons)))


def _leaves(parts: Iterable[Trace]) -> Iterator[Trace]:
    for part in parts:
        if isinstance(part.node, Fact | Property):
            yield part
        else:
            yield from _leaves(part.parts)


def _unknowns(*values: Value) -> tuple[Unknown, ...]:
    return tuple(each for each in values if isinstance(each, Unknown))


def _unrecorded(values: Iterable[Value]) -> Unknown | None:
    """The unknown that recorded facts would settle, or None; null is not one."""
    found = [each for each in values if isinstance(each, Unknown) and each.reasons]
    return unknown_because(*found) if found else None


def _open(*values: Value) -> bool:
    return _unrecorded(values) is not None


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _inside(type_: Type) -> Type:
    match type_:
        case ListType():
            return type_.item
        case IntervalType():
            return type_.point
        case _:
            return Simple.ANY


def _truth(trace: Trace) -> Truth:
    value = trace.value
    assert isinstance(value, bool | Unknown)  # noqa: S101 - the compiler lets nothing else stand here
    return value


RULES: Mapping[type[Node], Callable[[Any, Lookup], Trace]] = MappingProxyType(
    {
        Literal: _literal,
        Fact: _fact,
        Item: _item,
        Property: _property,
        ListOf: _list,
        IntervalOf: _interval,
        Not: _not,
        Logical: _logical,
        Comparison: _comparison,
        Between: _between,
        Is: _is,
        Membership: _membership,
        Inclusion: _inclusion,
        Boundary: _boundary,
        Timing: _timing,
        Shift: _shift,
        TimeBetween: _time_between,
        Arithmetic: _arithmetic,
        Negation: _negation,
        Absolute: _absolute,
        Convert: _convert,
        Widen: _widen,
        ExtremeOf: _extreme,
        Coalesce: _coalesce,
        Exists: _exists,
        Count: _count,
        Quantified: _quantified,
        Choice: _choice,
        Filter: _filter,
    }
)
"""One rule for each shape of node; a test holds it against the closed family."""
