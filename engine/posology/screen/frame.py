"""The rows that expressions are asked about: patients, or patients on dates, or the entries of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TypeAlias, assert_never

import ibis
from ibis import Table, Value

from posology.cohort.tables import LATEST, NUMBER, RECORDED
from posology.ir.nodes import Node
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.types import (
    CalendarType,
    CodeType,
    IntervalType,
    ListType,
    QuantityType,
    RecordType,
    Simple,
    Type,
)
from posology.ir.walk import facts_read
from posology.screen.columns import Coded, Column, Dated, Entries, Plain, nothing

AS_OF = "as_of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Rows for each of which an expression has one value.

    `table` has a column for each recorded fact, called by its path; `key` are the columns that identify a row. `lists`
    are the entries of lists of records by path, joined to patients by `row`. `given` are facts that are laid over what
    is recorded, by path: the dates, what the plan contains, what does not count. `items` are those of the queries
    around. `asked` are the queries that have been answered as columns of the table. `blamed` says, of a query and an
    element that it reads, on which rows the element is among the reasons for which the answer is unknown, and
    `imprecise` on which rows a date of the element that was looked at is not known to the day; both only where they
    have been asked for.
    """

    table: Table
    key: tuple[str, ...]
    lists: Mapping[str, Table]
    given: Mapping[str, Column] = field(default_factory=lambda: MappingProxyType({}))
    items: Mapping[str, Column] = field(default_factory=lambda: MappingProxyType({}))
    asked: Mapping[Node, Column] = field(default_factory=lambda: MappingProxyType({}))
    blamed: Mapping[tuple[Node, str], Value] = field(default_factory=lambda: MappingProxyType({}))
    imprecise: Mapping[tuple[Node, str], Value] = field(default_factory=lambda: MappingProxyType({}))

    def fact(self, path: str, type_: Type) -> Column:
        """What is laid over the path, else what is recorded under it; where nobody has it recorded, unknown."""
        found = self.given.get(path)
        if found is not None:
            return found
        return self.recorded(path, type_)

    def recorded(self, path: str, type_: Type) -> Column:
        """What is recorded under the path, whether it counts or not."""
        return column_of(self.table, path, type_)

    def with_given(self, given: Mapping[str, Column]) -> Frame:
        """The frame with these facts laid over what it had; the answers that rest on them are asked anew."""
        stays = frozenset(node for node in self.asked if given.keys().isdisjoint(facts_read(node)))
        return replace(
            self,
            given=MappingProxyType({**self.given, **given}),
            asked=MappingProxyType({node: found for node, found in self.asked.items() if node in stays}),
            blamed=MappingProxyType({key: found for key, found in self.blamed.items() if key[0] in stays}),
            imprecise=MappingProxyType({key: found for key, found in self.imprecise.items() if key[0] in stays}),
        )

    def with_item(self, alias: str, item: Column) -> Frame:
        """The frame in which a query looks at the item."""
        return replace(self, items=MappingProxyType({**self.items, alias: item}))

    def without(self, path: str, type_: Type) -> Frame:
        """The frame in which the fact is recorded of nobody."""
        return self.with_given({path: unrecorded(type_)})


Express: TypeAlias = Callable[[Node, Frame], Column]
"""What says an expression as a column of a frame, handed to the rules so that none need know of the others."""


def on_dates(as_of: date, procedure_date: Value) -> dict[str, Column]:
    """The two dates of a situation, to be laid over the facts."""
    today = ibis.literal(as_of)
    return {
        AS_OF: Dated(today, today, to_the_day=True),
        PROCEDURE_DATE: Dated(procedure_date, procedure_date, to_the_day=True),
    }


def column_of(table: Table, path: str, type_: Type) -> Column:
    """The column or columns of the path in the table as a value of the type; unknown where there is none."""
    if is_long(type_):
        recorded = f"{path}{RECORDED}"
        return Entries(table[recorded]) if recorded in table.columns else unrecorded(type_)
    if path not in table.columns:
        return unrecorded(type_)
    if type_ is Simple.DATE:
        latest = f"{path}{LATEST}"
        return Dated(table[path], table[latest]) if latest in table.columns else Dated(table[path], table[path], True)
    return Coded(table[path]) if isinstance(type_, ListType) else Plain(table[path])


def is_long(type_: Type) -> bool:
    """Whether values of the type are lists of records, which have a table of their own."""
    return isinstance(type_, ListType) and isinstance(type_.item, RecordType)


def unrecorded(type_: Type) -> Column:
    """The value of a fact that is recorded of nobody."""
    if is_long(type_):
        return Entries(ibis.literal(value=False))
    if type_ is Simple.DATE:
        return Dated(nothing("date"), nothing("date"), to_the_day=True)
    unknown = nothing(column_type(type_))
    return Coded(unknown) if isinstance(type_, ListType) else Plain(unknown)


def nothing_of(kind: str) -> Value:
    """The value of that type that no row knows.

    Ibis writes a comparison with a literal null as `is null`, which is true; this is no literal to it.
    """
    return ibis.coalesce(ibis.null(kind))


def no_words() -> Value:
    """The list of texts with nothing in it.

    A database may ask for its type, which Ibis writes only where it is another than that of the literal.
    """
    return ibis.literal([], "array<string>").cast("array<!string>")


def column_type(type_: Type) -> str:
    """The type of the column that holds values of the type."""
    match type_:
        case Simple.BOOLEAN | Simple.ANY:
            return "boolean"
        case Simple.INTEGER | CalendarType():
            return "int64"
        case Simple.DECIMAL | QuantityType():
            return NUMBER
        case Simple.TEXT | CodeType():
            return "string"
        case Simple.DATE:
            return "date"
        case ListType():
            return "array<string>"
        case IntervalType() | RecordType():
            message = f"{type_} has no column of its own"
            raise TypeError(message)
        case _:
            assert_never(type_)
