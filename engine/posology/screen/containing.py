"""Lists in columns, held against a value or each other: whether one is in the other, and whether they are the same.

Within lists two nulls are the same, a null and a value are not, and an item that nobody recorded may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from typing import TypeAlias

import ibis
from ibis import Value

from posology.ir.nodes import Comparison, Inclusion, ListOf, Literal, Membership, Node, Relation
from posology.ir.types import CodeType, Type
from posology.ir.value_laws import equivalent, inside
from posology.screen.columns import Coded, Column, Entries, Listing, Plain, is_unknown
from posology.screen.comparison import Side, compared
from posology.screen.dates import is_recorded
from posology.screen.doubt import is_imprecise
from posology.screen.frame import Express, Frame
from posology.screen.lists import is_in, unasked
from posology.screen.refusal import refuse_node
from posology.screen.sifting import memberships_of, sifted
from posology.screen.standing import is_null, is_stated, unsettled
from posology.screen.stated import states_partial_date
from posology.screen.truths import Truth, any_of, as_column, beside, both, contrary, either, is_true, negated
from posology.values.truth import Unknown

_Item: TypeAlias = tuple[Side, Value | None]
"""An item of a written list, with what says on which rows it is in the list."""


def membership(node: Membership, frame: Frame, express: Express) -> Column:
    """Whether an element is in a list; in a list that is null nothing is.

    Raises:
        Inexpressible: what is compared has no columns, or it is a list that a choice makes.
    """
    element = Side(node.element, express(node.element, frame))
    collection = express(node.collection, frame)
    match collection:
        case Listing():
            recorded = is_recorded(node.element) and is_recorded(node.collection)
            value = _contained(node, element, _items_of(node.collection, collection), recorded=recorded)
            blamed = either(unsettled(element.column), unsettled(collection))
            return Plain(value, _null_where_open(node, frame, express, blamed, null=False))
        case Coded():
            return Plain(_contains(node, collection, element))
        case _:
            raise unasked(node)


def inclusion(node: Inclusion, frame: Frame, express: Express) -> Column:
    """Whether every item of a list is in another; unknown where a list is.

    Raises:
        Inexpressible: as for `membership`.
    """
    inner, outer = express(node.inner, frame), express(node.outer, frame)
    match inner, outer:
        case Listing(), Listing():
            recorded = is_recorded(node.inner) and is_recorded(node.outer)
            items = _items_of(node.outer, outer)
            within = (
                _unless_left_out(kept, _contained(node, each, items, recorded=recorded), _is_there(items))
                for each, kept in _items_of(node.inner, inner)
            )
            value = ibis.and_(*within) if inner.items else ibis.literal(value=True)
        case Listing(), Coded():
            within = (
                _unless_left_out(kept, _contains(node, outer, each), outer.value.length() > 0)
                for each, kept in _items_of(node.inner, inner)
            )
            value = _unless_unknown(outer, ibis.and_(*within) if inner.items else ibis.literal(value=True))
        case Coded(), _:
            value = _codes_within(node, inner, outer)
        case Listing(), Entries():
            asked = [express(each, frame) for each in memberships_of(node)]
            found = [each.value for each in asked if isinstance(each, Plain)]
            value = _unless_unknown(outer, ibis.and_(*found) if found else ibis.literal(value=True))
        case _:
            raise unasked(node)
    null = either(is_null(inner), is_null(outer))
    if null is not False:
        value = ibis.ifelse(as_column(null), ibis.null("boolean"), value)
    blamed = either(unsettled(inner), unsettled(outer))
    return Plain(value, _null_where_open(node, frame, express, blamed, null))


def lists_compared(node: Comparison, frame: Frame, express: Express) -> Column:
    """Whether two lists are the same, or equivalent: item by item, in their order.

    Raises:
        Inexpressible: as for `membership`, and where equivalent texts are not the same and may be any.
    """
    left, right = express(node.left, frame), express(node.right, frame)
    equal = node.operator in {Relation.EQUAL, Relation.NOT_EQUAL}
    match left, right:
        case Listing(), Listing():
            recorded = is_recorded(node.left) and is_recorded(node.right)
            same = _same_items(node, _items_of(node.left, left), _items_of(node.right, right), recorded=recorded)
            same = _where(contrary(either(unsettled(left), unsettled(right))), same)
        case Coded(), Coded():
            _refuse_equivalent_texts(node)
            same = left.value == right.value
        case (Coded() as codes, Listing() as written) | (Listing() as written, Coded() as codes):
            _refuse_equivalent_texts(node)
            same = _same_codes(node, codes, written)
        case _:
            raise unasked(node)
    blamed = either(unsettled(left), unsettled(right))
    mine, theirs = is_null(left), is_null(right)
    if equal:
        same = _where(contrary(either(mine, theirs)), same)
    elif either(mine, theirs) is not False:
        same = ibis.cases(
            (as_column(blamed), ibis.null("boolean")),
            (as_column(either(mine, theirs)), as_column(both(mine, theirs))),
            else_=same,
        )
    value = same if node.operator in {Relation.EQUAL, Relation.EQUIVALENT} else negated(same)
    return Plain(value, _null_where_open(node, frame, express, blamed, either(mine, theirs, _has_nulls(left, right))))


def _items_of(node: Node, listing: Listing) -> list[_Item]:
    """The items of a written list, or of a query over one, each with what was written."""
    base, _ = sifted(node)
    written = base.items if isinstance(base, ListOf) else ()
    return [(Side(each, column), kept) for each, column, kept in zip(written, listing.items, listing.kept, strict=True)]


def _contained(node: Node, element: Side, items: Sequence[_Item], *, recorded: bool) -> Value:
    """Whether the element is among the items; null where an item that it may be leaves it open."""
    if not items:
        return ibis.literal(value=False)
    texts = [_stated_text(item.column) for item, _ in items]
    known = [each for each in texts if each is not None]
    always = len(known) == len(items) and all(kept is None for _, kept in items)
    if always and isinstance(element.column, Plain) and is_null(element.column) is False:
        return element.column.value.isin(known)
    found: list[Value] = []
    for item, kept in items:
        same = _same_within(node, element, item, recorded=recorded)
        found.append(same if kept is None else ibis.ifelse(beside(kept).isnull(), ibis.null("boolean"), kept & same))
    return ibis.or_(*found)


def _stated_text(column: Column) -> str | None:
    if not isinstance(column, Plain) or not is_stated(column.value):
        return None
    text = column.value.op().value
    return text if isinstance(text, str) else None


def _same_within(node: Node, left: Side, right: Side, *, recorded: bool) -> Value:
    """Whether two items are the same, where two nulls are, and a null and a value are not."""
    mine, theirs = is_null(left.column), is_null(right.column)
    if mine is False and theirs is False:
        return compared(node, Relation.EQUAL, left, right, recorded=recorded)
    open_ = either(unsettled(left.column), unsettled(right.column))
    if _is_null_itself(left.node) or _is_null_itself(right.node):
        return _where(contrary(open_), as_column(both(mine, theirs)))
    same = compared(node, Relation.EQUAL, left, right, recorded=recorded)
    return ibis.cases(
        (as_column(open_), ibis.null("boolean")),
        (as_column(either(mine, theirs)), as_column(both(mine, theirs))),
        else_=same,
    )


def _is_null_itself(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, Unknown)


def _where(known: Truth, value: Value) -> Value:
    """The truth, null elsewhere."""
    return value if known is True else ibis.ifelse(as_column(known), value, ibis.null("boolean"))


def _is_there(items: Sequence[_Item]) -> Truth:
    """On which rows a list has any item, be it one that is not known."""
    return any_of(True if kept is None else contrary(is_true(~kept)) for _, kept in items)


def _unless_left_out(kept: Value | None, contained: Value, others: Truth) -> Value:
    """Whether the item is contained, or has been left out; an item that is not known is in no list without items."""
    if kept is None:
        return contained
    of_unknown = ibis.ifelse(as_column(others), ibis.null("boolean"), ibis.literal(value=False))
    return ibis.ifelse(beside(kept).isnull(), of_unknown, ~kept | contained)


def _contains(node: Node, codes: Coded, element: Side) -> Value:
    """Whether a recorded list of codes has the element; nothing is in one that is empty or null."""
    column = element.column
    if not isinstance(column, Plain):
        raise refuse_node(node, "it looks among codes for what is none")
    found = codes.value.contains(column.value)
    if not is_stated(column.value):
        absent = either(codes.value.length() == 0, both(codes.value.notnull(), is_null(column)))
        # asked for a null, an array of Spark says that it has none
        nothing = (column.value.isnull(), ibis.null("boolean"))
        found = ibis.cases((as_column(is_true(absent)), ibis.literal(value=False)), nothing, else_=found)
    null = is_null(codes)
    return found if null is False else ibis.ifelse(as_column(null), ibis.literal(value=False), found)


def _codes_within(node: Inclusion, inner: Coded, outer: Column) -> Value:
    """Whether every code of a recorded list is in another list: each option by itself, where there are some."""
    item = inside(node.inner.type)
    options = item.options if isinstance(item, CodeType) else ()
    match outer:
        case Listing() if options:
            items = _items_of(node.outer, outer)
            recorded = is_recorded(node.outer)
            found = [
                ~inner.value.contains(each.column.value) | _contained(node, each, items, recorded=recorded)
                for each in _sides_of(options, item)
                if isinstance(each.column, Plain)
            ]
            return _unless_unknown(inner, ibis.and_(*found))
        case Listing():
            texts = [_stated_text(each) for each in outer.items]
            known = [each for each in texts if each is not None]
            if len(known) < len(texts) or any(each is not None for each in outer.kept):
                raise refuse_node(node, "codes that may be any, within a list whose items differ")
            return _none_among(inner, lambda code: ~code.isin(known))
        case Coded():
            return _none_among(inner, lambda code: ~outer.value.contains(code))
        case _:
            raise refuse_node(node, "a recorded list within what a query leaves of another")


def _none_among(codes: Coded, outside: Callable[[Value], Value]) -> Value:
    """Whether no code of a recorded list is outside; null where the list is not known."""
    return codes.value.filter(outside).length() == 0


def _sides_of(options: Sequence[str], type_: Type) -> list[Side]:
    return [Side(Literal(value=each, type=type_), Plain(ibis.literal(each))) for each in options]


def _unless_unknown(lists: Column, value: Value) -> Value:
    """The truth, null where the list is not known."""
    return ibis.ifelse(is_unknown(lists), ibis.null("boolean"), value)


def _same_items(node: Comparison, left: Sequence[_Item], right: Sequence[_Item], *, recorded: bool) -> Value:
    """Whether the lists have the same items in the same places; every item is one that recorded facts leave settled."""
    equal = node.operator in {Relation.EQUAL, Relation.NOT_EQUAL}

    def same(mine: Side, theirs: Side) -> Value:
        if not equal:
            return compared(node, Relation.EQUIVALENT, mine, theirs, recorded=recorded)
        either_is_null = either(is_null(mine.column), is_null(theirs.column))
        if _is_null_itself(mine.node) or _is_null_itself(theirs.node):
            both_are = as_column(both(is_null(mine.column), is_null(theirs.column)))
            return ibis.ifelse(both_are, ibis.literal(value=True), ibis.null("boolean"))
        found = compared(node, Relation.EQUAL, mine, theirs, recorded=recorded)
        both_null = both(is_null(mine.column), is_null(theirs.column))
        return found if either_is_null is False else as_column(either(both_null, found))

    if all(kept is None for _, kept in (*left, *right)):
        if len(left) != len(right):
            return ibis.literal(value=False)
        found = [same(mine, theirs) for (mine, _), (theirs, _) in zip(left, right, strict=True)]
        return ibis.and_(*found) if found else ibis.literal(value=True)
    places, others = _places(left), _places(right)
    found = [_how_many(left) == _how_many(right)]
    for (mine, mine_kept), place in zip(left, places, strict=True):
        for (theirs, theirs_kept), other in zip(right, others, strict=True):
            beside = both(is_in(mine_kept), is_in(theirs_kept), place == other)
            found.append(as_column(either(contrary(beside), same(mine, theirs))))
    return ibis.and_(*found)


def _places(items: Sequence[_Item]) -> list[Value]:
    """The place of each item among those that are in the list."""
    return [_how_many(items[:place]) for place in range(len(items))]


def _how_many(items: Sequence[_Item]) -> Value:
    counted = [as_column(is_in(kept)).cast("int32").cast("int64") for _, kept in items]
    return reduce(add, counted, ibis.literal(0, "int64"))


def _same_codes(node: Comparison, codes: Coded, written: Listing) -> Value:
    """Whether a recorded list has exactly the codes that are written, in that order."""
    if any(each is not None for each in written.kept) or not all(isinstance(each, Plain) for each in written.items):
        raise refuse_node(node, "codes beside a list whose length differs from row to row")
    values = [each.value for each in written.items if isinstance(each, Plain)]
    beside = [codes.value[place] == value for place, value in enumerate(values)]
    as_long = codes.value.length() == len(values)
    same = ibis.ifelse(as_long, ibis.and_(*beside), ibis.literal(value=False)) if beside else as_long
    known = _where(contrary(unsettled(written)), same)
    return _unless_unknown(codes, known)


def _refuse_equivalent_texts(node: Comparison) -> None:
    """Codes that are the same but for their case are equivalent, and databases do not know all letters."""
    if node.operator in {Relation.EQUAL, Relation.NOT_EQUAL}:
        return
    texts: list[str] = []
    for each in (node.left, node.right):
        item = inside(each.type)
        if isinstance(item, CodeType) and item.options:
            texts += item.options
        elif isinstance(each, ListOf) and all(isinstance(text, Literal) for text in each.items):
            texts += [str(text.value) for text in each.items if isinstance(text, Literal)]
        else:
            raise refuse_node(node, "texts but for their case, of which not every database knows all")
    different = dict.fromkeys(texts)
    if any(equivalent(one, other, item) is True for one in different for other in different if one != other):
        raise refuse_node(node, "codes that differ only in case")


def _has_nulls(*lists: Column) -> Truth:
    """Whether an item of a written list may be null, which leaves open whether it is the same as a value."""
    items = [each for found in lists if isinstance(found, Listing) for each in found.items]
    return any(is_null(each) is not False for each in items)


def _null_where_open(node: Node, frame: Frame, express: Express, blamed: Truth, null: Truth) -> Value | None:
    """On which rows the answer, where it is unknown, is null: no fact is to blame, nor any date that was looked at.

    `null` says whether anything beside a date that the expression states can leave the answer open.
    """
    if null is False and not states_partial_date(node):
        return None
    partial = is_imprecise(node, frame, express)
    return as_column(contrary(either(blamed, False if partial is None else partial)))
