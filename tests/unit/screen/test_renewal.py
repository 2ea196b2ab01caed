"""Which patients have a value that will be too old on the day is what `explain` finds of each."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest

from posology.api.shipped import shipped_protocols
from posology.explain.examination import examine
from posology.explain.situation import Situation
from posology.screen.names import DAY, RENEWAL, criterion_column, step_column
from posology.screen.renewal import with_renewal
from tests.unit.screen.agreement import FINDINGS, STATUSES
from tests.unit.screen.asking import generated, rows_of


@pytest.mark.parametrize("ahead", [0, 25, 400])
@pytest.mark.parametrize("protocol", shipped_protocols())
def test_generated_patients(protocol: str, ahead: int) -> None:
    """Patients close to a candidate, on days on which some values still count and others do not."""
    asked = generated(protocol)
    days = [asked.as_of + timedelta(days=ahead + each % 9) for each in range(len(asked.records))]
    examined = [
        examine(asked.rules.protocol, Situation(facts, asked.as_of, day), asked.rules.planned)
        for facts, day in zip(asked.records, days, strict=True)
    ]
    columns: dict[str, list[object]] = {DAY: list(days)}
    for number, criterion in enumerate(asked.rules.protocol.criteria):
        columns[criterion_column(criterion.id)] = [int(STATUSES[each.criteria[number].status]) for each in examined]
    for number, step in enumerate(asked.rules.protocol.steps):
        columns[step_column(step.id)] = [int(FINDINGS[each.steps[number].finding]) for each in examined]
    frame = asked.frame(columns, {**dict.fromkeys(columns, pa.int8()), DAY: pa.date32()})
    found = rows_of(with_renewal(frame, asked.protocol, asked.as_of), RENEWAL)
    assert [each[RENEWAL] for each in found] == [bool(each.to_renew) for each in examined]
