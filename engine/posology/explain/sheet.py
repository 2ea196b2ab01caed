"""A dose sheet laid out from a check: always a draft, and empty of doses wherever the verdict does not carry them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from posology.explain.instructions import NOT_AGREED
from posology.explain.limits import limits_passed_by, planned_outside_range
from posology.explain.plan import UNKNOWN_CELLS
from posology.explain.rules import Rules
from posology.ir.plan import LimitKind
from posology.ir.washout import WashoutRule
from posology.record.facts import Facts
from posology.results.check import Check, RouteDose, Verdict, WashoutFinding, WashoutStatus
from posology.results.naming import places_in_words, target_in_words, written_date_in_words
from posology.results.obstacles import reasons_to_withhold
from posology.results.sheet import Injection, Restart, Sheet, SheetPatient, SheetRoute, TimeOutItem
from posology.values.numerals import date_in_words, join_in_words

ANTITHROMBOTICS = frozenset({"anticoagulant", "antiplatelet", "aspirin"})
"""The classes that a team names aloud before a needle goes near the spine."""

INTRAVENOUS = "iv"

ID_GROUPS = 5
ID_GROUP_DIGITS = 4
ID_DIGITS = ID_GROUPS * ID_GROUP_DIGITS
"""An id is read over the telephone: twenty decimal digits, since letters among them make `1e33` or `5M` of it."""


def make_sheet(check: Check, rules: Rules, facts: Facts) -> Sheet:
    """The sheet for the check of these facts; nothing is laid out unless every reason to withhold is gone."""
    withheld = _reasons_to_withhold(check, rules)
    open_ = not withheld
    return Sheet(
        id=sheet_id(check),
        engine_version=check.engine_version,
        protocol=check.protocol,
        record_sha256=check.record_sha256,
        patient=SheetPatient(id=facts.id, birth_date=_birth_date(rules, facts)),
        as_of=check.as_of,
        procedure_date=check.procedure_date,
        verdict=check.verdict,
        summary=check.summary,
        banner=check.banner,
        draft_because=(*_never_final(check), *(_draft_because(check, rules, facts) if open_ else _withholding())),
        withheld=withheld,
        time_out=tuple(_time_out(check, rules, facts, laid_out=open_)),
        injections=_injections(check, rules) if open_ else (),
        routes=_routes(check, rules) if open_ else (),
        total=check.total if open_ else UNKNOWN_CELLS,
        cumulative=check.cumulative if open_ else None,
        sedation=check.sedation if open_ else None,
        washout=check.washout if open_ else (),
        day_of_procedure=check.day_of_procedure if open_ else (),
        restarts=restarts(check, rules.protocol.washout) if open_ else (),
        care=check.care if open_ else (),
        readings=check.readings,
        evidence_limits=rules.protocol.evidence_limits,
    )


def sheet_id(check: Check) -> str:
    """The same for the same record, protocol, readings, planned doses, dates and engine, and for nothing else."""
    content = {
        "engine": check.engine_version,
        "protocol": check.protocol.sha256,
        "record": check.record_sha256,
        "as_of": check.as_of.isoformat(),
        "procedure_date": None if check.procedure_date is None else check.procedure_date.isoformat(),
        "readings": [[each.id, each.chosen, each.approved_by] for each in check.readings],
        "planned": [[each.step, each.joint, each.side, each.cells.planned] for each in check.plan],
        "volumes": [
            [str(end) for end in (each.volume.minimum, each.volume.maximum)] for each in check.plan if each.volume
        ],
    }
    digest = sha256(json.dumps(content, sort_keys=True).encode("ascii")).digest()
    digits = f"{int.from_bytes(digest) % 10**ID_DIGITS:0{ID_DIGITS}d}"
    return "-".join(digits[start : start + ID_GROUP_DIGITS] for start in range(0, ID_DIGITS, ID_GROUP_DIGITS))


def restarts(check: Check, rules: tuple[WashoutRule, ...]) -> tuple[Restart, ...]:
    """From when each medicine may be taken again, if it is to be, in the order of the dates."""
    by_id = {each.id: each for each in rules}
    found = [
        Restart(
            drug=finding.drug,
            held=finding.status is WashoutStatus.HOLD,
            not_before=finding.resume_on,
            condition=resumption.condition,
            citation=resumption.citation,
        )
        for finding in check.washout
        if finding.resume_on is not None and finding.rule is not None
        for resumption in (by_id[finding.rule].resumption,)
        if resumption is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.not_before, each.drug)))


def _reasons_to_withhold(check: Check, rules: Rules) -> tuple[str, ...]:
    """The verdict, a hard limit, a planned dose out of range, or a dose that cannot be calculated."""
    reasons = (
        *reasons_to_withhold(check),
        *(f"{each}." for each in limits_passed_by(check, rules.protocol.limits, LimitKind.HARD)),
        *planned_outside_range(check, rules.anatomy),
    )
    if reasons:
        return reasons
    if check.procedure_date is None:
        return ("No procedure date is known.",)
    if not check.total.is_known or not check.plan:
        return ("A dose cannot be calculated.",)
    return ()


def _never_final(check: Check) -> Iterator[str]:
    """What keeps every sheet a draft: the engine alone never makes one final."""
    yield "No clinician has verified and signed it."
    yield "Legal basis, ethics approval, prescriber and product are not recorded."
    yield from _unsettled(check)


def _withholding() -> Iterator[str]:
    yield "No dose and no plan is laid out, for the reasons below."


def _draft_because(check: Check, rules: Rules, facts: Facts) -> Iterator[str]:
    """What else keeps a sheet with doses a draft."""
    if check.verdict is not Verdict.ELIGIBLE:
        yield f"The verdict is {check.verdict}{_until(check)}."
    drugs = [each.drug for each in check.washout]
    yield from (f"A value is in doubt: {places_in_words(why, drugs)}." for _, why in facts.questionable)
    yield from _unplanned(check, rules)
    yield from _unagreed(check)
    yield from (
        f"{each.element} must be renewed on or after {date_in_words(each.not_before)}, then judged anew."
        for each in check.to_renew
    )
    yield from (
        f"A reason must be given: {each}." for each in limits_passed_by(check, rules.protocol.limits, LimitKind.SOFT)
    )
    if _birth_date(rules, facts) is None:
        yield "The second patient identifier, the date of birth, is not recorded."
    for part in ("version", "date"):
        if facts.values.get(f"consent.{part}") is None:
            yield f"The {part} of the consent is not recorded."


def _until(check: Check) -> str:
    holds = [each.drug for each in check.washout if each.status is WashoutStatus.HOLD]
    return f": the instructions for {join_in_words(holds)} must have been followed" if holds else ""


def _unsettled(check: Check) -> Iterator[str]:
    open_ = [each.id for each in check.readings if each.approved_by is None]
    if open_:
        yield f"No approval is recorded for the readings {join_in_words(open_)}."


def _unplanned(check: Check, rules: Rules) -> Iterator[str]:
    names = [rules.anatomy.sites[each.site].name for each in check.doses if each.count and _is_unplanned(each)]
    if names:
        yield f"Planned cells are not chosen for {join_in_words(names)}."


def _is_unplanned(dose: RouteDose) -> bool:
    """A range of cells, or of a volume that is all the source states, leaves a choice that nobody has made."""
    if dose.cells.counted:
        return dose.cells.planned is None
    return dose.volume is None or dose.volume.planned is None


def _unagreed(check: Check) -> Iterator[str]:
    """The prescribers who must agree and of whose agreement there is no record."""
    for finding in check.washout:
        if finding.agreement == NOT_AGREED:
            yield f"The agreement of the prescriber of {finding.drug} is not recorded."


def _birth_date(rules: Rules, facts: Facts) -> str | None:
    recorded = None if rules.dictionary.birth is None else facts.values.get(rules.dictionary.birth)
    return None if recorded is None else recorded.written


def _time_out(check: Check, rules: Rules, facts: Facts, *, laid_out: bool) -> Iterator[TimeOutItem]:
    birth = _birth_date(rules, facts)
    born = "date of birth not recorded" if birth is None else f"born {written_date_in_words(birth)}"
    sides = [each.side for each in check.plan if each.side is not None] if laid_out else []
    # a vein has no level that could be the wrong one
    places = (
        [
            each.joint or each.place or rules.anatomy.sites[each.site].target
            for each in check.plan
            if each.site != INTRAVENOUS
        ]
        if laid_out
        else []
    )
    yield TimeOutItem(subject="patient", recorded=f"{facts.id}, {born}")
    yield TimeOutItem(subject="procedure", recorded=check.protocol.title if laid_out else None)
    yield TimeOutItem(subject="level", recorded=join_in_words(list(dict.fromkeys(places))) or None)
    yield TimeOutItem(subject="side", recorded=join_in_words(list(dict.fromkeys(sides))) or None)
    yield TimeOutItem(subject="consent", recorded=_consent(facts))
    yield TimeOutItem(subject="allergies", recorded=None)
    yield TimeOutItem(subject="antithrombotics", recorded=_antithrombotics(check, facts))
    yield TimeOutItem(subject="product match", recorded=None)


def _consent(facts: Facts) -> str | None:
    signed = facts.values.get("consent.signed")
    if signed is None:
        return None
    version, when = facts.values.get("consent.version"), facts.values.get("consent.date")
    parts = (
        "signed" if signed.value is True else "not signed",
        "version not recorded" if version is None else f"version {version.written}",
        "date not recorded" if when is None else written_date_in_words(when.written),
    )
    return ", ".join(parts)


def _antithrombotics(check: Check, facts: Facts) -> str | None:
    if facts.medicines is None:
        return None
    found = [_held(each) for each in check.washout if ANTITHROMBOTICS & set(each.classes)]
    return "; ".join(found) if found else "none in the medication list"


def _held(finding: WashoutFinding) -> str:
    if finding.last_dose_on_or_before is not None:
        return f"{finding.drug}, last dose on or before {date_in_words(finding.last_dose_on_or_before)}"
    if finding.status is WashoutStatus.CLEAR and finding.clear_on is not None:
        return f"{finding.drug}, clear from {date_in_words(finding.clear_on)}"
    return f"{finding.drug}, {finding.status}"


def _injections(check: Check, rules: Rules) -> tuple[Injection, ...]:
    return tuple(
        Injection(
            number=number,
            step=line.step,
            site=line.site,
            target=target_in_words(line, rules.anatomy),
            joint=line.joint,
            side=line.side,
            approach=line.approach,
            cells=line.cells,
            volume=line.volume,
            concentration=line.concentration,
            carrier=line.carrier,
            contents=line.contents,
            citation=line.citation,
        )
        for number, line in enumerate(check.plan, start=1)
    )


def _routes(check: Check, rules: Rules) -> tuple[SheetRoute, ...]:
    return tuple(
        SheetRoute(
            site=dose.site,
            name=rules.anatomy.sites[dose.site].name,
            count=dose.count or 0,
            cells=dose.cells,
            volume=dose.volume,
            formula=dose.formula,
            because=dose.because,
        )
        for dose in check.doses
    )
