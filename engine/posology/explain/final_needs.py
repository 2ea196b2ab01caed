"""What a sheet lacks to be final: each thing as a sentence, with the place where somebody puts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from posology.explain.agreements import needs_of_agreed_days, needs_of_risk
from posology.explain.approval_needs import RECORD, SITE_FILE, approvals, dated
from posology.explain.cryoprotectant import INTRAVENOUS, gives_product
from posology.explain.instructions import NOT_AGREED
from posology.explain.order import needs_of_order
from posology.explain.paper_needs import needs_of_papers
from posology.explain.passed_limits import doubts_asked, needs_of_reasons, reasons_asked
from posology.explain.people_needs import TIME_ZONE, needs_beside, needs_of_people
from posology.explain.product_needs import needs_of_decisions, needs_of_lot, needs_of_product
from posology.explain.rules import Rules
from posology.explain.weighing import needs_of_weight
from posology.explain.word_needs import words_of_medicines, words_of_record, words_of_sources
from posology.record.facts import Facts
from posology.results.check import Check, RouteDose, Verdict, WashoutStatus
from posology.results.naming import places_in_words
from posology.results.sheet import Needed, ReasonAsked, SheetConsent, SheetHold
from posology.results.signing import Trailed
from posology.results.supply import Supply
from posology.values.numerals import date_in_words, join_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A sheet as far as it is laid out, before anybody asks whether it is final. `laid_out` says whether doses are."""

    check: Check
    rules: Rules
    facts: Facts
    supply: Supply
    consent: SheetConsent
    holds: tuple[SheetHold, ...]
    birth_date: str | None
    digest: str
    id: str
    laid_out: bool


def needs_of(laid: Laid, trailed: Trailed) -> tuple[Needed, ...]:
    """Everything that a final sheet lacks, in the order in which a clinic would see to it."""
    return (
        *needs_of_judgement(laid),
        *_of_patient(laid),
        *needs_of_site(laid.rules, laid.check.as_of),
        *_of_holds(laid),
        *(_of_doses(laid) if laid.laid_out else ()),
        *(needs_of_reasons(_limits_passed(laid, trailed), laid.id) if laid.laid_out else ()),
        *needs_beside(trailed),
        *_of_second_check(laid, trailed),
    )


def needs_of_judgement(laid: Laid) -> Iterator[Needed]:
    """The verdict, on the day itself."""
    check = laid.check
    if check.verdict is not Verdict.ELIGIBLE:
        yield Needed(
            what=f"The verdict is {check.verdict}{_until(check)}.",
            where=f"{RECORD}: record what was done, then judge again",
        )
    day = check.procedure_date
    if day is not None and day != check.as_of:
        yield Needed(
            what=f"It is judged as of {date_in_words(check.as_of)}, and not on the day of the procedure, "
            f"{date_in_words(day)}.",
            where="make it on that day, from the record of that day",
        )
    drugs = [each.drug for each in check.washout]
    for element, why in laid.facts.questionable:
        yield Needed(
            what=f"A value is in doubt: {places_in_words(why, drugs)}.",
            where=f"{RECORD}: measure {places_in_words(element, drugs)} again",
        )
    yield from needs_of_weight(laid.facts, laid.rules.dictionary, laid.rules.site, check.as_of)
    for each in check.to_renew:
        yield Needed(
            what=f"{each.element} must be renewed on or after {date_in_words(each.not_before)}, then judged anew.",
            where=f"{RECORD}: {each.element}",
        )


