"""Simpler values for one recorded value: rounder numbers, whole days, today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from posology.values.dates import Precision, parse_date
from posology.values.quantity import parse_quantity

_PARTS = (Decimal(1), Decimal("0.5"), Decimal("0.1"), Decimal("0.05"), Decimal("0.01"))
"""What a round number is a multiple of, as parts of its highest digit's worth, the roundest first."""

_FURTHEST = Decimal("0.1")
"""How far a rounder number may lie from the one it stands for, as a part of it: an ordinary value stays ordinary."""

_YEARS = range(1800, 2200)
"""A whole number that may be a year: a rounder one would be another time, and no simpler."""


def simpler_values(value: Any, as_of: date) -> Iterator[Any]:  # noqa: ANN401 - a record may hold anything
    """What could stand in the place of the value and be read more easily, the simplest first; nothing for most."""
    match value:
        case bool():
            return
        case int():
            if value not in _YEARS:
                yield from (int(each) for each in _rounder(Decimal(value)) if each == each.to_integral_value())
        case Decimal():
            yield from _rounder(value)
        case str():
            yield from _simpler_texts(value, as_of)
        case _:
            return


def _simpler_texts(text: str, as_of: date) -> Iterator[str]:
    when = parse_date(text)
    if when is not None:
        today = as_of.isoformat()
        if text != today:
            yield today
        if when.precision is not Precision.DAY:
            yield when.earliest.isoformat()
        return
    quantity = parse_quantity(text)
    if quantity is not None:
        yield from (f"{each:f} {quantity.unit}" for each in _rounder(quantity.magnitude))


def _rounder(number: Decimal) -> Iterator[Decimal]:
    """The multiples of round steps just below and above, the nearer first, down to the step that divides it already."""
    worth = Decimal(1).scaleb(number.adjusted())
    for step in (worth * part for part in _PARTS):
        if number % step == 0:
            return
        both = ((number / step).to_integral_value(towards) * step for towards in (ROUND_FLOOR, ROUND_CEILING))
        for rounded in sorted(both, key=lambda each: abs(each - number)):
            if abs(rounded - number) <= abs(number) * _FURTHEST:
                yield rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
