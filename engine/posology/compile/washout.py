"""Washout rules, from the blocks of the file: one rule for each class, or for some ingredients of it."""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass

from posology.compile.classes import (
    check_class,
    check_each_class_once,
    check_every_class,
    check_ingredients,
    check_no_ingredient_twice,
    check_of_no_class,
    class_of,
)
from posology.compile.desk import NOTHING_IN_IT, Desk
from posology.compile.holds import (
    HOLD_NOT_SAID,
    compile_course,
    compile_day_check,
    compile_days,
    compile_resumption,
)
from posology.diagnostics.span import Span
from posology.ir.protocol import Citation
from posology.ir.washout import (
    Agreement,
    CourseReferral,
    DayCheck,
    Hold,
    NoHold,
    ReferralHold,
    Resumption,
    TaperHold,
    Together,
    WashoutRule,
)
from posology.reader.shape import as_boolean
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Scalar, Sequence
from posology.reader.tree import Node as Tree

INGREDIENTS_NOT_SAID = "P0433"
OTHERS_NOT_SAID = "P0437"
NOT_AGREED = "P0455"
WITHOUT_TAPER = "P0456"

TOGETHER_KEYS, TOGETHER_NEEDS = ("classes", "refer", "source"), ("classes", "refer")
TAPER_KEYS = ("source",)
GROUP_NEEDS = ("why",)
GROUP_KEYS = (
    "class",
    "ingredients",
    "why",
    "agreement",
    "resume",
    "course",
    "hold",
    "taper",
    "allowed",
    "caution",
    "source",
)
ALTERNATIVE_KEYS = ("ingredients", "others", "days", "refer", "on_the_day", "source")

