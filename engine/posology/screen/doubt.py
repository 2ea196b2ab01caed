"""Which unknown an unknown answer is: one that a record would settle, or the null that the expression made itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import ibis
from ibis import Value

from posology.ir import nodes as ir
from posology.ir.nodes import Logic, Node
from posology.ir.types import Simple
from posology.ir.walk import children, walk
from posology.screen.columns import Column, Counted, Dated, Entered, Entries, Plain, is_blamed, is_unknown
from posology.screen.frame import Express, Frame
from posology.screen.refusal import refuse_node
from posology.screen.stated import states_partial_date


def null_of(*operands: Column, own: bool = False) -> Value | None:
    """On which rows the answer of an operator is null that is unknown as soon as an operand is; None on none.

    With `own` it may be null although its operands are known, as a sum is that overflows.
    """
    if not own and all(_is_never_null(each) for each in operands):
        return None
    return ~ibis.or_(*[is_blamed(each) for each in operands]) if operands else ibis.literal(value=True)


def null_where_open(node: Node, frame: Frame, express: Express, *operands: Column) -> Value | None:
    """The same of an operator that the precision of dates may leave open: then a recorded date is to blame, or none.

    INVARIANT: while the expression states no partial date itself, a question is open only because a record has one.
    """
    if not any(map(_may_be_open, operands)):
        return null_of(*operands)
    if not states_partial_date(node):
        nulls = [is_unknown(each) for each in operands if not _is_never_null(each)]
        return ibis.or_(*nulls) & ~ibis.or_(*[is_blamed(each) for each in operands]) if nulls else None
    return null_in_doubt(node, frame, express, *operands)


def null_in_doubt(node: Node, frame: Frame, express: Express, *operands: Column) -> Value:
    """The same where nothing but looking at the dates tells: those that were looked at for the operands of the node."""
    blamed = [is_blamed(each) for each in operands]
    partial = is_imprecise(node, frame, express)
    if partial is not None:
        blamed.append(partial & ~ibis.or_(*[is_unknown(each) for each in operands]))
    return ~ibis.or_(*blamed)


def is_imprecise(node: Node, frame: Frame, express: Express) -> Value | None:
    """On which rows a recorded date is not known to the day that the operands of the node looked at; None on none.

    Raises:
        Inexpressible: which dates those are is only known once a choice or a query has been made.
    """
    return _any_of(_looked_at(each, frame, express) for each in children(node))


def _looked_at(node: Node, frame: Frame, express: Express) -> Value | None:
    match node:
        case ir.Fact() | ir.Property():
            return _partial(express(node, frame)) if node.type is Simple.DATE else None
        case ir.Logical():
            return _looked_at_by_logical(node, frame, express)
        case ir.Choice() | ir.Filter():
            if not any(isinstance(each, ir.Fact | ir.Property) and each.type is Simple.DATE for each in walk(node)):
                return None
            raise refuse_node(node, "which imprecise date leaves a question open cannot be told of what is within it")
        case _:
            return _any_of(_looked_at(each, frame, express) for each in children(node))


def _partial(date: Column) -> Value | None:
    if not isinstance(date, Dated) or date.to_the_day:
        return None
    return (date.earliest < date.latest).fill_null(False)


def _looked_at_by_logical(node: ir.Logical, frame: Frame, express: Express) -> Value | None:
    """An operand that settles the answer alone is all that was looked at."""
    left, right = _looked_at(node.left, frame, express), _looked_at(node.right, frame, express)
    if (left is None and right is None) or node.operator is Logic.XOR:
        return _any_of((left, right))
    left_settles, right_settles = _SETTLING[node.operator]
    nothing = ibis.literal(value=False)
    return ibis.cases(
        (_is(express(node.left, frame), left_settles), nothing if left is None else left),
        (_is(express(node.right, frame), right_settles), nothing if right is None else right),
        else_=_any_of((left, right)),
    )


# What settles each connective alone, from the left and from the right.
_SETTLING: Mapping[Logic, tuple[bool, bool]] = MappingProxyType(
    {Logic.AND: (False, False), Logic.OR: (True, True), Logic.IMPLIES: (False, True)}
)


def _is(column: Column, truth: bool) -> Value:
    assert isinstance(column, Plain)  # noqa: S101 - the compiler lets nothing else stand here
    return (column.value if truth else ~column.value).fill_null(False)


def _any_of(conditions: Iterable[Value | None]) -> Value | None:
    found = [each for each in conditions if each is not None]
    return ibis.or_(*found) if found else None


def _is_never_null(column: Column) -> bool:
    return isinstance(column, Entries | Entered) or column.null is None


def _may_be_open(column: Column) -> bool:
    return isinstance(column, Counted) or (isinstance(column, Dated) and not column.to_the_day)
