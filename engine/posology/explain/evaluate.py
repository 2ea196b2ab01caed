"""The meaning of a condition. Everything else that evaluates conditions is an optimization that must agree with this.

A value is unknown with the reasons that would settle it, or unknown without any: the null of CQL, which an expression
wrote itself. What the operators make of known values is in `posology.ir.laws`; here is what is looked at, and in which
order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from operator import attrgetter
from typing import Any, TypeAlias

from posology.ir import nodes as ir
from posology.ir.laws import LAWS, STRICT, items_of
from posology.ir.nodes import Logic, Node
from posology.ir.value_laws import equal, unknowns
from posology.ir.walk import OPERANDS
from posology.results.trace import Trace
from posology.values.dates import PartialDate, Precision
from posology.values.known import Entry, Value
from posology.values.truth import (
    Cause,
    Reason,
    Truth,
    Unknown,
    conjunction,
    disjunction,
    exclusive_disjunction,
    implication,
    unknown_because,
)

Lookup: TypeAlias = Callable[[str], Value]


def evaluate(node: Node, lookup: Lookup) -> Trace:
    """The value of the expression, with the parts that it came from. `lookup` gives the value recorded under a path."""
    kind = type(node)
    rule = RULES.get(kind)
    if rule is not None:
        return rule(node, lookup)
    parts = tuple(map(evaluate, OPERANDS[kind](node), repeat(lookup)))
    values = tuple(map(_VALUE_OF, parts))
    missing = unknowns(*values) if kind in STRICT else ()
    value = unknown_because(*missing) if missing else LAWS[kind](node, *values)
    return Trace(node, _imprecise(parts) if value is None else value, parts)


_VALUE_OF = attrgetter("value")


def _literal(node: ir.Literal, _: Lookup) -> Trace:
    return Trace(node, node.value)


def _fact(node: ir.Fact, lookup: Lookup) -> Trace:
    return Trace(node, lookup(node.path))


def _item(node: ir.Item, lookup: Lookup) -> Trace:
    return Trace(node, lookup(node.alias))


def _property(node: ir.Property, lookup: Lookup) -> Trace:
    operand = evaluate(node.operand, lookup)
    if not isinstance(operand.value, Entry):
        return Trace(node, operand.value, (operand,))
    missing = Unknown((Reason(node.path, Cause.NOT_RECORDED),))
    return Trace(node, operand.value.fields.get(node.name, missing), (operand,))


def _logical(node: ir.Logical, lookup: Lookup) -> Trace:
    """An operand that settles the answer is all that the trace keeps; after such a left, the right is not looked at."""
    left_settles, right_settles, settled = _DECISIVE[node.operator]
    left = evaluate(node.left, lookup)
    if left.value is left_settles:
        return Trace(node, settled, (left,))
    right = evaluate(node.right, lookup)
    if right.value is right_settles:
        return Trace(node, settled, (right,))
    return Trace(node, _CONNECTIVES[node.operator](_truth(left), _truth(right)), (left, right))


# For each connective: what the left, or the right, must be to settle it alone, and what it is then.
_DECISIVE: Mapping[Logic, tuple[bool | None, bool | None, bool]] = {
    Logic.AND: (False, False, False),
    Logic.OR: (True, True, True),
    Logic.XOR: (None, None, False),
    Logic.IMPLIES: (False, True, True),
}

_CONNECTIVES: Mapping[Logic, Callable[[Truth, Truth], Truth]] = {
    Logic.AND: conjunction,
    Logic.OR: disjunction,
    Logic.XOR: exclusive_disjunction,
    Logic.IMPLIES: implication,
}


def _truth(trace: Trace) -> Truth:
    value = trace.value
    assert isinstance(value, (bool, Unknown))  # noqa: S101 - the compiler lets nothing else stand here
    return value


def _filter(node: ir.Filter, lookup: Lookup) -> Trace:
    """An item whose condition is unknown stays in the list as that unknown: it may be there or not."""
    source = evaluate(node.source, lookup)
    if isinstance(source.value, Unknown):
        return Trace(node, source.value, (source,))
    kept: list[Value] = []
    parts = [source]
    for index, item in enumerate(items_of(source.value)):
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
    if not isinstance(source, ir.Fact):
        return unknown
    prefix = f"{source.path}."
    told = (
        Reason(f"{source.path}[{index}].{each.element.removeprefix(prefix)}", each.cause, each.detail)
        if each.element.startswith(prefix)
        else each
        for each in unknown.reasons
    )
    return Unknown(tuple(sorted(told)))


def _choice(node: ir.Choice, lookup: Lookup) -> Trace:
    """The first branch that holds; after one that may hold, also those behind it, in case all agree."""
    comparand = None if node.comparand is None else evaluate(node.comparand, lookup)
    parts = [] if comparand is None else [comparand]
    doubts: list[Unknown] = []
    results: list[Value] = []
    for branch in node.branches:
        when = evaluate(branch.when, lookup)
        parts.append(when)
        holds = when.value if comparand is None else equal(comparand.value, when.value, branch.when.type)
        doubt = unknowns(holds)
        if doubt and not doubt[0].reasons and comparand is not None and not unknowns(comparand.value, when.value):
            doubt = unknowns(_imprecise((comparand, when)))
        if holds is False or (doubt and not doubt[0].reasons):
            continue
        then = evaluate(branch.then, lookup)
        parts.append(then)
        results.append(then.value)
        if holds is True:
            break
        doubts += doubt
    else:
        otherwise = evaluate(node.otherwise, lookup)
        parts.append(otherwise)
        results.append(otherwise.value)
    return Trace(node, _agreed(results, doubts), tuple(parts))


def _agreed(results: list[Value], doubts: list[Unknown]) -> Value:
    """The result; where it is in doubt which branch holds, what all of them agree on, or unknown."""
    first, *others = results
    if not doubts or (not isinstance(first, Unknown) and all(each == first for each in others)):
        return first
    return unknown_because(*doubts, *unknowns(*results))


def _imprecise(parts: Iterable[Trace]) -> Unknown:
    """The unknown that names the recorded dates whose precision leaves the question open."""
    reasons = {
        Reason(leaf.node.path, Cause.IMPRECISE)
        for leaf in _leaves(parts)
        if isinstance(leaf.node, ir.Fact | ir.Property)
        if isinstance(leaf.value, PartialDate)
        if leaf.value.precision is not Precision.DAY
    }
    return Unknown(tuple(sorted(reasons)))


def _leaves(parts: Iterable[Trace]) -> Iterator[Trace]:
    for part in parts:
        if isinstance(part.node, ir.Fact | ir.Property):
            yield part
        else:
            yield from _leaves(part.parts)


RULES: Mapping[type[Node], Callable[[Any, Lookup], Trace]] = {
    ir.Literal: _literal,
    ir.Fact: _fact,
    ir.Item: _item,
    ir.Property: _property,
    ir.Logical: _logical,
    ir.Choice: _choice,
    ir.Filter: _filter,
}
"""The shapes that do not simply evaluate all their operands; every other has a law. A test holds both to the family."""
