"""The JSON Schema of a record (draft 2020-12), made from the data dictionary, for editors and for other programs.

What the schema refuses, intake refuses too. Intake refuses more: dates that lie wrong, and values that are no value of
the calendar or of their unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias, assert_never

from posology.knowledge.element import Dictionary, Element, ElementKind, Range
from posology.record.written import LONGEST_TEXT

DRAFT = "https://json-schema.org/draft/2020-12/schema"
DATE_PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
DAY_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
NUMBER_PATTERN = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json]"


def record_schema(dictionary: Dictionary) -> dict[str, Json]:
    """The schema of one record by this dictionary."""
    body = _object_of(_by_path(dictionary.elements.values()))
    return {"$schema": DRAFT, "title": "A record for posology", **body}


def _object_of(members: Iterable[tuple[str, Element]]) -> dict[str, Json]:
    """The schema of a mapping that has these elements, each with the rest of its path, groups as mappings within."""
    properties: dict[str, Json] = {}
    groups: dict[str, list[tuple[str, Element]]] = {}
    required: list[Json] = []
    for path, element in members:
        head, _, rest = path.partition(".")
        if rest:
            groups.setdefault(head, []).append((rest, element))
            continue
        properties[head] = _element_schema(element)
        if element.required:
            required.append(head)
    for head, inner in groups.items():
        properties[head] = _object_of(inner)
    closed: dict[str, Json] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        closed["required"] = required
    return closed


def _by_path(elements: Iterable[Element]) -> list[tuple[str, Element]]:
    return [(each.path, each) for each in elements]


def _element_schema(element: Element) -> dict[str, Json]:
    """The schema of what may be written for the element, bare or with its date, source and method."""
    bare = _bare_schema(element)
    described: dict[str, Json] = {"description": element.question}
    if not element.measured:
        return described | bare
    described["anyOf"] = [bare, _measured_schema(element, bare)]
    return described


def _measured_schema(element: Element, bare: dict[str, Json]) -> dict[str, Json]:
    properties: dict[str, Json] = {"value": bare, "date": _date_schema(), "source": _text_schema()}
    if element.methods:
        properties["method"] = {"enum": list(element.methods)}
    if element.kind is ElementKind.QUANTITY:
        properties["value"] = {"anyOf": [bare, {"type": "number"}]}
        properties["unit"] = _unit_schema(element)
    return {"type": "object", "properties": properties, "required": ["value"], "additionalProperties": False}


def _bare_schema(element: Element) -> dict[str, Json]:  # noqa: PLR0911 - one return for each kind
    match element.kind:
        case ElementKind.BOOLEAN:
            return {"type": "boolean"}
        case ElementKind.INTEGER:
            return {"type": "integer"} | _bounds(element.hard)
        case ElementKind.DECIMAL:
            return {"type": "number"} | _bounds(element.hard)
        case ElementKind.TEXT:
            return _text_schema()
        case ElementKind.CODE:
            return {"enum": list(element.options)}
        case ElementKind.DATE:
            when: dict[str, Json] = {"type": "string", "pattern": DAY_PATTERN} if element.whole_day else _date_schema()
            return {"anyOf": [when, {"enum": list(element.options)}]} if element.options else when
        case ElementKind.QUANTITY:
            return _quantity_schema(element)
        case ElementKind.CODES:
            items: Json = {"enum": list(element.options)} if element.options else _text_schema()
            return {"type": "array", "items": items, "uniqueItems": True}
        case ElementKind.RECORDS:
            return {"type": "array", "items": _object_of(_by_path(element.written_fields))}
        case _:
            assert_never(element.kind)


def _quantity_schema(element: Element) -> dict[str, Json]:
    units = "|".join(_escaped(each) for each in _units_of(element))
    text: Json = {"type": "string", "pattern": f"^{NUMBER_PATTERN} ({units})$"}
    parts: Json = {
        "type": "object",
        "properties": {"value": {"type": "number"}, "unit": _unit_schema(element)},
        "required": ["value", "unit"],
        "additionalProperties": False,
    }
    return {"anyOf": [text, parts]}


def _unit_schema(element: Element) -> dict[str, Json]:
    return {"enum": list(_units_of(element))}


def _units_of(element: Element) -> tuple[str, ...]:
    return (() if element.unit is None else (element.unit,)) + element.accepts


def _escaped(unit: str) -> str:
    """The unit as a pattern that matches it alone; UCUM uses brackets, braces, points and carets."""
    return "".join(each if each.isalnum() or each in "/%" else f"\\{each}" for each in unit)


def _text_schema() -> dict[str, Json]:
    return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


def _date_schema() -> dict[str, Json]:
    """A day, a month or a year; a year may be written as a number."""
    return {
        "anyOf": [
            {"type": "string", "pattern": DATE_PATTERN},
            {"type": "integer", "minimum": 1000, "maximum": MAXYEAR},
        ]
    }


def _bounds(hard: Range | None) -> dict[str, Json]:
    """The hard range, rounded outwards to whole numbers, as a schema has no exact decimals."""
    if hard is None:
        return {}
    return {"minimum": _rounded(hard.lowest, ROUND_FLOOR), "maximum": _rounded(hard.highest, ROUND_CEILING)}


def _rounded(number: Decimal, rounding: str) -> int:
    return int(number.to_integral_value(rounding))
