"""The one sentence for a clinician that stands above everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import assert_never

from posology.explain.instructions import NOT_AGREED
from posology.ir.protocol import Kind
from posology.results.check import (
    Check,
    CriterionFinding,
    Missing,
    Verdict,
    WashoutFinding,
    WashoutStatus,
)
from posology.results.naming import places_in_words
from posology.results.obstacles import is_in_the_way
from posology.values.numerals import date_in_words, join_in_words

_MEDICINE = re.compile(r"medications\[([0-9]+)\]\.([a-z_]+)", re.ASCII)

_FIELDS: Mapping[str, str] = MappingProxyType({"class": "drug class", "started": "start"})
"""What a field of a medicine is called where its name is no noun that says it."""


def summarise(check: Check) -> Check:
    """The check with its summary."""
    return replace(check, summary=_sentence(check))


def _sentence(check: Check) -> str:
    match check.verdict:
        case Verdict.ELIGIBLE:
            on = _on(check.procedure_date)
            return f"Eligible{on}: every criterion and every washout holds with the facts as recorded."
        case Verdict.CONDITIONAL:
            return f"Conditional: eligible{_on(check.procedure_date)} if {_conditions(check)}."
        case Verdict.DEFERRED:
            return _deferred(check)
        case Verdict.INDETERMINATE:
            return f"Indeterminate: nothing known rules the patient out, and {'; and '.join(_open(check))}."
        case Verdict.INELIGIBLE:
            return f"Ineligible: {'; '.join(_failures(check))}."
        case _:
            assert_never(check.verdict)


def _open(check: Check) -> Iterator[str]:
    """What keeps the answer open: what must be supplied, and what cannot be answered from what is there."""
    if check.missing:
        yield f"this must be supplied first: {join_in_words([_named(each, check.washout) for each in check.missing])}"
    if check.unanswered:
        unanswered = join_in_words(list(dict.fromkeys(each.of for each in check.unanswered)))
        yield f"{unanswered} cannot be answered from the recorded values"


def _on(day: date | None) -> str:
    return "" if day is None else f" on {date_in_words(day)}"


def _named(missing: Missing, washout: Sequence[WashoutFinding]) -> str:
    """What is missing, a medicine by its name.

    INVARIANT: a check has one washout finding for each medicine of its record, in their order.
    """
    medicine = _MEDICINE.fullmatch(missing.element)
    if medicine is None:
        return places_in_words(missing.element, ())
    field = _FIELDS.get(medicine[2], medicine[2].replace("_", " "))
    drug = washout[int(medicine[1])].drug
    # the same medicine may be listed twice
    place = f" (medicine {int(medicine[1]) + 1})" if sum(each.drug == drug for each in washout) > 1 else ""
    return f"the {field} of {drug}{place}"


def _conditions(check: Check) -> str:
    held = [each for each in check.washout if each.status is WashoutStatus.HOLD]
    # a taper is the one hold without a number of days
    tapered = [each.drug for each in held if each.drug_free_days == 0]
    days = [each.drug for each in held if each.drug_free_days != 0]
    agreed = " once the prescriber agrees" if any(each.agreement == NOT_AGREED for each in held) else ""
    parts = [f"{join_in_words(days)} {_are(days)} held as listed{agreed}"] if days else []
    if tapered:
        parts.append(f"the agreed taper of {join_in_words(tapered)} ends as listed")
    renew = [each.element for each in check.to_renew]
    if renew:
        parts.append(f"{join_in_words(renew)} {_are(renew)} recorded anew as listed")
    return join_in_words(parts)


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _deferred(check: Check) -> str:
    why = "; ".join(_obstacles(check))
    if check.earliest_date is None:
        return f"Deferred: {why}; no date can be computed until then."
    return f"Deferred: {why}; the earliest date is {date_in_words(check.earliest_date)}."


def _obstacles(check: Check) -> list[str]:
    """What is in the way on the procedure date, and nothing that is settled by then."""
    referred = [each.drug for each in check.washout if each.status is WashoutStatus.REFER]
    late = [each.drug for each in check.washout if each.status is WashoutStatus.HOLD and is_in_the_way(each, check)]
    by = "" if check.procedure_date is None else f" by {date_in_words(check.procedure_date)}"
    prescribers = "its prescriber" if len(referred) == 1 else "their prescribers"
    parts = [f"{join_in_words(referred)} must be settled with {prescribers}"] if referred else []
    if late:
        parts.append(f"{join_in_words(late)} cannot be clear{by}")
    return [*parts, *_failures(check)]


def _failures(check: Check) -> list[str]:
    """The criteria that fail; where the verdict is final, only those that time does not mend."""
    final = check.verdict is Verdict.INELIGIBLE
    failing = [each for each in check.criteria if each.stands_in_the_way and not (final and each.mends_on is not None)]
    return [_failure(each) for each in failing]


def _failure(finding: CriterionFinding) -> str:
    text = f"{finding.text[:1].lower()}{finding.text[1:]}"
    if finding.kind is Kind.EXCLUSION:
        return f"an exclusion applies: {text}"
    before = "" if finding.mends_on is None else f" before {date_in_words(finding.mends_on)}"
    return f"a criterion is not met{before}: {text}"
