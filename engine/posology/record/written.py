"""One value as it is written in a record, taken in as its element declares it, or refused with the reason."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import assert_never

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.element import Element, ElementKind
from posology.reader.shape import (
    as_boolean,
    as_decimal,
    as_integer,
    as_mapping,
    as_option,
    as_scalar,
    as_sequence,
    as_text,
    as_text_scalar,
)
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.record.codes import (
    NO_UNIT,
    NOT_A_DATE,
    NOT_A_DAY,
    NOT_AN_OPTION,
    NOTHING_NAMED,
    REPEATED,
    REQUIRED,
    UNFIT_TEXT,
    UNKNOWN_ELEMENT,
    WRONG_KIND,
    WRONG_UNIT,
)
from posology.values.dates import PartialDate, Precision, parse_date
from posology.values.known import Known
from posology.values.numerals import decimal_in_words
from posology.values.quantity import Quantity, parse_quantity
from posology.values.units import convert

LONGEST_TEXT = 500
"""A name or a short note has room on every page that prints it; a longer text hides what stands beside it."""

INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that cannot be seen, or that change how their neighbours are shown."""


NOTHING = frozenset(
    {
        *("none", "none known", "none found", "none recorded", "none reported", "none identified", "none noted"),
        *("none at present", "no", "nil", "nil known", "nothing", "nothing found", "negative", "denies", "denied"),
        *("n/a", "na", "n.a.", "n.a", "not applicable", "-", "--", "\N{EN DASH}", "\N{EM DASH}", "0", "{}", "[]", "()"),
        *("no contraindications", "no contraindication", "no known contraindications", "no contraindications found"),
        *("without contraindications", "nka", "nkda"),
        *("no medications", "no medication", "no medicines", "no medicine", "no drugs", "no meds"),
    }
)
"""What people write into a list to say that nothing is on it."""

NOT_KNOWN = frozenset(
    {
        *("unknown", "not known", "unsure", "uncertain", "?", "??", "???", "tbd", "tba", "pending", "not assessed"),
        *("not asked", "not done", "not checked", "not recorded", "not available", "unavailable", "missing"),
    }
)
"""What people write into a list to say that nobody knows what is on it."""


def read_value(  # noqa: PLR0911 - one return for each kind
    element: Element, node: Node, what: str, diagnostics: Diagnostics
) -> Known | None:
    """The value that is written for the element; None where it was refused, and the reason is in the bag."""
    match element.kind:
        case ElementKind.BOOLEAN:
            return as_boolean(node, diagnostics, what=what, code=WRONG_KIND)
        case ElementKind.INTEGER:
            return as_integer(node, diagnostics, what=what, code=WRONG_KIND)
        case ElementKind.DECIMAL:
            return as_decimal(node, diagnostics, what=what, code=WRONG_KIND)
        case ElementKind.TEXT:
            return read_text(node, what, diagnostics)
        case ElementKind.CODE:
            return _read_option(element, node, what, diagnostics)
        case ElementKind.DATE:
            return read_date(element, node, what, diagnostics)
        case ElementKind.QUANTITY:
            return _read_quantity(element, node, what, diagnostics)
        case ElementKind.CODES:
            return _read_list(element, node, what, diagnostics)
        case ElementKind.RECORDS:
            message = f"{what} holds records, which intake reads one by one"
            raise AssertionError(message)
        case _:
            assert_never(element.kind)


def read_text(node: Node, what: str, diagnostics: Diagnostics) -> str | None:
    """The text, of visible characters in one line and not longer than a sheet has room for."""
    scalar = as_text_scalar(node, diagnostics, what=what, code=WRONG_KIND)
    if scalar is None:
        return None
    hidden = next((each for each in scalar.text if unicodedata.category(each) in INVISIBLE), None)
    if hidden is not None:
        message = f"{what} has a character that cannot be seen, U+{ord(hidden):04X}"
        diagnostics.error(UNFIT_TEXT, message, scalar.span, help="write it in one line of visible characters")
        return None
    if len(scalar.text) > LONGEST_TEXT:
        message = f"{what} has {len(scalar.text)} characters, and there is room for {LONGEST_TEXT}"
        diagnostics.error(UNFIT_TEXT, message, scalar.span)
        return None
    return scalar.text


