"""A screening as a workbook: a first sheet that says what it is, then one row for each patient.

Every text is written as a text and begins like no formula; what has more rows than a sheet holds goes on in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final

import polars as pl
import xlsxwriter

from posology.render.screening_csv import inert_text
from posology.render.screening_rows import columns, text_rows
from posology.render.screening_words import (
    ATTRITION_COLUMNS,
    Why,
    attrition_cells,
    group_title,
    reading_sentences,
    readings_words,
    stamp_words,
    summary_sentence,
)
from posology.results.screening import VERDICTS, Screening

MOST_ROWS: Final = 1_048_575
"""Of a sheet, beside the header."""

MOST_CHARACTERS, MOST_SHOWN, CUT = 32_767, 32_000, " ... (cut here: a cell holds no more)"
"""Of a cell: a longer text would be left out without a word."""

_WIDTHS: Final[Mapping[str, int]] = MappingProxyType(
    {"id": 20, "verdict": 15, "failed": 30, "unknown": 30, "holds": 40}
)
_WIDTH: Final = 18


def write_xlsx(found: Screening, rows: Iterable[pl.DataFrame], why: Why | None, sink: BinaryIO, folder: Path) -> None:
    """Writes the workbook; `folder` takes what it puts aside meanwhile, and is the caller's to delete."""
    with _workbook(found, sink, folder) as book:
        _write_about(found, book)
        sheets = _Sheets(book, columns(why))
        for frame in rows:
            for cells in text_rows(frame.lazy(), why).collect().iter_rows():
                sheets.add(cells)
        sheets.finish()


def attrition_as_xlsx(found: Screening, sink: BinaryIO, folder: Path) -> None:
    """Writes the first sheet alone."""
    with _workbook(found, sink, folder) as book:
        _write_about(found, book)


def _workbook(found: Screening, sink: BinaryIO, folder: Path) -> xlsxwriter.Workbook:
    kept_as_text = {"strings_to_formulas": False, "strings_to_urls": False}
    options: dict[str, bool | str] = {"constant_memory": True, "tmpdir": str(folder), **kept_as_text}
    book = xlsxwriter.Workbook(sink, options)
    # its own date would be that of a clock
    made = datetime(found.as_of.year, found.as_of.month, found.as_of.day)  # noqa: DTZ001 - a day, and no time of it
    book.set_properties({"title": f"Screening by {stamp_words(found)}", "comments": found.banner, "created": made})
    return book


def _write_about(found: Screening, book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 7, _WIDTH)
    for place, cells in enumerate(_about(found)):
        for column, cell in enumerate(cells):
            _write(sheet, place, column, cell)


def _about(found: Screening) -> Iterator[Sequence[object]]:
    yield (found.banner,)
    yield ()
    yield (summary_sentence(found),)
    yield from ((each,) for each in reading_sentences(found))
    yield ("judged by", stamp_words(found))
    yield ("protocol sha256", found.protocol.sha256)
    yield from (("reading", each) for each in readings_words(found))
    yield ("engine", f"posology {found.engine_version}, on {found.engine}")
    yield ()
    yield ATTRITION_COLUMNS
    yield ("start", "", "Every patient who was judged", found.judged, 0, 0, 0, found.judged)
    for each in found.attrition:
        counts = (each.entered, each.failed, each.waiting, each.unknown, each.remaining)
        yield (*attrition_cells(each)[:3], *counts)
    yield ()
    yield ("group", "patients", *(each.value for each in VERDICTS))
    yield ("all patients", found.judged, *found.verdicts.counts)
    yield from ((group_title(found, each), each.patients, *each.counts) for each in found.groups)
    yield ()
    yield ("the only element missing", "patients", "ask")
    yield from ((each.element, each.patients, each.ask) for each in found.settling)


@dataclass(slots=True)
class _Sheets:
    """The sheets with patients: another is begun where one is full."""

    book: xlsxwriter.Workbook
    header: Sequence[str]
    number: int = 0
    place: int = MOST_ROWS
    sheet: xlsxwriter.Worksheet | None = None

    def add(self, cells: Sequence[Any]) -> None:
        """One more row, on the sheet that has room for it."""
        if self.sheet is None or self.place == MOST_ROWS:
            self.sheet = self._begun()
        self.place += 1
        for column, cell in enumerate(cells):
            _write(self.sheet, self.place, column, cell)

    def finish(self) -> None:
        """A sheet with the header also where there is nobody."""
        if self.sheet is None:
            self._begun()

    def _begun(self) -> xlsxwriter.Worksheet:
        self.number, self.place = self.number + 1, 0
        sheet = self.book.add_worksheet("patients" if self.number == 1 else f"patients {self.number}")
        for column, name in enumerate(self.header):
            sheet.set_column(column, column, _WIDTHS.get(name, _WIDTH))
            sheet.write_string(0, column, name)
        sheet.freeze_panes(1, 1)
        return sheet


def _write(sheet: xlsxwriter.Worksheet, row: int, column: int, cell: object) -> None:
    """A whole number as a number, anything else as text; nothing for nothing."""
    match cell:
        case None | "":
            return
        case int():
            sheet.write_number(row, column, cell)
        case date():
            sheet.write_string(row, column, cell.isoformat())
        case _:
            text = inert_text(str(cell))
            sheet.write_string(row, column, text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_SHOWN]}{CUT}")
