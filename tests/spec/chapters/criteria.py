"""Criteria: what a condition may not say when it decides about a patient."""

from __future__ import annotations

from tests.spec.cases import Chapter, Refusal, Ruling, Section

_HOLDS, _TURNS = ("P0423",), ("P0424",)

_MISSING = Section(
    title="It must not hold with nothing recorded",
    opens=(
        "A condition that could be true for a patient of whom nothing is known would let everybody in, or keep all "
        "out. The compiler decides this without a patient, and rather bars too much than too little."
    ),
    cases=(
        Ruling(expression="weight > 30 'kg'", codes=(), says="Unknown until a weight is recorded."),
        Ruling(expression="not exists medications", codes=(), says="Unknown until somebody asked."),
        Ruling(expression="consent and age > 18", codes=(), says="Unknown too."),
        Ruling(expression="true", codes=_HOLDS, says="Holds for everybody."),
        Ruling(expression="consent or true", codes=_HOLDS, says="So does this, whatever the consent."),
        Ruling(expression="consent implies true", codes=_HOLDS, says="And this."),
        Ruling(expression="not (consent and false)", codes=_HOLDS, says="And this."),
        Ruling(expression="if 1 > 2 then true else smoker", codes=_HOLDS, says="A branch of it could."),
        Ruling(
            expression="if procedure.date after @2026 then true else smoker",
            codes=_HOLDS,
            says="The dates of a check are known even where nothing of the patient is.",
        ),
        Ruling(expression="not (age between 18 and 75)", codes=(), says="Unknown until the age is recorded."),
    ),
)

_RECORDED = Section(
    title="It must not turn on whether something was recorded",
    opens="Nobody becomes eligible because a question was not asked.",
    cases=(
        Ruling(expression="weight is not null", codes=_TURNS, says="Asks whether a weight was recorded."),
        Ruling(expression="consent is true", codes=_TURNS, says="Write `consent`."),
        Ruling(expression="age > 18 and smoker is not true", codes=_TURNS, says="Write `not smoker`."),
        Ruling(expression="Coalesce(age, 40) > 18", codes=(*_HOLDS, *_TURNS), says="A default in place of a fact."),
        Ruling(
            expression="weight is null", codes=(*_HOLDS, *_TURNS), says="Holds with nothing recorded, and asks for it."
        ),
    ),
)

_CLAIMS = Section(
    title="What only a claim may name",
    opens=(
        "A claim stands under `properties` of a protocol: a sentence about every patient, with its condition. It "
        "may name what was found, for the day that is judged, beside what is recorded. `result.verdict` is one of "
        "the five verdicts; `result.criterion.mri` is `'met'`, `'not-met'`, `'unknown'` or `'not-applicable'`; "
        "`result.washout.nsaid` is how the worst medicine under that block stands: `'clear'`, `'hold'` (still "
        "taken, and clear in time if it is held), `'late'`, `'refer'` or `'unknown'`. `plan.disc` says whether "
        "the plan has a step at that site. `result.cells.iv.minimum` and `result.cells.total.maximum` are "
        "quantities of cells, the fewest and the most at a site or in all, and null where none are planned or "
        'they are not known. An id with a hyphen stands in quotes: `result.criterion."chronic-pain"`. A recorded '
        "value is taken as recorded, whatever its age.\n\n"
        "A claim is broken by a patient for whom it is false, and holds where it is unknown. `applies: never`, "
        "under an option of a reading, takes it back there. One that reads nothing but the two days is refused "
        "(P0459). It is no criterion: it may ask whether something is recorded.\n\n"
        "No other expression may name results, as it would rest on what rests on it."
    ),
    cases=(
        Refusal(
            expression="result.verdict = 'eligible'",
            code="P0310",
            names="result.verdict",
            says="In a criterion, a hold, a step or a dose.",
        ),
    ),
)

CHAPTER = Chapter(
    title="Criteria",
    opens="The condition of a criterion is held to two more rules than any other expression.",
    parts=(_MISSING, _RECORDED, _CLAIMS),
)
