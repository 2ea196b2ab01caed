"""A table as the workshop has kept it: text with the number of each row, and what its columns are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from posology.cohort.found import FoundColumn, FoundTable
from posology.cohort.quoting import named
from posology.cohort.workshop import FAULT, Workshop, numbered, parquet

AFTER_HEAD, FROM_START = 2, 1
"""The number that a file gives its first row: after a head line, or from the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A Parquet file with the columns that are elements, each text or null.

    Where `is_marked`, it also has `row` and `FAULT`; otherwise no row is at fault, and each is numbered by its place in
    the file, which Parquet tells at no cost. `documents` are those columns that hold JSON, with the path under which it
    belongs.
    """

    path: Path
    where: str
    columns: tuple[FoundColumn, ...]
    patient: str
    first: int
    is_marked: bool
    index: str | None = None
    documents: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> str:
        """The table as SQL of the workshop, with `row` and `FAULT`."""
        if self.is_marked:
            return parquet(self.path)
        return f"(select *, null::varchar as {named(FAULT)} from {numbered(self.path)})"  # noqa: S608 - a path in quotes

    def found(self, shop: Workshop, name: str) -> FoundTable:
        """The table as the engine reads it."""
        return FoundTable(
            table=shop.table(name, self.path) if self.is_marked else shop.numbered_table(name, self.path),
            where=self.where,
            columns=self.columns,
            patient=self.patient,
            first=self.first,
            index=self.index,
            fault=FAULT if self.is_marked else None,
        )

    def at(self, path: Path, columns: tuple[FoundColumn, ...]) -> Kept:
        """The same table, kept anew with these columns and nothing left to unfold."""
        return replace(self, path=path, columns=columns, is_marked=True, documents=())
