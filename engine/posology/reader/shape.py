"""Typed access to a tree: each function gives what was asked for, or reports the fault and gives None.

A scalar that was refused when the file was read is passed over in silence: its fault has been told.
Each takes `what`, the thing read as a reader would name it, with a name from the file in backticks
(`"the criterion"`, `` "`weight`" ``), and `code`, for rooms that catalogue a shape fault of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.reader.source import shortened
from posology.reader.tree import FAULTY, Mapping, Node, Scalar, Sequence

WRONG_SHAPE = "P0130"
UNKNOWN_KEY = "P0131"
MISSING_KEY = "P0132"
WRONG_KIND = "P0133"
NOT_AN_OPTION = "P0134"
OUT_OF_RANGE = "P0135"

MOST_LISTED = 12


def as_mapping(  # noqa: PLR0913 - what may, what must and how to call it are each a choice of the caller
    node: Node | None,
    diagnostics: Diagnostics,
    *,
    allowed: Collection[str] | None,
    required: Collection[str] = (),
    what: str,
    code: str = WRONG_SHAPE,
    unknown_code: str = UNKNOWN_KEY,
    missing_code: str = MISSING_KEY,
) -> Mapping | None:
    """The node as a mapping; keys not in `allowed` (None: any) and `required` ones left out are reported.

    The mapping is given even where keys are unknown or missing, so that faults inside the rest are found as well.
    """
    if not isinstance(node, Mapping):
        _report_shape(node, diagnostics, what, "a mapping of keys and values", code)
        return None
    if allowed is not None:
        report_unknown_keys(node, diagnostics, (*allowed, *required), what=what, code=unknown_code)
    for key in required:
        if node.get(key) is None:
            diagnostics.error(missing_code, f"{what} has no `{key}`", node.span, help=f"add `{key}: …`")
    return node


def report_unknown_keys(
    mapping: Mapping, diagnostics: Diagnostics, allowed: Collection[str], *, what: str, code: str = UNKNOWN_KEY
) -> None:
    """Reports each key that is not allowed, with the nearest that is."""
    known = frozenset(allowed)
    for key, _ in mapping.entries:
        if key.text not in known:
            unused = [each for each in known if mapping.get(each) is None]
            message = f"{what} has no place for `{shortened(key.text)}`"
            diagnostics.error(code, message, key.span, help=_suggest(key.text, unused or known))


def as_sequence(
    node: Node | None, diagnostics: Diagnostics, *, what: str, at_least: int = 0, code: str = WRONG_SHAPE
) -> tuple[Node, ...] | None:
    """The items of the node, a list of at least so many."""
    if not isinstance(node, Sequence):
        _report_shape(node, diagnostics, what, "a list", code)
        return None
    if len(node.items) < at_least:
        diagnostics.error(code, f"{what} needs at least {at_least} items, and has {len(node.items)}", node.span)
        return None
    return node.items


def as_scalar(node: Node | None, diagnostics: Diagnostics, *, what: str, code: str = WRONG_SHAPE) -> Scalar | None:
    """The node as a single value of whatever kind, one that was not refused."""
    if not isinstance(node, Scalar):
        _report_shape(node, diagnostics, what, "a single value", code)
        return None
    return None if node.value is FAULTY else node


def as_text(node: Node | None, diagnostics: Diagnostics, *, what: str, code: str = WRONG_KIND) -> str | None:
    """The node as text that is more than blanks."""
    scalar = as_text_scalar(node, diagnostics, what=what, code=code)
    return None if scalar is None else scalar.text


def as_text_scalar(node: Node | None, diagnostics: Diagnostics, *, what: str, code: str = WRONG_KIND) -> Scalar | None:
    """The node as a text scalar with its place, for those who report places within it."""
    scalar = as_scalar(node, diagnostics, what=what, code=code)
    match scalar:
        case None:
            return None
        case Scalar(value=str()) if scalar.text.strip():
            return scalar
        case Scalar(value=str() | None):
            diagnostics.error(code, f"{what} is empty, and must be text", scalar.span)
        case _:
            message = f"{what} must be text, not {_kind(scalar)} `{shortened(scalar.text)}`"
            diagnostics.error(
                code, message, scalar.span, help=f'if it is a name, put quotes round it: "{shortened(scalar.text)}"'
            )
    return None


def as_integer(  # noqa: PLR0913 - both bounds belong to the one question
    node: Node | None,
    diagnostics: Diagnostics,
    *,
    what: str,
    lowest: int | None = None,
    highest: int | None = None,
    code: str = WRONG_KIND,
    range_code: str = OUT_OF_RANGE,
) -> int | None:
    """The node as a whole number, not below `lowest` nor above `highest`."""
    scalar = as_scalar(node, diagnostics, what=what, code=code)
    if scalar is None:
        return None
    if not isinstance(scalar.value, int) or isinstance(scalar.value, bool):
        _report_kind(scalar, diagnostics, what, "a whole number", code)
        return None
    fault = _range_fault(Decimal(scalar.value), lowest, highest)
    if fault is not None:
        diagnostics.error(range_code, f"{what} {fault}", scalar.span)
        return None
    return scalar.value


def as_decimal(  # noqa: PLR0913 - as as_integer
    node: Node | None,
    diagnostics: Diagnostics,
    *,
    what: str,
    lowest: int | Decimal | None = None,
    highest: int | Decimal | None = None,
    code: str = WRONG_KIND,
    range_code: str = OUT_OF_RANGE,
) -> Decimal | None:
    """The node as an exact decimal, a whole number being one too, not below `lowest` nor above `highest`."""
    scalar = as_scalar(node, diagnostics, what=what, code=code)
    if scalar is None:
        return None
    if not isinstance(scalar.value, int | Decimal) or isinstance(scalar.value, bool):
        _report_kind(scalar, diagnostics, what, "a number", code)
        return None
    number = Decimal(scalar.value)
    fault = _range_fault(number, lowest, highest)
    if fault is not None:
        diagnostics.error(range_code, f"{what} {fault}", scalar.span)
        return None
    return number


def as_boolean(node: Node | None, diagnostics: Diagnostics, *, what: str, code: str = WRONG_KIND) -> bool | None:
    """The node as `true` or `false`."""
    scalar = as_scalar(node, diagnostics, what=what, code=code)
    if scalar is None:
        return None
    if not isinstance(scalar.value, bool):
        _report_kind(scalar, diagnostics, what, "`true` or `false`", code)
        return None
    return scalar.value


def as_option(
    node: Node | None, diagnostics: Diagnostics, *, what: str, options: Collection[str], code: str = NOT_AN_OPTION
) -> str | None:
    """The node as one of the given words."""
    text = as_text(node, diagnostics, what=what)
    if text is None or not isinstance(node, Scalar):
        return None
    if text in options:
        return text
    diagnostics.error(code, f"{what} cannot be `{shortened(text)}`", node.span, help=_suggest(text, options))
    return None


def is_null(node: Node | None) -> bool:
    """Whether nothing is written there: the key is left out, or has no value, or has `null`."""
    return node is None or (isinstance(node, Scalar) and node.value is None)


def _suggest(word: str, candidates: Collection[str]) -> str:
    close = nearest(word, candidates)
    if close:
        return f"did you mean {' or '.join(f'`{each}`' for each in close)}?"
    if not candidates or len(candidates) > MOST_LISTED:
        return ""
    return f"one of {', '.join(f'`{each}`' for each in sorted(candidates))}"


def _range_fault(number: Decimal, lowest: int | Decimal | None, highest: int | Decimal | None) -> str | None:
    if lowest is not None and number < lowest:
        return f"is `{number}`, below the lowest allowed, {lowest}"
    if highest is not None and number > highest:
        return f"is `{number}`, above the highest allowed, {highest}"
    return None


def _report_shape(node: Node | None, diagnostics: Diagnostics, what: str, wanted: str, code: str) -> None:
    """Reports that the node is of another shape; a node that is missing is reported by whoever required its key."""
    if node is None or (isinstance(node, Scalar) and node.value is FAULTY):
        return
    diagnostics.error(code, f"{what} must be {wanted}, not {_kind(node)}", node.span)


def _report_kind(scalar: Scalar, diagnostics: Diagnostics, what: str, wanted: str, code: str) -> None:
    help_text = "leave the quotes out" if scalar.quoted else ""
    written = "" if scalar.value is None else f" `{shortened(scalar.text)}`"
    diagnostics.error(code, f"{what} must be {wanted}, not {_kind(scalar)}{written}", scalar.span, help=help_text)


def _kind(node: Node) -> str:
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar():
            return _kind_of_scalar(node)


def _kind_of_scalar(scalar: Scalar) -> str:
    match scalar.value:
        case None:
            return "empty"
        case bool():
            return "the truth value"
        case int():
            return "the whole number"
        case Decimal():
            return "the number"
        case _:
            return "the text"
