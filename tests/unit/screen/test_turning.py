"""The days on which answers can turn are all found, whatever a condition says of time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from posology.api.loading import load
from posology.screen.refusal import Inexpressible
from tests.property.judging import facts_of, knowledge
from tests.strategies.protocols import SOURCES
from tests.strategies.records import Record
from tests.unit.screen.asking import Asked, earliest_of, first_good_day

AS_OF = date(2024, 2, 29)

CONDITIONS = (
    "pain.back.onset + 6 months before procedure.date",
    "pain.back.onset same or before procedure.date - 6 months",
    "pain.back.onset before procedure.date - 1 month - 3 weeks",
    "years between birth_date and procedure.date >= 53",
    "months between pain.back.onset and procedure.date > 7",
    "weeks between pain.back.onset and procedure.date >= 30",
    "difference in weeks between pain.back.onset and procedure.date >= 28",
    "difference in years between pain.back.onset and procedure.date > 0 and weight > 50 'kg'",
    "not (pain.back.onset in Interval[procedure.date - 2 months, procedure.date))",
    "not exists (medications M where M.last_dose same or after procedure.date - 1 month)",
    "not exists (medications M where M.last_dose + 1 month after procedure.date)",
)

RECORDS: tuple[Record, ...] = tuple(
    {
        "id": "P-1",
        "birth_date": born,
        "weight": "72 kg",
        "pain": {"back": {"onset": onset}},
        "medications": [{"drug": "naproxen", "last_dose": last}, {"drug": "metformin", "last_dose": "2024-01-31"}],
    }
    for born, onset, last in (
        ("1971-03-02", "2023-08-31", "2024-02-28"),
        ("1971-03-01", "2023-08-29", "2024-01-30"),
        ("1972-02-29", "2023-09", "2024-02"),
        ("1971-12-31", "2023", "2024-02-29"),
        ("1970-01-01", "2024-01-31", "2023-12-31"),
        ("1971-06-30", "2024-02-29", "2024"),
    )
)


def _asked(condition: str, folder: Path) -> Asked:
    folder = folder / "invented"
    folder.mkdir()
    text = f"""
protocol: invented
version: 1.0.0
title: An invented protocol
status: investigational
banner: INVESTIGATIONAL USE. Invented for a test.
use: {{intended: a test, user: nobody, population: nobody}}
criteria:
  lasting:
    kind: inclusion
    text: Something holds
    condition: {condition}
    source: {{ref: invented, section: none}}
plan:
  step-1:
    site: epidural
    target: somewhere
    approach: by hand
    cells: {{minimum: 1000000, maximum: 2000000, unit: cells}}
    source: {{ref: invented, section: none}}
"""
    (folder / "protocol.yaml").write_text(text, encoding="utf-8")
    lines = [
        f"{key}: {{title: {each['title']}, authors: nobody, locator: none, read: whole text}}"
        for key, each in SOURCES.items()
    ]
    (folder / "sources.yaml").write_text("\n".join(lines), encoding="utf-8")
    return Asked(load(str(folder), knowledge()), AS_OF, tuple(facts_of(each, AS_OF) for each in RECORDS))


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_first_good_day(condition: str, tmp_path: Path) -> None:
    """Dates that are moved, counted, within intervals and in lists, on leap days and at the ends of months."""
    asked = _asked(condition, tmp_path)
    number = len(RECORDS)
    found = earliest_of(asked, [AS_OF] * number, [True] * number)
    assert found == [first_good_day(asked, each, AS_OF) for each in asked.records]
    assert any(day is not None for day in found)


def test_a_time_held_against_a_recorded_number(tmp_path: Path) -> None:
    """Which days those are hangs on each patient's number, which is refused and not approximated."""
    asked = _asked("months between pain.back.onset and procedure.date > pain.back.vas", tmp_path)
    number = len(RECORDS)
    with pytest.raises(Inexpressible, match="recorded number"):
        earliest_of(asked, [AS_OF] * number, [True] * number)
