"""The first of several values whose condition holds, whatever shape the values have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias, cast

import ibis
from ibis import Value

from posology.ir.nodes import Node
from posology.screen.columns import Coded, Column, Counted, Dated, Lasting, Plain
from posology.screen.fitting import joined, only_where, reach_of
from posology.screen.reach import of_any
from posology.screen.truths import Truth, as_column

Selectable: TypeAlias = Plain | Coded | Lasting | Counted | Dated

_Choose: TypeAlias = Callable[[Sequence[Value]], Value]


def first_that_holds(options: Sequence[tuple[Value, Column]], otherwise: Column, node: Node) -> Selectable:
    """The value of the first option whose condition is true, else the other; the conditions are never null.

    Raises:
        Inexpressible: the values have shapes that are no columns, such as written lists; `node` is what asks.
    """
    conditions = [each for each, _ in options]
    columns = alike([*(each for _, each in options), otherwise], node)

    def choose(values: Sequence[Value]) -> Value:
        return ibis.cases(*zip(conditions, values[:-1], strict=True), else_=values[-1]) if conditions else values[-1]

    null = choose([_null(each) for each in columns]) if any(each.null is not None for each in columns) else None
    return _chosen(columns, choose, null)


def _chosen(columns: Sequence[Selectable], choose: _Choose, null: Value | None) -> Selectable:
    first = columns[0]
    match first:
        case Plain():
            value = choose([each.value for each in cast("Sequence[Plain]", columns)])
            return replace(first, value=value, null=null)
        case Coded():
            return Coded(choose([each.value for each in cast("Sequence[Coded]", columns)]), null)
        case Lasting():
            return replace(
                first, amount=choose([each.amount for each in cast("Sequence[Lasting]", columns)]), null=null
            )
        case Counted():
            counted = cast("Sequence[Counted]", columns)
            lowest, highest = choose([each.lowest for each in counted]), choose([each.highest for each in counted])
            return replace(first, lowest=lowest, highest=highest, null=null)
        case Dated():
            dated = cast("Sequence[Dated]", columns)
            earliest = choose([each.earliest for each in dated])
            if all(each.to_the_day for each in dated):
                return Dated(earliest, earliest, to_the_day=True, null=null)
            return Dated(earliest, choose([each.latest for each in dated]), null=null)


def _null(column: Selectable) -> Value:
    return ibis.literal(value=False) if column.null is None else column.null


def alike(columns: Sequence[Column], node: Node) -> Sequence[Selectable]:
    """The values in one shape, each with the reach of all.

    Raises:
        Inexpressible: their shapes have nothing in common, or are no columns.
    """
    found = [each for each in joined(node, columns) if isinstance(each, Plain | Coded | Lasting | Counted | Dated)]
    numbers = [each for each in found if isinstance(each, Plain | Counted) and _is_number(each)]
    if not numbers:
        return found
    reach = of_any(*[reach_of(each) for each in numbers])
    return [replace(each, reach=reach) for each in numbers]


def _is_number(column: Plain | Counted) -> bool:
    kind = (column.value if isinstance(column, Plain) else column.lowest).type()
    return kind.is_decimal() or kind.is_integer()


def cut(column: Selectable, kept: Truth) -> Selectable:
    """The value, unknown on the rows that are not kept; `null` stays as it was."""
    return column if kept is True else only_where(column, as_column(kept))


def is_same(left: Selectable, right: Selectable) -> Value:
    """Whether two values are one and the same, as far as they are known; null where either is unknown."""
    match left, right:
        case (Plain(value=mine), Plain(value=theirs)) | (Coded(value=mine), Coded(value=theirs)):
            return mine == theirs
        case Lasting(amount=mine), Lasting(amount=theirs):
            return mine == theirs
        case Counted(), Counted():
            return (left.lowest == right.lowest) & (left.highest == right.highest)
        case Dated(), Dated() if left.to_the_day and right.to_the_day:
            return left.earliest == right.earliest
        case Dated(), Dated():
            return (left.earliest == right.earliest) & (left.latest == right.latest)
        case _:
            message = f"{left} meets {right}"
            raise TypeError(message)
