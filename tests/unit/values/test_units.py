"""Units by their UCUM codes: what they measure, exact conversion, and Pint only where it is needed."""

from __future__ import annotations

import importlib
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.values.exact import exact_decimal
from posology.values.units import (
    ALONE,
    COMMON,
    LARGE_PREFIXES,
    PINT_NAMES,
    PREFIXES,
    Unit,
    convert,
    parse_unit,
    product_unit,
    quotient_unit,
    ratio,
    unit_from_pint,
)

CODES = (
    "1", "%", "kg", "g", "mg", "ug", "[lb_av]", "L", "mL", "uL", "m", "cm", "mm", "[in_i]", "h", "min", "s", "d", "wk",
    "mo", "a", "mmol/L", "mL/min", "kg/m2", "{cells}", "10*6.{cells}", "{cells}/kg", "10*6.{cells}/kg", "{cells}/mL",
    "{score}", "[IU]/mL", "mL/(min.kg)", "/min", "m-2",
)  # fmt: skip
codes = st.sampled_from(CODES)
magnitudes = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6)


def measured(code: str) -> Unit:
    """The unit of a code that has one."""
    unit = parse_unit(code)
    assert unit is not None, code
    return unit


@pytest.mark.parametrize(
    ("code", "dimension", "factor"),
    [
        ("kg", (("mass", 1),), Fraction(1)),
        ("mcg", (("mass", 1),), Fraction(1, 10**9)),
        ("mL", (("length", 3),), Fraction(1, 10**6)),
        ("mL/min", (("length", 3), ("time", -1)), Fraction(1, 60 * 10**6)),
        ("mL/min/{1.73_m2}", (("length", 3), ("time", -1)), Fraction(1, 60 * 10**6)),
        ("mmol/L", (("length", -3), ("substance", 1)), Fraction(1)),
        ("kg/m2", (("length", -2), ("mass", 1)), Fraction(1)),
        ("m-2", (("length", -2),), Fraction(1)),
        ("/min", (("time", -1),), Fraction(1, 60)),
        ("mL/(min.kg)", (("length", 3), ("mass", -1), ("time", -1)), Fraction(1, 60 * 10**6)),
        ("g/mL.s", (("length", -3), ("mass", 1), ("time", 1)), Fraction(1000)),
        ("1", (), Fraction(1)),
        ("%", (), Fraction(1, 100)),
        ("{score}", (), Fraction(1)),
        ("10*-3", (), Fraction(1, 1000)),
        ("kg/kg", (), Fraction(1)),
        ("{cells}", (("cells", 1),), Fraction(1)),
        ("{cell}", (("cells", 1),), Fraction(1)),
        ("10*6.{cells}", (("cells", 1),), Fraction(10**6)),
        ("10^6.{cells}", (("cells", 1),), Fraction(10**6)),
        ("10*6{cells}", (("cells", 1),), Fraction(10**6)),
        ("10*6.{cells}/kg", (("cells", 1), ("mass", -1)), Fraction(10**6)),
        ("kPa", (("length", -1), ("mass", 1), ("time", -2)), Fraction(1000)),
        ("MBq", (("time", -1),), Fraction(10**6)),
    ],
)
def test_what_a_code_measures(code: str, dimension: tuple[tuple[str, int], ...], factor: Fraction) -> None:
    """A code is the powers of what it measures and its exact size."""
    assert Unit(code, dimension, factor) == parse_unit(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "year",
        "years",
        "month",
        "months",
        "week",
        "day",
        "days",
        "hour",
        "cells",
        "kgs",
        "lb",
        "lbs",
        "cc",
        "Kg",
        "KG",
        "Mg",
        "ML",
        "\u00b5g",
        "\u03bcg",
        "mg ",
        " mg",
        "m g",
        "g/",
        "/",
        ".g",
        "g..g",
        "g//g",
        "(",
        "()",
        "(g",
        "g)",
        "{",
        "{a{b}}",
        "{cells",
        "10*",
        "10*6 {cells}",
        "2g",
        "g0",
        "0",
        "1e6",
        "\uff4b\uff47",
        "g\n",
        "m" * 200,
        "((((((g",
        "(" * 5000,
        "1" + ".1" * 100,
    ],
)
def test_what_is_no_code_is_refused(code: str) -> None:
    """Calendar words, everyday spellings, confusable letters and broken codes are no units."""
    assert parse_unit(code) is None


