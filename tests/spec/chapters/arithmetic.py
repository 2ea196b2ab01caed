"""Arithmetic on whole numbers and decimals: exact, total, without floating point."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given

_NUMBERS = Section(
    title="Numbers",
    opens="A whole number has no decimal point, a decimal has one. Neither is ever a binary fraction.",
    cases=(
        Case(expression="5", gives="5", says="A whole number."),
        Case(expression="5.0", gives="5.0", says="A decimal."),
        Case(expression="-1", gives="-1", says="A minus sign."),
        Case(expression="+2", gives="2", says="A plus sign."),
        Case(expression="-(-1)", gives="1", says="A sign in front of brackets."),
        Case(expression="-null", gives="null", says="Null has no sign."),
        Case(expression="-age", gives="null", waits_for=("age",), says="Nor has what is missing."),
        Refusal(expression="1e6", code="P0301", names="e6", says="There are no exponents."),
        Refusal(expression="1,000", code="P0301", names=",", says="Nor commas among digits."),
    ),
)

_SUMS = Section(
    title="`+`, `-` and `*`",
    opens="Whole numbers give a whole number; a decimal makes the result a decimal; the result is exact.",
    cases=(
        Case(expression="1 + 1", gives="2", says="Whole numbers."),
        Case(expression="1 + 2.0", gives="3.0", says="Mixed."),
        Case(expression="0.1 + 0.2", gives="0.3", says="Exactly three tenths."),
        Case(expression="2 - 1.1", gives="0.9", says="Exactly nine tenths."),
        Case(expression="3 - 5", gives="-2", says="Below zero."),
        Case(expression="2 * 3", gives="6", says="A product."),
        Case(expression="64.4 * 1000000", gives="64400000.0", says="A dose for 64.4 kilograms, to the cell."),
        Case(expression="1 + null", gives="null", says="Null on one side."),
        Case(expression="null * 0", gives="null", says="Zero does not settle a product."),
        Case(expression="age + 0.5", facts=given(age=55), gives="55.5", says="A recorded whole number and a decimal."),
        Case(expression="age + 1", facts=given(age=55), gives="56", says="With an element."),
        Case(expression="age + 1", gives="null", waits_for=("age",), says="With one that is missing."),
        Case(
            expression="age * 0", gives="null", waits_for=("age",), says="Missing is never zero, not even times zero."
        ),
        Case(expression="2 + 3 * 4", gives="14", says="Products before sums."),
        Case(expression="(2 + 3) * 4", gives="20", says="Brackets first."),
        Case(expression="10 - 3 - 2", gives="5", says="From the left."),
        Refusal(expression="1 + true", code="P0321", names="true or false", says="A truth value is no number."),
        Refusal(expression="'a' + 'b'", code="P0320", names="text", says="Texts are not joined."),
    ),
)

_DIVISION = Section(
    title="`/`",
    opens="A division gives a decimal. By zero there is none: the result is null and never an error.",
    cases=(
        Case(expression="10 / 5", gives="2.0", says="Whole numbers give a decimal."),
        Case(expression="1 / 4", gives="0.25", says="Exactly, where decimals can."),
        Case(expression="10 / 3", gives="3.33333333", says="Where they cannot, to eight decimal places."),
        Case(expression="2 / 3", gives="0.66666667", says="The last place rounded half up."),
        Case(expression="1 / 0", gives="null", says="By zero."),
        Case(expression="0 / 0", gives="null", says="Zero by zero too."),
        Case(expression="1 / null", gives="null", says="By null."),
        Case(expression="1 / age", gives="null", waits_for=("age",), says="By what is missing."),
        Case(expression="1 / age", facts=given(age=0), gives="null", says="By a recorded zero: nothing to wait for."),
        Case(expression="12 / 2 / 3", gives="2.0", says="From the left."),
    ),
)

_FUNCTIONS = Section(
    title="`Abs`, `Min` and `Max`",
    opens="`Min` and `Max` take a list and pass over nulls, but not over what is missing.",
    cases=(
        Case(expression="Abs(-1)", gives="1", says="Without its sign."),
        Case(expression="Abs(-1.5)", gives="1.5", says="A decimal."),
        Case(expression="Abs(null)", gives="null", says="Null."),
        Case(expression="Abs(age)", gives="null", waits_for=("age",), says="Missing."),
        Case(expression="Max({5, 12, 1})", gives="12", says="The largest."),
        Case(expression="Min({5, 12, 1})", gives="1", says="The smallest."),
        Case(expression="Max({5, null, 12})", gives="12", says="Nulls are passed over."),
        Case(expression="Max({})", gives="null", says="Of nothing there is none."),
        Case(expression="Max({null, null})", gives="null", says="Nor of nulls alone."),
        Case(expression="Max(null)", gives="null", says="Nor of null."),
        Case(expression="Max({age, 12})", facts=given(age=55), gives="55", says="With an element."),
        Case(
            expression="Max({age, 12})",
            gives="null",
            waits_for=("age",),
            says="With one that is missing: it may be the largest.",
        ),
        Case(expression="Min({'hi', 'bye'})", gives='"bye"', says="Of texts."),
        Case(expression="Max({@2012-10-05, @2012-10-06})", gives='"2012-10-06"', says="Of dates."),
        Case(expression="Min({1 'm', 20 'cm'})", gives='{"value": "20", "unit": "cm"}', says="Of quantities."),
        Refusal(expression="Max(1, 2)", code="P0313", names="Max", says="They take one list, not several numbers."),
    ),
)

_LARGE = Section(
    title="The bounds of numbers",
    opens=(
        "As in CQL, a whole number has 32 bits and a decimal 28 digits, eight of them after the point. A result that "
        "does not fit is null: it never turns round and is never cut. Counts of cells are quantities, with the room of "
        "decimals."
    ),
    cases=(
        Case(expression="2147483646 + 1", gives="2147483647", says="The largest whole number."),
        Case(expression="2147483647 + 1", gives="null", says="There is none beyond it."),
        Case(expression="2147483647.0 + 1", gives="2147483648.0", says="As a decimal there is."),
        Case(expression="-2147483648", gives="-2147483648", says="The smallest whole number."),
        Case(expression="-2147483648 - 1", gives="null", says="And none beyond it."),
        Case(
            expression="100000000 '{cells}' * 1000",
            gives='{"value": "100000000000", "unit": "{cells}"}',
            says="A thousand doses of a hundred million cells.",
        ),
        Case(
            expression="99999999999999999999.99999998 + 0.00000001",
            gives="99999999999999999999.99999999",
            says="The largest decimal, to the last place.",
        ),
        Case(expression="99999999999999999999.99999999 + 0.00000001", gives="null", says="There is none beyond it."),
        Refusal(expression="2147483648", code="P0323", names="2147483647", says="Nor can it be written."),
        Refusal(expression="0.000000001", code="P0304", names="8 after", says="Nor a ninth decimal place."),
    ),
)

CHAPTER = Chapter(
    title="Arithmetic",
    opens="Every operation has an answer for every operand, and every answer is exact or says how it was rounded.",
    parts=(_NUMBERS, _SUMS, _DIVISION, _FUNCTIONS, _LARGE),
)
