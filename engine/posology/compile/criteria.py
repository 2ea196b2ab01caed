"""Criteria, from the blocks of the file to typed conditions."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from posology.compile.condition import holds_when_everything_is_missing, turns_on_being_recorded
from posology.compile.condition_scope import SITUATION
from posology.compile.desk import Desk
from posology.compile.thresholds import check_criteria_together
from posology.diagnostics.nearest import nearest, suggestion
from posology.diagnostics.span import Span
from posology.ir.counts import Counting
from posology.ir.nodes import Fact, Literal, Logical, Node, Not
from posology.ir.protocol import Criterion, Kind
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.types import Simple
from posology.ir.walk import walk
from posology.knowledge.dictionary import Element
from posology.reader.shape import as_option
from posology.reader.source import shortened
from posology.reader.tree import FAULTY, Mapping, Scalar
from posology.reader.tree import Node as Tree
from posology.values.truth import NULL

UNKNOWN_ELEMENT = "P0420"
NOTHING_COUNTED = "P0421"
NOT_DATED = "P0422"
HOLDS_WITH_NOTHING_RECORDED = "P0423"
TURNS_ON_BEING_RECORDED = "P0424"
SAYS_NOTHING_OF_PATIENT = "P0425"

KEYS = ("kind", "text", "condition", "applies", "counts", "ask", "source")
NEEDS = ("kind", "text", "condition")
COUNTING_KEYS = ("within", "method")

ALWAYS = "always"
NEVER = "never"


def compile_criteria(node: Tree | None, desk: Desk) -> tuple[Criterion, ...]:
    """Every criterion of the block, in its order; faulty ones are reported and left out."""
    entries = desk.entries(node, "`criteria`", at_least_one=True)
    found = [_compile_criterion(key, each, desk) for key, each in entries]
    criteria = tuple(each for each in found if each is not None)
    if criteria and len(criteria) == len(found) and all(is_window(each.condition) for each in criteria):
        message = "no criterion asks anything of the patient: each is about the procedure date alone"
        help_text = "add the criteria that a patient must meet"
        desk.diagnostics.error(SAYS_NOTHING_OF_PATIENT, message, criteria[0].span, help=help_text)
    check_criteria_together(criteria, desk.diagnostics)
    return criteria


def is_window(condition: Node) -> bool:
    """Whether the condition holds the procedure date alone against written dates: a trial's window of time.

    Such a criterion says nothing of the patient, but it is not the same for every procedure.
    """
    facts = {each.path for each in walk(condition) if isinstance(each, Fact)}
    has_date = any(isinstance(each, Literal) and each.type is Simple.DATE for each in walk(condition))
    return facts == {PROCEDURE_DATE} and has_date and not any(_constants(condition))


def _check_criterion_condition(condition: Node, kind: Kind, what: str, place: Span, desk: Desk) -> None:
    if is_window(condition):
        check_not_on_recording(condition, what, desk)
    elif check_rule_condition(condition, what, place, desk) and kind is Kind.EXCLUSION:
        message = f"{what} would not exclude a patient of whom nothing is recorded"
        _check_not_settled(condition, message, place, desk)


def _compile_criterion(key: Scalar, node: Tree, desk: Desk) -> Criterion | None:
    what = f"the criterion `{shortened(key.text)}`"
    block = desk.block(node, what, KEYS, NEEDS)
    if block is None:
        return None
    kind = Kind(desk.option(block, "kind", what, tuple(Kind)) or Kind.INCLUSION)
    place = block.get("condition")
    condition = desk.condition(place, f"`condition` of {what}", Simple.BOOLEAN)
    if condition is not None and place is not None:
        _check_criterion_condition(condition, kind, what, place.span, desk)
    text = desk.text(block, "text", what)
    applies = _compile_applies(block.get("applies"), what, desk)
    counts = compile_counts(block.get("counts"), what, desk)
    ask = desk.text(block, "ask", what)
    citation = desk.citation(block, what, key.span)
    if condition is None:
        return None
    return Criterion(
        id=key.text,
        kind=kind,
        text=text,
        condition=condition,
        applies=applies,
        counts=counts,
        ask=ask,
        citation=citation,
        span=key.span,
    )


def check_rule_condition(condition: Node, what: str, place: Span, desk: Desk) -> bool:
    """Reports a condition that does not depend on what a record says, and on nothing else; whether every part does.

    That is one that would hold for a patient of whom nothing is known, one that turns on what was recorded, and one of
    which a part says nothing of the patient at all.
    """
    check_not_on_recording(condition, what, desk)
    if _check_constants(condition, what, desk, SITUATION):
        return False
    _check_not_met(condition, what, place, desk)
    return True


def _check_constants(condition: Node, what: str, desk: Desk, said_elsewhere: Container[str] = ()) -> bool:
    """Reports each part that reads nothing of a record; whether there was one."""
    constant = tuple(_constants(condition, said_elsewhere))
    for part in constant:
        help_text = "leave the part out, or compare it with something that a record says"
        if part is not condition and is_window(part):
            help_text = "give the window of the procedure date a criterion of its own"
        desk.diagnostics.error(
            SAYS_NOTHING_OF_PATIENT,
            f"{what} has a part that is the same for every patient (`{shortened(part.origin.text)}`)",
            part.origin.span,
            help=help_text,
        )
    return bool(constant)


def _check_not_met(condition: Node, what: str, place: Span, desk: Desk) -> None:
    """Reports a condition that is true for a patient of whom nothing is known."""
    if holds_when_everything_is_missing(condition):
        desk.diagnostics.error(
            HOLDS_WITH_NOTHING_RECORDED,
            f"{what} would hold for a patient of whom nothing is recorded",
            place,
            help="missing is unknown: write a condition that some recorded value can make true and some can make false",
        )


def check_not_on_recording(condition: Node, what: str, desk: Desk) -> None:
    """Reports each place where an expression asks whether something was recorded, or puts a value in its stead."""
    for origin in turns_on_being_recorded(condition):
        desk.diagnostics.error(
            TURNS_ON_BEING_RECORDED,
            f"{what} turns on whether something was recorded (`{shortened(origin.text)}`)",
            origin.span,
            help="missing is unknown, never false and never a default: leave the test out, and the answer is unknown",
        )


def _check_not_settled(condition: Node, message: str, place: Span, desk: Desk) -> None:
    """Reports a condition that is false for a patient of whom nothing is known, where that would let the patient in."""
    denied = Not(operand=condition, type=Simple.BOOLEAN, origin=condition.origin)
    if holds_when_everything_is_missing(denied):
        desk.diagnostics.error(
            HOLDS_WITH_NOTHING_RECORDED,
            message,
            place,
            help="missing is unknown: write a condition that is false only where some recorded value makes it so",
        )


def _constants(node: Node, said_elsewhere: Container[str] = ()) -> Iterator[Node]:
    """The parts joined by `and`, `or`, `xor`, `implies` and `not` that read nothing of a record.

    What is `said_elsewhere` is not of the record either.
    """
    match node:
        case Logical():
            yield from _constants(node.left, said_elsewhere)
            yield from _constants(node.right, said_elsewhere)
        case Not():
            yield from _constants(node.operand, said_elsewhere)
        case _:
            if not any(isinstance(each, Fact) and each.path not in said_elsewhere for each in walk(node)):
                yield node


def _compile_applies(node: Tree | None, what: str, desk: Desk) -> Node | None:
    """When a criterion applies: `always` (None), `never` or a condition."""
    if node is None or (isinstance(node, Scalar) and node.value == ALWAYS):
        return None
    if isinstance(node, Scalar) and node.value is not FAULTY and node.value == NEVER:
        return desk.condition(Scalar("false", "false", quoted=True, span=node.span), "", Simple.BOOLEAN)
    name = f"`applies` of {what}"
    if isinstance(node, Scalar) and isinstance(node.value, str) and nearest(node.text, (ALWAYS, NEVER)):
        as_option(node, desk.diagnostics, what=name, options=(ALWAYS, NEVER))
        return None
    applies = desk.condition(node, name, Simple.BOOLEAN)
    if applies is not None:
        check_not_on_recording(applies, name, desk)
        message = f"{what} would not apply to a patient of whom nothing is recorded"
        if not _check_constants(applies, name, desk):
            _check_not_settled(_of_record(applies), message, node.span, desk)
    return applies


def _of_record(node: Node) -> Node:
    """The condition with each part about dates of the check left open: from which day a criterion applies is a rule."""
    match node:
        case Logical():
            return replace(node, left=_of_record(node.left), right=_of_record(node.right))
        case Not():
            return replace(node, operand=_of_record(node.operand))
        case _ if any(_constants(node, SITUATION)):
            return Literal(value=NULL, type=Simple.BOOLEAN, origin=node.origin)
        case _:
            return node


def compile_counts(node: Tree | None, what: str, desk: Desk) -> tuple[Counting, ...]:
    """Which recorded values count: per element, how old and how obtained."""
    block = None if node is None else desk.mapping(node, f"`counts` of {what}")
    found = [_compile_counting(key, each, what, desk) for key, each in (block.entries if block else ())]
    return tuple(each for each in found if each is not None)


def _compile_counting(key: Scalar, node: Tree, what: str, desk: Desk) -> Counting | None:
    element = desk.dictionary.elements.get(key.text)
    if element is None:
        help_text = suggestion(key.text, desk.dictionary.elements, "the data dictionary lists every element")
        desk.diagnostics.error(
            UNKNOWN_ELEMENT, f"no element is called `{shortened(key.text)}`", key.span, help=help_text
        )
    elif not element.measured:
        message = f"`{key.text}` is not recorded with a date, so its age cannot count"
        desk.diagnostics.error(NOT_DATED, message, key.span, help="declare it as measured in the data dictionary")
    name = f"`{shortened(key.text)}` in `counts` of {what}"
    block = desk.block(node, name, COUNTING_KEYS)
    if block is None:
        return None
    if not block.entries:
        help_text = "say `within: 30 days`, or by which `method` it must have been obtained"
        desk.diagnostics.error(NOTHING_COUNTED, f"{name} says nothing", key.span, help=help_text)
    within = desk.duration(block.get("within"), f"`within` of {name}")
    method = None if element is None else _compile_method(block, element, name, desk)
    return Counting(element=key.text, within=within, method=method)


def _compile_method(block: Mapping, element: Element, what: str, desk: Desk) -> str | None:
    return None if block.get("method") is None else desk.option(block, "method", what, element.methods)
