"""How much each target gets: cells, the volume they are given in, and what must agree between the two."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from posology.compile.criteria import check_not_on_recording
from posology.compile.desk import NUMBER_WITHOUT_UNIT, OUT_OF_PROPORTION, Desk
from posology.ir.limits import MOST_CELLS
from posology.ir.plan import CellFormula, CellRange, Cells, CellsNotCounted, NoCells, VolumeRange
from posology.ir.types import QuantityType
from posology.reader.shape import as_decimal
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree

EMPTY_RANGE = "P0443"
AMOUNT_NOT_SAID = "P0468"

CELLS = QuantityType("{cells}", (("{cells}", 1),))

NONE = "none"
NOT_COUNTED = "not counted"
FORMULA_KEYS = ("formula", "says")
RANGE_KEYS, RANGE_NEEDS = ("minimum", "maximum", "unit"), ("minimum", "maximum")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a range measures: the unit that it must name, and the most that is not taken for a mistake."""

    unit: str
    most: Decimal


IN_CELLS = Measured("cells", Decimal(MOST_CELLS))

IN_ML = Measured("mL", Decimal(1000))
"""Proposal: an infusion bag is the largest volume of all; more for one target is taken for a mistake in the unit."""

IN_CELLS_PER_ML = Measured("cells/mL", Decimal(10_000_000_000))
"""Proposal: more cells than a mL can hold are taken for a mistake in the number of zeros."""


def compile_amount(block: Mapping, what: str, desk: Desk) -> tuple[Cells | None, VolumeRange | None]:
    """The cells and the volume for each target. Cells are said, or follow from a concentration and the volume."""
    volume = _compile_range(block.get("volume"), f"`volume` of {what}", IN_ML, desk)
    ways = [name for name in ("cells", "concentration") if block.get(name) is not None]
    if len(ways) != 1:
        message = f"{what} must say exactly one of `cells` and `concentration`"
        place = block.key_span(ways[1]) if ways else block.key_span("site")
        help_text = "write `cells` or `concentration`; `cells: not counted` where the source doses by volume alone"
        desk.diagnostics.error(AMOUNT_NOT_SAID, message, place, help=help_text)
        return None, _volume(volume)
    if ways == ["concentration"]:
        return _compile_concentration(block, volume, what, desk), _volume(volume)
    cells = compile_cells(block.get("cells"), what, desk)
    if isinstance(cells, CellsNotCounted) and block.get("volume") is None:
        message = f"{what} says neither how many cells each target gets nor which volume"
        desk.diagnostics.error(
            AMOUNT_NOT_SAID, message, block.key_span("cells"), help="add `volume: {minimum: …, maximum: …, unit: mL}`"
        )
    return cells, _volume(volume)


def compile_cells(node: Tree | None, what: str, desk: Desk) -> Cells | None:
    """A range of cells per target, a formula that gives a quantity of cells, or a word where there is no number."""
    name = f"`cells` of {what}"
    if isinstance(node, Mapping) and node.get("formula") is not None:
        return _compile_formula(node, name, desk)
    if isinstance(node, Scalar) and node.value == NONE:
        return NoCells()
    if isinstance(node, Scalar) and node.value == NOT_COUNTED:
        return CellsNotCounted()
    block = desk.block(node, name, RANGE_KEYS, RANGE_NEEDS)
    if block is None:
        return None
    check_unit(block, name, desk)
    minimum = desk.cells(block.get("minimum"), f"`minimum` in {name}")
    maximum = desk.cells(block.get("maximum"), f"`maximum` in {name}")
    check_range((minimum, maximum), block, name, desk)
    return None if minimum is None or maximum is None else CellRange(minimum=minimum, maximum=maximum)


