"""Numbers for people: what is printed is safe to read and reads back as exactly the value that was printed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from posology.values.dates import PartialDate, exactly, in_month, in_year
from posology.values.numerals import (
    cells_in_words,
    count_in_words,
    date_in_words,
    decimal_in_words,
    join_in_words,
    parse_numeral,
    partial_date_in_words,
    quantity_in_words,
)
from posology.values.quantity import Quantity

SAFE = re.compile(r"-?(0|[1-9][0-9]{0,2}(,[0-9]{3})*)(\.[0-9]*[1-9])?( million)?")

counts = st.integers() | st.integers(-(10**6), 10**6).map(lambda count: count * 10_000)


def stored(sign: int, digits: list[int], exponent: int) -> Decimal:
    """The decimal with exactly those digits, trailing zeros and exponent."""
    return Decimal((sign, tuple(digits), exponent))


decimals = st.builds(
    stored, st.integers(0, 1), st.lists(st.integers(0, 9), min_size=1, max_size=60), st.integers(-70, 40)
)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0"),
        (1, "1"),
        (999, "999"),
        (1_500, "1,500"),
        (500_000, "500,000"),
        (1_000_000, "1 million"),
        (1_500_000, "1.5 million"),
        (1_250_000, "1.25 million"),
        (1_234_000, "1,234,000"),
        (1_234_567, "1,234,567"),
        (87_000_000, "87 million"),
        (100_000_000, "100 million"),
        (129_500_000, "129.5 million"),
        (1_000_000_000, "1,000 million"),
        (-1_500_000, "-1.5 million"),
    ],
)
def test_counts(count: int, expected: str) -> None:
    """A count has a word where the word says all of it, and all its digits otherwise."""
    assert expected == count_in_words(count)


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 cells"), (1, "1 cell"), (2, "2 cells"), (100_000_000, "100 million cells")]
)
def test_cells(count: int, expected: str) -> None:
    """Cells are spelled, and one is one cell."""
    assert expected == cells_in_words(count)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0.5", "0.5"),
        ("2.0", "2"),
        ("2.50", "2.5"),
        ("1500", "1,500"),
        ("1E+8", "100,000,000"),
        ("8.7E+7", "87,000,000"),
        ("1E-7", "0.0000001"),
        ("100", "100"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("-0.50", "-0.5"),
        ("12345.678900", "12,345.6789"),
        ("1234567890123456789012345678901234567890.5", "1,234,567,890,123,456,789,012,345,678,901,234,567,890.5"),
    ],
)
def test_decimals(number: str, expected: str) -> None:
    """A decimal has no exponent, no trailing zero and no naked point, however it is stored."""
    assert expected == decimal_in_words(Decimal(number))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_not_printed(number: str) -> None:
    """No output ever says `NaN`."""
    with pytest.raises(ValueError, match="only a finite number"):
        decimal_in_words(Decimal(number))


@given(counts)
@example(10**5000)
def test_counts_read_back(count: int) -> None:
    """What a count prints is safe and reads back as the count."""
    printed = count_in_words(count)
    assert SAFE.fullmatch(printed)
    assert parse_numeral(printed) == count


@given(decimals)
def test_decimals_read_back(number: Decimal) -> None:
    """What a decimal prints is safe and reads back as the decimal."""
    printed = decimal_in_words(number)
    assert SAFE.fullmatch(printed)
    assert parse_numeral(printed) == number


@given(decimals)
def test_equal_numbers_print_alike(number: Decimal) -> None:
    """Trailing zeros in storage do not show."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    longer = Decimal((sign, (*digits, 0), exponent - 1))
    assert decimal_in_words(number) == decimal_in_words(longer)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1500,000",
        "15,00",
        "1,5000",
        "1e6",
        "1 M",
        "1.5M",
        ".5",
        "5.",
        "1.5  million",
        "million",
        "1 billion",
        "+1",
        "01",
        "\u0661",
        "\uff11",
        "1_000",
        " 1",
        "1 ",
        "1\n",
        "NaN",
        "--1",
        "1500",
    ],
)
def test_what_was_never_printed_is_not_read(text: str) -> None:
    """Only what the formatter prints is read back."""
    assert parse_numeral(text) is None


@pytest.mark.parametrize(
    ("magnitude", "unit", "expected"),
    [
        ("72", "kg", "72 kg"),
        ("72.0", "kg", "72 kg"),
        ("0.5", "mL", "0.5 mL"),
        ("100000000", "{cells}", "100 million cells"),
        ("100", "10*6.{cells}", "100 million cells"),
        ("1", "{cells}", "1 cell"),
        ("1.5", "10*6.{cells}/kg", "1.5 million cells per kg"),
        ("1500000", "{cells}/kg", "1.5 million cells per kg"),
        ("5", "10*6.{cells}/mL", "5 million cells per mL"),
        ("1234567.5", "{cells}/kg", "1,234,567.5 cells per kg"),
        ("24.20", "kg/m2", "24.2 kg per square meter"),
        ("80", "mL/min", "80 mL per minute"),
        ("60", "mL/min/{1.73_m2}", "60 mL per minute per 1.73 square meters"),
        ("5", "ug", "5 mcg"),
        ("5", "mcg", "5 mcg"),
        ("70", "%", "70 %"),
        ("7", "{score}", "7"),
        ("7", "1", "7"),
        ("23", "{vials}", "23 vials"),
        ("1", "{vials}", "1 vial"),
        ("1", "h", "1 hour"),
        ("1.5", "h", "1.5 hours"),
        ("5000", "[IU]", "5,000 international units"),
        ("1500000", "kg", "1,500,000 kg"),
        ("2", "not a unit", "2 not a unit"),
        ("2", "g/3", "2 g/3"),
    ],
)
def test_quantities(magnitude: str, unit: str, expected: str) -> None:
    """A quantity has a space before its unit, and the unit in words wherever its code could be misread."""
    assert expected == quantity_in_words(Quantity(Decimal(magnitude), unit))


@given(
    decimals,
    st.sampled_from([("kg", 1), ("mL", 1), ("{cells}", 1), ("10*6.{cells}/kg", 10**6), ("mL/min", 1), ("kg/m2", 1)]),
)
def test_quantities_are_safe_and_read_back(magnitude: Decimal, unit: tuple[str, int]) -> None:
    """The numeral of a quantity reads back, and nothing in it is a sign that is misread."""
    code, scale = unit
    printed = quantity_in_words(Quantity(magnitude, code))
    numeral = re.match(r"[-0-9,.]+( million)?", printed)
    assert numeral is not None
    read = parse_numeral(numeral[0])
    assert read is not None
    assert Fraction(read) == Fraction(magnitude) * scale
    assert not set("/*{}[]@&+<") & set(printed)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 7), "7 December 2026"),
        (date(2024, 2, 29), "29 February 2024"),
        (date(2026, 1, 1), "1 January 2026"),
    ],
)
def test_dates(day: date, expected: str) -> None:
    """A date has its month as a word, so that no reader swaps day and month."""
    assert expected == date_in_words(day)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (exactly(date(2026, 12, 7)), "7 December 2026"),
        (in_month(2013, 5), "May 2013"),
        (in_year(2013), "2013"),
    ],
)
def test_partial_dates(when: PartialDate, expected: str) -> None:
    """A partial date says no more than is known."""
    assert expected == partial_date_in_words(when)


@pytest.mark.parametrize(
    ("parts", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_joining(parts: list[str], expected: str) -> None:
    """Parts are joined as a sentence joins them."""
    assert expected == join_in_words(parts)
