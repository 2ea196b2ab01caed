"""How long a medicine is held, when it is taken again, and what is checked on the day, from the blocks of the file."""

from __future__ import annotations

from posology.compile.desk import DAYS_OF, LONGEST_HOLD, Desk
from posology.ir.protocol import ConditionalHold, CourseReferral, DayCheck, FixedHold, Hold, Resumption
from posology.ir.types import CalendarFamily, CalendarType
from posology.reader.tree import Mapping, Node, Scalar
from posology.values.dates import CalendarDuration, CalendarUnit

HOLD_NOT_SAID = "P0430"
NOT_IN_DAYS = "P0431"

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
    return None if expression is None else ConditionalHold(duration=expression)


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
    block = None if node is None else desk.block(node, name, ("longer_than", "source"), ("longer_than",))
    if block is None:
        return None
    longest = desk.duration(block.get("longer_than"), f"`longer_than` in {name}")
    desk.citation(block, name)
    return None if longest is None else CourseReferral(longer_than=longest)


def compile_resumption(node: Node | None, what: str, desk: Desk) -> Resumption | None:
    """When a held medicine may be taken again."""
    name = f"`resume` of {what}"
    block = None if node is None else desk.block(node, name, ("after", "condition", "source"), ("after",))
    if block is None:
        return None
    after = desk.duration(block.get("after"), f"`after` in {name}", LONGEST_HOLD)
    condition = desk.text(block, "condition", name)
    citation = desk.citation(block, name)
    return None if after is None else Resumption(after=after, condition=condition, citation=citation)


def compile_day_check(node: Node | None, what: str, desk: Desk) -> DayCheck | None:
    """What can only be checked on the day of the procedure."""
    name = f"`on_the_day` of {what}"
    block = None if node is None else desk.block(node, name, ("check", "why", "source"), ("check", "why"))
    if block is None:
        return None
    desk.citation(block, name)
    return DayCheck(check=desk.text(block, "check", name), why=desk.text(block, "why", name))
