"""Parts of conditions that are columns of their own, each worked out once however often what stands around it asks.

A date that a duration was added to is asked for by every comparison with it, and a number by the rounding of it: SQL
names both again each time, and within its choices databases work each out anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from posology.ir.nodes import Arithmetic, Fact, Filter, Item, Literal, Membership, Node, Shift
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.walk import facts_read, walk
from posology.screen.carrying import parts_of, settled
from posology.screen.columns import Column, Counted, Dated, Lasting, Plain
from posology.screen.expression import express
from posology.screen.frame import Frame
from posology.screen.refusal import Inexpressible

PART = "part/"
"""What the columns begin with that hold a part."""


def with_parts(frame: Frame, conditions: Iterable[Node]) -> Frame:
    """The frame in which the parts that the conditions name again and again are columns.

    They are the tests of membership that several conditions make (`'lumbar' in regions`), dates that are moved and
    numbers that are reckoned, unless they turn on the procedure date or speak of the entries of a list.
    """
    for parts in _levels(tuple(conditions)):
        answers = dict(_answers(parts, frame))
        if answers:
            asked = replace(frame, asked=MappingProxyType({**frame.asked, **answers}))
            frame, _ = settled(asked, f"{PART}{len(frame.table.columns)}/")
    return frame


def _levels(conditions: tuple[Node, ...]) -> Iterator[list[Node]]:
    """The parts, those first that others are made of."""
    times = Counter(part for each in conditions for part in walk(each) if _is_part(part))
    left = [part for part, number in times.items() if number > 1 or not isinstance(part, Membership)]
    while left:
        level = [each for each in left if not any(part in left for part in walk(each) if part != each)]
        yield level
        left = [each for each in left if each not in level]


def _is_part(node: Node) -> bool:
    match node:
        case Membership(element=Literal(), collection=Fact()):
            pass
        case Shift() | Arithmetic():
            if any(isinstance(each, Item | Filter) for each in walk(node)):
                return False
        case _:
            return False
    paths = facts_read(node)
    return bool(paths) and PROCEDURE_DATE not in paths


def _answers(parts: Iterable[Node], frame: Frame) -> Iterator[tuple[Node, Column]]:
    """The parts that differ from row to row; what cannot be said is refused where a condition asks for it."""
    for part in parts:
        if part in frame.asked:
            continue
        try:
            found = express(part, frame)
        except Inexpressible:
            continue
        is_single = isinstance(found, Plain | Dated | Counted | Lasting)
        if is_single and any(each.op().relations for each in parts_of(found)):
            yield part, found