def read_date(element: Element, node: Node, what: str, diagnostics: Diagnostics) -> PartialDate | str | None:
    """The date, or the word that the element lets stand in its place."""
    scalar = as_scalar(node, diagnostics, what=what, code=WRONG_KIND)
    if scalar is None:
        return None
    if scalar.text in element.options:
        return scalar.text
    when = read_written_date(scalar, what, diagnostics, words=element.options)
    if when is not None and element.whole_day and when.precision is not Precision.DAY:
        message = f"{what} is `{when}`, and must be known to the day"
        diagnostics.error(NOT_A_DAY, message, scalar.span, help="write it as year, month and day, such as 2026-11-09")
        return None
    return when


def read_written_date(
    scalar: Scalar, what: str, diagnostics: Diagnostics, words: tuple[str, ...] = ()
) -> PartialDate | None:
    """The date of the scalar; a year without quotes was read as a whole number, and is a date all the same."""
    is_dateable = isinstance(scalar.value, str | int) and not isinstance(scalar.value, bool)
    when = parse_date(scalar.text) if is_dateable else None
    if when is None:
        instead = "".join(f", or `{each}`" for each in words)
        diagnostics.error(
            NOT_A_DATE,
            f"{what} is `{shortened(scalar.text)}`, which is not a date of the calendar",
            scalar.span,
            help=f"write `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where no more is known{instead}",
        )
    return when


def _read_option(element: Element, node: Node, what: str, diagnostics: Diagnostics) -> str | None:
    if as_text(node, diagnostics, what=what, code=WRONG_KIND) is None:
        return None
    return as_option(node, diagnostics, what=what, options=element.options, code=NOT_AN_OPTION)


def _read_list(element: Element, node: Node, what: str, diagnostics: Diagnostics) -> tuple[str, ...] | None:
    """The words of the list, each once; None if any of them was refused."""
    if isinstance(node, Scalar) and report_if_nothing(node.text, what, node, diagnostics):
        return None
    items = as_sequence(node, diagnostics, what=what, code=WRONG_KIND)
    if items is None:
        return None
    words: list[str] = []
    for item in items:
        entry = f"an entry of {what}"
        word = (
            _read_option(element, item, entry, diagnostics) if element.options else _read_name(item, what, diagnostics)
        )
        if word in words:
            diagnostics.error(REPEATED, f"{what} names `{shortened(word)}` twice", item.span, help="leave one out")
        elif word is not None:
            words.append(word)
    return tuple(words) if len(words) == len(items) else None


def _read_name(node: Node, what: str, diagnostics: Diagnostics) -> str | None:
    """An entry of a list of whatever names; what says that there is none is no name."""
    name = read_text(node, f"an entry of {what}", diagnostics)
    return None if name is not None and report_if_nothing(name, what, node, diagnostics) else name


def report_if_nothing(written: str, what: str, node: Node, diagnostics: Diagnostics) -> bool:
    """Whether the text says that there is nothing to name, or that nobody knows, which is refused.

    Taken as a name it would be one contraindication called `none`.
    """
    said = " ".join(written.casefold().split()).strip(".,;:! ")
    if said in NOTHING:
        help_text = "write `[]` for a list with nothing on it"
    elif said in NOT_KNOWN:
        help_text = "leave the element out where it is not known, or write `[]` once it is known that there is nothing"
    else:
        return False
    message = f"{what} names `{shortened(written)}`, which is not the name of anything"
    diagnostics.error(NOTHING_NAMED, message, node.span, help=help_text)
    return True


