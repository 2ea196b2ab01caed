"""How operands come to one type and one unit: CQL's implicit conversions, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from posology.ir.nodes import Convert, IntervalOf, ListOf, Literal, Node, Widen
from posology.ir.types import CalendarType, CodeType, IntervalType, ListType, QuantityType, Simple, Type
from posology.values.exact import exact_decimal
from posology.values.units import parse_unit, ratio

_NUMBERS = frozenset({Simple.INTEGER, Simple.DECIMAL})


def is_number(type_: Type) -> bool:
    """Whether values of the type are plain numbers."""
    return type_ in _NUMBERS


def is_text(type_: Type) -> bool:
    """Whether values of the type are text, from the dictionary's options or not."""
    return type_ is Simple.TEXT or isinstance(type_, CodeType)


def is_ordered(type_: Type) -> bool:
    """Whether of two values of the type one is less; `null` fits in."""
    return isinstance(type_, QuantityType | CalendarType) or type_ in {*_NUMBERS, Simple.TEXT, Simple.DATE, Simple.ANY}


def is_point(type_: Type) -> bool:
    """Whether intervals of the type exist."""
    return isinstance(type_, QuantityType) or type_ in {*_NUMBERS, Simple.DATE, Simple.ANY}


def common_type(left: Type, right: Type) -> Type | None:  # noqa: PLR0911 - one line for each pair of types
    """The type to which both can be brought without loss, or None."""
    match left, right:
        case _ if left == right:
            return left
        case Simple.ANY, other:
            return other
        case other, Simple.ANY:
            return other
        case QuantityType(), QuantityType():
            return _common_unit(left, right)
        case ListType(), ListType():
            item = common_type(left.item, right.item)
            return None if item is None else ListType(item)
        case IntervalType(), IntervalType():
            point = common_type(left.point, right.point)
            return None if point is None else IntervalType(point)
        case _ if is_number(left) and is_number(right):
            return Simple.DECIMAL
        case _ if is_text(left) and is_text(right):
            return Simple.TEXT
        case _:
            return None


def common_type_of_all(types: Iterable[Type]) -> Type | None:
    """The type to which all can be brought, or None; `null` alone where there are none."""
    found: Type | None = Simple.ANY
    for each in types:
        found = None if found is None else common_type(found, each)
    return found


def _common_unit(left: QuantityType, right: QuantityType) -> QuantityType | None:
    """The finer unit, as in CQL 1.5; the coarser where only that conversion is exact, so that nothing is rounded."""
    mine, theirs = parse_unit(left.unit), parse_unit(right.unit)
    if mine is None or theirs is None or left.dimension != right.dimension:
        return None
    finer, coarser = (left, right) if mine.factor <= theirs.factor else (right, left)
    for source, target in ((coarser, finer), (finer, coarser)):
        factor = ratio(source.unit, target.unit)
        if factor is not None and exact_decimal(factor) is not None:
            return target
    return None


def coerce(node: Node, wanted: Type) -> Node | None:  # noqa: PLR0911 - one line for each conversion that CQL has
    """The node brought to the type, or None where CQL has no implicit conversion that does it."""
    if node.type == wanted:
        return node
    match node, wanted:
        case ListOf(), ListType():
            items = _coerce_all(node.items, wanted.item)
            return None if items is None else replace(node, items=items, type=wanted)
        case IntervalOf(), IntervalType():
            ends = _coerce_all((node.low, node.high), wanted.point)
            return None if ends is None else replace(node, low=ends[0], high=ends[1], type=wanted)
        case Literal(), _ if node.type is Simple.ANY:
            return replace(node, type=wanted)
        case Literal(value=int()), Simple.DECIMAL if node.type is Simple.INTEGER:
            return replace(node, value=Decimal(_whole(node)), type=wanted)
        case _, Simple.DECIMAL if node.type is Simple.INTEGER:
            return Widen(operand=node, type=wanted, origin=node.origin)
        case _, QuantityType() if isinstance(node.type, QuantityType):
            return _convert(node, node.type, wanted)
        case _:
            return node if _same_values(node.type, wanted) else None


def _coerce_all(nodes: Iterable[Node], wanted: Type) -> tuple[Node, ...] | None:
    coerced = [coerce(each, wanted) for each in nodes]
    sound = tuple(each for each in coerced if each is not None)
    return sound if len(sound) == len(coerced) else None


def _whole(node: Literal) -> int:
    assert isinstance(node.value, int)  # noqa: S101 - matched just now; narrows the type
    return node.value


def _convert(node: Node, have: QuantityType, wanted: QuantityType) -> Node | None:
    factor = ratio(have.unit, wanted.unit)
    if factor is None or exact_decimal(factor) is None:
        return None
    if factor == Fraction(1) and have.unit == wanted.unit:
        return replace(node, type=wanted)
    return Convert(operand=node, factor=factor, type=wanted, origin=node.origin)


def _same_values(have: Type, wanted: Type) -> bool:
    """Whether every value of one type is, just as it stands, a value of the other."""
    match have, wanted:
        case Simple.ANY, _:
            return True
        case ListType(), ListType():
            return have.item == wanted.item or _same_values(have.item, wanted.item)
        case IntervalType(), IntervalType():
            return have.point == wanted.point or _same_values(have.point, wanted.point)
        case Simple.INTEGER, Simple.DECIMAL:
            # inside a list or interval; a whole number compares with a decimal as it stands
            return True
        case _:
            return is_text(have) and is_text(wanted)
