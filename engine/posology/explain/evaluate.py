"""The meaning of a condition. Everything else that evaluates conditions is an optimization that must agree with this.

A value is unknown with the reasons that would settle it, or unknown without any: the null of CQL, which an expression
wrote itself. What the operators make of known values is in `posology.ir.laws`; here is what is looked at, and in which
order.

The meaning of an expression is a function from what is recorded to a trace, made of the meanings of its operands. It is
made once, as a node never changes, and kept beside the node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from posology.ir import nodes as ir
from posology.ir.laws import LAWS, STRICT, items_of, matches
from posology.ir.nodes import Logic, Node
from posology.ir.value_laws import unknowns
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
Meaning: TypeAlias = Callable[[Lookup], Trace]


def evaluate(node: Node, lookup: Lookup) -> Trace:
    """The value of the expression, with the parts that it came from. `lookup` gives the value recorded under a path."""
    meaning: Meaning | None = node.made.meaning
    if meaning is None:
        meaning = node.made.meaning = meaning_of(node)
    return meaning(lookup)


def meaning_of(node: Node) -> Meaning:
    """What the expression makes of a record."""
    kind = type(node)
    rule = RULES.get(kind)
    return _by_law(node) if rule is None else rule(node)


def _by_law(node: Node) -> Meaning:
    """Every operand is evaluated; where the operator is strict and one is unknown, so is the whole."""
    operands = [meaning_of(each) for each in OPERANDS[type(node)](node)]
    law, strict = LAWS[type(node)], type(node) in STRICT

    def whole(parts: tuple[Trace, ...], *values: Value) -> Trace:
        missing = unknowns(*values) if strict and Unknown in map(type, values) else ()
        value = unknown_because(*missing) if missing else law(node, *values)
        return Trace(node, _imprecise(parts) if value is None else value, parts)

    match operands:
        case [evaluate_left, evaluate_right]:

            def of_two(lookup: Lookup) -> Trace:
                left, right = evaluate_left(lookup), evaluate_right(lookup)
                return whole((left, right), left.value, right.value)

            return of_two
        case _:

            def of_any(lookup: Lookup) -> Trace:
                parts = tuple([each(lookup) for each in operands])
                return whole(parts, *[each.value for each in parts])

            return of_any


def _literal(node: ir.Literal) -> Meaning:
    trace = Trace(node, node.value)
    return lambda _: trace


def _fact(node: ir.Fact) -> Meaning:
    path = node.path
    return lambda lookup: Trace(node, lookup(path))


def _item(node: ir.Item) -> Meaning:
    alias = node.alias
    return lambda lookup: Trace(node, lookup(alias))


def _property(node: ir.Property) -> Meaning:
    record, missing = meaning_of(node.operand), Unknown((Reason(node.path, Cause.NOT_RECORDED),))

    def evaluated(lookup: Lookup) -> Trace:
        operand = record(lookup)
        if not isinstance(operand.value, Entry):
            return Trace(node, operand.value, (operand,))
        return Trace(node, operand.value.fields.get(node.name, missing), (operand,))

    return evaluated


def _logical(node: ir.Logical) -> Meaning:
    """An operand that settles the answer is all that the trace keeps; after such a left, the right is not looked at."""
    evaluate_left, evaluate_right = meaning_of(node.left), meaning_of(node.right)
    left_settles, right_settles, settled = _DECISIVE[node.operator]
    connective = _CONNECTIVES[node.operator]

    def evaluated(lookup: Lookup) -> Trace:
        left = evaluate_left(lookup)
        if left.value is left_settles:
            return Trace(node, settled, (left,))
        right = evaluate_right(lookup)
        if right.value is right_settles:
            return Trace(node, settled, (right,))
        return Trace(node, connective(_truth(left), _truth(right)), (left, right))

    return evaluated


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


def _filter(node: ir.Filter) -> Meaning:
    """An item whose condition is unknown stays in the list as that unknown: it may be there or not."""
    evaluate_source, evaluate_condition = meaning_of(node.source), meaning_of(node.condition)

    def evaluated(lookup: Lookup) -> Trace:
        source = evaluate_source(lookup)
        if isinstance(source.value, Unknown):
            return Trace(node, source.value, (source,))
        kept: list[Value] = []
        parts = [source]
        for index, item in enumerate(items_of(source.value)):
            condition = evaluate_condition(_with_item(lookup, node.alias, item))
            parts.append(condition)
            if condition.value is True:
                kept.append(item)
            elif isinstance(condition.value, Unknown) and condition.value.reasons:
                kept.append(_told_of(condition.value, node.source, index))
        return Trace(node, tuple(kept), tuple(parts))

    return evaluated


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


def _choice(node: ir.Choice) -> Meaning:
    """The first branch that holds; after one that may hold, also those behind it, in case all agree."""
    return lambda lookup: _chosen(node, lookup)


def _chosen(node: ir.Choice, lookup: Lookup) -> Trace:
    comparand = None if node.comparand is None else evaluate(node.comparand, lookup)
    parts = [] if comparand is None else [comparand]
    doubts: list[Unknown] = []
    results: list[Value] = []
    for branch in node.branches:
        when = evaluate(branch.when, lookup)
        parts.append(when)
        holds = when.value if comparand is None else _matches(comparand, when)
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


def _matches(comparand: Trace, when: Trace) -> Truth:
    return matches((comparand.node, comparand.value), (when.node, when.value))


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


RULES: Mapping[type[Node], Callable[[Any], Meaning]] = {
    ir.Literal: _literal,
    ir.Fact: _fact,
    ir.Item: _item,
    ir.Property: _property,
    ir.Logical: _logical,
    ir.Choice: _choice,
    ir.Filter: _filter,
}
"""The shapes that do not simply evaluate all their operands; every other has a law. A test holds both to the family."""
