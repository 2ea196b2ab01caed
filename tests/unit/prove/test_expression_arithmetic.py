"""Arithmetic as symbols: exact, rounded to eight places where it divides, null where it overflows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from posology.ir import nodes as ir
from posology.values.dates import CalendarDuration, CalendarUnit, CountRange, parse_date
from posology.values.known import Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL
from tests.property.admitting import Asked, compiled, only
from tests.strategies.expressions import unrecorded

OPEN = unrecorded("somebody may know")

FACTS: dict[str, Value] = {
    "pain.vas": 5,
    "score": Decimal("2.5"),
    "weight": Quantity(Decimal(70), "kg"),
    "goal": Quantity(Decimal(500), "g"),
    "onset": parse_date("2024") or NULL,
    "procedure.date": parse_date("2026-11-20") or NULL,
}


def kilograms(number: str) -> Quantity:
    """A mass."""
    return Quantity(Decimal(number), "kg")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pain.vas + 2", 7),
        ("pain.vas - 7", -2),
        ("pain.vas * pain.vas", 25),
        ("pain.vas + quebec", OPEN),
        ("pain.vas + null", NULL),
        ("2147483647 - pain.vas + pain.vas", 2**31 - 1),
        ("2147483643 + pain.vas", NULL),
        ("2147483642 + pain.vas", 2**31 - 1),
        ("-2147483648 - pain.vas", NULL),
        ("-pain.vas", -5),
        ("Abs(-pain.vas)", 5),
        ("Abs(-2147483643 - pain.vas)", NULL),
        ("pain.vas / 2", Decimal("2.5")),
        ("pain.vas / 3", Decimal("1.66666667")),
        ("-pain.vas / 3", Decimal("-1.66666667")),
        ("1 / pain.vas / 2000000", Decimal("0.0000001")),
        ("1 / pain.vas / 40000000", Decimal("0.00000001")),
        ("-1 / pain.vas / 40000000", Decimal("-0.00000001")),
        ("1 / pain.vas / 40000001", Decimal(0)),
        ("pain.vas / 0", NULL),
        ("10 / pain.vas", Decimal(2)),
        ("1 / (pain.vas - 5)", NULL),
        ("quebec / 0", OPEN),
        ("score * 2", Decimal(5)),
        ("score + pain.vas", Decimal("7.5")),
        ("score * 99999999999999999999.0", NULL),
        ("-score", Decimal("-2.5")),
        ("weight + goal", Quantity(Decimal(70500), "g")),
        ("goal * 3", Quantity(Decimal(1500), "g")),
        ("weight / 3", kilograms("23.33333333")),
        ("weight * score", kilograms("175")),
        ("-weight", kilograms("-70")),
        ("Abs(-weight)", kilograms("70")),
        ("1 year + 6 months", CalendarDuration(18, CalendarUnit.MONTH)),
        ("1 year + 1 year", CalendarDuration(2, CalendarUnit.YEAR)),
        ("1 week - 1 day", CalendarDuration(6, CalendarUnit.DAY)),
        ("-(1 week)", CalendarDuration(-1, CalendarUnit.WEEK)),
        ("(if pain.vas > 4 then 1 year else 2 years) + 6 months", CalendarDuration(18, CalendarUnit.MONTH)),
        ("(if pain.vas > 4 then 1 year else 2 years) - 1 year", CalendarDuration(0, CalendarUnit.YEAR)),
        ("-(if pain.vas > 5 then 1 week else 2 days)", CalendarDuration(-2, CalendarUnit.DAY)),
        ("Min({1 year, if pain.vas > 4 then 11 months else 1 year})", CalendarDuration(11, CalendarUnit.MONTH)),
    ],
)
def test_numbers(text: str, value: Value) -> None:
    """Every operation on both sides of where it overflows or rounds."""
    only(text, FACTS, value)


YEARS = "(years between onset and procedure.date)"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (YEARS, CountRange(1, 2)),
        (f"{YEARS} + 1", CountRange(2, 3)),
        (f"1 - {YEARS}", CountRange(-1, 0)),
        (f"{YEARS} * {YEARS}", CountRange(1, 4)),
        (f"{YEARS} * -2", CountRange(-4, -2)),
        (f"{YEARS} * 0", 0),
        (f"-{YEARS}", CountRange(-2, -1)),
        (f"Abs(-{YEARS})", CountRange(1, 2)),
        (f"Abs({YEARS} * 2 - 3)", OPEN),
        (f"{YEARS} / 2", OPEN),
        (f"{YEARS} + score", OPEN),
        (f"{YEARS} * 2147483647", NULL),
        (f"{YEARS} < 2.5", True),
        (f"{YEARS} < 1.5", OPEN),
        (f"Min({{{YEARS}, 3}})", OPEN),
    ],
)
def test_counts_that_are_not_exact(text: str, value: Value) -> None:
    """Whole numbers stay from their least to their most; what would divide or widen them leaves them open."""
    only(text, FACTS, value)


def test_a_quotient_of_two_facts_is_exact() -> None:
    """A divisor that is a fact is divided by as it is."""
    only("score / pain.vas", FACTS, Decimal("0.5"))
    only("weight / score", FACTS, kilograms("28"))


def test_a_factor_without_an_end_is_bounded() -> None:
    """A third of a mass has no last digit: the rounded one is admitted, and the desk says that more is."""
    weight = compiled("weight")
    node = ir.Convert(operand=weight, factor=Fraction(1, 3), type=weight.type)
    for free in (False, True):
        asked = Asked.of(node, FACTS, free=free)
        assert asked.admits(kilograms("23.33333333"))
        assert not asked.admits(kilograms("23.34"))
        assert asked.desk.arbitrary == ((node.origin,) if free else ())
    divisible = Asked.of(node, {"weight": kilograms("60")}, free=False)
    assert not divisible.admits_another(kilograms("20"))
