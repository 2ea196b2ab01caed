"""Each medicine judged against the washout rules: clear, hold, refer or unknown, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import assert_never

from posology.explain.evaluate import evaluate
from posology.explain.situation import Lookup
from posology.ir.protocol import Protocol
from posology.ir.washout import ConditionalHold, FixedHold, NoHold, ReferralHold, TaperHold, Together, WashoutRule
from posology.record.medicine import Medicine
from posology.results.check import WashoutStatus
from posology.values.dates import CalendarDuration, PartialDate, exactly, shift
from posology.values.numerals import date_in_words
from posology.values.truth import Cause, Reason, Unknown

NO_OWN_CLASSES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(slots=True, kw_only=True)
class Judgement:
    """What one rule says of one medicine, whatever the procedure date.

    `clear_on` is the first date on which the procedure may take place, taking the latest day that the last dose can
    have been; `perhaps_on` for the earliest. Both are None where nothing is in the way or no date can be named.
    `follows` is true where the clear date supposes that an instruction is followed from now on.
    """

    rule: WashoutRule | None
    drug_class: str | None
    days: int | None
    clear_on: date | None
    perhaps_on: date | None
    follows: bool
    refer: str | None
    unknown: Unknown | None

    def status_on(self, day: date) -> WashoutStatus:  # noqa: PLR0911 - one line for each way to stand, strictest first
        """How the medicine stands for a procedure on that day."""
        if self.unknown is not None:
            return WashoutStatus.UNKNOWN
        if self.refer is not None:
            return WashoutStatus.REFER
        if self.clear_on is None:
            return WashoutStatus.CLEAR
        if self.follows:
            return WashoutStatus.HOLD
        if day >= self.clear_on:
            return WashoutStatus.CLEAR
        if self.perhaps_on is not None and day >= self.perhaps_on:
            return WashoutStatus.UNKNOWN
        return WashoutStatus.HOLD


def _nothing_in_the_way(rule: WashoutRule | None, drug_class: str | None) -> Judgement:
    return Judgement(
        rule=rule,
        drug_class=drug_class,
        days=None,
        clear_on=None,
        perhaps_on=None,
        follows=False,
        refer=None,
        unknown=None,
    )


def _unknown(rule: WashoutRule | None, drug_class: str | None, unknown: Unknown, days: int | None = None) -> Judgement:
    return Judgement(
        rule=rule,
        drug_class=drug_class,
        days=days,
        clear_on=None,
        perhaps_on=None,
        follows=False,
        refer=None,
        unknown=unknown,
    )


def _referred(rule: WashoutRule, why: str) -> Judgement:
    return Judgement(
        rule=rule,
        drug_class=rule.drug_class,
        days=None,
        clear_on=None,
        perhaps_on=None,
        follows=False,
        refer=why,
        unknown=None,
    )


def governing_rule(protocol: Protocol, drug_class: str, ingredient: str) -> WashoutRule | None:
    """The rule of the protocol for an ingredient of a class: the one that names it, or the one for all others."""
    others: WashoutRule | None = None
    for rule in protocol.washout_by_class.get(drug_class, ()):
        if ingredient in rule.ingredients:
            return rule
        if not rule.ingredients:
            others = rule
    return others


def about(medicine: Medicine, field: str) -> str:
    """The path of one field of one medicine, as intake writes it."""
    return f"medications[{medicine.index}].{field}"


def judge_medicine(medicine: Medicine, protocol: Protocol, lookup: Lookup, as_of: date) -> tuple[Judgement, ...]:
    """What every rule that the medicine falls under says of it; the strictest comes first."""
    judgements = [
        _judge(medicine, governing_rule(protocol, drug_class, ingredient), drug_class, lookup, as_of)
        for drug_class, ingredient in _classes(medicine, protocol.own_classes)
    ]
    if medicine.unclassified is not None:
        judgements.append(_unknown(None, None, medicine.unclassified))
    if len(judgements) > 1:
        judgements.sort(key=_strictness, reverse=True)
    return tuple(judgements) or (_nothing_in_the_way(None, None),)


def _classes(medicine: Medicine, own: Mapping[str, tuple[str, ...]] = NO_OWN_CLASSES) -> tuple[tuple[str, str], ...]:
    """The classes that the medicine falls under, the protocol's own too, with the ingredient that brings it."""
    return tuple(
        (drug_class, ingredient)
        for ingredient, drug_classes in medicine.classes_of_ingredients
        for drug_class in (*drug_classes, *own.get(ingredient, ()))
    )


def _strictness(judgement: Judgement) -> tuple[int, int, int]:
    """Unknown before referred before the longest hold: what is not known must not hide behind what is."""
    return (
        2 if judgement.unknown is not None else 1 if judgement.refer is not None else 0,
        judgement.clear_on.toordinal() if judgement.clear_on else 0,
        1 if judgement.rule is not None else 0,
    )


def _judge(  # noqa: PLR0911 - one line for each kind of hold
    medicine: Medicine, rule: WashoutRule | None, drug_class: str, lookup: Lookup, as_of: date
) -> Judgement:
    """What one rule says of the medicine."""
    if rule is None:
        return _nothing_in_the_way(None, drug_class)
    match rule.hold:
        case NoHold():
            return _nothing_in_the_way(rule, drug_class)
        case ReferralHold(why=why):
            return _referred(rule, why)
        case TaperHold():
            return _judge_taper(medicine, rule, as_of)
        case FixedHold(days=days):
            return _judge_days(medicine, rule, days, as_of)
        case ConditionalHold(duration=duration):
            value = evaluate(duration, lookup).value
            if isinstance(value, Unknown):
                return _unknown(rule, drug_class, value)
            if not isinstance(value, CalendarDuration):
                raise TypeError(f"a hold must be a duration, not {value!r}")
            return _judge_days(medicine, rule, _days_of(value), as_of)
        case _:
            assert_never(rule.hold)