def _read_quantity(element: Element, node: Node, what: str, diagnostics: Diagnostics) -> Quantity | None:
    """The quantity in the unit of the element; no unit is ever assumed, and none converted but those declared."""
    match node:
        case Scalar(value=int() | Decimal()) if not isinstance(node.value, bool):
            message = f"{what} is `{shortened(node.text)}` without a unit"
            help_text = f"write the number and the unit it was measured in, which must be `{element.unit}`"
            diagnostics.error(NO_UNIT, message, node.span, help=help_text)
            return None
        case Scalar():
            text = as_text(node, diagnostics, what=what, code=WRONG_KIND)
            written = None if text is None else parse_quantity(text)
            if text is not None and written is None:
                message = f"{what} is `{shortened(text)}`, which is not a number, one space and a unit"
                help_text = f"write it as `1.5 {element.unit}`, in digits 0 to 9 with a decimal point"
                diagnostics.error(NO_UNIT, message, node.span, help=help_text)
        case _:
            written = _read_parts(element, node, what, diagnostics)
    return None if written is None else _in_unit(element, written, node, what, diagnostics)


def _read_parts(element: Element, node: Node, what: str, diagnostics: Diagnostics) -> Quantity | None:
    """The quantity of a mapping `{value, unit}`."""
    block = as_mapping(
        node,
        diagnostics,
        allowed=("value", "unit"),
        required=("value",),
        what=what,
        code=WRONG_KIND,
        unknown_code=UNKNOWN_ELEMENT,
        missing_code=REQUIRED,
    )
    if block is None:
        return None
    if block.get("unit") is None:
        message = f"{what} has no unit"
        help_text = f"add the `unit` it was measured in, which must be `{element.unit}`"
        diagnostics.error(NO_UNIT, message, block.span, help=help_text)
        return None
    number = as_decimal(block.get("value"), diagnostics, what=f"the value of {what}", code=WRONG_KIND)
    unit = as_text(block.get("unit"), diagnostics, what=f"the unit of {what}", code=WRONG_KIND)
    return None if number is None or unit is None else Quantity(number, unit)


def _in_unit(element: Element, written: Quantity, node: Node, what: str, diagnostics: Diagnostics) -> Quantity | None:
    if element.unit is None:
        message = f"{what} is a quantity without a unit, which no dictionary lets through"
        raise AssertionError(message)
    if written.unit == element.unit:
        return written
    converted = convert(written.magnitude, written.unit, element.unit) if written.unit in element.accepts else None
    if converted is not None:
        return Quantity(converted, element.unit)
    also = "".join(f" or `{each}`" for each in element.accepts)
    diagnostics.error(
        WRONG_UNIT,
        f"{what} is in `{shortened(written.unit)}`, and only `{element.unit}`{also} is taken",
        node.span,
        help=f"record what was measured in `{element.unit}`; nothing is converted, so nothing is converted wrongly",
    )
    return None


def in_writing(node: Node) -> str:
    """What is written there, in one line: a quantity as `72 kg`, a list with commas, an empty one as `none`."""
    match node:
        case Scalar():
            return node.text
        case Mapping():
            unit = node.get("unit")
            value = node.get("value")
            parts = (in_writing(each) for each in (value, unit) if each is not None)
            return " ".join(parts)
        case _:
            return ", ".join(in_writing(each) for each in node.items) or "none"


def number_of(value: Known) -> Decimal | None:
    """The number of a number or of a quantity, None for any other value."""
    match value:
        case bool():
            return None
        case int() | Decimal():
            return Decimal(value)
        case Quantity():
            return value.magnitude
        case _:
            return None


def range_in_words(lowest: Decimal, highest: Decimal, unit: str) -> str:
    """The range for a message: `20 to 650 kg`; points of a scale and years of age have no unit to print."""
    shown = "" if unit.startswith("{") else " years" if unit == "a" else f" {unit}"
    return f"{decimal_in_words(lowest)} to {decimal_in_words(highest)}{shown}"
