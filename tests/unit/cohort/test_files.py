"""Files of one row for each patient: delimited, or Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from posology.cohort.rows import BadRow, Fault, GoodRow, Rows, split
from tests.unit.cohort.opened import cells_of, codes_of, faults_of, found_in, opened, opened_at, rows_of


def test_every_cell_is_the_text_that_was_written(tmp_path: Path) -> None:
    """Nothing is taken for a number or a date, blanks around a value are none of it, and an empty cell is null."""
    text = 'id,weight [kg],weight.date,regions\n007, 72.50 ,2026-11,"[lumbar, cervical]"\nP2,,,\n'
    found = found_in(tmp_path, {"clinic.csv": text}).patients
    assert rows_of(found)[0] == {
        "row": 0,
        "id": "007",
        "weight [kg]": "72.50",
        "weight.date": "2026-11",
        "regions": "[lumbar, cervical]",
    }
    assert cells_of(found, "weight [kg]") == ["72.50", None]
    assert found.first == 2


def test_tabs_part_the_values_of_a_tsv(tmp_path: Path) -> None:
    """The delimiter follows from the name of the file."""
    found = found_in(tmp_path, {"clinic.tsv": "id\tdose, or not\tsex\nP1\ta\tfemale\n"})
    assert cells_of(found.patients, "sex") == ["female"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_break_and_a_byte_order_mark(tmp_path: Path, end: str) -> None:
    """A file is read alike whichever program saved it, with the mark that some put first or without."""
    text = end.join(("\N{ZERO WIDTH NO-BREAK SPACE}id,sex", "P1,female", "P2,male", ""))
    found = found_in(tmp_path, {"clinic.csv": text}).patients
    assert cells_of(found, "id") == ["P1", "P2"]
    assert faults_of(found) == {}


def test_bad_rows_cost_themselves_and_no_other(tmp_path: Path) -> None:
    """Each row that cannot be read is there by its number and its code; its neighbours are read."""
    lines = (
        b"id,sex,note",
        b'P1,female,"two\nlines"',
        b"",
        b"P2,male",
        b"P3,male,a,b",
        b'P4,"male,a',
        b"P5,m\xe9le,a",
        b'P6,"male"x,a',
        b'P7,"ma\nle",a',
        b"P8,female,",
    )
    found = found_in(tmp_path, {"clinic.csv": b"\n".join(lines)}).patients
    assert faults_of(found) == {4: "P0810", 5: "P0810", 6: "P0811", 7: "P0812", 8: "P0811", 9: "P0811", 10: "P0810"}
    assert [each for each in cells_of(found, "id") if each] == ["P1", "P8"]


def test_a_quote_that_never_closes_swallows_nobody() -> None:
    """Whoever stands behind an open quote is read all the same."""
    lines = [b'P1,"naproxen,x\n', b"P2,a,b\n", b"P3,c,d\n"]
    found = list(Rows(lines, ",", 3, frozenset({0, 1, 2})))
    assert [each.number for each in found if isinstance(each, GoodRow)] == [3, 4]
    assert [each.code for each in found if isinstance(each, BadRow)] == ["P0811"]


def test_cells_of_a_row() -> None:
    """Quotes hold the separator and, doubled, themselves."""
    assert split('a,"b,""c""",', ",") == ["a", 'b,"c"', ""]
    assert split('a,"b', ",") is Fault.OPEN
    assert split('a,"b"c', ",") is Fault.BEHIND_QUOTE
    assert split('7"1,b', ",") == ['7"1', "b"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("id,sex\nP1,female\n".encode("utf-16"), "P0821"),
        (b"id,s\xe9x\nP1,female\n", "P0821"),
        (b"\n\n", "P0829"),
        (b"", "P0829"),
        (b"patient_number,sex\nP1,female\n", "P0822"),
        (b"id,sex,sex\nP1,female,male\n", "P0823"),
        (b"id,weight [kg],weight\nP1,72,72 kg\n", "P0823"),
        (b"id,weight [kg],weight.unit\nP1,72,kg\n", "P0824"),
        (b"id,weight [lb]\nP1,160\n", "P0825"),
    ],
)
def test_what_is_refused_as_a_whole(tmp_path: Path, content: bytes, code: str) -> None:
    """A head that leaves open what a column is stops before any row is read."""
    found, diagnostics = opened(tmp_path, {"clinic.csv": content})
    assert found is None
    assert codes_of(diagnostics)[0] == code


def test_typed_columns_become_the_text_of_a_record(tmp_path: Path) -> None:
    """Dates, truth values, numbers and lists of a Parquet file are written as a record writes them."""
    path = tmp_path / "clinic.parquet"
    duckdb.sql(
        "select 'P1' as id, 41.0::double as quebec, timestamp '2026-11-01 10:30:00' as \"quebec.date\", "
        '7.10::decimal(5,2) as "pain.back.vas", true as "requests.disc_injection", '
        "['lumbar', 'cervical'] as regions, "
        '[\'a, b\'] as contraindications, 1e-7::double as "pain.leg.vas", 0.1::float as "pain.neck.vas" '
        "union all select 'P2', 'nan'::double, null, 10, false, [], null, 1e20, null"
    ).write_parquet(str(path))
    found, _ = opened_at(path, tmp_path)
    assert found is not None
    first, second = (list(each.values()) for each in rows_of(found.patients))
    assert first[:-1] == [
        *("P1", "41", "2026-11-01", "7.1", "true", "[lumbar, cervical]", '["a, b"]', "0.0000001", "0.1"),
    ]
    assert second[:-1] == ["P2", None, None, "10", "false", "[]", None, "1e+20", None]


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    """A file under a wrong suffix is refused by the kind of its fault, without a word of what is in it."""
    found, diagnostics = opened(tmp_path, {"clinic.parquet": "id,sex\nP-secret,female\n"})
    assert found is None
    assert codes_of(diagnostics) == ["P0828"]
    assert "secret" not in str(list(diagnostics))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_name_with_brackets_is_the_name_of_one_file(tmp_path: Path, suffix: str) -> None:
    """What a browser calls a second download is no pattern, which would find the first in its stead."""
    for name, patient in (("clinic1", "other"), ("clinic[1]", "meant")):
        path = tmp_path / f"{name}.{suffix}"
        if suffix == "csv":
            path.write_text(f"id,sex\n{patient},female\n", "utf-8")
        else:
            pq.write_table(pa.table({"id": [patient]}), path)
    found, _ = opened_at(tmp_path / f"clinic[1].{suffix}", tmp_path)
    assert found is not None
    assert cells_of(found.patients, "id") == ["meant"]
