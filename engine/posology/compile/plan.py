"""The injection plan and its limits, from the blocks of the file."""

from __future__ import annotations

from posology.compile.criteria import check_rule_condition, compile_counts
from posology.compile.desk import NUMBER_WITHOUT_UNIT, Desk
from posology.diagnostics.nearest import nearest
from posology.ir.protocol import (
    CellFormula,
    CellRange,
    Cells,
    Limit,
    LimitKind,
    NamedTargets,
    OneTarget,
    RequestedTargets,
    Step,
    Targets,
)
from posology.ir.types import QuantityType, Simple
from posology.knowledge.anatomy import Site
from posology.reader.shape import as_boolean, as_integer, as_text
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree

UNKNOWN_SITE = "P0440"
UNKNOWN_JOINT = "P0441"
TARGETS_NOT_SAID = "P0442"
EMPTY_RANGE = "P0443"
UNKNOWN_REQUEST = "P0444"
TOTAL = "total"

CELLS = QuantityType("{cells}", (("{cells}", 1),))

STEP_KEYS = (
    "site", "target", "when", "because", "otherwise", "joints", "sides", "levels", "count",
    "approach", "sedation", "cells", "counts", "source",
)  # fmt: skip


def compile_plan(node: Tree | None, desk: Desk) -> tuple[Step, ...]:
    """Every step of the plan, in its order; faulty ones are reported and left out."""
    found = [_compile_step(key, each, desk) for key, each in desk.entries(node, "`plan`")]
    return tuple(each for each in found if each is not None)


def _compile_step(key: Scalar, node: Tree, desk: Desk) -> Step | None:
    what = f"the plan step `{key.text}`"
    block = desk.block(node, what, STEP_KEYS, ("site", "approach", "cells"))
    if block is None:
        return None
    site = _site(desk.text(block, "site", what), block, desk)
    when = desk.condition(block.get("when"), f"`when` of {what}", Simple.BOOLEAN)
    if when is not None:
        check_rule_condition(when, what, block, desk)
    citation = desk.citation(block, what)
    cells = _compile_cells(block.get("cells"), what, desk)
    targets = None if site is None else _compile_targets(block, site, what, desk)
    sedation = block.get("sedation")
    if site is None or cells is None or targets is None:
        return None
    return Step(
        id=key.text,
        site=site.id,
        when=when,
        because=desk.text(block, "because", what),
        otherwise=desk.text(block, "otherwise", what),
        targets=targets,
        cells=cells,
        counts=compile_counts(block.get("counts"), what, desk),
        approach=desk.text(block, "approach", what),
        sedation=sedation is not None and bool(as_boolean(sedation, desk.diagnostics, what=f"`sedation` of {what}")),
        citation=citation,
        span=key.span,
    )


def _site(name: str, block: Mapping, desk: Desk) -> Site | None:
    site = desk.anatomy.sites.get(name)
    if site is None and name:
        close = nearest(name, desk.anatomy.sites)
        help_text = f"did you mean `{close[0]}`?" if close else f"the sites are {', '.join(desk.anatomy.sites)}"
        place = block.get("site")
        desk.diagnostics.error(
            UNKNOWN_SITE, f"no site is called `{name}`", place.span if place else block.span, help=help_text
        )
    return site


def _compile_targets(block: Mapping, site: Site, what: str, desk: Desk) -> Targets | None:
    said = [name for name in ("target", "joints", "levels") if block.get(name) is not None]
    if len(said) != 1:
        desk.diagnostics.error(
            TARGETS_NOT_SAID, f"{what} must say exactly one of `target`, `joints` and `levels`", block.span,
            help="`target` for one injection, `joints` for named joints, `levels` for levels that the record asks for",
        )
        return None
    match said[0]:
        case "target":
            return OneTarget(place=desk.text(block, "target", what))
        case "joints":
            return _compile_joints(block, site, what, desk)
        case _:
            return _compile_requested(block, what, desk)


