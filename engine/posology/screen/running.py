"""How a query is handed to a database: stage by stage, as it was built."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import ibis
from ibis import Table


@contextmanager
def in_stages() -> Generator[None]:
    """Within it every stage of a query stays a subquery of its own, both in its text and where it runs.

    Otherwise Ibis writes a column that a later stage names three times out three times, and what those name again:
    the text of a whole protocol would grow without end.
    """
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


def sql_of(table: Table, dialect: str) -> str:
    """The query as text in the dialect, as Ibis names it: `duckdb`, `pyspark`, `postgres`."""
    with in_stages():
        return str(ibis.to_sql(table, dialect=dialect))
