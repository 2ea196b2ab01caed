"""Rows of a screening judged again, one by one, as `check` judges a record; any difference ends the run."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from ibis import BaseBackend

from posology.api.checking import recorded_procedure_date
from posology.api.knowledge import Knowledge
from posology.api.loading import knowledge_of
from posology.api.reading import read_facts
from posology.cohort.found import FoundCohort
from posology.cohort.records import records_of
from posology.diagnostics.diagnostic import Refused
from posology.explain.check import check, decide, settle_date
from posology.explain.examination import Examination, JudgedMedicine
from posology.explain.rules import Rules
from posology.record.facts import Facts
from posology.results.check import Cells, Check, CriterionStatus, WashoutStatus

IV: Final = "iv"
BATCH: Final = 1_000
"""Records that are in memory at once."""

COMPARED: Final = (
    *("verdict", "earliest_date", "failed", "unknown", "holds"),
    *("iv_cells_minimum", "iv_cells_maximum", "total_cells_minimum", "total_cells_maximum"),
)
"""The columns in which a row is compared."""

MEDICATIONS: Final = "medications"
_FRAME_ROWS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A patient of the cohort, by the number of the row in the source, and the columns that came out differently.

    `columns` is empty where `check` refuses the record, or the source has no such row.
    """

    row: int
    columns: tuple[str, ...]


class Differs(Exception):  # noqa: N818 - it is what the audit found, and it was looked for
    """Judged again one by one, some of so many rows came out differently."""

    def __init__(self, where: str, rows: int, differences: tuple[Difference, ...]) -> None:
        super().__init__(f"{len(differences)} of {rows} rows of {where} differ")
        self.where, self.rows, self.differences = where, rows, differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditing:
    """What rows are judged again with, and for which days."""

    rules: Rules
    knowledge: Knowledge
    as_of: date
    procedure_date: date | None


def audit(
    auditing: Auditing, found: FoundCohort, rows: pl.LazyFrame, sample: tuple[int, str], engine: BaseBackend
) -> int:
    """How many rows, at most as many as the sample asks for, were picked by its seed, and came out the same.

    Raises:
        Differs: where some did not.
    """
    number, seed = sample
    picked = pick(rows, number, seed)
    differences: list[Difference] = []
    for start in range(0, len(picked), BATCH):
        some = picked[start : start + BATCH]
        screened = rows.filter(pl.col("row").is_in(some)).select("row", *COMPARED).collect()
        by_row = {each["row"]: each for each in screened.iter_rows(named=True)}
        records = records_of(found, some, auditing.rules.dictionary, engine)
        for row in some:
            # a row that the source no longer has is one that nobody has judged again
            columns = _differing(auditing, records[row], by_row[row]) if row in records else ()
            if columns is not None:
                differences.append(Difference(row + found.patients.first, columns))
    if differences:
        raise Differs(found.patients.where, len(picked), tuple(sorted(differences, key=lambda each: each.row)))
    return len(picked)


def pick(rows: pl.LazyFrame, number: int, seed: str) -> list[int]:
    """The numbers of so many rows: those whose identifiers have the least hashes, with the seed before them."""

    def ranked() -> Iterator[tuple[bytes, int]]:
        for frame in rows.select("id", "row").collect_batches(chunk_size=_FRAME_ROWS, maintain_order=True):
            for identifier, row in frame.iter_rows():
                yield hashlib.sha256(f"{seed}\0{identifier}".encode()).digest(), row

    return sorted(row for _, row in heapq.nsmallest(number, ranked()))


def _differing(auditing: Auditing, record: bytes, screened: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The columns that differ; None where none does."""
    rules = auditing.rules
    try:
        facts, _ = read_facts(record, "record.json", knowledge_of(auditing.knowledge, rules), auditing.as_of)
    except Refused:
        return ()
    checked = explained_row(rules, facts, auditing.as_of, auditing.procedure_date)
    return tuple(each for each in COMPARED if checked[each] != screened[each]) or None


def explained_row(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> Mapping[str, object]:
    """The row of a screening for one patient, as `check` judges the record."""
    asked = procedure_date or recorded_procedure_date(facts)
    found = check(rules, facts, as_of, asked)
    day, _ = settle_date(rules, facts, as_of, asked)
    examination = decide(rules, facts, as_of, day).examination
    iv = next((each.cells for each in found.doses if each.site == IV), None)
    return {
        "verdict": found.verdict.value,
        "earliest_date": found.earliest_date,
        "failed": [each.id for each in found.criteria if each.stands_in_the_way],
        "unknown": list(_unknown(found, examination)),
        "holds": sorted(_holds(examination)),
        **_cells("iv", iv),
        **_cells("total", found.total),
    }


def _unknown(found: Check, examination: Examination) -> Iterator[str]:
    yield from (each.id for each in found.criteria if each.status is CriterionStatus.UNKNOWN)
    day = examination.situation.procedure_date
    medicines = examination.medicines
    if medicines is None or any(each.status_on(day) is WashoutStatus.UNKNOWN for each in medicines):
        yield MEDICATIONS
    yield from (f"plan.{each.step.id}" for each in examination.steps if each.unknown is not None)


def _holds(examination: Examination) -> Iterator[str]:
    day = examination.situation.procedure_date
    for each in examination.medicines or ():
        status = each.status_on(day)
        if status is not WashoutStatus.CLEAR:
            yield f"{each.medicine.drug}: {_hold(each) if status is WashoutStatus.HOLD else status.value}"


def _hold(medicine: JudgedMedicine) -> str:
    ends = [each.clear_on for each in medicine.judgements if each.clear_on is not None]
    return f"hold until {max(ends).isoformat()}"


def _cells(route: str, cells: Cells | None) -> Mapping[str, int | None]:
    least, most = (0, 0) if cells is None else (cells.minimum, cells.maximum)
    return {f"{route}_cells_minimum": least, f"{route}_cells_maximum": most}
