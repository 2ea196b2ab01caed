"""Intervals in columns: ends that are open, not recorded, known in part or in the wrong order."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import ibis
import pytest

from posology.ir.types import Simple
from posology.values.dates import PartialDate, parse_date
from posology.values.known import Value
from tests.unit.screen.asked import ask
from tests.unit.screen.test_expression import compiled

WRITTEN = ("0001-01-01", "2024", "2024-02", "2024-02-29", "2024-03-01", "9999", "9999-12-31")
ENDS = {"onset": Simple.DATE, "procedure.date": Simple.DATE}
MADE = [
    f"Interval{low}{ends}{high}"
    for low, high in product("[(", "])")
    for ends in ("onset, procedure.date", "onset, null", "null, onset", "@2024-02-29, onset", "onset, @2024")
]


def dated(text: str) -> PartialDate:
    """The date that is written so."""
    found = parse_date(text)
    assert found is not None
    return found


RECORDS: list[Mapping[str, Value]] = [
    *({"onset": dated(one), "procedure.date": dated(other)} for one in WRITTEN for other in WRITTEN),
    *({"onset": dated(one)} for one in WRITTEN),
    {},
]


@pytest.mark.parametrize(
    "asked_of", ["start of {}", "end of {}", "@2024-02-29 in {}", "onset in {}", "{} before @2024"]
)
def test_what_is_asked_of_an_interval(asked_of: str) -> None:
    """Its ends, what is in it, and how it lies to a date, whatever is known of its ends."""
    nodes = [compiled(asked_of.format(each)) for each in MADE]
    asked = ask(nodes, RECORDS, ENDS, ibis.duckdb.connect())
    assert asked.differences[:3] == ()
    assert asked.refused == {}


@pytest.mark.parametrize("relation", ["=", "~", "included in", "after", "same or before"])
def test_how_two_intervals_lie_to_each_other(relation: str) -> None:
    """Two intervals, of which one may be null and an end of the other not recorded."""
    nodes = [compiled(f"{one} {relation} {other}") for one, other in zip(MADE[::2], MADE[::-2], strict=True)]
    asked = ask(nodes, RECORDS, ENDS, ibis.duckdb.connect())
    assert asked.differences[:3] == ()
    assert len(asked.refused) <= len(nodes) // 4, asked.refused
