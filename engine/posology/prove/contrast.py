"""Two forms of a protocol asked about one patient: under which condition they can be told apart.

INVARIANT: every difference that a result can show implies one of the conditions on some procedure date of the period; a
condition may hold where no difference shows, so that a witness must be tried out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from z3 import ArithRef, BoolRef, BoolVal, Or

from posology.compile.productions import VERDICTS
from posology.ir.plan import CellRange, Limit, LimitKind, NamedTargets, OneTarget, Step
from posology.ir.protocol import Criterion, Protocol
from posology.ir.walk import facts_read
from posology.ir.washout import WashoutRule
from posology.knowledge.drugs import Drugs
from posology.knowledge.element import Dictionary
from posology.prove.criteria import Statuses, must_be_renewed
from posology.prove.desk import Desk
from posology.prove.doses import hold, is_product_refused
from posology.prove.expression_terms import FALSE, both, either, negate
from posology.prove.frame import bound_for
from posology.prove.kinds import conditions_of
from posology.prove.meaning import Meaning, meanings_of
from posology.prove.patient import Period, SymbolicPatient, ordered_lists
from posology.prove.plan import SymbolicStep
from posology.prove.washout import SymbolicJudgement

VERDICT = "verdict"

WHOLE_LIFE = Period(soonest=-36525, furthest=36525)
"""A difference on whatever day is one: also on those that are over, and those that nobody would plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """The patient, and by what the two can be told apart under which condition.

    `clearly` are conditions under which that shows best: whether a treatment goes on does not turn on what may happen
    later.
    """

    patient: SymbolicPatient
    apart: Mapping[str, BoolRef]
    clearly: tuple[BoolRef, ...]


def contrast(
    old: Protocol,
    new: Protocol,
    planned: tuple[Mapping[str, int], Mapping[str, int]],
    dictionary: Dictionary,
    drugs: Drugs,
) -> Contrast:
    """Everything by which the two can be told apart; what both say alike is not looked at."""
    patient = SymbolicPatient(
        desk=Desk(bound_for(old, new)),
        dictionary=dictionary,
        period=WHOLE_LIFE,
        ordered=ordered_lists((*conditions_of(old), *conditions_of(new))),
    )
    before, after = meanings_of(patient, (old, new), drugs)
    telling = _Telling(before, after, planned)
    apart = {name: each for name, each in telling.find() if not each.eq(FALSE)}
    clearly = (before.verdict.goes_on != after.verdict.goes_on,) if VERDICT in apart else ()
    return Contrast(patient=patient, apart=apart, clearly=clearly)


