"""Comparisons as symbols, each on both sides of its boundary."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import pytest

from posology.values.dates import parse_date
from posology.values.known import Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL
from tests.property.admitting import NO_FACTS, only
from tests.strategies.expressions import unrecorded

OPEN = unrecorded("somebody may know")


def dates(onset: str, other: str) -> Mapping[str, Value]:
    """A record with two dates."""
    return MappingProxyType({"onset": parse_date(onset) or NULL, "procedure.date": parse_date(other) or NULL})


@pytest.mark.parametrize(
    ("relation", "below", "at", "above"),
    [
        ("<", True, False, False),
        ("<=", True, True, False),
        (">", False, False, True),
        (">=", False, True, True),
        ("=", False, True, False),
        ("!=", True, False, True),
        ("~", False, True, False),
        ("!~", True, False, True),
    ],
)
def test_thresholds_are_sharp(relation: str, below: bool, at: bool, above: bool) -> None:
    """Whole numbers one apart and quantities a tenth apart fall on their side; `~` rounds to whole kilograms."""
    for number, expected in ((6, below), (7, at), (8, above)):
        only(f"pain.vas {relation} 7", {"pain.vas": number}, expected)
        weight = Quantity(Decimal(71) + Decimal(number - 7) / 10, "kg")
        only(f"weight {relation} 71 'kg'", {"weight": weight}, ("!" not in relation) if "~" in relation else expected)
        only(f"score {relation} 7.0", {"score": Decimal(number)}, expected)
    only(f"pain.vas {relation} 7", NO_FACTS, OPEN)
    only(f"pain.vas {relation} null", {"pain.vas": 7}, NULL if "~" not in relation else relation == "!~")


@pytest.mark.parametrize(
    ("onset", "relation", "other", "value"),
    [
        ("2026-11-19", "<", "2026-11-20", True),
        ("2026-11-20", "<", "2026-11-20", False),
        ("2026-11-20", "<=", "2026-11-20", True),
        ("2026-11", "<", "2026-12-01", True),
        ("2026-11", "<", "2026-11-30", OPEN),
        ("2026-11", "<=", "2026-11-30", OPEN),
        ("2026-11", "<", "2026", OPEN),
        ("2025", "<", "2026-01-01", True),
        ("2026-11", "=", "2026-11", OPEN),
        ("2026-11", "~", "2026-11", OPEN),
        ("2026-11", "=", "2026-12", False),
        ("2026-11", "=", "2026-11-20", OPEN),
        ("2026-11", "~", "2026-11-20", False),
        ("2026", "<=", "2026", OPEN),
        ("2026", ">", "2026", OPEN),
    ],
)
def test_dates_of_every_precision(onset: str, relation: str, other: str, value: Value) -> None:
    """Dates are compared as far as they are known, and two that are written alike may be two days."""
    only(f"onset {relation} procedure.date", dates(onset, other), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("onset = @2026-11", True),
        ("onset <= @2026-11", True),
        ("onset < @2026-11", False),
        ("onset >= @2026-11-20", OPEN),
        ("onset same or before @2026-11", True),
        ("onset before @2026-12", True),
        ("onset between @2026-11 and @2026-12", True),
        ("onset between @2026-11-02 and @2026-12", OPEN),
        ("onset in {@2026-10, @2026-11}", True),
        ("onset in {@2026-10, @2026-11-20}", OPEN),
        ("@2026 = @2026", True),
        ("@2026 = @2026-11", NULL),
        ("@2026 ~ @2026-11", False),
    ],
)
def test_a_month_that_the_expression_states_is_the_same(text: str, value: Value) -> None:
    """What an expression states is what it says; a doubt that no recorded date leaves is null."""
    only(text, {"onset": parse_date("2026-11") or NULL}, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("score ~ 1.5", True),
        ("score ~ 1.46", True),
        ("score ~ 1.44", False),
        ("score ~ 1.5000", True),
        ("score = 1.50", True),
        ("score ~ 2.0", True),
        ("score ~ 1.0", False),
        ("1.46 ~ 1.5", True),
        ("1.44 ~ 1.5", False),
        ("-1.45 ~ -1.5", True),
        ("score ~ score", True),
        ("score ~ score + 1.5", False),
    ],
)
def test_equivalence_of_decimals(text: str, value: Value) -> None:
    """Decimals are equivalent where they are the same to the places of the one with fewer."""
    only(text, {"score": Decimal("1.5")}, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("note = 'Ab'", True),
        ("note = 'ab'", False),
        ("note ~ 'aB'", True),
        ("note ~ 'a b'", False),
        ("note < 'B'", True),
        ("note < 'Ab'", False),
        ("note <= 'Ab'", True),
        ("note > ''", True),
        ("'a' > 'B'", True),
        ("site = 'lumbar'", OPEN),
        ("'lumbar' in {'cervical', site}", OPEN),
        ("note in {'Ab', note}", True),
    ],
)
def test_texts(text: str, value: Value) -> None:
    """Texts are equal, equivalent but for case and blanks, and in order."""
    only(text, {"note": "Ab"}, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{1, 2} = {1, 2}", True),
        ("{1, 2} = {2, 1}", False),
        ("{1, 2} = {1}", False),
        ("{null} = {null}", True),
        ("{1, null} = {1, 2}", NULL),
        ("{null} ~ {null}", True),
        ("{pain.vas} = {1}", True),
        ("{quebec} = {1}", OPEN),
        ("{quebec} = {1, 2}", OPEN),
        ("{onset} = {onset}", OPEN),
        ("{onset} = {@2026}", True),
        ("{onset} = {@2025}", False),
        ("regions = {'lumbar'}", True),
        ("regions = {'lumbar', 'cervical'}", False),
        ("regions ~ {'cervical'}", False),
    ],
)
def test_lists_are_compared_item_by_item(text: str, value: Value) -> None:
    """A list with an item that nobody recorded may be any; two nulls within lists are equal."""
    only(text, {"pain.vas": 1, "onset": parse_date("2026") or NULL, "regions": ("lumbar",)}, value)


def test_durations_are_compared_in_the_smaller_unit() -> None:
    """Years with months, and weeks with days."""
    only("1 year = 12 months", NO_FACTS, True)
    only("1 year > 11 months", NO_FACTS, True)
    only("2 weeks ~ 14 days", NO_FACTS, True)
    only("2 weeks < 15 days", NO_FACTS, True)
