"""What an expression is in columns: a closed family of shapes, one for each kind of value.

A column is SQL's null wherever the value is unknown. The language knows two unknowns: one for which a fact is to blame
that nobody recorded, or that is not precise, and the null that an expression makes itself (`null`, a sum that
overflows). `null` says on which rows an unknown is the second; None says on none, which is nearly everywhere. It is
never SQL's null itself, and says nothing of rows on which the value is known.

`reach` says how far numbers can go, where more is known of that than the type of their column says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import ibis
from ibis import Value

from posology.ir.types import CalendarFamily
from posology.screen.reach import Reach
from posology.screen.truths import beside


@dataclass(frozen=True, slots=True)
class Plain:
    """A truth value, a whole number, a decimal, a text, or the magnitude of a quantity in the unit of its type."""

    value: Value
    null: Value | None = None
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A whole number known only to lie from `lowest` to `highest`; both are null where it is unknown."""

    lowest: Value
    highest: Value
    null: Value | None = None
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that may be partial: its first and last day, both null where it is unknown or cannot be told.

    It is known to the day where the two are the same, to the month up to 31 days, else to the year. `to_the_day` says
    that every date of the column is, so that the two are one expression.
    """

    earliest: Value
    latest: Value
    to_the_day: bool = False
    null: Value | None = None


@dataclass(frozen=True, slots=True)
class Lasting:
    """A calendar duration in months or in days."""

    family: CalendarFamily
    amount: Value
    null: Value | None = None


@dataclass(frozen=True, slots=True)
class Spanning:
    """An interval: its ends as they are stated, each of which may be unknown, and its first and last point.

    A point is unknown by itself; where an end is not recorded, `posology.screen.intervals.ends` tells neither. On the
    rows of `absent` there is no interval: it is backwards, has no ends at all, or cannot be told; None on no row.
    """

    low: Column
    high: Column
    first: Column
    last: Column
    absent: Value | None = None
    null: Value | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list whose length the expression states; `kept` says on which rows each item is in it, None on all.

    An item is kept or not; on rows where that is unknown for want of a fact it is in the list as an unknown.
    """

    items: tuple[Column, ...]
    kept: tuple[Value | None, ...]
    null: Value | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """A list of codes or texts that is recorded as a whole: an array without nulls, null where it is not recorded."""

    value: Value
    null: Value | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """A list whose items are rows of a table of their own: records, or what a query leaves of a recorded list.

    What is in it is asked by queries, which are answered beforehand: see `posology.screen.queries`. `recorded` says on
    which rows there is a list at all; it is never null.
    """

    recorded: Value


@dataclass(frozen=True, slots=True)
class Entered:
    """One record of a list: its fields."""

    fields: Mapping[str, Column]


Column: TypeAlias = Plain | Counted | Dated | Lasting | Spanning | Listing | Coded | Entries | Entered


def nothing(kind: str) -> Value:
    """A column of the type that is unknown on every row.

    Ibis takes a comparison with its own null for the question whether the other side is null, so it must not see one.
    """
    if kind.startswith("array"):
        return ibis.null(kind)
    return ibis.null("int8" if kind == "string" else "string").cast(kind)


def is_unknown(column: Column) -> Value:  # noqa: PLR0911 - one line for each shape of the closed family
    """On which rows the value is unknown, for whatever reason; a written list and a record are known."""
    match column:
        case Counted():
            return column.lowest.isnull()
        case Dated():
            return column.earliest.isnull()
        case Lasting():
            return column.amount.isnull()
        case Spanning():
            return ibis.literal(value=False) if column.absent is None else column.absent
        case Entries():
            return ~column.recorded
        case Entered():
            return ibis.literal(value=False)
        case Listing():
            return ibis.literal(value=False) if column.null is None else column.null
        case Plain() | Coded():
            return beside(column.value).isnull()


def is_blamed(column: Column) -> Value:
    """On which rows the value is unknown for want of a fact that could be recorded, or recorded more precisely."""
    unknown = is_unknown(column)
    if isinstance(column, Entries | Entered) or column.null is None:
        return unknown
    return unknown & ~column.null


def is_null(column: Column) -> Value | None:
    """On which rows the value is the null that an expression makes itself; None where it never is."""
    if isinstance(column, Entries | Entered) or column.null is None:
        return None
    return is_unknown(column) & column.null


def either_null(*nulls: Value | None) -> Value | None:
    """On which rows any of these nulls stands; None where none ever does."""
    found = [each for each in nulls if each is not None]
    return None if not found else ibis.or_(*found)
