"""A drawn record as a file."""

from __future__ import annotations

import json
from decimal import Decimal

from tests.strategies.records import Plain, Record


def as_yaml(record: Record) -> str:
    """The record as JSON, which is YAML too, with decimals as they are."""
    return _text(record)


def _text(value: Plain) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(name)}: {_text(each)}" for name, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(_text(each) for each in value) + "]"
        case Decimal():
            return f"{value:f}"
        case _:
            return json.dumps(value)
