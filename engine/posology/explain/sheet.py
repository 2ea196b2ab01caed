"""A dose sheet laid out from a check: a draft until nothing is missing, empty of doses where the verdict gives none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from posology.explain.agreements import agreement_to, asks_risk, indication_of
from posology.explain.final_needs import Laid, asked_reasons, needs_of
from posology.explain.limits import limits_passed_by, planned_outside_range
from posology.explain.order import duration_of, indication, level_of
from posology.explain.people_needs import needs_of_the_day
from posology.explain.plan import UNKNOWN_CELLS
from posology.explain.restarts import restarts
from posology.explain.rules import Rules
from posology.explain.schedule import visit_events
from posology.explain.sheet_content import content_sha256, id_of
from posology.explain.supply import make_supply
from posology.explain.time_out import birth_date, time_out
from posology.explain.weighing import measurements
from posology.ir.plan import LimitKind
from posology.ir.site import BasisKind, LegalBasis
from posology.ir.washout import NoHold
from posology.record.facts import Facts
from posology.results.check import Cells, Check, WashoutFinding, WashoutStatus
from posology.results.naming import target_in_words
from posology.results.obstacles import reasons_to_withhold
from posology.results.schedule import Event
from posology.results.sheet import (
    Injection,
    Needed,
    Sheet,
    SheetConsent,
    SheetHold,
    SheetPatient,
    SheetRoute,
    SheetStatus,
    SiteStamp,
    Use,
)
from posology.results.signing import NOTHING_TRAILED, Trailed
from posology.results.supply import NO_SUPPLY, Supply

STEROIDS = ("corticosteroid-oral", "corticosteroid-injected")

IND_STATEMENT = "Caution: New Drug - Limited by Federal (or United States) law to investigational use."
"""What 21 CFR 312.6(a) has printed on the label of an investigational new drug."""

IND_CAUTION = f'Each vial and syringe label must carry the words of 21 CFR 312.6(a): "{IND_STATEMENT}"'


NO_LIMIT_OF_TIME = (
    "No time is stated within which the product must be given after the thaw; cells die while they wait, and nothing "
    "here warns of it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a sheet beside the check: what the trail knows, when it is made, whether it is to be final.

    `made_on` is the day on the clock of whoever asks; only a final sheet depends on it.
    """

    trailed: Trailed = NOTHING_TRAILED
    created: str | None = None
    final: bool = False
    made_on: date | None = None


A_DRAFT = Asked()


def lay_out(check: Check, rules: Rules, facts: Facts) -> Laid:
    """What the sheet lays out, under the id that it has whoever signs it."""
    withheld = reasons_why_not(check, rules)
    supply = make_supply(check, rules, facts) if not withheld else NO_SUPPLY
    digest = content_sha256(check, rules.site, supply)
    return Laid(
        check=check,
        rules=rules,
        facts=facts,
        supply=supply,
        consent=_consent(rules, facts),
        holds=_holds(check, rules, facts),
        birth_date=birth_date(rules, facts),
        digest=digest,
        id=id_of(digest),
        laid_out=not withheld,
    )


def make_sheet(check: Check, rules: Rules, facts: Facts, asked: Asked = A_DRAFT) -> Sheet:
    """The sheet for the check of these facts; nothing is laid out unless every reason to withhold is gone."""
    return finish_sheet(lay_out(check, rules, facts), asked)


def finish_sheet(laid: Laid, asked: Asked = A_DRAFT) -> Sheet:
    """The sheet as it stands by what the trail knows of it."""
    withheld = reasons_why_not(laid.check, laid.rules)
    on_the_day = needs_of_the_day(laid.check.procedure_date, asked.made_on) if asked.final else ()
    needs = (*on_the_day, *needs_of(laid, asked.trailed))
    status = _status(asked, needs, withheld)
    trailed = asked.trailed
    closed = replace(
        _with_decisions(_closed(laid, status, needs, withheld), laid),
        created=asked.created,
        second_check=trailed.second_check,
        signatures=tuple(each for each in trailed.signatures if each.content_sha256 == laid.digest),
        voided=trailed.voided,
        replaces=trailed.replaces,
        head=trailed.head if status is SheetStatus.VERIFIED else None,
        begun=trailed.begun if status is SheetStatus.VERIFIED else None,
    )
    return replace(_opened(closed, laid), reasons_asked=asked_reasons(laid, trailed)) if laid.laid_out else closed


