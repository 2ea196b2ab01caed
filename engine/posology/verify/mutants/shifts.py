"""The smallest meaningful step of a threshold either way, and the unit that it is most easily taken for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from posology.values.dates import CalendarDuration, CalendarUnit, PartialDate, Precision, shift_partial
from posology.values.known import Known
from posology.values.numerals import decimal_in_words, partial_date_in_words, quantity_in_words
from posology.values.quantity import Quantity
from posology.values.truth import Unknown
from posology.values.ucum import CELLS
from posology.values.units import ratio

SWAPPED_DURATION: Mapping[CalendarUnit, CalendarUnit] = MappingProxyType(
    {
        CalendarUnit.YEAR: CalendarUnit.MONTH,
        CalendarUnit.MONTH: CalendarUnit.YEAR,
        CalendarUnit.WEEK: CalendarUnit.DAY,
        CalendarUnit.DAY: CalendarUnit.WEEK,
    }
)
"""The unit of the calendar that one is most easily taken for, of the same family."""

SWAPPED_UNIT: Mapping[str, str] = MappingProxyType(
    {
        "kg": "[lb_av]",
        "g": "kg",
        "cm": "[in_i]",
        "m": "cm",
        "mm": "cm",
        "mL": "L",
        "h": "d",
        "d": "h",
        "%": "1",
        "mL/min": "L/min",
        f"{CELLS}/kg": f"{CELLS}/[lb_av]",
        f"{CELLS}/mL": f"{CELLS}/L",
    }
)
"""The unit that one is most easily taken for."""

UNITS: Mapping[Precision, CalendarUnit] = MappingProxyType(
    {Precision.YEAR: CalendarUnit.YEAR, Precision.MONTH: CalendarUnit.MONTH, Precision.DAY: CalendarUnit.DAY}
)
"""The unit to which a date is written."""

THOUSAND: Final = 1000
_DIGITS_KEPT: Final = Decimal("1e-9")
_FIRST_STEPS_OF_CELLS: Final = 2


@dataclass(frozen=True, slots=True)
class Shifted:
    """Another value, as an id writes it and as a clinician reads it."""

    value: Known
    written: str
    words: str


def neighbours(value: Known) -> Iterator[Known]:
    """The value one smallest meaningful step lower and one higher, where there are such; a truth has its contrary.

    Of a decimal that is one in the last place written, of a calendar duration one of its own unit, of a date one of
    what it is written to, and of cells one in the second digit at the latest.
    """
    match value:
        case bool():
            yield not value
        case int():
            yield from (value - 1, value + 1)
        case Decimal():
            yield from (value + sign * step_of(value) for sign in (-1, 1))
        case Quantity(magnitude=magnitude, unit=unit):
            step = Decimal(step_of_cells(int(magnitude))) if _is_cells(unit, magnitude) else step_of(magnitude)
            yield from (Quantity(magnitude + sign * step, unit) for sign in (-1, 1))
        case CalendarDuration(amount=amount, unit=of):
            yield from (CalendarDuration(amount + sign, of) for sign in (-1, 1) if amount + sign >= 0)
        case PartialDate():
            yield from _dates_beside(value)
        case _:
            return


def step_of(number: Decimal) -> Decimal:
    """One in the last place that is written; one whole where that is left of the point."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def step_of_cells(cells: int) -> int:
    """One in the last digit that is not zero, or in the second where only the first is."""
    digits = str(abs(cells))
    zeros = len(digits) - len(digits.rstrip("0"))
    return int(10 ** max(min(zeros, len(digits) - _FIRST_STEPS_OF_CELLS), 0))


def in_another_unit(value: Known) -> Known | None:
    """The value as if it had been written in the unit that its own is most easily taken for; None where none is."""
    match value:
        case CalendarDuration(amount=amount, unit=unit) if amount:
            return CalendarDuration(amount, SWAPPED_DURATION[unit])
        case Quantity(magnitude=magnitude, unit=unit) if magnitude:
            return _taken_for(magnitude, unit)
        case _:
            return None


def _taken_for(magnitude: Decimal, unit: str) -> Quantity | None:
    if unit == CELLS:
        return Quantity(magnitude * THOUSAND, unit)
    other = SWAPPED_UNIT.get(unit)
    factor = None if other is None else ratio(other, unit)
    if factor is None:
        return None
    taken = (magnitude * factor.numerator / factor.denominator).quantize(_DIGITS_KEPT).normalize()
    # what is written with an exponent could not be read back
    return Quantity(Decimal(f"{taken:f}"), unit)


def unit_taken_for(value: Known) -> str:
    """The unit in which `in_another_unit` reads the value, in words."""
    match value:
        case CalendarDuration(unit=unit):
            return f"{SWAPPED_DURATION[unit]}s"
        case Quantity(unit=unit):
            return f"1000 {CELLS}" if unit == CELLS else SWAPPED_UNIT.get(unit, "")
        case _:
            return ""


def written(value: Known | Unknown) -> str:
    """The value as an id writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case Quantity(magnitude=magnitude, unit=unit):
            return f"{magnitude:f} {unit}"
        case Unknown():
            return "null"
        case _:
            return str(value)


def words_of(value: Known | Unknown) -> str:  # noqa: PLR0911 - one line for each shape of a value
    """The value as a clinician reads it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return decimal_in_words(Decimal(value))
        case Decimal():
            return decimal_in_words(value)
        case Quantity():
            return quantity_in_words(value)
        case PartialDate():
            return partial_date_in_words(value)
        case str():
            return f"`{value}`"
        case _:
            return written(value)


def _is_cells(unit: str, magnitude: Decimal) -> bool:
    return unit.startswith(CELLS) and magnitude == magnitude.to_integral_value()


def _dates_beside(value: PartialDate) -> Iterator[PartialDate]:
    """The day, month or year before and the one after, as far as the calendar goes."""
    unit = UNITS[value.precision]
    for sign in (-1, 1):
        moved = shift_partial(value, CalendarDuration(1, unit), sign)
        if moved is not None:
            yield moved
