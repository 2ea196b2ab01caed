"""Cohorts written to a folder and opened, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import ibis

from posology.api.loading import load_knowledge
from posology.cohort.folder import open_cohort
from posology.cohort.found import FoundCohort, FoundTable
from posology.cohort.workshop import Workshop
from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.dictionary import Dictionary


@cache
def dictionary() -> Dictionary:
    """The dictionary that is shipped."""
    return load_knowledge().dictionary


def workshop(folder: Path) -> Workshop:
    """A workshop with DuckDB for its engine, that keeps what it makes in the folder."""
    kept = folder / "kept"
    kept.mkdir(exist_ok=True)
    return Workshop(reader=duckdb.connect(), engine=ibis.duckdb.connect(), folder=kept)


def opened(folder: Path, files: Mapping[str, str | bytes]) -> tuple[FoundCohort | None, Diagnostics]:
    """The cohort of these files: the one file, or the folder where there are several."""
    place = folder / "clinic"
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return opened_at(place / next(iter(files)) if len(files) == 1 else place, folder)


def opened_at(place: Path, folder: Path) -> tuple[FoundCohort | None, Diagnostics]:
    """The cohort that is there already."""
    diagnostics = Diagnostics()
    return open_cohort(place, workshop(folder), dictionary(), frozenset(), diagnostics), diagnostics


def found_in(folder: Path, files: Mapping[str, str | bytes]) -> FoundCohort:
    """The same, where it can be read."""
    found, diagnostics = opened(folder, files)
    assert found is not None, list(diagnostics)
    return found


def rows_of(found: FoundTable) -> list[dict[str, Any]]:
    """The rows of a table in their order."""
    rows: list[dict[str, Any]] = found.table.to_pyarrow().to_pylist()
    return sorted(rows, key=lambda each: (each["row"], each.get(found.index or "", 0)))


def cells_of(found: FoundTable, column: str) -> list[str | None]:
    """The cells of one column, in the order of the rows."""
    return [each[column] for each in rows_of(found)]


def faults_of(found: FoundTable) -> dict[int, str]:
    """The rows that cannot be read, by the number that the source gives them, each with its code."""
    if found.fault is None:
        return {}
    return {each["row"] + found.first: each[found.fault] for each in rows_of(found) if each[found.fault]}


def codes_of(diagnostics: Diagnostics) -> list[str]:
    """The codes of everything that was found."""
    return [each.code for each in diagnostics]