def _closed(laid: Laid, status: SheetStatus, needs: tuple[Needed, ...], withheld: tuple[str, ...]) -> Sheet:
    """The sheet without anything that could be carried out."""
    check, rules, facts = laid.check, laid.rules, laid.facts
    protocol = rules.protocol
    return Sheet(
        id=laid.id,
        content_sha256=laid.digest,
        status=status,
        engine_version=check.engine_version,
        protocol=check.protocol,
        use=Use(intended=protocol.intended_use, user=protocol.intended_user, population=protocol.population),
        record_sha256=check.record_sha256,
        patient=SheetPatient(id=facts.id, birth_date=laid.birth_date),
        measurements=tuple(measurements(facts)),
        as_of=check.as_of,
        procedure_date=check.procedure_date,
        verdict=check.verdict,
        summary=check.summary,
        banner=check.banner,
        consent=laid.consent,
        draft_because=_draft_because(status, needs, laid_out=laid.laid_out),
        needs=needs,
        withheld=withheld,
        indication=indication(facts),
        time_out=tuple(time_out(check, rules, facts, laid_out=laid.laid_out)),
        qualifies=check.criteria,
        derivation=check.derivation,
        readings=check.readings,
        evidence_limits=protocol.evidence_limits,
        sources=protocol.sources,
    )


def _with_decisions(closed: Sheet, laid: Laid) -> Sheet:
    """The sheet with what the clinic decided for all its patients."""
    site = laid.rules.site
    approved = ((each.id, site.readings[each.id]) for each in laid.check.readings if each.id in site.readings)
    return replace(
        closed,
        site=None if site.sha256 is None else SiteStamp(name=site.name, sha256=site.sha256),
        legal_basis=site.legal_basis,
        ethics=site.ethics,
        prescriber=site.prescriber,
        product=site.product,
        reading_approvals=tuple(approved),
        cautions=tuple(_cautions(laid.rules)),
        label_statement=_label_statement(site.legal_basis),
    )


def _opened(closed: Sheet, laid: Laid) -> Sheet:
    """The sheet with everything that is to be carried out."""
    check = laid.check
    return replace(
        closed,
        injections=_injections(laid),
        routes=_routes(laid),
        total=_total(laid),
        cumulative=None if laid.supply.blocked else check.cumulative,
        supply=laid.supply,
        sedation=check.sedation,
        holds=laid.holds,
        washout=check.washout,
        day_of_procedure=check.day_of_procedure,
        restarts=restarts(check, laid.rules.protocol.washout),
        care=check.care,
        visits=_visits(laid),
    )


def reasons_why_not(check: Check, rules: Rules) -> tuple[str, ...]:
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


def _status(asked: Asked, needs: tuple[Needed, ...], withheld: tuple[str, ...]) -> SheetStatus:
    if asked.trailed.voided is not None:
        return SheetStatus.VOID
    return SheetStatus.VERIFIED if asked.final and not needs and not withheld else SheetStatus.DRAFT


def _draft_because(status: SheetStatus, needs: tuple[Needed, ...], *, laid_out: bool) -> tuple[str, ...]:
    """What keeps it a draft; a sheet of another status has no such reasons."""
    if status is not SheetStatus.DRAFT:
        return ()
    withholding = () if laid_out else ("No dose and no plan is laid out, for the reasons below.",)
    return ("No clinician has verified and signed it.", *withholding, *(each.what for each in needs))


def _consent(rules: Rules, facts: Facts) -> SheetConsent:
    signed, version, when = (facts.values.get(f"consent.{each}") for each in ("signed", "version", "date"))
    form = rules.site.consent
    known = form is not None and version is not None
    return SheetConsent(
        signed=signed.value if signed is not None and isinstance(signed.value, bool) else None,
        version=None if version is None else version.written,
        dated=None if when is None else when.written,
        clinic_version=None if form is None else form.version,
        clinic_on=None if form is None else form.on,
        agrees=form.version == version.written if known and form is not None and version is not None else None,
    )


