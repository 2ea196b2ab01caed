"""Where a site file stands for its protocol, asked without any patient."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from posology.explain.approval_needs import SITE_FILE, approvals
from posology.explain.cryoprotectant import INTRAVENOUS
from posology.explain.final_needs import needs_of_site
from posology.explain.product_standing import approved, product_standing
from posology.explain.rules import Rules
from posology.explain.stamp import stamp_of
from posology.ir.plan import CellRange, Measure, NoCells, Step
from posology.ir.washout import ConditionalHold, FixedHold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.results.amounts import range_in_words
from posology.results.check import Cells
from posology.results.sheet import Needed
from posology.results.site_standing import Decided, SiteStanding
from posology.values.numerals import cells_in_words, date_in_words, decimal_in_words, join_in_words

SAID_ELSEWHERE: Final = (".volume", ".approved_by", ".certificate_limits", ".use_within")
"""The ends of the places of which a need is told already, or without which a sheet can be final."""


def stand(rules: Rules) -> SiteStanding:
    """What the clinic decided and left open for its protocol."""
    site = rules.site
    parts = (
        *_readings(rules),
        *_holds(rules),
        *_planned(rules),
        *_limits(rules),
        *_weight_change(rules),
        *product_standing(rules),
        *_paperwork(rules),
    )
    return SiteStanding(
        name=site.name,
        sha256=site.sha256 or "",
        protocol=stamp_of(rules.protocol),
        banner=rules.protocol.banner,
        decided=tuple(each for is_open, each in parts if not is_open),
        open=tuple(each for is_open, each in parts if is_open),
        needs=(*needs_of_site(rules, None), *_needs(rules)),
    )


def holds_to_approve(rules: Rules) -> tuple[tuple[str, str], ...]:
    """Every block of the washout that holds, tapers or refers a medicine, with its days in words."""
    blocks = rules.protocol.washout_groups
    found: list[tuple[str, str]] = []
    for block in blocks:
        said = [_hold_in_words(each) for each in rules.protocol.washout if each.group == block]
        kept = list(dict.fromkeys(each for each in said if each))
        if kept:
            found.append((block, ", ".join(kept)))
    return tuple(found)


def _hold_in_words(rule: WashoutRule) -> str:
    match rule.hold:
        case FixedHold(days=days):
            return f"{days} drug-free day{'' if days == 1 else 's'}"
        case ConditionalHold():
            return "days that depend on the patient"
        case TaperHold():
            return "an individual taper"
        case ReferralHold():
            return "left to the prescriber"
        case NoHold():
            return ""


def _readings(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    for reading in rules.protocol.readings:
        approval = rules.site.readings.get(reading.id)
        says = next((each.says for each in reading.options if each.id == reading.chosen), "")
        said = f"{reading.chosen}: {says}; {approved(approval)}"
        yield approval is None, Decided(place=f"readings.{reading.id}", says=said)


def _holds(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    for rule in rules.protocol.washout:
        said = _hold_in_words(rule)
        if said:
            approval = rules.site.holds.get(rule.id)
            longer = ", as the clinic decided" if rule.id in rules.site.lengthened else ""
            names = f" ({join_in_words(sorted(rule.ingredients))})" if rule.ingredients else ""
            says = f"{rule.drug_class}{names}: {said}{longer}; {approved(approval)}"
            yield approval is None, Decided(place=f"holds.{rule.id}", says=says)


def _planned(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    for step in rules.protocol.steps:
        if isinstance(step.cells, NoCells):
            continue
        place = f"planned.{step.id}"
        if isinstance(step.cells, CellRange):
            yield _planned_cells(place, step.cells, rules.planned.get(step.id))
        if step.id in rules.site.planned:
            signed = rules.site.planned[step.id]
            yield signed is None, Decided(place=f"{place}.approved_by", says=f"what is planned: {approved(signed)}")
        volume = rules.site.volumes.get(step.id)
        if volume is not None:
            yield False, Decided(place=f"{place}.volume", says=f"{decimal_in_words(volume)} mL for each target")
        else:
            yield True, Decided(place=f"{place}.volume", says=_without_volume(step, rules))
        if step.site == INTRAVENOUS:
            yield _over(step, rules)


def _over(step: Step, rules: Rules) -> tuple[bool, Decided]:
    """How long an infusion runs."""
    minutes = rules.site.durations.get(step.id)
    said = "how long it runs is not stated" if minutes is None else f"over {decimal_in_words(minutes)} min"
    return minutes is None, Decided(place=f"planned.{step.id}.over", says=said)


def _until(expires: date | None) -> str:
    return "" if expires is None else f", until {date_in_words(expires)}"


def _weight_change(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    limit = rules.site.weight_change
    if limit is not None:
        said = f"at most {decimal_in_words(limit.most)} % without weighing again, by {limit.source}"
        yield False, Decided(place="weight_change", says=f"{said}; {approved(limit.approval)}")


def _planned_cells(place: str, cells: CellRange, planned: int | None) -> tuple[bool, Decided]:
    chosen = cells.minimum if cells.minimum == cells.maximum else planned
    if chosen is not None:
        return False, Decided(place=f"{place}.cells", says=f"{cells_in_words(chosen)} for each target")
    room = range_in_words(Cells(minimum=cells.minimum, maximum=cells.maximum, planned=None))
    return True, Decided(place=f"{place}.cells", says=f"nothing is chosen of {room} for each target")


def _without_volume(step: Step, rules: Rules) -> str:
    if step.volume is not None and step.volume.minimum == step.volume.maximum:
        return f"the protocol has {decimal_in_words(step.volume.minimum)} mL"
    drawn = rules.site.product is not None and rules.site.product.volume_per_vial is not None
    return "each target gets what is drawn, undiluted" if drawn else "no volume is known"


def _limits(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    stated = {each.site: each for each in rules.site.volume_limits}
    for site in dict.fromkeys(each.site for each in rules.protocol.steps):
        own, place = stated.get(site), f"volume_limits.{site}"
        if own is not None:
            least = "" if own.minimum is None else f"at least {decimal_in_words(own.minimum)} mL and "
            said = f"{least}at most {decimal_in_words(own.maximum)} mL for each target, by {own.source}"
            yield False, Decided(place=place, says=f"{said}; {approved(own.approval)}")
        elif site != INTRAVENOUS and not _is_limited(site, rules):
            name = rules.anatomy.sites[site].target
            yield True, Decided(place=place, says=f"neither protocol nor clinic limits the volume for each {name}")


def _is_limited(site: str, rules: Rules) -> bool:
    """Whether the protocol itself bounds the volume of every target of the site."""
    of_limits = any(each.site == site and each.measure is Measure.VOLUME for each in rules.protocol.limits)
    return of_limits or all(each.volume is not None for each in rules.protocol.steps if each.site == site)


def _paperwork(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    site = rules.site
    basis, ethics, consent, prescriber = site.legal_basis, site.ethics, site.consent, site.prescriber
    if basis is not None:
        recorded = f"recorded by {basis.recorded.by} on {date_in_words(basis.recorded.on)}"
        yield (
            False,
            Decided(
                place="legal_basis", says=f"{basis.kind}, number {basis.number}; {recorded}{_until(basis.expires)}"
            ),
        )
    if ethics is not None:
        says = f"{ethics.board}, number {ethics.number}, {date_in_words(ethics.on)}{_until(ethics.expires)}"
        yield False, Decided(place="ethics", says=says)
    if consent is not None:
        since = f"version {consent.version}, since {date_in_words(consent.on)}{_until(consent.expires)}"
        yield False, Decided(place="consent", says=since)
    if prescriber is not None:
        licence = "" if prescriber.licence is None else f", licence {prescriber.licence}"
        yield False, Decided(place="prescriber", says=f"{prescriber.name}{licence}")
    for place, stated in (("legal_basis", basis), ("ethics", ethics), ("consent", consent), ("prescriber", prescriber)):
        if stated is None:
            yield True, Decided(place=place, says="not stated: no sheet is final without it")
    if site.time_zone is None:
        yield True, Decided(place="time_zone", says="not stated: no sheet is final without it")
    else:
        yield False, Decided(place="time_zone", says=site.time_zone)
    for person in site.people:
        account = "" if person.account is None else f", account {person.account}"
        licence = "" if person.licence is None else f", licence {person.licence}"
        roles = join_in_words([each.value for each in person.roles]) or "no role"
        yield False, Decided(place="people", says=f"{person.name}: {roles}{account}{licence}")
    if not site.people:
        yield True, Decided(place="people", says="not stated: no sheet is final without them")


def _needs(rules: Rules) -> Iterator[Needed]:
    """What else every final sheet needs of the file, as far as it can be said without a patient."""
    open_holds = [
        each.id for each in rules.protocol.washout if _hold_in_words(each) and each.id not in rules.site.holds
    ]
    if open_holds:
        yield Needed(
            what=f"Nobody approved the holds {join_in_words(open_holds)}; a sheet needs those of its own medicines.",
            where=f"{SITE_FILE}: holds",
        )
    yield from approvals(rules.site.planned, "planned dose", "planned", None)
    limits = {each.site: each.approval for each in rules.site.volume_limits}
    yield from approvals(limits, "volume limit", "volume_limits", None)
    parts = (*_planned(rules), *_limits(rules), *product_standing(rules))
    for is_open, each in parts:
        if is_open and not each.place.endswith(SAID_ELSEWHERE) and not each.place.startswith("lots."):
            yield Needed(what=f"{each.place}: {each.says}.", where=f"{SITE_FILE}: {each.place}")
