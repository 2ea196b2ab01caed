"""What each operator and function needs of its operands: what it is told where they are of another type."""

from __future__ import annotations

import pytest

from posology.ir.types import (
    CalendarFamily,
    CalendarType,
    CodeType,
    IntervalType,
    ListType,
    RecordType,
    Simple,
    Type,
    in_words,
    quantity_of,
)
from tests.unit.compile.test_condition import check, compiled

WRONG: list[tuple[str, str, str]] = [
    ("Abs(note) = 1", "P0320", "`Abs` needs a number or a quantity, and `note` is text"),
    ("Min(vas) = 1", "P0320", "`Min` needs a list of what has an order, and `vas` is a whole number"),
    ("Max({site}) = 'lumbar'", "P0320", "`Max` needs a list of what has an order, and `{site}` is a list"),
    ("Count(vas) = 1", "P0320", "`Count` needs a list, and `vas` is a whole number"),
    ("Count() = 1", "P0313", "`Count` takes one argument, not 0"),
    ("AllTrue({1})", "P0320", "`AllTrue` needs a list of truth values, and `{1}` is a list"),
    ("AnyTrue(vas)", "P0320", "`AnyTrue` needs a list of truth values, and `vas` is a whole number"),
    ("Coalesce(vas) = 1", "P0313", "`Coalesce` needs a second value, or a list"),
    ("Coalesce(vas, note) = 1", "P0321", "`vas` and `note` cannot both be the value of one expression"),
    ("exists (medications M where M.route.x = 'a')", "P0311", "a record of `medications` has no field `route.x`"),
    ("{1}.x = 1", "P0320", "`{1}` is a list, each item a whole number, which has no fields"),
    ("exists (weight M where true)", "P0320", "a query looks through a list, and `weight` is a quantity in kg"),
    ("exists (medications M where M)", "P0320", "`where` needs true or false, and `M` is a record of medications"),
    ("-note = 'a'", "P0320", "`-` needs a number or a quantity, and `note` is text"),
    ("+smoker", "P0320", "`+` needs a number or a quantity, and `smoker` is true or false"),
    ("onset * 2 = onset", "P0320", "`onset` * `2` is no date"),
    ("2 days - onset = onset", "P0320", "`2 days` - `onset` is no date"),
    ("smoker + smoker = 1", "P0320", "`+` needs numbers or quantities, and `smoker` is true or false"),
    ("note * 2 = 1", "P0320", "`*` needs numbers or quantities, and `note` is text"),
    ("1 day * 2 = 2 days", "P0320", "`*` needs numbers or quantities, and `1 day` is a calendar duration"),
    ("1 day + 1 = 2 days", "P0321", "`1 day` and `1` cannot be added"),
    ("1 day - 1 = 2 days", "P0321", "`1 day` and `1` cannot be subtracted"),
    ("weight before onset", "P0321", "`weight` and `onset` cannot be compared"),
    ("Interval[1, 2] before onset", "P0321", "`Interval[1, 2]` and `onset` cannot be compared"),
    ("start of vas = 1", "P0320", "`start of` needs an interval, and `vas` is a whole number"),
    ("1 in 5", "P0320", "`in` needs a list or an interval, and `5` is a whole number"),
    ("note in {1}", "P0321", "`note` is text, and `{1}` is a list, each item a whole number"),
    ("weight in {1 'cm'}", "P0321", "`weight` is a quantity in kg, and `{1 'cm'}` is a list"),
    ("medications contains 1", "P0321", "`1` is a whole number, and `medications` is a list"),
    ("regions included in 5", "P0321", "`regions` and `5` cannot be within one another"),
    ("{1} included in Interval[1, 2]", "P0321", "`{1}` and `Interval[1, 2]` cannot be within one another"),
    ("medications included in medications", "P0320", "`included in` needs two lists or two intervals of plain values"),
    ("smoker between true and false", "P0320", "`between` needs what has an order, and `smoker` is true or false"),
    ("vas between 'a' and 'b'", "P0321", "`vas` and `'a'` cannot be compared"),
    ("weight is true", "P0320", "`is true` needs true or false, and `weight` is a quantity in kg"),
    ("if vas then 1 else 2", "P0320", "a condition needs true or false, and `vas` is a whole number"),
    ("if smoker then 1 else 'a'", "P0321", "`1` and `'a'` cannot both be the value of one expression"),
    ("case vas when 'a' then 1 else 2 end", "P0321", "`vas` and `'a'` cannot be compared"),
    ("Interval[true, false] contains true", "P0320", "an interval has numbers, quantities or dates as its ends"),
    ("Interval[1, 'a'] contains 1", "P0321", "`1` and `'a'` cannot be the ends of one interval"),
    ("Interval[@2015, @2014] contains onset", "P0340", "the interval has no point"),
    ("Interval[2 'kg', 1 'kg'] contains weight", "P0340", "the interval has no point"),
    ("years between vas and onset = 1", "P0320", "`years between` needs a date, and `vas` is a whole number"),
    ("years between onset and vas = 1", "P0320", "`years between` needs a date, and `vas` is a whole number"),
    ("exists (medications as_of where true)", "P0314", "the alias `as_of` already has a meaning"),
]


