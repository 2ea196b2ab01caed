"""The one sentence for a clinician that stands above everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from posology.ir.protocol import Kind
from posology.results.check import Check, CriterionFinding, CriterionStatus, Verdict, WashoutStatus
from posology.values.numerals import date_in_words, join_in_words


def summarise(check: Check) -> Check:
    """The check with its summary."""
    return replace(check, summary=_sentence(check))


def _sentence(check: Check) -> str:
    match check.verdict:
        case Verdict.ELIGIBLE:
            return f"Eligible for {_day(check.procedure_date)}: every criterion and every washout holds with the facts as recorded."
        case Verdict.CONDITIONAL:
            return f"Conditional: eligible on {_day(check.procedure_date)} if {_conditions(check)}."
        case Verdict.DEFERRED:
            return _deferred(check)
        case Verdict.INDETERMINATE:
            missing = join_in_words([each.element for each in check.missing])
            return f"Indeterminate: nothing known stands in the way, but {missing} must be supplied first."
        case Verdict.INELIGIBLE:
            failing = join_in_words([_failure(each) for each in check.criteria if fails(each) and each.mends_on is None])
            return f"Ineligible: {failing}."


def fails(finding: CriterionFinding) -> bool:
    """Whether the criterion is known to fail."""
    failing = CriterionStatus.NOT_MET if finding.kind is Kind.INCLUSION else CriterionStatus.MET
    return finding.status is failing


def _failure(finding: CriterionFinding) -> str:
    text = finding.text[:1].lower() + finding.text[1:]
    return f"an exclusion applies ({text})" if finding.kind is Kind.EXCLUSION else f"a criterion is not met ({text})"


def _conditions(check: Check) -> str:
    holds = [each.drug for each in check.washout if each.status is WashoutStatus.HOLD]
    renew = [each.element for each in check.to_renew]
    parts = [f"{join_in_words(holds)} {'is' if len(holds) == 1 else 'are'} held as listed"] if holds else []
    if renew:
        parts.append(f"{join_in_words(renew)} {'is' if len(renew) == 1 else 'are'} renewed")
    return join_in_words(parts)


def _deferred(check: Check) -> str:
    obstacles = [
        *(each.drug for each in check.washout if each.status in {WashoutStatus.HOLD, WashoutStatus.REFER}),
        *(each.id for each in check.criteria if fails(each)),
    ]
    why = join_in_words(list(dict.fromkeys(obstacles)))
    if check.earliest_date is None:
        return f"Deferred: {why} must be settled first, and no date can be computed until then."
    return f"Deferred: {why} cannot be settled by {_day(check.procedure_date)}; the earliest date is {_day(check.earliest_date)}."


def _day(day: date | None) -> str:
    return "an unset date" if day is None else date_in_words(day)
