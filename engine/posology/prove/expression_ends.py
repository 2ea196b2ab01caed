"""The first and the last point of an interval."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from z3 import ArithRef, BoolRef

from posology.ir.types import QuantityType, Simple, Type
from posology.ir.value_laws import GREATEST_DECIMAL, GREATEST_INTEGER, LEAST_INTEGER, SMALLEST_STEP
from posology.prove.calendar_days import FIRST_DAY, LAST_DAY
from posology.prove.desk import Desk
from posology.prove.expression_answers import any_blamed, is_null
from posology.prove.expression_dates import next_date
from posology.prove.expression_made import null, number_of, unknown_where
from posology.prove.expression_merging import choose
from posology.prove.expression_terms import (
    FALSE,
    TRUE,
    ZERO,
    at_most,
    both,
    either,
    negate,
    number,
    plus,
    same,
    whole,
)
from posology.prove.symbols import Day, Number, Stretch, Symbol

_GREATEST, _STEP = Fraction(GREATEST_DECIMAL), Fraction(SMALLEST_STEP)


def ends(interval: Stretch, point: Type, desk: Desk) -> tuple[Symbol, Symbol]:
    """The first and last point; where one end is not recorded neither is told, as the interval may have no point."""
    first, last = ends_as_known(interval, point, desk)
    missing = any_blamed(interval.low, interval.high)
    return unknown_where(missing, TRUE, first), unknown_where(missing, TRUE, last)


def ends_as_known(interval: Stretch, point: Type, desk: Desk) -> tuple[Symbol, Symbol]:
    """The first and last point, each by itself: enough to say that a value lies outside."""
    return (
        _end(interval.low, interval.low_closed, -1, point, desk),
        _end(interval.high, interval.high_closed, 1, point, desk),
    )


def _end(end: Symbol, closed: BoolRef, outward: int, point: Type, desk: Desk) -> Symbol:
    found = end
    if not closed.eq(TRUE) and not end.known.eq(FALSE):
        found = choose(either(closed, negate(end.known)), end, _next(end, -outward, point, desk))
    unbounded = both(is_null(end), closed)
    return found if unbounded.eq(FALSE) else choose(unbounded, _furthest(point, outward), found)


def _furthest(point: Type, direction: int) -> Symbol:
    match point:
        case Simple.INTEGER:
            return number_of(LEAST_INTEGER if direction < 0 else GREATEST_INTEGER)
        case Simple.DECIMAL | QuantityType():
            return number_of(direction * _GREATEST)
        case Simple.DATE:
            day = whole(FIRST_DAY if direction < 0 else LAST_DAY)
            return Day(known=TRUE, blamed=FALSE, earliest=day, latest=day, precision=ZERO)
        case _:
            return null(point)


def _next(value: Symbol, direction: int, point: Type, desk: Desk) -> Symbol:
    """The successor or predecessor: one whole, one hundred-millionth, or a day, month or year as the date is known."""
    match value:
        case Day():
            return next_date(value, direction, desk)
        case Number():
            step = Fraction(direction) if point is Simple.INTEGER else direction * _STEP
            moved = plus(value.low, number(step))
            known = both(same(value.low, value.high), in_range(moved, point))
            return Number(known=known, blamed=FALSE, low=moved, high=moved)
        case _:
            return replace(value, known=FALSE, blamed=FALSE)


def in_range(term: ArithRef, type_: Type) -> BoolRef:
    """That the number does not overflow its type; a quantity has no range of its own."""
    match type_:
        case QuantityType():
            return TRUE
        case Simple.INTEGER:
            return both(at_most(number(LEAST_INTEGER), term), at_most(term, number(GREATEST_INTEGER)))
        case _:
            return both(at_most(number(-_GREATEST), term), at_most(term, number(_GREATEST)))
