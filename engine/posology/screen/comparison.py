"""Comparisons in columns: order, equality and equivalence of what has one value, as CQL 1.5 has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import ibis
from ibis import Value

from posology.ir import nodes as ir
from posology.ir.nodes import Node, Relation
from posology.ir.types import CodeType, Simple
from posology.ir.value_laws import equivalent, inside
from posology.screen.columns import Column, Counted, Dated, Lasting, Plain, is_blamed, is_null, is_unknown
from posology.screen.dates import COMPARED, dates_compared, is_recorded, may_be_two_days, same_dates
from posology.screen.doubt import is_imprecise, null_where_open
from posology.screen.fitting import joined, reach_of
from posology.screen.frame import Express, Frame
from posology.screen.refusal import refuse_node
from posology.screen.stated import stated, states_partial_date
from posology.screen.truths import negated


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what was written, and its value."""

    node: Node
    column: Column


def comparison(node: ir.Comparison, frame: Frame, express: Express) -> Column:
    """Whether two values that are no lists and no intervals compare so."""
    left, right = _side(node.left, frame, express), _side(node.right, frame, express)
    value = compared(node, node.operator, left, right, recorded=is_recorded(node.left) and is_recorded(node.right))
    return Plain(value, null_where_open(node, frame, express, left.column, right.column))


def between(node: ir.Between, frame: Frame, express: Express) -> Column:
    """Whether a value lies from `low` to `high`."""
    value, low, high = (_side(each, frame, express) for each in (node.operand, node.low, node.high))
    return is_within(node, frame, express, value, (low, high))


def is_within(
    node: ir.Between | ir.Membership, frame: Frame, express: Express, value: Side, limits: tuple[Side, Side]
) -> Plain:
    """Whether a value lies from one limit to the other; open where it and a limit may be two days."""
    low, high = limits
    above = compared(node, Relation.GREATER_OR_EQUAL, value, low)
    within = above & compared(node, Relation.LESS_OR_EQUAL, value, high)
    null = null_where_open(node, frame, express, value.column, low.column, high.column)
    days = [
        found
        for each in limits
        if is_recorded(value.node) and is_recorded(each.node)
        if isinstance(value.column, Dated) and isinstance(each.column, Dated)
        if (found := may_be_two_days(value.column, each.column)) is not None
    ]
    if not days:
        return Plain(within, null)
    two_days = ibis.or_(*days)
    if null is not None:
        # whatever the other limit is
        partial = is_imprecise(node, frame, express) if states_partial_date(node) else None
        null = null & ~two_days if partial is None else ibis.ifelse(two_days, ~partial, null)
    return Plain(ibis.ifelse(two_days, ibis.null("boolean"), within), null)


def _side(node: Node, frame: Frame, express: Express) -> Side:
    return Side(node, express(node, frame))


def compared(node: Node, relation: Relation, left: Side, right: Side, *, recorded: bool = False) -> Value:
    """Whether the relation holds between two values: SQL's null where one is unknown or precision leaves it open.

    `recorded` says that both look at records: then two dates known alike, but not to the day, may be two days.

    Raises:
        Inexpressible: the relation has no exact columns for what is compared; `node` is named.
    """
    if relation in _SAME_OF_NULLS:
        same = _equivalent(node, left, right, recorded=recorded)
        return same if relation is Relation.EQUIVALENT else negated(same)
    match joined(node, (left.column, right.column)):
        case (Plain() as mine, Plain() as theirs):
            return COMPARED[relation](mine.value, theirs.value)
        case (Counted() as mine, Counted() as theirs):
            return _ranges_compared(relation, mine, theirs)
        case (Dated() as mine, Dated() as theirs):
            return dates_compared(relation, mine, theirs, recorded=recorded)
        case (Lasting() as mine, Lasting() as theirs):
            return COMPARED[relation](mine.amount, theirs.amount)
        case _:
            raise refuse_node(node, "what it compares has no order in columns")


_SAME_OF_NULLS = frozenset({Relation.EQUIVALENT, Relation.NOT_EQUIVALENT})
"""The comparisons that are answered also of nulls."""


