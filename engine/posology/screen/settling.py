"""Stages of a decision worked out before the next one names them, where a database would repeat them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from ibis import Table
from ibis.expr.operations import DropColumns, Field, Filter, JoinChain, Project, Sort

from posology.cohort.stages import Stages
from posology.cohort.tables import ROW
from posology.screen.frame import Frame
from posology.screen.placing import over
from posology.screen.running import in_stages

_FOUND_ROW = "settled/row"


class Settle(Protocol):
    """What may work out and keep what a stage has come to."""

    def all_of(self, frame: Frame) -> Frame:
        """The frame of every patient, over its rows as they were worked out."""
        ...

    def some_of(self, frame: Frame) -> Frame:
        """The same for one of some patients."""
        ...


class AsItIs:
    """Nothing is worked out before it is asked for: a database that repeats nothing is given one query."""

    def all_of(self, frame: Frame) -> Frame:
        """The frame itself."""
        return frame

    def some_of(self, frame: Frame) -> Frame:
        """The frame itself."""
        return frame


AS_IT_IS = AsItIs()


@dataclass(slots=True)
class Settled:
    """Frames over rows that were written, or as they are where the engine repeats nothing.

    The first frame of every patient is written whole. Of each later one, which has the same rows, only those columns
    are that it has beside those of the first: to copy what stays would be most of the work, and a stage reads few of
    them.
    """

    stages: Stages
    _first: Table | None = field(default=None, init=False)

    def all_of(self, frame: Frame) -> Frame:
        """The frame of every patient over the first one, with what has been found since beside it."""
        first, table = self._first, frame.table
        if first is None:
            settled = self.some_of(frame)
            self._first = None if settled is frame else settled.table
            return settled
        if not _is_of(first, table, ROW):
            return self.some_of(frame)
        new = [name for name in table.columns if not _is_of(first, table, name)]
        found = self._stage(table.select(**{_FOUND_ROW: table[ROW]}, **{name: table[name] for name in new}))
        joined = first.inner_join(found, [first[ROW] == found[_FOUND_ROW]])
        return over(frame, joined.select(**{name: (found if name in new else first)[name] for name in table.columns}))

    def some_of(self, frame: Frame) -> Frame:
        """The frame over its rows as they were written."""
        table = self._stage(frame.table)
        return frame if table is frame.table else over(frame, table)

    def _stage(self, table: Table) -> Table:
        with in_stages():
            return self.stages.stage(table)


def _is_of(first: Table, table: Table, name: str) -> bool:
    """Whether the column of the table is that of the first one, passed on through operations that change no value.

    What is looked up in a chain of joins is followed on its left alone: what comes from the right may be null.
    """
    value: object = table[name].op()
    while isinstance(value, Field):
        relation = value.rel
        if relation == first.op():
            return value.name == name
        if isinstance(relation, Project | Filter | Sort | DropColumns):
            value = relation.values.get(value.name)
        elif isinstance(relation, JoinChain) and all(each.how in _KEEPING for each in relation.rest):
            within = relation.values[value.name]
            if not isinstance(within, Field) or within.rel != relation.first:
                return False
            value = Field(relation.first.parent, within.name)
        else:
            return False
    return False


_KEEPING = frozenset({"inner", "left"})
"""The joins that leave what stands on the left as it is."""
