"""Values as JSON: whole numbers and decimals exactly, dates and quantities in the words of CQL."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TypeAlias, assert_never

from posology.values.dates import CalendarDuration, PartialDate
from posology.values.known import CountRange, Entry, Interval, Value
from posology.values.quantity import Quantity
from posology.values.truth import Unknown

Json: TypeAlias = bool | int | Decimal | str | list["Json"] | dict[str, "Json"] | None


def value_as_json(value: Value) -> Json:  # noqa: PLR0911 - one line for each shape in the closed family
    """The value in the types of JSON; unknown is null. A Decimal is left as it is, for the writer to print exactly.

    A date is text (`2014-01`), a quantity `{"value": "5", "unit": "mg"}`, a calendar duration the same with `year`,
    `month`, `week` or `day` for its unit, a count known only as a range the interval of what it can be.
    """
    match value:
        case Unknown():
            return None
        case bool() | int() | str() | Decimal():
            return value
        case PartialDate():
            return str(value)
        case CalendarDuration():
            return {"value": str(value.amount), "unit": value.unit.value}
        case Quantity():
            return {"value": plain_decimal(value.magnitude), "unit": value.unit}
        case CountRange():
            return _interval(value.lowest, value.highest, low_closed=True, high_closed=True)
        case Interval():
            ends = value_as_json(value.low), value_as_json(value.high)
            return _interval(*ends, low_closed=value.low_closed, high_closed=value.high_closed)
        case Entry():
            return {name: value_as_json(each) for name, each in value.fields.items()}
        case tuple():
            return [value_as_json(each) for each in value]
        case _:
            assert_never(value)


def json_text(value: Json) -> str:
    """The value as JSON on one line, in ASCII; decimals as plain numbers, never with an exponent."""
    match value:
        case Decimal():
            return plain_decimal(value)
        case dict():
            return "{" + ", ".join(f"{json.dumps(name)}: {json_text(each)}" for name, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(json_text(each) for each in value) + "]"
        case _:
            return json.dumps(value)


def _interval(low: Json, high: Json, *, low_closed: bool, high_closed: bool) -> Json:
    return {"low": low, "high": high, "lowClosed": low_closed, "highClosed": high_closed}


def plain_decimal(number: Decimal) -> str:
    """The decimal in digits, without an exponent."""
    return f"{number:f}"
