"""Conditionals: if and case."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given
from tests.spec.invented import quantity

_IF = Section(
    title="`if … then … else`",
    opens="Null takes the second branch, as CQL has it. A condition that is missing takes neither.",
    cases=(
        Case(expression="if 10 > 5 then 5 else 10", gives="5", says="True: the first."),
        Case(expression="if 10 = 5 then 15 else 5", gives="5", says="False: the second."),
        Case(expression="if 10 = null then 5 else 10", gives="10", says="Null: the second."),
        Case(expression="if consent then 1 else 2", facts=given(consent=True), gives="1", says="Recorded."),
        Case(
            expression="if consent then 1 else 2",
            gives="null",
            waits_for=("consent",),
            says="Missing: it depends on the answer.",
        ),
        Case(expression="if consent then 1 else 1", gives="1", says="Missing, but both branches agree."),
        Case(
            expression="if consent then age else age",
            gives="null",
            waits_for=("age", "consent"),
            says="Branches that are themselves missing do not agree.",
        ),
        Case(expression="if true then 1 else age", gives="1", says="The branch not taken is not needed."),
        Case(
            expression="if weight > 100 'kg' then 2 else 1",
            facts=given(weight=quantity("72", "kg")),
            gives="1",
            says="On a quantity.",
        ),
        Case(expression="if false then 1 else null", gives="null", says="A branch may be null."),
        Refusal(expression="if true then 1 else 'a'", code="P0321", names="text", says="The branches have one type."),
        Refusal(
            expression="if 1 then 2 else 3", code="P0320", names="true or false", says="The condition is a truth value."
        ),
        Refusal(expression="if true then 1", code="P0301", names="else", says="There is always an `else`."),
    ),
)

_CASE = Section(
    title="`case` with conditions",
    opens="The first `when` that is true; `else` when none is.",
    cases=(
        Case(expression="case when 10 > 5 then 5 when 5 > 10 then 10 else null end", gives="5", says="The first."),
        Case(expression="case when 5 > 10 then 15 when 5 = 10 then 10 else 5 end", gives="5", says="None of them."),
        Case(expression="case when null then 1 else 2 end", gives="2", says="Null is passed over."),
        Case(
            expression="case when consent then 1 when true then 2 else 3 end",
            gives="null",
            waits_for=("consent",),
            says="A missing condition is not passed over.",
        ),
        Case(expression="case when true then 1 when consent then 2 else 3 end", gives="1", says="Settled before it."),
        Case(
            expression="case when consent then 2 when true then 2 else 3 end",
            gives="2",
            says="Whatever the consent, it is two.",
        ),
        Refusal(expression="case when true then 1 end", code="P0301", names="else", says="There is always an `else`."),
    ),
)

_SELECTED = Section(
    title="`case` on a value",
    opens="The first `when` whose value is equal; `else` when none is.",
    cases=(
        Case(expression="case 5 when 5 then 12 when 10 then 15 else 5 end", gives="12", says="The first."),
        Case(expression="case 10 when 5 then 12 when 10 then 15 else 5 end", gives="15", says="The second."),
        Case(expression="case 15 when 5 then 12 when 10 then 15 else 5 end", gives="5", says="None."),
        Case(expression="case null when 5 then 12 else 5 end", gives="5", says="Null equals none."),
        Case(expression="case age when 5 then 12 else 5 end", gives="null", waits_for=("age",), says="Missing."),
        Case(expression="case age when 5 then 12 else 12 end", gives="12", says="Missing, and it does not matter."),
        Case(
            expression="case sex when 'female' then 1 when 'male' then 2 else 3 end",
            facts=given(sex="male"),
            gives="2",
            says="On a recorded code.",
        ),
    ),
)

CHAPTER = Chapter(
    title="Conditionals",
    opens="A choice between values. The parts that were not needed are not evaluated and not waited for.",
    parts=(_IF, _CASE, _SELECTED),
)
