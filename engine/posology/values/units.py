"""Units of measure by their UCUM codes: what they measure, and exactly how many of one make the other.

Calendar years and months are not units: they have no fixed length and live in `dates`. The codes `a` and `mo` are
UCUM's own 365.25 days and a twelfth of it. Cells are a dimension of their own, so a dose is never a bare number.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol, cast

from posology.values.exact import exact_decimal
from posology.values.ucum import CELLS, Term, read_code, write_code


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its code, the powers of the dimensions it measures, sorted by name, and its size.

    `factor` is how many of the base of the dimension make one: kg, m, s, mol, one cell.
    """

    code: str
    dimension: tuple[tuple[str, int], ...]
    factor: Fraction


_MASS, _LENGTH, _VOLUME, _TIME = (("mass", 1),), (("length", 1),), (("length", 3),), (("time", 1),)
_DAY = Fraction(86_400)

# The atoms that the shipped rules and ordinary records use. Importing Pint and building its registry takes longer
# than a whole check, so it is loaded for the others only; a test holds these against it.
COMMON: Mapping[str, Unit] = MappingProxyType(
    {
        unit.code: unit
        for unit in (
            Unit("g", _MASS, Fraction(1, 1000)),
            Unit("mcg", _MASS, Fraction(1, 1_000_000_000)),  # not UCUM, which writes `ug`; the safe clinical spelling
            Unit("[lb_av]", _MASS, Fraction(45_359_237, 100_000_000)),
            Unit("m", _LENGTH, Fraction(1)),
            Unit("[in_i]", _LENGTH, Fraction(254, 10_000)),
            Unit("L", _VOLUME, Fraction(1, 1000)),
            Unit("l", _VOLUME, Fraction(1, 1000)),
            Unit("s", _TIME, Fraction(1)),
            Unit("min", _TIME, Fraction(60)),
            Unit("h", _TIME, Fraction(3600)),
            Unit("d", _TIME, _DAY),
            Unit("wk", _TIME, 7 * _DAY),
            Unit("mo", _TIME, Fraction(36525, 100) * _DAY / 12),
            Unit("a", _TIME, Fraction(36525, 100) * _DAY),
            Unit("mol", (("substance", 1),), Fraction(1)),
            Unit("%", (), Fraction(1, 100)),
            Unit(CELLS, (("cells", 1),), Fraction(1)),
        )
    }
)

# Measured by a procedure of their own, or from a zero of their own: nothing converts into them or out of them.
ALONE = frozenset({"[IU]", "[iU]", "[arb'U]", "[USP'U]", "[CFU]", "[pH]", "Cel", "[degF]", "eq", "osm"})

PINT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        # the common ones, for the test that holds them against Pint
        "g": "gram",
        "mcg": "microgram",
        "[lb_av]": "pound",
        "m": "meter",
        "[in_i]": "inch",
        "L": "liter",
        "l": "liter",
        "s": "second",
        "min": "minute",
        "h": "hour",
        "d": "day",
        "wk": "week",
        "mo": "month",
        "a": "year",
        "mol": "mole",
        "%": "percent",
        # the others, which Pint is loaded for
        "[oz_av]": "ounce",
        "[ft_i]": "foot",
        "[foz_us]": "fluid_ounce",
        "[gal_us]": "gallon",
        "mm[Hg]": "mmHg",
        "cm[H2O]": "cmH2O",
        "t": "metric_ton",
        "A": "ampere",
        "bar": "bar",
        "Bq": "becquerel",
        "C": "coulomb",
        "cal": "calorie",
        "cd": "candela",
        "Gy": "gray",
        "Hz": "hertz",
        "J": "joule",
        "K": "kelvin",
        "kat": "katal",
        "N": "newton",
        "Ohm": "ohm",
        "Pa": "pascal",
        "Sv": "sievert",
        "T": "tesla",
        "U": "enzyme_unit",
        "V": "volt",
        "W": "watt",
    }
)

PREFIXES: Mapping[str, Fraction] = MappingProxyType(
    {
        "k": Fraction(10) ** 3,
        "d": Fraction(10) ** -1,
        "c": Fraction(10) ** -2,
        "m": Fraction(10) ** -3,
        "u": Fraction(10) ** -6,
        "n": Fraction(10) ** -9,
        "p": Fraction(10) ** -12,
        "f": Fraction(10) ** -15,
    }
)
# `Mg` for `mg` is a slip of a thousand millions: mega and giga go with units that no drug and no patient is weighed in
LARGE_PREFIXES: Mapping[str, Fraction] = MappingProxyType({"M": Fraction(10) ** 6, "G": Fraction(10) ** 9})
_SMALL_METRIC = frozenset({"g", "m", "L", "l", "s", "mol", "eq", "osm"})
_LARGE_METRIC = frozenset(
    {"A", "bar", "Bq", "C", "cal", "cd", "Gy", "Hz", "J", "K", "kat", "N", "Ohm", "Pa", "Sv", "T", "U", "V", "W"}
)


