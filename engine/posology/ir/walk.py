"""Traversal of the tree, written once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

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
    Exists,
    ExtremeOf,
    Fact,
    Filter,
    Inclusion,
    IntervalOf,
    Is,
    Item,
    ListOf,
    Literal,
    Logical,
    Membership,
    Negation,
    Node,
    Not,
    Property,
    Quantified,
    Shift,
    TimeBetween,
    Timing,
    Widen,
)


def children(node: Node) -> tuple[Node, ...]:  # noqa: C901, PLR0911, PLR0912 - one line for each shape in the closed family
    """The operands of a node, in the order in which they are written."""
    match node:
        case Literal() | Fact() | Item():
            return ()
        case (
            Property()
            | Not()
            | Is()
            | Boundary()
            | Negation()
            | Absolute()
            | Convert()
            | Widen()
            | ExtremeOf()
            | Exists()
            | Count()
            | Quantified()
        ):
            return (node.operand,)
        case Logical() | Comparison() | Timing() | Arithmetic():
            return (node.left, node.right)
        case Between():
            return (node.operand, node.low, node.high)
        case Membership():
            return (node.element, node.collection)
        case Inclusion():
            return (node.inner, node.outer)
        case IntervalOf():
            return (node.low, node.high)
        case Shift():
            return (node.operand, node.duration)
        case TimeBetween():
            return (node.start, node.end)
        case ListOf():
            return node.items
        case Coalesce():
            return node.options
        case Choice():
            return _parts_of_choice(node)
        case Filter():
            return (node.source, node.condition)
        case _:
            assert_never(node)


def _parts_of_choice(node: Choice) -> tuple[Node, ...]:
    branches = (part for branch in node.branches for part in (branch.when, branch.then))
    comparand = () if node.comparand is None else (node.comparand,)
    return (*comparand, *branches, node.otherwise)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, each before its operands."""
    yield node
    for child in children(node):
        yield from walk(child)


def facts_read(node: Node) -> tuple[str, ...]:
    """The paths of the record that the expression may read, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(each.path for each in walk(node) if isinstance(each, Fact)))


def literals_of(node: Node) -> tuple[Literal, ...]:
    """The values that the expression states itself, in order: its thresholds."""
    return tuple(each for each in walk(node) if isinstance(each, Literal))
