"""The limits of a plan, from the blocks of the file, and its steps held against the hard ones.

What a formula gives depends on the patient and is held against the limits when the patient is.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import assert_never

from posology.compile.amounts import (
    AMOUNT_NOT_SAID,
    IN_CELLS,
    IN_CELLS_PER_ML,
    IN_ML,
    Measured,
    check_range,
    check_unit,
)
from posology.compile.desk import NUMBER_WITHOUT_UNIT, Desk
from posology.compile.targets import compile_site
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.ir.limits import TOTAL, Given
from posology.ir.nodes import Literal
from posology.ir.plan import (
    CellFormula,
    CellRange,
    Limit,
    LimitKind,
    Measure,
    NamedTargets,
    NoCells,
    OneTarget,
    ProductLimit,
    RequestedTargets,
    Step,
)
from posology.knowledge.element import ElementKind
from posology.reader.shape import as_boolean, as_decimal
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.results.amounts import amount_in_words, bounds_in_words
from posology.values.quantity import Quantity

OUTSIDE_A_LIMIT = "P0446"
LIMITS_NOTHING = "P0447"
SITE_NOT_USED = "P0452"
NOT_MEASURED = "P0467"

NONE = "none"
KEYS = ("site", "each", "minimum", "maximum", "unit", "kind", "source")
PRODUCT_KEYS = ("element", "minimum", "above", "maximum", "unit", "kind", "says", "source")
NEEDS, PRODUCT_NEEDS = ("site", "kind"), ("element", "kind", "says")
BOUNDS = ("minimum", "above", "maximum")

MEASURED: Map[Measure, Measured] = MappingProxyType(
    {Measure.CELLS: IN_CELLS, Measure.VOLUME: IN_ML, Measure.CONCENTRATION: IN_CELLS_PER_ML}
)


def compile_limits(node: Node | None, desk: Desk) -> tuple[tuple[Limit, ...], tuple[ProductLimit, ...]]:
    """The limits on what is given and those on the product, each in their order; faulty ones are left out."""
    items = desk.items(node, "`limits`")
    of_product = [isinstance(each, Mapping) and each.get("element") is not None for each in items]
    limits = [_compile_limit(each, desk) for each, product in zip(items, of_product, strict=True) if not product]
    products = [_compile_product(each, desk) for each, product in zip(items, of_product, strict=True) if product]
    return tuple(each for each in limits if each is not None), tuple(each for each in products if each is not None)


def _compile_limit(node: Node, desk: Desk) -> Limit | None:
    what = "a limit"
    block = desk.block(node, what, KEYS, NEEDS)
    if block is None:
        return None
    place = block.get("site")
    is_total = isinstance(place, Scalar) and place.value == TOTAL
    site = None if is_total else compile_site(block, what, desk)
    measure = _compile_measure(block, what, desk)
    kind = desk.option(block, "kind", what, (LimitKind.HARD, LimitKind.SOFT))
    minimum, maximum = _bound(block, "minimum", what, measure, desk), _bound(block, "maximum", what, measure, desk)
    check_range((minimum, maximum), block, what, desk, MEASURED[measure])
    if block.get("minimum") is None and block.get("maximum") is None:
        help_text = "add a `minimum` or a `maximum`"
        desk.diagnostics.error(
            LIMITS_NOTHING, f"{what} has neither a minimum nor a maximum", block.span, help=help_text
        )
    written = block.get("each")
    each = written is not None and as_boolean(written, desk.diagnostics, what=f"`each` of {what}")
    _check_each(block, measure, desk, each=bool(each), is_total=is_total)
    citation = desk.citation(block, what)
    if not is_total and site is None:
        return None
    return Limit(
        site=TOTAL if site is None else site.id,
        each=bool(each),
        measure=measure,
        minimum=minimum,
        maximum=maximum,
        kind=LimitKind(kind or LimitKind.HARD),
        citation=citation,
        span=block.span,
    )


def _compile_measure(block: Mapping, what: str, desk: Desk) -> Measure:
    """What the limit bounds, by its unit."""
    unit = block.get("unit")
    if unit is None:
        check_unit(block, what, desk)
        return Measure.CELLS
    return Measure(desk.option(block, "unit", what, tuple(Measure)) or Measure.CELLS)


def _check_each(block: Mapping, measure: Measure, desk: Desk, *, each: bool, is_total: bool) -> None:
    """Reports a total that is one of each target, and a concentration that is not."""
    if each and is_total:
        message = "a limit for the total cannot be one for each target"
        desk.diagnostics.error(LIMITS_NOTHING, message, block.key_span("each"), help="write `each: false`")
    if not each and measure is Measure.CONCENTRATION:
        message = "a limit of a concentration can only be one for each target"
        desk.diagnostics.error(LIMITS_NOTHING, message, block.key_span("unit"), help="write `each: true`")


def _bound(block: Mapping, key: str, what: str, measure: Measure, desk: Desk) -> int | Decimal | None:
    """A number in the measure; `none` says in so many words that the source states no such bound."""
    node = block.get(key)
    if node is None or (isinstance(node, Scalar) and node.value == NONE):
        return None
    if measure is Measure.CELLS:
        return desk.cells(node, f"`{key}` of {what}", lowest=0)
    return as_decimal(node, desk.diagnostics, what=f"`{key}` of {what}", lowest=0)


def _compile_product(node: Node, desk: Desk) -> ProductLimit | None:
    what = "a limit of the product"
    block = desk.block(node, what, PRODUCT_KEYS, PRODUCT_NEEDS)
    if block is None:
        return None
    name, place = desk.text(block, "element", what), block.get("element")
    measured = {path: each for path, each in desk.dictionary.elements.items() if each.kind is ElementKind.QUANTITY}
    element = measured.get(name)
    if element is None and name and place is not None:
        help_text = suggestion(name, measured, "name an element that is a quantity")
        desk.diagnostics.error(NOT_MEASURED, f"`{shortened(name)}` is not a quantity", place.span, help=help_text)
    unit = "" if element is None or element.unit is None else element.unit
    if block.get("unit") is None:
        message = f"{what} gives a number without a unit"
        help_text = f"add `unit: '{unit}'`" if unit else "add its unit"
        desk.diagnostics.error(NUMBER_WITHOUT_UNIT, message, block.key_span("element"), help=help_text)
    elif unit:
        desk.option(block, "unit", what, (unit,))
    numbers = [_product_bound(block.get(each), f"`{each}` of {what}", desk) for each in BOUNDS]
    if all(block.get(each) is None for each in BOUNDS):
        message, help_text = f"{what} has no bound", "add a `minimum`, an `above` or a `maximum`"
        desk.diagnostics.error(LIMITS_NOTHING, message, block.span, help=help_text)
    check_range((numbers[0], numbers[2]), block, what, desk, Measured(unit, Decimal(0)))
    kind = desk.option(block, "kind", what, tuple(LimitKind))
    says, citation = desk.text(block, "says", what), desk.citation(block, what)
    if element is None:
        return None
    return ProductLimit(
        element=name,
        unit=unit,
        minimum=numbers[0],
        above=numbers[1],
        maximum=numbers[2],
        kind=LimitKind(kind or LimitKind.HARD),
        says=says,
        citation=citation,
        span=block.span,
    )


def _product_bound(node: Node | None, what: str, desk: Desk) -> Decimal | None:
    return None if node is None else as_decimal(node, desk.diagnostics, what=what)


def check_limits(limits: Sequence[Limit], steps: Sequence[Step], diagnostics: Diagnostics) -> None:
    """Reports each step that lies outside a hard limit, or that says nothing of what one bounds."""
    for limit in limits:
        at_site = [each for each in steps if limit.site in {TOTAL, each.site}]
        for step in at_site if limit.kind is LimitKind.HARD else ():
            _check_step(step, limit, diagnostics, alone=len(at_site) == 1 and limit.site != TOTAL)


def check_sites_used(limits: Sequence[Limit], steps: Sequence[Step], diagnostics: Diagnostics) -> None:
    """Warns of limits for a site that no step uses; `steps` are all of the plan."""
    used = {TOTAL, *(each.site for each in steps)}
    for limit in limits:
        if limit.site not in used:
            message = f"no step of the plan is at the site `{limit.site}`, which has a limit"
            diagnostics.warning(SITE_NOT_USED, message, limit.span, help="leave the limit out, or correct its site")


def _check_step(step: Step, limit: Limit, diagnostics: Diagnostics, *, alone: bool) -> None:
    """One step against one limit. Other steps can only add to a sum, so its minimum binds a step that is alone."""
    cells, count = _range_of(step), 1 if limit.each else _count_of(step)
    given = Given(step=step.id, site=step.site, count=1, cells=cells, volume=step.volume)
    amount = given.amount(limit.measure)
    if amount is None:
        _check_said(step, limit, diagnostics)
    if amount is None or count is None:
        return
    lowest, highest = amount[0] * count, amount[1] * count
    binds_from_below = limit.minimum is not None and (limit.each or alone)
    too_low = binds_from_below and limit.minimum is not None and lowest < limit.minimum
    too_high = limit.maximum is not None and (highest if limit.site != TOTAL else lowest) > limit.maximum
    if too_low or too_high:
        per = "for each target" if limit.each else "in all"
        diagnostics.error(
            OUTSIDE_A_LIMIT,
            f"the plan step `{step.id}` gives {amount_in_words((lowest, highest), limit.measure)} {per}, "
            "outside a hard limit",
            step.span,
            help=f"the limit is {bounds_in_words(limit)}; correct the range or the limit",
            related=((limit.span, "the limit"),),
        )


def _check_said(step: Step, limit: Limit, diagnostics: Diagnostics) -> None:
    """A limit on what a step never says would be passed over in silence; a formula says it once there is a patient."""
    if isinstance(step.cells, CellFormula) and (limit.measure is Measure.CELLS or step.volume is not None):
        return
    if isinstance(step.cells, NoCells) and limit.measure is not Measure.VOLUME:
        return  # it says that there are none: a control has no cells for a limit to bound
    message = f"the plan step `{step.id}` does not say what a hard limit bounds in {limit.measure}"
    help_text = "say it in the step, or leave the limit out"
    diagnostics.error(AMOUNT_NOT_SAID, message, step.span, help=help_text, related=((limit.span, "the limit"),))


def _range_of(step: Step) -> tuple[int, int] | None:
    """The cells for each target that are known without a patient."""
    match step.cells:
        case CellRange(minimum=minimum, maximum=maximum):
            return minimum, maximum
        case CellFormula(expression=Literal(value=Quantity(magnitude=magnitude))):
            return int(magnitude), int(magnitude)
        case _:
            return None


def _count_of(step: Step) -> int | None:
    match step.targets:
        case OneTarget():
            return 1
        case NamedTargets(joints=joints, sides=sides):
            return len(joints) * max(len(sides), 1)
        case RequestedTargets(fewest=fewest, most=most):
            return fewest if fewest == most else None
        case _:
            assert_never(step.targets)
