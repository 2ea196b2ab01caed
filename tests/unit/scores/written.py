"""Files of scores in every form, made in the test."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import polars as pl
import xlsxwriter

from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.ir.outcome import Instrument
from posology.scores.intake import read_scores
from posology.scores.scores import Scores, Wanted
from tests.unit.outcomes.scored import GI, QUEBEC, VAS

MONTHS = (1, 3, 6, 12)

SMALL = """\
patient,group,month,vas,gi,quebec
A,facets,0,7,,40
A,facets,3,4.5,45,22
B,discs,0,8,,55
B,discs,3,,10,50
"""


def wanted(*instruments: Instrument, by: tuple[str, ...] | None = None) -> Wanted:
    """What the trial follows, unless other instruments are named."""
    return Wanted(instruments=instruments or (VAS, GI, QUEBEC), months=MONTHS, by=by)


def read(
    content: str | bytes, file: str = "scores.csv", of: Wanted | None = None
) -> tuple[Scores | None, tuple[Diagnostic, ...]]:
    """The scores in the content, and everything that is told of it."""
    diagnostics = Diagnostics()
    found = read_scores(content.encode() if isinstance(content, str) else content, file, of or wanted(), diagnostics)
    return found, tuple(diagnostics)


def workbook(rows: Sequence[Sequence[object]], *, above: int = 0, left: int = 0, sheets: Sequence[str] = ()) -> bytes:
    """A workbook with the rows on its first sheet; a text that begins with `=` is a formula that fails."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet = book.add_worksheet("Scores")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(number + above, column + left, cell, value="#DIV/0!")
            elif isinstance(cell, datetime):
                sheet.write_datetime(number + above, column + left, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
            elif cell is not None:
                sheet.write(number + above, column + left, cell)
    for name in sheets:
        book.add_worksheet(name)
    book.close()
    return packed.getvalue()


def parquet(frame: pl.DataFrame) -> bytes:
    """The frame as a Parquet file."""
    packed = io.BytesIO()
    frame.write_parquet(packed)
    return packed.getvalue()


def frame_of_small(*, infer: bool = True) -> pl.DataFrame:
    """The small file as numbers, as another program would have kept them, or as text."""
    return pl.read_csv(io.BytesIO(SMALL.encode()), infer_schema=infer)


def rows_of_small() -> list[list[object]]:
    """The small file as a spreadsheet would have it."""
    frame = frame_of_small()
    return [[*frame.columns], *([*row] for row in frame.iter_rows())]
