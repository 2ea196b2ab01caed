"""A compiled protocol as JSON: its frozen parts as they are, conditions as their authors wrote them."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import cast

from posology.diagnostics.span import Span
from posology.ir.nodes import Origin
from posology.ir.protocol import Protocol
from posology.render.findings_json import Json

ORIGIN = "origin"


def protocol_as_json(protocol: Protocol) -> str:
    """The protocol as a JSON document that ends with a line feed."""
    return json.dumps(_part(protocol), ensure_ascii=False, indent=2) + "\n"


def _part(part: object) -> Json:
    """Any part of a protocol: an object for each dataclass, a condition as its text.

    Places in files are left out, and what is only an index made from the other fields.
    """
    if is_dataclass(part) and not isinstance(part, type):
        return _object({each.name: getattr(part, each.name) for each in fields(part) if each.init})
    match part:
        case StrEnum():
            return part.value
        case bool() | int() | str() | None:
            return part
        case Decimal():
            return str(part)
        case _:
            return _members(part)


def _members(part: object) -> Json:
    """The members of a list, and of a set in their order."""
    if isinstance(part, tuple):
        members = cast("tuple[object, ...]", part)
        return [_part(each) for each in members]
    if isinstance(part, frozenset):
        words = cast("frozenset[object]", part)
        return [*sorted(str(each) for each in words)]
    message = f"a protocol has no part of the kind {type(part).__name__}"
    raise TypeError(message)


def _object(values: dict[str, object]) -> Json:
    """The parts by name; of a node of a condition, which alone has an origin, the text that was written."""
    origin = values.get(ORIGIN)
    if isinstance(origin, Origin):
        return origin.text
    return {name: _part(value) for name, value in values.items() if not isinstance(value, Span)}
