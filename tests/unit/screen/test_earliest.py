"""The earliest date of a cohort is the first on which `explain` lets the patient through."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from posology.api.shipped import shipped_protocols
from tests.unit.screen.asking import asked_of, earliest_of, first_good_day, generated


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_generated_patients(protocol: str) -> None:
    """Patients close to a candidate whose holds end on one day or another, some kept out by what stays."""
    asked = generated(protocol)
    number = len(asked.records)
    clear = [None if each % 11 == 5 else asked.as_of + timedelta(days=each % 30) for each in range(number)]
    through = [each % 7 != 3 for each in range(number)]
    found = earliest_of(asked, clear, through)
    expected = [
        None if day is None or not may else first_good_day(asked, facts, day)
        for facts, day, may in zip(asked.records, clear, through, strict=True)
    ]
    assert found == expected


@pytest.mark.parametrize("onset", ["2023-02-28", "2023-03-01", "2023-02", "2023", "2023-11-30", "2024-02-29"])
@pytest.mark.parametrize("protocol", ["allorx-spine", "kumar-adipose-disc", "pettine-bmc-disc", "amirdelfan-mpc-disc"])
def test_leap_days_and_month_ends(protocol: str, onset: str) -> None:
    """A pain that has lasted long enough from some later day on, which a month's end or a leap day decides."""
    as_of = date(2024, 2, 29)
    asked = asked_of(
        protocol,
        [
            {
                "id": "P-1",
                "birth_date": "1971-03-02",
                "pain": {"back": {"onset": onset}},
                "regions": ["lumbar"],
                "medications": [{"drug": "naproxen", "last_dose": "2024-02-27"}],
            }
        ],
        as_of,
    )
    assert earliest_of(asked, [as_of], [True]) == [first_good_day(asked, asked.records[0], as_of)]
