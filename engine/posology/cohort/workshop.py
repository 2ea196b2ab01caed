"""Where files are made into tables of text before any engine reads them: DuckDB, and a folder for what it writes.

Every form of a cohort becomes Parquet of text with the number of each row, so that one million rows are parsed once,
nothing but a part of them is in memory, and every form is taken in from the very same cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection
from ibis import BaseBackend, Table

from posology.cohort.quoting import literal, named, one_file
from posology.cohort.stages import Stages
from posology.cohort.tables import ROW

FAULT = "/fault"
"""What the column is called that says why a row cannot be read as a whole."""

ROWS_OF_A_GROUP = 50_000
"""Rows that Parquet keeps together: a partition of the patients is read without unpacking the others."""

STAGES = "stages"
"""What the folder is called, among what is kept, that has the tables worked out on the way."""

_PART = 10_000


@dataclass(frozen=True, slots=True)
class Workshop:
    """`reader` is a DuckDB of our own, `engine` the one that takes in, and `folder` holds what the first writes.

    What takes in files is a DuckDB too, another one; tables are taken in by the database in which they live.
    """

    reader: DuckDBPyConnection
    engine: BaseBackend
    folder: Path

    @property
    def stages(self) -> Stages:
        """Where the engine keeps what has been worked out."""
        return Stages(self.engine, self.folder / STAGES)

    def keep(self, name: str, query: str) -> Path:
        """Writes the rows of the query to a Parquet file of that name, in their order; gives its path."""
        path = self.folder / f"{name}.parquet"
        self.reader.execute(
            f"copy ({query}) to {literal(str(path))} (format parquet, row_group_size {ROWS_OF_A_GROUP})"
        )
        return path

    def table(self, name: str, path: Path) -> Table:
        """The kept file as a table of the engine, which is a DuckDB."""
        return self.engine.read_parquet(one_file(path), table_name=f"posology_{name}")

    def numbered_table(self, name: str, path: Path) -> Table:
        """The same, with the place of each row in the file as its number."""
        table = self.engine.read_parquet(one_file(path), table_name=f"posology_{name}", file_row_number=True)
        return table.rename({ROW: "file_row_number"})

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a part of them in memory at a time."""
        # a cursor of its own: whoever goes through the rows may ask for others meanwhile
        found = self.reader.cursor().execute(query)
        while part := found.fetchmany(_PART):
            yield from part

    def one(self, query: str) -> Any:  # noqa: ANN401 - whatever stands in the one cell
        """The one value that the query asks for."""
        row = self.reader.execute(query).fetchone()
        return None if row is None else row[0]


def trimmed(expression: str, name: str) -> str:
    """A column of the text without blanks around it; null where nothing is written."""
    return f"nullif(trim({expression}, {literal(BLANKS)}), '') as {named(name)}"


BLANKS = " \t\N{NO-BREAK SPACE}"


def delimited(path: Path, columns: Iterable[str], types: Mapping[str, str] | None = None, **options: str) -> str:
    """The file of values parted by a delimiter as a table of SQL, with these columns and nothing guessed."""
    named_types = types or {}
    shapes = ", ".join(f"{literal(each)}: {literal(named_types.get(each, 'VARCHAR'))}" for each in columns)
    settings = {"header": "false", "delim": "','", "quote": "'\"'", "escape": "'\"'", **options}
    written = ", ".join(f"{key} = {value}" for key, value in settings.items())
    return f"read_csv({literal(one_file(path))}, auto_detect = false, columns = {{{shapes}}}, {written})"


def parquet(paths: Path | Iterable[Path]) -> str:
    """The Parquet file, or files, as a table of SQL."""
    listed = [paths] if isinstance(paths, Path) else [*paths]
    return f"read_parquet([{', '.join(literal(one_file(each)) for each in listed)}])"


def numbered(path: Path) -> str:
    """The Parquet file as a table of SQL with the place of each row in it, from 0."""
    table = f"read_parquet({literal(one_file(path))}, file_row_number = true)"
    return f"(select file_row_number as {ROW}, * exclude (file_row_number) from {table})"  # noqa: S608 - a path in quotes
