"""Where a site file stands with its product: what is stated of it, of its lots, and what is open."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from posology.explain.certificates import certificate_faults, name_in_words
from posology.explain.rules import Rules
from posology.explain.usable import COUNTED_AS, product_facts_missing, usable_per_vial
from posology.ir.site import Approval, Product, Washed
from posology.results.site_standing import Decided
from posology.values.numerals import cells_in_words, date_in_words, decimal_in_words, join_in_words


def approved(approval: Approval | None) -> str:
    """Who approved it and when, or that nobody did."""
    if approval is None:
        return "not approved"
    return f"approved by {approval.by} on {date_in_words(approval.on)}"


def product_standing(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    """Every fact of the product and every lot: whether it is open, and what it says."""
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
    yield from _wash(product)
    yield from _of_time(product)
    yield from _certificate_limits(product)
    signed = approved(product.approval)
    yield product.approval is None, Decided(place="product.approved_by", says=f"these facts of the product: {signed}")
    yield from _lots(rules)


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
    if product.volume_in_hand is None:
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


def _wash(product: Product) -> Iterator[tuple[bool, Decided]]:
    stated, place = product.cryoprotectant, "product.cryoprotectant.after_wash"
    if stated is None or not stated.is_washed:
        return
    left = stated.after_wash
    if left is None:
        yield True, Decided(place=place, says="not stated: sheets give counts of cells only, and no vials")
        return
    grams = "" if left.grams_per_vial is None else f", with {decimal_in_words(left.grams_per_vial)} g of {stated.agent}"
    volume = decimal_in_words(left.volume_per_vial)
    says = f"{_percent(left.recovery)} of the usable cells of a vial in {volume} mL{grams}, by {left.source}"
    yield False, Decided(place=place, says=says)


def _of_time(product: Product) -> Iterator[tuple[bool, Decided]]:
    limit = product.use_within
    if limit is None:
        yield True, Decided(place="product.use_within", says="no time from the thaw is stated, and sheets say so")
    else:
        says = f"{decimal_in_words(limit.minutes)} min from the thaw, by {limit.source}"
        yield False, Decided(place="product.use_within", says=says)


def _certificate_limits(product: Product) -> Iterator[tuple[bool, Decided]]:
    limits, place = product.certificate_limits, "product.certificate_limits"
    if limits is None or not limits.tests:
        yield True, Decided(place=place, says="nothing is asked of the certificate of a lot")
        return
    tests = join_in_words([name_in_words(each) for each in limits.tests])
    says = f"a certificate must have {tests}, by {limits.source}; {approved(limits.approval)}"
    yield limits.approval is None, Decided(place=place, says=says)


def _lots(rules: Rules) -> Iterator[tuple[bool, Decided]]:
    """Each lot with whether its certificate has what is asked; which lots there are is no open question."""
    product = rules.site.product
    limits = None if product is None else product.certificate_limits
    if not rules.site.lots:
        yield True, Decided(place="lots", says="none is stated: no sheet is final without one")
    for name, lot in rules.site.lots.items():
        faults = certificate_faults(lot, limits)
        ends = "last day not stated" if lot.expires is None else f"until {date_in_words(lot.expires)}"
        said = "; ".join(f"its certificate {each}" for each in faults or ("has what is asked",))
        yield bool(faults), Decided(place=f"lots.{name}", says=f"{ends}; {said}")
