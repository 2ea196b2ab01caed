"""Exact passage from fractions to decimals: nothing is rounded, and what has no finite decimal has none here."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def exact_decimal(fraction: Fraction) -> Decimal | None:
    """The decimal that equals the fraction, with as few digits as it takes; None where none does, as for one third."""
    places = _decimal_places(fraction.denominator)
    if places is None:
        return None
    scaled = fraction.numerator * 10**places // fraction.denominator
    # Decimal arithmetic (`*`, `scaleb`) rounds to the precision of the running context; this constructor does not.
    return Decimal((int(scaled < 0), Decimal(abs(scaled)).as_tuple().digits, -places))


def _decimal_places(denominator: int) -> int | None:
    """How many digits after the point a fraction in lowest terms with that denominator has; None for endlessly many."""
    rest, twos, fives = denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
