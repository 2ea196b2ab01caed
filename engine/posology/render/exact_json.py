"""JSON in which a decimal is the number that was recorded, digit for digit, which the library would not write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, cast

from posology.render.values import plain_decimal

_STEP: Final = "  "


def exact_json(document: Mapping[str, object]) -> str:
    """The document of mappings, lists, texts, whole and decimal numbers, truths and nulls, ended by a line feed."""
    return "".join(_written(document, "")) + "\n"


def _written(value: object, indent: str) -> Iterator[str]:
    deeper = indent + _STEP
    match value:
        case Decimal():
            yield plain_decimal(value)
        case Mapping() if value:
            entries = cast("Mapping[str, object]", value).items()
            for number, (key, each) in enumerate(entries):
                yield f"{',' if number else '{'}\n{deeper}{json.dumps(key, ensure_ascii=False)}: "
                yield from _written(each, deeper)
            yield f"\n{indent}}}"
        case list() | tuple() if value:
            for number, each in enumerate(cast("Sequence[object]", value)):
                yield f"{',' if number else '['}\n{deeper}"
                yield from _written(each, deeper)
            yield f"\n{indent}]"
        case _:
            yield json.dumps(value, ensure_ascii=False)