def needs_of_site(rules: Rules, as_of: date | None) -> Iterator[Needed]:
    """What every final sheet of the clinic lacks, whoever the patient is; without `as_of` no date is compared."""
    site = rules.site
    readings = {each.id: site.readings.get(each.id) for each in rules.protocol.readings}
    yield from approvals(readings, "reading", "readings", as_of)
    basis = site.legal_basis
    if basis is None:
        yield Needed(what="The legal basis is not recorded.", where=f"{SITE_FILE}: legal_basis")
    else:
        yield from dated(basis.recorded.on, "The legal basis", f"{SITE_FILE}: legal_basis.on", as_of)
    if site.ethics is None:
        yield Needed(what="The approval of an ethics board is not recorded.", where=f"{SITE_FILE}: ethics")
    else:
        yield from dated(site.ethics.on, "The approval of the ethics board", f"{SITE_FILE}: ethics.on", as_of)
    if site.consent is None:
        yield Needed(
            what="The version of the consent that the clinic uses is not recorded.", where=f"{SITE_FILE}: consent"
        )
    else:
        yield from dated(site.consent.on, "The clinic's version of the consent", f"{SITE_FILE}: consent.on", as_of)
    yield from needs_of_papers(site, as_of)
    yield from words_of_sources(site)
    if site.prescriber is None:
        yield Needed(what="The prescriber is not recorded.", where=f"{SITE_FILE}: prescriber")
    yield from needs_of_people(site.people)
    if site.time_zone is None:
        yield TIME_ZONE
    yield from needs_of_product(rules, as_of)
    for name in ("name", "form"):
        if site.product is None or getattr(site.product, name) is None:
            yield Needed(what=f"The {name} of the product is not recorded.", where=f"{SITE_FILE}: product.{name}")


def _of_patient(laid: Laid) -> Iterator[Needed]:
    consent = laid.consent
    yield from words_of_record(laid.facts)
    if laid.birth_date is None:
        yield Needed(
            what="The second patient identifier, the date of birth, is not recorded.", where=f"{RECORD}: birth_date"
        )
    for part, stated in (("version", consent.version), ("date", consent.dated)):
        if stated is None:
            yield Needed(what=f"The {part} of the consent is not recorded.", where=f"{RECORD}: consent.{part}")
    if consent.agrees is False:
        yield Needed(
            what=f"The patient signed version {consent.version} of the consent, and the clinic uses version "
            f"{consent.clinic_version}.",
            where=f"{RECORD}: consent, once the patient has signed the version in use; or {SITE_FILE}: consent",
        )


def _of_holds(laid: Laid) -> Iterator[Needed]:
    """Who approved each hold that bears on the patient, and the prescribers who must agree."""
    yield from approvals({each.rule: each.approval for each in laid.holds}, "hold", "holds", laid.check.as_of)
    open_ = [each.drug for each in laid.check.washout if each.agreement == NOT_AGREED]
    open_ += [each.drug for each in laid.holds if each.agreement == NOT_AGREED]
    for drug in dict.fromkeys(open_):
        yield Needed(
            what=f"The agreement of the prescriber of {drug} is not recorded.",
            where=f"{RECORD}: `agreement: {{prescriber, date}}` of {drug}",
        )
    yield from needs_of_agreed_days(laid.check.washout, laid.facts, laid.rules.protocol.washout)
    yield from needs_of_risk(laid.holds)
    yield from words_of_medicines(laid.facts, laid.holds)


def _of_doses(laid: Laid) -> Iterator[Needed]:
    """Every planned dose and volume, and what must be known of the product that is given."""
    yield from needs_of_order(laid.check.plan, laid.facts, laid.rules.site)
    supply, rules = laid.supply, laid.rules
    names = rules.anatomy.sites
    open_ = [names[each.site].name for each in laid.check.doses if each.count and is_unplanned(each, laid)]
    if open_:
        steps = ", ".join(f"planned.{each}" for each in _open_steps(laid))
        yield Needed(what=f"Planned cells are not chosen for {join_in_words(open_)}.", where=f"{SITE_FILE}: {steps}")
    yield from needs_of_lot(laid.check, rules, laid.facts, supply)
    yield from needs_of_decisions(laid.check, rules)
    for said in supply.unstated:
        yield Needed(what=said, where=f"{SITE_FILE}: product, and planned")
    for blocked in supply.blocked:
        yield Needed(
            what=f"{_capital(blocked.name)} is not laid out: {blocked.why}.",
            where=f"{SITE_FILE}: product.cryoprotectant, planned or volume_limits",
        )
    yield from _of_cryoprotectant(laid)
    for step in supply.volumes:
        if step.given is None and rules.site.product is not None:
            what = f"The volume for each target of {step.step} is not known."
            yield Needed(what=what, where=f"{SITE_FILE}: planned.{step.step}.volume, or product.volume_per_vial")
    for site in dict.fromkeys(each.site for each in supply.volumes if not each.bounds and each.site != INTRAVENOUS):
        what = f"No limit of the volume for each {names[site].target} is recorded."
        yield Needed(what=what, where=f"{SITE_FILE}: volume_limits.{site}")


