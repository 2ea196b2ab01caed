"""Generated patients laid out as a frame, for the stages of a decision that are asked one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, settings

from posology.cohort.tables import ROW, Cohort
from posology.explain.criteria import judge_criterion, turning_dates
from posology.explain.rules import Rules
from posology.explain.situation import Situation
from posology.ir.protocol import Protocol
from posology.record.facts import Facts
from posology.results.check import CriterionStatus
from posology.screen.counts import with_counted, with_counted_only
from posology.screen.earliest import with_earliest
from posology.screen.frame import AS_OF, Frame, on_dates
from posology.screen.names import CLEAR_ON, EARLIEST, FIXED_THROUGH
from posology.screen.running import in_stages
from tests.property.judging import Variant, bases_of, facts_of, knowledge, rules_of
from tests.strategies.patients import patients
from tests.strategies.records import Record
from tests.unit.screen.cohorts import cohort_of

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Patients of one protocol who are judged on one day."""

    rules: Rules
    as_of: date
    records: tuple[Facts, ...]

    @property
    def protocol(self) -> Protocol:
        """The protocol as the stages have it: conditions ask only for values that count."""
        return with_counted_only(self.rules.protocol)

    @property
    def cohort(self) -> Cohort:
        """The patients as a cohort."""
        return cohort_of(self.records)

    def frame(self, columns: Mapping[str, Sequence[object]], types: Mapping[str, pa.DataType]) -> Frame:
        """The patients with these further columns, which earlier stages would have made."""
        cohort = self.cohort
        numbered = {ROW: list(range(len(self.records))), **columns}
        beside = ibis.memtable(pa.table(numbered, schema=pa.schema({ROW: pa.int64(), **types})))
        table = cohort.patients.inner_join(beside, ROW)
        frame = Frame(table=table, key=(ROW,), lists=cohort.lists)
        today = {AS_OF: on_dates(self.as_of, ibis.literal(self.as_of))[AS_OF]}
        return with_counted(frame.with_given(today), self.rules.protocol, self.as_of)


def asked_of(protocol: str, records: Sequence[Record], as_of: date) -> Asked:
    """The records taken in, for the shipped protocol."""
    return Asked(rules_of(Variant(protocol)), as_of, tuple(facts_of(each, as_of) for each in records))


@cache
def generated(protocol: str, count: int = 60) -> Asked:
    """Patients close to a candidate, those who are judged on the day that most of them are judged on."""
    found: dict[date, list[Record]] = {}

    @settings(
        max_examples=count,
        phases=(Phase.generate,),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(patients(knowledge().dictionary, bases_of(protocol), most_disturbed=6))
    def draw(patient: Any) -> None:  # noqa: ANN401 - Hypothesis hands it over
        found.setdefault(patient.as_of, []).append(patient.record)

    draw()
    as_of, records = max(found.items(), key=lambda each: len(each[1]))
    return asked_of(protocol, records, as_of)


def rows_of(frame: Frame, *columns: str) -> list[Row]:
    """These columns of each patient, in their order."""
    with in_stages():
        rows: list[Row] = frame.table.select(ROW, *columns).to_pyarrow().to_pylist()
    return sorted(rows, key=lambda each: each[ROW])


def earliest_of(asked: Asked, clear: Sequence[date | None], through: Sequence[bool]) -> list[date | None]:
    """The earliest date of each patient whose holds end on that day, if ever, where what stays lets through."""
    columns = {CLEAR_ON: clear, FIXED_THROUGH: through}
    frame = asked.frame(columns, {CLEAR_ON: pa.date32(), FIXED_THROUGH: pa.bool_()})
    return [each[EARLIEST] for each in rows_of(with_earliest(frame, asked.protocol, asked.as_of), EARLIEST)]


def first_good_day(asked: Asked, facts: Facts, clear: date) -> date | None:
    """The first day from `clear` on, among those on which answers turn, that every criterion lets through."""
    today = Situation(facts, asked.as_of, asked.as_of)
    moving = [each for each in asked.rules.protocol.criteria if each.turning.moves]
    turning = {day for each in moving for day in turning_dates(each, today) if day > clear}
    for day in sorted({clear} | turning):
        judged = [judge_criterion(each, Situation(facts, asked.as_of, day)) for each in moving]
        if not any(each.stands_in_the_way or each.status is CriterionStatus.UNKNOWN for each in judged):
            return day
    return None
