"""The washout of a whole medication list, as the worst finding there is: no date is handed on, and no reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from posology.compile.productions import MEDICINES, TOGETHER, VERDICTS, items_of
from posology.ir.protocol import Protocol
from posology.ir.washout import ConditionalHold, FixedHold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.plain.expression import lower_expression
from posology.plain.operators import Read
from posology.record.medicine import Medicine
from posology.values.dates import CalendarDuration, shift
from posology.values.known import Value
from posology.values.truth import Unknown

AskPlan = Callable[[], Read]
"""Makes the lookup by which a hold is asked for: it also knows what the plan contains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """How bad each washout finding is: the place in `VERDICTS` of the best verdict that it allows."""

    clear: int
    hold: int
    late: int
    refer: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule as it is asked of a medicine.

    `free` is how long after a last dose the procedure may take place at the earliest; None where the rule asks for no
    hold, or where `duration` says how long it is.
    """

    levels: Levels
    free: timedelta | None
    duration: Callable[[Read], Value] | None
    taper: bool
    referred: bool
    longest_course: CalendarDuration | None

    def judge(  # noqa: PLR0911 - one return for each way in which a rule can leave a medicine
        self, medicine: Medicine, as_of: date, day: date, ask_plan: AskPlan
    ) -> tuple[int, bool]:
        """The level of what the rule says of a procedure on the day, and whether the hold runs on the day of asking."""
        free = self.free
        if self.referred:
            return self.levels.refer, True
        if self.duration is not None:
            length = self.duration(ask_plan())
            if isinstance(length, Unknown):
                return self.levels.unknown, True
            free = _free_after(length)
        if free is None:
            return self.levels.clear, False
        if medicine.ongoing:
            return self._judge_ongoing(medicine, free, as_of, day)
        last = medicine.last_dose
        if last is None:
            return self.levels.unknown, True
        clear_on = (min(as_of, last.latest)) + free
        if day >= clear_on:
            return self.levels.clear, clear_on > as_of
        if day >= last.earliest + free:
            return self.levels.unknown, clear_on > as_of
        return self.levels.late, clear_on > as_of

    def _judge_ongoing(self, medicine: Medicine, free: timedelta, as_of: date, day: date) -> tuple[int, bool]:
        """As if the medicine were held from the day of asking on, or from the end of its taper."""
        taper, start = medicine.taper, as_of
        if taper is not None and taper.ends.latest >= as_of:
            start = taper.ends.latest
        elif self.taper:
            return self.levels.refer, True
        elif self.longest_course is not None:
            limit = shift(as_of, self.longest_course, -1)
            if medicine.started is None:
                return self.levels.unknown, True
            if limit is not None and medicine.started.earliest < limit:
                return (self.levels.refer if medicine.started.latest < limit else self.levels.unknown), True
        return (self.levels.late if start + free > day else self.levels.hold), True


def _free_after(length: Value) -> timedelta | None:
    """How long after the last dose a hold of that length lets the procedure take place; None for no days at all."""
    if not isinstance(length, CalendarDuration):
        message = f"a hold must be a duration, not {length!r}"
        raise TypeError(message)
    origin = date(2000, 1, 1)
    later = shift(origin, length)
    if later is None:
        message = "a hold runs out of the calendar"
        raise ValueError(message)
    return later - origin + timedelta(days=1) if later != origin else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """The rules of one drug class: those for ingredients that they name, and the one for all others."""

    named: Mapping[str, Rule]
    others: Rule | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Washout:
    """The washout of a protocol, by drug class; `own` are its own classes by ingredient.

    `unknown` and `refer_together` are levels, as those of the rules.
    """

    classes: Mapping[str, Governed]
    own: Mapping[str, tuple[str, ...]]
    unknown: int
    together: frozenset[str]
    refer_together: int

    def worst(self, medicines: tuple[Medicine, ...] | None, as_of: date, day: date, ask_plan: AskPlan) -> int:
        """The level of the worst finding about the medicines; that of an unknown list where nobody recorded one."""
        if medicines is None:
            return self.unknown
        worst = 0
        running: list[Medicine] = []
        for medicine in medicines:
            level, runs = self._judge(medicine, as_of, day, ask_plan)
            worst = max(worst, level)
            if runs and not self.together.isdisjoint(medicine.classes):
                running.append(medicine)
        if len(running) > 1 and len(self._ingredients(running)) > 1:
            undated = any(each.last_dose is None and not each.ongoing for each in running)
            return max(worst, self.unknown if undated else self.refer_together)
        return worst

    def _judge(self, medicine: Medicine, as_of: date, day: date, ask_plan: AskPlan) -> tuple[int, bool]:
        """The worst that any rule says of the medicine, and whether it is taken or any hold still runs."""
        known = medicine.unclassified is None
        # a medicine whose last dose nobody recorded may still be taken
        worst, runs = (0 if known else self.unknown), (medicine.last_dose is None or not known)
        for ingredient, drug_classes in medicine.classes_of_ingredients:
            for drug_class in (*drug_classes, *self.own.get(ingredient, ())):
                governed = self.classes.get(drug_class)
                if governed is None:
                    continue
                rule = governed.named.get(ingredient, governed.others)
                if rule is None:
                    continue
                level, runs_on = rule.judge(medicine, as_of, day, ask_plan)
                runs = runs or runs_on
                worst = max(worst, level)
        return worst, runs

    def _ingredients(self, medicines: Iterable[Medicine]) -> frozenset[str]:
        return frozenset(
            ingredient
            for medicine in medicines
            for ingredient, drug_classes in medicine.classes_of_ingredients
            if not self.together.isdisjoint(drug_classes)
        )


def lower_washout(protocol: Protocol) -> Washout:
    """The washout rules of the protocol, ready to be asked of medication lists."""
    items = items_of(protocol)
    level_of = VERDICTS.index
    found: dict[str, dict[str, Rule]] = {}
    others: dict[str, Rule] = {}
    for each in protocol.washout:
        allowed = items[f"washout:{each.group}"]
        rule = _lower_rule(each, Levels(**{finding: level_of(best) for finding, best in allowed.items()}))
        named = found.setdefault(each.drug_class, {})
        for ingredient in each.ingredients:
            named.setdefault(ingredient, rule)
        if not each.ingredients:
            others[each.drug_class] = rule
    together = protocol.together
    return Washout(
        own=protocol.own_classes,
        classes={name: Governed(named=named, others=others.get(name)) for name, named in found.items()},
        unknown=level_of(items[MEDICINES]["unknown"]),
        together=frozenset() if together is None else frozenset(together.classes),
        refer_together=level_of(items[TOGETHER]["refer"]),
    )


def _lower_rule(rule: WashoutRule, levels: Levels) -> Rule:
    duration = None
    free = None
    match rule.hold:
        case FixedHold(days=days) if days:
            free = timedelta(days=days + 1)
        case ConditionalHold(duration=node):
            duration = lower_expression(node)
        case TaperHold():
            free = timedelta(days=1)
        case FixedHold() | ReferralHold() | NoHold():
            pass
    return Rule(
        levels=levels,
        free=free,
        duration=duration,
        taper=isinstance(rule.hold, TaperHold),
        referred=isinstance(rule.hold, ReferralHold),
        longest_course=None if rule.course_referral is None else rule.course_referral.longer_than,
    )
