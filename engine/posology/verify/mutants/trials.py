"""The worked cases made ready to be asked again and again: each with its facts, and with what its answer rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from posology.diagnostics.diagnostic import Refused
from posology.record.facts import Facts
from posology.results.check import Check, CriterionStatus
from posology.results.witness import Witness
from posology.values.dates import PartialDate
from posology.verify.differences import differences
from posology.verify.judge import PROCEDURE_DATE, Judge
from posology.verify.mutants.forms import Choice, Forms, Material
from posology.verify.mutants.telling import Told, told
from posology.verify.worked_cases import WorkedCase

TELLING: Final = frozenset({CriterionStatus.UNKNOWN, CriterionStatus.NOT_APPLICABLE})
"""What a criterion is seldom, so that the case is likely to be about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One worked case. `touched` are the rules that its answer rests on; `told` is what the protocol says as it is."""

    case: WorkedCase
    choice: Choice
    facts: Facts
    touched: frozenset[str]
    told: Told

    @property
    def witness(self) -> Witness:
        """The patient of the case."""
        return Witness(record=self.case.record, as_of=self.case.as_of, procedure_date=self.case.procedure_date)

    @property
    def day(self) -> date | None:
        """The procedure date asked for or recorded, if there is one."""
        if self.case.procedure_date is not None:
            return self.case.procedure_date
        recorded = self.facts.lookup(PROCEDURE_DATE)
        return recorded.earliest if isinstance(recorded, PartialDate) else None


def trials_of(forms: Forms) -> tuple[Trial, ...]:
    """Every worked case that the protocol passes and that judges a record.

    A record that is refused is refused under every rule, and a case that fails already would notice any change.
    """
    defaults = {each.id: each.chosen for each in forms.rules().protocol.readings}
    found: list[Trial] = []
    for case in forms.material.cases:
        choice = tuple((name, option) for name, option in case.readings if defaults.get(name) != option)
        judge = forms.judge(choice, case.planned)
        witness = Witness(record=case.record, as_of=case.as_of, procedure_date=case.procedure_date)
        try:
            facts = judge.facts(witness)
        except Refused:
            continue
        if fails(forms.material, case, facts, judge):
            continue
        check = judge.check_facts(facts, witness)
        found.append(
            Trial(
                case=case,
                choice=choice,
                facts=facts,
                touched=frozenset(_touched(case, check, judge)),
                told=told(judge.rules, check),
            )
        )
    return tuple(found)


def fails(material: Material, case: WorkedCase, facts: Facts, judge: Judge) -> bool:
    """Whether the answer to the case is another one than it expects."""
    document, expected = material.answer(judge.rules, facts, case), case.expect
    looked_into = {key: part for key, part in document.items() if key in expected}
    return any(differences(expected, json.loads(json.dumps(looked_into))))


def _touched(case: WorkedCase, check: Check, judge: Judge) -> Iterator[str]:
    expected = repr(case.expect)
    yield from (f"washout.{each.rule}" for each in check.washout if each.rule is not None)
    yield from (f"step.{each.step}" for each in check.plan)
    for each in check.criteria:
        if each.id in expected or each.status in TELLING or each.stands_in_the_way:
            yield f"criterion.{each.id}"
    yield from (f"reading.{name}" for name, _ in case.readings)
    groups = {rule.id: rule.group for rule in judge.rules.protocol.washout}
    yield from (f"washout.{groups[each.rule]}" for each in check.washout if each.rule in groups)


def in_order(trials: tuple[Trial, ...], rule: str, first: str = "") -> tuple[Trial, ...]:
    """The case of that name, then those whose answer rests on the rule, then the others, each in the file's order."""
    return tuple(sorted(trials, key=lambda each: 0 if each.case.name == first else 1 if rule in each.touched else 2))
