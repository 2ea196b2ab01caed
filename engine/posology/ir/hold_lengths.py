"""How many days a hold can come to, as far as that is written in the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from types import MappingProxyType

from posology.ir.nodes import Arithmetic, Choice, Literal, Node, Operator, Origin
from posology.values.dates import CalendarDuration, CalendarUnit

DAYS_OF: Mapping[CalendarUnit, int] = MappingProxyType(
    {CalendarUnit.DAY: 1, CalendarUnit.WEEK: 7, CalendarUnit.MONTH: 31, CalendarUnit.YEAR: 366}
)
"""The most days that one of the unit can have."""


def lengths(node: Node) -> Iterator[tuple[int, Origin]]:
    """The days that an expression can come to, as far as they are written in it."""
    match node:
        case Literal(value=CalendarDuration(amount=amount, unit=unit)):
            yield amount * DAYS_OF[unit], node.origin
        case Choice(branches=branches, otherwise=otherwise):
            for each in (*(branch.then for branch in branches), otherwise):
                yield from lengths(each)
        case Arithmetic(operator=Operator.ADD | Operator.SUBTRACT as operator, left=left, right=right):
            sign = 1 if operator is Operator.ADD else -1
            for (mine, _), (theirs, _) in product(lengths(left), lengths(right)):
                yield mine + sign * theirs, node.origin
        case _:
            return
