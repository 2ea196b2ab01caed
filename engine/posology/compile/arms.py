"""The arms of a trial, and the steps of the plan that only some of them have."""

from __future__ import annotations

from posology.compile.desk import Desk
from posology.diagnostics.nearest import suggestion
from posology.ir.counts import Counting
from posology.ir.nodes import Logic, Logical, Node
from posology.ir.plan import Arm
from posology.ir.types import Simple
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree

UNKNOWN_ARM = "P0466"

ASSIGNMENT = "assignment.arm"
"""The element under which a record says to which arm the patient was assigned."""

KEYS, NEEDS = ("text", "source"), ("text",)


def compile_arms(node: Tree | None, desk: Desk) -> tuple[Arm, ...]:
    """Every arm of the trial, in its order; none where the protocol has no arms."""
    found = [_compile_arm(key, each, desk) for key, each in desk.entries(node, "`arms`", at_least_one=True)]
    return tuple(each for each in found if each is not None)


def _compile_arm(key: Scalar, node: Tree, desk: Desk) -> Arm | None:
    what = f"the arm `{shortened(key.text)}`"
    block = desk.block(node, what, KEYS, NEEDS)
    if block is None:
        return None
    return Arm(id=key.text, text=desk.text(block, "text", what), citation=desk.citation(block, what, key.span))


def compile_arms_of_step(block: Mapping, what: str, arms: tuple[Arm, ...], desk: Desk) -> tuple[str, ...]:
    """The arms in which the step is done; none where it is done in all."""
    words = desk.words(block.get("arms"), f"`arms` of {what}", at_least_one=True)
    known = tuple(each.id for each in arms)
    for word in words:
        if word.text not in known:
            help_text = suggestion(word.text, known, f"the arms are {', '.join(known)}" if known else "declare `arms`")
            message = f"the protocol has no arm `{shortened(word.text)}`"
            desk.diagnostics.error(UNKNOWN_ARM, message, word.span, help=help_text)
    return tuple(each.text for each in words if each.text in known)


def only_in(arms: tuple[str, ...], when: Node | None, place: Tree | None, desk: Desk) -> Node | None:
    """The condition that also asks for one of the arms; `place` is where they are named."""
    if not arms or place is None:
        return when
    text = f"{ASSIGNMENT} in {{{', '.join(repr(each) for each in arms)}}}"
    written = Scalar(text, text, quoted=True, span=place.span)
    assigned = desk.condition(written, "`arms`", Simple.BOOLEAN)
    if assigned is None or when is None:
        return assigned
    return Logical(operator=Logic.AND, left=assigned, right=when, type=Simple.BOOLEAN, origin=when.origin)


def counting_arms(arms: tuple[Arm, ...]) -> Counting:
    """A recorded arm counts only where it is one of the protocol's: of any other nothing is known."""
    return Counting(element=ASSIGNMENT, among=tuple(each.id for each in arms))
