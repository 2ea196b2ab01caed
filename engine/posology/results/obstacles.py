"""What stands in the way, in sentences; and why a dose, a plan or a date must therefore not be laid out."""

from __future__ import annotations

from posology.ir.protocol import Kind
from posology.results.check import Check, CriterionFinding, Verdict, WashoutFinding, WashoutStatus
from posology.results.naming import places_in_words
from posology.values.numerals import date_in_words

LAID_OUT = frozenset({Verdict.ELIGIBLE, Verdict.CONDITIONAL})
"""The verdicts for which a dose, a plan or a date may be laid out. INVARIANT: no other verdict ever yields one."""


def obstacles(check: Check) -> tuple[str, ...]:
    """Everything that is known to stand in the way on the procedure date, one sentence or two for each."""
    criteria = (_failure(each) for each in check.criteria if each.stands_in_the_way)
    medicines = (each.instruction for each in check.washout if is_in_the_way(each, check))
    return (*criteria, *medicines)


def is_in_the_way(finding: WashoutFinding, check: Check) -> bool:
    """Whether a medicine stands in the way: it is referred, or its hold is not over on the procedure date."""
    match finding.status:
        case WashoutStatus.REFER:
            return True
        case WashoutStatus.HOLD:
            day = check.procedure_date
            return day is None or (finding.clear_on is not None and finding.clear_on > day)
        case WashoutStatus.CLEAR | WashoutStatus.UNKNOWN:
            return False


def reasons_to_withhold(check: Check) -> tuple[str, ...]:
    """Why nothing may be laid out, the verdict first; empty only where the verdict allows it."""
    if check.verdict in LAID_OUT:
        return ()
    drugs = [each.drug for each in check.washout]
    missing = (f"Missing: {places_in_words(each.element, drugs)}. {each.ask}" for each in check.missing)
    unanswered = (f"{each.said}." for each in check.unanswered)
    return (f"The verdict is {check.verdict}.", *obstacles(check), *missing, *unanswered, *_earliest(check))


def _failure(finding: CriterionFinding) -> str:
    text = finding.text[:1].lower() + finding.text[1:]
    said = f"An exclusion applies: {text}" if finding.kind is Kind.EXCLUSION else f"A criterion is not met: {text}"
    if finding.mends_on is None:
        return f"{said}."
    return f"{said}. Time alone settles it from {date_in_words(finding.mends_on)}."


def _earliest(check: Check) -> tuple[str, ...]:
    if check.verdict is not Verdict.DEFERRED:
        return ()
    if check.earliest_date is None:
        return ("No earliest date can be computed until that is settled.",)
    return (f"The earliest date is {date_in_words(check.earliest_date)}; ask again for that date.",)