def test_a_slip_of_a_capital_is_not_a_megagram() -> None:
    """Mega and giga do not go with the units of drugs and patients, so `Mg` never passes for `mg`."""
    assert all(parse_unit(prefix + code) is None for prefix in LARGE_PREFIXES for code in ("g", "L", "m", "s", "mol"))


@pytest.mark.parametrize("code", sorted(set(COMMON) & set(PINT_NAMES)))
def test_the_table_of_common_units_agrees_with_pint(code: str) -> None:
    """Each literal unit measures what Pint says, and is exactly as large."""
    assert COMMON[code] == unit_from_pint(code)


def test_only_cells_stand_in_the_table_without_pint() -> None:
    """Every common unit is held against Pint but the cell, which Pint does not have."""
    assert {"{cells}"} == set(COMMON) - set(PINT_NAMES)


@pytest.mark.parametrize("prefix", sorted(set(PREFIXES) | set(LARGE_PREFIXES)))
def test_prefixes_agree_with_pint(prefix: str) -> None:
    """Each prefix is what Pint's prefix of the same letter is."""
    registry = importlib.import_module("pint").UnitRegistry(non_int_type=Fraction)
    factor, _ = registry.get_base_units(f"{prefix}Pa")
    assert factor == measured(f"{prefix}Pa").factor


@pytest.mark.parametrize("code", sorted(PINT_NAMES))
def test_what_pint_gives_is_exact(code: str) -> None:
    """No unit that is taken from Pint has passed through a binary float."""
    assert isinstance(unit_from_pint(code).factor, Fraction)
    assert unit_from_pint(code).factor.denominator < 10**16


def run_alone(program: str) -> None:
    """The program ends well in an interpreter of its own."""
    finished = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr


def test_common_units_do_not_load_pint() -> None:
    """The shipped rules and ordinary records never wait for Pint."""
    run_alone(
        "import sys; from decimal import Decimal; from posology.values.units import convert;"
        "assert convert(Decimal(72), 'kg', 'g') == 72000;"
        "assert convert(Decimal('1.5'), '10*6.{cells}/kg', '{cells}/kg') == 1500000;"
        "assert convert(Decimal(80), 'mL/min', 'L/h') is not None;"
        "assert convert(Decimal(1), 'nonsense', 'kg') is None;"
        "assert 'pint' not in sys.modules"
    )


def test_other_units_do_load_pint() -> None:
    """The test above can fail: a unit outside the table brings Pint in."""
    run_alone(
        "import sys; from posology.values.units import parse_unit;"
        "assert parse_unit('kPa') is not None; assert 'pint' in sys.modules"
    )


@pytest.mark.parametrize(
    ("magnitude", "source", "target", "expected"),
    [
        ("72", "kg", "g", "72000"),
        ("72000", "g", "kg", "72"),
        ("150", "[lb_av]", "kg", "68.0388555"),
        ("65", "[in_i]", "cm", "165.1"),
        ("1.5", "10*6.{cells}/kg", "{cells}/kg", "1500000"),
        ("0.5", "%", "1", "0.005"),
        ("2", "wk", "d", "14"),
        ("1", "a", "d", "365.25"),
        ("5", "[IU]/mL", "[IU]/L", "5000"),
        ("36.6", "Cel", "Cel", "36.6"),
    ],
)
def test_conversion_is_exact(magnitude: str, source: str, target: str, expected: str) -> None:
    """A conversion has every digit and no more."""
    assert expected == str(convert(Decimal(magnitude), source, target))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("kg", "cm"),
        ("{cells}", "1"),
        ("{cells}", "{score}"),
        ("mmol/L", "mg/dL"),
        ("Cel", "K"),
        ("Cel", "[degF]"),
        ("[IU]", "mg"),
        ("[IU]", "1"),
        ("kg", "nonsense"),
        ("nonsense", "nonsense"),
        ("wk", "month"),
    ],
)
def test_what_measures_something_else_does_not_convert(source: str, target: str) -> None:
    """Cells are no bare number, international units no mass, and degrees have a zero of their own."""
    assert convert(Decimal(1), source, target) is None


def test_what_has_no_finite_decimal_does_not_convert() -> None:
    """Ten minutes are a sixth of an hour, which no decimal says; the ratio still does."""
    assert convert(Decimal(10), "min", "h") is None
    assert Fraction(1, 60) == ratio("min", "h")


