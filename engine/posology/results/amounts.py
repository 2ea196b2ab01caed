"""Numbers of cells, and volumes, in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from posology.ir.plan import Limit, Measure, ProductLimit, RequestedTargets
from posology.results.check import Cells, Concentration, Content, Volume
from posology.values.numerals import cells_in_words, count_in_words, decimal_in_words
from posology.values.quantity import parse_quantity


def range_in_words(cells: Cells) -> str:
    """`20 million to 25 million cells`, or the one number where both ends are the same."""
    if not cells.counted:
        return "cells not counted"
    if cells.minimum is None or cells.maximum is None:
        return "unknown"
    if cells.minimum == cells.maximum:
        return cells_in_words(cells.minimum)
    return f"{count_in_words(cells.minimum)} to {cells_in_words(cells.maximum)}"


def volume_in_words(volume: Volume) -> str:
    """`2 mL`, or `2 mL to 3 mL`."""
    if volume.minimum == volume.maximum:
        return f"{decimal_in_words(volume.minimum)} mL"
    return f"{decimal_in_words(volume.minimum)} mL to {decimal_in_words(volume.maximum)} mL"


def concentration_in_words(concentration: Concentration) -> str:
    """`10 million cells in each mL`; a rounded number is said to be one."""
    cells = Cells(minimum=concentration.minimum, maximum=concentration.maximum, planned=None)
    about = "" if concentration.exact else ", rounded to whole cells"
    return f"{range_in_words(cells)} in each mL{about}"


def content_in_words(content: Content, volume: Volume) -> str:
    """What a target contains by one recorded count of the product, with the arithmetic."""
    cells = Cells(minimum=content.minimum, maximum=content.maximum, planned=None)
    if content.count is None:
        return f"{content.element}: not recorded"
    counted = parse_quantity(content.count)
    is_whole = counted is not None and counted.magnitude == counted.magnitude.to_integral_value()
    each = _bound_in_words(counted.magnitude, Measure.CONCENTRATION) if counted and is_whole else content.count
    return f"{content.element}: {range_in_words(cells)} ({each} times {volume_in_words(volume)})"


def number_wanted(targets: RequestedTargets) -> str:
    """How many levels the protocol asks for: `2 levels`, `1 to 2 levels`, `at least 1 level`."""
    if targets.most is None:
        return f"at least {targets.fewest} level{'' if targets.fewest == 1 else 's'}"
    if targets.fewest == targets.most:
        return f"{targets.most} level{'' if targets.most == 1 else 's'}"
    return f"{targets.fewest} to {targets.most} levels"


def amount_in_words(amount: tuple[Fraction | int, Fraction | int], measure: Measure) -> str:
    """What is given, from the least to the most, in the words of what is measured."""
    least, most = amount
    if measure is Measure.VOLUME:
        return volume_in_words(Volume(minimum=_decimal(least), maximum=_decimal(most)))
    cells = range_in_words(Cells(minimum=half_up(least), maximum=half_up(most), planned=None))
    return cells if measure is Measure.CELLS else f"{cells} in each mL"


def bounds_in_words(limit: Limit) -> str:
    """`at least 20 million cells and at most 25 million cells`."""
    at_least = None if limit.minimum is None else f"at least {_bound_in_words(limit.minimum, limit.measure)}"
    at_most = None if limit.maximum is None else f"at most {_bound_in_words(limit.maximum, limit.measure)}"
    return " and ".join(filter(None, (at_least, at_most)))


def product_bounds_in_words(limit: ProductLimit) -> str:
    """`at least 70 %`, `above 2,000 cells in each mL`."""
    bounds = (("at least", limit.minimum), ("above", limit.above), ("at most", limit.maximum))
    return " and ".join(f"{word} {_product_in_words(bound, limit.unit)}" for word, bound in bounds if bound is not None)


def _product_in_words(bound: Decimal, unit: str) -> str:
    if unit == "{cells}/mL":
        return _bound_in_words(bound, Measure.CONCENTRATION)
    return f"{decimal_in_words(bound)} {unit}"


def _bound_in_words(bound: int | Decimal, measure: Measure) -> str:
    exact = Fraction(bound)
    return amount_in_words((exact, exact), measure)


def _decimal(number: Fraction | int) -> Decimal:
    """A volume: a sum of decimals, and so one itself."""
    exact = Fraction(number)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def half_up(number: Fraction | int) -> int:
    """The whole number nearest to it, half of one counting as one."""
    exact = Fraction(number)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
