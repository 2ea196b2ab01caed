"""What every rule of the checker needs at hand: the names, the faults, and a way to check an operand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from posology.compile.condition_codes import (
    CALENDAR_AND_ELAPSED,
    CALENDAR_FAMILIES,
    DIFFERENT_DIMENSIONS,
    DIFFERENT_TYPES,
    WRONG_TYPE,
)
from posology.compile.condition_scope import Scope
from posology.compile.condition_types import coerce, common_type
from posology.ir.nodes import Node, Origin
from posology.ir.types import CalendarType, CodeType, ListType, QuantityType, Simple, Type, in_words
from posology.protocol.condition.faults import Faults
from posology.protocol.condition.syntax import Expression, Place


@dataclass(frozen=True, slots=True)
class Alias:
    """What a name stands for inside a query: one item of a list, and the path of the list where the record has it."""

    type: Type
    path: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The state of checking one condition; every method that finds a fault reports it and returns None."""

    faults: Faults
    scope: Scope
    checker: Callable[[Expression, Desk], Node | None]
    aliases: Mapping[str, Alias]

    def check(self, expression: Expression) -> Node | None:
        """The typed tree of an operand."""
        return self.checker(expression, self)

    def check_all(self, expressions: Sequence[Expression]) -> tuple[Node, ...] | None:
        """The typed trees of all operands; every one is checked, also after a fault."""
        checked = [self.check(each) for each in expressions]
        sound = tuple(each for each in checked if each is not None)
        return sound if len(sound) == len(checked) else None

    def check_as(self, expression: Expression, wanted: Type, what: str, help: str = "") -> Node | None:  # noqa: A002 - the word that authors see
        """The typed tree of an operand that must have the type; `what` says for whom: ``and` needs`."""
        node = self.check(expression)
        if node is None:
            return None
        coerced = coerce(node, wanted)
        if coerced is None:
            message = f"{what} {in_words(wanted)}, and {self.told(node)}"
            self.report(WRONG_TYPE, message, expression.place, help)
        return coerced

    def with_alias(self, name: str, alias: Alias) -> Desk:
        """The desk inside a query."""
        return replace(self, aliases=MappingProxyType({**self.aliases, name: alias}))

    def origin(self, place: Place) -> Origin:
        """Where the place lies in the file, and its text."""
        return Origin(self.faults.span(place), self.faults.quote(place))

    def report(self, code: str, message: str, place: Place, help: str = "") -> None:  # noqa: A002 - the word that authors see
        """Reports a fault at the place."""
        self.faults.report(code, message, place, help)

    def name(self, node: Node) -> str:
        """The text of a checked operand, quoted for a message, and cut where it is long."""
        text = node.origin.text
        return f"`{text}`" if len(text) <= LONGEST_QUOTE else f"`{text[:LONGEST_QUOTE]}…`"

    def told(self, node: Node) -> str:
        """The text of a checked operand, and what it is: `` `vas` is a whole number ``."""
        return f"{self.name(node)} is {in_words(node.type)}"

    def join(self, nodes: Sequence[Node], place: Place, what: str) -> tuple[Node, ...] | None:
        """The nodes brought to their common type; `what` says to what end: `be compared`."""
        type_: Type = Simple.ANY
        for index, node in enumerate(nodes):
            common = common_type(type_, node.type)
            if common is None:
                first = next(each for each in nodes[:index] if common_type(each.type, node.type) is None)
                self.report_mismatch(first, node, place, what)
                return None
            type_ = common
        coerced = [coerce(node, type_) for node in nodes]
        sound = tuple(each for each in coerced if each is not None)
        if len(sound) < len(coerced):
            self.report_mismatch(nodes[0], nodes[-1], place, what)
            return None
        return sound

    def report_mismatch(self, left: Node, right: Node, place: Place, what: str) -> None:
        """Reports that two operands have nothing in common, in the words of what keeps them apart."""
        code, help_text = _why_different(left.type, right.type)
        message = f"{self.name(left)} and {self.name(right)} cannot {what}: {_told_apart(left.type, right.type)}"
        self.report(code, message, place, help_text)


LONGEST_QUOTE = 60


def _told_apart(left: Type, right: Type) -> str:
    mine, theirs = in_words(left), in_words(right)
    return f"one is {mine}, the other {theirs}" if mine != theirs else f"each is {mine}, of another kind"


def _why_different(left: Type, right: Type) -> tuple[str, str]:
    match left, right:
        case (CalendarType(), QuantityType()) | (QuantityType(), CalendarType()):
            return (
                CALENDAR_AND_ELAPSED,
                "a calendar duration has no fixed length: write both as `30 days`, or both as `30 'd'`",
            )
        case CalendarType(), CalendarType():
            return (
                CALENDAR_FAMILIES,
                "a month has no fixed number of days: write both in months and years, or both in days and weeks",
            )
        case QuantityType(), QuantityType() if left.dimension == right.dimension:
            return DIFFERENT_DIMENSIONS, "neither unit converts exactly into the other: write both in one unit"
        case QuantityType(), QuantityType():
            return DIFFERENT_DIMENSIONS, "write a unit of the same kind on both sides"
        case (QuantityType(unit=unit), Simple.INTEGER | Simple.DECIMAL) | (
            Simple.INTEGER | Simple.DECIMAL,
            QuantityType(unit=unit),
        ):
            return DIFFERENT_TYPES, f"a number for a quantity has a unit: `5 '{unit}'`"
        case _:
            return DIFFERENT_TYPES, _what_was_meant(left, right) or _what_was_meant(right, left)


def _what_was_meant(type_: Type, other: Type) -> str:
    match type_, other:
        case Simple.DATE, Simple.TEXT | Simple.INTEGER:
            return "a date begins with `@`: `@2026-11-20`"
        case ListType(), Simple() | CodeType():
            return "ask whether a value is `in` a list: `'lumbar' in regions`"
        case CalendarType(), Simple.INTEGER:
            return "a duration has its unit, as `1 year`; a count, as of `years between … and …`, is a number alone"
        case Simple.BOOLEAN, Simple.INTEGER | Simple.DECIMAL | QuantityType():
            return "a comparison is true or false: of a range, write `between … and …`"
        case _:
            return ""
