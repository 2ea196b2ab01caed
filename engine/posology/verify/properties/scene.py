"""What a law looks at: one patient, taken in and judged, with what the laws share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from posology.explain.check import Decision, decide
from posology.explain.earliest import find_earliest
from posology.ir.turning import PROCEDURE_DATE
from posology.plain.protocol import PlainProtocol
from posology.record.facts import Facts
from posology.results.check import Check, Verdict
from posology.results.witness import Witness
from posology.values.dates import PartialDate
from posology.verify.judge import Judge

GOOD = (Verdict.ELIGIBLE, Verdict.CONDITIONAL)
"""The verdicts that let a procedure take place."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A patient taken in; what else the laws look at is worked out when one of them asks for it, once."""

    judge: Judge
    plain: PlainProtocol
    witness: Witness
    facts: Facts

    @cached_property
    def check(self) -> Check:
        """What the engine says of the patient."""
        return self.judge.check_facts(self.facts, self.witness)

    @cached_property
    def earliest(self) -> date | None:
        """The earliest date, also where the check does not tell it."""
        if self.check.verdict not in {Verdict.INELIGIBLE, Verdict.INDETERMINATE}:
            return self.check.earliest_date
        return find_earliest(self.judge.rules, self.facts, self.witness.as_of)

    @cached_property
    def day(self) -> date:
        """The day that is judged for."""
        return asked_day(self.facts, self.witness) or self.earliest or self.witness.as_of

    @cached_property
    def decision(self) -> Decision:
        """What was found and decided for that day."""
        return decide(self.judge.rules, self.facts, self.witness.as_of, self.day)

    def verdict_on(self, day: date) -> Verdict:
        """The verdict for another procedure date."""
        return decide(self.judge.rules, self.facts, self.witness.as_of, day).verdict


def scene_of(judge: Judge, plain: PlainProtocol, witness: Witness) -> Scene:
    """The patient taken in.

    Raises:
        Refused: where the record has a fault.
    """
    return Scene(judge=judge, plain=plain, witness=witness, facts=judge.facts(witness))


def asked_day(facts: Facts, witness: Witness) -> date | None:
    """The procedure date that is asked for, else the one that is recorded."""
    recorded = facts.lookup(PROCEDURE_DATE)
    known = recorded.earliest if isinstance(recorded, PartialDate) else None
    return witness.procedure_date or known
