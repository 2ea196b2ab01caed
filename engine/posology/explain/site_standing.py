"""Where a site file stands for its protocol, asked without any patient."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from posology.explain.cryoprotectant import INTRAVENOUS
from posology.explain.final_needs import SITE_FILE, needs_of_site
from posology.explain.rules import Rules
from posology.explain.stamp import stamp_of
from posology.explain.supply import COUNTED_AS, product_facts_missing, usable_per_vial
from posology.ir.plan import CellRange, Measure, NoCells, Step
from posology.ir.site import Approval, Product, Washed
from posology.ir.washout import ConditionalHold, FixedHold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.results.amounts import range_in_words
from posology.results.check import Cells
from posology.results.sheet import Needed
from posology.results.site_standing import Decided, SiteStanding
from posology.values.numerals import cells_in_words, date_in_words, decimal_in_words, join_in_words


def stand(rules: Rules) -> SiteStanding:
    """What the clinic decided and left open for its protocol."""
    site = rules.site
    parts = (*_readings(rules), *_holds(rules), *_planned(rules), *_limits(rules), *_product(rules), *_paperwork(rules))
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


def _approved(approval: Approval | None) -> str:
    if approval is None:
        return "not approved"
    return f"approved by {approval.by} on {date_in_words(approval.on)}"


def _readings(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    for reading in rules.protocol.readings:
        approval = rules.site.readings.get(reading.id)
        says = next((each.says for each in reading.options if each.id == reading.chosen), "")
        said = f"{reading.chosen}: {says}; {_approved(approval)}"
        yield approval is None, Decided(place=f"readings.{reading.id}", says=said)


def _holds(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    for rule in rules.protocol.washout:
        said = _hold_in_words(rule)
        if said:
            approval = rules.site.holds.get(rule.id)
            longer = ", as the clinic decided" if rule.id in rules.site.lengthened else ""
            names = f" ({join_in_words(sorted(rule.ingredients))})" if rule.ingredients else ""
            says = f"{rule.drug_class}{names}: {said}{longer}; {_approved(approval)}"
            yield approval is None, Decided(place=f"holds.{rule.id}", says=says)


def _planned(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    for step in rules.protocol.steps:
        if isinstance(step.cells, NoCells):
            continue
        place = f"planned.{step.id}"
        if isinstance(step.cells, CellRange):
            yield _planned_cells(place, step.cells, rules.planned.get(step.id))
        volume = rules.site.volumes.get(step.id)
        if volume is not None:
            yield False, Decided(place=f"{place}.volume", says=f"{decimal_in_words(volume)} mL for each target")
        else:
            yield True, Decided(place=f"{place}.volume", says=_without_volume(step, rules))


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
            yield False, Decided(place=place, says=f"{said}; {_approved(own.approval)}")
        elif site != INTRAVENOUS and not _is_limited(site, rules):
            name = rules.anatomy.sites[site].target
            yield True, Decided(place=place, says=f"neither protocol nor clinic limits the volume for each {name}")


def _is_limited(site: str, rules: Rules) -> bool:
    """Whether the protocol itself bounds the volume of every target of the site."""
    of_limits = any(each.site == site and each.measure is Measure.VOLUME for each in rules.protocol.limits)
    return of_limits or all(each.volume is not None for each in rules.protocol.steps if each.site == site)


def _product(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    product = rules.site.product
    if product is None:
        yield True, Decided(place="product", says="nothing is stated: sheets give counts of cells only, and no vials")
        return
    for key, text in (
        ("name", product.name),
        ("maker", product.maker),
        ("form", product.form),
        ("storage", product.storage),
        ("premedication", product.premedication),
        ("residues", product.residues),
    ):
        if text is not None:
            yield False, Decided(place=f"product.{key}", says=text)
    yield from _supply(product)
    yield from _cryoprotectant(rules, product)


def _supply(product: Product) -> Iterator[tuple[bool, Decided]]:
    usable = usable_per_vial(product)
    if usable is not None:
        yield False, Decided(place="product.cells_per_vial", says=usable.says)
    elif product.cells_per_vial is not None:
        counts = "" if product.counts is None else f", which counts {COUNTED_AS[product.counts]}"
        says = f"{cells_in_words(product.cells_per_vial)} on the label{counts}"
        yield False, Decided(place="product.cells_per_vial", says=says)
    if product.overage is not None:
        yield False, Decided(place="product.overage", says=f"{_percent(product.overage)} more than the dose is thawed")
    if product.volume_per_vial is not None:
        volume = decimal_in_words(product.volume_per_vial)
        yield False, Decided(place="product.volume_per_vial", says=f"{volume} mL in a thawed vial")
    if product.vials is not None:
        yield False, Decided(place="product.vials", says=product.vials.value.replace("-", " "))
    missing = product_facts_missing(product)
    if missing:
        yield True, Decided(place="product", says=f"no vials are counted without {join_in_words(missing)}")
    if product.volume_per_vial is None:
        yield True, Decided(place="product.volume_per_vial", says="no volume to draw is computed")


def _percent(number: Decimal) -> str:
    return f"{decimal_in_words(number)} %"


def _cryoprotectant(rules: Rules, product: Product) -> Iterator[tuple[bool, Decided]]:
    stated, place = product.cryoprotectant, "product.cryoprotectant"
    shut = [
        rules.anatomy.sites[site].name
        for site in dict.fromkeys(each.site for each in rules.protocol.steps)
        if site not in rules.cryoprotectants.open_routes
    ]
    if stated is None or stated.agent is None:
        yield (
            True,
            Decided(place=place, says=f"not stated, which blocks {join_in_words(shut)}" if shut else "not stated"),
        )
        return
    if stated.is_absent:
        yield False, Decided(place=place, says="none")
        return
    washed = {Washed.YES: "washed out", Washed.NO: "not washed out", Washed.UNKNOWN: "washed out or not: unknown"}
    cleared = [rules.anatomy.sites[each].name for each in stated.cleared_for or ()]
    says = f"{stated.agent}, {washed[stated.washed]}; cleared for {join_in_words(cleared) or 'no route'}"
    yield False, Decided(place=place, says=says)
    blocked = [name for name in shut if name not in cleared or stated.washed is Washed.UNKNOWN]
    if blocked:
        key = "washed" if stated.washed is Washed.UNKNOWN else "cleared_for"
        yield True, Decided(place=f"{place}.{key}", says=f"as it stands, {join_in_words(blocked)} cannot be laid out")


def _paperwork(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    site = rules.site
    basis, ethics, consent, prescriber = site.legal_basis, site.ethics, site.consent, site.prescriber
    if basis is not None:
        recorded = f"recorded by {basis.recorded.by} on {date_in_words(basis.recorded.on)}"
        yield False, Decided(place="legal_basis", says=f"{basis.kind}, number {basis.number}; {recorded}")
    if ethics is not None:
        says = f"{ethics.board}, number {ethics.number}, {date_in_words(ethics.on)}"
        yield False, Decided(place="ethics", says=says)
    if consent is not None:
        yield False, Decided(place="consent", says=f"version {consent.version}, since {date_in_words(consent.on)}")
    if prescriber is not None:
        licence = "" if prescriber.licence is None else f", licence {prescriber.licence}"
        yield False, Decided(place="prescriber", says=f"{prescriber.name}{licence}")
    for place, stated in (("legal_basis", basis), ("ethics", ethics), ("consent", consent), ("prescriber", prescriber)):
        if stated is None:
            yield True, Decided(place=place, says="not stated: no sheet is final without it")


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
    parts = (*_planned(rules), *_limits(rules), *_product(rules))
    for is_open, each in parts:
        if is_open and not each.place.endswith(".volume"):
            yield Needed(what=f"{each.place}: {each.says}.", where=f"{SITE_FILE}: {each.place}")
