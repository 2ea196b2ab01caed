"""The shapes that are called rather than written out: choices, queries, and the doubt that an imprecise date leaves.

What each of them needs of the expressions within is lowered by the `lower` that the caller hands over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from posology.explain.evaluate_values import equal, unknowns
from posology.explain.evaluate_laws import items_of
from posology.ir import nodes as ir
from posology.ir.nodes import Logic, Node
from posology.ir.types import Simple, Type
from posology.ir.walk import children, walk
from posology.plain.operators import MISSING, Read, blame
from posology.values.dates import PartialDate, Precision
from posology.values.known import Value
from posology.values.truth import NULL, Unknown

Lowered: TypeAlias = Callable[[Read], Value]
Lower: TypeAlias = Callable[[Node], Lowered]
Leaves: TypeAlias = Callable[[Read], Iterator[Value]]
"""The recorded values that an expression has looked at, as they are found by looking again."""


def doubt(node: Node, lower: Lower) -> Lowered | None:
    """What a question is that the law of the node leaves open: unknown for want of a recorded date that is precise, else null.

    None where the expression looks at no recorded date, so that it is always null.
    """
    if not _reads_dates(node):
        return None
    return _Doubt(tuple(_leaves(each, lower) for each in children(node)))


def _reads_dates(node: Node) -> bool:
    return any(isinstance(each, ir.Fact | ir.Property) and each.type is Simple.DATE for each in walk(node))


@dataclass(frozen=True, slots=True)
class _Doubt:
    operands: tuple[Leaves, ...]

    def __call__(self, read: Read) -> Value:
        found = (each for leaves in self.operands for each in leaves(read))
        return MISSING if any(map(_is_partial, found)) else NULL


def _is_partial(value: Value) -> bool:
    return isinstance(value, PartialDate) and value.precision is not Precision.DAY


def _leaves(node: Node, lower: Lower) -> Leaves:
    """The leaves of the trace that `explain` would keep of the expression."""
    if not _reads_dates(node):
        return lambda _: iter(())
    match node:
        case ir.Fact(path=path):
            return lambda read: iter((read(path),))
        case ir.Property():
            value = lower(node)
            return lambda read: iter((value(read),))
        case ir.Logical():
            return _leaves_of_logical(node, lower)
        case ir.Choice():
            chosen = _Choosing.of(node, lower)
            return lambda read: (leaf for part in chosen.visit(read)[1] for leaf in part.leaves(read))
        case ir.Filter():
            return _leaves_of_filter(node, lower)
        case _:
            operands = tuple(_leaves(each, lower) for each in children(node))
            return lambda read: (leaf for leaves in operands for leaf in leaves(read))


def _leaves_of_logical(node: ir.Logical, lower: Lower) -> Leaves:
    left, right = _Part.of(node.left, lower), _Part.of(node.right, lower)
    left_settles, right_settles = _DECISIVE.get(node.operator, (None, None))

    def leaves(read: Read) -> Iterator[Value]:
        if left.value(read) is left_settles:
            yield from left.leaves(read)
        elif right.value(read) is right_settles:
            yield from right.leaves(read)
        else:
            yield from left.leaves(read)
            yield from right.leaves(read)

    return leaves


_DECISIVE = {Logic.AND: (False, False), Logic.OR: (True, True), Logic.IMPLIES: (False, True)}


def _leaves_of_filter(node: ir.Filter, lower: Lower) -> Leaves:
    source, condition = _Part.of(node.source, lower), _leaves(node.condition, lower)

    def leaves(read: Read) -> Iterator[Value]:
        yield from source.leaves(read)
        for item in items_of(source.value(read)):
            yield from condition(_with_item(read, node.alias, item))

    return leaves


@dataclass(frozen=True, slots=True)
class _Part:
    """An expression within another: its value, and the leaves that it looked at."""

    value: Lowered
    leaves: Leaves

    @classmethod
    def of(cls, node: Node, lower: Lower) -> _Part:
        return cls(lower(node), _leaves(node, lower))


def filtering(node: ir.Filter, lower: Lower) -> Callable[[tuple[Value, ...], Read], Value]:
    """The items of a list for which the condition is true, and for each of which it may be, an unknown."""
    condition, alias = lower(node.condition), node.alias

    def kept(items: tuple[Value, ...], read: Read) -> Value:
        found: list[Value] = []
        for item in items:
            holds = condition(_with_item(read, alias, item))
            if holds is True:
                found.append(item)
            elif isinstance(holds, Unknown) and holds.reasons:
                found.append(holds)
        return tuple(found)

    return kept


def _with_item(read: Read, alias: str, item: Value) -> Read:
    return lambda name: item if name == alias else read(name)


def choosing(node: ir.Choice, lower: Lower) -> Lowered:
    """The value of the first branch that holds; where it is in doubt which one does, what all that may hold agree on."""
    chosen = _Choosing.of(node, lower)
    return lambda read: chosen.visit(read)[0]


@dataclass(frozen=True, slots=True)
class _Choosing:
    comparand: _Part | None
    branches: tuple[tuple[_Part, _Part, Type], ...]
    otherwise: _Part

    @classmethod
    def of(cls, node: ir.Choice, lower: Lower) -> _Choosing:
        return cls(
            None if node.comparand is None else _Part.of(node.comparand, lower),
            tuple(
                (_Part.of(each.when, lower), _Part.of(each.then, lower), each.when.type) for each in node.branches
            ),
            _Part.of(node.otherwise, lower),
        )

    def visit(self, read: Read) -> tuple[Value, list[_Part]]:
        """The value, and the parts that were looked at for it."""
        visited = [] if self.comparand is None else [self.comparand]
        doubts: list[Unknown] = []
        results: list[Value] = []
        for when, then, type_ in self.branches:
            visited.append(when)
            holds = self._holds(when, type_, read)
            if holds is False or holds == NULL:
                continue
            visited.append(then)
            results.append(then.value(read))
            if holds is True:
                break
            doubts.extend(unknowns(holds))
        else:
            visited.append(self.otherwise)
            results.append(self.otherwise.value(read))
        return _agreed(results, doubts), visited

    def _holds(self, when: _Part, type_: Type, read: Read) -> Value:
        """Whether a branch holds; where the comparand does not settle it, unknown for want of precision or null."""
        value = when.value(read)
        if self.comparand is None:
            return value
        compared = self.comparand.value(read)
        holds = equal(compared, value, type_)
        if holds == NULL and not unknowns(compared, value):
            return _Doubt((self.comparand.leaves, when.leaves))(read)
        return holds


def _agreed(results: list[Value], doubts: list[Unknown]) -> Value:
    first, *others = results
    if not doubts or (not isinstance(first, Unknown) and all(each == first for each in others)):
        return first
    return blame(*doubts, *results)
