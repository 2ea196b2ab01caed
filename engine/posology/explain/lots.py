"""The product as it is in hand: the lot that the record names, with its own numbers, or why it is not to be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from posology.explain.approval_needs import RECORD, SITE_FILE
from posology.explain.certificates import certificate_faults, certificate_lines
from posology.explain.lot_numbers import (
    COUNTS_ONLY,
    VIABILITY,
    above_certificate,
    measured_viability,
    recorded_in_words,
)
from posology.explain.rules import Rules
from posology.ir.lot import Lot
from posology.ir.site import Product
from posology.record.facts import Facts
from posology.results.check import Check
from posology.results.supply import Refusal, SupplyLot
from posology.values.numerals import date_in_words

LOT: Final = "product.lot"


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """The product with the numbers of its lot. `of` says whose a number is; `refused` why nothing is taken of it."""

    product: Product | None
    lot: SupplyLot | None = None
    of: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    refused: tuple[Refusal, ...] = ()


def product_in_hand(check: Check, rules: Rules, facts: Facts) -> InHand:
    """What is thawed for this patient, as far as the record names it and the clinic states it."""
    site, name = rules.site, lot_name(facts)
    lot = None if name is None else site.lots.get(name)
    stated = None if site.product is None else _with_lot(site.product, lot)
    day = check.procedure_date or check.as_of
    refused = [*_of_lot(name, lot, stated, day), *_of_wash(stated)]
    recorded, of = facts.values.get(VIABILITY), _whose(lot)
    if stated is not None:
        measured = measured_viability(stated, lot, recorded, day, of.get("viability"))
        if isinstance(measured, Refusal):
            refused.append(measured)
        elif measured is not None and recorded is not None:
            stated, of["viability"] = replace(stated, viability=measured), recorded_in_words(recorded)
        refused.extend(_of_numbers(stated, lot))
    return InHand(
        product=stated,
        lot=None if name is None else _supply_lot(name, lot, rules),
        of=of,
        refused=tuple(refused),
    )


def lot_name(facts: Facts) -> str | None:
    """The lot as the record names it."""
    recorded = facts.values.get(LOT)
    return None if recorded is None else recorded.written


def _with_lot(product: Product, lot: Lot | None) -> Product:
    """The product with what is the lot's own; of the rest the product's facts hold."""
    if lot is None:
        return product
    return replace(
        product,
        maker=lot.maker or product.maker,
        cells_per_vial=product.cells_per_vial if lot.cells_per_vial is None else lot.cells_per_vial,
        viability=product.viability if lot.viability is None else lot.viability,
        recovery=product.recovery if lot.recovery is None else lot.recovery,
    )


def _whose(lot: Lot | None) -> dict[str, str]:
    if lot is None:
        return {}
    own = {"cells": lot.cells_per_vial, "viability": lot.viability, "recovery": lot.recovery}
    return {name: f"of lot {lot.lot}" for name, number in own.items() if number is not None}


def _of_numbers(product: Product, lot: Lot | None) -> Iterator[Refusal]:
    """Why the numbers of the product in hand give no dose: nothing is alive, or more than its certificate found."""
    if product.viability == 0:
        yield Refusal(what=f"No cell is alive: {COUNTS_ONLY}.", where=f"{SITE_FILE}: lots, or another lot")
    above = above_certificate(product, lot)
    if above is not None:
        yield above


def _of_lot(name: str | None, lot: Lot | None, product: Product | None, day: date) -> Iterator[Refusal]:
    """Why the lot of the record is not to be used on that day."""
    if name is None:
        return
    if lot is None:
        yield Refusal(
            what=f"The lot {name} of the record is not among those that the clinic states: {COUNTS_ONLY}.",
            where=f"{RECORD}: {LOT}; or {SITE_FILE}: lots",
        )
        return
    if lot.expires is not None and lot.expires < day:
        yield Refusal(
            what=f"The lot {name} expired on {date_in_words(lot.expires)}, before {date_in_words(day)}: {COUNTS_ONLY}.",
            where=f"{RECORD}: {LOT}, with another lot; or {SITE_FILE}: lots, `expires` of {name}",
        )
    made = lot.certificate
    if made is not None and made.on > day:
        yield Refusal(
            what=f"The certificate of the lot {name} is dated {date_in_words(made.on)}, after {date_in_words(day)}: "
            f"{COUNTS_ONLY}.",
            where=f"{SITE_FILE}: lots, `certificate` of {name}",
        )
    limits = None if product is None else product.certificate_limits
    if made is None and limits is not None and limits.tests:
        yield Refusal(
            what=f"The lot {name} has no certificate: {COUNTS_ONLY}.",
            where=f"{SITE_FILE}: lots, `certificate` of {name}",
        )
        return
    for fault in certificate_faults(lot, limits):
        yield Refusal(
            what=f"The certificate of the lot {name} {fault}: {COUNTS_ONLY}.",
            where=f"{RECORD}: {LOT}, with another lot; or {SITE_FILE}: lots, `certificate` of {name}",
        )


def _of_wash(product: Product | None) -> Iterator[Refusal]:
    """A wash takes cells with it and changes the volume: without both numbers nothing is drawn."""
    stated = None if product is None else product.cryoprotectant
    if stated is not None and stated.is_washed and stated.after_wash is None:
        yield Refusal(
            what=f"{stated.agent} is washed out, and what that leaves of a vial is not stated: {COUNTS_ONLY}.",
            where=f"{SITE_FILE}: product.cryoprotectant.after_wash, with `recovery`, `volume_per_vial` and `source`",
        )


def _supply_lot(name: str, lot: Lot | None, rules: Rules) -> SupplyLot:
    if lot is None:
        return SupplyLot(lot=name)
    product = rules.site.product
    made = lot.certificate
    number = "" if made is None or made.number is None else f", number {made.number}"
    return SupplyLot(
        lot=name,
        identifier=lot.identifier,
        donor=lot.donor,
        expires=lot.expires,
        maker=lot.maker,
        certified=None if made is None else f"by {made.by} on {date_in_words(made.on)}{number}",
        certificate=tuple(certificate_lines(lot, None if product is None else product.certificate_limits)),
    )
