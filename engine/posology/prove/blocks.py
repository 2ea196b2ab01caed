"""Questions about blocks of rules: the branches of a choice, and the washout rules of one class by ingredient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from z3 import And, BoolRef, BoolVal, Or

from posology.diagnostics.span import Span
from posology.ir.counts import Counting
from posology.ir.nodes import Choice, Comparison, Item, Node, Not, Relation
from posology.ir.plan import CellFormula
from posology.ir.protocol import Protocol
from posology.ir.types import BOOLEAN
from posology.ir.walk import walk
from posology.ir.washout import ConditionalHold, WashoutRule
from posology.knowledge.drugs import Drugs
from posology.knowledge.drugs_model import BY_ROUTE, CORTICOSTEROID
from posology.prove.criteria import Lookup, counting, truth
from posology.prove.frame import Frame
from posology.prove.kinds import MEDICATIONS, Kind
from posology.prove.meaning import Meaning
from posology.prove.medicines import ONGOING, SOMEBODY
from posology.prove.patient import ORDINARY_DAY
from posology.prove.plan import with_plan
from posology.prove.question import Question, Replay
from posology.prove.witnessing import NAME
from posology.record.intake import IDENTIFIER
from posology.results.check import Check
from posology.results.witness import Witness
from posology.values.numerals import count_in_words, join_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A choice between two or more results, and the rule in which it stands.

    `whens` say of each branch when it is taken, were it the first; `thens` what it gives, and `otherwise` what is given
    where none is taken.
    """

    rule: str
    place: str
    whens: tuple[Node, ...]
    thens: tuple[Node, ...]
    otherwise: Node
    counts: tuple[Counting, ...]
    span: Span = field(compare=False)


def block_questions(frame: Frame) -> Iterator[Question]:
    """Every question about the blocks of the protocol."""
    meaning = frame.meaning
    for block in blocks_of(meaning.protocol):
        # a rule that was borrowed may turn on a place that this protocol never or always has: it is its owner's to ask
        if block.span.file == meaning.protocol.span.file:
            yield from _Branches(meaning, block).ask()
    washout = _Washout(meaning, frame.drugs)
    yield from washout.one_rule_each()
    yield from washout.reachable()
    yield from washout.resumed()


def blocks_of(protocol: Protocol) -> tuple[Block, ...]:
    """Every choice of the protocol, chains of `if … else if …` as one; none that speaks of the item of a query."""
    return tuple(
        block for rule, node, counts, span in _expressions(protocol) for block in _blocks(rule, node, counts, span)
    )


def _expressions(protocol: Protocol) -> Iterator[tuple[str, Node, tuple[Counting, ...], Span]]:
    for criterion in protocol.criteria:
        yield criterion.id, criterion.condition, criterion.counts, criterion.span
        if criterion.applies is not None:
            yield f"{criterion.id}.applies", criterion.applies, criterion.counts, criterion.span
    for rule in protocol.washout:
        if isinstance(rule.hold, ConditionalHold):
            yield rule.id, rule.hold.duration, (), rule.span
    for step in protocol.steps:
        if step.when is not None:
            yield f"{step.id}.when", step.when, step.counts, step.span
        if isinstance(step.cells, CellFormula):
            yield f"{step.id}.cells", step.cells.expression, step.counts, step.span


def _blocks(rule: str, node: Node, counts: tuple[Counting, ...], span: Span) -> Iterator[Block]:
    found = [each for each in walk(node) if isinstance(each, Choice)]
    inner = [each.otherwise for each in found if each.comparand is None and _continues(each)]
    heads = [each for each in found if not any(each is link for link in inner) and not _is_open(each)]
    for number, head in enumerate(heads, start=1):
        links = list(_links(head))
        place = rule if len(heads) == 1 else f"{rule}.{number}"
        yield Block(
            rule=rule.partition(".")[0] if rule.endswith((".applies", ".when", ".cells")) else rule,
            place=place,
            whens=tuple(when for each in links for when in _whens(each)),
            thens=tuple(branch.then for each in links for branch in each.branches),
            otherwise=links[-1].otherwise,
            counts=counts,
            span=head.origin.span if head.origin.text else span,
        )


def _continues(choice: Choice) -> bool:
    """Whether what is given otherwise is the next link of the same chain."""
    return isinstance(choice.otherwise, Choice) and choice.otherwise.comparand is None


