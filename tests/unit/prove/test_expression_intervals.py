"""Intervals as symbols: which point they begin and end with, what lies within, and when they are null."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posology.values.dates import parse_date
from posology.values.known import Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL
from tests.property.admitting import only
from tests.strategies.expressions import unrecorded

OPEN = unrecorded("somebody may know")


def day(text: str) -> Value:
    """The date as written."""
    return parse_date(text) or NULL


FACTS = {
    "onset": day("2026-11-20"),
    "pain.vas": 5,
    "score": Decimal("2.5"),
    "weight": Quantity(Decimal(70), "kg"),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("start of Interval(pain.vas, 9]", 6),
        ("end of Interval[pain.vas, 9)", 8),
        ("start of Interval[null, pain.vas]", -(2**31)),
        ("start of Interval(null, pain.vas]", NULL),
        ("end of Interval[pain.vas, null]", 2**31 - 1),
        ("start of Interval[quebec, 9]", OPEN),
        ("end of Interval[quebec, 9]", OPEN),
        ("start of Interval[pain.vas, 4]", NULL),
        ("start of Interval(score, 9.0]", Decimal("2.50000001")),
        ("end of Interval[0.0, score)", Decimal("2.49999999")),
        ("start of Interval(weight, 80 'kg']", Quantity(Decimal("70.00000001"), "kg")),
        ("start of Interval[null, score]", Decimal("-99999999999999999999.99999999")),
        ("end of Interval[weight, null]", Quantity(Decimal("99999999999999999999.99999999"), "kg")),
        ("end of Interval[null, null] is null", True),
        ("start of Interval(onset, null]", day("2026-11-21")),
        ("end of Interval[onset, null]", day("9999-12-31")),
        ("end of Interval[onset, @9999-12)", day("9999-11")),
        ("start of Interval(@2026, onset + 10 years]", day("2027")),
        ("start of Interval[procedure.date, onset] is null", True),
    ],
)
def test_ends(text: str, value: Value) -> None:
    """An open end lies one step inside, a closed null reaches as far as its type, and without a point all is null."""
    only(text, FACTS, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 in Interval[pain.vas, 9]", True),
        ("5 in Interval(pain.vas, 9]", False),
        ("6 in Interval(pain.vas, 9]", True),
        ("10 in Interval[pain.vas, 9]", False),
        ("10 in Interval[quebec, 9]", False),
        ("8 in Interval[quebec, 9]", OPEN),
        ("6 in Interval[pain.vas, 4]", False),
        ("null in Interval[pain.vas, 9]", NULL),
        ("@2026-11-20 in Interval[onset, null]", True),
        ("@2026-11-20 in Interval(onset, null]", False),
        ("Interval[pain.vas, 7] included in Interval[5, 9]", True),
        ("Interval[pain.vas, 7] included in Interval[6, 9]", False),
        ("Interval[pain.vas, quebec] included in Interval[6, 9]", OPEN),
        ("Interval[pain.vas, 7] = Interval(4, 8)", True),
        ("Interval[pain.vas, 7] ~ Interval(4, 7)", False),
        ("Interval[pain.vas, 7] before Interval[8, 9]", True),
        ("Interval[pain.vas, 7] before Interval[7, 9]", False),
        ("Interval[pain.vas, 7] same or before Interval[7, 9]", True),
        ("Interval[pain.vas, 7] after Interval[1, 4]", True),
        ("Interval[pain.vas, 7] same or after Interval[1, 6]", False),
        ("Interval[pain.vas, quebec] is null", False),
        ("Interval[pain.vas, 4] is null", True),
        ("exists {Interval[pain.vas, quebec]}", OPEN),
        ("Count({Interval[pain.vas, 7], Interval[pain.vas, 4]})", 1),
    ],
)
def test_what_lies_within(text: str, value: Value) -> None:
    """A point or an interval lies within, outside, or nobody can say."""
    only(text, FACTS, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@2026-12-02 in Interval(onset, null]", True),
        ("@2026-12-01 in Interval(onset, null]", OPEN),
        ("@2026-11-30 in Interval(onset, null]", OPEN),
        ("@2026-11-01 in Interval(onset, null]", False),
        ("@2026-12-01 in Interval[onset, @2026-11-10] ", OPEN),
        ("Interval[onset, @2026-11-10] is null", True),
        ("Interval[onset, @2026-11] is null", False),
        ("Interval[onset, @2026-10] is null", True),
        ("(start of Interval(onset, null]) + 1 month", OPEN),
        ("(start of Interval[onset, null]) + 1 month", day("2026-12")),
    ],
)
def test_an_end_that_is_known_to_the_month(text: str, value: Value) -> None:
    """An open end moves inwards by a day, since the day of it is not known; what may turn round is open."""
    only(text, {"onset": day("2026-11")}, value)


def test_two_recorded_ends_that_are_written_alike_may_turn_round() -> None:
    """From some day of November to some day of November there may be no point at all."""
    facts = {"onset": day("2026-11"), "procedure.date": day("2026-11")}
    only("Interval[onset, procedure.date]", facts, OPEN)
    only("Interval[onset, procedure.date] is null", facts, True)
