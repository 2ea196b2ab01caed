"""Traversal of the tree, written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from posology.ir import nodes as ir
from posology.ir.nodes import Node


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node, in the order in which they are written."""
    return OPERANDS[type(node)](node)


def _none(_: Node) -> tuple[Node, ...]:
    return ()


def _one(node: Any) -> tuple[Node, ...]:  # noqa: ANN401 - any of the shapes below that has an operand
    return (node.operand,)


def _parts_of_choice(node: ir.Choice) -> tuple[Node, ...]:
    branches = (part for branch in node.branches for part in (branch.when, branch.then))
    comparand = () if node.comparand is None else (node.comparand,)
    return (*comparand, *branches, node.otherwise)


# A table rather than a `match`: it is looked into for every node of every evaluation.
OPERANDS: Mapping[type[Node], Callable[[Any], tuple[Node, ...]]] = {
    ir.Literal: _none,
    ir.Fact: _none,
    ir.Item: _none,
    ir.Property: _one,
    ir.ListOf: attrgetter("items"),
    ir.IntervalOf: attrgetter("low", "high"),
    ir.Not: _one,
    ir.Logical: attrgetter("left", "right"),
    ir.Comparison: attrgetter("left", "right"),
    ir.Between: attrgetter("operand", "low", "high"),
    ir.Is: _one,
    ir.Membership: attrgetter("element", "collection"),
    ir.Inclusion: attrgetter("inner", "outer"),
    ir.Boundary: _one,
    ir.Timing: attrgetter("left", "right"),
    ir.Shift: attrgetter("operand", "duration"),
    ir.TimeBetween: attrgetter("start", "end"),
    ir.Arithmetic: attrgetter("left", "right"),
    ir.Negation: _one,
    ir.Absolute: _one,
    ir.Convert: _one,
    ir.Widen: _one,
    ir.ExtremeOf: _one,
    ir.Coalesce: attrgetter("options"),
    ir.Exists: _one,
    ir.Count: _one,
    ir.Quantified: _one,
    ir.Choice: _parts_of_choice,
    ir.Filter: attrgetter("source", "condition"),
}
"""How to take the operands of each shape of node; a test holds it against the closed family."""


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, each before its operands."""
    yield node
    for child in children(node):
        yield from walk(child)


def facts_read(node: Node) -> tuple[str, ...]:
    """The paths of the record that the expression may read, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(each.path for each in walk(node) if isinstance(each, ir.Fact)))


def literals_of(node: Node) -> tuple[ir.Literal, ...]:
    """The values that the expression states itself, in order: its thresholds."""
    return tuple(each for each in walk(node) if isinstance(each, ir.Literal))
