"""The symbols of the solver mean what `explain` says: of every expression and record, its value and no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from z3 import BoolRef

from posology.explain.evaluate import evaluate
from posology.ir import nodes as ir
from posology.ir.nodes import (
    Counting,
    End,
    Extreme,
    Logic,
    Node,
    Operator,
    Order,
    Quantifier,
    Relation,
    State,
)
from posology.ir.walk import OPERANDS, walk
from posology.prove import expression, expression_comparison, expression_dates, expression_lists
from posology.prove.desk import Desk
from posology.prove.expression_answers import Answer, Lowered
from posology.prove.expression_terms import FALSE, TRUE
from posology.prove.symbols import Symbol
from posology.values.dates import CalendarUnit, exactly, in_month, in_year
from posology.values.known import Value
from tests.property.admitting import Asked, compiled
from tests.property.size import examples, hunting
from tests.strategies.expressions import PLAIN, TESTS_OF_BEING_KNOWN, VALUES, Text, expressions, unrecorded

SOME_FACTS: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries({}, optional=dict(VALUES))
TEXTS: Text = st.one_of(st.sampled_from(PLAIN).flatmap(expressions), TESTS_OF_BEING_KNOWN)

AMOUNTS = st.one_of(st.integers(-30, 30), st.sampled_from([365, 366, -365, 400])).map(str)
UNITS = st.sampled_from(["years", "months", "weeks", "days"])
COUNTED = st.sampled_from(["", "difference in "])
RELATIONS = st.sampled_from(["=", "!=", "~", "!~", "<", "<=", ">", ">="])
ORDERS = st.sampled_from(["before", "after", "same or before", "same or after"])
OPENED, CLOSED = st.sampled_from("[("), st.sampled_from("])")
STATED = st.sampled_from(["@2026", "@2026-11", "@2026-11-20", "@2025-12-31", "null"])


def _written(form: str, *parts: Text) -> Text:
    return st.tuples(*parts).map(lambda each: form.format(*each))


DATED: Text = st.one_of(
    _written("onset + {} {} {} procedure.date", AMOUNTS, UNITS, ORDERS),
    _written("onset - {} {} - 1 {}", AMOUNTS, UNITS, UNITS),
    _written("{}{} between onset and procedure.date {} {}", COUNTED, UNITS, RELATIONS, AMOUNTS),
    _written("{}{} between onset and procedure.date", COUNTED, UNITS),
    _written("procedure.date in Interval{}onset, onset + 3 {}{}", OPENED, UNITS, CLOSED),
)
"""Questions that turn on the length of months and years."""

ALIKE: Text = st.one_of(
    _written("onset {} procedure.date", RELATIONS),
    _written("onset {} procedure.date", ORDERS),
    _written("onset between procedure.date and {}", STATED),
    _written("onset in {{procedure.date, {}}}", STATED),
    _written("{{onset, null}} {} {{procedure.date, null}}", st.sampled_from(["=", "~", "!=", "included in"])),
    _written("case onset when procedure.date then 1 when {} then 2 else 3 end", STATED),
    _written("exists medications M where M.last_dose {} onset and M.class = 'nsaid'", RELATIONS),
    _written("Interval{}onset, procedure.date{}", OPENED, CLOSED),
    _written("{} in Interval{}onset, {}{}", STATED, OPENED, STATED, CLOSED),
    _written("procedure.date in Interval{}onset, {}{}", OPENED, STATED, CLOSED),
    _written(
        "Interval{}onset, {}{} {} Interval[{}, procedure.date{}",
        OPENED,
        STATED,
        CLOSED,
        st.sampled_from(["=", "~", "before", "after", "included in", "same or before"]),
        STATED,
        CLOSED,
    ),
    _written("start of Interval({}, procedure.date] + 1 month", STATED),
    _written("Min({{onset, procedure.date, {}}})", STATED),
)
"""Questions that turn on two dates being written alike, and on what a date may mean that is not known to the day."""

MIXED: Text = st.one_of(
    _written("pain.vas {} score", RELATIONS),
    _written("{} between onset and procedure.date {} score", UNITS, RELATIONS),
    _written("score {} {} / 3", st.sampled_from("+-*/"), st.sampled_from(["pain.vas", "quebec", "0.0", "2.5"])),
    _written("score ~ {}", st.sampled_from(["1.5", "0.0", "-0.5", "2.0", "score", "pain.vas / 2"])),
    _written("(weight {} goal) {} 72 'kg'", st.sampled_from("+-"), RELATIONS),
    _written("goal {} weight / score", RELATIONS),
    _written("{} - pain.vas", st.sampled_from(["-2147483648", "2147483647", "Abs(-2147483648)", "0"])),
    _written("Abs({} between onset and procedure.date)", UNITS),
    _written("({} between onset and procedure.date) * (pain.vas - {})", UNITS, AMOUNTS),
    _written("pain.vas in Interval{}score, 9.5{}", OPENED, CLOSED),
    _written("note {} {}", RELATIONS, st.sampled_from(["'a'", "''", "note", "'\t'", "' '", "'A'"])),
    _written("Max({{score, pain.vas, {} between onset and procedure.date}})", UNITS),
)
"""Questions that turn on how numbers are read, rounded and compared, and on the order of texts."""

TRUTHS = st.sampled_from(
    ["true", "null", "smoker", "consent.signed", "onset = procedure.date", "onset < @2026-11-15", "1 / 0 > 1"]
)
SETTLED = st.sampled_from(["true", "false", "smoker"])
CONNECTIVES = st.sampled_from(["and", "or", "xor", "implies"])
JOINED: Text = st.one_of(
    _written("({}) {} ({})", TRUTHS, CONNECTIVES, TRUTHS),
    _written("(({}) {} ({})) = ({})", TRUTHS, CONNECTIVES, TRUTHS, TRUTHS),
    _written("(({}) {} not ({})) is {}", TRUTHS, CONNECTIVES, TRUTHS, st.sampled_from(["null", "true", "not false"])),
    _written("{}({{{}, {}}})", st.sampled_from(["AllTrue", "AnyTrue", "Count", "exists "]), TRUTHS, TRUTHS),
    _written("if {} then onset else procedure.date", TRUTHS),
    _written("case when {} then onset when {} then @2026-11 else procedure.date end", TRUTHS, TRUTHS),
    _written("(if {} then onset else procedure.date) {} @2026-11-10", TRUTHS, RELATIONS),
    _written("(({}) {} (onset = procedure.date)) {} null", TRUTHS, CONNECTIVES, CONNECTIVES),
    _written("exists (medications M where (M.last_dose {} onset) {} ({}))", ORDERS, CONNECTIVES, TRUTHS),
    _written("Coalesce({}, {})", TRUTHS, TRUTHS),
    _written("(if {} {} onset < @2026-11-15 then @2026 else @2025) = @2026-11", SETTLED, CONNECTIVES),
    _written("(if onset < @2026-11-15 {} {} then @2026 else @2025) < @2026-11", CONNECTIVES, SETTLED),
    _written("(case when {} then @2026 when {} then @2025 else null end) before @2026-11", TRUTHS, TRUTHS),
    _written("(if exists (medications M where M.last_dose {} onset) then @2026 else @2025) = @2026-11", ORDERS),
    _written("{} of Interval[onset, {}]", st.sampled_from(["start", "end"]), STATED),
)
"""Questions that turn on what settles a connective or a choice, and on which dates were looked at for that."""

FEW_DATES = st.sampled_from(
    [
        in_year(2026),
        in_year(2025),
        in_month(2026, 11),
        in_month(2026, 12),
        exactly(date(2026, 11, 20)),
        exactly(date(2026, 11, 1)),
    ]
)


def _with_dates(facts: Mapping[str, Value], onset: Value, planned: Value) -> Mapping[str, Value]:
    return {**facts, "onset": onset, "procedure.date": planned}


FACTS: st.SearchStrategy[Mapping[str, Value]] = st.one_of(
    SOME_FACTS, st.builds(_with_dates, SOME_FACTS, FEW_DATES, FEW_DATES)
)
"""Records, half of them with dates that are close to one another."""


def agree(text: str, facts: Mapping[str, Value], *, free: bool) -> None:
    """The symbol of the expression admits the value that `explain` gives it, and no other where it can be exact."""
    node = compiled(text)
    value = evaluate(node, lambda path: facts.get(path, unrecorded(path))).value
    asked = Asked.of(node, facts, free=free)
    assert asked.admits(value), (text, facts, value)
    assert asked.desk.arbitrary or not asked.admits_another(value), (text, facts, value)


@examples(150)
@given(st.one_of(TEXTS, TEXTS, ALIKE, MIXED, JOINED), FACTS, st.booleans())
def test_a_symbol_has_the_value_that_explain_gives(text: str, facts: Mapping[str, Value], free: bool) -> None:
    """Whatever is recorded, the symbol admits the value, the unknown or the null of `explain`, and nothing else."""
    agree(text, facts, free=free)


@examples(60)
@given(DATED, FACTS, st.booleans())
def test_the_calendar_is_never_told_wrong(text: str, facts: Mapping[str, Value], free: bool) -> None:
    """Months and years are bounded first and then told exactly, and the right day is among what is admitted."""
    agree(text, facts, free=free)


class AllSeen(Exception):  # noqa: N818 - good news, and no error
    """Nothing is left to look for."""


FAMILIES: tuple[type[StrEnum], ...] = (
    *(Logic, Relation, Order, State, End, Counting, Extreme, Quantifier, Operator),
    CalendarUnit,
)
"""What a node may be told of besides its operands."""


def _told_of(node: Node) -> set[object]:
    told = (getattr(node, each.name) for each in fields(node))
    return {type(node), *(each for each in told if isinstance(each, FAMILIES))}


def test_every_node_of_the_language_is_tried() -> None:
    """No shape of the closed family is left out of the expressions that are compared, and no operator of any."""
    expected = {*OPERANDS, *(each for family in FAMILIES for each in family)}
    seen: set[object] = set()

    @hunting(3000)
    @given(st.one_of(TEXTS, DATED, MIXED, JOINED))
    def look_at(text: str) -> None:
        for each in walk(compiled(text)):
            seen.update(_told_of(each))
        if seen >= expected:
            raise AllSeen

    with suppress(AllSeen):
        look_at()
    assert seen >= expected


def test_every_node_of_the_language_is_lowered() -> None:
    """Each shape of the closed family has a rule or a law, and none both."""
    assert set(expression.RULES) | set(expression.LAWS) == set(OPERANDS)
    assert not set(expression.RULES) & set(expression.LAWS)


Fault = Callable[[pytest.MonkeyPatch], None]


def _missing_is_false(patch: pytest.MonkeyPatch) -> None:
    """A fact that nobody recorded is taken for a known one."""
    rules = dict(expression.RULES)

    def fact(node: ir.Fact, lowering: expression.Lowering) -> Lowered:
        return Lowered(replace(lowering.lookup(node.path), known=TRUE, blamed=FALSE))

    patch.setattr(expression, "RULES", rules | {ir.Fact: fact})


def _blame_is_dropped(patch: pytest.MonkeyPatch) -> None:
    """What a strict operator makes of an unknown operand is a null for which nobody is to blame."""
    patch.setattr(expression, "any_blamed", lambda *_: FALSE)


def _strictness_is_swapped(patch: pytest.MonkeyPatch) -> None:
    """`<` holds of equals."""
    real = expression_comparison.compare

    def compare(relation: Relation, left: Symbol, right: Symbol, desk: Desk) -> tuple[BoolRef, BoolRef]:
        return real({Relation.LESS: Relation.LESS_OR_EQUAL}.get(relation, relation), left, right, desk)

    patch.setattr(expression_comparison, "compare", compare)


def _partial_dates_are_days(patch: pytest.MonkeyPatch) -> None:
    """A month is compared by its first day."""
    patch.setattr(
        expression_comparison,
        "_compare_days",
        lambda _, left, right: (TRUE, left.earliest < right.earliest),
    )


def _alike_is_the_same(patch: pytest.MonkeyPatch) -> None:
    """Two recorded months that are written alike are taken for one day."""
    laws = dict(expression.LAWS)

    def between(node: ir.Between, desk: Desk, *operands: Symbol) -> Answer:
        return Answer(laws[ir.Between](node, desk, *operands).symbol)

    def comparison(node: ir.Comparison, desk: Desk, *operands: Symbol) -> Answer:
        return Answer(laws[ir.Comparison](node, desk, *operands).symbol)

    patch.setattr(expression, "LAWS", laws | {ir.Between: between, ir.Comparison: comparison})


def _months_have_thirty_days(patch: pytest.MonkeyPatch) -> None:
    """A date is moved by as many times thirty days."""
    patch.setattr(expression_dates, "_later", lambda day, step, _: day + step.amount * (30 if step.in_months else 1))


def _an_unknown_item_is_not_there(patch: pytest.MonkeyPatch) -> None:
    """A list with an item that nobody recorded counts as if it had none."""
    patch.setattr(expression_lists, "_any_unrecorded", lambda value, _: value.blamed)


def _everything_is_looked_at(patch: pytest.MonkeyPatch) -> None:
    """A connective that its left operand settles is in doubt of dates that it never looked at."""
    patch.setattr(expression, "pick", lambda _, __, other: other)


PLANTED: tuple[tuple[Fault, Text], ...] = (
    (_missing_is_false, TEXTS),
    (_blame_is_dropped, TEXTS),
    (_strictness_is_swapped, TEXTS),
    (_partial_dates_are_days, DATED),
    (_alike_is_the_same, ALIKE),
    (_months_have_thirty_days, DATED),
    (_an_unknown_item_is_not_there, st.one_of(TEXTS, JOINED)),
    (_everything_is_looked_at, JOINED),
)


@pytest.mark.parametrize(("fault", "texts"), PLANTED, ids=lambda each: getattr(each, "__name__", ""))
def test_a_fault_in_the_lowering_is_caught(fault: Fault, texts: Text, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: with a fault in one law, an expression is found that the solver gets wrong."""
    fault(monkeypatch)

    @hunting(600)
    @given(texts, FACTS)
    def compare(text: str, facts: Mapping[str, Value]) -> None:
        agree(text, facts, free=False)

    with pytest.raises(AssertionError):
        compare()
