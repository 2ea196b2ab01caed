"""Two symbols as one, and whether two mean the very same: for symbols of any shape, also the null of no type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from types import MappingProxyType

from z3 import ArithRef, BoolRef

from posology.ir.types import Simple
from posology.prove.expression_made import null
from posology.prove.expression_terms import FALSE, TRUE, alike, both, either, how_many, implies, pick, same
from posology.prove.symbols import Day, Length, Number, Row, Several, Slot, Stretch, Symbol, Truth, Word


def choose(condition: BoolRef, one: Symbol, other: Symbol) -> Symbol:
    """The one where the condition holds, else the other."""
    one, other = as_one_shape(one, other)
    known = pick(condition, one.known, other.known)
    blamed = pick(condition, one.blamed, other.blamed)
    match one, other:
        case Truth(), Truth():
            return Truth(known=known, blamed=blamed, holds=pick(condition, one.holds, other.holds))
        case Number(), Number():
            low = pick(condition, one.low, other.low)
            exact = one.low.eq(one.high) and other.low.eq(other.high)
            return Number(
                known=known, blamed=blamed, low=low, high=low if exact else pick(condition, one.high, other.high)
            )
        case Day(), Day():
            return Day(
                known=known,
                blamed=blamed,
                earliest=pick(condition, one.earliest, other.earliest),
                latest=pick(condition, one.latest, other.latest),
                precision=pick(condition, one.precision, other.precision),
            )
        case Length(), Length():
            amount = pick(condition, one.amount, other.amount)
            return Length(known=known, blamed=blamed, amount=amount, coarse=pick(condition, one.coarse, other.coarse))
        case Word(), Word():
            return Word(known=known, blamed=blamed, number=pick(condition, one.number, other.number))
        case _:
            return replace(_choose_compound(condition, one, other), known=known, blamed=blamed)


def _choose_compound(condition: BoolRef, one: Symbol, other: Symbol) -> Symbol:
    match one, other:
        case Several(), Several():
            slots = [
                Slot(there=pick(condition, mine.there, theirs.there), item=choose(condition, mine.item, theirs.item))
                for mine, theirs in zip_longest(one.slots, other.slots, fillvalue=_EMPTY)
            ]
            return replace(one, slots=tuple(slots))
        case Stretch(), Stretch():
            return replace(
                one,
                low=choose(condition, one.low, other.low),
                high=choose(condition, one.high, other.high),
                low_closed=pick(condition, one.low_closed, other.low_closed),
                high_closed=pick(condition, one.high_closed, other.high_closed),
            )
        case Row(), Row():
            names = dict.fromkeys((*one.fields, *other.fields))
            absent = replace(null(Simple.ANY), blamed=TRUE)
            fields = {
                name: choose(condition, one.fields.get(name, absent), other.fields.get(name, absent)) for name in names
            }
            return Row(known=one.known, blamed=one.blamed, fields=MappingProxyType(fields))
        case _:
            return _not_of_one_type(one, other)


_EMPTY = Slot(there=FALSE, item=null(Simple.ANY))


def as_one_shape(one: Symbol, other: Symbol) -> tuple[Symbol, Symbol]:
    """Both in the shape of the one that has a type: null, which fits everywhere, has none."""
    if type(one) is type(other):
        return one, other
    if isinstance(one, Truth):
        return replace(other, known=one.known, blamed=one.blamed), other
    if isinstance(other, Truth):
        return one, replace(one, known=other.known, blamed=other.blamed)
    return _not_of_one_type(one, other), other


def _not_of_one_type(one: Symbol, other: Symbol) -> Symbol:
    raise AssertionError(f"the compiler let {one!r} meet {other!r}")


def equal_symbols(one: Symbol, other: Symbol) -> BoolRef:
    """That two symbols mean the very same: one value, or both an unknown that is blamed, or both null."""
    one, other = as_one_shape(one, other)
    return both(
        alike(one.known, other.known),
        either(one.known, alike(one.blamed, other.blamed)),
        implies(one.known, _same_content(one, other)),
    )


def _same_content(one: Symbol, other: Symbol) -> BoolRef:  # noqa: PLR0911 - one for each shape of symbol
    match one, other:
        case Truth(), Truth():
            return alike(one.holds, other.holds)
        case Number(), Number():
            return both(same(one.low, other.low), same(one.high, other.high))
        case Day(), Day():
            starts, finishes = same(one.earliest, other.earliest), same(one.latest, other.latest)
            return both(starts, finishes, same(one.precision, other.precision))
        case Length(), Length():
            return both(same(one.amount, other.amount), alike(one.coarse, other.coarse))
        case Word(), Word():
            return same(one.number, other.number)
        case Stretch(), Stretch():
            closed = both(alike(one.low_closed, other.low_closed), alike(one.high_closed, other.high_closed))
            return both(equal_symbols(one.low, other.low), equal_symbols(one.high, other.high), closed)
        case Row(), Row():
            return both(*(equal_symbols(one.fields[name], other.fields[name]) for name in one.fields))
        case Several(), Several():
            pairs = pairs_of(one.slots, other.slots)
            content = (implies(where, equal_symbols(mine, theirs)) for where, mine, theirs in pairs)
            return both(same(length(one.slots), length(other.slots)), *content)
        case _:
            return equal_symbols(*as_one_shape(one, other))


def length(slots: Sequence[Slot]) -> ArithRef:
    """How many items are there."""
    return how_many(*(each.there for each in slots))


def pairs_of(mine: Sequence[Slot], theirs: Sequence[Slot]) -> list[tuple[BoolRef, Symbol, Symbol]]:
    """Where an item of the one list stands at the same place as one of the other, and the two items."""
    pairs: list[tuple[BoolRef, Symbol, Symbol]] = []
    for index, one in enumerate(mine):
        before = length(mine[:index])
        for beside, other in enumerate(theirs):
            where = both(one.there, other.there, same(before, length(theirs[:beside])))
            pairs.append((where, one.item, other.item))
    return [each for each in pairs if not each[0].eq(FALSE)]
