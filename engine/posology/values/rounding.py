"""The one rounding of figures for people: half up, on exact fractions, so that a tie is a tie."""

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
