"""The limits of a plan, from the blocks of the file, and its steps held against the hard ones.

What a formula gives depends on the patient and is held against the limits when the patient is.
"""

from __future__ import annotations

from collections.abc import Sequence

from posology.compile.desk import Desk
from posology.compile.plan import check_range, check_unit
from posology.compile.targets import compile_site
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.limits import TOTAL
from posology.ir.nodes import Literal
from posology.ir.protocol import CellFormula, CellRange, Limit, LimitKind, NamedTargets, OneTarget, Step
from posology.reader.shape import as_boolean
from posology.reader.tree import Mapping, Node, Scalar
from posology.values.numerals import count_in_words
from posology.values.quantity import Quantity

OUTSIDE_A_LIMIT = "P0446"
LIMITS_NOTHING = "P0447"
SITE_NOT_USED = "P0452"

NONE = "none"
KEYS = ("site", "each", "minimum", "maximum", "unit", "kind", "source")


def compile_limits(node: Node | None, desk: Desk) -> tuple[Limit, ...]:
    """Every limit, in its order; faulty ones are reported and left out."""
    found = [_compile_limit(each, desk) for each in desk.items(node, "`limits`")]
    return tuple(each for each in found if each is not None)


def _compile_limit(node: Node, desk: Desk) -> Limit | None:
    what = "a limit"
    block = desk.block(node, what, KEYS, ("site", "kind"))
    if block is None:
        return None
    place = block.get("site")
    is_total = isinstance(place, Scalar) and place.value == TOTAL
    site = None if is_total else compile_site(block, what, desk)
    check_unit(block, what, desk)
    kind = desk.option(block, "kind", what, tuple(LimitKind))
    minimum, maximum = _bound(block, "minimum", what, desk), _bound(block, "maximum", what, desk)
    check_range(minimum, maximum, block, what, desk)
    if block.get("minimum") is None and block.get("maximum") is None:
        help_text = "add a `minimum` or a `maximum`"
        desk.diagnostics.error(
            LIMITS_NOTHING, f"{what} has neither a minimum nor a maximum", block.span, help=help_text
        )
    written = block.get("each")
    each = written is not None and as_boolean(written, desk.diagnostics, what=f"`each` of {what}")
    if each and is_total:
        message = "a limit for the total cannot be one for each target"
        desk.diagnostics.error(LIMITS_NOTHING, message, block.key_span("each"), help="write `each: false`")
    citation = desk.citation(block, what)
    if not is_total and site is None:
        return None
    return Limit(
        site=TOTAL if site is None else site.id,
        each=bool(each),
        minimum=minimum,
        maximum=maximum,
        kind=LimitKind(kind or LimitKind.HARD),
        citation=citation,
        span=block.span,
    )


def _bound(block: Mapping, key: str, what: str, desk: Desk) -> int | None:
    """A number of cells; `none` says in so many words that the source states no such bound."""
    node = block.get(key)
    if isinstance(node, Scalar) and node.value == NONE:
        return None
    return desk.cells(node, f"`{key}` of {what}", lowest=0)


def check_limits(limits: Sequence[Limit], steps: Sequence[Step], diagnostics: Diagnostics) -> None:
    """Reports each step whose cells lie outside a hard limit."""
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
    if cells is None or count is None:
        return
    lowest, highest = cells[0] * count, cells[1] * count
    binds_from_below = limit.minimum is not None and (limit.each or alone)
    too_low = binds_from_below and limit.minimum is not None and lowest < limit.minimum
    too_high = limit.maximum is not None and (highest if limit.site != TOTAL else lowest) > limit.maximum
    if too_low or too_high:
        said = count_in_words(lowest) if lowest == highest else f"{count_in_words(lowest)} to {count_in_words(highest)}"
        per = "for each target" if limit.each else "in all"
        diagnostics.error(
            OUTSIDE_A_LIMIT,
            f"the plan step `{step.id}` gives {said} cells {per}, outside a hard limit",
            step.span,
            help=f"the limit is {bounds_in_words(limit)}; correct the range or the limit",
            related=((limit.span, "the limit"),),
        )


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
        case _:
            return step.targets.count


def bounds_in_words(limit: Limit) -> str:
    """`at least 20 million and at most 25 million cells`."""
    at_least = None if limit.minimum is None else f"at least {count_in_words(limit.minimum)}"
    at_most = None if limit.maximum is None else f"at most {count_in_words(limit.maximum)}"
    return f"{' and '.join(filter(None, (at_least, at_most)))} cells"