@pytest.mark.parametrize("code", sorted(ALONE))
def test_units_that_stand_alone(code: str) -> None:
    """A unit with a procedure or a zero of its own converts into itself and nothing else."""
    assert ratio(code, code) == 1
    assert all(ratio(code, other) is None for other in sorted({*CODES, *ALONE} - {code}))


@given(magnitudes, codes, codes)
def test_conversion_there_and_back(magnitude: Decimal, source: str, target: str) -> None:
    """There and back is the same magnitude, to the last digit."""
    there = convert(magnitude, source, target)
    if there is not None:
        assert convert(there, target, source) == magnitude


@pytest.mark.parametrize(
    ("left", "right", "code", "scale"),
    [
        ("kg", "{cells}/kg", "{cells}", 1),
        ("kg", "10*6.{cells}/kg", "{cells}", 10**6),
        ("g", "{cells}/kg", "{cells}", Fraction(1, 1000)),
        ("L", "{cells}/mL", "{cells}", 1000),
        ("%", "mL", "mL", Fraction(1, 100)),
        ("1", "kg", "kg", 1),
        ("m", "m", "m2", 1),
        ("cm", "m", "cm2", 100),
        ("mL/min", "min", "mL", 1),
        ("{cells}", "{cells}", "{cells}.{cells}", 1),
    ],
)
def test_unit_of_a_product(left: str, right: str, code: str, scale: Fraction) -> None:
    """A product is in the units that are left when equal ones have cancelled."""
    assert (code, scale) == product_unit(left, right)


@pytest.mark.parametrize(
    ("left", "right", "code", "scale"),
    [
        ("kg", "m2", "kg/m2", 1),
        ("cm", "m", "1", Fraction(1, 100)),
        ("{cells}", "{cells}/mL", "mL", 1),
        ("10*6.{cells}", "{cells}", "1", 10**6),
        ("1", "{cells}", "/{cells}", 1),
        ("mL", "min", "mL/min", 1),
    ],
)
def test_unit_of_a_quotient(left: str, right: str, code: str, scale: Fraction) -> None:
    """A quotient is in the units that are left when equal ones have cancelled."""
    assert (code, scale) == quotient_unit(left, right)


@pytest.mark.parametrize(("left", "right"), [("kg", "nonsense"), ("nonsense", "nonsense"), ("", "kg"), ("m99", "m99")])
def test_no_unit_makes_no_product(left: str, right: str) -> None:
    """A product or quotient with what is no unit, or that no code can write, has no unit."""
    assert product_unit(left, right) is None
    assert left == "m99" or quotient_unit(left, right) is None


@given(codes, codes)
def test_products_measure_what_their_factors_do(left: str, right: str) -> None:
    """The code of a product times its scale is as large as the two units together, in either order."""
    product = product_unit(left, right)
    assert product is not None
    code, scale = product
    assert measured(left).factor * measured(right).factor == measured(code).factor * scale
    assert product == product_unit(right, left)


@given(codes, codes)
def test_dividing_undoes_multiplying(left: str, right: str) -> None:
    """A product divided by one factor measures what the other does, and exactly as much."""
    product = product_unit(left, right)
    assert product is not None
    quotient = quotient_unit(product[0], right)
    assert quotient is not None
    assert measured(quotient[0]).dimension == measured(left).dimension
    back = ratio(quotient[0], left)
    assert back is not None
    assert back * quotient[1] * product[1] == 1


@given(st.text(max_size=20) | st.text(alphabet="kgmL10*^6./(){cels}[in_]-+ %", max_size=12))
def test_reading_a_code_is_total(text: str) -> None:
    """Any text is a unit or it is none."""
    unit = parse_unit(text)
    assert unit is None or unit.factor > 0


@given(st.integers(), st.integers(0, 60))
def test_exact_decimal_of_a_decimal_fraction(numerator: int, places: int) -> None:
    """What has a finite decimal is that decimal, whatever the number of digits."""
    fraction = Fraction(numerator, 10**places)
    number = exact_decimal(fraction)
    assert number is not None
    assert Fraction(number) == fraction


@pytest.mark.parametrize("denominator", [3, 6, 7, 45359237])
def test_no_decimal_is_made_up(denominator: int) -> None:
    """A fraction whose digits do not end has no decimal."""
    assert exact_decimal(Fraction(1, denominator)) is None
