"""The rows about one patient are read from every form of file, and what cannot be used of them is told."""

from __future__ import annotations

import io
from datetime import date

import pytest
from polars import DataFrame

from posology.diagnostics.diagnostic import Diagnostics
from posology.results.follow_up import Followed, ScoreRow
from posology.scores.followed import Asked, read_followed
from tests.unit.judged import rules

HEADER = "patient,month,date,vas,quebec,gi\n"


def asked(patient: str = "P-1") -> Asked:
    """What the shipped protocol asks about the patient."""
    outcome = rules().protocol.outcome
    assert outcome is not None
    instruments = rules().protocol.visits[0].instruments
    return Asked(patient=patient, instruments=instruments, scored={each.id: each for each in outcome.instruments})


def read(text: str, name: str = "scores.csv") -> tuple[Followed | None, Diagnostics]:
    """The rows about the patient, and what was told of the file."""
    diagnostics = Diagnostics()
    return read_followed(text.encode(), name, asked(), diagnostics), diagnostics


def rows(text: str) -> tuple[ScoreRow, ...]:
    """The rows about the patient in a file that can be used."""
    found, _ = read(HEADER + text)
    assert found is not None
    return found.rows


def told(text: str) -> list[tuple[str, int, str]]:
    """The code, row and column of everything that is told of a file."""
    found, diagnostics = read(HEADER + text)
    assert found is not None
    assert len(found.faults) == len([*diagnostics])
    return [(each.code, each.row, each.column) for each in found.faults]


def test_a_row_says_when_and_what() -> None:
    """Rows are numbered as a spreadsheet shows them, the header being row 1."""
    assert rows("P-1,1,2027-01-07,4,30,40\nP-1,3,,,,\n") == (
        ScoreRow(row=2, month=1, day=None, date=date(2027, 1, 7), scores=frozenset({"vas", "quebec", "gi"})),
        ScoreRow(row=3, month=3, day=None, date=None, scores=frozenset()),
    )


def test_only_the_rows_of_the_patient_count() -> None:
    """The id is the record's, to the letter; others are counted, not read."""
    found, diagnostics = read(f"{HEADER}P-1,1,,4,,\np-1,1,,4,,\nP-10,broken,,4,,\n,1,,4,,\n")
    assert found is not None
    assert [each.row for each in found.rows] == [2]
    assert found.other_patients == 3
    assert [*diagnostics] == []


def test_a_file_without_the_patient_says_whose_is_near() -> None:
    """A mistyped id would look like a patient who never came."""
    found, _ = read(f"{HEADER}P-l,1,,4,,\n")
    assert found is not None
    assert found.notes == ("No row is about the patient `P-1`; is `P-l` the same patient?",)


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ("three,,4,,", [("P0731", 2, "month")]),
        ("1.5,,4,,", [("P0731", 2, "month")]),
        ("1,07/01/2027,4,,", [("P0730", 2, "date")]),
        ("1,2027-01,4,,", [("P0730", 2, "date")]),
        ("1,2027-02-30,4,,", [("P0730", 2, "date")]),
        ("1,,12,30,", [("P0713", 2, "vas")]),
        ("1,,four,30,", [("P0712", 2, "vas")]),
        ('1,,"4,5",30,', [("P0712", 2, "vas")]),
        ("1,,4,5,30,40", [("P0717", 2, "")]),
    ],
)
def test_what_cannot_be_used_is_told_at_its_place(cells: str, faults: list[tuple[str, int, str]]) -> None:
    """Each fault has its row and column."""
    assert told(f"P-1,{cells}\n") == faults


@pytest.mark.parametrize(
    ("cells", "readable", "unusable"),
    [
        ("three,,4,,", False, True),
        ("1,07/01/2027,4,,", True, True),
        ("1,,12,,", True, True),
        ("1,,4,5,30,40", False, True),
        ("1,2027-01-07,4,,", True, False),
        ("1,,,,", True, False),
    ],
)
def test_a_row_is_readable_if_it_shows_which_visit_it_is_about(cells: str, *, readable: bool, unusable: bool) -> None:
    """A fault elsewhere leaves it readable, and says that the row has more than could be used."""
    (found,) = rows(f"P-1,{cells}\n")
    assert (found.is_readable, found.is_unusable_in_part) == (readable, unusable)


def test_a_score_that_cannot_be_used_is_missing_from_its_visit() -> None:
    """The visit was made all the same, with the other scores."""
    assert rows("P-1,1,,12,30,40\n")[0].scores == {"quebec", "gi"}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("id,month,vas", "P0702"),
        ("patient,visit,vas", "P0702"),
        ("patient,month,month,vas", "P0703"),
        ("patient,month,vass", "P0704"),
    ],
)
def test_a_file_without_its_columns_is_refused(header: str, code: str) -> None:
    """Rows whose meaning would be guessed are not read."""
    found, diagnostics = read(f"{header}\nP-1,1,4\n")
    assert found is None
    assert code in [each.code for each in diagnostics]


def test_a_file_may_count_days_alone() -> None:
    """A trial in days needs no column of months, and capitals in the header do not count."""
    found, diagnostics = read("Patient,Day,VAS\nP-1,-35,4\n")
    assert found is not None
    assert [*diagnostics] == []
    assert (found.rows[0].month, found.rows[0].day) == (None, -35)
    assert found.notes[0].startswith("The file has no column quebec and gi")


@pytest.mark.parametrize("kind", ["parquet", "xlsx"])
def test_a_day_that_a_spreadsheet_keeps_as_a_moment_is_a_day(kind: str) -> None:
    """Parquet and XLSX keep dates as dates; each form gives the same rows."""
    frame = DataFrame(
        {
            "patient": ["P-1", "P-2"],
            "month": [1, 1],
            "date": [date(2027, 1, 7), date(2027, 1, 8)],
            "vas": [4, 5],
            "quebec": [30, None],
            "gi": [40, 50],
        }
    )
    content = io.BytesIO()
    if kind == "parquet":
        frame.write_parquet(content)
    else:
        pytest.importorskip("xlsxwriter", reason="polars writes a workbook with it")
        frame.write_excel(content)
    diagnostics = Diagnostics()
    found = read_followed(content.getvalue(), f"scores.{kind}", asked(), diagnostics)
    assert found is not None
    assert [*diagnostics] == []
    assert found.rows == rows("P-1,1,2027-01-07,4,30,40\n")
    assert found.other_patients == 1


def test_an_instrument_without_a_scale_is_only_seen() -> None:
    """A protocol without an outcome says no scale; what stands in the cell is then recorded, whatever it is."""
    diagnostics = Diagnostics()
    bare = Asked(patient="P-1", instruments=("sf-36",), scored={})
    found = read_followed(b"patient,month,sf-36\nP-1,1,see letter\n", "scores.csv", bare, diagnostics)
    assert found is not None
    assert found.rows[0].scores == {"sf-36"}
