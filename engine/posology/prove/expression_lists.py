"""Lists: what is in them, how many, all or any, the least, the first that is known. As `posology.ir.laws` has them."""

from __future__ import annotations

from collections.abc import Sequence

from z3 import BoolRef

from posology.ir import nodes as ir
from posology.ir.nodes import Extreme, Quantifier, Relation
from posology.ir.types import Type
from posology.ir.value_laws import inside
from posology.prove.desk import Desk
from posology.prove.expression_answers import (
    CERTAIN,
    NEVER,
    UNRECORDED,
    Answer,
    all_known,
    any_blamed,
    as_truth,
    choose_truth,
    conjunction,
    disjunction,
    is_null,
    is_true,
    open_where_null,
    sure,
    unrecorded,
)
from posology.prove.expression_comparison import compare, equal
from posology.prove.expression_intervals import in_interval, interval_in_interval
from posology.prove.expression_made import null, several_of, unknown_where
from posology.prove.expression_merging import as_one_shape, choose
from posology.prove.expression_questions import may_be_other_days, may_be_two_days
from posology.prove.expression_terms import FALSE, TRUE, both, either, how_many, negate, real
from posology.prove.symbols import Number, Several, Stretch, Symbol, Truth

_Items = Sequence[tuple[BoolRef, Symbol]]


def items_of(value: Symbol) -> _Items:
    """The items of a list, each with whether it is there; of null, which CQL reads as an empty list, none."""
    if not isinstance(value, Several):
        return ()
    return tuple((both(value.known, slot.there), slot.item) for slot in value.slots)


def _any_unrecorded(value: Symbol, items: _Items) -> BoolRef:
    return either(value.blamed, *(both(there, unrecorded(item)) for there, item in items))


def list_of(_: ir.ListOf, __: Desk, *items: Symbol) -> Answer:
    """The list of the items, unknown ones among them."""
    return Answer(several_of(*items))


def membership(node: ir.Membership, desk: Desk, element: Symbol, collection: Symbol) -> Answer:
    """Whether the element is in the list, or the point in the interval; in null nothing is."""
    answer = Answer(NEVER)
    if isinstance(collection, Stretch):
        answer = in_interval(node, desk, element, collection)
    elif isinstance(collection, Several):
        answer = _in_list(node, desk, element, collection)
    found = choose_truth(collection.known, as_truth(answer.symbol), choose_truth(collection.blamed, UNRECORDED, NEVER))
    return Answer(found, both(collection.known, answer.open))


def _in_list(node: ir.Membership, desk: Desk, element: Symbol, collection: Several) -> Answer:
    items = items_of(collection)
    found = _contained(element, items, node.element.type, desk)
    alike = either(*(both(there, may_be_two_days((node.element, element), (node.collection, i))) for there, i in items))
    return Answer(found, either(alike, open_where_null(found, element)))


def _contained(element: Symbol, items: _Items, type_: Type, desk: Desk) -> Truth:
    """Whether an item equals the element, where two nulls are equal and a null and a value are not."""
    return disjunction(*(choose_truth(there, _same(element, item, type_, desk), NEVER) for there, item in items))


def _same(left: Symbol, right: Symbol, type_: Type, desk: Desk) -> Truth:
    left, right = as_one_shape(left, right)
    known = all_known(left, right)
    otherwise = choose_truth(unrecorded(left, right), UNRECORDED, sure(both(is_null(left), is_null(right))))
    return otherwise if known.eq(FALSE) else choose_truth(known, equal(left, right, type_, desk), otherwise)


def inclusion(node: ir.Inclusion, desk: Desk, inner: Symbol, outer: Symbol) -> Answer:
    """Whether the whole of the one is within the other, both being known."""
    if isinstance(inner, Stretch):
        answer = interval_in_interval(node, desk, inner, outer)
    else:
        within, type_ = items_of(outer), inside(node.inner.type)
        each = (choose_truth(there, _contained(item, within, type_, desk), CERTAIN) for there, item in items_of(inner))
        found = conjunction(*each)
        answer = Answer(found, is_null(found))
    found = as_truth(answer.symbol)
    alike = both(is_true(found), may_be_other_days((node.inner, inner), (node.outer, outer)))
    return Answer(found, either(alike, answer.open))


def exists(_: ir.Exists, __: Desk, operand: Symbol) -> Answer:
    """Whether there is an item that is not null."""
    items = items_of(operand)
    found = either(*(both(there, item.known, negate(unrecorded(item))) for there, item in items))
    open_to_facts = _any_unrecorded(operand, items)
    return Answer(choose_truth(found, CERTAIN, choose_truth(open_to_facts, UNRECORDED, NEVER)))


def count(_: ir.Count, __: Desk, operand: Symbol) -> Answer:
    """How many items are not null."""
    items = items_of(operand)
    number = real(how_many(*(both(there, negate(is_null(item))) for there, item in items)))
    found = Number(known=TRUE, blamed=FALSE, low=number, high=number)
    return Answer(unknown_where(_any_unrecorded(operand, items), TRUE, found))


def quantified(node: ir.Quantified, _: Desk, operand: Symbol) -> Answer:
    """Whether all or any of the items are true, nulls left aside."""
    items = [(there, as_truth(item)) for there, item in items_of(operand)]
    any_ = node.quantifier is Quantifier.ANY
    decisive, otherwise = (CERTAIN, NEVER) if any_ else (NEVER, CERTAIN)
    decided = either(*(both(there, item.known, item.holds if any_ else negate(item.holds)) for there, item in items))
    open_to_facts = _any_unrecorded(operand, items)
    return Answer(choose_truth(decided, decisive, choose_truth(open_to_facts, UNRECORDED, otherwise)))


def extreme(node: ir.ExtremeOf, desk: Desk, operand: Symbol) -> Answer:
    """The first item that is at least, or at most, as great as every other; open where precision leaves that so."""
    better = Relation.LESS_OR_EQUAL if node.extreme is Extreme.LEAST else Relation.GREATER_OR_EQUAL
    items = items_of(operand)
    present = [(both(there, item.known), item) for there, item in items]
    known = [(there, item) for there, item in present if not there.eq(FALSE)]
    best = [both(there, *(_beats(better, item, other, desk) for other in known)) for there, item in known]
    found: Symbol = null(node.type)
    for first, (_, item) in reversed(list(zip(best, known, strict=True))):
        found = choose(first, item, found)
    undecided = both(either(*(there for there, _ in known)), negate(either(*best)))
    unsettled = _any_unrecorded(operand, items)
    return Answer(unknown_where(unsettled, TRUE, found), both(undecided, negate(unsettled)))


def _beats(better: Relation, item: Symbol, other: tuple[BoolRef, Symbol], desk: Desk) -> BoolRef:
    settled, holds = compare(better, item, other[1], desk)
    return either(negate(other[0]), both(settled, holds))


def coalesce(node: ir.Coalesce, _: Desk, *options: Symbol) -> Answer:
    """The first that is known; of a single list, its first item that is."""
    values = items_of(options[0]) if len(options) == 1 else tuple((TRUE, each) for each in options)
    blamed = either(any_blamed(*options), *(both(there, value.blamed) for there, value in values))
    found = unknown_where(TRUE, blamed, null(node.type))
    for there, value in reversed(values):
        found = choose(both(there, value.known), value, found)
    return Answer(found)