def _holds(check: Check, rules: Rules, facts: Facts) -> tuple[SheetHold, ...]:
    """Every medicine that a hold bears on; of one that the protocol allows there is nothing to write down."""
    by_id = {each.id: each for each in rules.protocol.washout}
    found: list[SheetHold] = []
    # the check has one finding for each medicine of the record, in its order
    for each, medicine in zip(check.washout, facts.medicines or (), strict=True):
        rule = None if each.rule is None else by_id.get(each.rule)
        is_held = each.drug_free_days is not None or each.status is not WashoutStatus.CLEAR
        if rule is None or isinstance(rule.hold, NoHold) or not is_held:
            continue
        agreement = agreement_to(each, rule, medicine, facts, rules.protocol.washout)
        found.append(
            SheetHold(
                drug=each.drug,
                rule=rule.id,
                status=each.status,
                drug_free_days=each.drug_free_days,
                last_dose=each.last_dose,
                on_or_before=each.last_dose_on_or_before or _planned_last_dose(each, check.procedure_date),
                clear_on=each.clear_on,
                restart=each.resume_on,
                restart_condition="" if rule.resumption is None else rule.resumption.condition,
                agreement=agreement,
                approval=rules.site.holds.get(rule.id),
                indication=indication_of(medicine),
                thrombotic_risk=medicine.thrombotic_risk,
                asks_risk=asks_risk(medicine.classes, agreement),
            )
        )
    return tuple(found)


def _planned_last_dose(finding: WashoutFinding, day: date | None) -> date | None:
    """The last day on which a dose left the drug-free days whole, of a hold that was kept and is over as well."""
    free = finding.drug_free_days
    return None if day is None or free is None else day - timedelta(days=free + 1)


def _why_blocked(site: str, supply: Supply) -> str | None:
    return "; ".join(each.why for each in supply.blocked if each.site == site) or None


def _total(laid: Laid) -> Cells:
    """The cells of all routes; not known while one of them is blocked."""
    return UNKNOWN_CELLS if laid.supply.blocked else laid.check.total


def _visits(laid: Laid) -> tuple[Event, ...]:
    day = laid.check.procedure_date
    return () if day is None else tuple(visit_events(laid.rules.protocol, day, laid.check.as_of))


def _label_statement(basis: LegalBasis | None) -> str | None:
    return IND_STATEMENT if basis is not None and basis.kind is BasisKind.IND else None


def _cautions(rules: Rules) -> Iterator[str]:
    """What the product asks for that the protocol withholds, and what the law asks of every label."""
    product, basis = rules.site.product, rules.site.legal_basis
    holds_steroids = any(rules.protocol.washout_by_class.get(each) for each in STEROIDS)
    if product is not None and product.premedication is not None and holds_steroids:
        yield (
            f"The product facts ask for premedication: {product.premedication}. The protocol holds corticosteroids "
            "before and after the procedure; where the two conflict the prescriber decides, and writes it down."
        )
    if product is not None and product.use_within is None:
        yield NO_LIMIT_OF_TIME
    if basis is not None and basis.kind is BasisKind.IND:
        yield IND_CAUTION


def _injections(laid: Laid) -> tuple[Injection, ...]:
    found: list[Injection] = []
    for number, line in enumerate(laid.check.plan, start=1):
        why = _why_blocked(line.site, laid.supply)
        level, target = level_of(line, laid.facts), target_in_words(line, laid.rules.anatomy)
        row = Injection(
            number=number,
            step=line.step,
            site=line.site,
            target=target if level is None else f"{target}, {level}",
            joint=level or line.joint,
            side=line.side,
            approach=line.approach,
            cells=line.cells,
            volume=line.volume,
            amount=laid.supply.volume_of(line.step),
            concentration=line.concentration,
            carrier=line.carrier,
            contents=line.contents,
            blocked=why,
            citation=line.citation,
            over=duration_of(line, laid.rules.site),
        )
        shut = replace(row, cells=UNKNOWN_CELLS, volume=None, amount=None, concentration=None, contents=())
        found.append(row if why is None else shut)
    return tuple(found)


def _routes(laid: Laid) -> tuple[SheetRoute, ...]:
    found: list[SheetRoute] = []
    for dose in laid.check.doses:
        why = _why_blocked(dose.site, laid.supply)
        row = SheetRoute(
            site=dose.site,
            name=laid.rules.anatomy.sites[dose.site].name,
            count=dose.count or 0,
            cells=dose.cells,
            volume=dose.volume,
            formula=dose.formula,
            because=dose.because,
            blocked=why,
        )
        shut = replace(row, cells=UNKNOWN_CELLS, volume=None, formula=f"not laid out: {why}", because=())
        found.append(row if why is None else shut)
    return tuple(found)
