"""Criteria, from the blocks of the file to typed conditions."""

from __future__ import annotations

from posology.compile.condition import holds_when_everything_is_missing, turns_on_being_recorded
from posology.compile.desk import Desk
from posology.ir.nodes import Node
from posology.ir.protocol import Counting, Criterion, Kind
from posology.ir.types import Simple
from posology.knowledge.dictionary import Element
from posology.diagnostics.nearest import nearest
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree

UNKNOWN_ELEMENT = "P0420"
NOT_DATED = "P0422"
HOLDS_WITH_NOTHING_RECORDED = "P0423"
TURNS_ON_BEING_RECORDED = "P0424"

KEYS = ("kind", "text", "condition", "applies", "counts", "ask", "source")


def compile_criteria(node: Tree | None, desk: Desk) -> tuple[Criterion, ...]:
    """Every criterion of the block, in its order; faulty ones are reported and left out."""
    found = [_compile_criterion(key, each, desk) for key, each in desk.entries(node, "`criteria`")]
    return tuple(each for each in found if each is not None)


def _compile_criterion(key: Scalar, node: Tree, desk: Desk) -> Criterion | None:
    what = f"the criterion `{key.text}`"
    block = desk.block(node, what, KEYS, ("kind", "text", "condition"))
    if block is None:
        return None
    kind = desk.option(block, "kind", what, tuple(Kind))
    citation = desk.citation(block, what)
    condition = desk.condition(block.get("condition"), f"`condition` of {what}", Simple.BOOLEAN)
    applies = _compile_applies(block.get("applies"), what, desk)
    counts = compile_counts(block.get("counts"), what, desk)
    if kind is None or condition is None:
        return None
    check_rule_condition(condition, what, block, desk)
    return Criterion(
        id=key.text,
        kind=Kind(kind),
        text=desk.text(block, "text", what),
        condition=condition,
        applies=applies,
        counts=counts,
        ask=desk.text(block, "ask", what),
        citation=citation,
        span=key.span,
    )


def check_rule_condition(condition: Node, what: str, block: Mapping, desk: Desk) -> None:
    """Reports a condition that would hold for a patient of whom nothing is known, or that turns on what was recorded."""
    if holds_when_everything_is_missing(condition):
        place = block.get("condition") or block.get("when")
        desk.diagnostics.error(
            HOLDS_WITH_NOTHING_RECORDED,
            f"{what} would hold for a patient of whom nothing is recorded",
            place.span if place else block.span,
            help="missing is unknown: write a condition that some recorded value can make true and some can make false",
        )
    for origin in turns_on_being_recorded(condition):
        desk.diagnostics.error(
            TURNS_ON_BEING_RECORDED,
            f"{what} turns on whether something was recorded (`{origin.text}`)",
            origin.span,
            help="missing is unknown, never false: leave the test out, and the criterion is unknown until the value is there",
        )


def _compile_applies(node: Tree | None, what: str, desk: Desk) -> Node | None:
    """When a criterion applies: `always` (None), `never` or a condition."""
    if node is None or (isinstance(node, Scalar) and node.text == "always"):
        return None
    if isinstance(node, Scalar) and node.text == "never":
        node = Scalar("false", "false", quoted=True, span=node.span)
    return desk.condition(node, f"`applies` of {what}", Simple.BOOLEAN)


def compile_counts(node: Tree | None, what: str, desk: Desk) -> tuple[Counting, ...]:
    """Which recorded values count: per element, how old and how obtained."""
    found = [_compile_counting(key, each, what, desk) for key, each in desk.entries(node, f"`counts` of {what}")]
    return tuple(each for each in found if each is not None)


def _compile_counting(key: Scalar, node: Tree, what: str, desk: Desk) -> Counting | None:
    element = desk.dictionary.elements.get(key.text)
    if element is None:
        close = nearest(key.text, desk.dictionary.elements)
        help_text = f"did you mean `{close[0]}`?" if close else "the data dictionary lists every element"
        desk.diagnostics.error(UNKNOWN_ELEMENT, f"no element is called `{key.text}`", key.span, help=help_text)
        return None
    if not element.measured:
        desk.diagnostics.error(
            NOT_DATED, f"`{key.text}` is not recorded with a date, so its age cannot count", key.span,
            help="declare it as measured in the data dictionary",
        )
        return None
    block = desk.block(node, f"`{key.text}` in `counts` of {what}", ("within", "method"))
    if block is None:
        return None
    return Counting(
        element=key.text,
        within=desk.duration(block.get("within"), f"`within` of `{key.text}`"),
        method=_compile_method(block, element, desk),
    )


def _compile_method(block: Mapping, element: Element, desk: Desk) -> str | None:
    if block.get("method") is None:
        return None
    return desk.option(block, "method", f"`{element.path}`", element.methods)
