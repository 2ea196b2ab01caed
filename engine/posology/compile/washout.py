"""Washout rules, from the blocks of the file: one rule for each class, or for some ingredients of it."""

from __future__ import annotations

from posology.compile.desk import Desk
from posology.diagnostics.nearest import nearest
from posology.ir.protocol import (
    Agreement,
    Citation,
    ConditionalHold,
    CourseReferral,
    DayCheck,
    FixedHold,
    Hold,
    NoHold,
    ReferralHold,
    Resumption,
    TaperHold,
    Together,
    WashoutRule,
)
from posology.ir.types import CalendarFamily, CalendarType
from posology.knowledge.drugs_model import CLASS_IN_WORDS, CORTICOSTEROID
from posology.reader.tree import Mapping, Scalar, Sequence
from posology.reader.tree import Node as Tree
from posology.values.dates import CalendarDuration, CalendarUnit

HOLD_NOT_SAID = "P0430"
CALENDAR_HOLD = "P0431"
UNKNOWN_CLASS = "P0432"
INGREDIENTS_NOT_SAID = "P0433"

GROUP_KEYS = ("class", "why", "agreement", "resume", "course", "hold", "taper", "allowed", "caution", "source")
ALTERNATIVE_KEYS = ("ingredients", "others", "days", "refer", "on_the_day", "source")

_DAYS = {CalendarUnit.DAY: 1, CalendarUnit.WEEK: 7}


def compile_washout(node: Tree | None, desk: Desk) -> tuple[WashoutRule, ...]:
    """Every rule of the block, in its order; faulty ones are reported and left out."""
    return tuple(rule for key, each in desk.entries(node, "`washout`") for rule in _compile_group(key, each, desk))


def compile_together(node: Tree | None, desk: Desk) -> Together | None:
    """The classes that must not be judged one by one; None where the block is left out."""
    if node is None:
        return None
    block = desk.block(node, "`together`", ("classes", "refer", "source"), ("classes", "refer"))
    if block is None:
        return None
    classes = desk.words(block.get("classes"), "`classes` of `together`")
    for drug_class in classes:
        _check_class(drug_class, block, desk)
    return Together(classes=classes, why=desk.text(block, "refer", "`together`"), citation=desk.citation(block, "`together`"))


RULED = tuple(each for each in CLASS_IN_WORDS if each != CORTICOSTEROID)
"""The classes that a rule may speak of: a corticosteroid only by its route."""


def _check_class(drug_class: str, block: Mapping, desk: Desk) -> None:
    if drug_class not in RULED:
        close = nearest(drug_class, RULED)
        help_text = f"did you mean `{close[0]}`?" if close else f"the classes are {', '.join(RULED)}"
        desk.diagnostics.error(UNKNOWN_CLASS, f"no drug class is called `{drug_class}`", block.span, help=help_text)


def _compile_group(key: Scalar, node: Tree, desk: Desk) -> tuple[WashoutRule, ...]:
    what = f"the washout rule `{key.text}`"
    group = desk.block(node, what, GROUP_KEYS, ("class", "why"))
    if group is None:
        return ()
    _check_class(desk.text(group, "class", what), group, desk)
    citation = desk.citation(group, what)
    alternatives = _alternatives(group, what, desk)
    if not alternatives:
        hold = _compile_group_hold(group, what, desk)
        return () if hold is None else (_rule(key, group, key.text, frozenset(), hold, None, citation, desk),)
    rules = (
        _compile_alternative(key, group, f"{key.text}.{number}", each, citation, desk)
        for number, each in enumerate(alternatives, start=1)
    )
    return tuple(rule for rule in rules if rule is not None)


def _alternatives(group: Mapping, what: str, desk: Desk) -> tuple[Mapping, ...]:
    hold = group.get("hold")
    if not isinstance(hold, Sequence):
        return ()
    found = (desk.block(each, f"a hold of {what}", ALTERNATIVE_KEYS) for each in hold.items)
    return tuple(each for each in found if each is not None)


def _compile_alternative(  # noqa: PLR0913 - a rule takes what its group says unless it says otherwise
    key: Scalar, group: Mapping, rule_id: str, block: Mapping, citation: Citation, desk: Desk
) -> WashoutRule | None:
    what = f"a hold of the washout rule `{key.text}`"
    ingredients = frozenset(desk.words(block.get("ingredients"), f"`ingredients` of {what}"))
    if not ingredients and block.get("others") is None:
        desk.diagnostics.error(
            INGREDIENTS_NOT_SAID, f"{what} names no ingredients", block.span, help="name `ingredients`, or write `others: true`"
        )
        return None
    hold: Hold | None
    if block.get("refer") is not None:
        hold = ReferralHold(why=desk.text(block, "refer", what))
    else:
        hold = _compile_days(block.get("days"), what, block, desk)
    own = desk.citation(block, what) if block.get("source") is not None else citation
    day_check = _compile_day_check(block.get("on_the_day"), what, desk)
    return None if hold is None else _rule(key, group, rule_id, ingredients, hold, day_check, own, desk)