def _ranges_compared(relation: Relation, left: Counted, right: Counted) -> Value:
    """Settled where every number of one range stands so to every number of the other, or none does."""
    turned = _TURNED.get(relation)
    if turned is not None:
        return _ranges_compared(turned, right, left)
    if relation in {Relation.EQUAL, Relation.NOT_EQUAL}:
        same = (left.lowest == right.highest) & (left.highest == right.lowest)
        apart = (left.highest < right.lowest) | (left.lowest > right.highest)
        equal = relation is Relation.EQUAL
        return ibis.cases((same, equal), (apart, not equal))
    holds = COMPARED[relation]
    return ibis.cases((holds(left.highest, right.lowest), True), (~holds(left.lowest, right.highest), False))


_TURNED: Mapping[Relation, Relation] = MappingProxyType(
    {Relation.GREATER: Relation.LESS, Relation.GREATER_OR_EQUAL: Relation.LESS_OR_EQUAL}
)


def _equivalent(node: Node, left: Side, right: Side, *, recorded: bool) -> Value:
    """Whether two values are equivalent: two nulls are, a null and a value are not."""
    same = _equivalent_values(node, left, right)
    mine, theirs = left.column, right.column
    if recorded and isinstance(mine, Dated) and isinstance(theirs, Dated):
        two_days = may_be_two_days(mine, theirs)
        same = same if two_days is None else ibis.ifelse(two_days, ibis.null("boolean"), same)
    if is_null(mine) is None and is_null(theirs) is None:
        return same
    one, other = is_unknown(mine), is_unknown(theirs)
    blamed = is_blamed(mine) | is_blamed(theirs)
    return ibis.cases((blamed, ibis.null("boolean")), (one | other, one & other), else_=same)


def _equivalent_values(node: Node, left: Side, right: Side) -> Value:
    match joined(node, (left.column, right.column)):
        case (Dated() as mine, Dated() as theirs):
            return same_dates(mine, theirs)
        case (Counted() as mine, Counted() as theirs):
            if Simple.DECIMAL in {each for side in (left, right) for each in (side.node.type, inside(side.node.type))}:
                raise refuse_node(node, "a count that is not exact, as equivalent to a decimal")
            return _ranges_compared(Relation.EQUAL, mine, theirs)
        case (Lasting() as mine, Lasting() as theirs):
            return mine.amount == theirs.amount
        case (Plain() as mine, Plain() as theirs):
            kind = mine.value.type()
            if kind.is_decimal():
                return _same_to_least_precision(mine, theirs)
            if kind.is_string():
                return _same_texts(node, mine.value, theirs.value, _words(left.node), _words(right.node))
            return mine.value == theirs.value
        case _:
            raise refuse_node(node, "what it compares has no equivalence in columns")


def _same_to_least_precision(left: Plain, right: Plain) -> Value:
    """Whether two decimals are the same when both are rounded to the places of the one with fewer.

    Where it holds at more places than those, of which the one with fewer has none, it holds at those.
    """
    found: list[Value] = []
    for places in range(max(reach_of(left).places, reach_of(right).places) + 1):
        mine, theirs = _rounded(left, places), _rounded(right, places)
        found.append(((left.value == mine) | (right.value == theirs)) & (mine == theirs))
    return ibis.or_(*found)


def _rounded(number: Plain, places: int) -> Value:
    return number.value if number.value.type().scale <= places else number.value.round(places)


def _same_texts(
    node: Node, left: Value, right: Value, words: tuple[str, ...] | None, other_words: tuple[str, ...] | None
) -> Value:
    """Whether two texts are the same but for case and the kind of space.

    Raises:
        Inexpressible: they may be any text: no two databases agree on the small letters of all alphabets.
    """
    if words is None or other_words is None:
        raise refuse_node(node, "whether texts are alike but for their case, which databases do not agree on")
    same = [
        (left == one) & (right == other)
        for one in words
        for other in other_words
        if equivalent(one, other, Simple.TEXT) is True
    ]
    return ibis.ifelse(left.isnull() | right.isnull(), ibis.null("boolean"), ibis.or_(*same) if same else False)


def _words(node: Node) -> tuple[str, ...] | None:
    """The texts that the value can be; None where it can be any."""
    value = stated(node)
    if isinstance(value, str):
        return (value,)
    return (node.type.options or None) if isinstance(node.type, CodeType) else None
