"""Symbols from nothing: constants, facts that anybody may have, anything at all, and how two become one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest
from z3 import Bool, BoolRef, Not, Solver, sat, unsat

from posology.ir.types import (
    DURATION,
    CodeType,
    IntervalType,
    ListType,
    RecordType,
    Simple,
    Type,
    quantity_of,
)
from posology.prove.desk import Desk
from posology.prove.expression_made import (
    arbitrary,
    known_truth,
    missing,
    null,
    number_of,
    recorded,
    unknown_if,
    value_of,
    word_of,
)
from posology.prove.expression_merging import choose, equal_symbols
from posology.prove.expression_terms import FALSE, TRUE
from posology.prove.symbols import Number, Word
from posology.prove.words import Words
from posology.values.dates import CalendarDuration, CalendarUnit, CountRange, exactly, in_year, parse_date
from posology.values.known import Entry, Interval, Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL
from tests.strategies.expressions import unrecorded

OPEN = unrecorded("somebody may know")
RECORD = RecordType("visits", (("date", Simple.DATE), ("pain", Simple.INTEGER)))

VALUES: tuple[tuple[Type, Value, Value], ...] = (
    (Simple.BOOLEAN, True, False),
    (Simple.INTEGER, 3, 4),
    (Simple.DECIMAL, Decimal("0.1"), Decimal("0.10000001")),
    (Simple.TEXT, "a", "A"),
    (CodeType(("oral", "injected")), "oral", "injected"),
    (Simple.DATE, in_year(2026), parse_date("2026-01") or NULL),
    (DURATION, CalendarDuration(1, CalendarUnit.WEEK), CalendarDuration(8, CalendarUnit.DAY)),
    (quantity_of("kg"), Quantity(Decimal("70.1"), "kg"), Quantity(Decimal(70), "kg")),
    (ListType(Simple.INTEGER), (1, 2), (2, 1)),
    (ListType(Simple.INTEGER), (1,), ()),
    (ListType(Simple.INTEGER), (OPEN,), (1,)),
    (IntervalType(Simple.INTEGER), Interval(1, 2), Interval(1, 2, low_closed=False)),
    (IntervalType(Simple.INTEGER), Interval(1, OPEN), Interval(1, 2)),
    (
        RECORD,
        Entry(MappingProxyType({"date": OPEN, "pain": 3})),
        Entry(MappingProxyType({"date": OPEN, "pain": 4})),
    ),
)


def possible(desk: Desk, *terms: BoolRef) -> bool:
    """Whether the terms can hold at once."""
    solver = Solver()
    solver.add(*desk.constraints, *terms)
    answer = solver.check()
    assert answer in (sat, unsat)
    return answer == sat


@pytest.mark.parametrize(("type_", "one", "other"), VALUES)
def test_a_value_is_itself_and_no_other(type_: Type, one: Value, other: Value) -> None:
    """Two symbols of one value mean the very same, those of two values and of an unknown do not."""
    desk = Desk(2)
    mine, again, theirs = (value_of(each, type_, desk) for each in (one, one, other))
    assert equal_symbols(mine, again).eq(TRUE) or not possible(desk, Not(equal_symbols(mine, again)))
    for beside in (theirs, missing(type_), null(type_)):
        assert not possible(desk, equal_symbols(mine, beside))
    assert not possible(desk, equal_symbols(missing(type_), null(type_)))


@pytest.mark.parametrize(("type_", "one", "other"), VALUES)
def test_facts_and_anything_may_be_either(type_: Type, one: Value, other: Value) -> None:
    """What a record may say, and what an expression may be, admit both values and being unknown."""
    for made in (recorded, arbitrary):
        for value in (one, other, OPEN):
            desk = Desk(2)
            symbol = made(type_, desk, "fact")
            inside_unknown = isinstance(value, Interval)
            assert inside_unknown or possible(desk, equal_symbols(symbol, value_of(value, type_, desk))), value
    desk = Desk(2)
    assert possible(desk, equal_symbols(arbitrary(type_, desk, "any"), null(type_)))
    assert not possible(desk, equal_symbols(recorded(type_, desk, "fact"), null(type_)))


@pytest.mark.parametrize(("type_", "one", "other"), VALUES)
def test_one_of_two(type_: Type, one: Value, other: Value) -> None:
    """A choice between two symbols is the first where the condition holds, else the second; null has every shape."""
    desk, condition = Desk(2), Bool("first")
    mine, theirs, nothing = value_of(one, type_, desk), value_of(other, type_, desk), null(Simple.ANY)
    for either in ((mine, theirs), (mine, nothing), (nothing, theirs), (nothing, nothing)):
        chosen = choose(condition, *either)
        assert not possible(desk, condition, Not(equal_symbols(chosen, either[0])))
        assert not possible(desk, Not(condition), Not(equal_symbols(chosen, either[1])))


def test_the_numbers_are_exact() -> None:
    """No number passes through one that is rounded."""
    third = number_of(Fraction(1, 3))
    desk = Desk(1)
    assert not possible(desk, third.low * 3 != 1)
    a_count = value_of(CountRange(1, 2), Simple.INTEGER, desk)
    assert isinstance(a_count, Number)
    assert not possible(desk, a_count.low == a_count.high)


def test_unknown_where_it_is_said_to_be() -> None:
    """A symbol may be made unknown under a condition, and is then blamed."""
    symbol = unknown_if(Bool("hidden"), known_truth(True))
    desk = Desk(1)
    assert not possible(desk, Bool("hidden"), Not(equal_symbols(symbol, missing(Simple.BOOLEAN))))
    assert not possible(desk, Not(Bool("hidden")), Not(equal_symbols(symbol, known_truth(True))))
    assert unknown_if(FALSE, known_truth(True)).known.eq(TRUE)


def test_symbols_of_different_shapes_never_meet() -> None:
    """The compiler sees to it; a mistake of ours is told at once."""
    desk = Desk(1)
    with pytest.raises(AssertionError, match="meet"):
        choose(Bool("first"), number_of(1), word_of("a", desk))


def test_words_have_numbers() -> None:
    """A text keeps its number, and a number that was never given stands for a text that nobody wrote."""
    words = Words()
    assert words.number("oral") == words.number("oral") != words.number("injected")
    assert words.text(words.number("injected")) == "injected"
    words.number("word 99")
    unheard = words.text(99)
    assert unheard not in {"oral", "injected", "word 99"}
    assert words.text(-7) != words.text(99)


def test_a_code_is_one_of_its_options() -> None:
    """No fact has a code that the dictionary does not list."""
    desk = Desk(1)
    symbol = recorded(CodeType(("oral", "injected")), desk, "route")
    assert isinstance(symbol, Word)
    assert not possible(desk, symbol.number == desk.words.number("rectal"))


def test_names_are_given_in_order() -> None:
    """The same calls give the same terms, so that a question is the same text on every run."""
    one, other = Desk(1), Desk(1)
    for desk in (one, other):
        recorded(Simple.DATE, desk, "onset")
    assert [each.sexpr() for each in one.constraints] == [each.sexpr() for each in other.constraints]
    assert exactly(in_year(2026).earliest) == parse_date("2026-01-01")
