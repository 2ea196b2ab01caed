"""Quantities: an exact decimal with a UCUM unit, how they are written in a record, and how two of them compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from posology.values.units import ratio

# INVARIANT: nothing longer comes in from a record, so sums and products of two magnitudes stay well inside
# what CQL 1.5 (28 digits) and a reader can take in.
MOST_DIGITS = 28
_WRITTEN = re.compile(r"(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?) ([!-~]{1,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact magnitude and the UCUM code of its unit.

    Equality is of magnitude and code, not of what they measure: 1 kg and 1000 g are two quantities;
    `compare_quantities` says that they measure the same.

    Raises:
        ValueError: the magnitude is not a finite number.
    """

    magnitude: Decimal
    unit: str

    def __post_init__(self) -> None:
        """Not a number and infinity compare false with every limit, so neither may ever become a quantity."""
        if not self.magnitude.is_finite():
            message = f"a quantity is finite, and `{self.magnitude}` is not"
            raise ValueError(message)


def parse_quantity(text: str) -> Quantity | None:
    """The quantity that `87 kg` stands for: a number, one space, a unit without spaces; None for anything else.

    The number is in ASCII digits with a full stop before decimals; no exponent, no thousands comma, no underscore,
    no plus, no leading zero but `0.`, no naked point, at most 28 digits. Whether the unit exists is for
    `units.parse_unit` to say, so that a reader can name the part that is wrong.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    number, unit = written.groups()
    if sum(character.isdigit() for character in number) > MOST_DIGITS:
        return None
    return Quantity(Decimal(number), unit)


def compare_quantities(left: Quantity, right: Quantity) -> int | None:
    """-1, 0 or 1 as the left measures less, as much or more; None where the two measure different things.

    Compared as fractions, so that it is exact also where no conversion ends in a finite decimal.
    """
    scale = ratio(left.unit, right.unit)
    if scale is None:
        return None
    mine, theirs = Fraction(left.magnitude) * scale, Fraction(right.magnitude)
    return (mine > theirs) - (mine < theirs)
