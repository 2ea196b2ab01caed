"""The door through which a table comes in: CSV, TSV, Parquet or XLSX, every cell as text and every row by its number.

Cells are text so that no number passes through a binary fraction on its way. Rows are numbered as a spreadsheet shows
them, the header of a plain file being row 1.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

import polars as pl
from fastexcel import FastExcelError, read_excel
from polars.exceptions import PolarsError

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.reader.source import LINE_BREAK, MOST_BYTES, open_source, shortened
from posology.scores.workbook import look_into

UNREADABLE = "P0700"
TOO_LARGE = "P0701"

MOST_ROWS = 200_000
MOST_COLUMNS = 1_000

SEPARATORS: Mapping[str, str] = MappingProxyType({".csv": ",", ".tsv": "\t", ".tab": "\t"})
PARQUET, WORKBOOK = ".parquet", ".xlsx"
FORMATS = (*SEPARATORS, PARQUET, WORKBOOK)
PARQUET_MARK, WORKBOOK_MARK = b"PAR1", b"PK\x03\x04"
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, and its cells as text without blanks around; None where a cell is empty."""

    number: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as it was written. `broken` are the cells of a workbook that hold an error, with their row.

    `other_sheets` are those of a workbook that were not read.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[tuple[int, str, str], ...] = ()
    other_sheets: tuple[str, ...] = ()


def read_table(content: bytes, file: str, diagnostics: Diagnostics) -> Table | None:
    """The table in the file, its form told by the suffix of the name; None where it cannot be read."""
    suffix = _suffix(content, file)
    start = Span(file, 0, 0, 0, 0)
    if suffix not in FORMATS:
        message = f"the form of `{shortened(file)}` is not known by its suffix"
        help_text = suggestion(suffix, FORMATS, "scores are read from .csv, .tsv, .parquet and .xlsx files")
        diagnostics.error(UNREADABLE, message, start, help=help_text)
        return None
    if len(content) > MOST_BYTES:
        message = f"the file has {len(content):,} bytes, more than the {MOST_BYTES:,} that are read"
        diagnostics.error(TOO_LARGE, message, start, help="divide the file by group, or leave out what is not followed")
        return None
    try:
        table = _read(content, file, suffix, diagnostics)
    except (PolarsError, FastExcelError) as error:
        # what a library says of a broken file may quote it and is written for programmers; the kind of it is enough
        message = f"the file cannot be read as {suffix} ({type(error).__name__})"
        diagnostics.error(UNREADABLE, message, start, help="open it in a spreadsheet and save it anew as .csv in UTF-8")
        return None
    if table is not None and len(table.rows) > MOST_ROWS:
        message = f"the file has more than {MOST_ROWS:,} rows"
        diagnostics.error(TOO_LARGE, message, start, help="divide the file by group")
        return None
    return table


def _suffix(content: bytes, file: str) -> str:
    """The suffix of the name; of standard input, which has none, what the first bytes say."""
    if file != STANDARD_INPUT:
        return PurePath(file).suffix.lower()
    if content.startswith(PARQUET_MARK):
        return PARQUET
    return WORKBOOK if content.startswith(WORKBOOK_MARK) else ".csv"


def _read(content: bytes, file: str, suffix: str, diagnostics: Diagnostics) -> Table | None:
    if suffix == PARQUET:
        return _read_parquet(content, file)
    if suffix == WORKBOOK:
        return _read_workbook(content, file, diagnostics)
    return _read_text(content, file, SEPARATORS[suffix], diagnostics)


def _read_text(content: bytes, file: str, separator: str, diagnostics: Diagnostics) -> Table | None:
    """Values parted by the separator; a row may be longer than the header, which whoever reads on reports."""
    source = open_source(content, file, diagnostics)
    if source is None or diagnostics.has_errors:
        return None
    text = LINE_BREAK.sub("\n", source.text)
    width = min(max(line.count(separator) for line in text.split("\n")) + 1, MOST_COLUMNS)
    frame = pl.read_csv(
        io.BytesIO(text.encode("utf-8")),
        has_header=False,
        separator=separator,
        schema={f"column {number}": pl.String for number in range(width)},
        missing_columns="insert",
    )
    return _headed(file, [*frame.iter_rows()])


def _read_parquet(content: bytes, file: str) -> Table:
    """The columns as text; a binary fraction becomes the shortest decimal that reads back as it."""
    frame = pl.read_parquet(io.BytesIO(content), n_rows=MOST_ROWS + 1).select(pl.all().cast(pl.String))
    return _headed(file, [tuple(frame.columns), *frame.iter_rows()])


def _read_workbook(content: bytes, file: str, diagnostics: Diagnostics) -> Table | None:
    """The first sheet, each number as the spreadsheet shows it in full."""
    inside = look_into(content)
    if inside is None:
        message = "the file is no workbook, or unpacks to more than is read"
        help_text = "open it in a spreadsheet and save it anew as .xlsx or .csv"
        diagnostics.error(UNREADABLE, message, Span(file, 0, 0, 0, 0), help=help_text)
        return None
    book = read_excel(content)
    # rows skipped as none, where the default would drop empty ones at the top and shift every number
    sheet = book.load_sheet(  # pyright: ignore[reportUnknownMemberType] - its type names pyarrow, which is not needed
        0, header_row=None, dtypes="string", skip_rows=0, n_rows=MOST_ROWS + 2
    )
    table = _headed(file, [*sheet.to_polars().iter_rows()])
    return Table(
        file=file,
        header=table.header,
        rows=table.rows,
        broken=inside.broken,
        other_sheets=tuple(book.sheet_names[1:]),
    )


def _headed(file: str, lines: list[tuple[object, ...]]) -> Table:
    """The first line with anything in it is the header; the others keep their numbers."""
    rows = [Row(number, tuple(_cell(each) for each in line)) for number, line in enumerate(lines, start=1)]
    filled = [row for row in rows if any(cell is not None for cell in row.cells)]
    if not filled:
        return Table(file=file, header=(), rows=())
    header, *others = filled
    names = [each or "" for each in header.cells]
    while names and not names[-1]:
        names.pop()
    return Table(file=file, header=tuple(names), rows=tuple(others))


def _cell(value: object) -> str | None:
    """The text of a cell without blanks around it."""
    return None if value is None else str(value).strip() or None
