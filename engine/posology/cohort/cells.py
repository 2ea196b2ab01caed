"""What the text of one cell says: read as a record file would be in which it stands, and refused where that would be.

A cell has no quotes, so that its element decides what it is: `123` is a text where a text is asked for, and a number
where a number is. Lists are `[a, b]` or `a; b`. A cell with nothing but blanks is not recorded, as is one that would be
null in a record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from posology.cohort.found import Part
from posology.cohort.tables import LATEST, NUMBER
from posology.diagnostics.diagnostic import Diagnostics, Severity
from posology.diagnostics.span import Span
from posology.knowledge.element import Element, ElementKind
from posology.reader.plain import PlainFault, read_plain
from posology.reader.strict_yaml import read_yaml
from posology.reader.tree import Mapping, Node, Scalar, Sequence
from posology.record.aspects import is_name, read_aspect_date, read_judged, read_method, read_source
from posology.record.codes import UNKNOWN_ELEMENT
from posology.record.plausibility import Judge
from posology.record.written import report_if_nothing
from posology.values.dates import PartialDate
from posology.values.known import Known
from posology.values.quantity import Quantity, parse_quantity

UNFIT = "P0850"
"""The code of a value that no column holds exactly."""

NOWHERE = Span("", 0, 0, 0, 0)
"""The place of a cell within a record that nobody wrote: what is said of a cell names its row and column instead."""

_BLANKS = " \t\r\n"
_LARGEST_WHOLE = 2**63 - 1
_DIGITS_BEFORE, _DIGITS_BEHIND = 12, 6
_STEP = Decimal(1).scaleb(-_DIGITS_BEHIND)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of which element a cell holds. `naming` is whether the element is what an entry is called."""

    element: Element
    part: Part = Part.VALUE
    naming: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: a value, or the code of the fault for which it is refused, or that nobody knows (neither).

    `is_written` is whether anything at all stands there.
    """

    value: Known | None = None
    fault: str | None = None
    is_written: bool = True


UNWRITTEN = Read(is_written=False)


def asked_of_field(field: Element, part: Part = Part.VALUE) -> Asked:
    """What a cell of an entry holds."""
    return Asked(field, part, naming=part is Part.VALUE and is_name(field))


def read_cell(asked: Asked, text: str, unit: str | None, as_of: date) -> Read:
    """What the cell says, judged as of the day by itself; `unit` is the one that stands beside a bare number."""
    diagnostics = Diagnostics()
    node = node_of(asked, text, unit, diagnostics)
    if node is None:
        return UNWRITTEN
    value = None if diagnostics.has_errors else _value_of(asked, node, as_of, diagnostics)
    fault = next((each.code for each in diagnostics.found if each.severity is Severity.ERROR), None)
    if fault is not None:
        return Read(fault=fault)
    if value is not None and asked.part is Part.VALUE and value in asked.element.not_known:
        return Read()
    return Read(value=value)


def _value_of(asked: Asked, node: Node, as_of: date, diagnostics: Diagnostics) -> Known | None:
    """The value as the record room reads it there."""
    element, judge = asked.element, Judge(as_of, diagnostics)
    match asked.part:
        case Part.DATE:
            return read_aspect_date(node, element.path, judge, diagnostics)
        case Part.SOURCE:
            return read_source(node, element.path, diagnostics)
        case Part.METHOD:
            if not element.methods:
                diagnostics.error(UNKNOWN_ELEMENT, f"`{element.path}` has no method", NOWHERE)
            return read_method(element, node, element.path, diagnostics)
        case Part.VALUE | Part.UNIT:
            value = read_judged(element, node, element.path, judge, diagnostics)
            if asked.naming and isinstance(value, str):
                report_if_nothing(value, f"`{element.path}`", node, diagnostics)
            return value


def node_of(  # noqa: PLR0911 - one return for each kind
    asked: Asked, text: str, unit: str | None, diagnostics: Diagnostics
) -> Node | None:
    """The cell as the tree of a record; None where nothing is written.

    A word that no record file may have without quotes is reported, and given as a text that is refused for its kind.
    """
    word = text.strip(_BLANKS)
    if not word:
        return None
    if asked.part is Part.SOURCE:
        return _text(text)
    if asked.part is not Part.VALUE:
        return None if _is_null(word) else _text(word)
    match asked.element.kind:
        case ElementKind.TEXT:
            return _text(text)
        case ElementKind.CODE | ElementKind.DATE:
            return None if _is_null(word) else _text(word)
        case ElementKind.BOOLEAN | ElementKind.INTEGER | ElementKind.DECIMAL:
            return _plain(word, diagnostics)
        case ElementKind.QUANTITY:
            return _quantity(word, unit, diagnostics)
        case ElementKind.CODES | ElementKind.RECORDS:
            return list_node(word, diagnostics)


def _is_null(word: str) -> bool:
    return read_plain(word) is None


def _text(text: str) -> Scalar:
    return Scalar(text, text, quoted=True, span=NOWHERE)


def _plain(word: str, diagnostics: Diagnostics) -> Scalar | None:
    """The word as it would be read without quotes; a text where it is nothing else, or refused."""
    value = read_plain(word)
    if isinstance(value, PlainFault):
        diagnostics.error(value.code, value.message, NOWHERE, help=value.help)
        return _text(word)
    if isinstance(value, str):
        return _text(word)
    return None if value is None else Scalar(value, word, quoted=False, span=NOWHERE)


def _quantity(word: str, unit: str | None, diagnostics: Diagnostics) -> Node | None:
    """The number with its unit in one text, or in two parts where the unit stands in another place.

    A unit that stands in both places is said twice, and must be the same.
    """
    beside = None if unit is None else unit.strip(_BLANKS)
    written = parse_quantity(word)
    if written is not None and (not beside or written.unit == beside):
        return _text(word)
    if beside:
        number = _plain(word, diagnostics)
        return None if number is None else Mapping(((_text("value"), number), (_text("unit"), _text(beside))), NOWHERE)
    if _is_null(word):
        return None
    value = read_plain(word)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Scalar(value, word, quoted=False, span=NOWHERE)
    return _text(word)


def list_node(text: str, diagnostics: Diagnostics) -> Node | None:
    """The cell as a list, None where nothing is written.

    It is a text where it is no list, which is refused wherever a list is asked for.
    """
    word = text.strip(_BLANKS)
    if _is_null(word):
        return None
    if word.startswith("["):
        node = read_yaml(word, "", diagnostics)
        return _text(word) if node is None or diagnostics.has_errors else node
    one = _text(word)
    if report_if_nothing(word, "", one, Diagnostics()):
        return one
    return Sequence(tuple(_text(each.strip(_BLANKS)) for each in word.split(";")), NOWHERE)


def json_of(node: Node) -> str:
    """The tree as JSON, numbers to the digit."""
    match node:
        case Scalar(value=str()):
            return json.dumps(node.value, ensure_ascii=False)
        case Scalar(value=None):
            return "null"
        case Scalar():
            return node.text
        case Sequence():
            return f"[{', '.join(json_of(each) for each in node.items)}]"
        case Mapping():
            return f"{{{', '.join(f'{json_of(key)}: {json_of(each)}' for key, each in node.entries)}}}"


def columns_of(asked: Asked) -> tuple[tuple[str, str], ...]:  # noqa: PLR0911 - one return for each kind
    """The columns that hold the part of the element, each with its type."""
    path = asked.element.path
    if asked.part is Part.DATE:
        return _date_columns(f"{path}.{Part.DATE}")
    if asked.part is not Part.VALUE:
        return ((f"{path}.{asked.part}", "string"),)
    match asked.element.kind:
        case ElementKind.BOOLEAN:
            return ((path, "boolean"),)
        case ElementKind.INTEGER:
            return ((path, "int64"),)
        case ElementKind.DECIMAL | ElementKind.QUANTITY:
            return ((path, NUMBER),)
        case ElementKind.TEXT | ElementKind.CODE:
            return ((path, "string"),)
        case ElementKind.DATE:
            return _date_columns(path)
        case ElementKind.CODES:
            return ((path, "array<string>"),)
        case ElementKind.RECORDS:
            raise AssertionError(f"`{path}` is a list of records, which no column holds")


def _date_columns(path: str) -> tuple[tuple[str, str], ...]:
    return ((path, "date"), (f"{path}{LATEST}", "date"))


def stored(value: Known) -> tuple[object, ...] | None:
    """The value as its columns hold it; None where they cannot hold it exactly."""
    match value:
        case bool() | str():
            return (value,)
        case int():
            return (value,) if abs(value) <= _LARGEST_WHOLE else None
        case Decimal():
            return _stored_number(value)
        case Quantity():
            return _stored_number(value.magnitude)
        case PartialDate():
            return (value.earliest, value.latest)
        case tuple():
            return (list(value),)
        case _:
            raise AssertionError("no element of a record has such a value")


def _stored_number(number: Decimal) -> tuple[object, ...] | None:
    """The number with as many decimals as its column has."""
    if abs(number) >= Decimal(1).scaleb(_DIGITS_BEFORE):
        return None
    fitted = number.quantize(_STEP)
    return (fitted,) if fitted == number else None
