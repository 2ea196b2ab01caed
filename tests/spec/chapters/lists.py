"""Lists and membership."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given

_WRITTEN = Section(
    title="Writing a list",
    opens="Values of one type between braces. A record's own lists are lists of codes or of records.",
    cases=(
        Case(expression="{3, 2, 1}", gives="[3, 2, 1]", says="In the order written."),
        Case(expression="{}", gives="[]", says="The empty list."),
        Case(expression="{1, null}", gives="[1, null]", says="A null may be a member."),
        Case(expression="regions", facts=given(regions=("lumbar",)), gives='["lumbar"]', says="A recorded list."),
        Case(expression="regions", facts=given(regions=()), gives="[]", says="Recorded as none: known to be empty."),
        Case(expression="regions", gives="null", waits_for=("regions",), says="Missing is not empty."),
        Refusal(expression="{1, 'a'}", code="P0321", names="text", says="One list, one type."),
    ),
)

_IN = Section(
    title="`in` and `contains`",
    opens="Whether a value is a member. Two nulls count as the same member; null counts as no other.",
    cases=(
        Case(expression="1 in {1, 2}", gives="true", says="A member."),
        Case(expression="3 in {1, 2}", gives="false", says="Not a member."),
        Case(expression="{1, 2} contains 1", gives="true", says="The other way round."),
        Case(expression="1 in {}", gives="false", says="Nothing is in the empty list."),
        Case(expression="null in {1, null}", gives="true", says="Null is a member where it stands."),
        Case(expression="null in {}", gives="false", says="And not where it does not."),
        Case(expression="{null, 'b', 'c'} contains 'a'", gives="false", says="A null is not taken for a value."),
        Case(
            expression="'lumbar' in regions",
            facts=given(regions=("lumbar", "cervical")),
            gives="true",
            says="A recorded region.",
        ),
        Case(expression="'lumbar' in regions", facts=given(regions=()), gives="false", says="Recorded as none."),
        Case(expression="'lumbar' in regions", gives="null", waits_for=("regions",), says="Missing."),
        Case(expression="age in {40, 55}", gives="null", waits_for=("age",), says="A missing value."),
        Case(expression="5 in {age, 5}", gives="true", says="A missing member does not matter once one is found."),
        Case(expression="5 in {age, 6}", gives="null", waits_for=("age",), says="It does while none is."),
    ),
)

_INCLUDES = Section(
    title="`includes` and `included in`",
    opens="Whether every member of one list is a member of the other.",
    cases=(
        Case(expression="{1, 2, 3} includes {2}", gives="true", says="All of them."),
        Case(expression="{1, 2, 3} includes {4}", gives="false", says="Not that one."),
        Case(expression="{1, 2, 3} includes {}", gives="true", says="The empty list is in every list."),
        Case(expression="{2} included in {1, 2, 3}", gives="true", says="The other way round."),
        Case(expression="{null} includes {null}", gives="true", says="Null for null."),
        Case(expression="{'s', 'a', 'm'} includes null", gives="null", says="A list that is null."),
        Case(
            expression="regions includes {'lumbar', 'cervical'}",
            facts=given(regions=("lumbar",)),
            gives="false",
            says="One of two.",
        ),
        Case(expression="regions includes {'lumbar'}", gives="null", waits_for=("regions",), says="Missing."),
        Case(expression="{1, age} includes {1}", gives="true", says="Settled without the missing member."),
        Case(expression="{1, age} includes {1, 2}", gives="null", waits_for=("age",), says="Not settled without it."),
    ),
)

_EQUAL = Section(
    title="Equality of lists",
    opens="Lists are equal when they have equal members in the same order.",
    cases=(
        Case(expression="{1, 2, 3} = {1, 2, 3}", gives="true", says="The same."),
        Case(expression="{1, 2} = {2, 1}", gives="false", says="The order counts."),
        Case(expression="{1, 2} = {1, 2, 3}", gives="false", says="So does the length."),
        Case(expression="{} = {}", gives="true", says="Empty lists."),
        Case(expression="{null} = {null}", gives="true", says="Null members are the same member."),
        Case(expression="{1, 2} != {1, 3}", gives="true", says="The negation."),
        Case(expression="{1, 2} ~ {1, 2}", gives="true", says="Equivalence."),
        Case(expression="{1, null} ~ {1, null}", gives="true", says="With nulls."),
        Case(expression="{1} = null", gives="null", says="Null."),
        Case(expression="regions = {'lumbar'}", gives="null", waits_for=("regions",), says="Missing."),
        Case(expression="{1, age} = {1, 3}", gives="null", waits_for=("age",), says="A missing member."),
        Case(
            expression="{1, age} = {2, 3}",
            gives="null",
            waits_for=("age",),
            says="It is awaited first: in the result of a query, such a member may not be there at all.",
        ),
    ),
)

CHAPTER = Chapter(
    title="Lists",
    opens="A list that nobody recorded is unknown; a list recorded as empty is known to be empty.",
    parts=(_WRITTEN, _IN, _INCLUDES, _EQUAL),
)
