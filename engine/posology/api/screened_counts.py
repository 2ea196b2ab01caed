"""A screening counted: by a DuckDB of its own, over the files of its rows, wherever those were judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl
from ibis import BaseBackend, Table

from posology import __version__
from posology.cohort.aside import title_of
from posology.cohort.quoting import one_file
from posology.cohort.taken import TakenIn
from posology.explain.rules import Rules
from posology.explain.stamp import stamp_of
from posology.results.screening import (
    SMALLEST_GROUP,
    Audit,
    Calendar,
    FaultCount,
    FaultyRow,
    Screening,
    Settling,
    VerdictCounts,
)
from posology.screen import attrition as counting
from posology.screen.deidentify import deidentified, shared_group
from posology.screen.running import in_stages
from posology.values.pseudonym import pseudonym

FRAME_ROWS: Final = 50_000
"""Rows that are in memory at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run whose rows are written. `engine` judged them; `where` is the source of the patients."""

    rules: Rules
    engine: str
    where: str
    taken: TakenIn
    as_of: date
    procedure_date: date | None
    by: str | None
    audit: Audit | None
    is_shared: bool


def count_all(counter: BaseBackend, files: Iterable[Path], run: Run) -> Screening:
    """Everything that is told of the rows in the files together."""
    decided = counter.read_parquet([one_file(each) for each in files])
    protocol, counts = run.rules.protocol, run.taken.counts

    def rows(table: Table) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = counter.to_pyarrow(table).to_pylist()
        return found

    return Screening(
        engine_version=__version__,
        engine=run.engine,
        protocol=stamp_of(protocol),
        banner=protocol.banner,
        readings=protocol.readings,
        cohort=run.where,
        as_of=run.as_of,
        procedure_date=run.procedure_date,
        read=counts.patients,
        set_aside=counts.aside,
        verdicts=counting.verdicts_of(rows(counting.count_all_verdicts(decided))[0]),
        attrition=counting.attrition_of(rows(counting.count_attrition(decided, protocol, run.as_of))[0], protocol),
        settling=tuple(
            Settling(element=each["element"], ask=ask_for(run.rules, each["element"]), patients=each["patients"])
            for each in rows(counting.count_settling(decided))
        ),
        by=run.by,
        groups=() if run.by is None else _groups(rows(counting.count_verdicts(decided)), run, run.by),
        calendar=_calendar(rows, decided, run),
        faults=tuple(
            FaultCount(where=each.where, column=each.column, code=each.code, title=each.title, rows=each.rows)
            for each in run.taken.tallies
        ),
        audit=run.audit,
        deidentified=run.is_shared,
    )


def _calendar(rows: Callable[[Table], list[Mapping[str, Any]]], decided: Table, run: Run) -> Calendar:
    possible = rows(counting.count_possible(decided, run.as_of))
    named = rows(counting.count_holds(decided, run.as_of))
    (together,) = rows(counting.count_all_holds(decided, run.as_of))
    return counting.calendar_of(possible, named, together, run.as_of, SMALLEST_GROUP if run.is_shared else 1)


def _groups(rows: Iterable[Mapping[str, Any]], run: Run, by: str) -> tuple[VerdictCounts, ...]:
    if not run.is_shared:
        return counting.groups_of(rows)
    told = shared_group(by, is_birth=run.rules.dictionary.birth == by, as_of=run.as_of)
    return counting.groups_of(rows, SMALLEST_GROUP, told)


def ask_for(rules: Rules, element: str) -> str:
    """The question that supplies the element, or the field of each entry of a list."""
    elements = rules.dictionary.elements
    found = elements.get(element) or rules.dictionary.owner(element)
    if found is not None:
        return found.question
    listed, _, name = element.partition(".")
    fields = elements[listed].fields if listed in elements else ()
    return next((f"Of each entry of {listed}: {each.question}" for each in fields if each.path == name), "")


def faulty_rows(path: Path) -> Iterator[FaultyRow]:
    """Every fault in the file of faults, in the order of the source."""
    ordered = pl.scan_parquet(path, glob=False).sort("where", "number", "column", "code")
    for frame in ordered.collect_batches(chunk_size=FRAME_ROWS, maintain_order=True):
        for where, number, column, code in frame.select("where", "number", "column", "code").iter_rows():
            yield FaultyRow(where=where, row=number, column=column, code=code, title=title_of(code))


def shared_rows(counter: BaseBackend, files: Iterable[Path], salt: bytes, folder: Path) -> Path:
    """The rows with pseudonyms instead of ids, and without what few share, in a file of their own in the folder."""
    named, shared = folder / "pseudonyms.parquet", folder / "shared.parquet"
    made = pl.col("id").map_elements(lambda each: pseudonym(salt, each), return_dtype=pl.String)
    pl.scan_parquet(list(files), low_memory=True, glob=False).with_columns(made.alias("id")).sink_parquet(named)
    with in_stages():
        deidentified(counter.read_parquet(one_file(named))).to_parquet(str(shared))
    named.unlink()
    return shared
