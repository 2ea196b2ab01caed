"""Each medicine of a patient judged by each washout rule, as terms: what `posology.explain.washout` says of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias, assert_never

from z3 import And, ArithRef, BoolRef, BoolVal, If, IntVal, Not, Or

from posology.compile.productions import MEDICINES, TOGETHER
from posology.ir.protocol import Protocol
from posology.ir.washout import ConditionalHold, CourseReferral, FixedHold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.prove.expression import lower
from posology.prove.expression_made import length_of
from posology.prove.kinds import Kind
from posology.prove.medicines import SymbolicMedicine, SymbolicMedicines
from posology.prove.patient import SymbolicPatient
from posology.prove.symbols import Length, Symbol
from posology.values.dates import DAYS_IN, MONTHS_IN, CalendarDuration, CalendarUnit

Lookup: TypeAlias = Callable[[str], Symbol]
Findings: TypeAlias = Mapping[str, Mapping[str, BoolRef]]
"""For each item of the protocol (see `posology.compile.productions.items_of`) when each of its findings stands."""

YES, NO, NO_DAY = BoolVal(True), BoolVal(False), IntVal(0)
SEVERITY = ("unknown", "refer", "late", "hold")
"""The findings of a group, the worst first; `clear` is what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolicJudgement:
    """What one rule says of one medicine; `restrains` is whether there is a day on which it is clear.

    `clear_on` and `perhaps_on` are days, and mean something only where it restrains.
    """

    unknown: BoolRef = NO
    refer: BoolRef = NO
    restrains: BoolRef = NO
    follows: BoolRef = NO
    clear_on: ArithRef = NO_DAY
    perhaps_on: ArithRef = NO_DAY

    def finding(self, day: ArithRef) -> Mapping[str, BoolRef]:
        """When it finds what about a procedure on that day; `clear` where none of these stands."""
        known = And(Not(self.unknown), Not(self.refer), self.restrains)
        runs = day < self.clear_on
        return {
            "unknown": Or(self.unknown, And(known, Not(self.follows), runs, day >= self.perhaps_on)),
            "refer": And(Not(self.unknown), self.refer),
            "late": And(known, runs, Or(self.follows, day < self.perhaps_on)),
            "hold": And(known, self.follows, Not(runs)),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolicWashout:
    """Every medicine judged by every rule, in the order of the list and of the protocol.

    `under` says by medicine and rule whether the one falls under the other, `together` which medicines are referred
    because of each other, `findings` what stands for each washout group, the list, and what is taken together.
    """

    under: Mapping[tuple[int, str], BoolRef]
    judgements: Mapping[tuple[int, str], SymbolicJudgement]
    together: tuple[BoolRef, ...]
    findings: Findings


def judge_medicines(
    patient: SymbolicPatient, medicines: SymbolicMedicines, protocol: Protocol, lookup: Lookup, day: ArithRef
) -> SymbolicWashout:
    """Every medicine judged for a procedure on that day; `lookup` also knows what the plan contains."""
    return _Judging(patient, medicines, protocol, lookup).judge(day)


@dataclass(frozen=True, slots=True)
class _Judging:
    """The washout of one protocol, asked of one patient."""

    patient: SymbolicPatient
    listed: SymbolicMedicines
    protocol: Protocol
    lookup: Lookup

    def judge(self, day: ArithRef) -> SymbolicWashout:
        under: dict[tuple[int, str], BoolRef] = {}
        judgements: dict[tuple[int, str], SymbolicJudgement] = {}
        holds = {rule.id: self._length(rule) for rule in self.protocol.washout}
        for medicine in self.listed.medicines:
            for rule in self.protocol.washout:
                key = medicine.index, rule.id
                under[key] = And(medicine.there, medicine.is_one_of(self._governed_by(rule)))
                judgements[key] = self._judge(medicine, rule, holds[rule.id])
        together = self._together(under, judgements)
        findings = _Findings(self, under, judgements, together)
        return SymbolicWashout(under=under, judgements=judgements, together=together, findings=findings.gather(day))

    def _governed_by(self, rule: WashoutRule) -> Callable[[Kind], bool]:
        return lambda kind: rule in kind.governed_by(self.protocol)

    def _length(self, rule: WashoutRule) -> Length | None:
        """How many days the hold lasts; None where it has no number of days."""
        match rule.hold:
            case FixedHold(days=days):
                return length_of(CalendarDuration(days, CalendarUnit.DAY))
            case ConditionalHold(duration=duration):
                length = lower(duration, self.lookup, self.patient.desk)
                assert isinstance(length, Length)  # noqa: S101 - the compiler lets only durations through
                return length
            case TaperHold() | ReferralHold() | NoHold():
                return None
            case _:
                assert_never(rule.hold)

    def _judge(self, medicine: SymbolicMedicine, rule: WashoutRule, length: Length | None) -> SymbolicJudgement:
        match rule.hold:
            case NoHold():
                return SymbolicJudgement()
            case ReferralHold():
                return SymbolicJudgement(refer=YES)
            case TaperHold():
                return self._judge_taper(medicine)
            case FixedHold() | ConditionalHold():
                assert length is not None  # noqa: S101 - `_length` has one for these
                return self._judge_days(medicine, rule, length)
            case _:
                assert_never(rule.hold)

    def _judge_days(self, medicine: SymbolicMedicine, rule: WashoutRule, length: Length) -> SymbolicJudgement:
        """A hold of so many drug-free days: clear on the last dose and so many days and one more."""
        as_of = self.patient.as_of
        goes_on, ends = And(medicine.tapered, medicine.taper_ends.latest >= as_of), medicine.taper_ends.latest
        course = And(medicine.ongoing, Not(goes_on))
        referred, open_course = self._course(medicine, rule.course_referral)
        counts = And(length.known, length.amount != 0)
        unknown = Or(Not(length.known), And(counts, Or(medicine.undated, And(course, open_course))))
        refer = And(counts, course, referred)
        latest = If(medicine.ongoing, If(goes_on, ends, as_of), self._latest_dose(medicine))
        earliest = If(medicine.ongoing, If(goes_on, ends, as_of), medicine.last_dose.earliest)
        return SymbolicJudgement(
            unknown=unknown,
            refer=refer,
            restrains=And(counts, Not(unknown), Not(refer)),
            follows=medicine.ongoing,
            clear_on=latest + length.amount + 1,
            perhaps_on=earliest + length.amount + 1,
        )

    def _latest_dose(self, medicine: SymbolicMedicine) -> ArithRef:
        """A partial date cannot reach beyond the day of asking, as a later dose is refused at intake."""
        as_of, latest = self.patient.as_of, medicine.last_dose.latest
        return If(latest > as_of, as_of, latest)

    def _course(self, medicine: SymbolicMedicine, referral: CourseReferral | None) -> tuple[BoolRef, BoolRef]:
        """Whether the course is too long to be held without a taper, and whether that is not known."""
        if referral is None:
            return NO, NO
        longest = self._earlier(referral.longer_than)
        started = medicine.started
        longer = And(started.known, started.latest < longest)
        shorter = And(started.known, started.earliest >= longest)
        return longer, And(Not(longer), Not(shorter))

    def _earlier(self, duration: CalendarDuration) -> ArithRef:
        """The day so long before the day of asking, which never comes near an end of the calendar."""
        as_of, months = self.patient.as_of, MONTHS_IN.get(duration.unit)
        if months is not None:
            return self.patient.desk.calendar.later(as_of, -duration.amount * months)
        return as_of - duration.amount * DAYS_IN[duration.unit]

    def _judge_taper(self, medicine: SymbolicMedicine) -> SymbolicJudgement:
        """A taper without a number of days: it must be agreed, and have ended before the procedure."""
        ends = medicine.taper_ends.latest
        refer = And(medicine.ongoing, Or(Not(medicine.tapered), ends < self.patient.as_of))
        latest = If(medicine.ongoing, ends, self._latest_dose(medicine))
        earliest = If(medicine.ongoing, medicine.taper_ends.earliest, medicine.last_dose.earliest)
        return SymbolicJudgement(
            unknown=medicine.undated,
            refer=refer,
            restrains=And(Not(medicine.undated), Not(refer)),
            follows=medicine.ongoing,
            clear_on=latest + 1,
            perhaps_on=earliest + 1,
        )

    def _together(
        self,
        under: Mapping[tuple[int, str], BoolRef],
        judgements: Mapping[tuple[int, str], SymbolicJudgement],
    ) -> tuple[BoolRef, ...]:
        """Which medicines must not be judged each on its own: two or more different ones are in effect."""
        medicines, together = self.listed.medicines, self.protocol.together
        if together is None:
            return tuple(NO for _ in medicines)
        classes = frozenset(together.classes)
        in_effect = [
            And(each.there, each.is_one_of(_in_classes(classes)), self._in_effect(each, under, judgements))
            for each in medicines
        ]
        some = Or(
            *(
                And(in_effect[one.index], in_effect[other.index], Not(_is_same(one, other, classes)))
                for one, other in combinations(medicines, 2)
            )
        )
        return tuple(And(each, some) for each in in_effect)

    def _in_effect(
        self,
        medicine: SymbolicMedicine,
        under: Mapping[tuple[int, str], BoolRef],
        judgements: Mapping[tuple[int, str], SymbolicJudgement],
    ) -> BoolRef:
        """Whether it is taken, or a hold of it runs on the day of asking; an unknown last dose counts."""
        runs = [medicine.ongoing, Not(medicine.last_dose.known), medicine.is_one_of(lambda kind: kind.unclassified)]
        for rule in self.protocol.washout:
            each = judgements[medicine.index, rule.id]
            still = And(each.restrains, each.clear_on > self.patient.as_of)
            runs.append(And(under[medicine.index, rule.id], Or(each.unknown, each.refer, still)))
        return Or(*runs)


def _in_classes(classes: frozenset[str]) -> Callable[[Kind], bool]:
    return lambda kind: not classes.isdisjoint(kind.classes)


def _is_same(one: SymbolicMedicine, other: SymbolicMedicine, classes: frozenset[str]) -> BoolRef:
    """Whether both have one and the same ingredient of the classes, and no other."""
    names = {ingredient for kind in one.kinds for ingredient in _ingredients(kind, classes)}

    def only(name: str) -> Callable[[Kind], bool]:
        return lambda kind: _ingredients(kind, classes) == frozenset({name})

    return Or(*(And(one.is_one_of(only(name)), other.is_one_of(only(name))) for name in sorted(names)))


def _ingredients(kind: Kind, classes: frozenset[str]) -> frozenset[str]:
    # INVARIANT: a class of the protocol's own has no ingredient here, as `explain` asks only those of the knowledge
    return frozenset(name for each, name in kind.falls_under if each in classes and each in kind.classes)


@dataclass(frozen=True, slots=True)
class _Findings:
    """The judgements gathered into findings about the washout groups, the list, and what is taken together."""

    of: _Judging
    under: Mapping[tuple[int, str], BoolRef]
    judgements: Mapping[tuple[int, str], SymbolicJudgement]
    together: tuple[BoolRef, ...]

    def gather(self, day: ArithRef) -> Findings:
        listed, protocol = self.of.listed, self.of.protocol
        found: dict[str, Mapping[str, BoolRef]] = {}
        for group in protocol.washout_groups:
            rules = [rule for rule in protocol.washout if rule.group == group]
            found[f"washout:{group}"] = self._of_group(rules, day)
        lost = [self._opened(medicine, None) for medicine in listed.medicines]
        unknown = Or(Not(listed.recorded), *lost, *(self._unclassified(each) for each in listed.medicines))
        refer = And(listed.recorded, Or(*self.together))
        found[MEDICINES] = {"recognised": Not(unknown), "unknown": unknown}
        found[TOGETHER] = {"refer": refer, "none": Not(refer)}
        return found

    def _of_group(self, rules: Sequence[WashoutRule], day: ArithRef) -> Mapping[str, BoolRef]:
        """The worst that any of the rules finds about any medicine."""
        every: dict[str, list[BoolRef]] = {each: [] for each in SEVERITY}
        for rule in rules:
            for medicine in self.of.listed.medicines:
                key = medicine.index, rule.id
                for name, stands in self.judgements[key].finding(day).items():
                    every[name].append(And(self.under[key], stands))
                every["unknown"].append(self._opened(medicine, rule))
        findings: dict[str, BoolRef] = {}
        worse: list[BoolRef] = []
        for name in SEVERITY:
            some = And(self.of.listed.recorded, Or(*every[name]))
            findings[name] = And(some, Not(Or(*worse))) if worse else some
            worse.append(some)
        return {**findings, "clear": Not(Or(*worse))}

    def _opened(self, medicine: SymbolicMedicine, rule: WashoutRule | None) -> BoolRef:
        """Whether being taken together makes the medicine unknown to that rule, as nobody recorded its last dose.

        It is the rule that governed it: the first that refers it, or else the first there is. None is that no rule did.
        """
        protocol = self.of.protocol
        governed = medicine.is_one_of(lambda kind: _governs(kind, protocol) is rule)
        return And(
            self.of.listed.recorded,
            self.together[medicine.index],
            medicine.undated,
            Not(self._is_unknown(medicine)),
            governed,
        )

    def _is_unknown(self, medicine: SymbolicMedicine) -> BoolRef:
        known_to_rules = [
            And(self.under[medicine.index, rule.id], self.judgements[medicine.index, rule.id].unknown)
            for rule in self.of.protocol.washout
        ]
        return Or(medicine.is_one_of(lambda kind: kind.unclassified), *known_to_rules)

    def _unclassified(self, medicine: SymbolicMedicine) -> BoolRef:
        """Whether nobody knows what it is, and no rule is in the way first."""
        by_rules = [
            And(self.under[medicine.index, rule.id], self.judgements[medicine.index, rule.id].unknown)
            for rule in self.of.protocol.washout
        ]
        is_open = medicine.is_one_of(lambda kind: kind.unclassified)
        return And(self.of.listed.recorded, medicine.there, is_open, Not(Or(*by_rules)))


def _governs(kind: Kind, protocol: Protocol) -> WashoutRule | None:
    """The rule that governs a medicine without a last dose of which every judgement is known."""
    rules = [rule for rule in kind.governed_by(protocol) if rule is not None]
    referring = [rule for rule in rules if isinstance(rule.hold, ReferralHold)]
    return next(iter((*referring, *rules)), None)
