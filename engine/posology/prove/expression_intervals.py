"""Intervals: how one is made, its ends, and what lies within it. As `posology.ir.laws` has them."""

from __future__ import annotations

from dataclasses import replace

from z3 import BoolRef

from posology.ir import nodes as ir
from posology.ir.nodes import End, Node, Relation
from posology.ir.types import Simple, Type
from posology.ir.value_laws import inside
from posology.prove.calendar_days import FIRST_DAY, LAST_DAY
from posology.prove.desk import Desk
from posology.prove.expression_answers import (
    Answer,
    conjunction,
    is_null,
    is_partial,
    is_recorded,
    is_true,
    open_where_null,
)
from posology.prove.expression_comparison import ordered
from posology.prove.expression_ends import ends, ends_as_known
from posology.prove.expression_made import null
from posology.prove.expression_merging import choose
from posology.prove.expression_questions import extent, may_be_other_days, may_be_two_days, within
from posology.prove.expression_terms import FALSE, TRUE, both, either, less, negate, plus, truth, whole
from posology.prove.symbols import Day, Stretch, Symbol, Truth


def interval_of(node: ir.IntervalOf, desk: Desk, low: Symbol, high: Symbol) -> Answer:
    """The interval; null where it has no point, open where the precision of a recorded date decides whether it has."""
    point = inside(node.type)
    low, high = _of_type(low, point), _of_type(high, point)
    no_end = both(is_null(low), is_null(high))
    low, low_closed = _known_by_its_days(node.low, low, node.low_closed, 1)
    high, high_closed = _known_by_its_days(node.high, high, node.high_closed, -1)
    interval = Stretch(known=TRUE, blamed=FALSE, low=low, high=high, low_closed=low_closed, high_closed=high_closed)
    first, last = ends(interval, point, desk)
    other_days = may_be_other_days((node.low, first), (node.high, last))
    backwards = ordered(Relation.GREATER, first, last, desk)
    undecided = FALSE
    if is_recorded(node.low) or is_recorded(node.high):
        # known to the day, the ends may turn out to be in the wrong order, and the interval to be null
        undecided = open_where_null(backwards, first, last)
    known = both(negate(is_true(backwards)), negate(no_end))
    return Answer(replace(interval, known=known), either(other_days, undecided))


def _of_type(end: Symbol, point: Type) -> Symbol:
    """The end in the shape of its type: null has none of its own."""
    if isinstance(end, Truth) and point is not Simple.BOOLEAN:
        return replace(null(point), known=end.known, blamed=end.blamed)
    return end


def _known_by_its_days(node: Node, end: Symbol, closed: bool, inwards: int) -> tuple[Symbol, BoolRef]:
    """The end, moved inwards by a day where it is open and was recorded only to the month or the year.

    What is said of such an interval must not be taken back once the day of its end is known.
    """
    if closed or not isinstance(end, Day) or not is_recorded(node):
        return end, truth(closed)
    room = less(end.latest, whole(LAST_DAY)) if inwards > 0 else less(whole(FIRST_DAY), end.earliest)
    partial = is_partial(end)
    moves = both(partial, room)
    moved = replace(end, earliest=plus(end.earliest, whole(inwards)), latest=plus(end.latest, whole(inwards)))
    return choose(moves, moved, end), moves


def boundary(node: ir.Boundary, desk: Desk, operand: Symbol) -> Answer:
    """The first or the last point."""
    first, last = extent(operand, node.operand.type, desk)
    return Answer(first if node.end is End.START else last)


def in_interval(node: ir.Membership, desk: Desk, element: Symbol, interval: Stretch) -> Answer:
    """Whether the point lies in the interval, which is known."""
    low, high = ends_as_known(interval, inside(node.collection.type), desk)
    found = within(element, low, high, desk)
    alike = may_be_two_days((node.element, element), (node.collection, low), (node.collection, high))
    return Answer(found, either(alike, open_where_null(found, element, low, high)))


def interval_in_interval(node: ir.Inclusion, desk: Desk, inner: Stretch, outer: Symbol) -> Answer:
    """Whether the one lies in the other as a whole, both being known."""
    first, last = extent(inner, node.inner.type, desk)
    low, high = extent(outer, node.outer.type, desk)
    starts = ordered(Relation.GREATER_OR_EQUAL, first, low, desk)
    found = conjunction(starts, ordered(Relation.LESS_OR_EQUAL, last, high, desk))
    return Answer(found, open_where_null(found, first, last, low, high))
