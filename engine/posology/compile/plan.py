"""The injection plan, from the blocks of the file."""

from __future__ import annotations

from posology.compile.criteria import check_not_on_recording, check_rule_condition, compile_counts
from posology.compile.desk import NUMBER_WITHOUT_UNIT, Desk
from posology.compile.targets import compile_site, compile_targets
from posology.ir.protocol import CellFormula, CellRange, Cells, Step
from posology.ir.types import QuantityType, Simple
from posology.reader.shape import as_boolean
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree

EMPTY_RANGE = "P0443"

CELLS = QuantityType("{cells}", (("{cells}", 1),))

STEP_KEYS = (
    "site", "target", "when", "because", "otherwise", "joints", "sides", "levels", "count",
    "approach", "sedation", "cells", "counts", "source",
)  # fmt: skip
FORMULA_KEYS = ("formula", "says")
RANGE_KEYS = ("minimum", "maximum", "unit")


def compile_plan(node: Tree | None, desk: Desk) -> tuple[Step, ...]:
    """Every step of the plan, in its order; faulty ones are reported and left out."""
    entries = desk.entries(node, "`plan`", at_least_one=True)
    found = [_compile_step(key, each, desk) for key, each in entries]
    return tuple(each for each in found if each is not None)


def _compile_step(key: Scalar, node: Tree, desk: Desk) -> Step | None:
    what = f"the plan step `{shortened(key.text)}`"
    block = desk.block(node, what, STEP_KEYS, ("site", "approach", "cells"))
    if block is None:
        return None
    site = compile_site(block, what, desk)
    place = block.get("when")
    when = desk.condition(place, f"`when` of {what}", Simple.BOOLEAN)
    if when is not None and place is not None:
        check_rule_condition(when, what, place.span, desk)
    targets = compile_targets(block, site, what, desk)
    cells = compile_cells(block.get("cells"), what, desk)
    counts = compile_counts(block.get("counts"), what, desk)
    because, otherwise = desk.text(block, "because", what), desk.text(block, "otherwise", what)
    approach = desk.text(block, "approach", what)
    sedation = block.get("sedation")
    sedated = sedation is not None and as_boolean(sedation, desk.diagnostics, what=f"`sedation` of {what}")
    citation = desk.citation(block, what, key.span)
    if site is None or cells is None or targets is None:
        return None
    return Step(
        id=key.text,
        site=site.id,
        when=when,
        because=because,
        otherwise=otherwise,
        targets=targets,
        cells=cells,
        counts=counts,
        approach=approach,
        sedation=bool(sedated),
        citation=citation,
        span=key.span,
    )


def compile_cells(node: Tree | None, what: str, desk: Desk) -> Cells | None:
    """A range of cells per target, or a formula whose value is a quantity of cells."""
    name = f"`cells` of {what}"
    if isinstance(node, Mapping) and node.get("formula") is not None:
        return _compile_formula(node, name, desk)
    block = desk.block(node, name, RANGE_KEYS, ("minimum", "maximum"))
    if block is None:
        return None
    check_unit(block, name, desk)
    minimum = desk.cells(block.get("minimum"), f"`minimum` in {name}")
    maximum = desk.cells(block.get("maximum"), f"`maximum` in {name}")
    check_range(minimum, maximum, block, name, desk)
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


def check_unit(block: Mapping, what: str, desk: Desk) -> None:
    """Reports numbers of cells that do not say that they are cells."""
    if block.get("unit") is not None:
        desk.option(block, "unit", what, ("cells",))
        return
    number = next((each for each in ("minimum", "maximum") if block.get(each) is not None), "")
    place = block.key_span(number)
    desk.diagnostics.error(NUMBER_WITHOUT_UNIT, f"{what} gives numbers without a unit", place, help="add `unit: cells`")


def check_range(minimum: int | None, maximum: int | None, block: Mapping, what: str, desk: Desk) -> None:
    """Reports a minimum above its maximum."""
    if minimum is not None and maximum is not None and minimum > maximum:
        place = block.get("minimum") or block
        message = f"{what} has a minimum of {minimum:,} cells, above its maximum of {maximum:,}"
        desk.diagnostics.error(
            EMPTY_RANGE, message, place.span, help="exchange the two, or correct the one that is wrong"
        )
