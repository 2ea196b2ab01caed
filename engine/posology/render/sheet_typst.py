"""A dose sheet as a PDF: tagged (PDF/UA-1), for archives (PDF/A-2a), with its own font, and always the same bytes.

The words go to Typst as one JSON document. The template reads it as data, so that no word is ever markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, cast

import typst
from matplotlib.ft2font import FT2Font

from posology.render.diagnostics import visible
from posology.render.page import kept_together
from posology.render.sheet_page import page_of
from posology.render.sheet_section import PAPERS, Section
from posology.render.svg import picture_as_svg
from posology.results.sheet import Sheet

STANDARDS: Final[tuple[typst.PDFStandard, ...]] = ("a-2a", "ua-1")
TEMPLATE: Final = "sheet.typ"
FACES: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def sheet_as_pdf(sheet: Sheet, paper: str = PAPERS[0]) -> bytes:
    """The sheet as a PDF on that paper; a letter that the font does not have is printed by its number."""
    return pdf_of(TEMPLATE, _said(sheet), paper, sheet.as_of)


def sheet_as_pngs(sheet: Sheet, paper: str = PAPERS[0], dots_per_inch: int = 100) -> tuple[bytes, ...]:
    """Each page of the sheet as it looks on paper."""
    return pngs_of(TEMPLATE, _said(sheet), paper, dots_per_inch)


def pdf_of(template: str, words: object, paper: str, day: date) -> bytes:
    """What the template makes of the words, as a PDF dated that day."""
    stamped = datetime(day.year, day.month, day.day, tzinfo=UTC)
    made = _compiler(template, words, paper).compile(format="pdf", pdf_standards=list(STANDARDS), timestamp=stamped)
    return cast("bytes", made)  # pages of their own are made of pictures only


def pngs_of(template: str, words: object, paper: str, dots_per_inch: int) -> tuple[bytes, ...]:
    """Each page of what the template makes of the words, as a picture."""
    made = _compiler(template, words, paper).compile(format="png", ppi=dots_per_inch)
    return (made,) if isinstance(made, bytes) else tuple(made or ())


def _compiler(name: str, words: object, paper: str) -> typst.Compiler:
    """A compiler that sees the template, the words and the font, and nothing of the machine."""
    if paper not in PAPERS:
        raise AssertionError(f"`{paper}` is no paper")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[font_folder()])
    said = json.dumps(_printable(words), ensure_ascii=False)
    template = (_folder("templates") / name).read_bytes()
    return typst.Compiler(
        template, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"sheet": said, "paper": paper}
    )


def font_folder() -> Path:
    """Where the faces of the font and their licence are."""
    return _folder("fonts")


def _folder(name: str) -> Path:
    return Path(str(files("posology.render") / name))


def _said(sheet: Sheet) -> object:
    """The sheet in words as the template reads it."""
    page = page_of(sheet)
    parts = {
        "sections": [_section(each) for each in page.sections],
        "reasons": [_section(each) for each in page.reasons],
    }
    return {**asdict(page), **parts}


def _section(section: Section) -> Mapping[str, object]:
    pictures = [
        {
            "svg": picture_as_svg(each, alone=True),
            "alt": " ".join((f"{each.title}.", each.description, *each.listed)),
            "share": 100 * each.height // each.width,
        }
        for each in section.pictures
    ]
    return {**asdict(section), "fields": [each._asdict() for each in section.fields], "pictures": pictures}


def _printable(value: object) -> object:
    """The same with every text as it can be printed; a drawing has its own text cleaned already."""
    match value:
        case str():
            return _in_font(value if value.startswith("<svg") else kept_together(visible(value)))
        case dict():
            entries = cast("Mapping[str, object]", value).items()
            return {key: _printable(each) for key, each in entries}
        case list() | tuple():
            return [_printable(each) for each in cast("Sequence[object]", value)]
        case _:
            return value


def _in_font(text: str) -> str:
    letters = _letters()
    return "".join(each if ord(each) in letters or each == "\n" else f"(U+{ord(each):04X})" for each in text)


@cache
def _letters() -> frozenset[int]:
    """The letters that every face of the font has."""
    maps = [FT2Font(str(font_folder() / face)).get_charmap() for face in FACES]
    return frozenset(maps[0]).intersection(*maps[1:])