def _of_cryoprotectant(laid: Laid) -> Iterator[Needed]:
    product, dose = laid.rules.site.product, laid.supply.cryoprotectant
    stated = None if product is None else product.cryoprotectant
    given = [each for each in laid.check.doses if gives_product(each)]
    # with a product recorded, a route that needs this answer is blocked, and told of there
    if stated is None and given and (product is None or all(each.site == INTRAVENOUS for each in given)):
        what = "Whether the product has a cryoprotectant is not recorded."
        yield Needed(what=what, where=f"{SITE_FILE}: product.cryoprotectant, with `agent: none` where it has none")
    if dose is not None and dose.within is None:
        yield Needed(
            what=f"{_capital(dose.says)}.",
            where=f"{SITE_FILE}: product.cryoprotectant; {RECORD}: weight",
        )


def is_unplanned(dose: RouteDose, laid: Laid) -> bool:
    """A range of cells, or of a volume that is all the source states, leaves a choice that nobody has made."""
    if dose.cells.counted:
        return dose.cells.planned is None
    if dose.volume is not None and dose.volume.planned is not None:
        return False
    steps = {each.step for each in laid.check.plan if each.site == dose.site}
    return not steps <= set(laid.rules.site.volumes)


def _open_steps(laid: Laid) -> Iterator[str]:
    """The steps of which nobody has chosen the cells, or the volume where that is all that there is to choose."""
    for step in dict.fromkeys(each.step for each in laid.check.plan):
        line = next(each for each in laid.check.plan if each.step == step)
        open_volume = line.volume is None or line.volume.planned is None
        if line.cells.planned is None if line.cells.counted else open_volume and step not in laid.rules.site.volumes:
            yield step


def asked_reasons(laid: Laid, trailed: Trailed) -> tuple[ReasonAsked, ...]:
    """What somebody may pass over with a reason, with the reasons that the trail has."""
    return (*_limits_passed(laid, trailed), *doubts_asked(trailed.others, trailed.passed_over))


def _limits_passed(laid: Laid, trailed: Trailed) -> tuple[ReasonAsked, ...]:
    """The soft limits that are passed."""
    return reasons_asked(laid.check, laid.rules.protocol.limits, laid.supply, trailed.passed_over)


def _of_second_check(laid: Laid, trailed: Trailed) -> Iterator[Needed]:
    where = "`posology second-check` with this sheet as JSON, the trail, and the name of a second person"
    found = trailed.second_check
    if found is None or found.sheet != laid.id or found.content_sha256 != laid.digest:
        yield Needed(what="No second person has worked out this very sheet anew.", where=where)
    elif found.author is not None and found.author == found.by:
        yield Needed(what="The second check was made by the author of the sheet.", where=where)
    elif not found.passed:
        differing = f": it differs in {join_in_words(found.differences)}" if found.differences else ""
        yield Needed(what=f"The second check was not passed{differing}.", where=where)


def _until(check: Check) -> str:
    holds = [each.drug for each in check.washout if each.status is WashoutStatus.HOLD]
    if not holds or check.verdict is not Verdict.CONDITIONAL:
        return ""
    return f": the instructions for {join_in_words(holds)} must have been followed"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
