"""Whether a list is recorded at all: by its entries, by a word among the patients, or since whoever made it says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import ibis
import pyarrow as pa
from ibis import Table, Value

from posology.cohort.aside import NO_TABLE, NOT_EMPTY
from posology.cohort.cells import list_node
from posology.cohort.crossing import Finding, where
from posology.cohort.found import FoundTable
from posology.cohort.tables import RECORDED
from posology.cohort.texts import Cell, Texts, small_table
from posology.cohort.typed import Extra
from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.tree import Scalar
from posology.reader.tree import Sequence as Items
from posology.record.codes import NOTHING_NAMED, WRONG_KIND
from posology.record.written import report_if_nothing

SAID = "recorded"
"""What a cell says of a list whose entries stand in a table of their own."""

_EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is known of a list among the patients, each of whom is told by the column `patient`.

    `cell` is the one that speaks of the list, `texts` what it says. `entries` is the table of its entries. `complete`
    is whether everybody without an entry is known to have none. `place` makes names of columns unlike those of others.
    """

    path: str
    place: int
    patient: str
    cell: Cell | None
    texts: Sequence[Texts]
    entries: FoundTable | None
    complete: bool

    @property
    def extra(self) -> Extra:
        """The columns that say whether the list is recorded, and whether what is said of it is sense."""
        return Extra(join=self._join, make=self._make)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A word that says nothing of a list, entries that nobody gave, and a list said to be empty that has some."""
        if self.cell is None:
            return ()
        column = self.cell.column
        contradicts = where(column, NOT_EMPTY, partial(_column, self._name("contradicts")))
        return (Finding(column, partial(_column, self._name("code"))), contradicts)

    def _name(self, name: str) -> str:
        return f"list{self.place}/{name}"

    def _join(self, table: Table) -> Table:
        if self.cell is not None:
            said = self._said()
            table = table.left_join(said, [table[self.cell.column] == said[self._name("text")]])
        if self.entries is not None:
            named = {self._name("patient"): self.entries.table[self.entries.patient]}
            listed = self.entries.table.select(**named).distinct()
            table = table.left_join(listed, [table[self.patient] == listed[self._name("patient")]])
        return table

    def _said(self) -> Table:
        read = [(text, *self._read(text)) for (text,) in self.texts]
        names = ("text", "status", "said code")
        columns = {self._name(name): [each[place] for each in read] for place, name in enumerate(names)}
        return small_table({name: (values, pa.string()) for name, values in columns.items()})

    def _read(self, text: str) -> tuple[str, str]:
        """What the cell says; that the entries stand in a table that nobody gave is no empty list."""
        status, code = read_statement(text)
        return ("", NO_TABLE) if status == SAID and self.entries is None else (status, code)

    def _make(self, table: Table) -> Mapping[str, Value]:
        no, yes = ibis.literal(False), ibis.literal(True)
        has = no if self.entries is None else table[self._name("patient")].notnull()
        recorded = yes if self.complete else has
        if self.cell is None:
            return {f"{self.path}{RECORDED}": recorded}
        status = table[self._name("status")].fill_null("")
        return {
            f"{self.path}{RECORDED}": recorded | (status != ""),
            self._name("code"): table[self._name("said code")].nullif(""),
            self._name("contradicts"): has & (status == _EMPTY),
        }


def _column(name: str, table: Table) -> Value:
    return table[name]


def read_statement(text: str) -> tuple[str, str]:
    """What a cell says of a list, `empty` or `recorded`, and the code for which it is refused; both may be empty."""
    if text.strip() == SAID:
        return SAID, ""
    node = list_node(text, Diagnostics())
    match node:
        case None:
            return "", ""
        case Items(items=()):
            return _EMPTY, ""
        case Scalar() if report_if_nothing(node.text, "", node, Diagnostics()):
            return "", NOTHING_NAMED
        case _:
            return "", WRONG_KIND
