"""Rates with the 95 % score interval of Wilson (1927), in decimal arithmetic of a stated precision.

The interval ends are (2k + z² ± z·√(z² + 4k(n - k)/n)) / (2(n + z²)) for k of n. Unlike the plain interval round the
proportion they stay between 0 and 1 and have a width also where all or none respond.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from posology.results.outcomes import Rate
from posology.values.rounding import half_up, whole_percent

Z = Decimal("1.959963984540054")
"""The 97.5 % quantile of the standard normal distribution, to fifteen places: what leaves 5 % outside two sides."""

PRECISION = 50
"""Digits carried in the one square root. Four are printed, so the rest is room."""

PLACES = 4


def wilson(count: int, of: int) -> tuple[Fraction, Fraction]:
    """The ends of the interval for `count` of `of`; exactly 0 for none and exactly 1 for all.

    Raises:
        ValueError: where there is nobody, or more respond than there are.
    """
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"there is no rate of {count} of {of}")
    squared = Fraction(Z) ** 2
    under_the_root = squared + Fraction(4 * count * (of - count), of)
    spread = Fraction(Z) * _root(under_the_root)
    middle, scale = 2 * count + squared, 2 * (of + squared)
    low = Fraction(0) if count == 0 else (middle - spread) / scale
    high = Fraction(1) if count == of else (middle + spread) / scale
    return low, high


def _root(number: Fraction) -> Fraction:
    """The square root to `PRECISION` digits, in a context of its own: the running one may be anybody's."""
    context = Context(prec=PRECISION)
    return Fraction(context.sqrt(context.divide(Decimal(number.numerator), Decimal(number.denominator))))


def rate(count: int, of: int) -> Rate:
    """The rate with its interval, each figure rounded once from the exact value; without figures for nobody."""
    if of == 0:
        return Rate(
            count=count,
            of=of,
            proportion=None,
            percent=None,
            low=None,
            high=None,
            low_percent=None,
            high_percent=None,
        )
    low, high = wilson(count, of)
    proportion = Fraction(count, of)
    return Rate(
        count=count,
        of=of,
        proportion=half_up(proportion, PLACES),
        percent=whole_percent(proportion),
        low=half_up(low, PLACES),
        high=half_up(high, PLACES),
        low_percent=whole_percent(low),
        high_percent=whole_percent(high),
    )
