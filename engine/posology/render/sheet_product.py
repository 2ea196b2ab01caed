"""The product on a printed sheet: the fields of page one, behind it vials, certificate and arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posology.ir.site import Cryoprotectant, Product, UseWithin
from posology.render.findings_text import capitalised
from posology.render.sheet_section import BOX, Entry, Field, Section
from posology.render.sheet_words import amount_in_words
from posology.results.sheet import Sheet
from posology.results.supply import CertificateLine, CryoprotectantDose, StepVolume
from posology.values.numerals import date_in_words, decimal_in_words, join_in_words

FEWEST_VIALS, MOST_VIALS = 4, 200
CERTIFICATE: Final = (
    "Viable cells per vial", "Viability", "Identity, with markers", "Sterility", "Mycoplasma", "Endotoxin", "Potency",
    "Methods", "Certificate number and date",
)  # fmt: skip
NO_LIMIT_OF_TIME: Final = "No time is stated within which the product must be given after the thaw."


def product_fields(sheet: Sheet) -> Iterator[Field]:
    """What the clinic states of its product, each of the lot to tick against the vial."""
    product, lot = sheet.product, sheet.supply.lot
    yield Field("Product", None if product is None else product.name)
    yield Field("Form", None if product is None else product.form)
    made_by = None if product is None else product.maker
    yield Field("Maker", made_by if lot is None or lot.maker is None else lot.maker)
    yield Field("Lot", _tick(None if lot is None else lot.lot))
    yield Field("Identifier", _tick(None if lot is None else lot.identifier))
    expires = None if lot is None or lot.expires is None else date_in_words(lot.expires)
    yield Field("Expiry", _tick(expires))
    yield Field("Viability after thaw", None)
    supply = sheet.supply
    each = None if supply.concentration is None else amount_in_words(supply.concentration)
    yield Field("Cells in each mL", each)


def use_before_label(sheet: Sheet) -> str:
    """What stands over the blank for the time by which the product must be given."""
    limit = None if sheet.product is None else sheet.product.use_within
    if limit is None:
        return "Use before (no limit stated)"
    return f"Use before ({decimal_in_words(limit.minutes)} min)"


def left_over(sheet: Sheet) -> str:
    """How much is left in the thawed vials: `0.35 mL`; empty where that is not known or nothing is."""
    parts = [
        f"{decimal_in_words(each.leftover_volume)} mL{'' if each.site is None else f' of {each.name}'}"
        for each in sheet.supply.vials
        if each.leftover_volume
    ]
    return join_in_words(parts)


def vial_log(sheet: Sheet) -> Section:
    """A row for each vial, and a line on which what is left over is signed away."""
    vials = min(max(sheet.supply.total_vials or 0, FEWEST_VIALS), MOST_VIALS)
    left = left_over(sheet)
    planned = f"Left over as computed: {left}. " if left else ""
    return Section(
        name="vial-log",
        heading="Vials, one row for each",
        columns=("Vial", "Identifier", "Lot", "Expiry", "Thaw start", "Thaw end", "Inspected by", "Used or discarded"),
        shares=(8, 44, 24, 22, 18, 18, 26, 26),
        rows=tuple((str(number), *[""] * 7) for number in range(1, vials + 1)),
        note=f"{planned}Volume discarded, how, by whom, with signature, and when:",
        lines=1,
    )


def certificate_section(sheet: Sheet) -> Section:
    """The certificate of the lot beside what the clinic asks of it; blanks to copy it into where none is stated."""
    lot = sheet.supply.lot
    if lot is None or not lot.certificate:
        fields = tuple(Field(each, None) for each in CERTIFICATE)
        return Section(name="certificate", heading="Certificate of analysis", fields=fields, across=3)
    limits = None if sheet.product is None else sheet.product.certificate_limits
    source = "No limits are stated." if limits is None else f"Limits: {limits.source}."
    return Section(
        name="certificate",
        heading=f"Certificate of analysis of the lot {lot.lot}, {lot.certified or 'not stated by whom'}",
        columns=("Test", "Found", "Asked for", "Method", "Verdict"),
        shares=(34, 56, 44, 34, 18),
        rows=tuple(_certificate_row(each) for each in lot.certificate),
        note=f"{source} Donor: {lot.donor or 'not stated'}.",
    )


def supply_section(sheet: Sheet) -> Section:
    """The arithmetic from the label of a vial to what is drawn, and every bound on it."""
    supply = sheet.supply
    entries: list[Entry] = []
    if supply.usable is not None:
        entries.append(Entry(label="Usable per vial", text=f"{supply.usable.says}."))
    entries.extend(Entry(label=f"Vials for {count.name}", text=f"{count.says}.") for count in supply.vials)
    entries.extend(Entry(label=f"Volume for {each.step}", text=_volume(each)) for each in supply.volumes)
    if supply.cryoprotectant is not None:
        entries.append(Entry(label="Cryoprotectant", text=_cryoprotectant(supply.cryoprotectant)))
    if supply.of_the_day is not None:
        entries.append(Entry(label="Cryoprotectant of the whole day", text=f"{supply.of_the_day.says}."))
    entries.extend(Entry(label=f"{capitalised(each.name)}, not laid out", text=each.why) for each in supply.blocked)
    entries.extend(Entry(label="Not computed", text=each) for each in supply.missing)
    return Section(name="supply", heading="Supply: vials, volumes and what limits them", entries=tuple(entries))


def _volume(volume: StepVolume) -> str:
    """What is drawn, what is added, and each bound with its source."""
    sources = [f"source of {each.by}: {each.source}" for each in volume.bounds if each.source]
    return f"{'; '.join((*volume.says, *sources))}."


def _cryoprotectant(dose: CryoprotectantDose) -> str:
    return f"{dose.says}." if dose.citation is None else f"{dose.says}. Source: {dose.citation}."


def product_section(sheet: Sheet) -> Section:
    """What the clinic states of its product beside what page one has."""
    product = sheet.product
    stated = () if product is None else (
        ("Storage", product.storage),
        ("Use within", _use_within(product.use_within)),
        ("After washing", _after_wash(product.cryoprotectant)),
        ("Premedication", product.premedication),
        ("Residues", product.residues),
        ("Cryoprotectant", None if product.cryoprotectant is None else product.cryoprotectant.agent),
        ("Approved", _approved(product)),
    )  # fmt: skip
    fields = tuple(Field(label, text) for label, text in stated if text is not None)
    return Section(name="product-facts", heading="What the clinic states of its product", fields=fields, across=2)


def _tick(text: str | None) -> str | None:
    """What is known, to be ticked against the vial; it is read whole, so it stays on one line."""
    return None if text is None else f"{BOX} {text}".replace(" ", "\N{NO-BREAK SPACE}")


def _certificate_row(line: CertificateLine) -> tuple[str, ...]:
    verdict = {True: "passes", False: "FAILS", None: "not limited"}[line.passes]
    return (
        capitalised(line.test),
        line.found or "nothing",
        line.asked or "nothing",
        line.method or "not stated",
        verdict,
    )


def _use_within(limit: UseWithin | None) -> str:
    if limit is None:
        return NO_LIMIT_OF_TIME
    return f"{decimal_in_words(limit.minutes)} min from the thaw, by {limit.source}"


def _after_wash(stated: Cryoprotectant | None) -> str | None:
    """What a wash leaves of a vial, with where that is from."""
    left = None if stated is None or not stated.is_washed else stated.after_wash
    if left is None:
        return None
    grams = "residue not stated" if left.grams_per_vial is None else f"{decimal_in_words(left.grams_per_vial)} g"
    share, volume = decimal_in_words(left.recovery), decimal_in_words(left.volume_per_vial)
    return f"{share} % of the usable cells in {volume} mL, {grams}, by {left.source}"


def _approved(product: Product) -> str:
    signed = product.approval
    return "not approved" if signed is None else f"{signed.by}, {date_in_words(signed.on)}"
