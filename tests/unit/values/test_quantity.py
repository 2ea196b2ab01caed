"""Quantities as a record writes them, and how they compare."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.values.quantity import Quantity, compare_quantities, parse_quantity


@pytest.mark.parametrize(
    ("text", "magnitude", "unit"),
    [
        ("87 kg", "87", "kg"),
        ("64.4 kg", "64.4", "kg"),
        ("0.5 mL", "0.5", "mL"),
        ("7.0 kg", "7.0", "kg"),
        ("-3 Cel", "-3", "Cel"),
        ("0 mL", "0", "mL"),
        ("100000000 {cells}", "100000000", "{cells}"),
        ("80 mL/min", "80", "mL/min"),
    ],
)
def test_a_quantity_as_written(text: str, magnitude: str, unit: str) -> None:
    """A number, one space and a unit are a quantity, with the digits as written."""
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (magnitude, unit) == (str(quantity.magnitude), quantity.unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kg",
        "87",
        "87kg",
        "87  kg",
        " 87 kg",
        "87 kg ",
        "87\tkg",
        "87\u00a0kg",
        "87 kg\n",
        "87 k g",
        "+87 kg",
        "087 kg",
        ".5 mL",
        "5. mL",
        "1e2 kg",
        "1E2 kg",
        "8_7 kg",
        "1,500 mL",
        "1.500,0 mL",
        "NaN kg",
        "nan kg",
        "inf kg",
        "Infinity kg",
        "--1 kg",
        "\u0668\u0667 kg",
        "\uff18\uff17 kg",
        "87 \u03bcg",
        "1/2 mL",
        f"{'9' * 29} kg",
        f"{'9' * 5000} kg",
    ],
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    """Other digits and notations, missing spaces, exponents, commas and endless numbers are no quantities."""
    assert parse_quantity(text) is None


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_quantity_is_finite(number: str) -> None:
    """Not a number is false against every limit, so it never becomes a quantity."""
    with pytest.raises(ValueError, match="a quantity is finite"):
        Quantity(Decimal(number), "kg")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1 kg", "1000 g", 0),
        ("1 kg", "999.9 g", 1),
        ("10 min", "1 h", -1),
        ("20 min", "0.333333333333333333333333333 h", 1),
        ("150 [lb_av]", "68.0388555 kg", 0),
        ("1 {cells}", "1 {score}", None),
        ("1 kg", "1 m", None),
        ("1 nonsense", "1 nonsense", None),
    ],
)
def test_quantities_compare_by_what_they_measure(left: str, right: str, expected: int | None) -> None:
    """Units of one dimension compare exactly, also where no decimal converts them; others do not compare."""
    one, other = parse_quantity(left), parse_quantity(right)
    assert one is not None
    assert other is not None
    assert expected == compare_quantities(one, other)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=9))
def test_a_written_quantity_reads_back(number: Decimal) -> None:
    """A decimal written without an exponent reads back as exactly itself."""
    quantity = parse_quantity(f"{number:f} kg")
    assert quantity == Quantity(number, "kg") or f"{number:f}".startswith("-0.000000000")


@given(st.text(max_size=30) | st.text(alphabet="0123456789.-,eE_ kgmL", max_size=15))
def test_reading_a_quantity_is_total(text: str) -> None:
    """Any text is a quantity, read from its own digits, or it is none."""
    quantity = parse_quantity(text)
    assert quantity is None or text == f"{quantity.magnitude:f} {quantity.unit}"
