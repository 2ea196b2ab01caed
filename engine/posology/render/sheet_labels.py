"""Labels for syringes and bags: one for each row of a sheet that is laid out, in words, for text and for paper.

A label goes where the sheet does not: it says for itself whom it is for, what is in the syringe and where that goes.
What only the person who prepares it knows is a blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from posology.ir.site import Product
from posology.render.findings_text import capitalised
from posology.render.page import INDENT, PLAIN_LAYOUT, heading, labelled, page_text, paragraph
from posology.render.sheet_page import page_of
from posology.render.sheet_product import use_before_label
from posology.render.sheet_section import Field
from posology.render.sheet_words import infusion_said, lacks_level, planned_said, volume_said
from posology.results.naming import born_in_words
from posology.results.sheet import Injection, Sheet, SheetStatus
from posology.values.numerals import date_in_words, decimal_in_words

BLANK: Final = "________________"
VOID_HAS_NONE: Final = "The sheet is VOID, and nothing is given by it."
NOTHING_LAID_OUT: Final = "The sheet lays out no injection."


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label. `statement` is what the law has printed on it, empty where none is asked for."""

    row: int
    target: str
    fields: tuple[Field, ...]
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels of a sheet, with what stands on each, and why rows have none."""

    status: str
    status_says: str
    patient: str
    sheet: str
    banner: str
    each: tuple[Label, ...]
    without: tuple[str, ...]


def labels_of(sheet: Sheet) -> Labels:
    """The labels in the order of the rows; a row of which cells or volume are open, and a VOID sheet, have none."""
    page = page_of(sheet)
    is_void = sheet.status is SheetStatus.VOID
    rows = () if is_void else sheet.injections
    without = [VOID_HAS_NONE] if is_void else list(sheet.withheld)
    without += [f"Row {each.number} has no label: {why}." for each in rows if (why := _why_none(each))]
    labelled_rows = tuple(_label(each, sheet) for each in rows if not _why_none(each))
    return Labels(
        status=page.status,
        status_says=page.status_says,
        patient=f"{sheet.patient.id}, {born_in_words(sheet.patient.birth_date)}",
        sheet=sheet.id,
        banner=sheet.banner,
        each=labelled_rows,
        without=tuple(without) if without or labelled_rows else (NOTHING_LAID_OUT,),
    )


def labels_as_text(sheet: Sheet) -> str:
    """The labels one after the other, each whole."""
    return page_text(_lines(labels_of(sheet)))


def _lines(labels: Labels) -> Iterator[str]:
    yield from paragraph(f"Labels of sheet {labels.sheet}. {labels.status}. {labels.status_says}", PLAIN_LAYOUT)
    yield from paragraph(labels.banner, PLAIN_LAYOUT)
    for said in labels.without:
        yield from paragraph(said, PLAIN_LAYOUT)
    for each in labels.each:
        yield from heading(f"Row {each.row}", PLAIN_LAYOUT)
        yield from paragraph(f"{labels.status}. {labels.status_says}", PLAIN_LAYOUT, INDENT)
        yield from labelled("Patient", labels.patient, PLAIN_LAYOUT, INDENT)
        yield from labelled("Into", each.target, PLAIN_LAYOUT, INDENT)
        for label, text in each.fields:
            yield from labelled(label, BLANK if text is None else text, PLAIN_LAYOUT, INDENT)
        yield from labelled("Sheet", labels.sheet, PLAIN_LAYOUT, INDENT)
        if each.statement:
            yield from paragraph(each.statement, PLAIN_LAYOUT, INDENT)
        yield from paragraph(labels.banner, PLAIN_LAYOUT, INDENT)


def _why_none(injection: Injection) -> str:
    """Why the row has no label, empty where it has one; one without cells is given no product of ours."""
    if injection.blocked is not None:
        return f"it is not laid out: {injection.blocked}"
    cells = injection.cells
    if cells.counted and cells.maximum == 0:
        return "it gives no cells"
    if cells.counted and cells.planned is None:
        return "its cells are not chosen"
    if not volume_said(injection):
        return "its volume is not known"
    return "its level is not recorded" if lacks_level(injection) else ""


def _label(injection: Injection, sheet: Sheet) -> Label:
    return Label(
        row=injection.number,
        target=_target(injection, sheet),
        fields=tuple(_fields(injection, sheet)),
        statement=sheet.label_statement or "",
    )


def _target(injection: Injection, sheet: Sheet) -> str:
    """The route and the place, with side and level: `facet joint injection, left L2-L3 facet joint`."""
    route = next((each.name for each in sheet.routes if each.site == injection.site), "")
    return injection.target if injection.target.startswith(route) else f"{route}, {injection.target}"


def _fields(injection: Injection, sheet: Sheet) -> Iterator[Field]:
    product, lot = sheet.product, sheet.supply.lot
    yield Field("Product", None if product is None else product.name)
    yield Field("Cells", planned_said(injection) or "not counted")
    yield Field("Volume", infusion_said(injection) or volume_said(injection))
    drawn = _drawn(injection, product)
    if drawn:
        yield Field("Contains", drawn)
    yield Field("Lot", None if lot is None else lot.lot)
    yield Field("Expires", None if lot is None or lot.expires is None else date_in_words(lot.expires))
    day = sheet.procedure_date
    yield Field("Procedure date", None if day is None else date_in_words(day))
    for blank in ("Prepared by", "Prepared at", use_before_label(sheet)):
        yield Field(blank, None)


def _drawn(injection: Injection, product: Product | None) -> str:
    """What was drawn of the product as it is in hand, thawed or washed, and what was added."""
    amount = injection.amount
    if amount is None or amount.drawn is None or product is None:
        return ""
    drawn = f"{decimal_in_words(amount.drawn)} mL of the {product.in_hand}"
    if not amount.diluent:
        return capitalised(drawn)
    return f"{drawn}, {decimal_in_words(amount.diluent)} mL of diluent"