@dataclass(frozen=True, slots=True)
class _Telling:
    """The two meanings held against each other, part by part."""

    old: Meaning
    new: Meaning
    planned: tuple[Mapping[str, int], Mapping[str, int]]

    def find(self) -> Iterator[tuple[str, BoolRef]]:
        mine, theirs = self.old.protocol, self.new.protocol
        if mine.criteria != theirs.criteria:
            yield from self._criteria()
        if self._plan_differs():
            yield from self._steps()
        if mine.limits != theirs.limits:
            yield "limits", either(*self._soft(self.old, theirs.limits), *self._soft(self.new, mine.limits))
        if mine.product_limits != theirs.product_limits:
            yield "product", either(*self._product(self.old, theirs), *self._product(self.new, mine))
        if self._washout_differs():
            yield from self._washout()

    def _criteria(self) -> Iterator[tuple[str, BoolRef]]:
        """Each criterion that both have and read otherwise; the verdict, where one is missing or turned round."""
        mine, theirs = ({each.id: each for each in one.protocol.criteria} for one in (self.old, self.new))
        for name in mine:
            if name in theirs and _asks(mine[name]) != _asks(theirs[name]):
                yield f"criterion {name}", self._criterion(name)
        kinds = [{name: each.kind for name, each in one.items()} for one in (mine, theirs)]
        if kinds[0] != kinds[1]:
            yield VERDICT, self._verdict()

    def _criterion(self, name: str) -> BoolRef:
        mine, theirs = self.old.criterion(name), self.new.criterion(name)
        renewed = must_be_renewed(mine, self.old.patient) != must_be_renewed(theirs, self.new.patient)
        return either(_are_other(mine.statuses, theirs.statuses), renewed)

    def _verdict(self) -> BoolRef:
        levels = range(1, len(VERDICTS))
        return Or(*(self.old.verdict.at_least(each) != self.new.verdict.at_least(each) for each in levels))

    def _plan_differs(self) -> bool:
        mine, theirs = self.old.protocol, self.new.protocol
        parts = ((each.steps, each.limits, each.product_limits) for each in (mine, theirs))
        return len(set(parts)) > 1 or self.planned[0] != self.planned[1]

    def _steps(self) -> Iterator[tuple[str, BoolRef]]:
        mine, theirs = ({each.step.id: each for each in one.steps} for one in (self.old, self.new))
        for name in dict.fromkeys((*mine, *theirs)):
            one, other = mine.get(name), theirs.get(name)
            if one is None or other is None:
                only, meaning = (one, self.old) if one is not None else (other, self.new)
                yield (
                    f"step {name}",
                    FALSE if only is None else negate(meaning.findings_of_steps[f"step:{name}"]["left-out"]),
                )
            else:
                yield f"step {name}", self._step(name, one, other)

    def _step(self, name: str, mine: SymbolicStep, theirs: SymbolicStep) -> BoolRef:
        before, after = (each.findings_of_steps[f"step:{name}"] for each in (self.old, self.new))
        found = [before[each] != after[each] for each in before if not before[each].eq(after[each])]
        some = both(before["applies"], after["applies"])
        planned = self.planned[0].get(name) != self.planned[1].get(name)
        if planned or _gives(mine.step) != _gives(theirs.step):
            return either(*found, negate(before["left-out"]))
        if mine.step.counts != theirs.step.counts:
            renewed = [either(*each.renewals_of(one)) for each, one in ((self.old, mine), (self.new, theirs))]
            found.append(renewed[0] != renewed[1])
        targets = [one != other for one, other in zip(mine.targets, theirs.targets, strict=True) if not one.eq(other)]
        cells = _cells_differ(mine, theirs)
        return either(*found, both(some, either(*targets, cells)))

    def _soft(self, meaning: Meaning, others: tuple[Limit, ...]) -> Iterator[BoolRef]:
        """What is said of limits that the other form has not, where one is passed."""
        for limit in meaning.protocol.limits:
            if limit.kind is LimitKind.SOFT and limit not in others:
                yield from (each.passed for each in hold(limit, meaning.steps))

    def _product(self, meaning: Meaning, other: Protocol) -> Iterator[BoolRef]:
        """The same of the product: also that it must still be measured before it is given."""
        given = either(*(each.is_true for each in meaning.steps))
        for limit in meaning.protocol.product_limits:
            if limit not in other.product_limits:
                measured = meaning.patient.lookup(limit.element)
                outside = is_product_refused((replace(limit, kind=LimitKind.HARD),), meaning.patient.lookup)
                yield either(outside, both(given, negate(measured.known)))

    def _washout_differs(self) -> bool:
        mine, theirs = self.old.protocol, self.new.protocol
        of_plan = any(path.startswith("plan.") for each in conditions_of(mine) for path in facts_read(each))
        if of_plan and self._plan_differs():
            return True
        return mine.washout != theirs.washout or mine.together != theirs.together

    def _washout(self) -> Iterator[tuple[str, BoolRef]]:
        before, after = self.old.washout, self.new.washout
        rules = {each.id: each for each in self.old.protocol.washout}
        others = {each.id: each for each in self.new.protocol.washout}
        recorded = self.old.medicines.recorded
        for name in dict.fromkeys((*rules, *others)):
            apart = [self._medicine(index, name, rules, others) for index in range(len(self.old.medicines.medicines))]
            yield f"washout {name}", both(recorded, either(*apart))
        together = [one != other for one, other in zip(before.together, after.together, strict=True)]
        yield "together", both(recorded, either(*together))

    def _medicine(
        self, index: int, name: str, rules: Mapping[str, WashoutRule], others: Mapping[str, WashoutRule]
    ) -> BoolRef:
        """Whether the rule speaks otherwise of one medicine."""
        key = (index, name)
        mine = self.old.washout.under.get(key, FALSE), self.old.washout.judgements.get(key, SymbolicJudgement())
        theirs = self.new.washout.under.get(key, FALSE), self.new.washout.judgements.get(key, SymbolicJudgement())
        if name not in rules or name not in others:
            return either(both(mine[0], _restricts(mine[1])), both(theirs[0], _restricts(theirs[1])))
        asks_otherwise = BoolVal(_says(rules[name]) != _says(others[name]))
        said = both(mine[0], either(_speaks_otherwise(mine[1], theirs[1]), both(asks_otherwise, _restricts(mine[1]))))
        moved = (
            FALSE
            if mine[0].eq(theirs[0])
            else both(mine[0] != theirs[0], either(_restricts(mine[1]), _restricts(theirs[1])))
        )
        return either(said, moved)