def _compile_formula(node: Mapping, what: str, desk: Desk) -> CellFormula | None:
    """A formula may not put a number in the place of what nobody recorded: the dose would look final."""
    block = desk.block(node, what, FORMULA_KEYS, FORMULA_KEYS)
    if block is None:
        return None
    expression = desk.condition(block.get("formula"), f"`formula` in {what}", CELLS)
    if expression is not None:
        check_not_on_recording(expression, what, desk)
    says = desk.text(block, "says", what)
    return None if expression is None else CellFormula(expression=expression, says=says)


def _compile_concentration(
    block: Mapping, volume: tuple[Decimal, Decimal] | None, what: str, desk: Desk
) -> CellRange | None:
    """The cells in so many mL of so many cells per mL: from least of the thinnest to most of the thickest."""
    name = f"`concentration` of {what}"
    node = block.get("concentration")
    found = _compile_range(node, name, IN_CELLS_PER_ML, desk)
    if block.get("volume") is None and node is not None:
        message = f"{what} has a concentration and no volume, so no number of cells follows"
        desk.diagnostics.error(
            AMOUNT_NOT_SAID, message, node.span, help="add `volume: {minimum: …, maximum: …, unit: mL}`"
        )
    if found is None or volume is None or node is None:
        return None
    products = [one * other for one, other in zip(found, volume, strict=True)]
    if any(each != each.to_integral_value() or each < 1 for each in products):
        message = f"{name} times the volume is not a whole number of cells"
        desk.diagnostics.error(
            AMOUNT_NOT_SAID, message, node.span, help="write the number of `cells` as the source does"
        )
        return None
    return CellRange(minimum=int(products[0]), maximum=int(products[1]))


def _compile_range(node: Tree | None, what: str, measure: Measured, desk: Desk) -> tuple[Decimal, Decimal] | None:
    """Two numbers above zero in that unit, the lower first."""
    block = None if node is None else desk.block(node, what, RANGE_KEYS, RANGE_NEEDS)
    if block is None:
        return None
    check_unit(block, what, desk, measure)
    minimum, maximum = (
        _compile_number(block.get(each), f"`{each}` in {what}", measure, desk) for each in ("minimum", "maximum")
    )
    check_range((minimum, maximum), block, what, desk, measure)
    return None if minimum is None or maximum is None else (minimum, maximum)


def _compile_number(node: Tree | None, what: str, measure: Measured, desk: Desk) -> Decimal | None:
    number = None if node is None else as_decimal(node, desk.diagnostics, what=what, lowest=0)
    if number is None or node is None:
        return None
    if number == 0 or number > measure.most:
        message = f"{what} is {number:f} {measure.unit}, out of proportion to any dose"
        desk.diagnostics.error(OUT_OF_PROPORTION, message, node.span, help="check the number and its unit")
        return None
    return number


def _volume(found: tuple[Decimal, Decimal] | None) -> VolumeRange | None:
    return None if found is None else VolumeRange(minimum=found[0], maximum=found[1])


def check_unit(block: Mapping, what: str, desk: Desk, measure: Measured = IN_CELLS) -> None:
    """Reports numbers that do not say of what they are."""
    if block.get("unit") is not None:
        desk.option(block, "unit", what, (measure.unit,))
        return
    number = next((each for each in ("minimum", "maximum") if block.get(each) is not None), "")
    message, help_text = f"{what} gives numbers without a unit", f"add `unit: {measure.unit}`"
    desk.diagnostics.error(NUMBER_WITHOUT_UNIT, message, block.key_span(number), help=help_text)


def check_range(
    ends: tuple[Decimal | int | None, Decimal | int | None],
    block: Mapping,
    what: str,
    desk: Desk,
    measure: Measured = IN_CELLS,
) -> None:
    """Reports a minimum above its maximum."""
    minimum, maximum = ends
    if minimum is not None and maximum is not None and minimum > maximum:
        place = block.get("minimum") or block
        message = f"{what} has a minimum of {minimum:,} {measure.unit}, above its maximum of {maximum:,}"
        desk.diagnostics.error(
            EMPTY_RANGE, message, place.span, help="exchange the two, or correct the one that is wrong"
        )
