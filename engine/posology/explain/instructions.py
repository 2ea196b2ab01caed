"""What is said about each medicine: the instruction that a clinician reads aloud, never a bare `stop`."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta
from typing import assert_never

from posology.explain.examination import JudgedMedicine, is_in_effect
from posology.explain.washout import Judgement
from posology.ir.protocol import Protocol, WashoutRule
from posology.knowledge.drugs import Recognised, Unrecognised
from posology.record.medicine import Medicine
from posology.results.check import WashoutFinding, WashoutStatus
from posology.values.dates import shift
from posology.values.numerals import date_in_words
from posology.values.truth import Cause, Unknown

Derived = Set[str]
"""The tokens that were derived from the findings."""


def washout_finding(judged: JudgedMedicine, protocol: Protocol, day: date, as_of: date, derived: Derived) -> WashoutFinding:
    """The medicine as a result: status, dates, and the instruction with its reasons."""
    medicine, governing = judged.medicine, judged.governing
    status = judged.status_on(day)
    rule = governing.rule
    restart = rule is not None and f"restart:{rule.id}" in derived and is_in_effect(governing, medicine, as_of)
    agreed = rule is not None and f"agreement:{rule.id}" in derived and is_in_effect(governing, medicine, as_of)
    resume_on = shift(day, rule.resumption.after) if rule is not None and rule.resumption is not None and restart else None
    held = status is WashoutStatus.HOLD and governing.days is not None
    latest = day - timedelta(days=governing.days + 1) if held and governing.days is not None else None
    return WashoutFinding(
        drug=medicine.drug,
        ingredients=_ingredients(medicine),
        drug_class=governing.drug_class,
        classes=medicine.classes,
        status=status,
        rule=None if rule is None else rule.id,
        drug_free_days=governing.days,
        last_dose="ongoing" if medicine.ongoing else str(medicine.last_dose) if medicine.last_dose else None,
        last_dose_on_or_before=latest,
        clear_on=None if judged.together else governing.clear_on,
        resume_on=resume_on,
        agreement=_agreement(medicine, agreed=agreed),
        instruction=_sentence(judged, protocol, status, day, latest, resume_on, agreed=agreed),
        cautions=tuple(dict.fromkeys(each.rule.caution for each in judged.judgements if each.rule and each.rule.caution)),
        suggestions=medicine.recognised.suggestions if isinstance(medicine.recognised, Unrecognised) else (),
        citation=None if rule is None else rule.citation,
    )


def _ingredients(medicine: Medicine) -> tuple[str, ...]:
    return tuple(each.name for each in medicine.recognised.ingredients) if isinstance(medicine.recognised, Recognised) else ()


def _agreement(medicine: Medicine, *, agreed: bool) -> str | None:
    if not agreed:
        return None
    if medicine.agreement is None:
        return "the prescriber's agreement is not recorded"
    return f"agreed by {medicine.agreement.prescriber}"


def _sentence(  # noqa: PLR0913 - everything the sentence names
    judged: JudgedMedicine,
    protocol: Protocol,
    status: WashoutStatus,
    day: date,
    latest: date | None,
    resume_on: date | None,
    *,
    agreed: bool,
) -> str:
    medicine, governing = judged.medicine, judged.governing
    if judged.together and protocol.together is not None and status is WashoutStatus.REFER:
        return f"Refer {medicine.drug} to its prescriber: {protocol.together.why}."
    match status:
        case WashoutStatus.UNKNOWN:
            return _unknown(medicine, governing.unknown)
        case WashoutStatus.REFER:
            return f"Refer {medicine.drug} to its prescriber: {governing.refer}. It is not to be stopped abruptly."
        case WashoutStatus.HOLD:
            return _hold(medicine, governing, day, latest, resume_on, agreed=agreed)
        case WashoutStatus.CLEAR:
            return _clear(medicine, governing, resume_on)
        case _:
            assert_never(status)


def _unknown(medicine: Medicine, unknown: Unknown | None) -> str:
    reasons = unknown.reasons if unknown is not None else ()
    causes = {each.cause for each in reasons}
    if Cause.UNCLASSIFIED in causes:
        offered = medicine.recognised.suggestions if isinstance(medicine.recognised, Unrecognised) else ()
        close = f" Did you mean {' or '.join(offered)}?" if offered else ""
        return f"{medicine.drug} is not a drug that the knowledge base knows: a clinician must classify it.{close}"
    if any(each.element.endswith("route") for each in reasons):
        return f"Record the route of {medicine.drug}: how long it must be held depends on it."
    if any(each.element.endswith("started") for each in reasons):
        return f"Record when {medicine.drug} was started: a long course needs an individual taper."
    if Cause.IMPRECISE in causes or unknown is None:
        return f"Record the exact day of the last dose of {medicine.drug}: what is recorded does not settle whether it is clear."
    if any(each.element.endswith("last_dose") for each in reasons):
        return f"Record the last dose of {medicine.drug}, or that it is ongoing."
    return f"It is not known how long {medicine.drug} must be held: {'; '.join(f'{each.element} is {each.cause.value}' for each in reasons)}."


def _hold(  # noqa: PLR0913 - as above
    medicine: Medicine, governing: Judgement, day: date, latest: date | None, resume_on: date | None, *, agreed: bool
) -> str:
    drug = medicine.drug
    if medicine.taper is not None and medicine.taper.ends is not None and medicine.ongoing:
        first = f"{drug} is tapered as agreed with {medicine.taper.agreed_by}, ending {medicine.taper.ends}"
    elif governing.follows:
        first = f"Last dose of {drug} on or before {_in_words(latest)}"
    else:
        first = f"{drug} was last taken on {medicine.last_dose}"
    free = f"{governing.days} drug-free day{'' if governing.days == 1 else 's'}" if governing.days else "the taper has ended"
    if governing.clear_on is not None and governing.clear_on > day:
        middle = f"{free} are not over by {_in_words(day)}; the procedure may take place from {_in_words(governing.clear_on)}" if governing.days else f"it must have ended before the procedure day; possible from {_in_words(governing.clear_on)}"
    else:
        middle = f"{free} before the procedure on {_in_words(day)}" if governing.days else f"it has ended before {_in_words(day)}"
    consent = "Only with the prescriber's agreement: " if agreed else ""
    return f"{consent}{first}; {middle}.{_again(medicine, governing.rule, resume_on)}"


def _clear(medicine: Medicine, governing: Judgement, resume_on: date | None) -> str:
    drug = medicine.drug
    if governing.rule is None:
        return f"{drug} is not restricted by this protocol."
    if governing.clear_on is None:
        return f"{drug} may be continued: {governing.rule.why}."
    if governing.days:
        return f"{drug} is clear from {_in_words(governing.clear_on)}, if it is not taken again.{_again(medicine, governing.rule, resume_on)}"
    return f"{drug} has ended.{_again(medicine, governing.rule, resume_on)}"


def _again(medicine: Medicine, rule: WashoutRule | None, resume_on: date | None) -> str:
    if rule is None or rule.resumption is None or resume_on is None:
        return ""
    condition = f", {rule.resumption.condition}" if rule.resumption.condition else ""
    if rule.resumption.after.amount == 0:
        return f" After the procedure {rule.resumption.condition}." if rule.resumption.condition else ""
    return f" Not again before {_in_words(resume_on)}{condition}."


def _in_words(day: date | None) -> str:
    return "an unknown date" if day is None else date_in_words(day)


