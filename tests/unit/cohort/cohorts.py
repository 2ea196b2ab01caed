"""Cohorts of a few rows, made of plain Python, for the tests of how they are taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis import BaseBackend

from posology.cohort.found import FoundCohort, FoundColumn, FoundTable
from posology.cohort.matching import Head, match_entries, match_patients
from posology.cohort.stages import Stages
from posology.cohort.taken import TakenIn
from posology.cohort.taking import take_in
from posology.diagnostics.diagnostic import Diagnostics
from tests.unit.record.intake_of import AS_OF, shipped_dictionary, shipped_drugs

Row = Mapping[str, str | None]
MEDICATIONS = "medications"


def found(
    engine: BaseBackend,
    patients: Sequence[Row],
    lists: Mapping[str, Sequence[Row]] | None = None,
    complete: frozenset[str] = frozenset(),
) -> FoundCohort:
    """The cohort with these cells; the entries of a list name their patient as `patient`."""
    elements = shipped_dictionary().elements
    names = _names(patients, ("id",))
    said = Diagnostics()
    matched = match_patients(Head("patients.csv", names, 1), elements, said)
    assert matched is not None, list(said)
    tables = {path: _entries(engine, path, rows) for path, rows in (lists or {}).items()}
    return FoundCohort(
        patients=_table(engine, "patients", patients, names, matched.columns, "id"), lists=tables, complete=complete
    )


def _entries(engine: BaseBackend, path: str, rows: Sequence[Row]) -> FoundTable:
    names = _names(rows, ("patient",))
    said = Diagnostics()
    matched = match_entries(Head(f"{path}.csv", names, 1), shipped_dictionary().elements[path], said)
    assert matched is not None, list(said)
    return _table(engine, path, rows, names, matched.columns, "patient")


def _names(rows: Sequence[Row], first: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *(name for row in rows for name in row))))


def _table(  # noqa: PLR0913, PLR0917 - what a table is made of
    engine: BaseBackend,
    name: str,
    rows: Sequence[Row],
    names: tuple[str, ...],
    columns: tuple[FoundColumn, ...],
    patient: str,
) -> FoundTable:
    cells = {each: pa.array([row.get(each) for row in rows], pa.string()) for each in names}
    table = pa.table({"row": pa.array(range(len(rows)), pa.int64()), **cells})
    kept = engine.create_table(name, table, overwrite=True)
    return FoundTable(table=kept, where=f"{name}.csv", columns=columns, patient=patient, first=2)


def taken(
    patients: Sequence[Row],
    lists: Mapping[str, Sequence[Row]] | None = None,
    complete: frozenset[str] = frozenset(),
    as_of: date = AS_OF,
) -> TakenIn:
    """The cohort with these cells, taken in by an engine of its own."""
    engine = ibis.duckdb.connect()
    cohort = found(engine, patients, lists, complete)
    return take_in(cohort, shipped_dictionary(), shipped_drugs(), as_of, Stages(engine, Path("stages")))


def rows_of(table: ibis.Table) -> list[dict[str, Any]]:
    """The rows of a table in their order."""
    order = [each for each in ("row", "index") if each in table.columns]
    rows: list[dict[str, Any]] = table.order_by(*order).to_pyarrow().to_pylist()
    return rows


def aside(cohort: TakenIn) -> list[tuple[str, int, str, str]]:
    """Every fault: where, the number of the row, the column, the code."""
    return [(each.where, each.number, each.column, each.code) for each in cohort.set_aside]
