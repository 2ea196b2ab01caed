"""The JSON Schema of a record (draft 2020-12), made from the data dictionary, for editors and for other programs.

What the schema refuses, intake refuses too, and intake takes in what the schema accepts, but for what a schema cannot
say, which `BEYOND` lists and the schema carries as its `$comment`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import assert_never

from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.knowledge.json_schema import DRAFT, END, Json, closed
from posology.record.written import LONGEST_TEXT, NOT_KNOWN, NOTHING
from posology.values.quantity import MOST_DIGITS
from posology.values.units import convert

YEAR_PATTERN = "(?!0000)[0-9]{4}"
MONTH_PATTERN = "(0[1-9]|1[0-2])"
MONTH_AND_DAY_PATTERN = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))"
)
DATE_PATTERN = f"^{YEAR_PATTERN}(-({MONTH_PATTERN}|{MONTH_AND_DAY_PATTERN}))?{END}"
DAY_PATTERN = f"^{YEAR_PATTERN}-{MONTH_AND_DAY_PATTERN}{END}"
NUMBER_PATTERN = rf"(?!([^0-9]*[0-9]){{{MOST_DIGITS + 1}}})-?(0|[1-9][0-9]*)(\.[0-9]+)?"
TEXT_PATTERN = rf"^(?=[\s\S]*\S)[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*{END}"

BEYOND = (
    "A schema cannot say, and posology refuses all the same: 29 February of a year that has none; a date of what has "
    "happened that lies after the day of judging; a date before the birth, or after another that it cannot come after; "
    "an age out of range; a quantity in one text that is out of range; a whole number written with decimals (7.0); "
    "numbers in exponent form or of too many digits; some characters that cannot be seen; a list that names `none` in "
    "another letter case; a route that the name of a medicine speaks against; and what its format forbids (a key "
    "twice, YAML aliases, implicit truth values)."
)
"""What no JSON Schema says of a record and intake does."""


def record_schema(dictionary: Dictionary) -> dict[str, Json]:
    """The schema of one record by this dictionary."""
    body = _object_of(_by_path(dictionary.elements.values()))
    return {"$schema": DRAFT, "title": "A record for posology", "$comment": BEYOND, **body}


def _object_of(members: Iterable[tuple[str, Element]]) -> dict[str, Json]:
    """The schema of a mapping that has these elements, each with the rest of its path, groups as mappings within."""
    properties: dict[str, Json] = {}
    groups: dict[str, list[tuple[str, Element]]] = {}
    required: list[str] = []
    for path, element in members:
        head, _, rest = path.partition(".")
        if rest:
            groups.setdefault(head, []).append((rest, element))
            continue
        described: dict[str, Json] = {"description": element.question}
        written = _element_schema(element)
        if element.required:
            required.append(head)
            properties[head] = described | written
        else:
            properties[head] = described | _or_null(written)
    for head, inner in groups.items():
        properties[head] = _or_null(_object_of(inner))
    return closed(properties, *required)


def _by_path(elements: Iterable[Element]) -> list[tuple[str, Element]]:
    return [(each.path, each) for each in elements]


def _or_null(schema: dict[str, Json]) -> dict[str, Json]:
    """The schema, or `null`, which is the same as leaving the key out."""
    nothing: dict[str, Json] = {"type": "null"}
    options = schema.get("anyOf")
    if isinstance(options, list) and len(schema) == 1:
        return {"anyOf": [*options, nothing]}
    return {"anyOf": [schema, nothing]}


def _element_schema(element: Element) -> dict[str, Json]:
    """The schema of what may be written for the element, bare or with its date, source and method."""
    bare = _bare_schema(element)
    if not element.measured:
        return _name_schema() if _is_name(element) else bare
    beside: dict[str, Json] = {"date": _or_null(_date_schema()), "source": _or_null(_text_schema())}
    if element.methods:
        beside["method"] = {"enum": [*element.methods, None]}
    ways: list[Json] = [bare, closed({"value": bare, **beside}, "value")]
    if element.kind is ElementKind.QUANTITY:
        ways += [closed({**parts, **beside}, "value", "unit") for parts in _quantity_parts(element)]
    return {"anyOf": ways}


def _is_name(element: Element) -> bool:
    """Whether the text is the name of something, as that of a medicine, which `none` is not."""
    return element.kind is ElementKind.TEXT and element.required and element.path != "id" and "." not in element.path


def _bare_schema(element: Element) -> dict[str, Json]:  # noqa: PLR0911 - one return for each kind
    match element.kind:
        case ElementKind.BOOLEAN:
            return {"type": "boolean"}
        case ElementKind.INTEGER:
            return {"type": "integer"} | _bounds(element)
        case ElementKind.DECIMAL:
            return {"type": "number"} | _bounds(element)
        case ElementKind.TEXT:
            return _text_schema()
        case ElementKind.CODE:
            return {"enum": list(element.options)}
        case ElementKind.DATE:
            when: dict[str, Json] = {"type": "string", "pattern": DAY_PATTERN} if element.whole_day else _date_schema()
            return {"anyOf": [when, {"enum": list(element.options)}]} if element.options else when
        case ElementKind.QUANTITY:
            parts: list[Json] = [closed(each, "value", "unit") for each in _quantity_parts(element)]
            return {"anyOf": [_quantity_text(element), *parts]}
        case ElementKind.CODES:
            items: Json = {"enum": list(element.options)} if element.options else _name_schema()
            return {"type": "array", "items": items, "uniqueItems": True}
        case ElementKind.RECORDS:
            return {"type": "array", "items": _object_of(_by_path(element.written_fields))}
        case _:
            assert_never(element.kind)


def _quantity_text(element: Element) -> dict[str, Json]:
    units = "|".join(_escaped(each) for each in _units_of(element))
    return {"type": "string", "pattern": f"^{NUMBER_PATTERN} ({units}){END}"}


def _quantity_parts(element: Element) -> list[dict[str, Json]]:
    """Number and unit apart: in each unit that is taken, within the range in that unit."""
    number: dict[str, Json] = {"type": "number"}
    return [{"value": number | _bounds(element, unit), "unit": {"const": unit}} for unit in _units_of(element)]


def _units_of(element: Element) -> tuple[str, ...]:
    return (() if element.unit is None else (element.unit,)) + element.accepts


def _escaped(unit: str) -> str:
    """The unit as a pattern that matches it alone; UCUM uses brackets, braces, points and carets."""
    return "".join(each if each.isalnum() or each in "/%" else f"\\{each}" for each in unit)


def _text_schema() -> dict[str, Json]:
    return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": TEXT_PATTERN}


def _name_schema() -> dict[str, Json]:
    """A text that names something."""
    name = _text_schema()
    name["not"] = {"enum": [*sorted(NOTHING), *sorted(NOT_KNOWN)]}
    return name


def _date_schema() -> dict[str, Json]:
    """A day, a month or a year; a year may be written as a number."""
    return {
        "anyOf": [
            {"type": "string", "pattern": DATE_PATTERN},
            {"type": "integer", "minimum": 1000, "maximum": MAXYEAR},
        ]
    }


def _bounds(element: Element, unit: str | None = None) -> dict[str, Json]:
    """The hard range in that unit, rounded outwards to whole numbers, as a schema has no exact decimals."""
    hard = element.hard
    if hard is None:
        return {}
    lowest, highest = hard.lowest, hard.highest
    if unit is not None and element.unit is not None:
        # every unit that is taken converts exactly, or the dictionary is refused
        lowest = convert(lowest, element.unit, unit) or lowest
        highest = convert(highest, element.unit, unit) or highest
    return {"minimum": _rounded(lowest, ROUND_FLOOR), "maximum": _rounded(highest, ROUND_CEILING)}


def _rounded(number: Decimal, rounding: str) -> int:
    return int(number.to_integral_value(rounding))
