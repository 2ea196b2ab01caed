"""A protocol ready to be asked about patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posology.ir.plan import CellFormula, Step
from posology.ir.productions import Ruleset
from posology.ir.protocol import Protocol
from posology.ir.site import NOTHING_DECIDED, SiteDecisions
from posology.ir.turning import depends_on_procedure_date
from posology.ir.washout import ConditionalHold
from posology.knowledge.anatomy import Anatomy
from posology.knowledge.cryoprotectants import NO_CRYOPROTECTANTS, Cryoprotectants
from posology.knowledge.element import Dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A protocol with its production rules, the names of places, and the questions of the dictionary.

    `planned` gives the cells for each target that the clinician has chosen inside a range, by step; `site` is what else
    the clinic decided, which bears on a sheet and on no verdict but by the holds that are in the protocol already.
    `moving` are the criteria whose answer may turn with the procedure date; `plan_moves` says whether the plan or a
    hold may.
    """

    protocol: Protocol
    ruleset: Ruleset
    anatomy: Anatomy
    dictionary: Dictionary
    planned: Mapping[str, int]
    moving: frozenset[str] = frozenset()
    plan_moves: bool = False
    site: SiteDecisions = NOTHING_DECIDED
    cryoprotectants: Cryoprotectants = NO_CRYOPROTECTANTS


def make_rules(
    protocol: Protocol, ruleset: Ruleset, anatomy: Anatomy, dictionary: Dictionary, planned: Mapping[str, int]
) -> Rules:
    """The protocol with what it is asked with, and what in it can move with the procedure date."""
    return Rules(
        protocol=protocol,
        ruleset=ruleset,
        anatomy=anatomy,
        dictionary=dictionary,
        planned=planned,
        moving=frozenset(each.id for each in protocol.criteria if each.turning.moves),
        plan_moves=any(_step_moves(each) for each in protocol.steps) or any(_hold_moves(protocol)),
    )


def _step_moves(step: Step) -> bool:
    formula = step.cells.expression if isinstance(step.cells, CellFormula) else None
    return any(each is not None and depends_on_procedure_date(each) for each in (step.when, formula))


def _hold_moves(protocol: Protocol) -> list[bool]:
    return [
        depends_on_procedure_date(rule.hold.duration)
        for rule in protocol.washout
        if isinstance(rule.hold, ConditionalHold)
    ]