ANTITHROMBOTICS = frozenset({"anticoagulant", "antiplatelet", "aspirin"})
"""The classes whose hold risks a clot: the prescriber agrees to it, and it has an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """What a block says of all its rules. `what` names it in messages."""

    key: Scalar
    what: str
    block: Mapping
    drug_class: str
    why: str
    caution: str
    agreement: Agreement
    resumption: Resumption | None
    course: CourseReferral | None
    citation: Citation


def compile_washout(node: Tree | None, place: Span, desk: Desk) -> tuple[WashoutRule, ...]:
    """Every rule of the block, in its order; faulty ones are reported and left out.

    `place` is where the protocol says which washout it has, to which classes left out are reported.
    """
    entries = desk.entries(node, "`washout`")
    groups = [each for _, each in entries if isinstance(each, Mapping)]
    check_each_class_once(groups, desk)
    check_every_class(groups, place, desk)
    return tuple(rule for key, each in entries for rule in _compile_group(key, each, desk))


def compile_together(node: Tree | None, desk: Desk) -> Together | None:
    """The classes that must not be judged one by one; None where the block is left out."""
    what = "`together`"
    block = None if node is None else desk.block(node, what, TOGETHER_KEYS, TOGETHER_NEEDS)
    if block is None:
        return None
    classes = desk.words(block.get("classes"), f"`classes` of {what}", at_least_one=True)
    for drug_class in classes:
        check_class(drug_class, desk)
    why = desk.text(block, "refer", what)
    return Together(classes=tuple(each.text for each in classes), why=why, citation=desk.citation(block, what))


def _compile_group(key: Scalar, node: Tree, desk: Desk) -> tuple[WashoutRule, ...]:
    what = f"the washout rule `{shortened(key.text)}`"
    block = desk.block(node, what, GROUP_KEYS, GROUP_NEEDS)
    if block is None:
        return ()
    named = _compile_named(block, what, desk)
    drug_class, place = key.text if named else desk.text(block, "class", what), class_of(block)
    if place is not None and drug_class and not named:
        check_class(place, desk)
    group = _Group(
        key=key,
        what=what,
        block=block,
        drug_class=drug_class,
        why=desk.text(block, "why", what),
        caution=desk.text(block, "caution", what),
        agreement=_compile_agreement(block, what, desk),
        resumption=compile_resumption(block.get("resume"), what, desk),
        course=compile_course(block.get("course"), what, desk),
        citation=desk.citation(block, what, key.span),
    )
    _check_care(group, desk)
    said = _what_is_said(group, desk)
    hold = block.get("hold")
    if said == "hold" and isinstance(hold, Sequence) and named:
        message = f"{what} names its ingredients, and has one hold for all of them"
        help_text = "write `hold: 14 days`, and a block of its own for ingredients that are held otherwise"
        desk.diagnostics.error(HOLD_NOT_SAID, message, hold.span, help=help_text)
        return ()
    if said == "hold" and isinstance(hold, Sequence):
        return _compile_alternatives(hold, group, desk)
    single = None if said is None else _compile_single(said, group, desk)
    return () if single is None else (_rule(group, key.text, single, ingredients=named),)


def _compile_named(block: Mapping, what: str, desk: Desk) -> frozenset[str]:
    """The ingredients of a block that speaks of them and of no class; none where it speaks of a class."""
    if (block.get("class") is None) is (block.get("ingredients") is None):
        message = f"{what} must name a drug class, or ingredients of no class, and not both"
        place = block.key_span("ingredients") if block.get("class") is not None else block.span
        help_text = "write `class: …`, or `ingredients: […]`"
        desk.diagnostics.error(INGREDIENTS_NOT_SAID, message, place, help=help_text)
    if block.get("class") is not None:
        return frozenset()
    words = desk.words(block.get("ingredients"), f"`ingredients` of {what}", at_least_one=True)
    check_of_no_class(words, desk)
    return frozenset(each.text for each in words)


def _compile_agreement(block: Mapping, what: str, desk: Desk) -> Agreement:
    if block.get("agreement") is None:
        return Agreement.NOT_NEEDED
    return Agreement(desk.option(block, "agreement", what, tuple(Agreement)) or Agreement.REQUIRED)


def _check_care(group: _Group, desk: Desk) -> None:
    """Reports a hold that could harm by itself: of an antithrombotic on nobody's word, or of what must be tapered."""
    hold = group.block.get("hold")
    if hold is None:
        return
    place = group.block.key_span("hold")
    if group.drug_class in ANTITHROMBOTICS and (group.agreement is Agreement.NOT_NEEDED or group.resumption is None):
        lacks = (
            "the agreement of its prescriber"
            if group.agreement is Agreement.NOT_NEEDED
            else "saying when it is resumed"
        )
        desk.diagnostics.error(
            NOT_AGREED,
            f"{group.what} holds an antithrombotic without {lacks}",
            place,
            help="add `agreement: required` and `resume: {after: …, source: …}`",
        )
    if group.drug_class == "opioid":
        message = f"{group.what} holds opioids for days, and stopping them suddenly harms"
        desk.diagnostics.error(WITHOUT_TAPER, message, place, help="write `taper: {source: …}` instead of `hold`")
    if group.drug_class == "corticosteroid-oral" and group.block.get("course") is None:
        message = f"{group.what} does not say how long a course must not be held without a taper"
        help_text = "add `course: {longer_than: 3 weeks, source: …}`"
        desk.diagnostics.error(WITHOUT_TAPER, message, place, help=help_text)


def _what_is_said(group: _Group, desk: Desk) -> str | None:
    said = [name for name in ("hold", "taper", "allowed") if group.block.get(name) is not None]
    if len(said) == 1:
        return said[0]
    help_text = "`hold: 14 days`, or `taper: {source: …}`, or `allowed: true`"
    message = f"{group.what} must say exactly one of `hold`, `taper` and `allowed`"
    desk.diagnostics.error(HOLD_NOT_SAID, message, group.key.span, help=help_text)
    return None


def _compile_single(said: str, group: _Group, desk: Desk) -> Hold | None:
    """The one hold of a group for the whole class."""
    node = group.block.get(said)
    match said:
        case "taper":
            what = f"`taper` of {group.what}"
            taper = desk.block(node, what, TAPER_KEYS)
            if taper is not None:
                desk.citation(taper, what)
            return TaperHold()
        case "allowed":
            allowed = as_boolean(node, desk.diagnostics, what=f"`allowed` of {group.what}")
            if allowed is False:
                message = f"{group.what} does not allow the medicine and does not say for how long it is held"
                place = group.block.key_span("allowed")
                desk.diagnostics.error(HOLD_NOT_SAID, message, place, help="write `hold: 14 days` instead")
            return NoHold()
        case _:
            return compile_days(group.block, "hold", group.what, desk)


