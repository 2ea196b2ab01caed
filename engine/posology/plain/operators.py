"""What the text of lowered functions calls: what unknown operands make, and short ways to what the laws would say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from posology.ir.laws import items_of
from posology.ir.value_laws import unrecorded
from posology.values.known import Interval, Value
from posology.values.truth import NULL, Cause, Reason, Unknown

Read: TypeAlias = Callable[[str], Value]

MISSING = Unknown((Reason("", Cause.NOT_RECORDED),))
"""The unknown of whatever is not recorded: a verdict asks whether something is unknown, and not for what reason."""


def blame(*values: Value) -> Unknown:
    """The unknown that unknown operands make: one for which a fact is to blame goes before null."""
    for value in values:
        if isinstance(value, Unknown) and value.reasons:
            return value
    return NULL


def exists(value: Value) -> bool | Unknown:
    """Whether the list has an item that is known to be there."""
    blamed: Unknown | None = value if isinstance(value, Unknown) and value.reasons else None
    for item in items_of(value):
        missing = unrecorded(item) if isinstance(item, Interval) else item if isinstance(item, Unknown) else None
        if missing is None:
            return True
        if missing.reasons:
            blamed = missing
    return False if blamed is None else blamed


def holds_text(text: str, items: tuple[Value, ...]) -> bool | None:
    """Whether the text is among the items; None where an item is not known, so that the law must say."""
    if text in items:
        return True
    for item in items:
        if item.__class__ is not str:
            return None
    return False
