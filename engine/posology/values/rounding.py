"""The roundings of figures for people, on exact fractions: half up, or up where none may come out less."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

_PERCENT = 100


def half_up(number: Fraction, places: int) -> Decimal:
    """The number to so many decimal places; a tie goes away from zero, as 87.5 becomes 88 and -0.5 becomes -1."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal((int(number < 0 and whole > 0), Decimal(whole).as_tuple().digits, -places))


def whole_percent(proportion: Fraction) -> int:
    """The proportion in whole percent, half up: 7 of 8 is 88."""
    return int(half_up(proportion * _PERCENT, 0))


def ceiling(number: Fraction) -> int:
    """The least whole number that is not below it."""
    return -(-number.numerator // number.denominator)


def rounded_up(number: Fraction, places: int) -> Decimal:
    """The number to so many decimal places, never less than it is: 0.0401 becomes 0.041 at three of them."""
    whole = ceiling(number * 10**places)
    return Decimal((int(whole < 0), Decimal(abs(whole)).as_tuple().digits, -places))