def _links(head: Choice) -> Iterator[Choice]:
    yield head
    if head.comparand is None and isinstance(head.otherwise, Choice) and head.otherwise.comparand is None:
        yield from _links(head.otherwise)


def _whens(choice: Choice) -> Iterator[Node]:
    for branch in choice.branches:
        if choice.comparand is None:
            yield branch.when
        else:
            yield Comparison(type=BOOLEAN, operator=Relation.EQUAL, left=choice.comparand, right=branch.when)


def _is_open(choice: Choice) -> bool:
    """Whether it speaks of the item of a query around it, so that it has no value of its own."""
    return any(isinstance(each, Item) for each in walk(choice))


@dataclass(frozen=True, slots=True)
class _Branches:
    """The questions about one block."""

    meaning: Meaning
    block: Block

    def ask(self) -> Iterator[Question]:
        whens = self.block.whens
        for number, when in enumerate(whens, start=1):
            yield self._reached(str(number), f"branch {number}", (*map(_not, whens[: number - 1]), when))
        yield self._reached("otherwise", "what is given otherwise", tuple(map(_not, whens)))
        for (one, first), (other, second) in combinations(enumerate(whens, start=1), 2):
            yield self._apart(one, other, first, second)

    def _lookup(self) -> Lookup:
        counted = counting(self.meaning.patient, self.meaning.patient.lookup, self.block.counts)
        return with_plan(counted, self.meaning.steps)

    def _question(self, name: str, claim: str, conditions: Sequence[Node], *, wanted: bool) -> Question:
        patient, lookup = self.meaning.patient, self._lookup()
        truths = [truth(each, lookup, patient.desk) for each in conditions]
        return Question(
            id=name,
            claim=claim,
            about=(self.block.rule,),
            span=self.block.span,
            wanted=wanted,
            patients=(patient,),
            asked=And(*(And(each.known, each.holds) for each in truths)),
            shows=lambda replay: all(replay[0].finds(each, self.block.counts) for each in conditions),
            said=lambda _: tuple(said for each in conditions if (said := _said(each))),
        )

    def _reached(self, name: str, what: str, conditions: Sequence[Node]) -> Question:
        claim = f"some patient reaches {what} of {self.block.place}"
        return self._question(f"reached:{self.block.place}:{name}", claim, conditions, wanted=True)

    def _apart(self, one: int, other: int, first: Node, second: Node) -> Question:
        left, right = self.block.thens[one - 1], self.block.thens[other - 1]
        differ = Comparison(type=BOOLEAN, operator=Relation.NOT_EQUAL, left=left, right=right)
        claim = f"branches {one} and {other} of {self.block.place} never give two different answers to one patient"
        name = f"branches-apart:{self.block.place}:{one}:{other}"
        return self._question(name, claim, (first, second, differ), wanted=False)


def _said(node: Node) -> str:
    """The condition as it was written, with what was found of it; empty for one that was made."""
    if isinstance(node, Not):
        return f"{node.operand.origin.text} is not true" if node.operand.origin.text else ""
    return f"{node.origin.text} is true" if node.origin.text else ""


def _not(node: Node) -> Node:
    return Not(type=BOOLEAN, operand=node)


