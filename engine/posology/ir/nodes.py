"""The typed tree that a condition means: a closed family, the same for every execution.

Every node has its `type` and its `origin`; nodes are equal when they mean the same, wherever they were written.
INVARIANT: operands have been brought to one type and one unit by the compiler, so that no execution converts anything
that a `Convert` or a `Widen` does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from posology.diagnostics.span import NOWHERE, Span
from posology.ir.made import Made
from posology.ir.types import Type
from posology.values.dates import CalendarUnit
from posology.values.known import Known
from posology.values.truth import Unknown


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an expression was written, and its text there."""

    span: Span
    text: str


NO_ORIGIN = Origin(NOWHERE, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    type: Type
    origin: Origin = field(default=NO_ORIGIN, compare=False, repr=False)
    made: Made = field(init=False, default_factory=Made, compare=False, repr=False)


class Logic(StrEnum):
    """The connectives of two truth values."""

    AND = "and"
    OR = "or"
    XOR = "xor"
    IMPLIES = "implies"


class Relation(StrEnum):
    """The comparisons of two values."""

    EQUAL = "="
    NOT_EQUAL = "!="
    EQUIVALENT = "~"
    NOT_EQUIVALENT = "!~"
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


class Order(StrEnum):
    """How two dates or intervals lie to each other in time, or two intervals on any scale."""

    BEFORE = "before"
    AFTER = "after"
    SAME_OR_BEFORE = "same or before"
    SAME_OR_AFTER = "same or after"


class Operator(StrEnum):
    """The arithmetic of two numbers or quantities."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class State(StrEnum):
    """What `is` asks of a value: beside `Coalesce`, the only questions that turn on whether it is known at all."""

    NULL = "null"
    TRUE = "true"
    FALSE = "false"


class End(StrEnum):
    """An end of an interval."""

    START = "start"
    END = "end"


class Counting(StrEnum):
    """What is counted between two dates: whole units that have passed, or boundaries of the calendar crossed."""

    WHOLE = "whole"
    BOUNDARIES = "boundaries"


class Extreme(StrEnum):
    """Which item of a list is wanted."""

    LEAST = "Min"
    GREATEST = "Max"


class Quantifier(StrEnum):
    """Whether all or any of a list of truth values must be true."""

    ALL = "AllTrue"
    ANY = "AnyTrue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(_Typed):
    """A value that the expression states itself; null is the unknown without a reason."""

    value: Known | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(_Typed):
    """What the record says under a path of the data dictionary, or a date of the situation (`as_of`)."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(_Typed):
    """The record of the list `path` that the query around it is looking at, under its alias."""

    alias: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Property(_Typed):
    """One field of a record; `path` names it in the data dictionary."""

    operand: Node
    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(_Typed):
    """A list of these items, in this order."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalOf(_Typed):
    """An interval between these ends, each included where it is closed."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(_Typed):
    """The contrary of a truth value."""

    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Logical(_Typed):
    """Two truth values joined."""

    operator: Logic
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(_Typed):
    """Two values compared."""

    operator: Relation
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(_Typed):
    """Whether a value lies from `low` to `high`, both included."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Is(_Typed):
    """Whether a value is null, true or false: always answered, also where the value is unknown."""

    operand: Node
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(_Typed):
    """Whether an element is in a list, or a point in an interval."""

    element: Node
    collection: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion(_Typed):
    """Whether the whole of one list or interval is within another."""

    inner: Node
    outer: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary(_Typed):
    """The first or the last point of an interval."""

    end: End
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing(_Typed):
    """Whether one date or interval lies before or after another."""

    order: Order
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(_Typed):
    """The date a calendar duration later (`+`) or earlier (`-`)."""

    operator: Operator
    operand: Node
    duration: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBetween(_Typed):
    """How many calendar units lie between two dates."""

    unit: CalendarUnit
    counting: Counting
    start: Node
    end: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(_Typed):
    """Two numbers, quantities or calendar durations combined; `scale` brings a product to the unit of `type`."""

    operator: Operator
    left: Node
    right: Node
    scale: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(_Typed):
    """A number, quantity or calendar duration with the opposite sign."""

    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Absolute(_Typed):
    """A number or quantity without its sign."""

    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Convert(_Typed):
    """A quantity in another unit of the same dimension: its magnitude times the factor."""

    operand: Node
    factor: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Widen(_Typed):
    """A whole number read as a decimal."""

    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtremeOf(_Typed):
    """The least or the greatest item of a list, nulls left aside."""

    extreme: Extreme
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalesce(_Typed):
    """The first of these that is known; of a single list, the first item that is known."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists(_Typed):
    """Whether a list has an item that is not null."""

    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(_Typed):
    """How many items of a list are not null."""

    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(_Typed):
    """Whether all or any items of a list are true, nulls left aside."""

    quantifier: Quantifier
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One `when … then …` of a choice."""

    when: Node
    then: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(_Typed):
    """The value of the first branch whose `when` is true, or equals the comparand if there is one; else `otherwise`."""

    comparand: Node | None
    branches: tuple[Branch, ...]
    otherwise: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(_Typed):
    """The items of a list for which the condition, read with the item under its alias, is true."""

    source: Node
    alias: str
    condition: Node


Node: TypeAlias = (
    Literal
    | Fact
    | Item
    | Property
    | ListOf
    | IntervalOf
    | Not
    | Logical
    | Comparison
    | Between
    | Is
    | Membership
    | Inclusion
    | Boundary
    | Timing
    | Shift
    | TimeBetween
    | Arithmetic
    | Negation
    | Absolute
    | Convert
    | Widen
    | ExtremeOf
    | Coalesce
    | Exists
    | Count
    | Quantified
    | Choice
    | Filter
)