def _asks(criterion: Criterion) -> object:
    return criterion.condition, criterion.applies, criterion.counts


def _are_other(mine: Statuses, theirs: Statuses) -> BoolRef:
    before, after = mine.by_name(), theirs.by_name()
    return Or(*(before[each] != after[each] for each in before))


def _gives(step: Step) -> object:
    """What a step gives to whoever has it, as far as it does not turn on the patient."""
    targets = step.targets if isinstance(step.targets, NamedTargets | OneTarget) else None
    cells = step.cells if isinstance(step.cells, CellRange) else type(step.cells)
    requested = None if targets is not None else _places_asked(step)
    return step.site, targets, requested, cells, step.volume, step.sedation, step.contents


def _places_asked(step: Step) -> object:
    """Which places a step asks for, without how many of them: that is for the terms to tell apart."""
    return getattr(step.targets, "element", None), getattr(step.targets, "field", None)


def _cells_differ(mine: SymbolicStep, theirs: SymbolicStep) -> BoolRef:
    if mine.cells is None or theirs.cells is None:
        return FALSE
    ends: list[tuple[ArithRef, ArithRef]] = [*zip(mine.cells, theirs.cells, strict=True)]
    ends += [(mine.exact, theirs.exact)] if mine.exact is not None and theirs.exact is not None else []
    return either(*(one != other for one, other in ends if not one.eq(other)))


def _says(rule: WashoutRule) -> object:
    """What a rule asks for beside the hold itself."""
    resumed = None if rule.resumption is None else rule.resumption.after
    check = None if rule.day_check is None else rule.day_check.check
    return type(rule.hold), rule.agreement, resumed, check, rule.drug_class, rule.group


def _restricts(judged: SymbolicJudgement) -> BoolRef:
    return either(judged.unknown, judged.refer, judged.restrains)


def _speaks_otherwise(mine: SymbolicJudgement, theirs: SymbolicJudgement) -> BoolRef:
    of: tuple[Callable[[SymbolicJudgement], BoolRef | ArithRef], ...] = (
        lambda each: each.unknown,
        lambda each: each.refer,
        lambda each: each.restrains,
        lambda each: each.follows,
    )
    states = [one != other for read in of if not (one := read(mine)).eq(other := read(theirs))]
    days = [
        one != other
        for one, other in ((mine.clear_on, theirs.clear_on), (mine.perhaps_on, theirs.perhaps_on))
        if not one.eq(other)
    ]
    return either(*states, both(either(mine.restrains, mine.unknown), either(*days)))
