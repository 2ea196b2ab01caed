"""Dates moved and counted as symbols: exact after the calendar has been told, and never wrong before."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from z3 import BoolVal, If, Int, Real

from posology.prove.desk import Desk
from posology.prove.expression_dates import amounts_of
from posology.prove.expression_terms import whole
from posology.values.dates import CountRange, parse_date
from posology.values.known import Value
from posology.values.truth import NULL
from tests.property.admitting import NO_FACTS, Asked, compiled, only
from tests.strategies.expressions import unrecorded

OPEN = unrecorded("somebody may know")


def day(text: str) -> Value:
    """The date as written."""
    return parse_date(text) or NULL


def onset(text: str) -> Mapping[str, Value]:
    """A record with that date."""
    return MappingProxyType({"onset": day(text)})


@pytest.mark.parametrize(
    ("written", "text", "value"),
    [
        ("2026-01-31", "onset + 1 month", "2026-02-28"),
        ("2024-01-31", "onset + 1 month", "2024-02-29"),
        ("2024-02-29", "onset + 1 year", "2025-02-28"),
        ("2024-02-29", "onset - 4 years", "2020-02-29"),
        ("2026-11-20", "onset + 12 months", "2027-11-20"),
        ("2026-11-20", "onset + 6 weeks", "2027-01-01"),
        ("2026-11-20", "onset - 20 days", "2026-10-31"),
        ("2026-11", "onset + 3 months", "2027-02"),
        ("2026-11", "onset - 1 year", "2025-11"),
        ("2026-11", "onset + 0 days", "2026-11"),
        ("2026", "onset + 2 years", "2028"),
        ("2026", "onset + 24 months", "2028"),
        ("2026-11", "onset + 10 days", None),
        ("2026", "onset + 6 months", None),
        ("2026", "onset + 364 days", None),
        ("2025", "onset + 365 days", "2026"),
        ("2023", "onset + 365 days", "2024"),
        ("2024", "onset + 365 days", None),
        ("2026-02", "onset + 28 days", "2026-03"),
        ("2026-01", "onset + 31 days", None),
        ("2026-11-20", "onset + (if smoker then 1 month else 2 months)", None),
    ],
)
def test_dates_are_moved(written: str, text: str, value: str | None) -> None:
    """A date stays as precise as it was, and is unknown where none of its precision holds all that it may be."""
    only(text, onset(written), OPEN if value is None else day(value))


def test_a_date_is_moved_by_what_was_chosen() -> None:
    """A duration that a fact decides is one of a few."""
    facts: Mapping[str, Value] = {**onset("2026-01-31"), "smoker": False}
    only("onset + (if smoker then 1 month else 3 months)", facts, day("2026-04-30"))
    only("onset - ((if smoker then 1 week else 2 weeks) + 1 day)", facts, day("2026-01-16"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("9999-12-31", "onset + 1 day"),
        ("9999-12-31", "onset + 1 month"),
        ("9999-12", "onset + 1 month"),
        ("9999", "onset + 1 year"),
        ("0001-01-01", "onset - 1 day"),
        ("0001", "onset - 1 year"),
        ("0001-01", "onset - 1 month"),
        ("2026-11-20", "onset + 300000 months"),
    ],
)
def test_outside_the_calendar_is_null(written: str, text: str) -> None:
    """No date that somebody could record would give one there."""
    only(text, onset(written), NULL)


@pytest.mark.parametrize(
    ("start", "end", "text", "value"),
    [
        ("2008-11-20", "2026-11-20", "years", 18),
        ("2008-11-21", "2026-11-20", "years", 17),
        ("2024-02-29", "2025-02-28", "years", 1),
        ("2024-02-29", "2025-02-27", "years", 0),
        ("2025-02-28", "2024-02-29", "years", -1),
        ("2026-01-31", "2026-02-28", "months", 0),
        ("2026-01-31", "2026-03-01", "months", 1),
        ("2026-03-31", "2026-02-28", "months", -1),
        ("2026-11-06", "2026-11-20", "weeks", 2),
        ("2026-11-07", "2026-11-20", "weeks", 1),
        ("2026-11-20", "2026-11-07", "weeks", -1),
        ("2026-11-20", "2027-01-01", "days", 42),
        ("2025-12-31", "2026-01-01", "difference in years", 1),
        ("2025-12-31", "2026-01-01", "difference in months", 1),
        ("2026-11-21", "2026-11-22", "difference in weeks", 1),
        ("2026-11-22", "2026-11-28", "difference in weeks", 0),
        ("2008", "2026-11-20", "years", CountRange(17, 18)),
        ("2008-11", "2026-11-20", "years", CountRange(17, 18)),
        ("2008-10", "2026-11-20", "years", 18),
        ("2026-11", "2026-11", "days", CountRange(-29, 29)),
    ],
)
def test_what_lies_between_two_dates(start: str, end: str, text: str, value: Value) -> None:
    """Whole units and boundaries are counted as the dates have it, from the fewest to the most."""
    facts = {"onset": day(start), "procedure.date": day(end)}
    only(f"{text} between onset and procedure.date", facts, value)


@pytest.mark.parametrize(
    ("start", "relation", "value"),
    [
        ("2008-11-20", ">= 18", True),
        ("2008-11-21", ">= 18", False),
        ("2008-11", ">= 18", OPEN),
        ("2008-11", ">= 17", True),
        ("2008-11", "= 18", OPEN),
        ("2008-12", "= 18", False),
    ],
)
def test_a_count_that_is_not_exact_may_settle_a_comparison(start: str, relation: str, value: Value) -> None:
    """It does where both ends of it say the same."""
    facts = {"onset": day(start), "procedure.date": day("2026-11-20")}
    only(f"years between onset and procedure.date {relation}", facts, value)


def test_a_choice_among_few_amounts_is_found() -> None:
    """Each amount comes with its condition; a number that anything may be is none of a few."""
    assert amounts_of(whole(3)) is not None
    cases = amounts_of(If(Int("a") > 1, whole(3), whole(4)) + If(Int("b") > 1, whole(10), whole(20)))
    assert cases is not None
    assert sorted(amount for _, amount in cases) == [13, 14, 23, 24]
    assert amounts_of(Int("a")) is None
    many = whole(0)
    for index in range(20):
        many = many + If(Real(f"x{index}") > 1, whole(2**index), whole(0))
    assert amounts_of(many) is None
    assert amounts_of(If(BoolVal(True), whole(1), Int("a"))) is not None


def test_an_arbitrary_duration_is_said_to_be_unbounded() -> None:
    """The desk keeps where an expression admits more than it has."""
    asked = Asked.of(compiled("onset + 1 month"), NO_FACTS, free=True)
    assert asked.desk.arbitrary == ()
    desk = Desk(1)
    node = compiled("onset + 1 month")
    desk.unbounded(node)
    assert desk.arbitrary == (node.origin,)
