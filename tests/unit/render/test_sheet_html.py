"""A sheet as HTML: the words and pictures of the PDF, nothing from elsewhere, nothing that runs, no word as markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from posology.render.sheet_html import sheet_as_html
from posology.render.sheet_page import page_of
from posology.render.sheet_section import PAPERS
from posology.results.sheet import Sheet
from tests.unit.render.printed import candidate_sheet, first_patient_sheet, withheld_sheet

VOID = frozenset({"meta", "br", "col", "link", "img", "input", "hr"})
SHEETS = [candidate_sheet(), first_patient_sheet(), withheld_sheet()]
NAMES = ["candidate", "first patient", "withheld"]


class Page(HTMLParser):
    """What a browser makes of it: elements that are closed in order, their attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is closed at once."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Closes the last that is open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keeps the text."""
        self.text.append(data)


def read(sheet: Sheet) -> Page:
    """The document read, every element closed."""
    page = Page()
    page.feed(sheet_as_html(sheet))
    assert page.open == []
    return page


def plain(text: str) -> str:
    """The text without blanks."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("sheet", SHEETS, ids=NAMES)
def test_it_says_all_that_the_pdf_says(sheet: Sheet) -> None:
    """Both are made of the same page: every heading, field, entry, cell and note is there."""
    whole = plain("".join(read(sheet).text))
    page = page_of(sheet)
    for said in (page.status, page.status_says, page.banner, page.patient, page.born, page.sheet, *page.stamp):
        assert plain(said) in whole
    for section in (*page.sections, *page.reasons):
        texts = [section.heading, section.note, *section.columns, *(cell for row in section.rows for cell in row)]
        texts += [text for field in section.fields for text in field if text]
        texts += [text for entry in section.entries for text in (entry.label, entry.text) if text]
        texts += [line for picture in section.pictures for line in picture.listed]
        assert all(plain(each) in whole for each in texts)


@pytest.mark.parametrize("sheet", SHEETS, ids=NAMES)
def test_it_loads_and_runs_nothing(sheet: Sheet) -> None:
    """No script, no link, no picture from elsewhere, and a policy that would refuse them."""
    page = read(sheet)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    assert all(not name.startswith("on") for _, attributes in page.elements for name in attributes)
    policies = [attributes.get("content") for tag, attributes in page.elements if tag == "meta"]
    assert "default-src 'none'; style-src 'unsafe-inline'" in policies


def test_no_word_is_markup() -> None:
    """What a record calls a patient stays text."""
    evil = '</td><script>alert(1)</script> "q" &amp; <b>'
    sheet = replace(candidate_sheet(), patient=replace(candidate_sheet().patient, id=evil))
    page = read(sheet)
    assert "script" not in {tag for tag, _ in page.elements}
    assert plain(evil) in plain("".join(page.text))


def test_ids_are_unique() -> None:
    """A picture is told by elements that nothing else is named as."""
    ids = [attributes["id"] for _, attributes in read(candidate_sheet()).elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_head_is_repeated_on_paper() -> None:
    """Status, identifiers and banner are the head of a table, which browsers print on every page, with its number."""
    document = sheet_as_html(candidate_sheet())
    head = document.partition("<thead>")[2].partition("</thead>")[0]
    for said in ("DRAFT", "P-0042", candidate_sheet().id, "INVESTIGATIONAL USE."):
        assert said in head
    assert 'content: "Page " counter(page) " of " counter(pages)' in document


def test_the_paper_is_the_one_asked_for() -> None:
    """A4 and US Letter, by the names that a browser knows."""
    sizes = [re.search(r"@page \{ size: (\w+)", sheet_as_html(candidate_sheet(), paper)) for paper in PAPERS]
    assert [each[1] for each in sizes if each] == ["A4", "letter"]


@pytest.mark.parametrize("sheet", SHEETS, ids=NAMES)
def test_the_same_sheet_gives_the_same_bytes(sheet: Sheet) -> None:
    """No clock and no chance."""
    assert sheet_as_html(sheet) == sheet_as_html(sheet)
