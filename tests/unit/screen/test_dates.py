"""Dates in columns: boundary pairs of the calendar, known to the day, the month and the year."""

from __future__ import annotations

import ibis
import pytest

from posology.ir.types import Simple
from posology.values.dates import PartialDate, parse_date
from tests.unit.screen.asked import ask
from tests.unit.screen.test_expression import compiled

WRITTEN = (
    *("0001-01-01", "0001-01", "0001", "0004-02-29", "2023-02-28", "2024-02-28", "2024-02-29", "2024-02", "2023-02"),
    *("2024", "2024-01-31", "2024-03-31", "2024-12-31", "2025-01-01", "2025-02-28", "2025-03-01", "2026-11-20"),
    *("2026-11", "2026", "9999-12-31", "9999-12", "9999", "9998-12-31"),
)
DATES = {"onset": Simple.DATE, "procedure.date": Simple.DATE}
RELATIONS = ("before", "after", "same or before", "same or after", "=", "!=", "~", "!~")
UNITS = ("years", "months", "weeks", "days")
MOVES = ("1 month", "13 months", "1 year", "4 years", "1 day", "2 weeks", "0 days", "9998 years", "200000 months")


def dated(text: str) -> PartialDate:
    """The date that is written so."""
    found = parse_date(text)
    assert found is not None
    return found


PAIRS = [{"onset": dated(one), "procedure.date": dated(other)} for one in WRITTEN for other in WRITTEN]


@pytest.mark.parametrize(
    "texts",
    [
        [f"onset {each} procedure.date" for each in RELATIONS],
        [f"onset between procedure.date and {each}" for each in ("@2024-02-29", "onset", "@2024")],
        [f"{counting}{unit} between onset and procedure.date" for unit in UNITS for counting in ("", "difference in ")],
        [f"onset {sign} {move}" for move in MOVES for sign in "+-"],
        [f"onset {sign} {move} before procedure.date" for move in MOVES[:4] for sign in "+-"],
        ["onset in Interval[@2024-02-29, procedure.date)", "Interval(onset, procedure.date] before @2026-11"],
    ],
    ids=("related", "between", "counted", "moved", "moved and related", "within"),
)
def test_boundary_pairs_of_the_calendar(texts: list[str]) -> None:
    """Leap days, month ends, the ends of the calendar, and dates known in part, each with each."""
    asked = ask([compiled(each) for each in texts], PAIRS, DATES, ibis.duckdb.connect())
    assert asked.differences[:3] == ()
    assert asked.refused == {}
