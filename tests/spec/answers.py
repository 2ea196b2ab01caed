"""Values as JSON and as facts are written: the only place where the cases and the engine's values meet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from posology.render.values import Json, value_as_json
from posology.values.dates import CalendarDuration, PartialDate
from posology.values.known import CountRange, Entry, Interval, Value
from posology.values.quantity import Quantity
from posology.values.truth import Unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """What an execution found: the value as JSON, and the elements that an unknown waits for."""

    value: Json
    waits_for: tuple[str, ...] = ()


def answer(value: Value) -> Answer:
    """The answer that a value is, in the JSON that the engine prints."""
    reasons = value.reasons if isinstance(value, Unknown) else ()
    return Answer(value_as_json(value), tuple(dict.fromkeys(reason.element for reason in reasons)))


def expected(text: str) -> Json:
    """The JSON that a case expects, its decimals exact."""
    read: Json = json.loads(text, parse_float=Decimal)
    return read


def is_same(left: Json, right: Json) -> bool:
    """Whether both are the same JSON of the same types: `1` is neither `true` nor `1.0`, and `2.0` is `2.00`.

    A quantity has its number as text; that is compared as the number that it is.
    """
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            is_same(_number_of(left, name), _number_of(right, name)) for name in left
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(is_same(*pair) for pair in zip(left, right, strict=True))
    return type(left) is type(right) and left == right


def _number_of(read: dict[str, Json], name: str) -> Json:
    part = read[name]
    return Decimal(part) if name == "value" and isinstance(part, str) else part


def as_written(value: Value) -> str:  # noqa: PLR0911 - one return for each kind of value
    """The value as somebody would write it in the language, for the facts of a case in the manual."""
    match value:
        case Unknown():
            return "missing"
        case bool():
            return str(value).lower()
        case int() | Decimal() | CountRange() | CalendarDuration():
            return str(value)
        case str():
            return f"'{value}'"
        case PartialDate():
            return f"@{value}"
        case Quantity(magnitude, unit):
            return f"{magnitude} '{unit}'"
        case Interval(low, high):
            return f"Interval[{as_written(low)}, {as_written(high)}]"
        case Entry(fields):
            return ", ".join(f"{name} {as_written(field)}" for name, field in fields.items())
        case tuple():
            return "{" + "; ".join(as_written(member) for member in value) + "}"
        case _:
            assert_never(value)
