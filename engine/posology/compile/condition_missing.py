"""What a condition can be when nothing at all is recorded.

This decides, without evaluating, which truth values are within reach when every fact is unknown. It may be too
careful where an expression depends on no record at all; it never lets a condition pass that would hold.
"""

from __future__ import annotations

from posology.ir.nodes import (
    Between,
    Choice,
    Coalesce,
    Exists,
    Fact,
    Inclusion,
    IntervalOf,
    Is,
    ListOf,
    Literal,
    Logic,
    Logical,
    Membership,
    Node,
    Not,
    Origin,
    Quantified,
    Quantifier,
    State,
)
from posology.ir.walk import children, walk
from posology.values.truth import Unknown


def holds_when_everything_is_missing(node: Node) -> bool:
    """Whether the condition can be true for a patient of whom nothing is recorded."""
    return _may_be(node, wanted=True)


def turns_on_being_recorded(node: Node) -> tuple[Origin, ...]:
    """Where the condition asks whether something is known at all: `is null`, `is true`, `is false`, `Coalesce`."""
    return tuple(each.origin for each in walk(node) if isinstance(each, Is | Coalesce))


def _may_be(node: Node, *, wanted: bool) -> bool:  # noqa: PLR0911 - one line for each shape that settles something
    """Whether the truth value is within reach while every fact is unknown."""
    match node:
        case Literal():
            return node.value is wanted
        case Not():
            return _may_be(node.operand, wanted=not wanted)
        case Logical():
            return _logical_may_be(node, wanted=wanted)
        case Is():
            return _state_may_be(node, wanted=wanted)
        case Choice():
            results = (*(branch.then for branch in node.branches), node.otherwise)
            return any(_may_be(each, wanted=wanted) for each in results)
        case Coalesce() if len(node.options) > 1:
            return any(_may_be(each, wanted=wanted) for each in node.options)
        case Quantified(operand=ListOf(items=items)):
            return _items_may_be(node.quantifier, items, wanted=wanted)
        case Between() | Membership() | Inclusion() if not wanted:
            # one end of an interval, one item of a list or an empty list can settle that something is not within
            return any(_touches_known(each) for each in children(node)[1:])
        case _:
            return _may_be_known(node)


def _logical_may_be(node: Logical, *, wanted: bool) -> bool:
    left = {truth: _may_be(node.left, wanted=truth) for truth in (True, False)}
    right = {truth: _may_be(node.right, wanted=truth) for truth in (True, False)}
    match node.operator:
        case Logic.AND:
            return left[True] and right[True] if wanted else left[False] or right[False]
        case Logic.OR:
            return left[True] or right[True] if wanted else left[False] and right[False]
        case Logic.IMPLIES:
            return left[False] or right[True] if wanted else left[True] and right[False]
        case Logic.XOR:
            return any(left[truth] and right[truth is not wanted] for truth in (True, False))


def _state_may_be(node: Is, *, wanted: bool) -> bool:
    match node.state, wanted:
        case State.NULL, True:
            return not isinstance(node.operand, Literal) or isinstance(node.operand.value, Unknown)
        case State.NULL, False:
            return _may_be_known(node.operand)
        case _, False:
            # what is unknown is neither true nor false
            return True
        case state, _:
            return _may_be(node.operand, wanted=state is State.TRUE)


def _items_may_be(quantifier: Quantifier, items: tuple[Node, ...], *, wanted: bool) -> bool:
    """What all or any of written items can be; a null among them is left aside."""
    decisive = quantifier is Quantifier.ANY
    if wanted is decisive:
        return any(_may_be(each, wanted=wanted) for each in items)
    return all(_may_be(each, wanted=wanted) or not _reads_facts(each) for each in items)


def _may_be_known(node: Node) -> bool:  # noqa: PLR0911 - as above
    """Whether a value can come out while every fact is unknown."""
    match node:
        case Literal():
            return not isinstance(node.value, Unknown)
        case Fact():
            return False
        case ListOf():
            return True
        case Exists(operand=ListOf(items=items)):
            return not items or any(_may_be_known(each) or not _reads_facts(each) for each in items)
        case Choice() | Coalesce():
            return any(_may_be_known(each) for each in children(node))
        case _ if not _reads_facts(node):
            return True
        case _:
            return all(_may_be_known(each) for each in children(node))


def _touches_known(node: Node) -> bool:
    if isinstance(node, IntervalOf):
        return any(_may_be_known(each) for each in children(node))
    return _may_be_known(node)


def _reads_facts(node: Node) -> bool:
    return any(isinstance(each, Fact) for each in walk(node))
