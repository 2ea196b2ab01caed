"""A dose sheet as HTML: one file that needs nothing else, with the same words and pictures as the PDF.

On paper the head, with status, identifiers and banner, is repeated on every page: it is the head of a table, which
browsers repeat. The number of the page stands in the margin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from posology.render.html import document_of, escaped
from posology.render.page import kept_together
from posology.render.sheet_page import Page, page_of
from posology.render.sheet_section import BOX, PAPERS, Entry, Field, Section
from posology.render.svg import picture_as_svg
from posology.results.sheet import Sheet

SIZES: Final[Mapping[str, str]] = MappingProxyType({"a4": "A4", "us-letter": "letter"})

_STYLE: Final = """\
:root { color-scheme: light; }
body { background: white; color: black; font: 0.8rem/1.35 "DejaVu Sans", Verdana, sans-serif; max-width: 62rem; }
h1 { display: none; } h2 { font-size: 1rem; margin: 1rem 0 0.4rem; border-bottom: 2px solid; break-after: avoid; }
table.sheet { width: 100%; border-collapse: collapse; } table.sheet > thead > tr > th,
table.sheet > tbody > tr > td { padding: 0; font-weight: normal; text-align: left; }
.head { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; }
.status { background: black; color: white; font-size: 1.5rem; font-weight: bold; padding: 0.2rem 0.8rem; }
.title { font-size: 1.1rem; font-weight: bold; flex: 1; } .patient { font-size: 1.1rem; font-weight: bold; }
.banner { margin: 0.4rem 0; padding: 0.3rem 0.5rem; font-size: 0.75rem; }
dl { display: grid; grid-template-columns: repeat(var(--across), 1fr); gap: 0.3rem 1rem; margin: 0.3rem 0; }
dt { font-size: 0.7rem; } dd { margin: 0; font-weight: bold; }
ul.entries { list-style: none; padding: 0; margin: 0.3rem 0; display: grid; gap: 0.2rem 1rem;
  grid-template-columns: repeat(var(--across), 1fr); }
table.rows { width: 100%; border-collapse: collapse; }
table.rows th, table.rows td { border: 1px solid; padding: 0.2rem 0.3rem;
  text-align: left; overflow-wrap: break-word; }
table.rows th { font-size: 0.7rem; }
.blank { display: inline-block; min-width: 8rem; border-bottom: 1px solid; }
.line { border-bottom: 1px solid; height: 1.4rem; } figure { margin: 0.5rem 0; break-inside: avoid; }
svg { width: 100%; height: auto; }
.stamp { font-size: 0.65rem; border-top: 1px solid; margin-top: 1rem; overflow-wrap: anywhere; }
tr, li, dl > div { break-inside: avoid; } section.reasons { break-before: page; }
@media print { body { font-size: 7pt; } }
"""


def sheet_as_html(sheet: Sheet, paper: str = PAPERS[0]) -> str:
    """The sheet as a whole document ended by a line feed, for that paper when it is printed."""
    page = page_of(sheet)
    number = '@bottom-right { content: "Page " counter(page) " of " counter(pages); font-size: 7pt; }'
    style = f"{_STYLE}@page {{ size: {SIZES[paper]}; margin: 11mm; {number} }}\n"
    return document_of(f"{page.status}. {page.title} {page.sheet}", _body(page), style)


def _body(page: Page) -> Iterator[str]:
    yield '<table class="sheet" role="presentation"><thead><tr><th>'
    yield '<div class="head">'
    yield f'<span class="status">{_text(page.status)}</span>'
    yield f'<span class="title">{_text(page.title)}<br>Sheet {_text(page.sheet)}</span>'
    yield f'<span class="patient">{_text(page.patient)}, {_text(page.born)}</span>'
    yield "</div>"
    yield f"<p><strong>{_text(page.status_says)}</strong></p>"
    yield f'<p class="banner" role="note">{_text(page.banner)}</p>'
    yield "</th></tr></thead><tbody><tr><td>"
    yield f"<p><strong>{_text(page.protocol)}</strong><br>{_text(page.summary)}</p>"
    for section in page.sections:
        yield from _section(section)
    yield '<section class="reasons">'
    for section in page.reasons:
        yield from _section(section)
    yield "</section>"
    yield f'<p class="stamp">{"<br>".join(_text(each) for each in page.stamp)}</p>'
    yield "</td></tr></tbody></table>"


def _section(section: Section) -> Iterator[str]:
    yield f'<section id="{section.name}" style="--across: {section.across}">'
    yield f"<h2>{_text(section.heading)}</h2>"
    if section.fields:
        yield "<dl>"
        yield from (_field(each) for each in section.fields)
        yield "</dl>"
    if section.entries:
        yield '<ul class="entries">'
        yield from (_entry(each) for each in section.entries)
        yield "</ul>"
    if section.rows:
        yield from _rows(section.columns, section.shares, section.rows)
    if section.note:
        yield f"<p>{_text(section.note)}</p>"
    yield from ('<div class="line"></div>' for _ in range(section.lines))
    for picture in section.pictures:
        yield f"<figure>{picture_as_svg(picture)}</figure>"
    yield "</section>"


def _field(field: Field) -> str:
    said = _blank() if field.text is None else _text(field.text)
    return f"<div><dt>{_text(field.label)}</dt><dd>{said}</dd></div>"


def _entry(entry: Entry) -> str:
    parts = (
        BOX if entry.tick else "",
        f"<strong>{_text(entry.label)}:</strong>" if entry.label else "",
        "" if entry.text is None else _text(entry.text),
        _blank() if entry.blank or entry.text is None else "",
    )
    return f"<li>{' '.join(part for part in parts if part)}</li>"


def _rows(columns: Sequence[str], shares: Sequence[int], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    whole = sum(shares)
    yield '<table class="rows"><colgroup>'
    yield "".join(f'<col style="width: {100 * each // whole}%">' for each in shares)
    yield "</colgroup><thead><tr>"
    yield "".join(f'<th scope="col">{_text(each)}</th>' for each in columns)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{_cell(each)}</td>' for each in row)}</tr>"
    yield "</tbody></table>"


def _cell(text: str) -> str:
    return f"{_text(text)} {_blank()}" if text.endswith(":") else _text(text)


def _blank() -> str:
    return '<span class="blank">&nbsp;</span>'


def _text(text: str) -> str:
    return kept_together(escaped(text))
