"""The types of expressions: a closed family, compared by value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from posology.values.units import parse_unit


class Simple(Enum):
    """The types that need nothing more than their name; `ANY` is the type of `null`, which fits everywhere."""

    ANY = "null"
    BOOLEAN = "true or false"
    INTEGER = "a whole number"
    DECIMAL = "a decimal number"
    TEXT = "text"
    DATE = "a date"


class CalendarFamily(Enum):
    """Which calendar durations have a fixed ratio to each other: years with months, and weeks with days."""

    MONTHS = "years or months"
    DAYS = "weeks or days"


@dataclass(frozen=True, slots=True)
class CodeType:
    """Text that is one of the options which the data dictionary lists; empty options mean that any text will do."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarType:
    """A calendar duration, which has no fixed length and is never compared with an elapsed one."""

    family: CalendarFamily


@dataclass(frozen=True, slots=True)
class QuantityType:
    """A quantity in one unit: its UCUM code, and the dimension as base units with their powers."""

    unit: str
    dimension: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ListType:
    """A list whose items all have one type."""

    item: Type


@dataclass(frozen=True, slots=True)
class IntervalType:
    """An interval between two points of one type."""

    point: Type


@dataclass(frozen=True, slots=True)
class RecordType:
    """One record of a list, such as one medicine: the path of the list, and its fields with their types."""

    path: str
    fields: tuple[tuple[str, Type], ...]

    def field(self, name: str) -> Type | None:
        """The type of the field, or None where there is none of that name."""
        return next((type_ for each, type_ in self.fields if each == name), None)


Type: TypeAlias = Simple | CodeType | CalendarType | QuantityType | ListType | IntervalType | RecordType


BOOLEAN = Simple.BOOLEAN
DURATION = CalendarType(CalendarFamily.DAYS)


def quantity_of(unit: str) -> QuantityType:
    """The type of quantities in the unit, which must be a UCUM code that `values.units` knows."""
    known = parse_unit(unit)
    if known is None:
        message = f"no unit {unit}"
        raise ValueError(message)
    return QuantityType(known.code, known.dimension)


def in_words(type_: Type) -> str:  # noqa: PLR0911 - one line for each shape in the closed family
    """The type as a clinician would say it, to stand in a message: `a whole number`, `a quantity in mg`."""
    match type_:
        case Simple():
            return type_.value
        case CodeType():
            return "a code"
        case CalendarType():
            return f"a calendar duration in {type_.family.value}"
        case QuantityType():
            return f"a quantity in {type_.unit}"
        case ListType(item=Simple.ANY):
            return "a list"
        case ListType():
            return f"a list, each item {in_words(type_.item)}"
        case IntervalType(point=Simple.ANY):
            return "an interval"
        case IntervalType():
            return f"an interval between two points, each {in_words(type_.point)}"
        case RecordType():
            return f"a record of {type_.path}"
