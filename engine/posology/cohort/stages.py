"""Tables worked out once and kept, so that what names them later does not work them out again.

Spark resolves and plans a part of a query anew at each place that names it, so that the plan of a whole protocol, in
which a stage is joined to what was found of it, outgrows any memory; what it keeps itself it plans again all the same.
There a table is written, and read back as rows that come from nowhere. DuckDB plans such a part once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ibis import BaseBackend, Table

from posology.cohort.quoting import one_file

_REPEATING: Final = frozenset({"pyspark"})
"""The engines, as Ibis names them, whose plans grow so."""

_NAME: Final = re.compile(r"[^0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Stages:
    """Where tables are kept: by the engine, or in the folder as Parquet that holds values of patients.

    Whoever named the folder deletes it.
    """

    engine: BaseBackend
    folder: Path

    def kept(self, table: Table) -> Table:
        """The rows of the table, worked out once, for as long as anything refers to them."""
        return self._written(table) if self._repeats else table.cache()

    def stage(self, table: Table) -> Table:
        """The rows of the table as they were written, or the table as it is where the engine repeats nothing."""
        return self._written(table) if self._repeats else table

    def taken_from(self, source: BaseBackend, table: Table) -> Table:
        """The rows of a table of `source` as this engine finds them in a file; as they are where that is the engine."""
        if source is self.engine:
            return table
        path = self._path()
        source.to_parquet(table, str(path))
        return self.engine.read_parquet(str(path), table_name=_named(path))

    def handed_to(self, reader: BaseBackend, table: Table) -> Table:
        """The rows as `reader` finds them in files, or the table as it is where that is the engine.

        Spark hands over rows one after another and slowly; files of them are read at once.
        """
        if reader is self.engine:
            return table
        path = self._path()
        self.engine.to_parquet(table, str(path), mode="overwrite")
        return reader.read_parquet(f"{one_file(path)}/*.parquet", table_name=_named(path)).cast(table.schema())

    @property
    def _repeats(self) -> bool:
        return self.engine.name in _REPEATING

    def _written(self, table: Table) -> Table:
        path = self._path()
        self.engine.to_parquet(table, str(path), mode="overwrite")
        return self.engine.read_parquet(str(path), table_name=_named(path))

    def _path(self) -> Path:
        """Where nothing has been written yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"stage-{sum(1 for _ in self.folder.iterdir()):04d}"


def _named(path: Path) -> str:
    """The name of the table: Spark keeps all of a session in one place."""
    return _NAME.sub("_", "_".join(("posology", *path.parts[-3:])))
