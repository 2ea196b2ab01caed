"""What the law of a node says to the symbols of its operands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from z3 import BoolRef

from posology.ir import nodes as ir
from posology.ir.nodes import Node
from posology.ir.walk import walk
from posology.prove.expression_terms import FALSE, TRUE, both, either, negate, pick
from posology.prove.symbols import Day, Stretch, Symbol, Truth


@dataclass(frozen=True, slots=True)
class Answer:
    """The value; where `open`, nothing but the precision of dates is in the way of one."""

    symbol: Symbol
    open: BoolRef = FALSE


@dataclass(frozen=True, slots=True)
class Lowered:
    """The value of an expression, and whether a recorded date that was looked at is not known to the day."""

    symbol: Symbol
    partial: BoolRef = FALSE


UNRECORDED = Truth(known=FALSE, blamed=TRUE, holds=FALSE)
CERTAIN = Truth(known=TRUE, blamed=FALSE, holds=TRUE)
NEVER = Truth(known=TRUE, blamed=FALSE, holds=FALSE)


def sure(term: BoolRef) -> Truth:
    """The truth value that is always known."""
    return Truth(known=TRUE, blamed=FALSE, holds=term)


def is_true(truth: Truth) -> BoolRef:
    """That it is known, and true."""
    return both(truth.known, truth.holds)


def is_false(truth: Truth) -> BoolRef:
    """That it is known, and false."""
    return both(truth.known, negate(truth.holds))


def as_truth(symbol: Symbol) -> Truth:
    """The symbol of an expression of which the compiler has seen to it that it is true or false."""
    assert isinstance(symbol, Truth)  # noqa: S101 - the compiler has seen to it
    return symbol


def is_null(symbol: Symbol) -> BoolRef:
    """That the value is the null which an expression wrote itself."""
    return both(negate(symbol.known), negate(symbol.blamed))


def all_known(*symbols: Symbol) -> BoolRef:
    """That each of the values is known."""
    return both(*(each.known for each in symbols))


def any_blamed(*symbols: Symbol) -> BoolRef:
    """That recorded facts would settle any of the values."""
    return either(*(each.blamed for each in symbols))


def unrecorded(*symbols: Symbol) -> BoolRef:
    """That recorded facts would settle any of the values, or an end of one that is an interval; null is none."""
    return either(*(_unrecorded(each) for each in symbols))


def _unrecorded(symbol: Symbol) -> BoolRef:
    if isinstance(symbol, Stretch):
        return either(symbol.blamed, both(symbol.known, any_blamed(symbol.low, symbol.high)))
    return symbol.blamed


def choose_truth(condition: BoolRef, one: Truth, other: Truth) -> Truth:
    """The one where the condition holds, else the other."""
    return Truth(
        known=pick(condition, one.known, other.known),
        blamed=pick(condition, one.blamed, other.blamed),
        holds=pick(condition, one.holds, other.holds),
    )


def contrary(truth: Truth) -> Truth:
    """`not`: an unknown stays the unknown it was."""
    return Truth(known=truth.known, blamed=truth.blamed, holds=negate(truth.holds))


def conjunction(*truths: Truth) -> Truth:
    """`and`: false if any is false, whatever the others."""
    return reduce(_both_hold, truths, CERTAIN)


def _both_hold(left: Truth, right: Truth) -> Truth:
    if left is CERTAIN or right is CERTAIN:
        return right if left is CERTAIN else left
    holds = both(is_true(left), is_true(right))
    known = either(holds, is_false(left), is_false(right))
    return Truth(known=known, blamed=both(negate(known), any_blamed(left, right)), holds=holds)


def disjunction(*truths: Truth) -> Truth:
    """`or`: true if any is true, whatever the others."""
    return contrary(conjunction(*(contrary(each) for each in truths)))


def exclusive(left: Truth, right: Truth) -> Truth:
    """`xor`: unknown as soon as either is unknown."""
    known = both(left.known, right.known)
    differ = either(both(left.holds, negate(right.holds)), both(right.holds, negate(left.holds)))
    return Truth(known=known, blamed=any_blamed(left, right), holds=differ)


def open_where_null(truth: Truth, *operands: Symbol) -> BoolRef:
    """That every operand is known and still nothing is settled, which is for want of precision."""
    return both(is_null(truth), all_known(*operands))


def is_partial(symbol: Symbol) -> BoolRef:
    """That the value is a date which is not known to the day."""
    return both(symbol.known, symbol.precision > 0) if isinstance(symbol, Day) else FALSE


def is_recorded(node: Node) -> bool:
    """Whether the expression reads the record at all."""
    return any(isinstance(each, ir.Fact | ir.Item) for each in walk(node))
