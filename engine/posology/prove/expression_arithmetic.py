"""Arithmetic of numbers, quantities and calendar durations: exact, and null where it overflows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from z3 import ArithRef, BoolRef

from posology.ir import nodes as ir
from posology.ir.nodes import Operator
from posology.ir.types import Simple, Type
from posology.ir.value_laws import PLACES, rounded
from posology.prove.desk import Desk
from posology.prove.expression_answers import Answer
from posology.prove.expression_ends import in_range
from posology.prove.expression_terms import (
    FALSE,
    NOUGHT,
    TRUE,
    at_most,
    both,
    constant,
    either,
    greater,
    implies,
    less,
    lesser,
    magnitude,
    minus,
    negate,
    number,
    opposite,
    pick,
    plus,
    real,
    same,
    times,
)
from posology.prove.symbols import Length, Number, Symbol
from posology.values.exact import exact_decimal

_PLACE, _HALF = Fraction(1, PLACES), Fraction(1, 2)


def arithmetic(node: ir.Arithmetic, desk: Desk, left: Symbol, right: Symbol) -> Answer:
    """The sum, difference, product or quotient; null where it overflows or divides by nothing."""
    match left, right:
        case Length(), Length():
            amount = _combined(node.operator, left.amount, right.amount)
            return Answer(Length(known=TRUE, blamed=FALSE, amount=amount, coarse=both(left.coarse, right.coarse)))
        case Number(), Number() if node.type is Simple.INTEGER and node.operator is not Operator.DIVIDE:
            return Answer(_of_ranges(node.operator, left, right))
        case Number(), Number():
            exact = both(same(left.low, left.high), same(right.low, right.high))
            return Answer(_of_numbers(node, left.low, right.low, desk), negate(exact))
        case _:
            raise AssertionError(f"the compiler let {left!r} meet {right!r}")


def _combined(operation: Operator, left: ArithRef, right: ArithRef) -> ArithRef:
    match operation:
        case Operator.ADD:
            return plus(left, right)
        case Operator.SUBTRACT:
            return minus(left, right)
        case _:
            return times(left, right)


def _of_ranges(operation: Operator, left: Number, right: Number) -> Number:
    if left.low.eq(left.high) and right.low.eq(right.high):
        low = high = _combined(operation, left.low, right.low)
    elif operation is Operator.ADD:
        low, high = plus(left.low, right.low), plus(left.high, right.high)
    elif operation is Operator.SUBTRACT:
        low, high = minus(left.low, right.high), minus(left.high, right.low)
    else:
        corners = [times(mine, theirs) for mine in (left.low, left.high) for theirs in (right.low, right.high)]
        low, high = lesser(*corners), greater(*corners)
    known = both(in_range(low, Simple.INTEGER), in_range(high, Simple.INTEGER))
    return Number(known=known, blamed=FALSE, low=low, high=high)


def _of_numbers(node: ir.Arithmetic, left: ArithRef, right: ArithRef, desk: Desk) -> Number:
    if node.operator is Operator.DIVIDE:
        return _of_quotient(node, left, right, desk)
    result = _combined(node.operator, left, right)
    if node.operator is Operator.MULTIPLY:
        result = scale(result, node.scale, node, desk)
    return _in_range(result, node.type)


def _of_quotient(node: ir.Arithmetic, left: ArithRef, right: ArithRef, desk: Desk) -> Number:
    divides = negate(same(right, NOUGHT))
    divisor = constant(right)
    if divisor == 0:
        return Number(known=FALSE, blamed=FALSE, low=NOUGHT, high=NOUGHT)
    if divisor is not None:
        exact = times(left, number(node.scale / divisor))
    else:
        exact = desk.fresh_real("quotient")
        desk.require(implies(divides, same(times(exact, right), times(left, number(node.scale)))))
    # a quotient in the range of decimals: those of quantities too, as its law asks before it gives a unit
    result = _in_range(to_places(exact, desk), Simple.DECIMAL)
    return replace(result, known=both(divides, result.known))


def _in_range(term: ArithRef, type_: Type) -> Number:
    # INVARIANT: also a quantity comes from a decimal, which is null where it overflows
    known = in_range(term, Simple.INTEGER if type_ is Simple.INTEGER else Simple.DECIMAL)
    return Number(known=known, blamed=FALSE, low=term, high=term)


def to_places(term: ArithRef, desk: Desk) -> ArithRef:
    """The decimal of at most eight places nearest to the number, halves away from zero."""
    written = constant(term)
    if written is not None:
        return number(Fraction(rounded(written)))
    units = real(desk.fresh_int("rounded"))
    off = minus(times(term, number(PLACES)), units)
    half, nothing_off = number(_HALF), at_most(NOUGHT, term)
    desk.require(implies(nothing_off, both(at_most(number(-_HALF), off), less(off, half))))
    desk.require(implies(negate(nothing_off), both(less(number(-_HALF), off), at_most(off, half))))
    return times(units, number(_PLACE))


def scale(term: ArithRef, factor: Fraction, node: ir.Node, desk: Desk) -> ArithRef:
    """The number times the factor: exact where a decimal is, else rounded to eight places."""
    product = times(term, number(factor))
    if exact_decimal(factor) is not None:
        return product
    written = constant(product)
    if written is not None:
        exact = exact_decimal(written)
        return number(Fraction(rounded(written) if exact is None else exact))
    desk.unbounded(node)
    result = desk.fresh_real("scaled")
    desk.require(at_most(magnitude(minus(result, product)), number(_PLACE / 2)))
    return result


def negation(node: ir.Negation, _: Desk, operand: Symbol) -> Answer:
    """The value with the opposite sign; null where it overflows, as the smallest integer does."""
    match operand:
        case Length():
            return Answer(replace(operand, amount=opposite(operand.amount)))
        case Number():
            found = Number(known=TRUE, blamed=FALSE, low=opposite(operand.high), high=opposite(operand.low))
            return Answer(_checked(found, node.type))
        case _:
            raise AssertionError(f"the compiler let {operand!r} be negated")


def absolute(node: ir.Absolute, _: Desk, operand: Symbol) -> Answer:
    """The value without its sign; null where it overflows, open where the sign of a count is not known."""
    assert isinstance(operand, Number)  # noqa: S101 - the compiler has seen to it
    positive, negative = at_most(NOUGHT, operand.low), at_most(operand.high, NOUGHT)
    low = pick(positive, operand.low, opposite(operand.high))
    high = low if operand.low.eq(operand.high) else pick(positive, operand.high, opposite(operand.low))
    found = Number(known=TRUE, blamed=FALSE, low=low, high=high)
    signless = FALSE if operand.low.eq(operand.high) else negate(either(positive, negative))
    return Answer(_checked(found, node.type), signless)


def _checked(found: Number, type_: Type) -> Number:
    """The number, null where it overflows; a count that is not known exactly never does."""
    inexact: BoolRef = negate(same(found.low, found.high))
    return replace(found, known=either(inexact, in_range(found.low, type_)))


def convert(node: ir.Convert, desk: Desk, operand: Symbol) -> Answer:
    """The magnitude in the other unit."""
    assert isinstance(operand, Number)  # noqa: S101 - the compiler has seen to it
    term = scale(operand.low, node.factor, node, desk)
    return Answer(replace(operand, low=term, high=term))


def widen(_: ir.Widen, __: Desk, operand: Symbol) -> Answer:
    """The same number."""
    return Answer(operand)
