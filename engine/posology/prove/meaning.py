"""Everything that a protocol says of a symbolic patient: its criteria, medicines, plan and verdict as terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from z3 import And, BoolRef, BoolVal

from posology.ir.counts import Counting
from posology.ir.nodes import Choice, Fact, Filter, Logical, Node
from posology.ir.plan import CellFormula, Step
from posology.ir.protocol import Criterion, Kind, Protocol
from posology.ir.walk import children
from posology.knowledge.drugs import Drugs
from posology.prove.criteria import Judged, judge_criterion, must_be_renewed, will_be_too_old
from posology.prove.doses import step_findings
from posology.prove.kinds import kinds_of
from posology.prove.medicines import SymbolicMedicines, bound_of, lay_medicines
from posology.prove.patient import SymbolicPatient
from posology.prove.plan import SymbolicStep, judge_plan, with_plan
from posology.prove.verdict import Findings, SymbolicVerdict, findings_of_days
from posology.prove.washout import SymbolicWashout, judge_medicines

_Key = tuple[Kind, Node, Node | None, tuple[Counting, ...]]


@dataclass(kw_only=True)
class Meaning:
    """What one protocol says of one patient; each part is made when it is first asked for.

    `medicines` must have been laid into the patient before. `judged` are criteria that were judged before, also for
    another form of the protocol: those that say the same share their terms.
    """

    patient: SymbolicPatient
    protocol: Protocol
    medicines: SymbolicMedicines
    judged: dict[_Key, Judged] = field(default_factory=dict[_Key, Judged])

    @cached_property
    def criteria(self) -> tuple[Judged, ...]:
        """Every criterion judged."""
        return tuple(self._judge(each) for each in self.protocol.criteria)

    def _judge(self, criterion: Criterion) -> Judged:
        key = criterion.kind, criterion.condition, criterion.applies, criterion.counts
        found = self.judged.get(key)
        if found is None:
            name = f"{self.patient.name}!{criterion.id}!{len(self.judged)}"
            found = self.judged[key] = judge_criterion(criterion, self.patient, name)
        return found if found.criterion.id == criterion.id else found.named(criterion)

    @cached_property
    def steps(self) -> tuple[SymbolicStep, ...]:
        """Every step of the plan."""
        return judge_plan(self.patient, self.protocol)

    @cached_property
    def washout(self) -> SymbolicWashout:
        """Every medicine judged by every rule."""
        lookup = with_plan(self.patient.lookup, self.steps)
        return judge_medicines(self.patient, self.medicines, self.protocol, lookup, self.patient.day)

    @cached_property
    def findings_of_steps(self) -> Findings:
        """What is found of each step."""
        return step_findings(self.steps, self.protocol, self.patient.lookup)

    @cached_property
    def renewals(self) -> tuple[BoolRef, ...]:
        """When some value must be renewed before the procedure date."""
        found = [must_be_renewed(each, self.patient) for each in self.criteria]
        return (*found, *(each for step in self.steps for each in self.renewals_of(step)))

    def renewals_of(self, judged: SymbolicStep) -> Iterator[BoolRef]:
        """A dose is renewed with the values that its formula looks at: surely, or perhaps where it has branches."""
        step = judged.step
        if not isinstance(step.cells, CellFormula):
            return
        applies = self.findings_of_steps[f"step:{step.id}"]["applies"]
        for rule in step.counts:
            read = _is_read(step.cells.expression, rule.element)
            if rule.within is not None and read is not False:
                perhaps = BoolVal(True) if read else self._perhaps(step, rule)
                yield And(applies, will_be_too_old(rule, self.patient), perhaps)

    def _perhaps(self, step: Step, rule: Counting) -> BoolRef:
        return self.patient.desk.fresh_truth(f"{step.id} reads {rule.element}")

    @cached_property
    def verdict(self) -> SymbolicVerdict:
        """The verdict."""
        others = {
            **self.washout.findings,
            **self.findings_of_steps,
            **findings_of_days(self.patient, self.renewals),
        }
        return SymbolicVerdict(protocol=self.protocol, criteria=self.criteria, others=others)

    def criterion(self, name: str) -> Judged:
        """The criterion of that id."""
        return next(each for each in self.criteria if each.criterion.id == name)


def _is_read(node: Node, path: str) -> bool | None:
    """Whether the value of the expression rests on the fact whatever else it meets; None where it depends."""
    if isinstance(node, Fact):
        return node.path == path
    found = [_is_read(each, path) for each in children(node)]
    if isinstance(node, Logical | Choice | Filter):
        return None if any(each is not False for each in found) else False
    return True if True in found else None if None in found else False


def meaning_of(patient: SymbolicPatient, protocol: Protocol, drugs: Drugs) -> Meaning:
    """What the protocol says of a patient to whom no medicines were given yet."""
    return meanings_of(patient, (protocol,), drugs)[0]


def meanings_of(patient: SymbolicPatient, protocols: Sequence[Protocol], drugs: Drugs) -> tuple[Meaning, ...]:
    """What each of several forms of a protocol says of the same patient."""
    bound = max(bound_of(protocol)[0] for protocol in protocols)
    medicines = lay_medicines(patient, kinds_of(protocols, drugs), bound)
    judged: dict[_Key, Judged] = {}
    return tuple(Meaning(patient=patient, protocol=each, medicines=medicines, judged=judged) for each in protocols)
