"""What is asked of a clinic about what happens to its product: the wash, the time from the thaw, the certificate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posology.explain.certificates import name_in_words
from posology.ir.lot import ReleaseTest
from posology.results.site_questions import AnswerKind, SiteQuestion

BY: Final = "medical director"
ON: Final = "2026-11-20"
LIMITED: Final = (
    (ReleaseTest.VIABLE_CELLS, "minimum", "3500000", AnswerKind.COUNT, ""),
    (ReleaseTest.VIABILITY, "minimum", "70 %", AnswerKind.QUANTITY, "%"),
    # endotoxin units are in no list of units: the answer is taken as it is written
    (ReleaseTest.ENDOTOXIN, "maximum", "0.5 EU/mL", AnswerKind.TEXT, ""),
)
"""The tests with a number: which end is asked for, with an example that decides nothing, and how it is written."""


def approval_questions(place: tuple[str, ...], what: str, after: tuple[str, ...] | None) -> Iterator[SiteQuestion]:
    """Who approved it, and when."""
    by = (*place, "approved_by")
    yield SiteQuestion(place=by, ask=f"Who approved {what}?", example=BY, after=after)
    yield SiteQuestion(place=(*place, "on"), ask="On which day was that?", example=ON, kind=AnswerKind.DAY, after=by)


def after_wash_questions(cryoprotectant: tuple[str, ...]) -> Iterator[SiteQuestion]:
    """What is left of a vial, asked only where it is washed."""
    for key, ask, example, unit in (
        ("recovery", "Which share of the usable cells is left after washing, in percent?", "90 %", "%"),
        ("volume_per_vial", "In which volume are the cells of one vial after washing?", "0.9 mL", "mL"),
        ("grams_per_vial", "How many grams of the cryoprotectant are left of one vial?", "0.001 g", "g"),
    ):
        yield SiteQuestion(
            place=(*cryoprotectant, "after_wash", key),
            ask=ask,
            example=example,
            kind=AnswerKind.QUANTITY,
            unit=unit,
            after=(*cryoprotectant, "washed"),
            only=("true",),
        )
    yield SiteQuestion(
        place=(*cryoprotectant, "after_wash", "source"),
        ask="How is that known?",
        example="validation of the wash",
        after=(*cryoprotectant, "after_wash", "recovery"),
    )


def use_within_questions() -> Iterator[SiteQuestion]:
    """Within which time of the thaw the product must be given."""
    time = ("product", "use_within", "time")
    yield SiteQuestion(
        place=time,
        ask="Within which time of the thaw must it be given?",
        example="60 min",
        kind=AnswerKind.QUANTITY,
        unit="min",
    )
    yield SiteQuestion(
        place=("product", "use_within", "source"), ask="Which source has that?", example="source", after=time
    )


def certificate_questions() -> Iterator[SiteQuestion]:
    """What the certificate of every lot must have."""
    place = ("product", "certificate_limits")
    source = (*place, "source")
    yield SiteQuestion(
        place=source, ask="Where is it written what the certificate of a lot must have?", example="release limits"
    )
    for test, key, example, kind, unit in LIMITED:
        least = "least" if key == "minimum" else "most"
        yield SiteQuestion(
            place=(*place, "tests", test.value, key),
            ask=f"What is the {least} for {name_in_words(test)} on it?",
            example=example,
            kind=kind,
            unit=unit,
            after=source,
        )
    for test in ReleaseTest:
        if test not in {each[0] for each in LIMITED}:
            yield SiteQuestion(
                place=(*place, "tests", test.value, "says"),
                ask=f"What must it say of {name_in_words(test)}? An answer makes the test one that it must have.",
                example="passed",
                after=source,
            )
    yield from approval_questions(place, "these limits", source)
