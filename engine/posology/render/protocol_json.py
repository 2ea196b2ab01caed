"""A compiled protocol as JSON: its frozen parts as they are, conditions as their authors wrote them."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, get_args

from posology.diagnostics.span import Span
from posology.ir.nodes import Node
from posology.ir.protocol import Protocol
from posology.render.findings_json import Json
from posology.values.dates import CalendarDuration

NODES: Final = get_args(Node)


def protocol_as_json(protocol: Protocol) -> str:
    """The protocol as a JSON document that ends with a line feed."""
    return json.dumps(_part(protocol), ensure_ascii=False, indent=2) + "\n"


def _part(part: object) -> Json:  # noqa: PLR0911 - one return for each kind of part
    """Any part of a protocol: an object for each dataclass, with the kind of it where a family has several."""
    if isinstance(part, NODES):
        return part.origin.text
    match part:
        case StrEnum():
            return part.value
        case bool() | int() | str() | None:
            return part
        case Decimal() | CalendarDuration():
            return str(part)
        case frozenset():
            return sorted(str(each) for each in part)
        case tuple():
            return [_part(each) for each in part]
        case _ if is_dataclass(part):
            return {
                each.name: _part(value)
                for each in fields(part)
                if not isinstance(value := getattr(part, each.name), Span)
            }
        case _:
            message = f"a protocol has no part of the kind {type(part).__name__}"
            raise TypeError(message)