@dataclass(frozen=True, slots=True)
class _Washout:
    """The questions about the washout rules of one protocol."""

    meaning: Meaning
    drugs: Drugs

    @property
    def protocol(self) -> Protocol:
        return self.meaning.protocol

    def one_rule_each(self) -> Iterator[Question]:
        """For each drug class that the protocol has rules for: every ingredient falls under exactly one of them."""
        for drug_class, rules in self.protocol.washout_by_class.items():
            if not rules[0].is_own_class:
                yield self._one_rule_each(drug_class, rules)

    def _one_rule_each(self, drug_class: str, rules: tuple[WashoutRule, ...]) -> Question:
        wrong = {name: number for name, number in self._rules_of(drug_class, rules).items() if number != 1}
        of_class = self._some_medicine(lambda kind: any((drug_class, name) in kind.falls_under for name in wrong))
        looked_at = len(self._rules_of(drug_class, rules))
        said = tuple(
            f"{name} falls under {'no rule' if number == 0 else f'{count_in_words(number)} rules'}"
            for name, number in wrong.items()
        )
        return Question(
            id=f"one-rule-each:{drug_class}",
            claim=f"every medicine of the class {drug_class} falls under exactly one washout rule",
            about=tuple(each.id for each in rules),
            span=rules[0].span,
            wanted=False,
            patients=(self.meaning.patient,),
            asked=of_class if wrong else BoolVal(False),
            shows=lambda replay: any(set(each.ingredients) & set(wrong) for each in replay[0].check.washout),
            said=lambda replay: (*said, *_medicines_in_words(replay[0].check)),
            impossible=f"each of the {count_in_words(looked_at)} ingredients that are known was looked up",
        )

    def _rules_of(self, drug_class: str, rules: Sequence[WashoutRule]) -> Mapping[str, int]:
        """How many rules each ingredient of the class falls under."""
        others = sum(not rule.ingredients for rule in rules)
        known = CORTICOSTEROID if drug_class in BY_ROUTE.values() else drug_class
        found: dict[str, int] = {}
        for name, ingredient in self.drugs.ingredients.items():
            if known in ingredient.classes:
                naming = sum(name in rule.ingredients for rule in rules)
                found[name] = naming or others
        return found

    def _some_medicine(self, wanted: Callable[[Kind], bool]) -> BoolRef:
        listed = self.meaning.medicines
        return And(listed.recorded, Or(*(And(each.there, each.is_one_of(wanted)) for each in listed.medicines)))

    def reachable(self) -> Iterator[Question]:
        for rule in self.protocol.washout:
            yield self._reachable(rule)

    def _reachable(self, rule: WashoutRule) -> Question:
        # the rule of a medicine that falls under several is the strictest, so one that has no other shows it best
        alone = self._some_medicine(lambda kind: kind.governed_by(self.protocol) == (rule,))
        return Question(
            id=f"reachable:washout:{rule.id}",
            claim=f"some patient takes a medicine that falls under the washout rule {rule.id}",
            about=(rule.id,),
            span=rule.span,
            wanted=True,
            patients=(self.meaning.patient,),
            asked=alone,
            shows=lambda replay: any(each.rule == rule.id for each in replay[0].check.washout),
            said=lambda replay: _medicines_in_words(replay[0].check),
            nobody=lambda _: "no medicine that is known falls under it",
            at_hand=tuple(self._taking(kind) for kind in self._governed_by(rule)[:1]),
        )

    def _governed_by(self, rule: WashoutRule) -> list[Kind]:
        """The kinds of drug that no other rule says anything of."""
        kinds = self.meaning.medicines.medicines[0].kinds
        return [each for each in kinds if each.governed_by(self.protocol) == (rule,)]

    def _taking(self, kind: Kind) -> Witness:
        """Somebody of whom nothing is recorded but that one medicine, which is still taken."""
        entry: dict[str, object] = {"drug": kind.drug, "last_dose": ONGOING}
        if kind.routes:
            entry["route"] = kind.routes[0]
        if kind.classified is not None:
            entry["class"] = {"is": kind.classified, "by": SOMEBODY, "date": ORDINARY_DAY.isoformat()}
        record = {IDENTIFIER: NAME, MEDICATIONS: [entry]}
        return Witness(record=record, as_of=ORDINARY_DAY, procedure_date=ORDINARY_DAY)

    def resumed(self) -> Iterator[Question]:
        """Nobody takes a held medicine again before the procedure."""
        resuming = [rule for rule in self.protocol.washout if rule.resumption is not None]
        if not resuming:
            return
        early = [rule for rule in resuming if rule.resumption is not None and rule.resumption.after.amount < 0]
        names = tuple(rule.id for rule in early or resuming)
        yield Question(
            id="resume-after-procedure",
            claim="no medicine that is held is taken again before the procedure",
            about=names,
            span=(early or resuming)[0].span,
            wanted=False,
            patients=(self.meaning.patient,),
            asked=self._some_medicine(lambda kind: any(each in early for each in kind.governed_by(self.protocol)))
            if early
            else BoolVal(False),
            shows=_resumes_early,
            said=lambda replay: _medicines_in_words(replay[0].check),
            impossible=f"counted from the procedure, {join_in_words(names)} begin again on its day or later",
        )


def _resumes_early(replay: Replay) -> bool:
    day = replay[0].check.procedure_date
    return day is not None and any(
        each.resume_on is not None and each.resume_on < day for each in replay[0].check.washout
    )


def _medicines_in_words(check: Check) -> tuple[str, ...]:
    return tuple(
        f"{each.drug}: {each.status}, under {'no rule' if each.rule is None else f'the rule {each.rule}'}"
        for each in check.washout
    )
