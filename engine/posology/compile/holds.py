"""How long a medicine is held, when it is taken again, and what is checked on the day, from the blocks of the file."""

from __future__ import annotations

from posology.compile.desk import LONGEST_HOLD, NOT_A_DURATION, OUT_OF_PROPORTION, Desk
from posology.ir.hold_lengths import DAYS_OF, lengths
from posology.ir.nodes import Origin
from posology.ir.types import CalendarFamily, CalendarType
from posology.ir.washout import ConditionalHold, CourseReferral, DayCheck, FixedHold, Hold, Resumption
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.values.dates import CalendarDuration, CalendarUnit

HOLD_NOT_SAID = "P0430"
NOT_IN_DAYS = "P0431"

COURSE_KEYS, COURSE_NEEDS = ("longer_than", "source"), ("longer_than",)
RESUMPTION_KEYS, RESUMPTION_NEEDS = ("after", "condition", "source"), ("after",)
DAY_CHECK_KEYS, DAY_CHECK_NEEDS = ("check", "why", "source"), ("check", "why")

IN_DAYS = frozenset({CalendarUnit.DAY, CalendarUnit.WEEK})
WORDS_OF_A_DURATION = 2
"""A number and its unit. What has more words is an expression of the condition language."""


def compile_days(block: Mapping, key: str, what: str, desk: Desk) -> Hold | None:
    """The hold under the key, in days or weeks, or as an expression that gives one."""
    node = block.get(key)
    if node is None:
        message = f"{what} does not say for how many days"
        desk.diagnostics.error(HOLD_NOT_SAID, message, block.span, help="write `days: 5 days`, or `refer: …`")
        return None
    name = f"`{key}` of {what}"
    if not isinstance(node, Scalar) or len(node.text.split()) <= WORDS_OF_A_DURATION:
        days = compile_whole_days(node, name, desk)
        return None if days is None else FixedHold(days=days)
    expression = desk.condition(node, name, CalendarType(CalendarFamily.DAYS), desk.scope_of_holds)
    if expression is None:
        return None
    for days, origin in lengths(expression):
        _check_length(days, name, origin, desk)
    return ConditionalHold(duration=expression)


def _check_length(days: int, what: str, origin: Origin, desk: Desk) -> None:
    """Reports a length that an expression can come to and that no hold has."""
    text = shortened(origin.text)
    if days < 0:
        message = f"{what} can come to `{text}`, which is less than no time"
        desk.diagnostics.error(NOT_A_DURATION, message, origin.span, help="write a number of days from 0 on")
    elif days > LONGEST_HOLD:
        message = f"{what} can come to `{text}`, out of proportion to any rule"
        desk.diagnostics.error(OUT_OF_PROPORTION, message, origin.span, help="check the number and its unit")


def compile_whole_days(node: Node | None, what: str, desk: Desk) -> int | None:
    """A duration as so many days. Months and years are refused: how many days they have depends on the month."""
    duration = desk.duration(node, what, LONGEST_HOLD)
    if duration is None or node is None:
        return None
    if duration.unit not in IN_DAYS:
        message = f"{what} is `{duration}`, which is not always the same number of days"
        desk.diagnostics.error(NOT_IN_DAYS, message, node.span, help=f"write it in days or weeks{_about(duration)}")
        return None
    return duration.amount * DAYS_OF[duration.unit]


def _about(duration: CalendarDuration) -> str:
    weeks = {CalendarUnit.MONTH: 4, CalendarUnit.YEAR: 52}.get(duration.unit)
    return "" if weeks is None else f", as the source has it: {duration.amount * weeks} weeks or more"


def compile_course(node: Node | None, what: str, desk: Desk) -> CourseReferral | None:
    """The course that is too long to be held without a taper."""
    name = f"`course` of {what}"
    block = None if node is None else desk.block(node, name, COURSE_KEYS, COURSE_NEEDS)
    if block is None:
        return None
    longest = desk.duration(block.get("longer_than"), f"`longer_than` in {name}")
    citation = desk.citation(block, name)
    return None if longest is None else CourseReferral(longer_than=longest, citation=citation)


def compile_resumption(node: Node | None, what: str, desk: Desk) -> Resumption | None:
    """When a held medicine may be taken again."""
    name = f"`resume` of {what}"
    block = None if node is None else desk.block(node, name, RESUMPTION_KEYS, RESUMPTION_NEEDS)
    if block is None:
        return None
    after = desk.duration(block.get("after"), f"`after` in {name}", LONGEST_HOLD)
    condition = desk.text(block, "condition", name)
    citation = desk.citation(block, name)
    return None if after is None else Resumption(after=after, condition=condition, citation=citation)


def compile_day_check(node: Node | None, what: str, desk: Desk) -> DayCheck | None:
    """What can only be checked on the day of the procedure."""
    name = f"`on_the_day` of {what}"
    block = None if node is None else desk.block(node, name, DAY_CHECK_KEYS, DAY_CHECK_NEEDS)
    if block is None:
        return None
    desk.citation(block, name)
    return DayCheck(check=desk.text(block, "check", name), why=desk.text(block, "why", name))
