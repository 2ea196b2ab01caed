"""What is asked of a list as a whole: how many items it has, whether there is one, the least and the first of them.

A written list is told item by item; a list of codes is one column. What has to be looked through row by row has been
answered beforehand: see `posology.screen.queries`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from operator import add

import ibis
from ibis import Value

from posology.ir.nodes import (
    Coalesce,
    Count,
    Exists,
    Extreme,
    ExtremeOf,
    ListOf,
    Node,
    Quantified,
    Quantifier,
    Relation,
)
from posology.screen.columns import Coded, Column, Counted, Dated, Listing, Plain, is_unknown
from posology.screen.columns import is_null as null_of
from posology.screen.comparison import Side, compared
from posology.screen.doubt import is_imprecise
from posology.screen.frame import Express, Frame
from posology.screen.logic import truth
from posology.screen.reach import Reach
from posology.screen.refusal import Inexpressible, refuse_node
from posology.screen.selecting import Selectable, alike, cut, first_that_holds
from posology.screen.standing import is_known, is_null, unsettled
from posology.screen.stated import column_of_null, states_partial_date
from posology.screen.truths import Truth, any_of, as_column, both, contrary, either, is_true, negated


def list_of(node: ListOf, frame: Frame, express: Express) -> Column:
    """The list with these items, each of them in it."""
    return Listing(tuple(express(each, frame) for each in node.items), (None,) * len(node.items))


def exists(node: Exists, frame: Frame, express: Express) -> Column:
    """Whether the list has an item that is not null.

    Raises:
        Inexpressible: it is a list that a choice makes, or that belongs to the item of a written one.
    """
    operand = express(node.operand, frame)
    match operand:
        case Listing():
            there = any_of(both(is_in(kept), is_known(item)) for item, kept in pairs_of(operand))
            return Plain(settled_by(there, unsettled(operand)))
        case Coded():
            return Plain(_or_of_null(operand, operand.value.length() > 0, empty=False))
        case _:
            raise unasked(node)


def count(node: Count, frame: Frame, express: Express) -> Column:
    """How many items of the list are not null.

    Raises:
        Inexpressible: as for `exists`.
    """
    operand = express(node.operand, frame)
    match operand:
        case Listing():
            found = [both(is_in(kept), contrary(is_null(item))) for item, kept in pairs_of(operand)]
            counted = reduce(
                add, [as_column(each).cast("int32").cast("int64") for each in found], ibis.literal(0, "int64")
            )
            reach = Reach(Fraction(0), Fraction(len(found)), 0)
            return cut(Plain(counted, reach=reach), contrary(unsettled(operand)))
        case Coded():
            return Plain(_or_of_null(operand, operand.value.length().cast("int64"), empty=0))
        case _:
            raise unasked(node)


def quantified(node: Quantified, frame: Frame, express: Express) -> Column:
    """Whether all or any of the items are true, nulls left aside.

    Raises:
        Inexpressible: it is a list that a choice makes.
    """
    operand = express(node.operand, frame)
    if not isinstance(operand, Listing):
        raise unasked(node)
    any_of_them = node.quantifier is Quantifier.ANY
    items = [truth(node.operand, each) for each in operand.items]
    if items and not any_written(operand.kept) and all(each.null is None for each in items):
        return Plain((ibis.or_ if any_of_them else ibis.and_)(*[each.value for each in items]))
    decisive = any_of(
        both(is_in(kept), is_true(item.value if any_of_them else ~item.value))
        for item, kept in zip(items, operand.kept, strict=True)
    )
    found = settled_by(decisive, unsettled(operand))
    return Plain(found if any_of_them else negated(found))


def extreme(node: ExtremeOf, frame: Frame, express: Express) -> Column:
    """The least or the greatest item, nulls left aside; null of a list without one that is known.

    Raises:
        Inexpressible: the items have no order in columns.
    """
    operand = express(node.operand, frame)
    if not isinstance(operand, Listing):
        raise unasked(node)
    if not operand.items:
        return column_of_null(node.type)
    items = alike(operand.items, node)
    there = [both(is_in(kept), is_known(item)) for item, kept in zip(items, operand.kept, strict=True)]
    missing = unsettled(operand)
    options = [(_is_best(node, place, items, there), item) for place, item in enumerate(items)]
    nothing = cut(items[0], kept=False)
    best = cut(first_that_holds(options, nothing, node), contrary(missing))
    none_known = contrary(any_of(there)) if _may_be_nothing(operand) else False
    null = both(contrary(missing), either(none_known, _is_open_for_nothing(node, frame, express, items)))
    return replace(best, null=None if null is False else as_column(null))


def _is_best(node: ExtremeOf, place: int, items: Sequence[Selectable], there: Sequence[Truth]) -> Value:
    """On which rows the item is there, and no other that is there is known to be better or may be."""
    relation = Relation.LESS_OR_EQUAL if node.extreme is Extreme.LEAST else Relation.GREATER_OR_EQUAL
    mine = items[place]
    # a range is not even known to be as small as itself
    others = [each for each in range(len(items)) if each != place or isinstance(mine, Counted)]
    stands = [compared(node, relation, Side(node, mine), Side(node, items[each])) for each in others]
    before = [either(contrary(there[each]), is_true(truth)) for each, truth in zip(others, stands, strict=True)]
    return as_column(both(there[place], *before))


def _is_open_for_nothing(node: ExtremeOf, frame: Frame, express: Express, items: Sequence[Selectable]) -> Truth:
    """On which rows no recorded date can be to blame where no item is known to be the best."""
    if not isinstance(items[0], Counted | Dated) or not states_partial_date(node):
        return False
    partial = is_imprecise(node, frame, express)
    return True if partial is None else ~partial


def first_known(node: Coalesce, frame: Frame, express: Express) -> Column:
    """Of a single list the first item that is known; null of a list in which nothing can be known.

    Raises:
        Inexpressible: its items are lists, intervals or records.
    """
    [options] = node.options
    operand = express(options, frame)
    match operand:
        case Listing():
            if not operand.items:
                return column_of_null(node.type)
            items = alike(operand.items, node)
            known = [
                as_column(both(is_in(kept), ~is_unknown(item))) for item, kept in zip(items, operand.kept, strict=True)
            ]
            nothing = cut(items[0], kept=False)
            first = first_that_holds(list(zip(known, items, strict=True)), nothing, node)
            missing = unsettled(operand)
            null = as_column(contrary(missing)) if _may_be_nothing(operand) else None
            return replace(first, null=null)
        case Coded(value=value):
            none = (value.length() == 0).fill_null(False)
            code = ibis.ifelse(value.length() > 0, value[0], ibis.null("string"))
            return Plain(code, none if operand.null is None else none | operand.null)
        case _:
            raise unasked(node)


def _may_be_nothing(listing: Listing) -> bool:
    """Whether the list may have no item but nulls, and no unknown for which a fact is to blame."""
    return any_written(listing.kept) or all(is_null(each) is not False for each in listing.items)


def pairs_of(listing: Listing) -> Iterator[tuple[Column, Value | None]]:
    """Each item, with what says on which rows it is in the list."""
    return zip(listing.items, listing.kept, strict=True)


def is_in(kept: Value | None) -> Truth:
    """On which rows an item is sure to be in the list."""
    return True if kept is None else is_true(kept)


def any_written(kept: Sequence[Value | None]) -> bool:
    """Whether any item may not be in the list."""
    return any(each is not None for each in kept)


def settled_by(decisive: Truth, open_: Truth) -> Value:
    """True where something decides it, else null where it is open, else false."""
    if decisive is True:
        return ibis.literal(value=True)
    if open_ is False:
        return as_column(decisive)
    return as_column(decisive) | ibis.ifelse(as_column(open_), ibis.null("boolean"), ibis.literal(value=False))


def _or_of_null(operand: Coded, answer: Value, *, empty: bool | int) -> Value:
    """The answer; of null, which has no items, that of an empty list."""
    null = null_of(operand)
    return answer if null is None else ibis.ifelse(null, empty, answer)


def unasked(node: Node) -> Inexpressible:
    """The refusal of what would need the entries of a list where no query can be asked of them."""
    return refuse_node(
        node, "it is asked of a list that is neither written, nor recorded, nor what a query leaves of one"
    )
