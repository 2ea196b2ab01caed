"""Stages of a query worked out and kept before the next one names them, for a database that would repeat them.

Spark resolves and plans a part of a query anew at each place that names it, so that the plan of a whole protocol, in
which a stage is joined to what was found of it, outgrows any memory. DuckDB works such a part out once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from ibis import BaseBackend, Table

from posology.screen.frame import Frame
from posology.screen.placing import over
from posology.screen.running import in_stages

Settle: TypeAlias = Callable[[Frame], Frame]

_REPEATING: Final = frozenset({"pyspark"})
"""The engines, as Ibis names them, whose plans grow so."""

_NAME: Final = re.compile(r"[^0-9A-Za-z]+")


def as_it_is(frame: Frame) -> Frame:
    """The frame, nothing of it worked out."""
    return frame


@dataclass(slots=True)
class Stages:
    """Where stages are written, as Parquet that holds values of patients; whoever made the folder deletes it."""

    engine: BaseBackend
    folder: Path
    written: list[Path] = field(default_factory=list[Path])

    def settle(self, frame: Frame) -> Frame:
        """The frame over its rows as they were written, or as it is where the engine repeats nothing."""
        return over(frame, self.table(frame.table)) if self.engine.name in _REPEATING else frame

    def table(self, table: Table) -> Table:
        """The rows of the table as they were written, or the table where the engine repeats nothing."""
        if self.engine.name not in _REPEATING:
            return table
        path = self.folder / f"stage-{len(self.written):04d}"
        with in_stages():
            self.engine.to_parquet(table, str(path), mode="overwrite")
        self.written.append(path)
        return self.engine.read_parquet(
            str(path), table_name=_NAME.sub("_", f"posology_{self.folder.name}_{path.name}")
        )
