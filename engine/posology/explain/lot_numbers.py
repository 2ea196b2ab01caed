"""The numbers of a lot held against one another: what its certificate found, and what the record measured of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from posology.explain.approval_needs import RECORD, SITE_FILE
from posology.explain.usable import COUNTED_AS, after_thaw, factors_of
from posology.ir.lot import Lot, ReleaseTest
from posology.ir.site import Product
from posology.record.facts import Recorded
from posology.results.supply import Refusal
from posology.values.numerals import cells_in_words, date_in_words, decimal_in_words, partial_date_in_words
from posology.values.quantity import Quantity
from posology.values.units import convert

VIABILITY: Final = "product.viability"
COUNTS_ONLY: Final = "only counts of cells are given, no vials and no volumes"


def recorded_in_words(recorded: Recorded) -> str:
    """Whose number it is, for whoever reads the arithmetic: `the record, 7 December 2026`."""
    on = "" if recorded.date is None else f", {partial_date_in_words(recorded.date)}"
    return f"{RECORD}{on}"


def measured_viability(
    product: Product, lot: Lot | None, recorded: Recorded | None, day: date, of: str | None
) -> Decimal | Refusal | None:
    """The viability of the record where it is the one to take, in percent; None where there is none, or it is the same.

    One that cannot be held against what is stated refuses the product: a dose from either could be half or twice of
    what is meant. `of` says whose number the stated one is, where it is not the product's own.
    """
    measured = None if recorded is None else _percent(recorded)
    if recorded is None or measured is None or measured == product.viability:
        return None
    why = _why_not(product, lot, (recorded, measured), day, of)
    if why is None:
        return measured
    return Refusal(what=f"{why}: {COUNTS_ONLY}.", where=f"{RECORD}: {VIABILITY}; or {SITE_FILE}: lots, or product")


def above_certificate(product: Product, lot: Lot | None) -> Refusal | None:
    """That more cells of a vial would be taken after the thaw than the certificate of its lot found alive in one."""
    result = None if lot is None else lot.results.get(ReleaseTest.VIABLE_CELLS)
    taken = after_thaw(product)
    if lot is None or result is None or result.value is None or taken is None or taken <= result.value.magnitude:
        return None
    found = cells_in_words(int(result.value.magnitude))
    return Refusal(
        what=f"The site file gives {_cells(taken)} usable in a vial after the thaw, and the certificate of the lot "
        f"{lot.lot} found {found} alive in one: until they agree, {COUNTS_ONLY}.",
        where=f"{SITE_FILE}: lots, `cells_per_vial`, `viability`, `recovery` or `certificate` of {lot.lot}; or product",
    )


def _why_not(
    product: Product, lot: Lot | None, found: tuple[Recorded, Decimal], day: date, of: str | None
) -> str | None:
    """Why the viability of the record is not to be taken, as the beginning of a sentence."""
    recorded, measured = found
    said = f"viability of {decimal_in_words(measured)} %"
    if product.viability is not None:
        whose = f"{SITE_FILE} has {decimal_in_words(product.viability)} % {of or 'of the product'}"
        return f"The record has a {said} ({recorded_in_words(recorded)}), and {whose}, which is not the same"
    if product.counts is not None and "viability" not in (factors_of(product.counts) or ()):
        return (
            f"The record has a {said} ({recorded_in_words(recorded)}), and the label counts "
            f"{COUNTED_AS[product.counts]}, so that nothing stated can be held against it"
        )
    name = "the product" if lot is None else f"the lot {lot.lot}"
    if recorded.date is None:
        return f"The {said} of the record has no date, and is not taken as that of {name}"
    dated = f"The {said} of the record is dated {partial_date_in_words(recorded.date)}"
    made = None if lot is None or lot.certificate is None else lot.certificate.on
    if made is not None and recorded.date.earliest < made:
        return f"{dated}, and not surely after the certificate of {name}, {date_in_words(made)}"
    if recorded.date.latest > day:
        return f"{dated}, and not surely by {date_in_words(day)}"
    return None


def _percent(recorded: Recorded) -> Decimal | None:
    value = recorded.value
    return convert(value.magnitude, value.unit, "%") if isinstance(value, Quantity) else None


def _cells(number: Fraction) -> str:
    """The cells, where they are no whole number the whole ones."""
    return cells_in_words(number.numerator // number.denominator)
