"""The table of a frame changed: other rows, more columns, and what was found of its rows put beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from ibis import Table, Value

from posology.ir.nodes import Node
from posology.screen.carrying import mapped, parts_of
from posology.screen.columns import Column
from posology.screen.frame import Frame
from posology.screen.parts import PART

_FOUND = "found/"


def over(frame: Frame, table: Table) -> Frame:
    """The frame over a table made from its own; what other questions were answered must be asked anew.

    The parts of conditions are columns that are never made twice, so that they stay.
    """
    asked: dict[Node, Column] = {}
    for node, found in frame.asked.items():
        if all(_is_kept_part(each, table) for each in parts_of(found)):
            asked[node] = mapped(found, lambda each: table[each.get_name()])
    nothing = MappingProxyType[tuple[Node, str], Value]({})
    return replace(frame, table=table, asked=MappingProxyType(asked), blamed=nothing, imprecise=nothing)


def _is_kept_part(value: Value, table: Table) -> bool:
    is_column = type(value.op()).__name__ == "Field"
    return is_column and value.get_name().startswith(PART) and value.get_name() in table.columns


def beside(table: Table, found: Table, key: Sequence[str]) -> Table:
    """Every row of the table with what was found of it by the key; null where nothing was."""
    renamed = found.rename({f"{_FOUND}{name}": name for name in key})
    joined = table.left_join(renamed, [table[name] == renamed[f"{_FOUND}{name}"] for name in key])
    return joined.drop(*(f"{_FOUND}{name}" for name in key))
