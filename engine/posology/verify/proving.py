"""A protocol proved: every standing question put to the solver, and every witness tried out on the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from posology.diagnostics.diagnostic import Refused
from posology.explain.claims import decide_for_claims, is_concerned, judge_claim
from posology.explain.evaluate import evaluate
from posology.explain.limits import lay_out
from posology.explain.plan import planned_sites
from posology.explain.rules import Rules
from posology.explain.situation import Situation, counting, with_plan
from posology.ir.counts import Counting
from posology.ir.nodes import Node
from posology.knowledge.drugs import Drugs
from posology.prove.asking import EFFORT, Found, Session, Witnesses
from posology.prove.blocks import block_questions
from posology.prove.dosing import plan_questions
from posology.prove.frame import Frame
from posology.prove.question import Question, Replay, Seen
from posology.prove.questions import GOING_ON, standing_questions
from posology.record.facts import Facts
from posology.results.verification import Answer, Proof
from posology.results.witness import Witness
from posology.verify.judge import Judge


def prove(rules: Rules, drugs: Drugs, *, reading: str = "", effort: int = EFFORT) -> tuple[Proof, ...]:
    """Every standing question about the protocol answered, in the order in which they are told."""
    return tuple(proofs(rules, drugs, reading=reading, effort=effort))


def proofs(rules: Rules, drugs: Drugs, *, reading: str = "", effort: int = EFFORT) -> Iterator[Proof]:
    """The same one by one, as they are found, for whoever shows how far it is."""
    frame = Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=drugs)
    asking = Asking(frame, Judge(rules, drugs), reading, effort)
    return (asking.answer(each) for each in asking.questions())


@dataclass(slots=True)
class Asking:
    """The questions about one protocol, with the engine on which witnesses are tried out."""

    frame: Frame
    judge: Judge
    reading: str
    effort: int
    session: Session = field(init=False)
    proved: set[str] = field(default_factory=set[str])
    going_on: list[Witness] = field(default_factory=list[Witness])

    def __post_init__(self) -> None:
        """One solver for all questions: what holds of every patient is told it once."""
        self.session = Session(self.frame.desk, self.effort)

    def questions(self) -> Iterator[Question]:
        """Every standing question."""
        return chain(standing_questions(self.frame), plan_questions(self.frame), block_questions(self.frame))

    def answer(self, question: Question) -> Proof:
        """The question answered: found on the engine too, proved impossible, or undecided."""
        proof = self._followed(question) if question.follows_from in self.proved else self._searched(question)
        if proof.answer is Answer.PROVED:
            self.proved.add(question.id)
        return proof

    def _followed(self, question: Question) -> Proof:
        why = f"it follows from {question.follows_from}"
        return self._made(question, Answer.PROVED, why, Found(answer="nobody"), ())

    def _searched(self, question: Question) -> Proof:
        replayed: list[Replay] = []

        def shown(witnesses: Witnesses) -> bool:
            replay = self._replay(witnesses)
            if replay is None or not question.shows(replay):
                return False
            replayed.append(replay)
            return True

        known = (*question.at_hand, *(self.going_on if question.goes_on else ()))
        at_hand = next((each for each in known if shown((each,))), None)
        if at_hand is not None:
            found = Found(answer="found", witnesses=(at_hand,))
        else:
            found = self.session.search(question.asked, question.patients, shown, question.tracked, question.preferred)
        seen = question.said(replayed[-1]) if replayed else ()
        answer, why = _told(question, found)
        if at_hand is None and replayed and replayed[-1][0].check.verdict in GOING_ON:
            self.going_on.append(found.witnesses[0])
        if found.answer == "nobody" and question.needs_solver:
            why = f"{why}, {self.frame.scope}"
        return self._made(question, answer, why, found, seen)

    def _made(self, question: Question, answer: Answer, why: str, found: Found, seen: tuple[str, ...]) -> Proof:
        return Proof(
            id=question.id,
            claim=question.claim,
            reading=self.reading,
            answer=answer,
            why=why,
            about=tuple(dict.fromkeys((*question.about, *found.core))),
            witness=found.witnesses[0] if found.witnesses else None,
            seen=seen,
            span=question.span,
        )

    def _replay(self, witnesses: Iterable[Witness]) -> Replay | None:
        """What the engine says of them; None where a record is refused, as no patient is so."""
        try:
            return tuple(self._seen(each) for each in witnesses)
        except Refused:
            return None

    def _seen(self, witness: Witness) -> Seen:
        facts = self.judge.facts(witness)
        broken, concerned = self._claims(facts, witness)
        check = self.judge.check_facts(facts, witness)
        day = check.procedure_date or witness.procedure_date or witness.as_of
        situation = Situation(facts, witness.as_of, day)
        return Seen(
            check=check,
            broken=broken,
            concerned=concerned,
            finds=self._finding(situation),
            recorded=_written(facts),
        )

    def _claims(self, facts: Facts, witness: Witness) -> tuple[frozenset[str], frozenset[str]]:
        """The claims that are false of the patient, and those that are about the patient."""
        rules = self.judge.rules
        claims = rules.protocol.claims
        if not claims:
            return frozenset(), frozenset()
        decision = decide_for_claims(rules, facts, witness.as_of, witness.procedure_date)
        broken = (each.id for each in claims if judge_claim(each, decision, rules).value is False)
        return frozenset(broken), frozenset(each.id for each in claims if is_concerned(each, decision, rules))

    def _finding(self, situation: Situation) -> Callable[[Node, tuple[Counting, ...]], bool]:
        """Whether the engine finds a condition true in the situation."""
        steps = lay_out(self.judge.rules.protocol, situation, self.judge.rules.planned)
        sites = planned_sites(steps)
        return lambda node, counts: evaluate(node, with_plan(counting(situation, counts), sites)).value is True


def _written(facts: Facts) -> Callable[[str], str]:
    """What the record has under a path, as it was written."""
    return lambda path: facts.values[path].written if path in facts.values else ""


def _told(question: Question, found: Found) -> tuple[Answer, str]:
    """The answer to the claim, and what decided it."""
    match found.answer, question.wanted:
        case "found", True:
            return Answer.PROVED, "a patient shows it"
        case "found", False if question.harmless:
            return Answer.PROVED, question.harmless
        case "found", False:
            return Answer.REFUTED, "a patient shows the contrary"
        case "nobody", True:
            return Answer.REFUTED, question.nobody(found.core)
        case "nobody", False:
            return Answer.PROVED, question.impossible
        case _:
            return Answer.UNDECIDED, found.why
