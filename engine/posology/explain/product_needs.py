"""What a final sheet needs of the product: a lot that may be used, and somebody who approved what is stated of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from posology.explain.approval_needs import RECORD, SITE_FILE, approval_of, approvals
from posology.explain.cryoprotectant import gives_product
from posology.explain.lots import LOT, lot_name
from posology.explain.rules import Rules
from posology.explain.word_needs import words_of_lot
from posology.record.facts import Facts
from posology.results.check import Check
from posology.results.sheet import Needed
from posology.results.supply import Supply
from posology.values.numerals import join_in_words

CALLED: Final[Mapping[str, str]] = MappingProxyType({"expires": "expiry"})
"""How a key of a lot is called in a sentence, where that is not the key."""


def needs_of_product(rules: Rules, as_of: date | None) -> Iterator[Needed]:
    """What every final sheet needs of the facts of the product, whoever the patient is."""
    product = rules.site.product
    if product is None:
        return
    yield from approval_of(product.approval, "the facts of the product", "product", as_of)
    limits = product.certificate_limits
    if limits is None or not limits.tests:
        yield Needed(
            what="What the certificate of a lot must have is not stated.",
            where=f"{SITE_FILE}: product.certificate_limits",
        )
    else:
        yield from approval_of(limits.approval, "the limits of a certificate", "product.certificate_limits", as_of)


def needs_of_lot(check: Check, rules: Rules, facts: Facts, supply: Supply) -> Iterator[Needed]:
    """The lot for this patient: named in the record, stated by the clinic, and fit to be used on the day."""
    if not any(gives_product(each) for each in check.doses):
        return
    name = lot_name(facts)
    if name is None:
        yield Needed(what="The lot of the product is not recorded.", where=f"{RECORD}: {LOT}")
    yield from (Needed(what=each.what, where=each.where) for each in supply.refused)
    lot = None if name is None else rules.site.lots.get(name)
    if lot is not None:
        yield from words_of_lot(lot)
        stated = (
            ("identifier", lot.identifier),
            ("donor", lot.donor),
            ("expires", lot.expires),
            ("certificate", lot.certificate),
        )
        yield from _unstated(lot.lot, [key for key, value in stated if value is None])


def needs_of_decisions(check: Check, rules: Rules) -> Iterator[Needed]:
    """An approval for what is planned of each step of the plan, and for each limit of a volume that bears on it."""
    steps, sites = {each.step for each in check.plan}, {each.site for each in check.plan}
    planned = {step: approval for step, approval in rules.site.planned.items() if step in steps}
    yield from approvals(planned, "planned dose", "planned", check.as_of)
    limits = {each.site: each.approval for each in rules.site.volume_limits if each.site in sites}
    yield from approvals(limits, "volume limit", "volume_limits", check.as_of)


def _unstated(lot: str, keys: Sequence[str]) -> Iterator[Needed]:
    if keys:
        yield Needed(
            what=f"Of the lot {lot} the {join_in_words([CALLED.get(each, each) for each in keys])} "
            f"{'is' if len(keys) == 1 else 'are'} not stated.",
            where=f"{SITE_FILE}: lots, {join_in_words([f'`{each}`' for each in keys])} of {lot}",
        )
