"""Claims: sentences about every patient, with a condition over the record and over what the protocol says of it."""

from __future__ import annotations

from collections.abc import Iterable

from posology.compile.condition_scope import SITUATION, Scope
from posology.compile.desk import Desk
from posology.ir.claims import (
    VERDICT_NAME,
    WASHOUT_FINDINGS,
    criterion_name,
    least_name,
    most_name,
    planned_name,
    washout_name,
)
from posology.ir.limits import TOTAL
from posology.ir.nodes import Node
from posology.ir.protocol import Claim
from posology.ir.types import CodeType, Simple, Type, quantity_of
from posology.ir.walk import facts_read
from posology.reader.source import shortened
from posology.reader.tree import Node as Tree
from posology.reader.tree import Scalar
from posology.results.check import CriterionStatus, Verdict

SAYS_NOTHING = "P0459"

KEYS, NEEDS = ("text", "condition", "applies"), ("text", "condition")
ALWAYS, NEVER = "always", "never"
CELLS_UNIT = "{cells}"


def compile_claims(node: Tree | None, criteria: Iterable[str], washout: Iterable[str], desk: Desk) -> tuple[Claim, ...]:
    """Every property that must hold for each patient; one that does not apply under a reading is left out.

    `criteria` are the ids that the protocol gives to its criteria, `washout` those of its washout blocks.
    """
    scope = scope_of_claims(desk.scope, criteria, washout, desk.anatomy.sites)
    found = [_compile_claim(key, each, scope, desk) for key, each in desk.entries(node, "`properties`")]
    return tuple(each for each in found if each is not None)


def scope_of_claims(scope: Scope, criteria: Iterable[str], washout: Iterable[str], sites: Iterable[str]) -> Scope:
    """The names of a record and of the two dates, with those of the results."""
    status, finding = CodeType(tuple(CriterionStatus)), CodeType(WASHOUT_FINDINGS)
    cells, sites = quantity_of(CELLS_UNIT), tuple(sites)
    names: dict[str, Type] = {VERDICT_NAME: CodeType(tuple(Verdict))}
    names |= {criterion_name(each): status for each in criteria}
    names |= {washout_name(each): finding for each in washout}
    names |= {planned_name(each): Simple.BOOLEAN for each in sites}
    names |= {name(each): cells for each in (*sites, TOTAL) for name in (least_name, most_name)}
    return scope.with_names(names)


def _compile_claim(key: Scalar, node: Tree, scope: Scope, desk: Desk) -> Claim | None:
    what = f"the property `{shortened(key.text)}`"
    block = desk.block(node, what, KEYS, NEEDS)
    if block is None:
        return None
    condition = desk.condition(block.get("condition"), f"`condition` of {what}", Simple.BOOLEAN, scope)
    text = desk.text(block, "text", what)
    applies = ALWAYS if block.get("applies") is None else desk.option(block, "applies", what, (ALWAYS, NEVER))
    if condition is not None and not _reads_something(condition):
        desk.diagnostics.error(
            SAYS_NOTHING,
            f"{what} is the same for every patient (`{shortened(condition.origin.text)}`)",
            condition.origin.span,
            help="name a result or an element, as in `result.verdict = 'eligible' implies consent.signed`",
        )
    if condition is None or applies == NEVER:
        return None
    return Claim(id=key.text, text=text, condition=condition, span=key.span)


def _reads_something(condition: Node) -> bool:
    """Whether the condition reads more than the two days, which say nothing of a patient."""
    return any(path not in SITUATION for path in facts_read(condition))
