"""A condition as written: what the grammar saw, with its place in the text, and no opinion on what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from posology.values.dates import CalendarUnit, PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """From one character of the text to another; the end is just past the last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(_Written):
    """A value that stands for itself; None is null."""

    value: bool | int | Decimal | str | PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(_Written):
    """A quantity with a UCUM unit: `72 'kg'`."""

    magnitude: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration(_Written):
    """A calendar duration: `3 days`."""

    amount: int
    unit: CalendarUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(_Written):
    """A name standing alone: an element of the dictionary, the first part of its path, or an alias."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dotted(_Written):
    """A name after a dot: the next part of a path, or a field of a record."""

    operand: Expression
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(_Written):
    """A function with its arguments."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(_Written):
    """A list in braces."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends(_Written):
    """An interval with its ends."""

    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(_Written):
    """An operator and its operands in the order written, the operator with single spaces: `same or before`."""

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed(_Written):
    """`years between A and B`; with `difference in` the boundaries are counted."""

    unit: CalendarUnit
    boundaries: bool
    start: Expression
    end: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One `when … then …`; of an `if`, its condition and its first value."""

    when: Expression
    then: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(_Written):
    """An `if`, or a `case` in either form."""

    comparand: Expression | None
    branches: tuple[When, ...]
    otherwise: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(_Written):
    """A list under an alias, with the condition on its items if there is one."""

    source: Expression
    alias: str
    condition: Expression | None


Expression: TypeAlias = (
    Constant | Measure | Duration | Name | Dotted | Call | Items | Ends | Operation | Elapsed | Conditional | Query
)
