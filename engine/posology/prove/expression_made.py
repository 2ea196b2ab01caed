"""Symbols from nothing: of a value, of a fact that anybody may have, and of anything at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import assert_never

from z3 import BoolRef

from posology.ir.types import CalendarType, CodeType, IntervalType, ListType, QuantityType, RecordType, Simple, Type
from posology.prove.desk import Desk
from posology.prove.expression_terms import (
    FALSE,
    NOUGHT,
    TRUE,
    ZERO,
    both,
    either,
    implies,
    negate,
    number,
    pick,
    real,
    same,
    truth,
    whole,
)
from posology.prove.symbols import Day, Length, Number, Row, Several, Slot, Stretch, Symbol, Truth, Word
from posology.values.dates import DAYS_IN, MONTHS_IN, CalendarDuration, CalendarUnit, PartialDate, Precision
from posology.values.known import CountRange, Entry, Interval, Known, Value
from posology.values.quantity import Quantity
from posology.values.truth import Unknown

PRECISIONS = MappingProxyType({Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2})
"""How each precision is told to the solver."""

_COARSE = frozenset({CalendarUnit.YEAR, CalendarUnit.WEEK})


def known_truth(value: bool) -> Truth:
    """The truth value."""
    return Truth(known=TRUE, blamed=FALSE, holds=truth(value))


def number_of(value: Fraction | int) -> Number:
    """The number, or the magnitude of a quantity."""
    term = number(value)
    return Number(known=TRUE, blamed=FALSE, low=term, high=term)


def day_of(date: PartialDate) -> Day:
    """The date."""
    return Day(
        known=TRUE,
        blamed=FALSE,
        earliest=whole(date.earliest.toordinal()),
        latest=whole(date.latest.toordinal()),
        precision=whole(PRECISIONS[date.precision]),
    )


def length_of(duration: CalendarDuration) -> Length:
    """The calendar duration."""
    days = MONTHS_IN.get(duration.unit) or DAYS_IN[duration.unit]
    return Length(
        known=TRUE, blamed=FALSE, amount=whole(duration.amount * days), coarse=truth(duration.unit in _COARSE)
    )


def word_of(text: str, desk: Desk) -> Word:
    """The text or code."""
    return Word(known=TRUE, blamed=FALSE, number=whole(desk.words.number(text)))


def several_of(*items: Symbol) -> Several:
    """The list of these items."""
    return Several(known=TRUE, blamed=FALSE, slots=tuple(Slot(there=TRUE, item=each) for each in items))


def value_of(value: Value, type_: Type, desk: Desk) -> Symbol:  # noqa: PLR0911 - one line for each shape of the family
    """The symbol of a value of the type: of an unknown with reasons the one that is blamed, of null that of null."""
    match value:
        case Unknown():
            return missing(type_) if value.reasons else null(type_)
        case bool():
            return known_truth(value)
        case str():
            return word_of(value, desk)
        case int() | Decimal():
            return number_of(Fraction(value))
        case Quantity():
            return number_of(Fraction(value.magnitude))
        case PartialDate():
            return day_of(value)
        case CalendarDuration():
            return length_of(value)
        case _:
            return _compound_of(value, type_, desk)


def _compound_of(value: Known, type_: Type, desk: Desk) -> Symbol:
    match value:
        case CountRange():
            return Number(known=TRUE, blamed=FALSE, low=number(value.lowest), high=number(value.highest))
        case tuple():
            item = type_.item if isinstance(type_, ListType) else Simple.ANY
            return several_of(*(value_of(each, item, desk) for each in value))
        case Interval():
            point = type_.point if isinstance(type_, IntervalType) else Simple.ANY
            low, high = value_of(value.low, point, desk), value_of(value.high, point, desk)
            closed = truth(value.low_closed), truth(value.high_closed)
            return Stretch(known=TRUE, blamed=FALSE, low=low, high=high, low_closed=closed[0], high_closed=closed[1])
        case Entry():
            types = dict(type_.fields) if isinstance(type_, RecordType) else {}
            fields = {name: value_of(each, types.get(name, Simple.ANY), desk) for name, each in value.fields.items()}
            return Row(known=TRUE, blamed=FALSE, fields=MappingProxyType(fields))
        case _:
            raise AssertionError(f"{value!r} has a line of its own")


def missing(type_: Type) -> Symbol:
    """The value of the type that nobody recorded."""
    return replace(null(type_), blamed=TRUE)


def null(type_: Type) -> Symbol:  # noqa: PLR0911 - one line for each shape of the closed family
    """The null of the type, for which nobody is to blame."""
    match type_:
        case Simple.BOOLEAN | Simple.ANY:
            return Truth(known=FALSE, blamed=FALSE, holds=FALSE)
        case Simple.INTEGER | Simple.DECIMAL | QuantityType():
            return Number(known=FALSE, blamed=FALSE, low=NOUGHT, high=NOUGHT)
        case Simple.TEXT | CodeType():
            return Word(known=FALSE, blamed=FALSE, number=ZERO)
        case Simple.DATE:
            return Day(known=FALSE, blamed=FALSE, earliest=whole(1), latest=whole(1), precision=ZERO)
        case CalendarType():
            return Length(known=FALSE, blamed=FALSE, amount=ZERO, coarse=FALSE)
        case ListType():
            return Several(known=FALSE, blamed=FALSE, slots=())
        case IntervalType():
            end = null(type_.point)
            return Stretch(known=FALSE, blamed=FALSE, low=end, high=end, low_closed=TRUE, high_closed=TRUE)
        case RecordType():
            fields = {name: missing(each) for name, each in type_.fields}
            return Row(known=FALSE, blamed=FALSE, fields=MappingProxyType(fields))
        case _ as never:
            assert_never(never)


def unknown_where(condition: BoolRef, blamed: BoolRef, symbol: Symbol) -> Symbol:
    """The symbol; where the condition holds it is unknown instead, and blamed where that is so."""
    return replace(symbol, known=both(negate(condition), symbol.known), blamed=pick(condition, blamed, symbol.blamed))


def unknown_if(condition: BoolRef, symbol: Symbol) -> Symbol:
    """The symbol; where the condition holds it is not recorded."""
    return unknown_where(condition, TRUE, symbol)


def recorded(type_: Type, desk: Desk, name: str) -> Symbol:
    """Whatever a record may say of an element of the type: any value that is known exactly, or nothing.

    A date is a day, a month or a year of the calendar, `desk.calendar` sees to it; a list has at most so many items as
    the bound, those that are there first.
    """
    known = desk.fresh_truth(f"{name} known")
    return replace(_any_known(type_, desk, name, recorded), known=known, blamed=negate(known))


def arbitrary(type_: Type, desk: Desk, name: str) -> Symbol:
    """Whatever an expression of the type may be: also null, or a count from its least to its most."""
    known, blamed = desk.fresh_truth(f"{name} known"), desk.fresh_truth(f"{name} blamed")
    symbol = replace(_any_known(type_, desk, name, arbitrary), known=known, blamed=both(negate(known), blamed))
    if isinstance(symbol, Number):
        most = real(desk.fresh_int(f"{name} most")) if type_ is Simple.INTEGER else desk.fresh_real(f"{name} most")
        desk.require(symbol.low <= most)
        return replace(symbol, high=most)
    return symbol


def _any_known(type_: Type, desk: Desk, name: str, made: Callable[[Type, Desk, str], Symbol]) -> Symbol:  # noqa: PLR0911 - by type
    match type_:
        case Simple.ANY:
            return null(type_)
        case Simple.BOOLEAN:
            return replace(known_truth(False), holds=desk.fresh_truth(name))
        case Simple.INTEGER | Simple.DECIMAL | QuantityType():
            term = real(desk.fresh_int(name)) if type_ is Simple.INTEGER else desk.fresh_real(name)
            return Number(known=TRUE, blamed=FALSE, low=term, high=term)
        case Simple.TEXT | CodeType():
            return _any_word(() if type_ is Simple.TEXT else type_.options, desk, name)
        case Simple.DATE:
            return any_day(desk, name)
        case CalendarType():
            return Length(known=TRUE, blamed=FALSE, amount=desk.fresh_int(name), coarse=desk.fresh_truth(name))
        case ListType():
            return _any_list(type_.item, desk, name, made)
        case IntervalType():
            low, high = made(type_.point, desk, f"{name} start"), made(type_.point, desk, f"{name} end")
            closed = desk.fresh_truth(f"{name} from"), desk.fresh_truth(f"{name} to")
            return Stretch(known=TRUE, blamed=FALSE, low=low, high=high, low_closed=closed[0], high_closed=closed[1])
        case RecordType():
            fields = {each: made(of, desk, f"{name}.{each}") for each, of in type_.fields}
            return Row(known=TRUE, blamed=FALSE, fields=MappingProxyType(fields))
        case _ as never:
            assert_never(never)


def _any_word(options: tuple[str, ...], desk: Desk, name: str) -> Word:
    term = desk.fresh_int(name)
    if options:
        desk.require(either(*(same(term, whole(desk.words.number(each))) for each in options)))
    return Word(known=TRUE, blamed=FALSE, number=term)


def any_day(desk: Desk, name: str) -> Day:
    """A date that is known to the day, the month or the year."""
    earliest, latest, precision = (desk.fresh_int(f"{name} {each}") for each in ("earliest", "latest", "precision"))
    day = Day(known=TRUE, blamed=FALSE, earliest=earliest, latest=latest, precision=precision)
    desk.calendar.is_written(day)
    return day


def _any_list(item: Type, desk: Desk, name: str, made: Callable[[Type, Desk, str], Symbol]) -> Several:
    slots: list[Slot] = []
    for index in range(desk.bound):
        there = desk.fresh_truth(f"{name}[{index}] there")
        if slots:
            desk.require(implies(there, slots[-1].there))
        slots.append(Slot(there=there, item=made(item, desk, f"{name}[{index}]")))
    return Several(known=TRUE, blamed=FALSE, slots=tuple(slots))
