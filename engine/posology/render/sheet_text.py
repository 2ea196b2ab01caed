"""A dose sheet as text in pages: on every page that it is a draft, and which patient it is for.

What only people can know (a volume, a lot, an allergy) is a blank to fill in, never a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from posology.render.findings_text import (
    WITHIN,
    amount_line,
    bases_in_words,
    capitalised,
    cells_line,
    citation_in_words,
    cumulative_in_words,
    particulars,
    reading_in_words,
    stamp_lines,
    washout_lines,
)
from posology.render.page import INDENT, PLAIN_LAYOUT, heading, item, items, labelled, paragraph
from posology.results.naming import written_date_in_words
from posology.results.sheet import Injection, Sheet, SheetRoute
from posology.values.numerals import date_in_words

PAGE_LINES: Final = 60
FOOTER_LINES: Final = 2
BLANK: Final = "________________"
TICK: Final = "[ ]"
PAGE_BREAK: Final = "\f"
# a sheet is paper: the same lines on every terminal, so that two prints can be compared
LAYOUT: Final = PLAIN_LAYOUT

PRODUCT_BLANKS: Final = (
    "Product name and form",
    "Maker, lot and expiry",
    "Vial identifiers",
    "Viable cells per vial and what the label counts",
    "Viability after thaw",
    "Diluent, final volume and concentration",
    "Cryoprotectant, and whether cleared for each route",
    "Thaw started and ended",
)
ORDER_BLANKS: Final = (
    "Legal basis and number",
    "Ethics approval",
    "Prescriber",
    "Indication",
    "Infusion rate or duration",
)
SIGNATURES: Final = ("Verified by (name, role, date, time)", "Second check by (name, role, date, time)")


def sheet_as_text(sheet: Sheet) -> str:
    """The sheet in pages of at most 60 lines, parted by form feeds; every page begins and ends with the word DRAFT."""
    header = (*_header(sheet), "")
    pages = _pages(tuple(_blocks(sheet)), PAGE_LINES - len(header) - FOOTER_LINES)
    return PAGE_BREAK.join(
        "\n".join((*header, *page, *_footer(sheet, number, len(pages)))) + "\n"
        for number, page in enumerate(pages, start=1)
    )


def _header(sheet: Sheet) -> Iterator[str]:
    birth = sheet.patient.birth_date
    born = "date of birth not recorded" if birth is None else f"born {written_date_in_words(birth)}"
    yield "DRAFT. NOT FOR USE UNTIL VERIFIED AND SIGNED."
    yield from labelled("Patient", f"{sheet.patient.id}, {born}", LAYOUT)
    yield from labelled("Sheet", sheet.id, LAYOUT)
    yield from paragraph(sheet.banner, LAYOUT)


def _footer(sheet: Sheet, number: int, count: int) -> tuple[str, str]:
    return "", f"DRAFT. Sheet {sheet.id}. Page {number} of {count}."


def _pages(blocks: Sequence[tuple[str, ...]], room: int) -> list[list[str]]:
    """The blocks laid out on pages; a block is parted only where it is longer than a page. No page begins blank."""
    pages: list[list[str]] = [[]]
    for block in blocks:
        if pages[-1] and len(pages[-1]) + len(block) > room:
            pages.append([])
        for line in block:
            if len(pages[-1]) == room:
                pages.append([])
            if line or pages[-1]:
                pages[-1].append(line)
    return pages


def _blocks(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """The parts of the sheet that stay together on a page."""
    yield tuple(_opening(sheet))
    yield tuple(_draft_because(sheet))
    if sheet.withheld:
        yield tuple(_withheld(sheet))
    else:
        yield tuple(_time_out(sheet))
        yield from _laid_out(sheet)
    if sheet.readings:
        used = (reading_in_words(each) for each in sheet.readings)
        yield (*heading("Readings used, where the source is silent", LAYOUT), *items(used, LAYOUT))
    yield (*heading("Limits of the evidence", LAYOUT), *items(sheet.evidence_limits, LAYOUT))
    yield tuple(_stamp(sheet))


def _laid_out(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    for position, injection in enumerate(sheet.injections):
        first = tuple(heading("Injections, one row for each", LAYOUT)) if position == 0 else ()
        yield (*first, "", *_injection(injection))
    for position, route in enumerate(sheet.routes):
        first = tuple(heading("Doses", LAYOUT)) if position == 0 else ()
        yield (*first, *_route(route))
    yield tuple(labelled("Total of all routes", f"{cells_line(sheet.total)}.", LAYOUT, INDENT))
    if sheet.cumulative is not None:
        yield tuple(labelled("With earlier treatments", cumulative_in_words(sheet.cumulative), LAYOUT, INDENT))
    yield (*heading("Order and product, to be filled in", LAYOUT), *_blanks((*ORDER_BLANKS, *PRODUCT_BLANKS)))
    for position, finding in enumerate(sheet.washout):
        first = tuple(heading("Medicines before the procedure", LAYOUT)) if position == 0 else ()
        yield (*first, "", *washout_lines(finding, LAYOUT))
    yield tuple(_day_of_procedure(sheet))
    yield tuple(_restarts(sheet))
    yield tuple(_care(sheet))
    yield (*heading("Signatures", LAYOUT), *_blanks(SIGNATURES))


def _opening(sheet: Sheet) -> Iterator[str]:
    yield from heading("Procedure dose sheet", LAYOUT)
    yield from paragraph(sheet.protocol.title, LAYOUT)
    yield from paragraph(sheet.summary, LAYOUT)
    yield ""
    day = "not known" if sheet.procedure_date is None else date_in_words(sheet.procedure_date)
    yield from labelled("Procedure date", day, LAYOUT)
    yield from labelled("Verdict", sheet.verdict, LAYOUT)
    yield from labelled("Judged as of", date_in_words(sheet.as_of), LAYOUT)


def _draft_because(sheet: Sheet) -> Iterator[str]:
    yield from heading("Why this is a draft", LAYOUT)
    yield from items(sheet.draft_because, LAYOUT)


def _withheld(sheet: Sheet) -> Iterator[str]:
    yield from heading("No dose and no plan is laid out", LAYOUT)
    yield from items(sheet.withheld, LAYOUT)


def _time_out(sheet: Sheet) -> Iterator[str]:
    yield from heading("Time-out, said aloud before the first needle", LAYOUT)
    for each in sheet.time_out:
        recorded = f"not recorded; {BLANK}" if each.recorded is None else each.recorded
        yield from item(f"{capitalised(each.subject)}: {recorded}", LAYOUT, mark=TICK)


def _injection(injection: Injection) -> Iterator[str]:
    approach = "" if injection.target.startswith(injection.approach) else f", {injection.approach}"
    yield from item(f"{injection.target}{approach}", LAYOUT, mark=f"{injection.number}.")
    amount = amount_line(injection.cells, injection.volume)
    yield from labelled("Cells" if injection.cells.counted else "Volume", f"{amount}.", LAYOUT, WITHIN)
    for said in particulars(injection.volume, injection.concentration, injection.carrier, injection.contents):
        yield from paragraph(said, LAYOUT, WITHIN)
    yield from paragraph(f"{TICK} performed {TICK} not performed. Cells given: {BLANK}", LAYOUT, WITHIN)
    yield from paragraph(f"Volume given: {BLANK} Time: {BLANK}", LAYOUT, WITHIN)
    yield from paragraph(f"Deviation: {BLANK}{BLANK}{BLANK}", LAYOUT, WITHIN)


def _route(route: SheetRoute) -> Iterator[str]:
    label = capitalised(route.name)
    if route.count == 0:
        yield from labelled(label, f"{route.formula}.", LAYOUT, INDENT)
        return
    yield from labelled(label, f"{amount_line(route.cells, route.volume)}.", LAYOUT, INDENT)
    yield from labelled("Formula", f"{route.formula}.", LAYOUT, WITHIN)
    yield from labelled("From", bases_in_words(route.because), LAYOUT, WITHIN)


def _blanks(labels: Sequence[str]) -> Iterator[str]:
    for label in labels:
        yield from item(f"{label}: {BLANK}", LAYOUT)


def _day_of_procedure(sheet: Sheet) -> Iterator[str]:
    yield from heading("Checks on the day of the procedure", LAYOUT)
    for each in sheet.day_of_procedure:
        yield from item(f"{each.check}: {each.why}. Found: {BLANK}", LAYOUT, mark=TICK)
    if not sheet.day_of_procedure:
        yield from paragraph("The protocol asks for none for this patient's medicines.", LAYOUT, INDENT)
    sedation = "not known" if sheet.sedation is None else "planned" if sheet.sedation else "not planned"
    yield from labelled("Sedation", f"{sedation}.", LAYOUT, INDENT)


def _restarts(sheet: Sheet) -> Iterator[str]:
    yield from heading("When medicines may be taken again", LAYOUT)
    for each in sheet.restarts:
        condition = f", {each.condition}" if each.condition else ""
        unless_given_up = "" if each.held else ", if it is to be taken again"
        yield from item(
            f"{each.drug}{unless_given_up}: not before {date_in_words(each.not_before)}{condition}.", LAYOUT
        )
        yield from labelled("Source", f"{citation_in_words(each.citation)}.", LAYOUT, WITHIN)
        yield from paragraph(f"Taken again on: {BLANK}", LAYOUT, WITHIN)
    if not sheet.restarts:
        yield from paragraph("None is held or was.", LAYOUT, INDENT)


def _care(sheet: Sheet) -> Iterator[str]:
    if sheet.care:
        yield from heading("Care", LAYOUT)
        for each in sheet.care:
            yield from labelled(capitalised(each.when), each.text, LAYOUT, INDENT)


def _stamp(sheet: Sheet) -> Iterator[str]:
    yield from heading("What made this sheet", LAYOUT)
    record = (sheet.patient.id, sheet.record_sha256)
    yield from stamp_lines(sheet.protocol, record, sheet.engine_version, LAYOUT)
