"""Equality, equivalence, order, between, and the tests for null."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given
from tests.spec.invented import day, quantity

_EQUAL = Section(
    title="`=` and `!=`",
    opens="Equality is of what values mean, not of how they are written, and it says nothing about what is not known.",
    cases=(
        Case(expression="1 = 1", gives="true", says="A number equals itself."),
        Case(expression="1 = 2", gives="false", says="Two numbers differ."),
        Case(expression="1.0 = 1", gives="true", says="A whole number and a decimal are compared by value."),
        Case(expression="2.0 = 2.00", gives="true", says="Trailing zeros mean nothing to equality."),
        Case(expression="'a' = 'a'", gives="true", says="Texts are equal character by character."),
        Case(expression="'a' = 'A'", gives="false", says="Capitals count."),
        Case(expression="true = false", gives="false", says="Truth values can be compared for equality."),
        Case(expression="1 'cm' = 0.01 'm'", gives="true", says="Quantities are converted before they are compared."),
        Case(expression="1 != 2", gives="true", says="The negation."),
        Case(expression="1 'cm' != 0.01 'm'", gives="false", says="The negation, after the same conversion."),
        Case(expression="null = 1", gives="null", says="Nothing equals null."),
        Case(expression="null = null", gives="null", says="Not even null; ask `is null` instead."),
        Case(expression="null != 1", gives="null", says="Nothing differs from null either."),
        Case(expression="age = 40", facts=given(age=40), gives="true", says="A recorded age."),
        Case(expression="age = 40", gives="null", waits_for=("age",), says="A missing age equals nothing yet."),
        Case(expression="age != 40", gives="null", waits_for=("age",), says="Nor does it differ."),
        Case(
            expression="age = null",
            gives="null",
            waits_for=("age",),
            says="Comparing with null gives no way round: the age is still awaited.",
        ),
        Refusal(expression="1 = 'a'", code="P0321", names="text", says="Values of different types are not compared."),
        Refusal(
            expression="weight = 72",
            code="P0321",
            names="unit",
            says="A quantity is not compared with a bare number: a threshold has its unit.",
        ),
    ),
)

_EQUIVALENT = Section(
    title="`~` and `!~`",
    opens="Equivalence is the looser sister of equality, and two nulls are equivalent.",
    cases=(
        Case(expression="1 ~ 1", gives="true", says="What is equal is equivalent."),
        Case(expression="1 ~ 2", gives="false", says="What differs is not."),
        Case(expression="null ~ null", gives="true", says="Two nulls are equivalent, though not equal."),
        Case(expression="null ~ 1", gives="false", says="Null and a value are known not to be equivalent."),
        Case(
            expression="'Back Pain' ~ 'back pain'",
            gives="true",
            says="Capitals do not count, nor does the kind of white space.",
        ),
        Case(expression="'a' ~ 'b'", gives="false", says="Other letters do."),
        Case(expression="1 'cm' ~ 0.01 'm'", gives="true", says="Quantities are converted first."),
        Case(expression="@2014 ~ @2014-01", gives="false", says="Dates of different precision are not equivalent."),
        Case(expression="@2014-01 ~ @2014-01", gives="true", says="Dates of the same precision and value are."),
        Case(expression="1 !~ 2", gives="true", says="The negation."),
        Case(
            expression="age ~ 40",
            gives="null",
            waits_for=("age",),
            says="A missing age may yet turn out to be 40, so this is unknown and not false.",
        ),
        Case(
            expression="age ~ null",
            gives="null",
            waits_for=("age",),
            says="A missing element is not null: somebody can supply it.",
        ),
    ),
)

_ORDER = Section(
    title="`<`, `<=`, `>` and `>=`",
    opens="Numbers, texts, dates and quantities have an order; truth values and lists have none.",
    cases=(
        Case(expression="0 < 1", gives="true", says="Less."),
        Case(expression="0 < 0", gives="false", says="Not less than itself."),
        Case(expression="0 <= 0", gives="true", says="At most itself."),
        Case(expression="0 > -1", gives="true", says="More."),
        Case(expression="0 >= 1", gives="false", says="Not at least one."),
        Case(expression="1.0 < 2", gives="true", says="A decimal and a whole number."),
        Case(expression="0.1 + 0.2 <= 0.3", gives="true", says="Exactly: binary fractions would say no."),
        Case(expression="'a' < 'b'", gives="true", says="Texts by their characters."),
        Case(expression="'a' < 'aa'", gives="true", says="A text that stops earlier comes first."),
        Case(expression="'Jack' < 'Jill'", gives="true", says="The first difference decides."),
        Case(expression="1 'm' > 10 'cm'", gives="true", says="Quantities in a common unit."),
        Case(expression="null < 1", gives="null", says="Null has no place in any order."),
        Case(expression="1 >= null", gives="null", says="On either side."),
        Case(
            expression="age < 18 or age >= 18",
            gives="null",
            waits_for=("age",),
            says="Each half waits for the age; the language does not reason about the two together.",
        ),
        Case(
            expression="weight >= 30 'kg'",
            facts=given(weight=quantity("30.0", "kg")),
            gives="true",
            says="Thirty kilograms are at least thirty.",
        ),
        Case(
            expression="weight > 30 'kg'",
            facts=given(weight=quantity("30.0", "kg")),
            gives="false",
            says="They are not more than thirty.",
        ),
        Case(
            expression="weight > 30 'kg'",
            gives="null",
            waits_for=("weight",),
            says="A missing weight is not zero kilograms.",
        ),
        Refusal(expression="true < false", code="P0320", names="true or false", says="Truth values have no order."),
        Refusal(expression="{1} < {2}", code="P0320", names="list", says="Lists have no order."),
        Refusal(expression="weight > 30", code="P0321", names="unit", says="A bare number has no unit to compare."),
        Refusal(expression="weight > 30 'cm'", code="P0330", names="cm", says="A mass is not compared with a length."),
    ),
)

_BETWEEN = Section(
    title="`between`",
    opens="`x between a and b` means `x >= a and x <= b`: both ends belong to it, and either may settle it alone.",
    cases=(
        Case(expression="4 between 2 and 6", gives="true", says="Inside."),
        Case(expression="2 between 2 and 6", gives="true", says="The lower end belongs to it."),
        Case(expression="6 between 2 and 6", gives="true", says="So does the upper end."),
        Case(expression="7 between 2 and 6", gives="false", says="Outside."),
        Case(expression="4 between 6 and 2", gives="false", says="Nothing lies between ends in the wrong order."),
        Case(expression="4 between null and 6", gives="null", says="An end that is null leaves it open."),
        Case(expression="7 between null and 6", gives="false", says="Unless the other end has settled it."),
        Case(
            expression="weight between 30 'kg' and 250 'kg'",
            facts=given(weight=quantity("72", "kg")),
            gives="true",
            says="A recorded weight between two quantities.",
        ),
        Case(
            expression="weight between 30 'kg' and 250 'kg'",
            facts=given(weight=quantity("29999", "g")),
            gives="false",
            says="One gram short, in whatever unit it was recorded.",
        ),
        Case(
            expression="weight between 30 'kg' and 250 'kg'",
            gives="null",
            waits_for=("weight",),
            says="Missing.",
        ),
        Case(
            expression="onset between @2013-01-01 and @2013-12-31",
            facts=given(onset=day("2013")),
            gives="null",
            waits_for=("onset",),
            says="Of a year alone, CQL does not decide whether its first and last days are included.",
        ),
    ),
)

_NULL = Section(
    title="`is null`, `is not null` and `Coalesce`",
    opens=(
        "These ask whether there is a value, so they answer for a missing element as they do for null. A criterion may "
        "not use them."
    ),
    cases=(
        Case(expression="null is null", gives="true", says="Null is null."),
        Case(expression="1 is null", gives="false", says="A value is not."),
        Case(expression="0 is null", gives="false", says="Zero is a value."),
        Case(expression="'' is null", gives="false", says="So is an empty text."),
        Case(expression="weight is null", gives="true", says="Nothing is recorded, so there is no value."),
        Case(
            expression="weight is null",
            facts=given(weight=quantity("72", "kg")),
            gives="false",
            says="Something is recorded.",
        ),
        Case(expression="null is not null", gives="false", says="The negation."),
        Case(expression="weight is not null", gives="false", says="The negation, for a missing element."),
        Case(expression="1 / 0 is null", gives="true", says="A division by zero has no value."),
        Case(expression="Coalesce(null, 5)", gives="5", says="The first that has a value."),
        Case(expression="Coalesce(4, 5)", gives="4", says="Which may be the first of all."),
        Case(expression="Coalesce(null, null, 6)", gives="6", says="However many come before it."),
        Case(expression="Coalesce(null, null)", gives="null", says="None of them."),
        Case(expression="Coalesce(age, 40)", gives="40", says="A missing element is passed over, as null is."),
        Case(expression="Coalesce(age, 40)", facts=given(age=55), gives="55", says="A recorded one is taken."),
        Refusal(expression="Coalesce(1, 'a')", code="P0321", names="text", says="The choices have one type."),
    ),
)

CHAPTER = Chapter(
    title="Equality and order",
    opens="Comparisons never guess: with anything that is not known on either side, the answer is not known.",
    parts=(_EQUAL, _EQUIVALENT, _ORDER, _BETWEEN, _NULL),
)