@pytest.mark.parametrize(("text", "code", "message"), WRONG)
def test_an_operand_of_another_type_is_told_once(text: str, code: str, message: str) -> None:
    """The one fault names the operator, what it needs and what it was given."""
    node, found = check(text)
    assert node is None
    assert [each.code for each in found] == [code]
    assert found[0].message.startswith(message)


WITH_A_FAULT = [
    "Abs({})",
    "Min({{{}}}) > 1",
    "Count({})",
    "Coalesce(vas, {})",
    "-{} > 1",
    "{} + 1 > 2",
    "{} * 2 > 1",
    "{} in {{1}}",
    "1 in {}",
    "{{1}} contains {}",
    "{{1}} includes {}",
    "{{1}} included in {}",
    "exists {}",
    "not {}",
    "{} is null",
    "{} is true",
    "{} and smoker",
    "{} before onset",
    "start of {} = 1",
    "{} between 1 and 2",
    "{} = 1",
    "{{{}}} = {{1}}",
    "Interval[{}, 2] contains 1",
    "years between {} and onset = 1",
    "if {} then 1 else 2",
    "case {} when 1 then 1 else 2 end",
    "case vas when {} then 1 else 2 end",
    "exists ({} M where true)",
    "exists (medications M where {})",
    "({} + 1).x = 1",
]


@pytest.mark.parametrize("form", WITH_A_FAULT)
def test_of_an_operand_that_has_a_fault_itself_nothing_more_is_said(form: str) -> None:
    """One slip is one fault, wherever it stands."""
    node, found = check(form.format("wieght"))
    assert node is None
    assert [each.code for each in found] == ["P0310"]


@pytest.mark.parametrize(
    "text",
    [
        "Abs(null) = 1",
        "Max(null) = 1",
        "AnyTrue(null)",
        "Coalesce({vas, 1}) = 1",
        "-null = 1",
        "+vas = 1",
        "-(1 day) = 1 day",
        "onset + null = onset",
        "null - null = 1",
        "null * null = 1",
        "2 / weight > 1 '/kg'",
        "weight * goal > 1 'kg2'",
        "Interval[1, 2] before 3",
        "3 after Interval[1, 2]",
        "start of null = 1",
        "1 in null",
        "null in {1}",
        "null included in null",
        "regions includes 'lumbar'",
        "Interval[1, 2] included in Interval[1.0, 5]",
    ],
)
def test_null_and_numbers_fit_where_cql_lets_them(text: str) -> None:
    """No more is refused than CQL refuses."""
    assert compiled(text).type is Simple.BOOLEAN


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        (Simple.ANY, "null"),
        (CodeType(("a",)), "a code"),
        (CalendarType(CalendarFamily.MONTHS), "a calendar duration in years or months"),
        (quantity_of("kg"), "a quantity in kg"),
        (ListType(Simple.ANY), "a list"),
        (ListType(Simple.DATE), "a list, each item a date"),
        (IntervalType(Simple.ANY), "an interval"),
        (IntervalType(Simple.INTEGER), "an interval between two points, each a whole number"),
        (RecordType("medications", ()), "a record of medications"),
    ],
)
def test_a_type_is_said_in_words(type_: Type, words: str) -> None:
    """As they stand in messages."""
    assert in_words(type_) == words


def test_a_quantity_of_no_unit_is_a_fault_of_the_program() -> None:
    """The dictionary's units were checked when it was read."""
    with pytest.raises(ValueError, match="no unit kgs"):
        quantity_of("kgs")
