"""A table of decided patients, written out by hand: what the queries about a screening are asked of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
from ibis import Table

from posology.ir.protocol import Kind, Protocol
from posology.results.check import Verdict
from posology.screen.attrition import GROUP
from posology.screen.missing import MISSING
from posology.screen.names import Applies, Mends, Status, criterion_column, mends_column, step_column
from tests.unit.judged import AS_OF, rules

CELLS = ("iv_cells_minimum", "iv_cells_maximum", "total_cells_minimum", "total_cells_maximum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One patient, by default one who is eligible today; `failing` criteria stand in the way, for good or not."""

    id: str
    verdict: Verdict = Verdict.ELIGIBLE
    earliest: date | None = AS_OF
    failing: Mapping[str, Mends] = field(default_factory=dict[str, Mends])
    unknown: Sequence[str] = ()
    missing: Sequence[str] = ()
    holds: Sequence[str] = ()
    level: int = 0
    renewal: bool = False
    group: str | None = None
    cells: tuple[int | None, int | None, int | None, int | None] = (100_000_000, 100_000_000, 142_000_000, 250_000_000)


def protocol() -> Protocol:
    """The shipped protocol that they are decided by."""
    return rules().protocol


def decided(patients: Sequence[Decided]) -> Table:
    """The table as the decision leaves it."""
    return ibis.memtable(in_memory(patients))


def in_memory(patients: Sequence[Decided]) -> pa.Table:
    """The same as it is written to a file."""
    return pa.Table.from_pylist(
        [_row(number, each) for number, each in enumerate(patients)], schema=pa.schema(_types())
    )


def _types() -> dict[str, pa.DataType]:
    text, day, small = pa.string(), pa.date32(), pa.int8()
    named = {"row": pa.int64(), "id": text, "verdict": text, "earliest_date": day, "day": day}
    lists = dict.fromkeys(("failed", "unknown", "holds", MISSING), pa.list_(text))
    criteria = {criterion_column(each.id): small for each in protocol().criteria}
    mends = {mends_column(each.id): small for each in protocol().criteria if each.turning.moves}
    steps = {step_column(each.id): small for each in protocol().steps}
    judged = {"washout/level": small, "renewal/needed": pa.bool_(), GROUP: text}
    return {**named, **lists, **dict.fromkeys(CELLS, pa.int64()), **criteria, **mends, **steps, **judged}


def _row(number: int, patient: Decided) -> dict[str, Any]:
    statuses: dict[str, Any] = {}
    for each in protocol().criteria:
        passing, failing = Status.MET, Status.NOT_MET
        if each.kind is Kind.EXCLUSION:
            passing, failing = failing, passing
        status = Status.UNKNOWN if each.id in patient.unknown else failing if each.id in patient.failing else passing
        statuses[criterion_column(each.id)] = int(status)
        if each.turning.moves:
            mends = patient.failing.get(each.id)
            statuses[mends_column(each.id)] = None if mends is None else int(mends)
    for step in protocol().steps:
        unknown = f"plan.{step.id}" in patient.unknown
        statuses[step_column(step.id)] = int(Applies.UNKNOWN if unknown else Applies.APPLIES)
    return {
        "row": number,
        "id": patient.id,
        "verdict": patient.verdict.value,
        "earliest_date": patient.earliest,
        "day": patient.earliest or AS_OF,
        "failed": sorted(patient.failing),
        "unknown": list(patient.unknown),
        "holds": list(patient.holds),
        MISSING: list(patient.missing),
        **dict(zip(CELLS, patient.cells, strict=True)),
        **statuses,
        "washout/level": patient.level,
        "renewal/needed": patient.renewal,
        GROUP: patient.group,
    }
