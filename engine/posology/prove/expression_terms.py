"""Terms of the solver, with what is settled already folded away, so that questions stay short."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import overload

from z3 import (
    And,
    ArithRef,
    BoolRef,
    BoolVal,
    If,
    IntNumRef,
    IntVal,
    Not,
    Or,
    Q,
    RatNumRef,
    ToReal,
    is_false,
    is_true,
    simplify,
)

TRUE, FALSE = BoolVal(True), BoolVal(False)
ZERO, NOUGHT = IntVal(0), Q(0, 1)


def truth(value: bool) -> BoolRef:
    """The term of a truth value."""
    return TRUE if value else FALSE


def both(*terms: BoolRef) -> BoolRef:
    """That all of the terms hold."""
    left = [each for each in terms if not is_true(each)]
    if any(is_false(each) for each in left):
        return FALSE
    return TRUE if not left else left[0] if len(left) == 1 else And(*left)


def either(*terms: BoolRef) -> BoolRef:
    """That any of the terms holds."""
    left = [each for each in terms if not is_false(each)]
    if any(is_true(each) for each in left):
        return TRUE
    return FALSE if not left else left[0] if len(left) == 1 else Or(*left)


def negate(term: BoolRef) -> BoolRef:
    """That the term does not hold."""
    return FALSE if is_true(term) else TRUE if is_false(term) else Not(term)


def implies(premise: BoolRef, conclusion: BoolRef) -> BoolRef:
    """That the conclusion holds wherever the premise does."""
    return either(negate(premise), conclusion)


@overload
def pick(condition: BoolRef, one: BoolRef, other: BoolRef) -> BoolRef: ...
@overload
def pick(condition: BoolRef, one: ArithRef, other: ArithRef) -> ArithRef: ...
def pick(condition: BoolRef, one: BoolRef | ArithRef, other: BoolRef | ArithRef) -> BoolRef | ArithRef:
    """The one where the condition holds, else the other."""
    if is_true(condition) or one.eq(other):
        return one
    if is_false(condition):
        return other
    if isinstance(one, BoolRef) and isinstance(other, BoolRef):
        return _pick_truth(condition, one, other)
    return If(condition, one, other)  # type: ignore[arg-type]  # both are numbers, by the shapes above


def _pick_truth(condition: BoolRef, one: BoolRef, other: BoolRef) -> BoolRef:
    if is_true(one):
        return either(condition, other)
    if is_false(one):
        return both(negate(condition), other)
    if is_true(other):
        return either(negate(condition), one)
    if is_false(other):
        return both(condition, one)
    return If(condition, one, other)


def as_written(term: ArithRef) -> Fraction | None:
    """The number that the term is, if it is one as it stands."""
    if isinstance(term, IntNumRef):
        return Fraction(term.as_long())
    if isinstance(term, RatNumRef):
        return Fraction(term.numerator_as_long(), term.denominator_as_long())
    return None


def constant(term: ArithRef) -> Fraction | None:
    """The number that the term always is, if simplifying shows one."""
    written = as_written(term)
    return as_written(simplify(term)) if written is None else written


def number(value: Fraction | int) -> ArithRef:
    """The real term of a number."""
    return Q(value.numerator, value.denominator)


def whole(value: int) -> ArithRef:
    """The term of a whole number, such as of days."""
    return IntVal(value)


def real(term: ArithRef) -> ArithRef:
    """The whole number as a real one."""
    value = as_written(term)
    return ToReal(term) if value is None else number(value)


def same(left: ArithRef, right: ArithRef) -> BoolRef:
    """That two numbers are equal."""
    if left.eq(right):
        return TRUE
    mine, theirs = as_written(left), as_written(right)
    return left == right if mine is None or theirs is None else truth(mine == theirs)


def alike(left: BoolRef, right: BoolRef) -> BoolRef:
    """That two truth values are equal."""
    if left.eq(right):
        return TRUE
    if is_true(left) or is_false(left):
        return right if is_true(left) else negate(right)
    if is_true(right) or is_false(right):
        return left if is_true(right) else negate(left)
    return left == right


def less(left: ArithRef, right: ArithRef) -> BoolRef:
    """That the left number is less than the right one."""
    if left.eq(right):
        return FALSE
    mine, theirs = as_written(left), as_written(right)
    return left < right if mine is None or theirs is None else truth(mine < theirs)


def at_most(left: ArithRef, right: ArithRef) -> BoolRef:
    """That the left number is at most the right one."""
    if left.eq(right):
        return TRUE
    mine, theirs = as_written(left), as_written(right)
    return left <= right if mine is None or theirs is None else truth(mine <= theirs)


def plus(left: ArithRef, right: ArithRef) -> ArithRef:
    """The sum of two numbers of one sort."""
    return _folded(left + right, left, right)


def minus(left: ArithRef, right: ArithRef) -> ArithRef:
    """The difference of two numbers of one sort."""
    return _folded(left - right, left, right)


def times(left: ArithRef, right: ArithRef) -> ArithRef:
    """The product of two numbers of one sort."""
    return _folded(left * right, left, right)


def quotient(term: ArithRef, divisor: int) -> ArithRef:
    """How often the divisor, which is positive, goes into the whole number; downwards, also below zero."""
    return _folded(term / IntVal(divisor), term)


def opposite(term: ArithRef) -> ArithRef:
    """The number with the opposite sign."""
    return _folded(-term, term)


def _folded(term: ArithRef, *operands: ArithRef) -> ArithRef:
    return term if any(as_written(each) is None for each in operands) else simplify(term)


def magnitude(term: ArithRef) -> ArithRef:
    """The number without its sign."""
    return pick(less(term, ZERO if term.is_int() else NOUGHT), opposite(term), term)


def lesser(one: ArithRef, *others: ArithRef) -> ArithRef:
    """The least of the numbers."""
    return reduce(lambda least, each: pick(at_most(least, each), least, each), others, one)


def greater(one: ArithRef, *others: ArithRef) -> ArithRef:
    """The greatest of the numbers."""
    return reduce(lambda most, each: pick(at_most(each, most), most, each), others, one)


def how_many(*terms: BoolRef) -> ArithRef:
    """How many of the terms hold."""
    return reduce(plus, (pick(each, whole(1), whole(0)) for each in terms), whole(0))