def _rule(  # noqa: PLR0913 - as above
    key: Scalar,
    group: Mapping,
    rule_id: str,
    ingredients: frozenset[str],
    hold: Hold,
    day_check: DayCheck | None,
    citation: Citation,
    desk: Desk,
) -> WashoutRule:
    what = f"the washout rule `{key.text}`"
    agreement = Agreement.NOT_NEEDED
    if group.get("agreement") is not None:
        agreement = Agreement(desk.option(group, "agreement", what, tuple(Agreement)) or Agreement.REQUIRED)
    return WashoutRule(
        id=rule_id,
        group=key.text,
        drug_class=desk.text(group, "class", what),
        ingredients=ingredients,
        hold=hold,
        course_referral=_compile_course(group.get("course"), what, desk),
        agreement=agreement,
        resumption=_compile_resumption(group.get("resume"), what, desk),
        day_check=day_check,
        why=desk.text(group, "why", what),
        caution=desk.text(group, "caution", what),
        citation=citation,
        span=key.span,
    )


def _compile_group_hold(group: Mapping, what: str, desk: Desk) -> Hold | None:
    said = [name for name in ("hold", "taper", "allowed") if group.get(name) is not None]
    if len(said) != 1:
        desk.diagnostics.error(
            HOLD_NOT_SAID, f"{what} must say exactly one of `hold`, `taper` and `allowed`", group.span,
            help="`hold: 14 days`, or `taper: {source: …}`, or `allowed: true`",
        )
        return None
    match said[0]:
        case "taper":
            taper = desk.block(group.get("taper"), f"`taper` of {what}", ("source",))
            if taper is not None:
                desk.citation(taper, f"`taper` of {what}")
            return TaperHold()
        case "allowed":
            return NoHold()
        case _:
            return _compile_days(group.get("hold"), what, group, desk)


def _compile_days(node: Tree | None, what: str, block: Mapping, desk: Desk) -> Hold | None:
    """A hold in days or weeks, or an expression that gives one. Months and years are refused: their days vary."""
    if node is None:
        desk.diagnostics.error(HOLD_NOT_SAID, f"{what} does not say for how many days", block.span, help="write `days: 5 days`")
        return None
    if not isinstance(node, Scalar) or len(node.text.split()) <= 2:  # noqa: PLR2004 - a number and its unit
        duration = desk.duration(node, f"the hold of {what}")
        return None if duration is None else _days(duration, what, node, desk)
    expression = desk.condition(node, f"the hold of {what}", CalendarType(CalendarFamily.DAYS))
    return None if expression is None else ConditionalHold(duration=expression)


def _days(duration: CalendarDuration, what: str, node: Tree, desk: Desk) -> FixedHold | None:
    if duration.unit not in _DAYS:
        desk.diagnostics.error(
            CALENDAR_HOLD, f"{what} holds for `{duration}`, whose days vary", node.span, help="write the hold in days or weeks"
        )
        return None
    return FixedHold(days=duration.amount * _DAYS[duration.unit])


def _compile_course(node: Tree | None, what: str, desk: Desk) -> CourseReferral | None:
    if node is None:
        return None
    block = desk.block(node, f"`course` of {what}", ("longer_than", "source"), ("longer_than",))
    if block is None:
        return None
    desk.citation(block, f"`course` of {what}")
    longest = desk.duration(block.get("longer_than"), f"`longer_than` of {what}")
    return None if longest is None else CourseReferral(longer_than=longest)


def _compile_resumption(node: Tree | None, what: str, desk: Desk) -> Resumption | None:
    if node is None:
        return None
    block = desk.block(node, f"`resume` of {what}", ("after", "condition", "source"), ("after",))
    if block is None:
        return None
    after = desk.duration(block.get("after"), f"`after` in `resume` of {what}")
    citation = desk.citation(block, f"`resume` of {what}")
    condition = desk.text(block, "condition", f"`resume` of {what}")
    return None if after is None else Resumption(after=after, condition=condition, citation=citation)


def _compile_day_check(node: Tree | None, what: str, desk: Desk) -> DayCheck | None:
    if node is None:
        return None
    block = desk.block(node, f"`on_the_day` of {what}", ("check", "why", "source"), ("check", "why"))
    if block is None:
        return None
    desk.citation(block, f"`on_the_day` of {what}")
    return DayCheck(check=desk.text(block, "check", what), why=desk.text(block, "why", what))


