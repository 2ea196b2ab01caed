"""Truth: the logical operators over true, false, null and what is missing."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, TruthTable, given

_NOT = Section(
    title="`not`",
    opens="Turning an unknown round leaves it the unknown that it was.",
    cases=(
        Case(expression="not true", gives="false", says="The opposite of true is false."),
        Case(expression="not false", gives="true", says="The opposite of false is true."),
        Case(expression="not null", gives="null", says="There is no opposite of null."),
        Case(
            expression="not consent",
            gives="null",
            waits_for=("consent",),
            says="A consent that nobody recorded is neither given nor refused; its opposite waits for it too.",
        ),
        Case(
            expression="not consent",
            facts=given(consent=False),
            gives="true",
            says="Recorded as refused, the same question has an answer.",
        ),
    ),
)

_TESTS = Section(
    title="`is true`, `is false` and their negations",
    opens=(
        "These four never give unknown: they ask whether the answer is known to be this one. A criterion may not use "
        "them, since it would then turn on whether something was written down."
    ),
    cases=(
        Case(expression="true is true", gives="true", says="True is known to be true."),
        Case(expression="false is true", gives="false", says="False is not."),
        Case(expression="null is true", gives="false", says="Null is not known to be true."),
        Case(expression="consent is true", gives="false", says="Neither is a consent that nobody recorded."),
        Case(expression="true is false", gives="false", says="True is not known to be false."),
        Case(expression="false is false", gives="true", says="False is known to be false."),
        Case(expression="null is false", gives="false", says="Null is not known to be false."),
        Case(expression="consent is false", gives="false", says="Missing is never false."),
        Case(expression="true is not true", gives="false", says="The negation turns a known answer round."),
        Case(expression="false is not true", gives="true", says="What is false is something else than true."),
        Case(expression="null is not true", gives="true", says="So is null."),
        Case(expression="consent is not true", gives="true", says="So is what nobody recorded."),
        Case(expression="true is not false", gives="true", says="What is true is something else than false."),
        Case(expression="false is not false", gives="false", says="False is not something else than false."),
        Case(expression="null is not false", gives="true", says="Null is something else than false."),
        Case(
            expression="consent is not false", gives="true", says="What nobody recorded is something else than false."
        ),
    ),
)

_TOGETHER = Section(
    title="Which operator binds first",
    opens=(
        "As in CQL: `not` and `exists` bind closest, then order, then order in time, then equality, then membership, "
        "then `and`, then `or` and `xor` together, then `implies`."
    ),
    cases=(
        Case(expression="true or false and false", gives="true", says="`and` before `or`."),
        Case(expression="(true or false) and false", gives="false", says="Brackets say otherwise."),
        Case(expression="not false and false", gives="false", says="`not` takes only what stands next to it."),
        Case(expression="false implies false or true", gives="true", says="`or` before `implies`."),
        Case(
            expression="1 < 2 and 'lumbar' in regions",
            facts=given(regions=("lumbar",)),
            gives="true",
            says="Comparisons and membership before the logical operators.",
        ),
        Refusal(
            expression="not 1 = 2",
            code="P0320",
            names="binds tighter",
            says="`not` takes the number next to it: write `not (1 = 2)`.",
        ),
        Case(expression="not (1 = 2)", gives="true", says="With brackets."),
        Case(expression="2 > 1 = true", gives="true", says="An order comparison before an equality."),
    ),
)

_TYPES = Section(
    title="Only truth has truth",
    opens="A number, a text or a list is not taken for a truth value: emptiness and zero mean nothing here.",
    cases=(
        Refusal(expression="1 and true", code="P0320", names="true or false", says="A number is not true."),
        Refusal(expression="'yes' or false", code="P0320", names="true or false", says="Neither is a text."),
        Refusal(
            expression="not age", code="P0320", names="true or false", says="Neither is an element that holds a number."
        ),
    ),
)

CHAPTER = Chapter(
    title="Truth",
    opens=(
        "A condition is true, false or unknown. There are two ways of not being known. `null` is what an expression "
        "writes itself, or gets from a division by zero: nothing could be supplied. *Unknown* is what no record "
        "says: it carries the names of the elements that would settle it. The logical operators treat both alike, by "
        "Kleene's tables, and an unknown result waits only for what could still change it."
    ),
    parts=(
        TruthTable(
            operator="and",
            opens="False wins over anything; otherwise what is not known stays so.",
            rows=("TFNU", "FFFF", "NFNU", "UFUU"),
        ),
        TruthTable(
            operator="or",
            opens="True wins over anything; otherwise what is not known stays so.",
            rows=("TTTT", "TFNU", "TNNU", "TUUU"),
        ),
        TruthTable(
            operator="xor",
            opens="Exactly one of two: nothing can be said before both are known.",
            rows=("FTNU", "TFNU", "NNNU", "UUUU"),
        ),
        TruthTable(
            operator="implies",
            opens="The right side must hold where the left one does; a left side that is false asks for nothing.",
            rows=("TFNU", "TTTT", "TNNU", "TUUU"),
        ),
        _NOT,
        _TESTS,
        _TOGETHER,
        _TYPES,
    ),
)
