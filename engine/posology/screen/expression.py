"""An expression of the condition language as columns: what `explain` says of one patient, of every row at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from posology.ir import nodes as ir
from posology.ir.nodes import Node
from posology.ir.types import IntervalType, ListType
from posology.screen.choice import choose
from posology.screen.columns import Column, Entered
from posology.screen.comparison import between, comparison
from posology.screen.containing import inclusion as inclusion_in_list
from posology.screen.containing import lists_compared
from posology.screen.containing import membership as membership_in_list
from posology.screen.counting import time_between
from posology.screen.dates import shifted
from posology.screen.frame import Express, Frame
from posology.screen.intervals import boundary, inclusion, intervals_compared, membership, timing
from posology.screen.known import coalesce, is_state
from posology.screen.lists import count, exists, extreme, first_known, list_of, quantified
from posology.screen.logic import contrary, logical
from posology.screen.numbers import absolute, arithmetic, convert, negation, widen
from posology.screen.refusal import refuse_node
from posology.screen.sifting import filtered
from posology.screen.spans import interval
from posology.screen.stated import column_of_value, stated

__all__ = ["RULES", "Express", "express"]


def express(node: Node, frame: Frame) -> Column:
    """The value of the expression for each row of the frame.

    It equals `explain.evaluate.evaluate(node, lookup).value` row by row, reasons aside. The queries within it must have
    been answered: see `posology.screen.queries.prepare`.

    Raises:
        Inexpressible: the node, or what it is asked of, cannot be said in columns.
    """
    found = frame.asked.get(node)
    if found is not None:
        return found
    value = None if isinstance(node.type, ListType) else stated(node)
    return RULES[type(node)](node, frame, express) if value is None else column_of_value(value, node.type, node)


def _literal(node: ir.Literal, _: Frame, __: Express) -> Column:
    return column_of_value(node.value, node.type, node)


def _fact(node: ir.Fact, frame: Frame, _: Express) -> Column:
    return frame.fact(node.path, node.type)


def _item(node: ir.Item, frame: Frame, _: Express) -> Column:
    return frame.items[node.alias]


def _property(node: ir.Property, frame: Frame, express: Express) -> Column:
    record = express(node.operand, frame)
    if not isinstance(record, Entered):
        raise refuse_node(node, "a field of what is no record in columns")
    return record.fields[node.name]


def _comparison(node: ir.Comparison, frame: Frame, express: Express) -> Column:
    kinds = type(node.left.type), type(node.right.type)
    if ListType in kinds:
        return lists_compared(node, frame, express)
    return (intervals_compared if IntervalType in kinds else comparison)(node, frame, express)


def _membership(node: ir.Membership, frame: Frame, express: Express) -> Column:
    in_interval = isinstance(node.collection.type, IntervalType)
    return (membership if in_interval else membership_in_list)(node, frame, express)


def _inclusion(node: ir.Inclusion, frame: Frame, express: Express) -> Column:
    in_interval = isinstance(node.outer.type, IntervalType)
    return (inclusion if in_interval else inclusion_in_list)(node, frame, express)


def _coalesce(node: ir.Coalesce, frame: Frame, express: Express) -> Column:
    return (first_known if len(node.options) == 1 else coalesce)(node, frame, express)


RULES: Mapping[type[Node], Callable[[Any, Frame, Express], Column]] = MappingProxyType(
    {
        ir.Literal: _literal,
        ir.Fact: _fact,
        ir.Item: _item,
        ir.Property: _property,
        ir.IntervalOf: interval,
        ir.Not: contrary,
        ir.Logical: logical,
        ir.Comparison: _comparison,
        ir.Between: between,
        ir.Is: is_state,
        ir.Membership: _membership,
        ir.Inclusion: _inclusion,
        ir.Boundary: boundary,
        ir.Timing: timing,
        ir.Shift: shifted,
        ir.TimeBetween: time_between,
        ir.Arithmetic: arithmetic,
        ir.Negation: negation,
        ir.Absolute: absolute,
        ir.Convert: convert,
        ir.Widen: widen,
        ir.Coalesce: _coalesce,
        ir.Choice: choose,
        ir.Filter: filtered,
        ir.ListOf: list_of,
        ir.Exists: exists,
        ir.Count: count,
        ir.Quantified: quantified,
        ir.ExtremeOf: extreme,
    }
)
"""How each kind of node is said: `rule(node, frame, express)`; a test holds it against the closed family."""
