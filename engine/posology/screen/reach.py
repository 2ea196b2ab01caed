"""How far the numbers of a column can reach: what is known when a query is written, so that no row need be asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ibis import Value

from posology.values.exact import exact_decimal

MOST_DIGITS = 38
"""The widest exact number that DuckDB and Spark have."""

_LARGEST_IN_64_BITS = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Reach:
    """Every number of the column lies from `lowest` to `highest` and has at most so many places after the point."""

    lowest: Fraction
    highest: Fraction
    places: int

    @property
    def digits(self) -> int:
        """How many digits stand before the point at most."""
        return len(str(int(max(abs(self.lowest), abs(self.highest)))))

    @property
    def width(self) -> int:
        """How many digits a column needs that holds every one of the numbers."""
        return self.digits + self.places

    @property
    def column_type(self) -> str:
        """The narrowest type of decimals that holds every one of the numbers; `width` says whether there is one."""
        return f"decimal({self.width},{self.places})"

    def within(self, least: Fraction, greatest: Fraction) -> bool:
        """Whether no number lies outside."""
        return least <= self.lowest and self.highest <= greatest

    def cut(self, least: Fraction, greatest: Fraction) -> Reach:
        """The reach of those numbers that lie within."""
        lowest, highest = max(self.lowest, least), min(self.highest, greatest)
        return Reach(lowest, highest, self.places) if lowest <= highest else Reach(least, greatest, self.places)


def of_number(number: int | Decimal) -> Reach:
    """The reach of one number."""
    exact = Fraction(number)
    return Reach(exact, exact, places_of(exact) or 0)


def of_column(value: Value) -> Reach:
    """What the type of the column alone says: 64 bits of whole numbers, or the digits of its decimals."""
    kind = value.type()
    if not kind.is_decimal():
        return Reach(Fraction(-_LARGEST_IN_64_BITS - 1), Fraction(_LARGEST_IN_64_BITS), 0)
    greatest = Fraction(10**kind.precision - 1, 10**kind.scale)
    return Reach(-greatest, greatest, kind.scale)


def of_any(*reaches: Reach) -> Reach:
    """The reach of a column that holds numbers of any of these."""
    return Reach(
        min(each.lowest for each in reaches),
        max(each.highest for each in reaches),
        max(each.places for each in reaches),
    )


def of_sum(left: Reach, right: Reach) -> Reach:
    """How far sums reach."""
    return Reach(left.lowest + right.lowest, left.highest + right.highest, max(left.places, right.places))


def of_opposite(reach: Reach) -> Reach:
    """How far the numbers with the opposite sign reach."""
    return Reach(-reach.highest, -reach.lowest, reach.places)


def of_product(left: Reach, right: Reach) -> Reach:
    """How far products reach."""
    corners = [mine * theirs for mine in (left.lowest, left.highest) for theirs in (right.lowest, right.highest)]
    return Reach(min(corners), max(corners), left.places + right.places)


def places_of(number: Fraction) -> int | None:
    """How many places after the point the number has; None where it has endlessly many."""
    exact = exact_decimal(number)
    if exact is None:
        return None
    exponent = exact.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else None
