"""What `explain` says of one patient, laid out as the row that `screen` must have for the same patient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from ibis import Table

from posology.compile.productions import MEDICINES, RENEWAL
from posology.explain.check import decide as decide_one
from posology.explain.check import settle_date
from posology.explain.doses import route_doses, total_cells
from posology.explain.examination import Examination, JudgedMedicine
from posology.explain.rules import Rules
from posology.ir.turning import PROCEDURE_DATE
from posology.record.facts import Facts, Recorded
from posology.results.check import CriterionStatus, Verdict, WashoutStatus
from posology.screen.decision import decide
from posology.screen.names import Applies, Mends, Status, cells_columns, criterion_column, mends_column, step_column
from posology.screen.running import in_stages
from posology.values.dates import PartialDate, exactly
from tests.unit.screen.cohorts import cohort_of

Row = dict[str, Any]

STATUSES = {
    CriterionStatus.MET: Status.MET,
    CriterionStatus.NOT_MET: Status.NOT_MET,
    CriterionStatus.UNKNOWN: Status.UNKNOWN,
    CriterionStatus.NOT_APPLICABLE: Status.NOT_APPLICABLE,
}
FINDINGS = {"applies": Applies.APPLIES, "left-out": Applies.LEFT_OUT, "unknown": Applies.UNKNOWN}


def dated(facts: Facts, day: date | None) -> Facts:
    """The record with this procedure date in it, or as it is."""
    if day is None:
        return facts
    recorded = Recorded(exactly(day), day.isoformat())
    return replace(facts, values=MappingProxyType({**facts.values, PROCEDURE_DATE: recorded}))


def rows_of(table: Table) -> list[Row]:
    """The rows of the table in the order of the patients."""
    with in_stages():
        rows: list[Row] = table.to_pyarrow().to_pylist()
    return sorted(rows, key=lambda each: each["row"])


def differences(rules: Rules, records: Sequence[Facts], as_of: date, procedure_date: date | None = None) -> list[str]:
    """Every column of every patient in which the cohort's decision is not what is said of the patient alone."""
    table = decide(cohort_of(records, rules.dictionary), rules.protocol, rules.planned, as_of, procedure_date)
    rows = rows_of(table)
    assert [each["row"] for each in rows] == list(range(len(records)))
    return list(_differences(rules, records, as_of, procedure_date, rows))


def _differences(
    rules: Rules, records: Sequence[Facts], as_of: date, procedure_date: date | None, rows: Sequence[Row]
) -> Iterator[str]:
    for facts, row in zip(records, rows, strict=True):
        stated = facts.lookup(PROCEDURE_DATE)
        day = procedure_date or (stated.earliest if isinstance(stated, PartialDate) else None)
        for column, said in row_of(rules, facts, as_of, day).items():
            if row[column] != said:
                yield f"row {row['row']} {facts.id}: {column} is {row[column]!r} and must be {said!r}"


def row_of(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> Row:
    """What every column must hold for the patient."""
    day, earliest = settle_date(rules, facts, as_of, procedure_date)
    decision = decide_one(rules, facts, as_of, day)
    found = decision.examination
    ends = decision.verdict not in {Verdict.INELIGIBLE, Verdict.INDETERMINATE}
    return {
        "id": facts.id,
        "verdict": decision.verdict.value,
        "earliest_date": earliest if ends else None,
        "day": day,
        "failed": [each.criterion.id for each in found.criteria if each.stands_in_the_way],
        "unknown": list(_unknown(found)),
        "holds": sorted(_held(found.medicines or (), day)),
        "renewal/needed": f"{RENEWAL}:needed" in found.tokens,
        **{criterion_column(each.criterion.id): STATUSES[each.status] for each in found.criteria},
        **dict(_mending(found)),
        **{step_column(each.step.id): FINDINGS[each.finding] for each in found.steps},
        **_cells(rules, facts, found),
    }


def _unknown(found: Examination) -> Iterator[str]:
    yield from (each.criterion.id for each in found.criteria if each.status is CriterionStatus.UNKNOWN)
    washouts = [token for token in found.tokens if token.startswith("washout:") and token.endswith(":unknown")]
    if washouts or f"{MEDICINES}:unknown" in found.tokens:
        yield "medications"
    yield from (f"plan.{each.step.id}" for each in found.steps if each.unknown is not None)


def _held(medicines: Iterable[JudgedMedicine], day: date) -> Iterator[str]:
    for each in medicines:
        status = each.status_on(day)
        if status is WashoutStatus.HOLD:
            until = max(found.clear_on for found in each.judgements if found.clear_on is not None)
            yield f"{each.medicine.drug}: hold until {until}"
        elif status is not WashoutStatus.CLEAR:
            yield f"{each.medicine.drug}: {status}"


def _mending(found: Examination) -> Iterator[tuple[str, Mends]]:
    for each in found.criteria:
        if each.stands_in_the_way and each.criterion.turning.moves:
            name = each.criterion.id
            mends = Mends.MENDS if name in found.mends else Mends.UNKNOWN if name in found.may_mend else Mends.NEVER
            yield mends_column(name), mends


def _cells(rules: Rules, facts: Facts, found: Examination) -> Mapping[str, int | None]:
    doses = route_doses(found.steps, facts, rules.anatomy)
    cells: dict[str, int | None] = {"iv_cells_minimum": 0, "iv_cells_maximum": 0}
    for each in doses:
        least, most = cells_columns(each.site)
        cells |= {least: each.cells.minimum, most: each.cells.maximum}
        if each.site == "iv":
            cells |= {"iv_cells_minimum": each.cells.minimum, "iv_cells_maximum": each.cells.maximum}
    total = total_cells(doses)
    return cells | {"total_cells_minimum": total.minimum, "total_cells_maximum": total.maximum}
