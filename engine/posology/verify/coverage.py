"""What worked cases reach of a protocol: each answer of each criterion and of its parts, each hold, step and option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from posology.explain.evaluate import evaluate
from posology.explain.examination import Examination, examine
from posology.explain.plan import planned_sites
from posology.explain.rules import Rules
from posology.explain.situation import Lookup, Situation, counting, with_plan
from posology.ir.nodes import Coalesce, Fact, Filter, Is, Literal, Node
from posology.ir.plan import CellFormula
from posology.ir.protocol import Criterion, Protocol
from posology.ir.types import Simple
from posology.ir.walk import children, walk
from posology.ir.washout import ConditionalHold, FixedHold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.record.facts import Facts
from posology.results.check import Check, CriterionStatus, Verdict, WashoutStatus
from posology.results.trace import Trace
from posology.results.verification import Reach
from posology.values.known import Value
from posology.values.truth import Unknown

Goal: TypeAlias = tuple[str, ...]
"""Its kind, then what it is: `criterion`, `mri`, `met`."""

KINDS: Final = ("verdict", "criterion", "branch", "washout", "step", "reading")
ANSWERS: Final = ("true", "false", "unknown")
APPLIES, LEFT_OUT = "applies", "left-out"
TAKEN_OVER: Final = "taken-over"


@dataclass(slots=True)
class Coverage:
    """What the cases that were looked at should reach together, and what they do.

    What should be reached is that of every option under which a case is answered, each with the sentence that says that
    it is not.
    """

    wanted: dict[Goal, str] = field(default_factory=dict[Goal, str])
    reached: set[Goal] = field(default_factory=set[Goal])
    expected: list[Protocol] = field(default_factory=list[Protocol])

    def expect(self, protocol: Protocol) -> None:
        """Adds what should be reached of the protocol under its options."""
        if not any(each is protocol for each in self.expected):
            self.expected.append(protocol)
            self.wanted |= {goal: said for goal, said in goals_of(protocol) if goal not in self.wanted}

    def look(self, rules: Rules, facts: Facts, check: Check) -> None:
        """Adds a case that was answered."""
        self.expect(rules.protocol)
        self.reached |= set(reached_by(rules, facts, check))

    def unreached(self) -> Iterator[tuple[Goal, str]]:
        """What is not reached yet, with its sentences."""
        return ((goal, said) for goal, said in self.wanted.items() if goal not in self.reached)

    def reaches(self) -> Iterator[Reach]:
        """Everything that should be reached, kind by kind."""
        for kind in KINDS:
            for goal, said in self.wanted.items():
                if goal[0] == kind:
                    yield Reach(what=kind, id=".".join(goal[1:]), reached=goal in self.reached, said=said)


def goals_of(protocol: Protocol) -> Iterator[tuple[Goal, str]]:
    """What cases should reach of the protocol under its options, each with the sentence that says that they do not."""
    for verdict in Verdict:
        yield ("verdict", verdict), f"nobody is {verdict}"
    for criterion in protocol.criteria:
        for status in _statuses(criterion):
            yield ("criterion", criterion.id, status), f"the criterion {criterion.id} is never {status}"
    yield from _goals_of_branches(protocol)
    yield from _goals_of_washout(protocol)
    for step in protocol.steps:
        yield ("step", step.id, APPLIES), f"the plan step {step.id} is never planned"
        if step.when is not None:
            yield ("step", step.id, LEFT_OUT), f"the plan step {step.id} is never left out"
    for reading in protocol.readings:
        for option in reading.options:
            yield ("reading", reading.id, option.id), f"the reading {reading.id} is never {option.id}"


def _goals_of_branches(protocol: Protocol) -> Iterator[tuple[Goal, str]]:
    for place, node in places_of(protocol):
        for part in _parts(node):
            for answer in ANSWERS:
                yield ("branch", place, _text(part), answer), f"in {place}, `{_text(part)}` is never {answer}"


def _statuses(criterion: Criterion) -> tuple[CriterionStatus, ...]:
    if isinstance(criterion.applies, Literal):
        return (CriterionStatus.NOT_APPLICABLE,)
    always = (CriterionStatus.MET, CriterionStatus.NOT_MET, CriterionStatus.UNKNOWN)
    return always if criterion.applies is None else (*always, CriterionStatus.NOT_APPLICABLE)


def _goals_of_washout(protocol: Protocol) -> Iterator[tuple[Goal, str]]:
    """Each rule in each way; of a washout that is taken over, whose own cases reach its rules, each way once."""
    if any(_is_taken_over(each, protocol) for each in protocol.washout):
        for status in WashoutStatus:
            yield ("washout", TAKEN_OVER, status), f"no medicine under the washout that is taken over is ever {status}"
        return
    for rule in protocol.washout:
        for status in _standings(rule):
            yield ("washout", rule.id, status), f"no medicine under the washout rule {rule.id} is ever {status}"
    for group in protocol.washout_groups:
        if any(not isinstance(each.hold, NoHold) for each in protocol.washout if each.group == group):
            said = f"no medicine under the washout block {group} is ever {WashoutStatus.UNKNOWN}"
            yield ("washout", f"{group}: any", WashoutStatus.UNKNOWN), said
    if protocol.washout:
        yield ("washout", "unrecognised", WashoutStatus.UNKNOWN), "nobody takes a drug that nobody has classified"
    if protocol.together is not None:
        yield (
            ("washout", "together", WashoutStatus.REFER),
            "no two medicines are ever referred because they are taken together",
        )


def _is_taken_over(rule: WashoutRule, protocol: Protocol) -> bool:
    """Whether the rule stands in the file of another protocol."""
    return rule.span.file != protocol.span.file


def _standings(rule: WashoutRule) -> tuple[WashoutStatus, ...]:
    """How a medicine under the rule should be found to stand, in one case or another."""
    referred = () if rule.course_referral is None else (WashoutStatus.REFER,)
    match rule.hold:
        case FixedHold() | ConditionalHold():
            return (WashoutStatus.CLEAR, WashoutStatus.HOLD, *referred)
        case TaperHold():
            return (WashoutStatus.CLEAR, WashoutStatus.HOLD, WashoutStatus.REFER)
        case ReferralHold():
            return (WashoutStatus.REFER,)
        case NoHold():
            return (WashoutStatus.CLEAR,)


def places_of(protocol: Protocol) -> Iterator[tuple[str, Node]]:
    """Each expression in which something branches, by the place where it stands."""
    for criterion in protocol.criteria:
        if criterion.applies is not None:
            yield f"the criterion {criterion.id} (when it applies)", criterion.applies
        yield f"the criterion {criterion.id}", criterion.condition
    for rule in protocol.washout:
        if isinstance(rule.hold, ConditionalHold) and not _is_taken_over(rule, protocol):
            yield f"the washout rule {rule.id}", rule.hold.duration
    for step in protocol.steps:
        if step.when is not None:
            yield f"the plan step {step.id}", step.when
        if isinstance(step.cells, CellFormula):
            yield f"the dose of {step.id}", step.cells.expression


def _parts(node: Node) -> Iterator[Node]:
    """The parts that are true or false and could be unknown, below the whole: each once, by its text."""
    found = {_text(each): each for each in walk(node) if each is not node and _branches(each)}
    yield from found.values()


def _branches(node: Node) -> bool:
    if node.type is not Simple.BOOLEAN or isinstance(node, Literal | Is):
        return False
    if isinstance(node, Coalesce) and isinstance(node.options[-1], Literal):
        return False
    return any(isinstance(each, Fact) for each in walk(node)) or not isinstance(node, Coalesce)


def _text(node: Node) -> str:
    return " ".join(node.origin.text.split())


def reached_by(rules: Rules, facts: Facts, check: Check) -> Iterator[Goal]:
    """What one answered case reaches, for the day that it was judged for."""
    situation = Situation(facts, check.as_of, check.procedure_date or check.as_of)
    examination = examine(rules.protocol, situation, rules.planned)
    yield ("verdict", check.verdict)
    yield from (("criterion", each.criterion.id, each.status) for each in examination.criteria)
    yield from (("reading", each.id, each.chosen) for each in rules.protocol.readings)
    for judged in examination.steps:
        if judged.applies is False or judged.unknown is None:
            yield ("step", judged.step.id, APPLIES if judged.applies is True else LEFT_OUT)
    yield from _washout_reached(examination, situation.procedure_date)
    yield from _branches_reached(rules.protocol, situation, examination)


def _washout_reached(examination: Examination, day: date) -> Iterator[Goal]:
    for medicine in examination.medicines or ():
        if medicine.together:
            yield ("washout", "together", WashoutStatus.REFER)
        for judgement in medicine.judgements:
            status = judgement.status_on(day)
            if judgement.rule is not None:
                yield ("washout", judgement.rule.id, status)
                yield ("washout", TAKEN_OVER, status)
                yield ("washout", f"{judgement.rule.group}: any", status)
            elif status is WashoutStatus.UNKNOWN:
                yield ("washout", "unrecognised", status)


def _branches_reached(protocol: Protocol, situation: Situation, examination: Examination) -> Iterator[Goal]:
    lookups = dict(_lookups(protocol, situation, examination))
    for place, node in places_of(protocol):
        lookup = lookups.get(place)
        if lookup is not None:
            for text, value in _answers(node, lookup):
                yield ("branch", place, text, _answer(value))


def _lookups(protocol: Protocol, situation: Situation, examination: Examination) -> Iterator[tuple[str, Lookup]]:
    """By which values each expression was judged; a criterion that does not apply was not judged."""
    judged = {each.criterion.id: each for each in examination.criteria}
    for criterion in protocol.criteria:
        lookup = counting(situation, criterion.counts)
        yield f"the criterion {criterion.id} (when it applies)", lookup
        if judged[criterion.id].status is not CriterionStatus.NOT_APPLICABLE:
            yield f"the criterion {criterion.id}", lookup
    planned = with_plan(situation.lookup, planned_sites(examination.steps))
    taken = {
        judgement.rule.id
        for medicine in examination.medicines or ()
        for judgement in medicine.judgements
        if judgement.rule is not None
    }
    yield from ((f"the washout rule {each}", planned) for each in taken)
    for step in examination.steps:
        lookup = counting(situation, step.step.counts)
        yield f"the plan step {step.step.id}", lookup
        if step.applies is True:
            yield f"the dose of {step.step.id}", lookup


def _answers(node: Node, lookup: Lookup) -> Iterator[tuple[str, Value]]:
    """Every part with its value: each evaluated for itself, as the whole leaves out what it does not need.

    Parts that ask of one item of a list are taken from the traces of the query around them.
    """
    for part in _outside_queries(node):
        trace = evaluate(part, lookup)
        if part is not node and _branches(part):
            yield _text(part), trace.value
        if isinstance(part, Filter):
            yield from _within(trace)


def _outside_queries(node: Node) -> Iterator[Node]:
    yield node
    below = (node.source,) if isinstance(node, Filter) else children(node)
    for each in below:
        yield from _outside_queries(each)


def _within(trace: Trace) -> Iterator[tuple[str, Value]]:
    for part in trace.parts[1:] if isinstance(trace.node, Filter) else trace.parts:
        if _branches(part.node):
            yield _text(part.node), part.value
        yield from _within(part)


def _answer(value: Value) -> str:
    if isinstance(value, Unknown):
        return ANSWERS[2]
    return ANSWERS[0] if value is True else ANSWERS[1]
