"""What conditions leave of a list: each item is in it, or not, or may be, which is null."""

from __future__ import annotations

from types import MappingProxyType

import ibis
from ibis import Value

from posology.ir.nodes import Fact, Filter, Inclusion, ListOf, Membership, Node, Property
from posology.ir.types import IntervalType, ListType, RecordType, Simple
from posology.screen.columns import Coded, Column, Entered, Entries, Listing, Plain, is_null, is_unknown
from posology.screen.frame import Express, Frame, is_long, unrecorded
from posology.screen.refusal import refuse_node
from posology.screen.truths import beside


def sifted(node: Node) -> tuple[Node, tuple[Filter, ...]]:
    """The list that queries within one another start from, and the queries, the innermost first."""
    filters: list[Filter] = []
    while isinstance(node, Filter):
        filters.append(node)
        node = node.source
    return node, tuple(reversed(filters))


def is_looked_through(node: Node) -> bool:
    """Whether the items are rows of a table: records, or what a condition leaves of a recorded list."""
    base, filters = sifted(node)
    if not isinstance(base, Fact | Property):
        return False
    return is_long(base.type) or (bool(filters) and isinstance(base.type, ListType))


def memberships_of(node: Inclusion) -> tuple[Membership, ...]:
    """For a written list within one that is looked through: the question that is asked of each of its items."""
    items = node.inner.items if isinstance(node.inner, ListOf) else ()
    return tuple(
        Membership(element=each, collection=node.outer, type=Simple.BOOLEAN, origin=node.origin) for each in items
    )


def filtered(node: Filter, frame: Frame, express: Express) -> Column:
    """What a query leaves of a written list; of a recorded one, whether there is a list at all.

    Raises:
        Inexpressible: it looks through something else.
    """
    source = express(node.source, frame)
    match source:
        case Entries():
            return source
        case Coded():
            return Entries(~is_unknown(source))
        case Listing():
            pairs = zip(source.items, source.kept, strict=True)
            kept = tuple(_kept_by(node, item, before, frame, express) for item, before in pairs)
            return Listing(source.items, kept, source.null)
        case _:
            raise refuse_node(node, "it looks through a list that is neither written nor recorded")


def _kept_by(node: Filter, item: Column, before: Value | None, frame: Frame, express: Express) -> Value:
    holds = truth_of(node.condition, frame.with_item(node.alias, item), express)
    return holds if before is None else kept_after(before, holds, holds_of_unknown(node, frame, express))


def truth_of(condition: Node, frame: Frame, express: Express) -> Value:
    """Whether the condition holds; false where it is the null that an expression makes itself, which keeps nothing.

    Raises:
        Inexpressible: it has no truth value in columns.
    """
    found = express(condition, frame)
    if not isinstance(found, Plain):
        raise refuse_node(condition, "it has no truth value in columns")
    null = is_null(found)
    return found.value if null is None else ibis.ifelse(null, ibis.literal(value=False), found.value)


def holds_of_unknown(node: Filter, frame: Frame, express: Express) -> Value:
    """Whether the condition of the query holds of an item of which nothing is known."""
    return truth_of(node.condition, frame.with_item(node.alias, _unknown_item(node)), express)


def _unknown_item(node: Filter) -> Column:
    match node.type.item if isinstance(node.type, ListType) else node.type:
        case RecordType(fields=fields):
            return Entered(MappingProxyType({name: unrecorded(type_) for name, type_ in fields}))
        case IntervalType():
            raise refuse_node(node, "it looks through intervals that another query may have left out")
        case type_:
            return unrecorded(type_)


def kept_after(before: Value, holds: Value, of_unknown: Value) -> Value:
    """What a second condition leaves of what a first has kept.

    Where the first leaves it open, the second is asked of an item that is not known, which it may drop all the same.
    """
    return before & ibis.ifelse(beside(before).isnull(), of_unknown, holds)