def _compile_joints(block: Mapping, site: Site, what: str, desk: Desk) -> NamedTargets | None:
    sides = desk.words(block.get("sides"), f"`sides` of {what}")
    if site.sided and not sides:
        desk.diagnostics.error(
            TARGETS_NOT_SAID, f"{what} does not say on which side", block.span, help="write `sides: [left, right]`"
        )
    for node in desk.items(block.get("joints"), f"`joints` of {what}"):
        _check_name(node, site.joints, f"a {site.target}", desk)
    for node in desk.items(block.get("sides"), f"`sides` of {what}"):
        _check_name(node, desk.anatomy.sides, "a side", desk)
    return NamedTargets(joints=desk.words(block.get("joints"), f"`joints` of {what}"), sides=sides)


def _check_name(node: Tree, names: tuple[str, ...], kind: str, desk: Desk) -> None:
    name = as_text(node, desk.diagnostics, what=kind)
    if name is not None and name not in names:
        close = nearest(name, names)
        help_text = f"did you mean `{close[0]}`?" if close else f"one of {', '.join(names)}"
        desk.diagnostics.error(UNKNOWN_JOINT, f"`{name}` is not the name of {kind}", node.span, help=help_text)


def _compile_requested(block: Mapping, what: str, desk: Desk) -> RequestedTargets | None:
    element = desk.text(block, "levels", what)
    if element not in desk.dictionary.elements:
        place = block.get("levels")
        desk.diagnostics.error(
            UNKNOWN_REQUEST, f"no element is called `{element}`", place.span if place else block.span,
            help="name the element in which the record lists the levels",
        )
        return None
    count = block.get("count")
    number = None if count is None else as_integer(count, desk.diagnostics, what=f"`count` of {what}", lowest=1)
    return RequestedTargets(element=element, count=number)


def _compile_cells(node: Tree | None, what: str, desk: Desk) -> Cells | None:
    """A range of cells per target, or a formula whose value is a quantity of cells."""
    block = desk.block(node, f"`cells` of {what}", ("minimum", "maximum", "unit", "formula", "says"))
    if block is None:
        return None
    if block.get("formula") is not None:
        expression = desk.condition(block.get("formula"), f"`formula` of {what}", CELLS)
        says = desk.text(block, "says", f"the formula of {what}")
        return None if expression is None else CellFormula(expression=expression, says=says)
    _check_unit(block, what, desk)
    minimum = desk.cells(block.get("minimum"), f"`minimum` of {what}")
    maximum = desk.cells(block.get("maximum"), f"`maximum` of {what}")
    if minimum is None or maximum is None:
        return None
    _check_range(minimum, maximum, block, what, desk)
    return CellRange(minimum=minimum, maximum=maximum)


def _check_unit(block: Mapping, what: str, desk: Desk) -> None:
    if block.get("unit") is None:
        desk.diagnostics.error(
            NUMBER_WITHOUT_UNIT, f"{what} gives numbers without a unit", block.span, help="add `unit: cells`"
        )
    else:
        desk.option(block, "unit", what, ("cells",))


def _check_range(minimum: int | None, maximum: int | None, block: Mapping, what: str, desk: Desk) -> None:
    if minimum is not None and maximum is not None and minimum > maximum:
        desk.diagnostics.error(EMPTY_RANGE, f"{what} has a minimum above its maximum", block.span)


def compile_limits(node: Tree | None, desk: Desk) -> tuple[Limit, ...]:
    """Every limit, in its order."""
    found = [_compile_limit(each, desk) for each in desk.items(node, "`limits`")]
    return tuple(each for each in found if each is not None)


def _compile_limit(node: Tree, desk: Desk) -> Limit | None:
    what = "the limit"
    block = desk.block(node, what, ("site", "each", "minimum", "maximum", "unit", "kind", "source"), ("site", "kind"))
    if block is None:
        return None
    site = desk.text(block, "site", what)
    if site != TOTAL and _site(site, block, desk) is None:
        return None
    _check_unit(block, what, desk)
    kind = desk.option(block, "kind", what, tuple(LimitKind))
    minimum = desk.cells(block.get("minimum"), f"`minimum` of {what}")
    maximum = desk.cells(block.get("maximum"), f"`maximum` of {what}")
    _check_range(minimum, maximum, block, what, desk)
    each = block.get("each")
    return Limit(
        site=site,
        each=each is not None and bool(as_boolean(each, desk.diagnostics, what=f"`each` of {what}")),
        minimum=minimum,
        maximum=maximum,
        kind=LimitKind(kind) if kind else LimitKind.HARD,
        citation=desk.citation(block, what),
        span=block.span,
    )
