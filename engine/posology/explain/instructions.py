"""What is said about each medicine: whole sentences that a clinician reads aloud, never a bare `stop`.

A sentence names the medicine, the days and the dates. Dates that hang on the procedure date are left out where no
procedure date is known.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from posology.explain.examination import JudgedMedicine, is_in_effect, restricts
from posology.explain.steroids import adrenal_risk
from posology.explain.washout import Judgement
from posology.ir.protocol import Protocol
from posology.ir.washout import NoHold, ReferralHold
from posology.knowledge.drugs import Unrecognised
from posology.record.medicine import Medicine, Taper
from posology.results.check import WashoutFinding, WashoutStatus
from posology.results.naming import places_in_words
from posology.values.dates import shift
from posology.values.numerals import date_in_words, join_in_words, partial_date_in_words
from posology.values.truth import Cause


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
    derived: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class _Restart:
    """The first date on which the medicine may be taken again, None where none can be named, and on what condition."""

    on: date | None
    condition: str


NOT_AGREED = "the prescriber's agreement is not recorded"

_NO_RESTART = _Restart(None, "")

_BY_NEEDLE = frozenset({"intravenous", "subcutaneous", "epidural", "intra-articular", "injected"})


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
        last_dose_on_or_before=_latest_last_dose(judged, setting) if status is WashoutStatus.HOLD else None,
        clear_on=None if judged.together else governing.clear_on,
        resume_on=restart.on,
        agreement=_agreement(medicine, setting) if agreed else None,
        instruction=_instruction(judged, setting, status, restart, agreed=agreed),
        cautions=_cautions(judged, setting),
        suggestions=medicine.recognised.suggestions if isinstance(medicine.recognised, Unrecognised) else (),
        citation=None if rule is None else rule.citation,
    )


def _cautions(judged: JudgedMedicine, setting: Setting) -> tuple[str, ...]:
    """Those of the rules, and what a long course of a corticosteroid leaves behind."""
    found = (*(each.rule.caution for each in judged.judgements if each.rule), adrenal_risk(judged, setting.as_of))
    return tuple(dict.fromkeys(each for each in found if each))


def _ingredients(medicine: Medicine) -> tuple[str, ...]:
    if isinstance(medicine.recognised, Unrecognised):
        return ()
    return tuple(each.name for each in medicine.recognised.ingredients)


def _needs_agreement(judgement: Judgement, medicine: Medicine, setting: Setting) -> bool:
    rule = judgement.rule
    if rule is None or f"agreement:{rule.id}" not in setting.derived:
        return False
    return is_in_effect(judgement, medicine, setting.as_of)


def _agreement(medicine: Medicine, setting: Setting) -> str:
    if medicine.agreement is not None:
        return f"agreed by {medicine.agreement.prescriber} on {partial_date_in_words(medicine.agreement.date)}"
    taper = _taper_under_way(medicine, setting)
    return NOT_AGREED if taper is None else f"taper agreed with {taper.agreed_by}"


def _taper_under_way(medicine: Medicine, setting: Setting) -> Taper | None:
    """The taper that was agreed, unless its end is over: a medicine may be taken all the same."""
    if not medicine.ongoing or medicine.taper is None or medicine.taper.ends.latest < setting.as_of:
        return None
    return medicine.taper


def _latest_last_dose(judged: JudgedMedicine, setting: Setting) -> date | None:
    """The last day on which a dose leaves the drug-free days whole, and on which no course has become a long one."""
    days = judged.governing.days
    if days is None or setting.known is None:
        return None
    latest = setting.known - timedelta(days=days + 1)
    long_from = _last_of_a_short_course(judged, setting)
    return latest if long_from is None else min(latest, long_from)


def _last_of_a_short_course(judged: JudgedMedicine, setting: Setting) -> date | None:
    """The last day on which a course that is still being taken is not yet one that needs a taper; None without such.

    What is short on the day of asking may be long by the last day that the procedure date alone would leave.
    """
    medicine = judged.medicine
    if not medicine.ongoing or medicine.started is None or _taper_under_way(medicine, setting) is not None:
        return None
    courses = [each.rule.course_referral for each in judged.judgements if each.rule and each.rule.course_referral]
    ends = [shift(medicine.started.earliest, each.longer_than) for each in courses]
    return min((each for each in ends if each is not None), default=None)


def _restart(judged: JudgedMedicine, setting: Setting) -> _Restart:
    """The latest of what the rules say; no date where prescribers decide, or the care after the procedure."""
    if judged.together:
        return _NO_RESTART
    found = [each for judgement in judged.judgements if (each := _restart_after(judgement, setting)) is not None]
    dated = [each for each in found if each.on is not None]
    if dated:
        return max(dated, key=lambda each: (each.on or date.min, each.condition))
    return found[0] if found else _NO_RESTART


def _restart_after(judgement: Judgement, setting: Setting) -> _Restart | None:
    rule = judgement.rule
    if rule is None or rule.resumption is None or f"restart:{rule.id}" not in setting.derived:
        return None
    if isinstance(rule.hold, ReferralHold) or not restricts(judgement):
        return None
    if rule.resumption.after.amount == 0:
        return _Restart(None, rule.resumption.condition)
    if setting.known is None:
        return None
    return _Restart(shift(setting.known, rule.resumption.after), rule.resumption.condition)


def _instruction(
    judged: JudgedMedicine, setting: Setting, status: WashoutStatus, restart: _Restart, *, agreed: bool
) -> str:
    match status:
        case WashoutStatus.UNKNOWN:
            return _unknown(judged, setting)
        case WashoutStatus.REFER:
            return _refer(judged, setting.protocol)
        case WashoutStatus.HOLD:
            return _hold(judged, setting, restart, agreed=agreed)
        case WashoutStatus.CLEAR:
            return _clear(judged.medicine, judged.governing, restart)
        case _:
            assert_never(status)


def _unknown(judged: JudgedMedicine, setting: Setting) -> str:
    medicine = judged.medicine
    unknown = next((each.unknown for each in judged.judgements if each.unknown is not None), None)
    if unknown is None:
        return _unsettled(judged, setting)
    if any(each.cause is Cause.UNCLASSIFIED for each in unknown.reasons):
        return _unclassified(medicine)
    fields = {each.element.rpartition(".")[2]: each.cause for each in unknown.reasons}
    if "route" in fields:
        return f"Record by which route {medicine.drug} is given: how long it must be held depends on it."
    if "started" in fields:
        return _unknown_start(medicine, fields["started"])
    if "last_dose" in fields:
        return f"Record the last dose of {medicine.drug}, or that it is still being taken."
    open_ = [f"{places_in_words(each.element, ())} is {each.cause.value}" for each in unknown.reasons]
    why = join_in_words(open_) or "an operation in its rule has no result for the recorded values"
    return f"How long {medicine.drug} must be held is not known, as {why}."


def _unknown_start(medicine: Medicine, cause: Cause) -> str:
    if cause is Cause.IMPRECISE and medicine.started is not None:
        return (
            f"Record the exact day on which {medicine.drug} was started: the date recorded, "
            f"{partial_date_in_words(medicine.started)}, does not settle whether the course is long."
        )
    return f"Record when {medicine.drug} was started: a long course needs an individual taper."


def _unsettled(judged: JudgedMedicine, setting: Setting) -> str:
    """The last dose is recorded, and not to the day."""
    medicine = judged.medicine
    open_ = (each.days for each in judged.judgements if each.status_on(setting.day) is WashoutStatus.UNKNOWN)
    days = next(open_, None)
    last = "" if medicine.last_dose is None else f", {partial_date_in_words(medicine.last_dose)},"
    question = f"its {_free_days(days)} {_are(days)} over" if days else "it has ended"
    before = "" if setting.known is None else f" before the procedure on {date_in_words(setting.known)}"
    return (
        f"Record the exact day of the last dose of {medicine.drug}: the date recorded{last} does not settle "
        f"whether {question}{before}."
    )


def _unclassified(medicine: Medicine) -> str:
    assert isinstance(medicine.recognised, Unrecognised), "only an unknown drug is unclassified"  # noqa: S101 - a programmer's fault
    return (
        f"{_capital(medicine.drug)} cannot be placed in a drug class, as {medicine.recognised.why}. "
        f"Correct its name, or have a clinician classify it in the record.{nearest_in_words(medicine.recognised)}"
    )


def nearest_in_words(unrecognised: Unrecognised) -> str:
    """The nearest names as a sentence with a space before it; empty where there are none."""
    names = unrecognised.suggestions
    if not names:
        return ""
    return f" The nearest name{' is' if len(names) == 1 else 's are'} {join_in_words(names)}."


def _refer(judged: JudgedMedicine, protocol: Protocol) -> str:
    drug = judged.medicine.drug
    if judged.together and protocol.together is not None:
        return f"Refer {drug} to its prescriber: {protocol.together.why}."
    suddenly = " It must not be broken off suddenly." if judged.medicine.ongoing else ""
    return f"Refer {drug} to its prescriber: {judged.governing.refer}.{suddenly}"


def _hold(judged: JudgedMedicine, setting: Setting, restart: _Restart, *, agreed: bool) -> str:
    """What is to be done before the procedure; what comes after it only where the procedure can take place."""
    medicine, governing = judged.medicine, judged.governing
    taper = _taper_under_way(medicine, setting)
    if taper is not None:
        before = _tapered(medicine, governing, setting, taper)
    elif governing.follows:
        before = _still_taken(judged, setting, agreed=agreed)
    else:
        before = _ended_too_late(medicine, governing, setting)
    return before if _is_late(governing, setting) else f"{before}{_again(medicine, restart, held=True)}"


def _tapered(medicine: Medicine, governing: Judgement, setting: Setting, taper: Taper) -> str:
    first = f"{_capital(medicine.drug)} is tapered as agreed with {taper.agreed_by}."
    ends = f"The taper ends on {partial_date_in_words(taper.ends)}"
    if setting.known is None:
        return f"{first} {ends}; {_possible(governing)}."
    on = date_in_words(setting.known)
    if not _is_late(governing, setting):
        return f"{first} {ends}{_leaving(governing.days)} before the procedure on {on}."
    if governing.days:
        after = f"and the {_free_days(governing.days)} after it {_are(governing.days)} not over by {on}"
        return f"{first} {ends}, {after}; {_possible(governing)}."
    return f"{first} {ends}, which is not before the procedure on {on}; {_possible(governing)}."


def _ended_too_late(medicine: Medicine, governing: Judgement, setting: Setting) -> str:
    given = _given(medicine)
    last = medicine.last_dose
    when = "" if last is None else f" {'on' if last.earliest == last.latest else 'in'} {partial_date_in_words(last)}"
    first = f"{_capital(medicine.drug)} was last {given}{when}"
    possible = f"{_possible(governing)}, if it is not {given} again"
    if not governing.days:
        return f"{first} and must have ended before the procedure day; {possible}."
    needs = f"{first} and needs {_free_days(governing.days)}"
    if setting.known is None:
        return f"{needs}; {possible}."
    return f"{needs}, which {_are(governing.days)} not over by {date_in_words(setting.known)}; {possible}."


def _still_taken(judged: JudgedMedicine, setting: Setting, *, agreed: bool) -> str:
    medicine, governing = judged.medicine, judged.governing
    opening = f"Hold {medicine.drug}{_consent(medicine) if agreed else ''}"
    latest = _latest_last_dose(judged, setting)
    if setting.known is None or latest is None:
        need = f"it needs {_free_days(governing.days)} before the procedure"
        return f"{opening}: {need}; {_supposed(governing, setting)}."
    on = date_in_words(setting.known)
    if _is_late(governing, setting):
        late = f"it is still being {_given(medicine)}, and its {_free_days(governing.days)} cannot be over by {on}"
        return f"{opening}: {late}; {_supposed(governing, setting)}."
    last = f"the last dose is {_given(medicine)} on or before {date_in_words(latest)}"
    if governing.days is not None and latest < setting.known - timedelta(days=governing.days + 1):
        return (
            f"{opening}: {last}, as a longer course needs an individual taper; this leaves more than the "
            f"{_free_days(governing.days)} that are needed before the procedure on {on}."
        )
    return f"{opening}: {last}{_leaving(governing.days)} before the procedure on {on}."


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


def _clear(medicine: Medicine, governing: Judgement, restart: _Restart) -> str:
    drug = _capital(medicine.drug)
    rule = governing.rule
    if rule is None:
        return f"{drug} is not restricted by this protocol."
    if isinstance(rule.hold, NoHold):
        return f"{drug} may be continued: {rule.why}."
    if governing.clear_on is None:
        return f"{drug} needs no hold for the procedure as planned, and may be continued."
    unless = f"if it is not {_given(medicine)} again before the procedure"
    again = _again(medicine, restart, held=False)
    return f"{drug} is clear from {date_in_words(governing.clear_on)}, {unless}.{again}"


def _again(medicine: Medicine, restart: _Restart, *, held: bool) -> str:
    """When it may be taken again, as a sentence with a space before it; empty where nothing can be said.

    Of a medicine that is not `held` nobody knows whether it ended for the procedure or was given up long ago, so
    nothing says that it is taken again.
    """
    given = _given(medicine)
    if restart.on is None:
        return f" After the procedure it is {given} {restart.condition}." if restart.condition else ""
    opening = f"It may be {given} again" if held else f"If it is to be {given} again after the procedure, then"
    condition = f", {restart.condition}" if restart.condition else ""
    return f" {opening} from {date_in_words(restart.on)}{condition}."


def _given(medicine: Medicine) -> str:
    """The verb: what goes in through a needle is given."""
    return "given" if medicine.route in _BY_NEEDLE else "taken"


def _leaving(days: int | None) -> str:
    return f", which leaves {_free_days(days)}" if days else ","


def _free_days(days: int | None) -> str:
    return f"{days} drug-free day{'' if days == 1 else 's'}"


def _are(days: int | None) -> str:
    return "is" if days == 1 else "are"


def _capital(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"
