"""Queries: the records of a list for which a condition holds."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given
from tests.spec.invented import day, medicine

_TAKEN = (
    medicine(0, "naproxen", "nsaid", "2026-11-18"),
    medicine(1, "apixaban", "anticoagulant", "2026-12-04"),
)
_HELD = (medicine(0, "apixaban", "anticoagulant", "2026-11-28"),)
_UNDATED = (medicine(0, "apixaban", "anticoagulant"),)
_UNCLASSIFIED = (medicine(0, "naproxen", "nsaid", "2026-11-18"), medicine(1, "zzz"))
_PROCEDURE = day("2026-12-07")
_RECENT = "exists (medications M where M.class = 'anticoagulant' and M.last_dose after procedure.date - 5 days)"

_WHERE = Section(
    title="`where`",
    opens=(
        "A list, a name for each member, and a condition: the members for which it is true. A list that is written out "
        "stands in brackets."
    ),
    cases=(
        Case(expression="({1, 2, 3}) X where X > 1", gives="[2, 3]", says="Of numbers."),
        Case(expression="({1, 2, 3}) X where X > 9", gives="[]", says="Of none."),
        Case(expression="({1, null, 3}) X where X > 1", gives="[3]", says="A null is left out, as CQL has it."),
        Case(expression="Count(({1, 2, 3}) X where X > 1)", gives="2", says="Counted."),
        Case(
            expression="Count(medications M where M.class = 'nsaid')",
            facts=given(medications=_TAKEN),
            gives="1",
            says="Of records.",
        ),
        Case(
            expression="Count(medications M where M.class = 'nsaid')",
            facts=given(medications=()),
            gives="0",
            says="Takes nothing: known.",
        ),
        Case(
            expression="Count(medications M where M.class = 'nsaid')",
            gives="null",
            waits_for=("medications",),
            says="Nobody asked what the patient takes.",
        ),
        Case(
            expression="Count(medications M where M.class = 'nsaid')",
            facts=given(medications=_UNCLASSIFIED),
            gives="null",
            waits_for=("medications[1].class",),
            says="One of them may be an NSAID too.",
        ),
        Refusal(expression="{1, 2} X where X > 1", code="P0301", names="parentheses", says="The brackets are missing."),
        Refusal(
            expression="medications age where age.drug = 'a'", code="P0314", names="alias", says="A name that is taken."
        ),
        Refusal(expression="medications M where M.dose", code="P0311", names="dose", says="An unknown field."),
        Refusal(expression="medications M where N.drug = 'a'", code="P0310", names="N", says="An unknown name."),
        Refusal(
            expression="({1, 2}) X where X", code="P0320", names="true or false", says="The condition is a truth value."
        ),
    ),
)

_EXISTS = Section(
    title="`exists` over a query",
    opens="True when one record surely fits, false when none can, unknown otherwise.",
    cases=(
        Case(
            expression=_RECENT,
            facts=given(medications=_TAKEN, procedure__date=_PROCEDURE),
            gives="true",
            says="A last dose on 4 December is after 2 December.",
        ),
        Case(
            expression=_RECENT,
            facts=given(medications=_HELD, procedure__date=_PROCEDURE),
            gives="false",
            says="One on 28 November is not.",
        ),
        Case(
            expression=_RECENT,
            facts=given(medications=_UNDATED, procedure__date=_PROCEDURE),
            gives="null",
            waits_for=("medications[0].last_dose",),
            says="One whose last dose nobody recorded may be.",
        ),
        Case(
            expression=_RECENT,
            facts=given(medications=(*_UNDATED, *_TAKEN), procedure__date=_PROCEDURE),
            gives="true",
            says="Another that surely is settles it.",
        ),
        Case(
            expression=_RECENT,
            facts=given(medications=_HELD),
            gives="null",
            waits_for=("procedure.date",),
            says="No date has been set.",
        ),
        Case(
            expression=_RECENT,
            facts=given(medications=(), procedure__date=_PROCEDURE),
            gives="false",
            says="The patient takes nothing.",
        ),
        Case(
            expression=_RECENT,
            facts=given(procedure__date=_PROCEDURE),
            gives="null",
            waits_for=("medications",),
            says="Nobody asked.",
        ),
        Case(
            expression="not exists (medications M where M.class = 'opioid')",
            facts=given(medications=_UNCLASSIFIED),
            gives="null",
            waits_for=("medications[1].class",),
            says="A drug that nobody has classified is not known to be no opioid.",
        ),
    ),
)

CHAPTER = Chapter(
    title="Queries",
    opens=(
        "In CQL a record for which the condition is null is left out. A record for which it is *unknown* may belong to "
        "the answer, so what is asked of the result stays unknown until it cannot matter."
    ),
    parts=(_WHERE, _EXISTS),
)
