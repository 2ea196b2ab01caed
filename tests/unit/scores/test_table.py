"""Tables of every form come in as the same text, with rows numbered as a spreadsheet shows them."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import polars as pl
import pytest

from posology.diagnostics.diagnostic import Diagnostics
from posology.scores import table as table_room
from posology.scores import workbook as workbook_room
from posology.scores.table import Table, read_table
from posology.scores.workbook import look_into
from tests.unit.scores.written import SMALL, frame_of_small, parquet, rows_of_small, workbook


def read(content: bytes, file: str) -> tuple[Table | None, list[str]]:
    """The table, and the codes of what is told of it."""
    diagnostics = Diagnostics()
    return read_table(content, file, diagnostics), [each.code for each in diagnostics]


def table(content: bytes, file: str) -> Table:
    """The table, of which nothing is told."""
    found, told = read(content, file)
    assert told == []
    assert found is not None
    return found


def test_every_form_says_the_same() -> None:
    """CSV, TSV, Parquet and XLSX of the same scores are the same scores."""
    written = table(SMALL.encode(), "a.csv")
    others = (
        table(SMALL.replace(",", "\t").encode(), "a.tsv"),
        table(parquet(frame_of_small(infer=False)), "a.parquet"),
        table(workbook(rows_of_small()), "a.xlsx"),
    )
    for other in others:
        assert (other.header, other.rows) == (written.header, written.rows)


def test_binary_fractions_become_the_decimals_they_were_written_as() -> None:
    """7.1 is 7.1 and neither 7.0999999 nor 7.1000000000000005, in both widths."""
    frame = pl.DataFrame({"wide": [7.1, 0.3], "narrow": pl.Series([7.1, 0.3], dtype=pl.Float32), "whole": [7, None]})
    assert [row.cells for row in table(parquet(frame), "a.parquet").rows] == [("7.1", "7.1", "7"), ("0.3", "0.3", None)]
    sums: list[list[object]] = [["vas"], [0.1 + 0.2], [7.1]]
    assert [row.cells for row in table(workbook(sums), "a.xlsx").rows] == [("0.3",), ("7.1",)]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    """Blank lines, empty rows above and a line break within quotes do not shift a number."""
    text = 'patient,month\nA,0\n\n"B\nb",0\n ,\nC,0\n'
    assert [row.number for row in table(text.encode(), "a.csv").rows] == [2, 4, 6]
    book = workbook([["patient", "month"], ["A", 0], [None, None], ["B", 0]], above=3, left=2)
    assert [row.number for row in table(book, "a.xlsx").rows] == [5, 7]


def test_marks_and_line_ends_of_other_systems_are_no_values() -> None:
    """A byte-order mark, carriage returns and blanks round a value are left out."""
    found = table(b"\xef\xbb\xbfpatient, month\r\n A ,0\r\n", "a.csv")
    assert (found.header, found.rows[0].cells) == (("patient", "month"), ("A", "0"))
    assert table(b"patient,month\rA,0\r", "a.csv").rows[0].cells == ("A", "0")


def test_a_row_keeps_more_values_than_the_header_has() -> None:
    """What is too long is told by whoever reads on, and lost by nobody."""
    assert table(b"patient,month\nA,0,7\nB\n", "a.csv").rows[0].cells == ("A", "0", "7")


def test_a_broken_formula_is_not_an_empty_cell() -> None:
    """The library reads it as one; the sheet says which it is."""
    found = table(workbook([["patient", "vas"], ["A", "=1/0"], ["B", 7]], above=1), "a.xlsx")
    assert found.broken == ((3, "B", "#DIV/0!"),)


def test_only_the_first_sheet_is_read_and_the_others_are_named() -> None:
    """Nobody finds out by chance that a second sheet was left out."""
    assert table(workbook([["patient"], ["A"]], sheets=("Old", "Notes")), "a.xlsx").other_sheets == ("Old", "Notes")


def test_a_day_in_a_cell_is_a_day() -> None:
    """A cell that a spreadsheet turned into a date is not a score."""
    found = table(workbook([["vas"], [datetime(2026, 5, 6)]]), "a.xlsx")  # noqa: DTZ001 - a spreadsheet has no time zones
    assert found.rows[0].cells == ("2026-05-06 00:00:00",)


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (SMALL.encode(), "scores.ods"),
        (SMALL.encode(), "scores"),
        (b"no workbook", "scores.xlsx"),
        (b"no parquet", "scores.parquet"),
        (b"PAR1PAR1PAR1PAR1", "scores.parquet"),
        (b'patient,month\n"A,0\n', "scores.csv"),
        (parquet(pl.DataFrame({"patient": [["A"]]})), "scores.parquet"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, file: str) -> None:
    """With one message, and without the words of a library."""
    assert read(content, file) == (None, ["P0700"])


@pytest.mark.parametrize(
    ("content", "code"), [(b"\xff\xfep\x00", "P0102"), (b"patient\xe9", "P0102"), (b"a\0b", "P0103")]
)
def test_text_in_another_encoding_is_refused(content: bytes, code: str) -> None:
    """A letter of an old code page would be guessed."""
    assert read(content, "a.csv") == (None, [code])


def test_an_empty_file_has_no_columns() -> None:
    """It is a table, of which whoever reads on says what is missing."""
    for content in (b"", b"\n\n", b",,\n"):
        assert table(content, "a.csv").header == ()


def test_files_out_of_proportion_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many bytes, too many rows, and a workbook that unpacks to more than is read."""
    monkeypatch.setattr(table_room, "MOST_ROWS", 2)
    assert read(SMALL.encode(), "a.csv") == (None, ["P0701"])
    assert read(parquet(frame_of_small()), "a.parquet") == (None, ["P0701"])
    assert read(workbook(rows_of_small()), "a.xlsx") == (None, ["P0701"])
    monkeypatch.setattr(table_room, "MOST_BYTES", 10)
    assert read(SMALL.encode(), "a.csv") == (None, ["P0701"])
    monkeypatch.setattr(workbook_room, "MOST_UNPACKED", 100)
    assert look_into(workbook(rows_of_small())) is None


def test_standard_input_is_known_by_its_first_bytes() -> None:
    """It has no suffix."""
    for content in (SMALL.encode(), parquet(frame_of_small()), workbook(rows_of_small())):
        assert table(content, "-").header[0] == "patient"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    """Another packed file has no first sheet."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    assert look_into(packed.getvalue()) is None
    assert read(packed.getvalue(), "a.xlsx") == (None, ["P0700"])
