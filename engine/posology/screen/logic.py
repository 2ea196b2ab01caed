"""Truth values in columns: Kleene's connectives are those of SQL."""

from __future__ import annotations

from typing import assert_never

from ibis import Value

from posology.ir import nodes as ir
from posology.ir.nodes import Logic, Node
from posology.screen.columns import Column, Plain
from posology.screen.doubt import null_of
from posology.screen.frame import Express, Frame
from posology.screen.refusal import refuse_node
from posology.screen.truths import beside, negated


def contrary(node: ir.Not, frame: Frame, express: Express) -> Column:
    """The contrary of a truth value."""
    operand = truth(node.operand, express(node.operand, frame))
    return Plain(negated(operand.value), operand.null)


def logical(node: ir.Logical, frame: Frame, express: Express) -> Column:
    """Two truth values joined; unknown, an operand is to blame that is to blame for itself."""
    left, right = truth(node.left, express(node.left, frame)), truth(node.right, express(node.right, frame))
    return Plain(_connected(node.operator, left.value, right.value), null_of(left, right))


def _connected(operator: Logic, left: Value, right: Value) -> Value:
    match operator:
        case Logic.AND:
            return left & right
        case Logic.OR:
            return left | right
        case Logic.XOR:
            return beside(left) != beside(right)
        case Logic.IMPLIES:
            return ~left | right
        case _:
            assert_never(operator)


def truth(node: Node, column: Column) -> Plain:
    """The column as a truth value."""
    if isinstance(column, Plain):
        return column
    raise refuse_node(node, "it is no truth value in columns")
