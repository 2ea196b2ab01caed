"""The closed family of values that an expression can have once it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from posology.values.dates import CalendarDuration, CountRange, PartialDate
from posology.values.quantity import Quantity
from posology.values.truth import Unknown

__all__ = [
    "CalendarDuration",
    "CountRange",
    "Entry",
    "Interval",
    "Known",
    "PartialDate",
    "Quantity",
    "Unknown",
    "Value",
]


@dataclass(frozen=True, slots=True)
class Interval:
    """Everything from `low` to `high`, ends included where closed; an unknown or null end is an end not known."""

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a list, such as one medicine: its fields by name, each known or unknown."""

    fields: Mapping[str, Value]


Known: TypeAlias = (
    bool
    | int
    | Decimal
    | str
    | PartialDate
    | CalendarDuration
    | Quantity
    | CountRange
    | Interval
    | Entry
    | tuple["Value", ...]
)
Value: TypeAlias = Known | Unknown
