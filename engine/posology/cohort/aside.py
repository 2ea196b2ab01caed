"""Whom a cohort loses before anybody is judged: where each fault stands and which one it is, and nothing of a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis import BaseBackend, Table

from posology.cohort.stages import Stages
from posology.cohort.tables import ROW
from posology.cohort.typed import FAULTY, TypedRows
from posology.diagnostics.catalogue import CATALOGUE

MOST_TOLD = 1_000
"""As many rows as are told one by one; all of them are in `faults`, and counted."""

TWICE = "P0851"
NO_PATIENT = "P0852"
NOT_EMPTY = "P0853"
NO_TABLE = "P0854"

WHERE, NUMBER, COLUMN, CODE = "where", "number", "column", "code"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SetAside:
    """One fault: the table, the number of the row as the source counts, the column (empty: the row), and the code."""

    where: str
    number: int
    column: str
    code: str

    @property
    def title(self) -> str:
        """What the fault is, in words."""
        return title_of(self.code)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Tally:
    """How many rows of a table have a fault in a column."""

    where: str
    column: str
    code: str
    rows: int

    @property
    def title(self) -> str:
        """What the fault is, in words."""
        return title_of(self.code)


def title_of(code: str) -> str:
    """What the catalogue calls the fault."""
    entry = CATALOGUE.get(code)
    return "" if entry is None else entry.title


def faults_of(rows: TypedRows, number: str) -> Iterable[Table]:
    """For each fault that is found in a row of the table, the rows with their numbers, columns and codes.

    `number` is the column with the place of the row in its source.
    """
    faulty = rows.table.filter(rows.table[FAULTY])
    for finding in rows.findings:
        coded = faulty.select(
            **{
                WHERE: ibis.literal(rows.found.where),
                NUMBER: (faulty[number] + rows.found.first).cast("int64"),
                COLUMN: ibis.literal(finding.column),
                CODE: finding.code(faulty),
            }
        )
        yield coded.filter(coded[CODE].notnull())


def rows_with(rows: TypedRows, some: Table, column: str, code: str) -> Table:
    """All these patients with the one fault."""
    return some.select(
        **{
            WHERE: ibis.literal(rows.found.where),
            NUMBER: (some[ROW] + rows.found.first).cast("int64"),
            COLUMN: ibis.literal(column),
            CODE: ibis.literal(code),
        }
    )


def together(parts: Sequence[Table], stages: Stages) -> Table:
    """All faults, kept."""
    if not parts:
        kinds = {WHERE: pa.string(), NUMBER: pa.int64(), COLUMN: pa.string(), CODE: pa.string()}
        return ibis.memtable(pa.table({name: pa.array([], kind) for name, kind in kinds.items()}))
    return stages.kept(parts[0] if len(parts) == 1 else ibis.union(parts[0], *parts[1:]))


def told(faults: Table, engine: BaseBackend) -> tuple[SetAside, ...]:
    """The first of the faults, in order."""
    first = faults.order_by(WHERE, NUMBER, COLUMN, CODE).limit(MOST_TOLD)
    return tuple(SetAside(**each) for each in engine.to_pyarrow(first).to_pylist())


def tallied(faults: Table, engine: BaseBackend) -> tuple[Tally, ...]:
    """How many rows have each fault."""
    counted = faults.group_by(WHERE, COLUMN, CODE).agg(rows=faults.count())
    return tuple(sorted(Tally(**each) for each in engine.to_pyarrow(counted).to_pylist()))
