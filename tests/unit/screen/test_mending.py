"""What time alone mends for a cohort is what it mends at the bedside."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from posology.api.shipped import shipped_protocols
from posology.explain.criteria import judge_criterion
from posology.explain.examination import examine
from posology.explain.situation import Situation
from posology.screen.mending import with_mends
from posology.screen.names import DAY, Mends, criterion_column, mends_column
from tests.strategies.records import Record
from tests.unit.screen.agreement import STATUSES
from tests.unit.screen.asking import Asked, asked_of, generated, rows_of


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_generated_patients(protocol: str) -> None:
    """Patients close to a candidate, judged on days around that of asking."""
    asked = generated(protocol)
    days = [asked.as_of + timedelta(days=each % 40 - 3) for each in range(len(asked.records))]
    assert _mends(asked, days) == _expected(asked, days)


def test_a_pain_that_has_not_lasted_long_enough() -> None:
    """Time mends what began lately, and not what has no date."""
    records: list[Record] = [
        {"id": "P-1", "birth_date": "1971-03-02", "regions": ["lumbar"], "pain": {"back": {"onset": onset}}}
        for onset in ("2026-05-31", "2026-05", "2026", "2020-01-01")
    ]
    asked = asked_of("allorx-spine", [*records, {"id": "P-2"}], date(2026, 11, 20))
    days = [asked.as_of] * 5
    found = _mends(asked, days)
    assert found == _expected(asked, days)
    assert int(Mends.MENDS) in {answer for row in found for answer in row}


def test_only_those_who_are_asked_about() -> None:
    """Where something else keeps the patient out, nothing is sought."""
    records: list[Record] = [
        {"id": "P-1", "birth_date": "1971-03-02", "regions": ["lumbar"], "pain": {"back": {"onset": "2026-05-31"}}}
    ]
    asked = asked_of("allorx-spine", records, date(2026, 11, 20))
    frame = asked.frame(*_statuses(asked, [asked.as_of]))
    nobody = frame.table[DAY].isnull()
    names = [mends_column(each.id) for each in asked.protocol.criteria if each.turning.moves]
    rows = rows_of(with_mends(frame, asked.protocol, asked.as_of, nobody), *names)
    assert {rows[0][name] for name in names} == {int(Mends.NEVER)}


def _statuses(asked: Asked, days: list[date]) -> tuple[dict[str, list[object]], dict[str, pa.DataType]]:
    columns: dict[str, list[object]] = {DAY: list(days)}
    for criterion in asked.rules.protocol.criteria:
        columns[criterion_column(criterion.id)] = [
            int(STATUSES[judge_criterion(criterion, Situation(facts, asked.as_of, day)).status])
            for facts, day in zip(asked.records, days, strict=True)
        ]
    return columns, {**dict.fromkeys(columns, pa.int8()), DAY: pa.date32()}


def _mends(asked: Asked, days: list[date]) -> list[list[int]]:
    frame = asked.frame(*_statuses(asked, days))
    names = [mends_column(each.id) for each in asked.protocol.criteria if each.turning.moves]
    rows = rows_of(with_mends(frame, asked.protocol, asked.as_of), *names)
    return [[row[name] for name in names] for row in rows]


def _expected(asked: Asked, days: list[date]) -> list[list[int]]:
    found: list[list[int]] = []
    moving = [each.id for each in asked.rules.protocol.criteria if each.turning.moves]
    for facts, day in zip(asked.records, days, strict=True):
        examined = examine(asked.rules.protocol, Situation(facts, asked.as_of, day), asked.rules.planned)
        answers = {**dict.fromkeys(examined.mends, Mends.MENDS), **dict.fromkeys(examined.may_mend, Mends.UNKNOWN)}
        found.append([int(answers.get(each, Mends.NEVER)) for each in moving])
    return found
