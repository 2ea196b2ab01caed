"""How columns of one type come to one shape, so that they stand beside each other in a comparison or a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import ibis
from ibis import Value

from posology.ir.nodes import Node
from posology.screen.columns import Coded, Column, Counted, Dated, Lasting, Plain
from posology.screen.reach import MOST_DIGITS, Reach, of_any, of_column
from posology.screen.refusal import refuse_node
from posology.screen.truths import beside

_DIGITS_OF_64_BITS = 19


def reach_of(column: Plain | Counted) -> Reach:
    """How far the numbers of the column go."""
    if column.reach is not None:
        return column.reach
    return of_column(column.value if isinstance(column, Plain) else column.lowest)


def joined(node: Node, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, all of one type of the language, brought to one shape and one type of column.

    Raises:
        Inexpressible: they have none, or no database has numbers as wide as they need; `node` is named.
    """
    if all(isinstance(each, Plain) for each in columns):
        return _of_one_width(node, [each for each in columns if isinstance(each, Plain)])
    if all(isinstance(each, Plain | Counted) for each in columns):
        return _as_ranges(node, [each for each in columns if isinstance(each, Plain | Counted)])
    if all(isinstance(each, Dated) for each in columns) or all(isinstance(each, Coded) for each in columns):
        return tuple(columns)
    if len({each.family if isinstance(each, Lasting) else None for each in columns} - {None}) == 1 and all(
        isinstance(each, Lasting) for each in columns
    ):
        return tuple(columns)
    raise refuse_node(node, "what it brings together has no shape in common")


def _of_one_width(node: Node, columns: list[Plain]) -> tuple[Column, ...]:
    values = side_by_side(node, [(each.value, reach_of(each)) for each in columns if is_number(each)])
    if not values:
        return tuple(replace(each, value=beside(each.value)) for each in columns)
    if len(values) < len(columns):
        raise refuse_node(node, "what it brings together has no shape in common")
    return tuple(replace(each, value=value) for each, value in zip(columns, values, strict=True))


def _as_ranges(node: Node, columns: list[Plain | Counted]) -> tuple[Column, ...]:
    ranges = [as_range(each) for each in columns]
    values = side_by_side(node, [(end, reach_of(each)) for each in ranges for end in (each.lowest, each.highest)])
    pairs = zip(values[::2], values[1::2], strict=True)
    return tuple(
        replace(each, lowest=lowest, highest=highest) for each, (lowest, highest) in zip(ranges, pairs, strict=True)
    )


def as_range(column: Plain | Counted) -> Counted:
    """A number as the range from itself to itself."""
    if isinstance(column, Counted):
        return column
    return Counted(column.value, column.value, column.null, column.reach)


def side_by_side(node: Node, numbers: Sequence[tuple[Value, Reach]]) -> list[Value]:
    """The numbers as columns that can be compared and chosen from exactly, of one type where Ibis needs one.

    Databases widen decimals by themselves, but past 38 digits some drop places, and some change to binary fractions.
    """
    if not any(value.type().is_decimal() for value, _ in numbers):
        return [value for value, _ in numbers]
    digits = max(_digits_declared(value) for value, _ in numbers)
    places = max(_places_declared(value) for value, _ in numbers)
    if digits + places > MOST_DIGITS:
        reach = of_any(*[each for _, each in numbers])
        return [fitted(node, value, reach) for value, _ in numbers]
    wide = [
        value.type().is_decimal() and (_digits_declared(value), _places_declared(value)) == (digits, places)
        for value, _ in numbers
    ]
    common = f"decimal({digits + places},{places})"
    return [value if is_wide else value.cast(common) for (value, _), is_wide in zip(numbers, wide, strict=True)]


def is_number(column: Plain | Counted) -> bool:
    """Whether the column holds numbers rather than truth values or texts."""
    kind = column.value.type() if isinstance(column, Plain) else column.lowest.type()
    return kind.is_decimal() or kind.is_integer()


def _digits_declared(value: Value) -> int:
    kind = value.type()
    return kind.precision - kind.scale if kind.is_decimal() else _DIGITS_OF_64_BITS


def _places_declared(value: Value) -> int:
    kind = value.type()
    return kind.scale if kind.is_decimal() else 0


def fitted(node: Node, value: Value, reach: Reach) -> Value:
    """The number in the narrowest column that holds all it can be.

    Raises:
        Inexpressible: no database has numbers as wide; `node` is named.
    """
    if reach.width > MOST_DIGITS:
        raise refuse_node(node, f"it needs numbers of {reach.width} digits, and databases have {MOST_DIGITS}")
    return value.cast(reach.column_type)


def only_where(column: Column, kept: Value) -> Plain | Coded | Counted | Dated | Lasting:
    """The column, unknown on the rows that are not kept; `null` stays as it was."""
    match column:
        case Plain() | Coded():
            return replace(column, value=_only(column.value, kept))
        case Counted():
            return replace(column, lowest=_only(column.lowest, kept), highest=_only(column.highest, kept))
        case Dated():
            return replace(column, earliest=_only(column.earliest, kept), latest=_only(column.latest, kept))
        case Lasting():
            return replace(column, amount=_only(column.amount, kept))
        case _:
            message = f"{type(column).__name__} has no single value"
            raise TypeError(message)


def _only(value: Value, kept: Value) -> Value:
    return ibis.ifelse(kept, value, ibis.null(value.type()))
