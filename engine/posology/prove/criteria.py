"""Each criterion of a protocol judged for a symbolic patient: under which condition it has which status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from z3 import And, ArithRef, Bool, BoolRef, BoolVal, Implies, Int, Not, Or

from posology.ir.counts import Counting
from posology.ir.nodes import Fact, Literal, Node, Operator, Shift
from posology.ir.protocol import Criterion, Kind
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.types import CalendarFamily, CalendarType, Simple
from posology.prove.desk import Desk
from posology.prove.expression import lower
from posology.prove.patient import AS_OF, SymbolicPatient
from posology.prove.symbols import Day, Symbol, Truth, Word
from posology.values.dates import MONTHS_IN, CalendarDuration

Lookup: TypeAlias = Callable[[str], Symbol]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statuses:
    """The four statuses of a criterion on one procedure date, of which exactly one holds."""

    met: BoolRef
    not_met: BoolRef
    unknown: BoolRef
    not_applicable: BoolRef

    def by_name(self) -> Mapping[str, BoolRef]:
        """The statuses by the words of a result."""
        return {
            "met": self.met,
            "not-met": self.not_met,
            "unknown": self.unknown,
            "not-applicable": self.not_applicable,
        }


@dataclass(slots=True, kw_only=True)
class Judged:
    """A criterion judged on the procedure date; `on` judges it on another day."""

    criterion: Criterion
    statuses: Statuses
    on: Callable[[ArithRef], Statuses]
    day: ArithRef
    name: str
    desk: Desk
    _future: Future | None = field(default=None, init=False)

    def named(self, criterion: Criterion) -> Judged:
        """The same judgement under the name of another criterion that says the same.

        INVARIANT: what may happen later has the same terms for both, as they are called by `name`.
        """
        return replace(self, criterion=criterion)

    @property
    def through(self) -> BoolRef:
        """Whether it lets the patient through."""
        return _through(self.criterion.kind, self.statuses)

    @property
    def fails(self) -> BoolRef:
        """Whether it is known to fail on this date."""
        return _fails(self.criterion.kind, self.statuses)

    @property
    def future(self) -> Future:
        """Whether time alone would mend a failure: asked only of a criterion that can turn."""
        if self._future is None:
            self._future = self._look_ahead() if self.criterion.turning.moves else _FIXED
        return self._future

    def _look_ahead(self) -> Future:
        """Each answer needs a later day that shows it, and every other day that is looked at must agree."""
        later = Int(f"{self.name}:later")
        future = Future(mends=Bool(f"{self.name}:mends"), may_mend=Bool(f"{self.name}:may-mend"), later=later)
        then = self.on(later)
        shows = And(self.fails, later > self.day)
        self.desk.require(Implies(future.mends, And(shows, _through(self.criterion.kind, then))))
        self.desk.require(Implies(future.may_mend, And(shows, then.unknown, Not(future.mends))))
        return future

    def agree_on(self, later: ArithRef) -> BoolRef:
        """What this day would show, had it been looked at: a failure that nothing mends stands on it too."""
        if not self.criterion.turning.moves:
            return BoolVal(True)
        then, future = self.on(later), self.future
        stands = And(self.fails, later > self.day, Not(future.mends))
        return And(
            Implies(stands, Not(_through(self.criterion.kind, then))),
            Implies(And(stands, Not(future.may_mend)), _fails(self.criterion.kind, then)),
        )

    def findings(self) -> Mapping[str, BoolRef]:
        """Under which condition the inference is given which finding."""
        mends, may_mend = self.future.mends, self.future.may_mend
        failing = "not-met" if self.criterion.kind is Kind.INCLUSION else "met"
        found = dict(self.statuses.by_name())
        found[failing] = And(found[failing], Not(mends), Not(may_mend))
        found["unknown"] = Or(found["unknown"], may_mend)
        return found | {"mends": mends}


@dataclass(frozen=True, slots=True, kw_only=True)
class Future:
    """Whether a later date is known to mend a failure, or may; `later` is the day that shows it."""

    mends: BoolRef
    may_mend: BoolRef
    later: ArithRef | None


_FIXED = Future(mends=BoolVal(False), may_mend=BoolVal(False), later=None)


def _through(kind: Kind, statuses: Statuses) -> BoolRef:
    return Or(statuses.met if kind is Kind.INCLUSION else statuses.not_met, statuses.not_applicable)


def _fails(kind: Kind, statuses: Statuses) -> BoolRef:
    return statuses.not_met if kind is Kind.INCLUSION else statuses.met


def judge_criterion(criterion: Criterion, patient: SymbolicPatient, name: str) -> Judged:
    """The criterion judged for the patient; `name` sets its unknowns apart from those of others."""

    def on(day: ArithRef) -> Statuses:
        return _statuses(criterion, counting(patient, patient.on(day), criterion.counts), patient.desk)

    return Judged(
        criterion=criterion,
        statuses=_statuses(criterion, counting(patient, patient.lookup, criterion.counts), patient.desk),
        on=on,
        day=patient.day,
        name=name,
        desk=patient.desk,
    )


def _statuses(criterion: Criterion, lookup: Lookup, desk: Desk) -> Statuses:
    condition = truth(criterion.condition, lookup, desk)
    if criterion.applies is None:
        asked, left_out, open_ = BoolVal(True), BoolVal(False), BoolVal(False)
    else:
        applies = truth(criterion.applies, lookup, desk)
        asked = And(applies.known, applies.holds)
        left_out = And(applies.known, Not(applies.holds))
        open_ = Not(applies.known)
    return Statuses(
        met=And(asked, condition.known, condition.holds),
        not_met=And(asked, condition.known, Not(condition.holds)),
        unknown=Or(open_, And(asked, Not(condition.known))),
        not_applicable=left_out,
    )


def truth(node: Node, lookup: Lookup, desk: Desk) -> Truth:
    """The truth value of a condition."""
    symbol = lower(node, lookup, desk)
    if not isinstance(symbol, Truth):
        message = f"a condition is a truth value, and no {type(symbol).__name__}"
        raise TypeError(message)
    return symbol


def counting(patient: SymbolicPatient, lookup: Lookup, counts: tuple[Counting, ...]) -> Lookup:
    """The lookup to which a value that does not count for a rule is unknown."""
    if not counts:
        return lookup
    refused: dict[str, Symbol] = {}
    for each in counts:
        value = refused.get(each.element, lookup(each.element))
        counted = _does_count(each, patient)
        refused[each.element] = replace(
            value, known=And(value.known, counted), blamed=Or(value.blamed, Not(value.known), Not(counted))
        )
    return lambda path: refused[path] if path in refused else lookup(path)


def _does_count(rule: Counting, patient: SymbolicPatient) -> BoolRef:
    """Whether a recorded value counts on the day of asking."""
    tests: list[BoolRef] = []
    if rule.among is not None:
        value = patient.lookup(rule.element)
        tests.append(_is_among(patient, value, rule.among))
    if rule.method is not None:
        method = patient.lookup(f"{rule.element}.method")
        tests.append(And(method.known, _is_among(patient, method, (rule.method,))))
    if rule.within is not None:
        when = patient.lookup(f"{rule.element}.date")
        tests.append(And(when.known, Not(_is_older(when, AS_OF, rule.within, patient))))
    return And(*tests)


def _is_among(patient: SymbolicPatient, value: Symbol, words: tuple[str, ...]) -> BoolRef:
    if not isinstance(value, Word):
        return BoolVal(False)
    return Or(*(value.number == patient.desk.words.number(each) for each in words))


def must_be_renewed(judged: Judged, patient: SymbolicPatient) -> BoolRef:
    """Whether the criterion rests on a value that counts today and will be too old on the procedure date."""
    counts = judged.criterion.counts
    ageing = [each for each in counts if each.within is not None]
    if not ageing:
        return BoolVal(False)
    lookup = counting(patient, patient.lookup, counts)
    rests = (
        And(
            will_be_too_old(each, patient),
            Not(truth(judged.criterion.condition, without(lookup, each.element), patient.desk).known),
        )
        for each in ageing
    )
    return And(Not(judged.statuses.unknown), Or(*rests))


def will_be_too_old(rule: Counting, patient: SymbolicPatient) -> BoolRef:
    """Whether the recorded value is dated, and will be older on the procedure date than it may be."""
    if rule.within is None:
        return BoolVal(False)
    when = patient.lookup(f"{rule.element}.date")
    return And(when.known, _is_older(when, PROCEDURE_DATE, rule.within, patient))


def _is_older(when: Symbol, day: str, within: CalendarDuration, patient: SymbolicPatient) -> BoolRef:
    """Whether some day that the date may mean lies further back from the day of the situation than allowed."""
    family = CalendarFamily.MONTHS if within.unit in MONTHS_IN else CalendarFamily.DAYS
    earlier = Shift(
        type=Simple.DATE,
        operator=Operator.SUBTRACT,
        operand=Fact(type=Simple.DATE, path=day),
        duration=Literal(type=CalendarType(family), value=within),
    )
    oldest = lower(earlier, patient.lookup, patient.desk)
    if not isinstance(when, Day) or not isinstance(oldest, Day):
        return BoolVal(False)
    return And(oldest.known, when.earliest < oldest.earliest)


def without(lookup: Lookup, element: str) -> Lookup:
    """The lookup to which the element is not recorded."""
    missing = replace(lookup(element), known=BoolVal(False), blamed=BoolVal(True))
    return lambda path: missing if path == element else lookup(path)
