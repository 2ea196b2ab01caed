"""A dose sheet as text in pages: on every page what it is good for, and which patient it is for.

The words are those of every printed form of a sheet; here they are laid out for 80 columns. What only people can know
(a lot, an allergy, what was given) is a blank to fill in, never a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from posology.render.findings_text import amount_line, particulars, stamp_lines
from posology.render.page import INDENT, PLAIN_LAYOUT, heading, item, labelled, paragraph
from posology.render.sheet_page import Page, page_of
from posology.render.sheet_section import BOX, Entry, Section
from posology.render.sheet_words import WITHHELD, infusion_said, lacks_level, planned_said, volume_said
from posology.results.sheet import Injection, Sheet

PAGE_LINES: Final = 60
FOOTER_LINES: Final = 2
BLANK: Final = "________________"
TICK: Final = "[ ]"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
PAGE_BREAK: Final = "\f"
WITHIN: Final = 2 * INDENT
INJECTIONS: Final = "injections"
# a sheet is paper: the same lines on every terminal, so that two prints can be compared
LAYOUT: Final = PLAIN_LAYOUT


def sheet_as_text(sheet: Sheet) -> str:
    """The sheet in pages of at most 60 lines, parted by form feeds; every page begins and ends with its status."""
    page = page_of(sheet)
    header = (*_header(page), "")
    pages = _pages(tuple(_blocks(sheet, page)), PAGE_LINES - len(header) - FOOTER_LINES)
    return PAGE_BREAK.join(
        "\n".join((*header, *each, *_footer(page, number, len(pages)))) + "\n"
        for number, each in enumerate(pages, start=1)
    )


def _header(page: Page) -> Iterator[str]:
    yield from paragraph(f"{page.status}. {page.status_says.upper()}", LAYOUT)
    yield from labelled("Patient", f"{page.patient}, {page.born}", LAYOUT)
    yield from labelled("Sheet", page.sheet, LAYOUT)
    yield from paragraph(page.banner, LAYOUT)


def _footer(page: Page, number: int, count: int) -> tuple[str, str]:
    return "", f"{page.status}. Sheet {page.sheet}. Page {number} of {count}."


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


def _blocks(sheet: Sheet, page: Page) -> Iterator[tuple[str, ...]]:
    """The parts of the sheet that stay together on a page."""
    yield (*heading(page.title, LAYOUT), *paragraph(page.protocol, LAYOUT), *paragraph(page.summary, LAYOUT))
    for section in (*page.sections, *page.reasons):
        yield from _injections(sheet, section) if section.name == INJECTIONS else _section(section)
    yield tuple(_stamp(sheet))


def _section(section: Section) -> Iterator[tuple[str, ...]]:
    """The heading with the first part under it, then each further part."""
    first = tuple(heading(section.heading, LAYOUT))
    parts = [part for part in _parts(section) if part]
    for position, part in enumerate(parts or [()]):
        yield part if position else (*first, *part)


def _parts(section: Section) -> Iterator[tuple[str, ...]]:
    for field in section.fields:
        said = BLANK if field.text is None else field.text.replace(BOX, TICK).replace(NO_BREAK, " ")
        yield tuple(labelled(field.label, said, LAYOUT, INDENT))
    for entry in section.entries:
        yield tuple(_entry(entry))
    for row in section.rows:
        yield tuple(_row(section.columns, row))
    yield tuple(paragraph(section.note, LAYOUT, INDENT))
    for _ in range(section.lines):
        yield (f"{' ' * INDENT}{BLANK * 4}",)
    if not section.entries:
        for picture in section.pictures:
            yield tuple(line for each in picture.listed for line in item(each, LAYOUT))


def _entry(entry: Entry) -> Iterator[str]:
    said = ": ".join(part for part in (entry.label, entry.text) if part)
    if entry.blank or not entry.text:
        said = f"{said}{'' if said.endswith(':') else ':'} {BLANK}"
    yield from item(said, LAYOUT, mark=TICK if entry.tick else "-")


def _row(columns: tuple[str, ...], row: tuple[str, ...]) -> Iterator[str]:
    """One row: what it is about, and under it each column with what stands in it. A number says what it numbers."""
    name = f"{columns[0]} {row[0]}" if row[0].isdecimal() else _cell(row[0])
    yield from item(name, LAYOUT)
    cells = (f"{column}: {_cell(cell)}" for column, cell in zip(columns[1:], row[1:], strict=True))
    yield from paragraph("; ".join(each.removesuffix(".") for each in cells), LAYOUT, WITHIN)


def _cell(cell: str) -> str:
    if cell == BOX:
        return TICK
    return f"{cell} {BLANK}" if cell.endswith(":") else cell or BLANK


def _injections(sheet: Sheet, section: Section) -> Iterator[tuple[str, ...]]:
    for position, injection in enumerate(sheet.injections):
        first = tuple(heading(section.heading, LAYOUT)) if position == 0 else ()
        yield (*first, "", *_injection(injection))


def _injection(injection: Injection) -> Iterator[str]:
    approach = "" if injection.target.startswith(injection.approach) else f", {injection.approach}"
    yield from item(f"{injection.target}{approach}", LAYOUT, mark=f"{injection.number}.")
    if injection.blocked is not None:
        yield from labelled("Cells", f"{WITHHELD}: {injection.blocked}", LAYOUT, WITHIN)
        return
    amount = amount_line(injection.cells, injection.volume)
    yield from labelled("Cells" if injection.cells.counted else "Volume", f"{amount}.", LAYOUT, WITHIN)
    yield from _planned(injection)
    for said in particulars(injection.volume, injection.concentration, injection.carrier, injection.contents):
        yield from paragraph(said, LAYOUT, WITHIN)
    yield from paragraph(f"{TICK} performed {TICK} not performed. Cells given: {BLANK}", LAYOUT, WITHIN)
    yield from paragraph(f"Volume given: {BLANK} Start and end: {BLANK}", LAYOUT, WITHIN)
    yield from paragraph(f"Deviation: {BLANK}{BLANK}{BLANK}", LAYOUT, WITHIN)


def _planned(injection: Injection) -> Iterator[str]:
    """The volume, where the clinic or its product facts give one."""
    if injection.amount is not None and injection.amount.given is not None:
        said = [volume_said(injection)]
        if injection.amount.drawn is not None and planned_said(injection):
            said += injection.amount.says[:2]
        yield from labelled("Volume to give", f"{'; '.join(said)}.", LAYOUT, WITHIN)
    if infusion_said(injection):
        yield from labelled("Infusion", f"{infusion_said(injection)}.", LAYOUT, WITHIN)
    if lacks_level(injection):
        yield from labelled("Level", BLANK, LAYOUT, WITHIN)


def _stamp(sheet: Sheet) -> Iterator[str]:
    yield from heading("What made this sheet", LAYOUT)
    record = (sheet.patient.id, sheet.record_sha256)
    yield from stamp_lines(sheet.protocol, record, sheet.engine_version, LAYOUT)
    if sheet.site is not None:
        yield from labelled("Site file", f"{sheet.site.name}, sha256 {sheet.site.sha256}", LAYOUT)
    yield from labelled("Content sha256", sheet.content_sha256, LAYOUT)
    if sheet.created is not None:
        yield from labelled("Made", sheet.created, LAYOUT)
