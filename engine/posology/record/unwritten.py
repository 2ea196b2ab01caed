"""A record that nobody wrote to a file, such as a row of a cohort, as the tree that intake reads."""

from __future__ import annotations

from collections.abc import Mapping as Table
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.reader.tree import FAULTY, Mapping, Node, Scalar, Sequence
from posology.record.codes import WRONG_KIND

DEEPEST = 12
"""Deeper than any dictionary nests; without a bound a record could exhaust the stack."""


def tree_of(value: object, name: str, diagnostics: Diagnostics) -> Node:
    """The tree of mappings, lists, texts, numbers, truth values, days and None; anything else is reported.

    A binary fraction is refused, as it seldom is the number that was measured. `name` stands for the file in messages.
    """
    return _tree_of(value, Span(name, 1, 1, 1, 1), diagnostics, DEEPEST)


def _tree_of(value: object, span: Span, diagnostics: Diagnostics, depth: int) -> Node:
    match value:
        case None | bool() | int() | str():
            return _scalar(value, span)
        case Decimal() if value.is_finite():
            return _scalar(value, span)
        case date() if not isinstance(value, datetime):
            return _scalar(value.isoformat(), span)
        case Table() if depth > 0:
            return _mapping_of(cast("Table[object, object]", value), span, diagnostics, depth)
        case list() | tuple() if depth > 0:
            items = cast("list[object] | tuple[object, ...]", value)
            return Sequence(tuple(_tree_of(each, span, diagnostics, depth - 1) for each in items), span)
        case _:
            return _report(value, span, diagnostics)


def _mapping_of(table: Table[object, object], span: Span, diagnostics: Diagnostics, depth: int) -> Node:
    entries: list[tuple[Scalar, Node]] = []
    for key, each in table.items():
        if not isinstance(key, str):
            return _report(key, span, diagnostics)
        entries.append((_scalar(key, span), _tree_of(each, span, diagnostics, depth - 1)))
    return Mapping(tuple(entries), span)


def _report(value: object, span: Span, diagnostics: Diagnostics) -> Scalar:
    message = f"a `{type(value).__name__}` cannot stand in a record"
    help_text = "numbers are whole or exact decimals, dates are days, and nothing is nested deeper than the elements"
    diagnostics.error(WRONG_KIND, message, span, help=help_text)
    return Scalar(FAULTY, "", quoted=False, span=span)


def _scalar(value: bool | int | Decimal | str | None, span: Span) -> Scalar:
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return Scalar(value, text, quoted=isinstance(value, str), span=span)
