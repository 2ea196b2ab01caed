"""Two forms of a protocol asked about the same patients, each by what it knows of a record."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from posology.compile.productions import compile_ruleset
from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.explain.check import Decision, decide
from posology.explain.examination import JudgedMedicine
from posology.explain.limits import product_checks, product_notes, soft_limits_passed
from posology.explain.plan import JudgedStep
from posology.explain.rules import make_rules
from posology.ir.protocol import Protocol
from posology.knowledge.element import Dictionary
from posology.record.facts import Facts
from posology.results.check import Check, Verdict
from posology.results.difference import Aspect, Contrast, Leaning
from posology.results.witness import Witness
from posology.values.truth import Unknown
from posology.verify.judge import PROCEDURE_DATE, Judge
from posology.verify.meaning.contrasts import contrasts
from posology.verify.meaning.sentences import REFUSED
from posology.verify.record_edits import leave_out, read

LETS_THROUGH = frozenset({Verdict.ELIGIBLE, Verdict.CONDITIONAL})

Told: TypeAlias = Check | Refused
"""What a form says of a patient: its check, or that it does not take the record in."""

Taken: TypeAlias = Facts | Refused


def judge_of(judge: Judge, protocol: Protocol, dictionary: Dictionary, planned: Mapping[str, int]) -> Judge | None:
    """The judge of another form of the protocol; None where no production rules can be made of it."""
    ruleset = compile_ruleset(protocol, Diagnostics())
    if ruleset is None:
        return None
    return Judge(make_rules(protocol, ruleset, judge.rules.anatomy, dictionary, planned), judge.drugs)


def joined(old: Dictionary, new: Dictionary) -> Dictionary:
    """The elements of both; where they declare one differently, as the new one does."""
    return old if old == new else replace(new, elements={**old.elements, **new.elements})


@dataclass(slots=True)
class Sides:
    """Two forms, and how many patients they were asked about.

    A record is read once for both where both know the same elements; each is asked without what only the other knows.
    """

    old: Judge
    new: Judge
    tried: int = 0
    only_new: frozenset[str] = field(init=False)
    only_old: frozenset[str] = field(init=False)
    read_alike: bool = field(init=False)

    def __post_init__(self) -> None:
        """Finds once which elements only one of the two knows."""
        before, after = (each.rules.dictionary for each in (self.old, self.new))
        self.only_new = frozenset(after.elements.keys() - before.elements.keys())
        self.only_old = frozenset(before.elements.keys() - after.elements.keys())
        self.read_alike = before is after or before == after

    def told(self, witness: Witness) -> tuple[Told, Told]:
        """What each of the two says of the patient."""
        old, new = self._taken_in(witness)
        return _told(self.old, old, witness), _told(self.new, new, witness)

    def contrasts(self, witness: Witness) -> tuple[Contrast, ...]:
        """What the two say differently of the patient; nothing where neither takes the record in."""
        return contrasts_of(*self.told(witness))

    def left_out(self, witness: Witness) -> tuple[str, ...]:
        """The elements of the record that one of the two does not know, as sentences."""
        sides = (("old", self.only_new), ("new", self.only_old))
        return tuple(
            f"`{path}`, which the {name} version does not know"
            for name, strange in sides
            for path in sorted(strange)
            if read(witness.record, path) is not None
        )

    def plan(self, witness: Witness) -> object | None:
        """Which steps one of the two plans for a patient whom it lets through; None where neither does."""
        old, new = self._taken_in(witness)
        found = _plan(self.old, old, witness)
        return found if found is not None else _plan(self.new, new, witness)

    def differ_at_a_glance(self, witness: Witness) -> bool:
        """Whether the two decide differently for the procedure day alone; quicker than both whole checks.

        What concerns other days only, such as an earlier date, is not seen.
        """
        old, new = self._taken_in(witness)
        (before, one), (after, other) = _glance(self.old, old, witness), _glance(self.new, new, witness)
        return one != other or any(before[name] != after[name] for name in before if name in after)

    def _taken_in(self, witness: Witness) -> tuple[Taken, Taken]:
        self.tried += 1
        if self.read_alike:
            facts = _facts(self.old, witness)
            return facts, facts
        return _facts(self.old, known_to(witness, self.only_new)), _facts(self.new, known_to(witness, self.only_old))


def _facts(judge: Judge, witness: Witness) -> Taken:
    try:
        return judge.facts(witness)
    except Refused as refused:
        return refused


def contrasts_of(old: Told, new: Told) -> tuple[Contrast, ...]:
    """What the two say differently; that only one of them takes the record in is a difference too."""
    if isinstance(old, Check) and isinstance(new, Check):
        return contrasts(old, new)
    words = [each.verdict.value if isinstance(each, Check) else REFUSED for each in (old, new)]
    if words[0] == words[1]:
        return ()
    leaning = Leaning.LESS_CAREFUL if words[0] == REFUSED else Leaning.MORE_CAREFUL
    return (Contrast(aspect=Aspect.RECORD, about="", what="record", old=words[0], new=words[1], leaning=leaning),)


def known_to(witness: Witness, strange: AbstractSet[str]) -> Witness:
    """The witness without the elements that are strange to a form."""
    for path in sorted(strange):
        if read(witness.record, path) is not None:
            witness = replace(witness, record=leave_out(witness.record, path))
    return witness


def _told(judge: Judge, taken: Taken, witness: Witness) -> Told:
    return taken if isinstance(taken, Refused) else judge.check_facts(taken, witness)


def _glance(judge: Judge, taken: Taken, witness: Witness) -> tuple[Mapping[str, str], object]:
    """The findings of the criteria by their names, and everything else that was found for the one day but texts."""
    if isinstance(taken, Refused):
        return {}, REFUSED
    decision = _decision(judge, taken, witness)
    examination, protocol = decision.examination, judge.rules.protocol
    day = examination.situation.procedure_date
    findings = (each.split(":", 2) for each in examination.tokens if each.startswith("criterion:"))
    steps = tuple(_step(each) for each in examination.steps if each.applies is not False)
    medicines = tuple(
        (one.governing.drug_class, one.governing.days, one.governing.clear_on, one.status_on(day))
        for one in examination.medicines or ()
    )
    derived = frozenset(each for each in decision.derived if each.startswith(("agreement:", "check-on-the-day:")))
    restarts = tuple(_restart(one) for one in examination.medicines or ())
    passed = soft_limits_passed(examination.steps, protocol.limits)
    product = product_notes(protocol, examination.situation)
    checks = product_checks(protocol, examination.steps, examination.situation)
    return {name: finding for _, name, finding in findings}, (
        (decision.verdict, steps, medicines, restarts, derived),
        (passed, product, checks, examination.to_renew),
    )


def _restart(medicine: JudgedMedicine) -> object:
    """When it may be taken again, by each rule, and what must be checked on the day."""
    rules = [each.rule for each in medicine.judgements if each.rule is not None]
    restarts = tuple(each.resumption.after for each in rules if each.resumption is not None)
    return restarts, tuple(each.day_check.check for each in rules if each.day_check is not None)


def _step(judged: JudgedStep) -> object:
    step = judged.step
    said = (step.id, step.site, step.approach, step.carrier, step.contents, step.volume, step.sedation)
    return said, judged.applies, judged.unknown is None, judged.cells, judged.targets


def _plan(judge: Judge, taken: Taken, witness: Witness) -> object | None:
    if isinstance(taken, Refused):
        return None
    decision = _decision(judge, taken, witness)
    if decision.verdict not in LETS_THROUGH:
        return None
    return tuple(each.step.id for each in decision.examination.steps if each.applies is True)


def _decision(judge: Judge, facts: Facts, witness: Witness) -> Decision:
    return decide(judge.rules, facts, witness.as_of, procedure_day(facts, witness))


def procedure_day(facts: Facts, witness: Witness) -> date:
    """The day asked for or recorded, else the day of asking."""
    if witness.procedure_date is not None:
        return witness.procedure_date
    recorded = facts.lookup(PROCEDURE_DATE)
    day: object = None if isinstance(recorded, Unknown) else getattr(recorded, "earliest", None)
    return day if isinstance(day, date) else witness.as_of
