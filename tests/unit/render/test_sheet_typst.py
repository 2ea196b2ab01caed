"""A sheet as a PDF: the same bytes, tagged, whole on every page, and no word of anybody read as markup."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pypdf import PdfReader

from posology.render.sheet_page import page_of
from posology.render.sheet_section import PAPERS
from posology.render.sheet_typst import font_folder, sheet_as_pdf, sheet_as_pngs
from posology.results.sheet import Sheet, SheetStatus
from posology.results.signing import Meaning, Signature, Voided
from tests.unit.render.printed import BANNER, candidate_sheet, first_patient_sheet, pages_of, withheld_sheet

SHEETS = {"candidate": candidate_sheet(), "first patient": first_patient_sheet(), "withheld": withheld_sheet()}
MARKUP = (
    "#panic()", "*x*", "_y_", "$", "$ x $", "`a`", "@ref", "<label>", "// no", "/* no */", "\\", "= no", "- no",
    "[", "]", "{}",
    '"', '#eval("1")', "https://example.org", "~", "---", "'", "\\u{41}",
)  # fmt: skip
LONG = "Q" * 300


@cache
def pdf(name: str, paper: str = PAPERS[0]) -> bytes:
    """The sheet as a PDF on that paper."""
    return sheet_as_pdf(SHEETS[name], paper)


def plain(text: str) -> str:
    """The text without what only parts lines."""
    return re.sub(r"[\s\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}]+", "", text)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", SHEETS)
def test_every_page_has_status_identifiers_banner_and_number(name: str, paper: str) -> None:
    """A page that is parted from the others still says whose it is, what it is, and what it is not."""
    sheet = SHEETS[name]
    pages = pages_of(pdf(name, paper))
    for number, text in enumerate(pages, start=1):
        for said in (sheet.status.value, f"{sheet.patient.id}, {page_of(sheet).born}", sheet.id, sheet.banner):
            assert plain(said) in plain(text)
        for said in (sheet.protocol.sha256, f"version {sheet.protocol.version}", sheet.engine_version):
            assert plain(said) in plain(text)
        assert f"{sheet.status}. Page {number} of {len(pages)}" in text
        assert BANNER in text


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ["candidate", "first patient"])
def test_page_one_is_the_sheet(name: str, paper: str) -> None:
    """From the time-out to the signatures, with every row, everything stands on the first page."""
    first = pages_of(pdf(name, paper))[0]
    for section in page_of(SHEETS[name]).sections:
        assert section.heading in first
        for row in section.rows:
            assert all(plain(cell) in plain(first) for cell in row)


@pytest.mark.parametrize("name", SHEETS)
def test_every_word_of_the_sheet_is_printed(name: str) -> None:
    """No field, entry, cell or note is cut off."""
    whole = plain("".join(pages_of(pdf(name))))
    page = page_of(SHEETS[name])
    for section in (*page.sections, *page.reasons):
        said = [section.heading, section.note, *(text for row in section.rows for text in row)]
        said += [text for field in section.fields for text in field if text]
        said += [text for entry in section.entries for text in (entry.label, entry.text) if text]
        for text in said:
            # a long paragraph may go on on the next page, behind its head
            for part in re.findall(r"\S+(?: \S+){0,3}", text):
                assert plain(part) in whole, part


@pytest.mark.parametrize("name", SHEETS)
def test_the_same_sheet_gives_the_same_bytes(name: str) -> None:
    """No clock, no chance: two prints can be compared byte by byte."""
    assert sheet_as_pdf(SHEETS[name]) == pdf(name)
    assert pdf(name) != pdf(name, "us-letter")


def test_it_is_tagged_for_archives_and_has_its_font() -> None:
    """PDF/A-2a and PDF/UA-1 by its own metadata, a language, a title, alternative texts, and no font of the machine."""
    reader = PdfReader(io.BytesIO(pdf("candidate")))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert reader.metadata is not None
    assert reader.metadata.title == f"Procedure dose sheet {candidate_sheet().id}"
    pages: list[Any] = [*reader.pages]
    used: list[Any] = [font for page in pages for font in page["/Resources"]["/Font"].values()]
    fonts = {str(font.get_object()["/BaseFont"]) for font in used}
    faces = {re.sub(r"^/[A-Z]+\+", "", each).split("-Identity")[0] for each in fonts}
    assert faces == {"DejaVuSans", "DejaVuSans-Bold"}


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("us-letter", (612, 792))])
def test_the_paper_is_the_one_asked_for(paper: str, size: tuple[int, int]) -> None:
    """A4 and US Letter, in points."""
    for page in PdfReader(io.BytesIO(pdf("candidate", paper))).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def named(text: str) -> Sheet:
    """The candidate's sheet with that text wherever people write one."""
    sheet = candidate_sheet()
    assert sheet.product is not None
    assert sheet.prescriber is not None
    return replace(
        sheet,
        status=SheetStatus.VOID,
        patient=replace(sheet.patient, id=text),
        product=replace(sheet.product, name=text, maker=text, premedication=text),
        prescriber=replace(sheet.prescriber, name=text),
        voided=Voided(by=text, at="2026-12-07T08:15:00+00:00", reason=text),
        signatures=(
            Signature(name=text, at="2026-12-07T08:15:00+00:00", meaning=Meaning.AUTHOR, content_sha256="0" * 64),
        ),
    )


def test_no_word_is_markup() -> None:
    """What looks like Typst is printed as it was written."""
    text = " ".join(MARKUP)
    first = plain(pages_of(sheet_as_pdf(named(text)))[0])
    assert first.count(plain(text)) >= 5


def test_a_long_name_is_printed_whole() -> None:
    """A name of three hundred letters is parted and never cut off, and pushes nothing off the page."""
    pages = pages_of(sheet_as_pdf(named(LONG)))
    for text in pages:
        assert LONG in plain(text)
        assert f"Page 1 of {len(pages)}" in pages[0]


@pytest.mark.parametrize(
    "text", ["\u05d0\u05d1\u05d2", "\u0645\u062d\u0645\u062f", "\u0416\u0451", "\u00c5sa \u00d8yvind"]
)
def test_other_scripts_are_printed(text: str) -> None:
    """Hebrew, Arabic, Cyrillic and accented letters are in the font; letters may come out in the order of the line."""
    first = pages_of(sheet_as_pdf(named(text)))[0]
    assert any(letter in first for letter in text)
    assert "(U+" not in first


def test_a_letter_that_the_font_lacks_is_printed_by_its_number() -> None:
    """Neither an empty box nor nothing: two names are never printed alike."""
    first = pages_of(sheet_as_pdf(named("\u738b \u4f1f")))[0]
    assert "(U+738B)" in first
    assert "(U+4F1F)" in first


def test_what_cannot_be_seen_is_shown() -> None:
    """A mark that turns the reading direction is printed by its number, and turns nothing."""
    assert "<U+202E>" in pages_of(sheet_as_pdf(named("a\u202eb")))[0]


def test_pages_can_be_looked_at() -> None:
    """As many pictures as pages, each a PNG."""
    pictures = sheet_as_pngs(first_patient_sheet(), dots_per_inch=20)
    assert len(pictures) == len(pages_of(pdf("first patient")))
    assert all(each.startswith(b"\x89PNG") for each in pictures)


def test_the_font_comes_with_its_licence() -> None:
    """The licence asks to be included with every copy."""
    licence = (font_folder() / "LICENSE-DejaVu.txt").read_text("utf-8")
    assert "shall\nbe included in all copies" in licence
