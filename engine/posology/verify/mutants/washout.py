"""Every small change of the washout: of a rule, of a group of them, and of what is not judged one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from posology.ir.washout import (
    Agreement,
    ConditionalHold,
    FixedHold,
    NoHold,
    ReferralHold,
    TaperHold,
    Together,
    WashoutRule,
)
from posology.values.dates import CalendarDuration, CalendarUnit
from posology.verify.mutants.counts import duration_changes
from posology.verify.mutants.criteria import expression_changes
from posology.verify.mutants.mutant import DROPPED, Change

DAYS = CalendarUnit.DAY


def washout_changes(rule: WashoutRule, classes: tuple[str, ...]) -> Iterator[Change[WashoutRule]]:
    """The rule dropped, its class swapped with another of the protocol's `classes`, and every part of it changed."""
    what = f"the washout {rule.id}"
    yield Change(place="", said=DROPPED, words=f"{what} is dropped", old=(), new=None)
    if not rule.is_own_class and len(classes) > 1:
        other = classes[(classes.index(rule.drug_class) + 1) % len(classes)]
        yield Change(
            place="class",
            said=f"{rule.drug_class}->{other}",
            words=f"{what} is for {other} instead of {rule.drug_class}",
            old=rule.drug_class,
            new=replace(rule, drug_class=other),
        )
    for ingredient in sorted(rule.ingredients) if len(rule.ingredients) > 1 else ():
        yield Change(
            place="ingredients",
            said=f"{ingredient} {DROPPED}",
            words=f"{ingredient} is dropped from {what}",
            old=ingredient,
            new=replace(rule, ingredients=rule.ingredients - {ingredient}),
        )
    yield from _of_hold(rule, what)
    yield from _of_care(rule, what)


def _of_hold(rule: WashoutRule, what: str) -> Iterator[Change[WashoutRule]]:
    hold = rule.hold
    match hold:
        case FixedHold(days=days):
            for after, said, words in duration_changes(CalendarDuration(days, DAYS), "the hold"):
                length = after.amount if after.unit is DAYS else 7 * after.amount
                new = replace(rule, hold=FixedHold(days=length))
                yield Change(place="hold", said=said, words=f"{words} in {what}", old=hold, new=new)
        case ConditionalHold(duration=duration):
            for change in expression_changes(duration, "hold", f"the hold of {what}"):
                if change.new is not None:
                    yield change.lifted(replace(rule, hold=ConditionalHold(duration=change.new)))
        case TaperHold() | ReferralHold():
            name = "taper" if isinstance(hold, TaperHold) else "referral"
            new = replace(rule, hold=NoHold())
            words = f"{what} allows the medicine instead of asking for a {name}"
            yield Change(place="hold", said=f"{name}->allowed", words=words, old=hold, new=new)
        case NoHold():
            words = f"{what} holds the medicine for a day instead of allowing it"
            new = replace(rule, hold=FixedHold(days=1))
            yield Change(place="hold", said="allowed->1 day", words=words, old=hold, new=new)


def _of_care(rule: WashoutRule, what: str) -> Iterator[Change[WashoutRule]]:
    for other in Agreement:
        if other is not rule.agreement and not isinstance(rule.hold, NoHold | TaperHold):
            yield Change(
                place="agreement",
                said=f"{rule.agreement}->{other}",
                words=f"the agreement of the prescriber is {other} instead of {rule.agreement} in {what}",
                old=rule.agreement,
                new=replace(rule, agreement=other),
            )
    yield from _of_course(rule, what)
    yield from _of_resumption(rule, what)
    if rule.day_check is not None:
        yield Change(
            place="on_the_day",
            said=DROPPED,
            words=f"the check on the day is dropped from {what}",
            old=rule.day_check,
            new=replace(rule, day_check=None),
        )
    if rule.caution:
        words = f"the caution is dropped from {what}"
        yield Change(place="caution", said=DROPPED, words=words, old=rule.caution, new=replace(rule, caution=""))


def _of_course(rule: WashoutRule, what: str) -> Iterator[Change[WashoutRule]]:
    course = rule.course_referral
    if course is None:
        return
    words = f"that a long course is referred is dropped from {what}"
    yield Change(place="course", said=DROPPED, words=words, old=course, new=replace(rule, course_referral=None))
    for after, said, told in duration_changes(course.longer_than, "the longest course that is held"):
        new = replace(rule, course_referral=replace(course, longer_than=after))
        yield Change(place="course", said=said, words=f"{told} in {what}", old=course, new=new)


def _of_resumption(rule: WashoutRule, what: str) -> Iterator[Change[WashoutRule]]:
    resumption = rule.resumption
    # where the prescriber decides, no restart is ever told: what such a rule takes over from its block is not read
    if resumption is None or isinstance(rule.hold, ReferralHold):
        return
    words = f"when the medicine is taken again is dropped from {what}"
    yield Change(place="resume", said=DROPPED, words=words, old=resumption, new=replace(rule, resumption=None))
    for after, said, told in duration_changes(resumption.after, "the time until the medicine is taken again"):
        new = replace(rule, resumption=replace(resumption, after=after))
        yield Change(place="resume", said=said, words=f"{told} in {what}", old=resumption.after, new=new)
    if resumption.condition:
        words = f"the condition on which the medicine is taken again is dropped from {what}"
        new = replace(rule, resumption=replace(resumption, condition=""))
        yield Change(place="resume.condition", said=DROPPED, words=words, old=resumption.condition, new=new)


def together_changes(together: Together) -> Iterator[Change[Together]]:
    """That medicines taken together are referred dropped, for all classes and for each."""
    what = "the rule of medicines taken together"
    yield Change(place="", said=DROPPED, words=f"{what} is dropped", old=(), new=None)
    for each in together.classes:
        rest = tuple(other for other in together.classes if other != each)
        words = f"{each} is dropped from {what}"
        yield Change(
            place="classes", said=f"{each} {DROPPED}", words=words, old=each, new=replace(together, classes=rest)
        )
