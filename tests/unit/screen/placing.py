"""Where the tables of a test live: in memory, in a database, or as files that an engine reads."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis import Table


def placed(name: str, table: pa.Table, backend: ibis.BaseBackend | None = None, folder: Path | None = None) -> Table:
    """The rows as a table in memory, in the backend, or in a file of the folder that the backend reads.

    Spark takes in no table with a decimal that is null but as a file.
    """
    if backend is None:
        return ibis.memtable(table)
    if folder is None:
        return backend.create_table(name, table, overwrite=True)
    path = next(
        each for number in count() if not (each := folder / f"{name.replace('.', '_')}_{number}.parquet").exists()
    )
    pq.write_table(table, path)
    return backend.read_parquet(str(path), table_name=path.stem)