@lru_cache(maxsize=1024)
def parse_unit(code: str) -> Unit | None:
    """The unit that the UCUM code stands for; None where it stands for none.

    An annotation other than `{cells}` measures nothing, as in UCUM: `{score}` is the unit 1.
    """
    term = read_code(code)
    if term is None:
        return None
    dimension: dict[str, int] = {}
    factor = term.scale
    for atom, power in term.powers.items():
        unit = _atom(atom)
        if unit is None:
            return None
        factor *= unit.factor**power
        for name, exponent in unit.dimension:
            dimension[name] = dimension.get(name, 0) + exponent * power
    return Unit(code, _sorted_powers(dimension), factor)


def ratio(source: str, target: str) -> Fraction | None:
    """How many of the target unit make one of the source; None where one is no unit or they measure otherwise."""
    mine, theirs = parse_unit(source), parse_unit(target)
    if mine is None or theirs is None or mine.dimension != theirs.dimension:
        return None
    return mine.factor / theirs.factor


def convert(magnitude: Decimal, source: str, target: str) -> Decimal | None:
    """The same quantity in the target unit, exactly.

    None where `ratio` is None, and where no finite decimal is exact: 10 min are a sixth of an hour. To compare
    quantities of any units, `quantity.compare_quantities` needs no decimal.
    """
    scale = ratio(source, target)
    return exact_decimal(Fraction(magnitude) * scale) if scale is not None else None


def product_unit(left: str, right: str) -> tuple[str, Fraction] | None:
    """The unit of a product and what to multiply it by: `kg` times `10*6.{cells}/kg` is `{cells}` and 1,000,000.

    `x left * y right` is `x * y * scale` of the code. None where either is no unit.
    """
    return _combine(left, right, 1)


def quotient_unit(left: str, right: str) -> tuple[str, Fraction] | None:
    """The unit of a quotient and what to multiply it by: `cm` by `m` is `1` and 1/100. None where either is no unit."""
    return _combine(left, right, -1)


def _combine(left: str, right: str, exponent: int) -> tuple[str, Fraction] | None:
    mine, theirs = read_code(left), read_code(right)
    if mine is None or theirs is None or parse_unit(left) is None or parse_unit(right) is None:
        return None
    return _gather(mine.times(theirs, exponent))


def _gather(term: Term) -> tuple[str, Fraction] | None:
    """The term in one unit for each thing it measures, the alphabetically first, so that `cm` times `m` is `cm2`."""
    chosen: dict[tuple[tuple[str, int], ...], Unit] = {}
    powers: dict[str, int] = {}
    scale = term.scale
    # INVARIANT: both units have been read, so no atom is lost here
    atoms = [(unit, power) for atom, power in sorted(term.powers.items()) if (unit := _atom(atom)) is not None]
    for unit, power in atoms:
        if not unit.dimension:
            scale *= unit.factor**power
            continue
        shared = chosen.setdefault(unit.dimension, unit)
        scale *= (unit.factor / shared.factor) ** power
        powers[shared.code] = powers.get(shared.code, 0) + power
    code = write_code(powers)
    # powers beyond what a code can write measure nothing that anyone doses
    return (code, scale) if parse_unit(code) is not None else None


def _atom(code: str) -> Unit | None:
    """The unit of one atom with or without a prefix; the longest name first, so that `min` is no milli-inch."""
    whole = _bare_atom(code)
    if whole is not None:
        return whole
    prefix, rest = code[:1], code[1:]
    if rest in _SMALL_METRIC or rest in _LARGE_METRIC:
        size = PREFIXES.get(prefix) or (LARGE_PREFIXES.get(prefix) if rest in _LARGE_METRIC else None)
        unit = _bare_atom(rest)
        if size is not None and unit is not None:
            return Unit(code, unit.dimension, unit.factor * size)
    return None


def _bare_atom(code: str) -> Unit | None:
    if code in COMMON:
        return COMMON[code]
    if code in ALONE:
        return Unit(code, ((code, 1),), Fraction(1))
    return unit_from_pint(code) if code in PINT_NAMES else None


class _Registry(Protocol):
    """What is asked of Pint's registry: a factor to SI base units, and the exponents of dimensions as `[mass]`."""

    def get_base_units(self, name: str) -> tuple[Fraction | int, object]: ...

    def get_dimensionality(self, name: str) -> Mapping[str, Fraction]: ...


@lru_cache(maxsize=1)
def _registry() -> _Registry:
    # Imported here because it takes longer than a whole check, and most processes never come this way.
    # `Fraction` keeps the registry exact: with its default, an inch is a binary float.
    return cast("_Registry", importlib.import_module("pint").UnitRegistry(non_int_type=Fraction))


def unit_from_pint(code: str) -> Unit:
    """The unit of an atom in `PINT_NAMES` as Pint has it."""
    name = PINT_NAMES[code]
    factor, _ = _registry().get_base_units(name)
    dimension = {dimension.strip("[]"): int(power) for dimension, power in _registry().get_dimensionality(name).items()}
    return Unit(code, _sorted_powers(dimension), Fraction(factor))


def _sorted_powers(dimension: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((name, power) for name, power in dimension.items() if power))
