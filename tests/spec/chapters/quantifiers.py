"""Quantifiers: exists, Count, AllTrue, AnyTrue, with null members and with missing ones."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given

_EXISTS = Section(
    title="`exists`",
    opens="Whether a list has a member other than null.",
    cases=(
        Case(expression="exists {1}", gives="true", says="One member."),
        Case(expression="exists {}", gives="false", says="None."),
        Case(expression="exists {null}", gives="false", says="A null is no member to speak of."),
        Case(expression="exists {1, null}", gives="true", says="The other one is."),
        Case(expression="exists null", gives="false", says="Null, as CQL has it."),
        Case(expression="exists regions", facts=given(regions=("lumbar",)), gives="true", says="Recorded."),
        Case(expression="exists regions", facts=given(regions=()), gives="false", says="Recorded as none."),
        Case(
            expression="exists regions",
            gives="null",
            waits_for=("regions",),
            says="A list that nobody recorded is not an empty one. CQL would say false here.",
        ),
        Case(expression="exists {age}", gives="null", waits_for=("age",), says="A missing member."),
        Case(expression="exists {age, 5}", gives="true", says="One member that is known suffices."),
        Case(
            expression="exists {null, Interval[age, 80)}",
            gives="null",
            waits_for=("age",),
            says="At 90 the interval would end before it begins, and be null.",
        ),
        Refusal(expression="exists 5", code="P0320", names="list", says="A number is no list."),
    ),
)

_COUNT = Section(
    title="`Count`",
    opens="How many members a list has, nulls not counted.",
    cases=(
        Case(expression="Count({15, 5, 99, null, 1})", gives="4", says="Four and a null."),
        Case(expression="Count({})", gives="0", says="None."),
        Case(expression="Count({1, 1})", gives="2", says="Each counts, also twice."),
        Case(expression="Count(null)", gives="0", says="Of null there are none, as CQL has it."),
        Case(expression="Count(regions)", facts=given(regions=("lumbar", "cervical")), gives="2", says="Recorded."),
        Case(expression="Count(regions)", gives="null", waits_for=("regions",), says="Missing is not zero."),
        Case(expression="Count({age, 5})", gives="null", waits_for=("age",), says="A missing member."),
    ),
)

_ALL = Section(
    title="`AllTrue`",
    opens="False if any member is false; a null is passed over; what is missing may yet be false.",
    cases=(
        Case(expression="AllTrue({true, true})", gives="true", says="All."),
        Case(expression="AllTrue({true, false})", gives="false", says="Not all."),
        Case(expression="AllTrue({null, true})", gives="true", says="A null is passed over."),
        Case(expression="AllTrue({null, false})", gives="false", says="A false is not."),
        Case(expression="AllTrue({})", gives="true", says="Of nothing, everything holds."),
        Case(expression="AllTrue(null)", gives="true", says="Of null too, as CQL has it."),
        Case(expression="AllTrue({true, consent})", gives="null", waits_for=("consent",), says="A missing member."),
        Case(expression="AllTrue({false, consent})", gives="false", says="Settled without it."),
        Case(
            expression="AllTrue({null, consent})",
            gives="null",
            waits_for=("consent",),
            says="A null is passed over, the missing member is not.",
        ),
        Case(
            expression="AllTrue({true, consent})",
            facts=given(consent=True),
            gives="true",
            says="Once it is recorded, it counts.",
        ),
        Refusal(expression="AllTrue({1, 2})", code="P0320", names="truth values", says="Numbers are not true."),
    ),
)

_ANY = Section(
    title="`AnyTrue`",
    opens="True if any member is true; a null is passed over; what is missing may yet be true.",
    cases=(
        Case(expression="AnyTrue({false, true})", gives="true", says="One."),
        Case(expression="AnyTrue({false, false})", gives="false", says="None."),
        Case(expression="AnyTrue({null, true})", gives="true", says="One, and a null."),
        Case(expression="AnyTrue({null, false})", gives="false", says="A null is passed over."),
        Case(expression="AnyTrue({})", gives="false", says="Of nothing, nothing holds."),
        Case(expression="AnyTrue(null)", gives="false", says="Nor of null, as CQL has it."),
        Case(expression="AnyTrue({false, consent})", gives="null", waits_for=("consent",), says="A missing member."),
        Case(expression="AnyTrue({true, consent})", gives="true", says="Settled without it."),
        Case(
            expression="AnyTrue({null, consent})",
            gives="null",
            waits_for=("consent",),
            says="A null is passed over, the missing member is not.",
        ),
    ),
)

CHAPTER = Chapter(
    title="Quantifiers",
    opens=(
        "CQL's quantifiers ignore nulls. So do ours, for a null that an expression wrote. A member missing from the "
        "record is something else: ignoring it would let a rule hold because nobody asked."
    ),
    parts=(_EXISTS, _COUNT, _ALL, _ANY),
)
