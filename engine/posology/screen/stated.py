"""What an expression is that looks at no record: found when the query is written, by the laws of the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import assert_never

import ibis

from posology.ir import nodes as ir
from posology.ir.laws import LAWS, STRICT
from posology.ir.nodes import Logic, Node
from posology.ir.types import CalendarFamily, CalendarType, IntervalType, ListType, RecordType, Simple, Type
from posology.ir.value_laws import ends_as_known, inside, unknowns
from posology.ir.walk import children, walk
from posology.screen.columns import Column, Dated, Lasting, Listing, Plain, Spanning, nothing
from posology.screen.frame import column_type
from posology.screen.reach import of_number
from posology.screen.refusal import refuse_node
from posology.values.dates import DAYS_IN, MONTHS_IN, CalendarDuration, PartialDate, Precision
from posology.values.known import CountRange, Entry, Interval, Value
from posology.values.quantity import Quantity
from posology.values.truth import (
    NULL,
    Truth,
    Unknown,
    conjunction,
    disjunction,
    exclusive_disjunction,
    implication,
    unknown_because,
)

_LOOKS = (ir.Fact, ir.Item, ir.Property, ir.Filter, ir.Choice)
_CONNECTIVES: Mapping[Logic, Callable[[Truth, Truth], Truth]] = MappingProxyType(
    {
        Logic.AND: conjunction,
        Logic.OR: disjunction,
        Logic.XOR: exclusive_disjunction,
        Logic.IMPLIES: implication,
    }
)


def stated(node: Node) -> Value | None:
    """The value of an expression that looks at no record; None of one that does, and of a choice or a query."""
    return None if any(isinstance(each, _LOOKS) for each in walk(node)) else _value(node)


def _value(node: Node) -> Value:
    if isinstance(node, ir.Literal):
        return node.value
    values = [_value(each) for each in children(node)]
    if isinstance(node, ir.Logical):
        left, right = values
        assert isinstance(left, bool | Unknown)  # noqa: S101 - the compiler lets nothing else stand here
        assert isinstance(right, bool | Unknown)  # noqa: S101 - as the left
        return _CONNECTIVES[node.operator](left, right)
    missing = unknowns(*values) if type(node) in STRICT else ()
    found = unknown_because(*missing) if missing else LAWS[type(node)](node, *values)
    # no record is looked at, so nothing but the expression itself can be to blame
    return NULL if found is None else found


def states_partial_date(node: Node) -> bool:
    """Whether the expression itself states a date that is not known to the day."""
    return any(
        isinstance(each, ir.Literal)
        and isinstance(each.value, PartialDate)
        and each.value.precision is not Precision.DAY
        for each in walk(node)
    )


def column_of_value(value: Value, type_: Type, node: Node) -> Column:  # noqa: C901,PLR0911 - one line for each kind
    """The value as a column that is the same on every row; `node` is named where it has none."""
    match value:
        case Unknown():
            return column_of_null(type_)
        case bool():
            return Plain(ibis.literal(value))
        case int():
            return Plain(ibis.literal(value, "int64"), reach=of_number(value))
        case Decimal():
            return number(value)
        case Quantity():
            return number(value.magnitude)
        case str():
            return text(value, node)
        case PartialDate():
            earliest = ibis.literal(value.earliest)
            exact = value.precision is Precision.DAY
            return Dated(earliest, earliest if exact else ibis.literal(value.latest), to_the_day=exact)
        case CalendarDuration():
            return duration(value)
        case Interval():
            point = inside(type_)
            low, high = (column_of_value(each, point, node) for each in (value.low, value.high))
            first, last = (column_of_value(each, point, node) for each in ends_as_known(value, point))
            return Spanning(low, high, first, last)
        case tuple():
            item = inside(type_)
            items = tuple(column_of_value(each, item, node) for each in value)
            return Listing(items, (None,) * len(items))
        case CountRange() | Entry():
            raise refuse_node(node, "a range or a record that the expression states has no column")
        case _:
            assert_never(value)


def column_of_null(type_: Type) -> Column:
    """The null that an expression states, as a column of the type."""
    null = ibis.literal(value=True)
    match type_:
        case Simple.DATE:
            return Dated(nothing("date"), nothing("date"), to_the_day=True, null=null)
        case CalendarType():
            return Lasting(type_.family, nothing("int64"), null)
        case IntervalType():
            point = column_of_null(type_.point)
            return Spanning(point, point, point, point, null, null)
        case ListType():
            return Listing((), (), null)
        case RecordType():
            return Plain(nothing("boolean"), null)
        case _:
            return Plain(nothing(column_type(type_)), null)


def number(value: Decimal) -> Plain:
    """The number as a decimal with as few digits as it takes."""
    reach = of_number(value)
    written = f"{value:f}"
    # a database reads what is written with an exponent (`1E-8`) as a binary fraction
    return Plain(ibis.literal(written).cast(reach.column_type), reach=reach)


def duration(value: CalendarDuration) -> Lasting:
    """The calendar duration in the finer unit of its family."""
    months = MONTHS_IN.get(value.unit)
    if months is not None:
        return Lasting(CalendarFamily.MONTHS, ibis.literal(value.amount * months, "int64"))
    return Lasting(CalendarFamily.DAYS, ibis.literal(value.amount * DAYS_IN[value.unit], "int64"))


def text(value: str, node: Node) -> Plain:
    """The text as it stands.

    Raises:
        Inexpressible: it has the character that ends a text in some databases.
    """
    if "\0" in value:
        raise refuse_node(node, "a text with the character NUL cannot be said in every database")
    return Plain(ibis.literal(value))
