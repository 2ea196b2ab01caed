"""The shapes that are called rather than written out: choices, queries, and the doubt that an imprecise date leaves.

What each of them needs of the expressions within is lowered by the `lower` that the caller hands over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from posology.ir import nodes as ir
from posology.ir.laws import items_of, matches
from posology.ir.nodes import Logic, Node
from posology.ir.types import Simple
from posology.ir.value_laws import unknowns
from posology.ir.walk import children, walk
from posology.plain.operators import MISSING, Read, blame
from posology.values.dates import PartialDate, Precision
from posology.values.known import Value
from posology.values.truth import NULL, Unknown

Lowered: TypeAlias = Callable[[Read], Value]
Lower: TypeAlias = Callable[[Node], Lowered]
LookedAt: TypeAlias = Callable[[Read], Iterator[tuple[Node, Value]]]
"""The leaves of an expression that were evaluated, each with its value."""


def doubt(node: Node, lower: Lower) -> Lowered | None:
    """What a question is that the law of the node leaves open: unknown for want of a precise recorded date, else null.

    None where the expression looks at no recorded date, so that it is always null.
    """
    if not any(_is_recorded_date(each) for each in walk(node)):
        return None
    operands = tuple(_looked_at(each, lower) for each in children(node))
    return lambda read: _doubt_among(leaf for looked_at in operands for leaf in looked_at(read))


def _doubt_among(leaves: Iterable[tuple[Node, Value]]) -> Unknown:
    partial = (each for _, each in leaves if isinstance(each, PartialDate) and each.precision is not Precision.DAY)
    return NULL if next(partial, None) is None else MISSING


def _is_recorded_date(node: Node) -> bool:
    return isinstance(node, ir.Fact | ir.Property) and node.type is Simple.DATE


def paths_read(node: Node, lower: Lower) -> Callable[[Read], frozenset[str]]:
    """The paths of the facts that the value of the expression rests on."""
    looked_at = _looked_at(node, lower)
    return lambda read: frozenset(leaf.path for leaf, _ in looked_at(read) if isinstance(leaf, ir.Fact))


def _looked_at(node: Node, lower: Lower) -> LookedAt:
    """The leaves of the trace that `explain` would keep of the expression, found by looking again."""
    match node:
        case ir.Fact(path=path):
            return lambda read: iter(((node, read(path)),))
        case ir.Property():
            value = lower(node)
            return lambda read: iter(((node, value(read)),))
        case ir.Logical():
            return _looked_at_by_logical(node, lower)
        case ir.Choice():
            return _Choosing.of(node, lower).looked_at
        case ir.Filter():
            return _looked_at_by_filter(node, lower)
        case _:
            operands = tuple(_looked_at(each, lower) for each in children(node))
            return lambda read: (leaf for looked_at in operands for leaf in looked_at(read))


def _looked_at_by_logical(node: ir.Logical, lower: Lower) -> LookedAt:
    left, right = _Part.of(node.left, lower), _Part.of(node.right, lower)
    left_settles, right_settles = _SETTLING[node.operator]

    def looked_at(read: Read) -> Iterator[tuple[Node, Value]]:
        if left.value(read) is left_settles:
            return left.looked_at(read)
        if right.value(read) is right_settles:
            return right.looked_at(read)
        return chain(left.looked_at(read), right.looked_at(read))

    return looked_at


# What settles each connective alone, from the left and from the right.
_SETTLING: Mapping[Logic, tuple[bool | None, bool | None]] = MappingProxyType(
    {Logic.AND: (False, False), Logic.OR: (True, True), Logic.IMPLIES: (False, True), Logic.XOR: (None, None)}
)


def _looked_at_by_filter(node: ir.Filter, lower: Lower) -> LookedAt:
    source, condition = _Part.of(node.source, lower), _looked_at(node.condition, lower)

    def looked_at(read: Read) -> Iterator[tuple[Node, Value]]:
        yield from source.looked_at(read)
        for item in items_of(source.value(read)):
            yield from condition(_with_item(read, node.alias, item))

    return looked_at


@dataclass(frozen=True, slots=True)
class _Part:
    """An expression within another: its value, and what it looked at for it."""

    node: Node
    value: Lowered
    looked_at: LookedAt

    @classmethod
    def of(cls, node: Node, lower: Lower) -> _Part:
        return cls(node, lower(node), _looked_at(node, lower))


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
    """The value of the first branch that holds; where that is in doubt, what all that may hold agree on."""
    chosen = _Choosing.of(node, lower)
    return lambda read: chosen.visit(read)[0]


@dataclass(frozen=True, slots=True)
class _Choosing:
    comparand: _Part | None
    branches: tuple[tuple[_Part, _Part], ...]
    otherwise: _Part

    @classmethod
    def of(cls, node: ir.Choice, lower: Lower) -> _Choosing:
        def part(each: Node) -> _Part:
            return _Part.of(each, lower)

        return cls(
            None if node.comparand is None else part(node.comparand),
            tuple((part(each.when), part(each.then)) for each in node.branches),
            part(node.otherwise),
        )

    def looked_at(self, read: Read) -> Iterator[tuple[Node, Value]]:
        """What was looked at to choose, and in what was chosen."""
        return (leaf for part in self.visit(read)[1] for leaf in part.looked_at(read))

    def visit(self, read: Read) -> tuple[Value, list[_Part]]:
        """The value, and the parts that were evaluated for it."""
        visited = [] if self.comparand is None else [self.comparand]
        doubts: list[Unknown] = []
        results: list[Value] = []
        for when, then in self.branches:
            visited.append(when)
            holds = self._holds(when, read)
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

    def _holds(self, when: _Part, read: Read) -> Value:
        """Whether a branch holds; where the comparand does not settle it, unknown for want of precision or null."""
        value = when.value(read)
        if self.comparand is None:
            return value
        compared = self.comparand.value(read)
        holds = matches((self.comparand.node, compared), (when.node, value))
        if holds == NULL and not unknowns(compared, value):
            return _doubt_among(chain(self.comparand.looked_at(read), when.looked_at(read)))
        return holds


def _agreed(results: list[Value], doubts: list[Unknown]) -> Value:
    first, *others = results
    if not doubts or (not isinstance(first, Unknown) and all(each == first for each in others)):
        return first
    return blame(*doubts, *results)