def _compile_alternatives(node: Sequence, group: _Group, desk: Desk) -> tuple[WashoutRule, ...]:
    """A rule for each hold of the list; together they must cover the class, each ingredient once."""
    if not node.items:
        desk.diagnostics.error(NOTHING_IN_IT, f"`hold` of {group.what} has nothing in it", node.span)
        return ()
    what = f"a hold of {group.what}"
    blocks = [desk.block(each, what, ALTERNATIVE_KEYS) for each in node.items]
    known = [each for each in blocks if each is not None]
    named = [desk.scalars(each.get("ingredients"), f"`ingredients` of {what}", at_least_one=True) for each in known]
    check_no_ingredient_twice([scalar for each in named for scalar in each], group.what, desk)
    if len(known) == len(blocks):
        _check_others(known, group, desk)
    rules = (
        _compile_alternative(f"{group.key.text}.{number}", block, ingredients, group, desk)
        for number, (block, ingredients) in enumerate(zip(known, named, strict=True), start=1)
    )
    return tuple(rule for rule in rules if rule is not None)


def _check_others(blocks: Many[Mapping], group: _Group, desk: Desk) -> None:
    """Exactly one hold of the list is for all others: what no hold covers would be clear."""
    others = [each for each in blocks if each.get("others") is not None]
    if not others:
        desk.diagnostics.error(
            OTHERS_NOT_SAID,
            f"{group.what} says nothing of other medicines of its class, which would be found clear",
            group.block.key_span("hold"),
            help="add `{others: true, refer: …}`, or the longest hold: `{others: true, days: …}`",
        )
    for second in others[1:]:
        desk.diagnostics.error(
            OTHERS_NOT_SAID,
            f"{group.what} has two holds for all other medicines of its class",
            second.key_span("others"),
            help="leave one of the two out",
            related=((others[0].key_span("others"), "here first"),),
        )


def _compile_alternative(
    rule_id: str, block: Mapping, ingredients: tuple[Scalar, ...], group: _Group, desk: Desk
) -> WashoutRule | None:
    what = f"a hold of {group.what}"
    check_ingredients(ingredients, group.drug_class, desk)
    others = block.get("others")
    for_others = others is not None and as_boolean(others, desk.diagnostics, what=f"`others` of {what}")
    if (block.get("ingredients") is None) is not bool(for_others) and not isinstance(others, Mapping | Sequence):
        message = f"{what} must say which ingredients it is for, or that it is for all others, and not both"
        help_text = "name `ingredients: […]`, or write `others: true`"
        desk.diagnostics.error(INGREDIENTS_NOT_SAID, message, block.span, help=help_text)
    if block.get("refer") is not None and block.get("days") is not None:
        message = f"{what} says both `days` and `refer`"
        desk.diagnostics.error(HOLD_NOT_SAID, message, block.key_span("refer"), help="leave one of the two out")
    hold: Hold | None
    if block.get("refer") is not None:
        hold = ReferralHold(why=desk.text(block, "refer", what))
    else:
        hold = compile_days(block, "days", what, desk)
    citation = group.citation if block.get("source") is None else desk.citation(block, what)
    day_check = compile_day_check(block.get("on_the_day"), what, desk)
    if hold is None:
        return None
    return _rule(
        group,
        rule_id,
        hold,
        ingredients=frozenset(each.text for each in ingredients),
        day_check=day_check,
        citation=citation,
    )


def _rule(  # noqa: PLR0913 - a rule takes what its group says unless it says otherwise
    group: _Group,
    rule_id: str,
    hold: Hold,
    *,
    ingredients: frozenset[str] = frozenset(),
    day_check: DayCheck | None = None,
    citation: Citation | None = None,
) -> WashoutRule:
    return WashoutRule(
        id=rule_id,
        group=group.key.text,
        drug_class=group.drug_class,
        is_own_class=group.block.get("class") is None,
        ingredients=ingredients,
        hold=hold,
        course_referral=group.course,
        agreement=group.agreement,
        resumption=group.resumption,
        day_check=day_check,
        why=group.why,
        caution=group.caution,
        citation=citation or group.citation,
        span=group.key.span,
    )
