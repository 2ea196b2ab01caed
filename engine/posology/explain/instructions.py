"""What is said about each medicine: whole sentences that a clinician reads aloud, never a bare `stop`.

A sentence names the medicine, the days and the dates. Dates that hang on the procedure date are left out where no
procedure date is known.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from posology.explain.examination import JudgedMedicine, is_in_effect, restricts
from posology.explain.washout import Judgement
from posology.ir.protocol import NoHold, Protocol, ReferralHold, Resumption
from posology.knowledge.drugs import Recognised, Unrecognised
from posology.record.medicine import Medicine
from posology.results.check import WashoutFinding, WashoutStatus
from posology.values.dates import shift
from posology.values.numerals import date_in_words, join_in_words, partial_date_in_words
from posology.values.truth import Cause, Unknown


@dataclass(frozen=True, slots=True)
class Setting:
    """What every medicine of a record is judged against.

    `day` is the date judged for; `known` is the procedure date, None where `day` only stands in for it. `derived` are
    the tokens that followed from the findings.
    """

    protocol: Protocol
    day: date
    known: date | None
    as_of: date
    derived: Set[str]


@dataclass(frozen=True, slots=True)
class _Restart:
    """The first date on which the medicine may be taken again, None where none can be named, and on what condition."""

    on: date | None
    condition: str


_NO_RESTART = _Restart(None, "")


def washout_finding(judged: JudgedMedicine, setting: Setting) -> WashoutFinding:
    """The medicine as a result: status, dates, and the instruction with its reasons."""
    medicine, governing = judged.medicine, judged.governing
    status = judged.status_on(setting.day)
    rule = governing.rule
    restart = _restart(judged, setting)
    agreed = any(_needs_agreement(each, medicine, setting) for each in judged.judgements)
    return WashoutFinding(
        drug=medicine.drug,
        ingredients=_ingredients(medicine),
        drug_class=governing.drug_class,
        classes=medicine.classes,
        status=status,
        rule=None if rule is None else rule.id,
        drug_free_days=governing.days,
        last_dose="ongoing" if medicine.ongoing else str(medicine.last_dose) if medicine.last_dose else None,
        last_dose_on_or_before=_latest_last_dose(governing, setting) if status is WashoutStatus.HOLD else None,
        clear_on=None if judged.together else governing.clear_on,
        resume_on=restart.on,
        agreement=_agreement(medicine) if agreed else None,
        instruction=_instruction(judged, setting, status, restart, agreed=agreed),
        cautions=tuple(
            dict.fromkeys(each.rule.caution for each in judged.judgements if each.rule and each.rule.caution)
        ),
        suggestions=medicine.recognised.suggestions if isinstance(medicine.recognised, Unrecognised) else (),
        citation=None if rule is None else rule.citation,
    )


def _ingredients(medicine: Medicine) -> tuple[str, ...]:
    if isinstance(medicine.recognised, Unrecognised):
        return ()
    return tuple(each.name for each in medicine.recognised.ingredients)


def _needs_agreement(judgement: Judgement, medicine: Medicine, setting: Setting) -> bool:
    rule = judgement.rule
    if rule is None or f"agreement:{rule.id}" not in setting.derived:
        return False
    return is_in_effect(judgement, medicine, setting.as_of)


def _agreement(medicine: Medicine) -> str:
    if medicine.agreement is not None:
        return f"agreed by {medicine.agreement.prescriber} on {partial_date_in_words(medicine.agreement.date)}"
    if medicine.taper is not None:
        return f"taper agreed with {medicine.taper.agreed_by}"
    return "the prescriber's agreement is not recorded"


def _latest_last_dose(governing: Judgement, setting: Setting) -> date | None:
    """The last day on which a dose leaves the drug-free days whole."""
    if governing.days is None or setting.known is None:
        return None
    return setting.known - timedelta(days=governing.days + 1)


def _restart(judged: JudgedMedicine, setting: Setting) -> _Restart:
    """The latest of what the rules say; no date where the prescribers decide, or where the care after the procedure does."""
    if judged.together:
        return _NO_RESTART
    found = [each for judgement in judged.judgements if (each := _restart_after(judgement, setting)) is not None]
    dated = [each for each in found if each.on is not None]
    return max(dated, key=lambda each: each.on or date.min) if dated else found[0] if found else _NO_RESTART


def _restart_after(judgement: Judgement, setting: Setting) -> _Restart | None:
    rule = judgement.rule
    if rule is None or rule.resumption is None or isinstance(rule.hold, ReferralHold) or not restricts(judgement):
        return None
    if f"restart:{rule.id}" not in setting.derived:
        return None
    return _Restart(_resumes_on(rule.resumption, setting.known), rule.resumption.condition)


def _resumes_on(resumption: Resumption, procedure_date: date | None) -> date | None:
    if procedure_date is None or resumption.after.amount == 0:
        return None
    return shift(procedure_date, resumption.after)


def _instruction(
    judged: JudgedMedicine, setting: Setting, status: WashoutStatus, restart: _Restart, *, agreed: bool
) -> str:
    medicine, governing = judged.medicine, judged.governing
    match status:
        case WashoutStatus.UNKNOWN:
            sentences = [_unknown(judged, setting)]
        case WashoutStatus.REFER:
            sentences = [_refer(judged, setting.protocol)]
        case WashoutStatus.HOLD:
            sentences = [*_hold(medicine, governing, setting, agreed=agreed), _again(restart)]
        case WashoutStatus.CLEAR:
            sentences = _clear(medicine, governing, restart)
        case _:
            assert_never(status)
    return " ".join(each for each in sentences if each)


def _unknown(judged: JudgedMedicine, setting: Setting) -> str:
    medicine = judged.medicine
    drug = medicine.drug
    unknown = next((each.unknown for each in judged.judgements if each.unknown is not None), None)
    if unknown is None:
        return _unsettled(judged, setting)
    causes = {each.cause for each in unknown.reasons}
    fields = {each.element.rpartition(".")[2]: each for each in unknown.reasons}
    if Cause.UNCLASSIFIED in causes:
        return _unclassified(medicine)
    if "route" in fields:
        return f"Record by which route {drug} is given: how long it must be held depends on it."
    if "started" in fields and Cause.IMPRECISE in causes:
        return f"Record the exact day on which {drug} was started: {_written(medicine)} does not settle whether the course is long."
    if "started" in fields:
        return f"Record when {drug} was started: a long course needs an individual taper."
    if "last_dose" in fields:
        return f"Record the last dose of {drug}, or that it is still being taken."
    return f"How long {drug} must be held is not known: {_reasons(unknown)}."


def _unsettled(judged: JudgedMedicine, setting: Setting) -> str:
    """The last dose is recorded, and not to the day."""
    medicine = judged.medicine
    days = next((each.days for each in judged.judgements if each.status_on(setting.day) is WashoutStatus.UNKNOWN), None)
    last = "what is recorded" if medicine.last_dose is None else partial_date_in_words(medicine.last_dose)
    question = f"its {_free_days(days)} {_are(days)} over" if days else "it has ended"
    before = "" if setting.known is None else f" before the procedure on {date_in_words(setting.known)}"
    return (
        f"Record the exact day of the last dose of {medicine.drug}: {last} does not settle whether {question}{before}."
    )


def _unclassified(medicine: Medicine) -> str:
    why = medicine.recognised.why if isinstance(medicine.recognised, Unrecognised) else "the name is not known"
    offered = medicine.recognised.suggestions if isinstance(medicine.recognised, Unrecognised) else ()
    close = f" The nearest names are {join_in_words(offered)}." if offered else ""
    return (
        f"{_capital(medicine.drug)} cannot be placed in a drug class, as {why}. "
        f"Correct its name, or have a clinician classify it in the record.{close}"
    )


def _written(medicine: Medicine) -> str:
    return "what is recorded" if medicine.started is None else partial_date_in_words(medicine.started)


def _reasons(unknown: Unknown) -> str:
    return (
        join_in_words([f"{each.element} is {each.cause.value}" for each in unknown.reasons])
        or "the rule gives no number"
    )


def _refer(judged: JudgedMedicine, protocol: Protocol) -> str:
    drug = judged.medicine.drug
    if judged.together and protocol.together is not None:
        return f"Refer {drug} to its prescriber: {protocol.together.why}."
    return f"Refer {drug} to its prescriber: {judged.governing.refer}. It must not be broken off suddenly."


def _hold(medicine: Medicine, governing: Judgement, setting: Setting, *, agreed: bool) -> list[str]:
    if medicine.ongoing and medicine.taper is not None and medicine.taper.ends.latest >= setting.as_of:
        return _tapered(medicine, governing, setting)
    if not governing.follows:
        return _ended_too_late(medicine, governing, setting)
    return _still_taken(medicine, governing, setting, agreed=agreed)


def _tapered(medicine: Medicine, governing: Judgement, setting: Setting) -> list[str]:
    taper = medicine.taper
    assert taper is not None, "only a medicine with a taper is tapered"  # noqa: S101 - a programmer's fault
    first = f"{_capital(medicine.drug)} is tapered as agreed with {taper.agreed_by}."
    ends = f"The taper ends on {partial_date_in_words(taper.ends)}"
    if setting.known is None:
        return [first, f"{ends}; {_possible(governing)}."]
    on = date_in_words(setting.known)
    if not _is_late(governing, setting):
        return [first, f"{ends}{_leaving(governing.days)} before the procedure on {on}."]
    if governing.days:
        return [
            first,
            f"{ends}, and the {_free_days(governing.days)} after it {_are(governing.days)} not over by {on}; {_possible(governing)}.",
        ]
    return [first, f"{ends}, which is not before the procedure on {on}; {_possible(governing)}."]


def _ended_too_late(medicine: Medicine, governing: Judgement, setting: Setting) -> list[str]:
    last = "an unknown day" if medicine.last_dose is None else partial_date_in_words(medicine.last_dose)
    when = "on" if medicine.last_dose is not None and medicine.last_dose.earliest == medicine.last_dose.latest else "in"
    first = f"{_capital(medicine.drug)} was last taken {when} {last}"
    possible = f"{_possible(governing)}, if it is not taken again"
    if not governing.days:
        return [f"{first} and must have ended before the procedure day; {possible}."]
    needs = f"{first} and needs {_free_days(governing.days)}"
    if setting.known is None:
        return [f"{needs}; {possible}."]
    which = f"which {_are(governing.days)} not over by {date_in_words(setting.known)}"
    return [f"{needs}, {which}; {possible}."]


def _still_taken(medicine: Medicine, governing: Judgement, setting: Setting, *, agreed: bool) -> list[str]:
    opening = f"Hold {medicine.drug}{_consent(medicine) if agreed else ''}"
    latest = _latest_last_dose(governing, setting)
    if setting.known is None or latest is None:
        return [
            f"{opening}: it needs {_free_days(governing.days)} before the procedure; {_supposed(governing, setting)}."
        ]
    on = date_in_words(setting.known)
    if _is_late(governing, setting):
        return [
            f"{opening}: it is still being taken, and its {_free_days(governing.days)} cannot be over by {on}; "
            f"{_supposed(governing, setting)}."
        ]
    return [
        f"{opening}: the last dose is taken on or before {date_in_words(latest)}"
        f"{_leaving(governing.days)} before the procedure on {on}."
    ]


def _supposed(governing: Judgement, setting: Setting) -> str:
    return f"with the last dose on {date_in_words(setting.as_of)} {_possible(governing)}"


def _consent(medicine: Medicine) -> str:
    if medicine.agreement is None:
        return " only once its prescriber agrees"
    return f" as agreed with {medicine.agreement.prescriber}"


def _possible(governing: Judgement) -> str:
    day = governing.clear_on
    return "no date can be named" if day is None else f"the procedure may take place from {date_in_words(day)}"


def _is_late(governing: Judgement, setting: Setting) -> bool:
    return governing.clear_on is not None and governing.clear_on > setting.day


def _clear(medicine: Medicine, governing: Judgement, restart: _Restart) -> list[str]:
    drug = _capital(medicine.drug)
    rule = governing.rule
    if rule is None:
        return [f"{drug} is not restricted by this protocol."]
    if isinstance(rule.hold, NoHold):
        return [f"{drug} may be continued: {rule.why}."]
    if governing.clear_on is None:
        return [f"{drug} needs no hold for the procedure as planned, and may be continued."]
    clear = f"clear from {date_in_words(governing.clear_on)}"
    return [f"{drug} is {clear}, if it is not taken again before the procedure.", _again(restart)]


def _again(restart: _Restart) -> str:
    condition = restart.condition
    if restart.on is None:
        return f"After the procedure it is given {condition}." if condition.startswith("only") else ""
    said = f", {condition}" if condition else ""
    return f"It may be taken again from {date_in_words(restart.on)}{said}."


def _leaving(days: int | None) -> str:
    return f", which leaves {_free_days(days)}" if days else ","


def _free_days(days: int | None) -> str:
    return f"{days} drug-free day{'' if days == 1 else 's'}"


def _are(days: int | None) -> str:
    return "is" if days == 1 else "are"


def _capital(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"
