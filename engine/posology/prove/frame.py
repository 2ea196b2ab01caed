"""The frame in which the questions about one protocol are asked: one desk, one patient, and the same known better."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from posology.ir.nodes import Count, Exists, Fact, Filter, Inclusion, Membership, Node, Quantified
from posology.ir.plan import RequestedTargets
from posology.ir.protocol import Protocol
from posology.ir.types import ListType
from posology.ir.walk import children, walk
from posology.knowledge.drugs import Drugs
from posology.knowledge.element import Dictionary
from posology.prove.desk import Desk
from posology.prove.kinds import conditions_of
from posology.prove.meaning import Meaning, meaning_of
from posology.prove.patient import ANY_DAY, Period, SymbolicPatient, ordered_lists
from posology.values.numerals import count_in_words

FEWEST_SLOTS, MOST_SLOTS = 2, 6


@dataclass(kw_only=True)
class Frame:
    """One protocol about to be asked. Nothing is made before a question needs it."""

    protocol: Protocol
    dictionary: Dictionary
    drugs: Drugs
    period: Period = ANY_DAY
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        """A desk with as many slots as the questions to lists need."""
        self.desk = Desk(bound_for(self.protocol))

    @cached_property
    def patient(self) -> SymbolicPatient:
        """The patient of whom all questions ask."""
        return self._patient("patient", None)

    @cached_property
    def meaning(self) -> Meaning:
        """What the protocol says of the patient."""
        return meaning_of(self.patient, self.protocol, self.drugs)

    @cached_property
    def more(self) -> Meaning:
        """What the protocol says of a second patient, judged on the same days."""
        return meaning_of(self._patient("other", self.patient), self.protocol, self.drugs)

    def _patient(self, name: str, days_of: SymbolicPatient | None) -> SymbolicPatient:
        return SymbolicPatient(
            desk=self.desk,
            dictionary=self.dictionary,
            name=name,
            period=self.period,
            days_of=days_of,
            ordered=ordered_lists(conditions_of(self.protocol)),
        )

    @property
    def scope(self) -> str:
        """Among whom the solver looked, in words: what is proved is proved of them."""
        period, bound = self.period, count_in_words(self.desk.bound)
        medicines = count_in_words(len(self.meaning.medicines.medicines))
        return (
            f"among all patients judged from {period.first.year} to {period.last.year} for a procedure at most"
            f" {count_in_words(period.furthest)} days later, with at most {medicines} medicines and {bound} entries in"
            " every other list"
        )

    def element_of(self, path: str) -> str | None:
        """The element that a path belongs to; None for one that is not recorded."""
        owner = self.dictionary.owner(path)
        return None if owner is None else owner.path


def bound_for(*protocols: Protocol) -> int:
    """How many entries a list is looked at with: one more than a plan may ask for, and one for each question to lists.

    A question to a list needs one entry that shows its answer, and one more entry that may be otherwise.
    """
    wanted = FEWEST_SLOTS
    for protocol in protocols:
        asked = [sum(_asks_list(each) for each in walk(condition)) for condition in conditions_of(protocol)]
        targets = [each.targets for each in protocol.steps if isinstance(each.targets, RequestedTargets)]
        most = [1 + (each.fewest if each.most is None else each.most) for each in targets]
        wanted = max((wanted, *(1 + each for each in asked), *most))
    return min(wanted, MOST_SLOTS)


def _asks_list(node: Node) -> bool:
    """Whether the node asks something of a list of the record."""
    if not isinstance(node, Exists | Count | Filter | Quantified | Membership | Inclusion):
        return False
    lists = (each for part in children(node) for each in walk(part) if isinstance(each.type, ListType))
    return any(isinstance(each, Fact) for each in lists)
