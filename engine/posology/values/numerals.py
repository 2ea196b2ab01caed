"""Numbers, quantities and dates for people: one formatter for every output.

A numeral and a whole word (`100 million cells`), never `M`, exponents or trailing zeros, always a zero before the
point, a space before the unit, commas in long digit strings, no `/` and no `µ`. What is printed reads back, with
`parse_numeral`, as exactly the value that was printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from posology.values.dates import PartialDate, Precision
from posology.values.exact import exact_decimal
from posology.values.quantity import Quantity
from posology.values.ucum import CELLS, read_code

_MILLION = 1_000_000
# Two decimals of a million read at a glance; beyond them the digits in full are easier to check.
_SHORTEST_STEP = _MILLION // 100
_NUMERAL = re.compile(
    r"(?P<sign>-?)(?P<whole>0|[1-9][0-9]{0,2}(?:,[0-9]{3})*)(?:\.(?P<decimals>[0-9]+))?(?P<million> million)?", re.ASCII
)


class _Words(NamedTuple):
    one: str
    many: str


# How a unit is said where its code would be misread or is not a word. What is not here is said as its code.
_UNIT_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        CELLS: _Words("cell", "cells"),
        "{vials}": _Words("vial", "vials"),
        "mL/min/{1.73_m2}": _Words("mL per minute per 1.73 square meters", "mL per minute per 1.73 square meters"),
        "ug": _Words("mcg", "mcg"),
        "ul": _Words("microliter", "microliters"),
        "uL": _Words("microliter", "microliters"),
        "l": _Words("L", "L"),
        "ml": _Words("mL", "mL"),
        "dl": _Words("dL", "dL"),
        "s": _Words("second", "seconds"),
        "min": _Words("minute", "minutes"),
        "h": _Words("hour", "hours"),
        "d": _Words("day", "days"),
        "wk": _Words("week", "weeks"),
        "[in_i]": _Words("inch", "inches"),
        "[ft_i]": _Words("foot", "feet"),
        "[lb_av]": _Words("pound", "pounds"),
        "[oz_av]": _Words("ounce", "ounces"),
        "m2": _Words("square meter", "square meters"),
        "cm2": _Words("square centimeter", "square centimeters"),
        "mm[Hg]": _Words("mmHg", "mmHg"),
        "[IU]": _Words("international unit", "international units"),
        "[iU]": _Words("international unit", "international units"),
        "U": _Words("unit", "units"),
        "Cel": _Words("degree Celsius", "degrees Celsius"),
        "[degF]": _Words("degree Fahrenheit", "degrees Fahrenheit"),
    }
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def count_in_words(count: int) -> str:
    """The count for people: `100 million`, `1.5 million`, `1,234,567`.

    Millions where at most two decimals say all of it, digits with commas otherwise. A thousand million stays that:
    a billion is a million millions to some readers.
    """
    whole = Decimal(count)
    if abs(count) < _MILLION or count % _SHORTEST_STEP:
        return decimal_in_words(whole)
    # moving the point by hand is exact; dividing rounds to the precision of the running context
    sign, digits, _ = whole.as_tuple()
    return f"{decimal_in_words(Decimal((sign, digits, -6)))} million"


def cells_in_words(count: int) -> str:
    """The count with its unit: `100 million cells`, `1 cell`."""
    return f"{count_in_words(count)} {_UNIT_WORDS[CELLS].one if abs(count) == 1 else _UNIT_WORDS[CELLS].many}"


def decimal_in_words(number: Decimal) -> str:
    """The number in digits with commas: `0.5`, `1,500`, `64.4`; no exponent and no trailing zero, however it is stored.

    Raises:
        ValueError: the number is not finite.
    """
    if not number.is_finite():
        message = f"only a finite number can be printed, not `{number}`"
        raise ValueError(message)
    # `normalize` would round to the precision of the running context; cutting the printed zeros never does
    whole, _, decimals = f"{number.copy_abs():,f}".partition(".")
    decimals = decimals.rstrip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def parse_numeral(text: str) -> Decimal | None:
    """The number that `count_in_words` or `decimal_in_words` printed, exactly; None for anything else."""
    numeral = _NUMERAL.fullmatch(text)
    if numeral is None:
        return None
    whole, decimals = numeral["whole"].replace(",", ""), numeral["decimals"] or ""
    if numeral["million"]:
        whole, decimals = whole + decimals[:6].ljust(6, "0"), decimals[6:]
    return Decimal(f"{numeral['sign']}{whole}.{decimals or '0'}")


def quantity_in_words(quantity: Quantity) -> str:
    """The quantity for people: `72 kg`, `0.5 mL`, `100 million cells`, `1.5 million cells per kg`, `23 vials`.

    A number in the unit goes into the numeral, an annotation that names nothing known is left out, and what is no
    UCUM code is printed as it stands.
    """
    magnitude, over, under = _parted(quantity)
    numeral = decimal_in_words(magnitude)
    if over == (CELLS,) and magnitude == magnitude.to_integral_value():
        numeral = count_in_words(int(magnitude))
    one = abs(magnitude) == 1
    return " ".join(
        (numeral, *(_said(unit, one=one) for unit in over), *(f"per {_said(unit, one=True)}" for unit in under))
    )


def date_in_words(day: date) -> str:
    """The day with its month as a word, which no reader takes for another: `7 December 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def partial_date_in_words(when: PartialDate) -> str:
    """The date as far as it is known: `7 December 2026`, `December 2026` or `2026`."""
    match when.precision:
        case Precision.YEAR:
            return str(when.earliest.year)
        case Precision.MONTH:
            return f"{_MONTHS[when.earliest.month - 1]} {when.earliest.year}"
        case Precision.DAY:
            return date_in_words(when.earliest)


def join_in_words(parts: Sequence[str]) -> str:
    """The parts as one phrase: `a`, `a and b`, `a, b and c`; empty for none."""
    if len(parts) < 2:  # noqa: PLR2004 - a comma and an `and` need two parts; a name would not say more
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _parted(quantity: Quantity) -> tuple[Decimal, tuple[str, ...], tuple[str, ...]]:
    """The magnitude with the numbers of the unit taken in, the units it counts, and the units it is counted per."""
    as_it_stands = quantity.magnitude, (quantity.unit,), ()
    term = read_code(quantity.unit)
    if quantity.unit in _UNIT_WORDS or term is None:
        return as_it_stands
    magnitude = exact_decimal(Fraction(quantity.magnitude) * term.scale)
    if magnitude is None:
        return as_it_stands
    powers = [(atom if abs(power) == 1 else f"{atom}{abs(power)}", power) for atom, power in term.powers.items()]
    over = tuple(unit for unit, power in powers if power > 0)
    under = tuple(unit for unit, power in powers if power < 0)
    return magnitude, over, under


def _said(unit: str, *, one: bool) -> str:
    words = _UNIT_WORDS.get(unit)
    if words is None:
        return unit
    return words.one if one else words.many
