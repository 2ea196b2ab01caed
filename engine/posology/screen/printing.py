"""The query of a cohort as a text that is whole: whoever pastes it needs the typed tables, and nothing else of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import ibis
from ibis import Table
from ibis.common.exceptions import IbisError
from ibis.expr.operations import DummyTable, InMemoryTable

from posology.cohort.tables import Cohort
from posology.screen.running import in_stages

PREFIX: Final = "posology_"
_GIVEN: Final = f"{PREFIX}given_"
_OTHER_NAMES: Final[Mapping[str, str]] = MappingProxyType({"spark": "pyspark", "postgresql": "postgres"})


class Unprintable(Exception):  # noqa: N818 - it says what the dialect lacks, not what the program did wrong
    """A dialect that Ibis does not know, or that has no words for a part of the query; `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def with_named_tables(cohort: Cohort) -> Cohort:
    """The same cohort, its tables only names with their columns: `posology_patients`, `posology_medications`."""
    return Cohort(
        patients=_named(cohort.patients, "patients"),
        lists=MappingProxyType({path: _named(each, path) for path, each in cohort.lists.items()}),
        kinds=cohort.kinds,
    )


def _named(table: Table, name: str) -> Table:
    return ibis.table(table.schema(), name=f"{PREFIX}{name.replace('.', '_')}")


def printed(table: Table, cohort: Cohort, dialect: str, banner: str) -> str:
    """The query over the named tables of the cohort as one statement in the dialect, as Ibis names it.

    The small tables that belong to the protocol, such as that of the holds, are part of it. Comments say what the
    typed tables are.

    Raises:
        Unprintable: the dialect is not known, or has no words for a part of the query.
    """
    known = _OTHER_NAMES.get(dialect, dialect)
    try:
        named, given = _with_given_named(table)
        with in_stages():
            query = ibis.to_sql(named, dialect=known)
            parts = [f"{_quoted(each, known)} AS (\n{_rows_of(each, known)}\n)" for each in given]
    except ValueError as fault:
        raise Unprintable(f"`{dialect}` is no dialect that Ibis writes") from fault
    except IbisError as fault:
        raise Unprintable(f"`{dialect}` has no words for a part of the query ({type(fault).__name__})") from fault
    if parts:
        query = f"WITH {', '.join(parts)}" + (f", {query[5:]}" if query.startswith("WITH ") else f"\n{query}")
    return f"{_head(cohort, banner)}{query}"


def _with_given_named(table: Table) -> tuple[Table, tuple[InMemoryTable, ...]]:
    """The query with its small tables called by number, and those tables; two with the same rows are one."""
    given: list[InMemoryTable] = []
    other: dict[InMemoryTable, InMemoryTable] = {}
    found: list[InMemoryTable] = table.op().find(InMemoryTable)
    for each in found:
        same = next((one for one in given if _contents(one).equals(_contents(each))), None)
        if same is None:
            same = each.copy(name=f"{_GIVEN}{len(given) + 1}")
            given.append(same)
        other[each] = same
    return (table.op().replace(other).to_expr() if other else table), tuple(given)


def _contents(given: InMemoryTable) -> Any:  # noqa: ANN401 - Arrow ships no types of its own
    return given.data.to_pyarrow(given.schema)


def _quoted(given: InMemoryTable, dialect: str) -> str:
    """The name as the dialect quotes it."""
    return ibis.to_sql(ibis.table(given.schema, name=given.name), dialect=dialect).rpartition("FROM ")[2].strip()


def _rows_of(given: InMemoryTable, dialect: str) -> str:
    """The rows as selections of literals, one a line."""
    rows: list[Mapping[str, Any]] = _contents(given).to_pylist()
    lines = [_row(given, each, dialect) for each in rows]
    return "\nUNION ALL\n".join(lines or [f"{_row(given, {}, dialect)} WHERE 1 = 0"])


def _row(given: InMemoryTable, row: Mapping[str, Any], dialect: str) -> str:
    values = {name: ibis.literal(row.get(name), given.schema[name]).op() for name in given.schema}
    return ibis.to_sql(DummyTable(values).to_expr(), dialect=dialect, pretty=False)


def _head(cohort: Cohort, banner: str) -> str:
    return "".join(f"-- {line}\n" for line in _lines(cohort, banner))


def _lines(cohort: Cohort, banner: str) -> Iterator[str]:
    yield banner
    yield "It reads these tables, whose values are read and judged as those of a record:"
    for table in (cohort.patients, *cohort.lists.values()):
        columns = ", ".join(f'"{name}" {kind}' for name, kind in table.schema().items())
        yield f"{table.get_name()} ({columns})"