def _days_of(duration: CalendarDuration) -> int:
    """The whole days of a hold; the compiler lets only days and weeks through."""
    origin = date(2000, 1, 1)
    later = shift(origin, duration)
    if later is None:
        raise ValueError("a hold runs out of the calendar")
    return (later - origin).days


def _judge_days(medicine: Medicine, rule: WashoutRule, days: int, as_of: date) -> Judgement:
    """A hold of so many drug-free days: clear on last dose + days + 1."""
    if days == 0:
        return _nothing_in_the_way(rule, rule.drug_class)
    if medicine.ongoing:
        stopped = _judge_course(medicine, rule, as_of)
        if isinstance(stopped, Judgement):
            return stopped
        return _held(rule, days, stopped, follows=True)
    if medicine.last_dose is None:
        return _unknown(
            rule, rule.drug_class, Unknown((Reason(about(medicine, "last_dose"), Cause.NOT_RECORDED),)), days
        )
    # a dose after the day of asking was refused at intake, so a partial date cannot reach beyond it
    last = medicine.last_dose
    return _held(rule, days, PartialDate(last.earliest, min(last.latest, as_of), last.precision), follows=False)


def _held(rule: WashoutRule, days: int, last: PartialDate, *, follows: bool) -> Judgement:
    free = timedelta(days=days + 1)
    return Judgement(
        rule=rule,
        drug_class=rule.drug_class,
        days=days,
        clear_on=last.latest + free,
        perhaps_on=last.earliest + free,
        follows=follows,
        refer=None,
        unknown=None,
    )


def _judge_course(medicine: Medicine, rule: WashoutRule, as_of: date) -> PartialDate | Judgement:
    """The last dose of a medicine still being taken if it is held from now on, or why that cannot simply be done."""
    if medicine.taper is not None and medicine.taper.ends.latest >= as_of:
        return medicine.taper.ends
    # a taper whose end is over says nothing about a medicine that is taken all the same
    if rule.course_referral is None:
        return exactly(as_of)
    if medicine.started is None:
        return _unknown(rule, rule.drug_class, Unknown((Reason(about(medicine, "started"), Cause.NOT_RECORDED),)))
    longest = shift(as_of, rule.course_referral.longer_than, -1)
    if longest is None or medicine.started.earliest >= longest:
        return exactly(as_of)
    if medicine.started.latest < longest:
        longer = f"it has been taken for more than {rule.course_referral.longer_than}"
        return _referred(rule, f"{longer}, and an individual taper must be agreed")
    return _unknown(rule, rule.drug_class, Unknown((Reason(about(medicine, "started"), Cause.IMPRECISE),)))


def _judge_taper(medicine: Medicine, rule: WashoutRule, as_of: date) -> Judgement:
    """A taper without a number of days: it must be agreed, and have ended before the procedure day."""
    if medicine.ongoing:
        if medicine.taper is None:
            return _referred(rule, "an individual taper must be agreed")
        if medicine.taper.ends.latest < as_of:
            end = f"{date_in_words(medicine.taper.ends.latest)}, the end of the agreed taper"
            return _referred(rule, f"it is still being taken after {end}, which must be agreed anew")
        return _held(rule, 0, medicine.taper.ends, follows=True)
    if medicine.last_dose is None:
        return _unknown(rule, rule.drug_class, Unknown((Reason(about(medicine, "last_dose"), Cause.NOT_RECORDED),)))
    last = medicine.last_dose
    return _held(rule, 0, PartialDate(last.earliest, min(last.latest, as_of), last.precision), follows=False)


def taken_together(
    together: Together | None, judged: Sequence[tuple[Medicine, tuple[Judgement, ...]]], as_of: date
) -> frozenset[int]:
    """The indexes of the medicines that must not be judged one by one, as two or more different ones are in effect."""
    if together is None:
        return frozenset()
    classes = frozenset(together.classes)
    in_effect = {
        medicine.index: _ingredients_in(medicine, classes)
        for medicine, judgements in judged
        if not classes.isdisjoint(medicine.classes) and _in_effect(medicine, judgements, as_of)
    }
    different = frozenset[str]().union(*in_effect.values())
    if len(in_effect) < 2 or len(different) < 2:  # noqa: PLR2004 - two is what "together" means
        return frozenset()
    return frozenset(in_effect)


def with_last_dose_known(medicine: Medicine, judgements: tuple[Judgement, ...]) -> tuple[Judgement, ...]:
    """The judgements of a medicine taken together with another: unknown where nobody recorded its last dose."""
    if medicine.ongoing or medicine.last_dose is not None or judgements[0].unknown is not None:
        return judgements
    rule = judgements[0].rule
    missing = Unknown((Reason(about(medicine, "last_dose"), Cause.NOT_RECORDED),))
    return (_unknown(rule, None if rule is None else rule.drug_class, missing), *judgements[1:])


def _ingredients_in(medicine: Medicine, classes: frozenset[str]) -> frozenset[str]:
    return frozenset(ingredient for drug_class, ingredient in _classes(medicine) if drug_class in classes)


def _in_effect(medicine: Medicine, judgements: tuple[Judgement, ...], as_of: date) -> bool:
    """Whether the medicine is taken, or its hold has not run out, on the day of asking; an unknown last dose counts."""
    if medicine.ongoing or medicine.last_dose is None:
        return True
    return any(
        each.unknown is not None or each.refer is not None or (each.clear_on is not None and each.clear_on > as_of)
        for each in judgements
    )
