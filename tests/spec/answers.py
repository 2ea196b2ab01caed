"""Values as JSON and as facts are written: the only place where the cases and the engine's values meet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias, assert_never

from posology.values.dates import CalendarDuration, PartialDate
from posology.values.known import CountRange, Entry, Interval, Value
from posology.values.quantity import Quantity
from posology.values.truth import Unknown

Json: TypeAlias = "bool | int | Decimal | str | Sequence[Json] | Mapping[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an execution found: the value as JSON, and the elements that an unknown waits for."""

    value: Json
    waits_for: tuple[str, ...] = ()


def answer(value: Value) -> Answer:
    """The answer that a value is."""
    reasons = value.reasons if isinstance(value, Unknown) else ()
    return Answer(as_json(value), tuple(dict.fromkeys(reason.element for reason in reasons)))


def as_json(value: Value) -> Json:  # noqa: PLR0911 - one return for each kind of value
    """The value as JSON: dates as text, quantities and durations with their unit, null for what is not known."""
    match value:
        case Unknown():
            return None
        case bool() | int() | Decimal() | str():
            return value
        case PartialDate():
            return str(value)
        case CalendarDuration(amount, unit):
            return {"value": Decimal(amount), "unit": str(unit)}
        case Quantity(magnitude, unit):
            return {"value": magnitude, "unit": unit}
        case CountRange(lowest, highest):
            return {"lowest": lowest, "highest": highest}
        case Interval(low, high, low_closed, high_closed):
            return {"low": as_json(low), "high": as_json(high), "closed": [low_closed, high_closed]}
        case Entry(fields):
            return {name: as_json(field) for name, field in fields.items() if not isinstance(field, Unknown)}
        case tuple():
            return [as_json(member) for member in value]
        case _:
            assert_never(value)


def expected(text: str) -> Json:
    """The JSON that a case expects, its decimals exact; the number of a quantity is always a decimal."""
    return _exact(json.loads(text, parse_float=Decimal))


def _exact(read: Json) -> Json:
    match read:
        case dict():
            return {
                name: Decimal(part) if name == "value" and isinstance(part, int) else _exact(part)
                for name, part in read.items()
            }
        case list():
            return [_exact(part) for part in read]
        case _:
            return read


def is_same(left: Json, right: Json) -> bool:
    """Whether both are the same JSON of the same types: `1` is neither `true` nor `1.0`, and `2.0` is `2.00`."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(is_same(left[name], right[name]) for name in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(is_same(*pair) for pair in zip(left, right, strict=True))
    return type(left) is type(right) and left == right


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
