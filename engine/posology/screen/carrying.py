"""Columns taken along to another table: what was said of the rows of one is said of the rows made from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar, assert_never

from ibis import Table, Value

from posology.screen.columns import (
    Coded,
    Column,
    Counted,
    Dated,
    Entered,
    Entries,
    Lasting,
    Listing,
    Plain,
    Spanning,
)
from posology.screen.frame import Frame

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Carried:
    """The columns that go along, each by the name it has in either table; what is stated needs none."""

    columns: Mapping[str, Value]
    _names: Mapping[Any, str]

    def placed(self, column: Column, table: Table) -> Column:
        """The same of the rows of the other table, which has all these columns."""
        return mapped(column, lambda value: self.value(value, table))

    def value(self, value: Value, table: Table) -> Value:
        """The same for one column."""
        name = self._names.get(value.op())
        return value if name is None else table[name]


def luggage_of(frame: Frame, prefix: str) -> Carried:
    """Everything that is laid over the table of the frame and differs from row to row.

    What is itself a column of the table keeps its name; what is made of several gets one after the prefix.
    """
    return _carried(_columns_of(frame), _values_of(frame), frame.table, prefix)


def _carried(columns: Iterable[Column], values: Iterable[Value], table: Table, prefix: str) -> Carried:
    named: dict[str, Value] = {}
    names: dict[Any, str] = {}
    for value in (*(part for column in columns for part in parts_of(column)), *values):
        made = value.op()
        if made in names or not made.relations:
            continue
        own = value.get_name()
        is_own = own in table.columns and table[own].op() == made
        names[made] = own if is_own else f"{prefix}{len(names)}"
        named[names[made]] = value
    return Carried(MappingProxyType(named), MappingProxyType(names))


def settled(frame: Frame, prefix: str) -> tuple[Frame, Carried]:
    """The frame with everything that is laid over its table as columns of the table, and how they are called."""
    luggage = luggage_of(frame, prefix)
    new = {name: value for name, value in luggage.columns.items() if name not in frame.table.columns}
    if not new:
        return frame, luggage
    table = frame.table.mutate(**new)
    moved = moved_to(frame, luggage, table)
    return moved, luggage_of(moved, prefix)


def moved_to(frame: Frame, luggage: Carried, table: Table) -> Frame:
    """The frame over the other table, which has every column of its own one under the same name."""
    return replace(
        frame,
        table=table,
        given=_placed(frame.given, luggage, table),
        items=_placed(frame.items, luggage, table),
        asked=_placed(frame.asked, luggage, table),
        blamed=MappingProxyType({key: luggage.value(value, table) for key, value in frame.blamed.items()}),
        imprecise=MappingProxyType({key: luggage.value(value, table) for key, value in frame.imprecise.items()}),
    )


def _placed(columns: Mapping[Key, Column], luggage: Carried, table: Table) -> Mapping[Key, Column]:
    return MappingProxyType({key: luggage.placed(column, table) for key, column in columns.items()})


def _columns_of(frame: Frame) -> Iterator[Column]:
    yield from frame.given.values()
    yield from frame.items.values()
    yield from frame.asked.values()


def _values_of(frame: Frame) -> Iterator[Value]:
    yield from frame.blamed.values()
    yield from frame.imprecise.values()


def parts_of(column: Column) -> list[Value]:
    """Every expression that the column consists of."""
    found: list[Value] = []

    def note(value: Value) -> Value:
        found.append(value)
        return value

    mapped(column, note)
    return found


def mapped(column: Column, change: Callable[[Value], Value]) -> Column:  # noqa: PLR0911 - one line for each shape in the closed family
    """The column with each expression that it consists of changed."""

    def perhaps(value: Value | None) -> Value | None:
        return None if value is None else change(value)

    match column:
        case Plain() | Coded():
            return replace(column, value=change(column.value), null=perhaps(column.null))
        case Counted():
            lowest, highest = change(column.lowest), change(column.highest)
            return replace(column, lowest=lowest, highest=highest, null=perhaps(column.null))
        case Dated():
            earliest, latest = change(column.earliest), change(column.latest)
            return replace(column, earliest=earliest, latest=latest, null=perhaps(column.null))
        case Lasting():
            return replace(column, amount=change(column.amount), null=perhaps(column.null))
        case Spanning():
            low, high, first, last = (
                mapped(each, change) for each in (column.low, column.high, column.first, column.last)
            )
            return Spanning(low, high, first, last, perhaps(column.absent), perhaps(column.null))
        case Listing():
            items = tuple(mapped(each, change) for each in column.items)
            return Listing(items, tuple(perhaps(each) for each in column.kept), perhaps(column.null))
        case Entries():
            return Entries(change(column.recorded))
        case Entered():
            fields = {name: mapped(each, change) for name, each in column.fields.items()}
            return Entered(MappingProxyType(fields))
        case _:
            assert_never(column)
