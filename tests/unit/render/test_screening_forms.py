"""The forms of a screening: the banner in each, numbers that agree, and nothing that a program would act on."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from posology.render import screening_xlsx
from posology.render.screening_csv import attrition_as_csv, inert_text, screening_as_csv, set_aside_as_csv
from posology.render.screening_json import attrition_as_json, screening_as_json
from posology.render.screening_markdown import attrition_as_markdown
from posology.render.screening_parquet import write_parquet
from posology.render.screening_rows import inert
from posology.render.screening_text import screening_as_text
from posology.render.screening_words import Why, share_in_words
from posology.render.screening_xlsx import attrition_as_xlsx, write_xlsx
from posology.results.screening import FaultyRow
from tests.unit.render.screenings import audited, invented

CELLS = ("iv_cells_minimum", "iv_cells_maximum", "total_cells_minimum", "total_cells_maximum")
NASTY = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", 'a "quoted", name', "plain")


def rows(*ids: str) -> pl.DataFrame:
    """One patient for each id."""
    return pl.DataFrame(
        {
            "id": list(ids),
            "verdict": ["conditional"] * len(ids),
            "earliest_date": [date(2026, 12, 7)] * len(ids),
            "failed": [["mri"]] * len(ids),
            "unknown": [list[str]()] * len(ids),
            "holds": [["=cmd: unknown", "naproxen: hold until 2026-12-03"]] * len(ids),
            "missing": [["weight"]] * len(ids),
            **{name: [100_000_000] * len(ids) for name in CELLS},
        },
        schema_overrides={"unknown": pl.List(pl.String)},
    )


WHY = Why(failed={"mri": "An MRI was made"}, unknown={}, asks={"weight": "What is the weight?"})


def test_every_form_carries_the_banner(tmp_path: Path) -> None:
    """Whatever leaves the program says what it is about."""
    found = invented()
    texts = (screening_as_text(found), attrition_as_csv(found), attrition_as_json(found), attrition_as_markdown(found))
    for text in texts:
        assert found.banner in " ".join(text.split())
    with (tmp_path / "a.parquet").open("wb") as sink:
        write_parquet(found, rows("a").lazy(), None, sink)
    assert pl.read_parquet_metadata(tmp_path / "a.parquet")["banner"] == found.banner


def test_a_cell_of_csv_computes_nothing() -> None:
    """An apostrophe stands before whatever begins as a formula; what is written reads back."""
    written = b"".join(screening_as_csv(invented(), [rows(*NASTY)], None)).decode()
    read = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [each["id"] for each in read] == [f"'{each}" if each[0] in "=+-@\t\r" else each for each in NASTY]
    assert read[0]["holds"] == "'=cmd: unknown; naproxen: hold until 2026-12-03"
    assert read[0]["unknown"] == ""
    assert read[0]["protocol"] == "allorx-spine 1.0.0, investigational"


def test_a_cell_computes_nothing_where_semicolons_part_cells() -> None:
    """Many spreadsheets are set so, and would begin another cell within the text."""
    assert inert_text("x;=cmd: unknown") == "x;'=cmd: unknown"
    frame = pl.DataFrame({"holds": ["x;=cmd: unknown", "naproxen; aspirin", "-1;+1"]})
    assert frame.select(inert(pl.col("holds")).alias("holds"))["holds"].to_list() == [
        "x;'=cmd: unknown",
        "naproxen; aspirin",
        "'-1;'+1",
    ]


def test_reasons_are_said_in_words() -> None:
    """Of what failed, and what to ask."""
    (line,) = csv.DictReader(io.StringIO(b"".join(screening_as_csv(invented(), [rows("a")], WHY)).decode(), newline=""))
    assert (line["failed_because"], line["ask"]) == ("An MRI was made", "What is the weight?")


def test_a_workbook_has_texts_and_goes_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a sheet is full the next begins with the header again."""
    monkeypatch.setattr(screening_xlsx, "MOST_ROWS", 3)
    file = tmp_path / "a.xlsx"
    with file.open("wb") as sink:
        write_xlsx(invented(), [rows("=1+1", "b"), rows("c", "d")], None, sink, tmp_path)
    first, second = (pl.read_excel(file, sheet_name=name) for name in ("patients", "patients 2"))
    assert [*first["id"], *second["id"]] == ["'=1+1", "b", "c", "d"]
    assert first["total_cells_maximum"][0] == 100_000_000


def test_a_workbook_of_the_attrition_is_the_same_each_time(tmp_path: Path) -> None:
    """It has no date but that of the screening."""
    written: list[bytes] = []
    for _ in range(2):
        sink = io.BytesIO()
        attrition_as_xlsx(invented(), sink, tmp_path)
        written.append(sink.getvalue())
    assert written[0] == written[1]


@pytest.mark.parametrize("frames", [[], [rows("a"), rows("b", "c")]])
def test_json_is_one_document(frames: list[pl.DataFrame]) -> None:
    """However many pieces it comes in."""
    found = json.loads(b"".join(screening_as_json(invented(), frames, WHY)))
    assert [each["id"] for each in found["patients"]] == [each for frame in frames for each in frame["id"]]
    assert found["judged"] == sum(found["verdicts"].values()) == 1000


def test_names_from_the_cohort_make_no_markup() -> None:
    """A group that is called like a formula of a table stays one cell."""
    text = attrition_as_markdown(invented())
    assert "=south\\|\\$x\\$" in text
    assert all(line.count(" | ") == 6 for line in text.splitlines() if line.startswith("| consent"))


def test_an_attrition_table_ends_with_the_verdicts() -> None:
    """Start, every line, every verdict, every element that settles."""
    lines = list(csv.reader(io.StringIO(attrition_as_csv(invented()), newline="")))
    ids = [each[0] for each in lines[1:]]
    assert (ids[0], ids[1], ids[-1]) == ("start", "consent", "scores.quebec")
    assert "ineligible" in ids


def test_the_text_says_what_was_judged_again() -> None:
    """And for which day all were judged."""
    said = " ".join(screening_as_text(audited()).split())
    assert "for a procedure on 7 December 2026" in said
    assert "1,000 patients, picked by the seed `a`" in said


def test_nobody_at_all_is_no_fault() -> None:
    """A cohort whose rows are all set aside."""
    nobody = replace(invented(), verdicts=replace(invented().verdicts, counts=(0,) * 5), attrition=(), settling=())
    assert "Of 0 patients" in screening_as_text(nobody)


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [(0, 0, "0 %"), (1, 1000, "under 1 %"), (999, 1000, "over 99 %"), (5, 1000, "1 %"), (1000, 1000, "100 %")],
)
def test_a_share_never_says_none_or_all_of_some(count: int, total: int, said: str) -> None:
    """Rounding makes nobody disappear."""
    assert share_in_words(count, total) == said


def test_a_row_that_was_set_aside_is_told_by_its_place() -> None:
    """Column, code and what the code means."""
    fault = FaultyRow(where="clinic.csv", row=7, column="weight", code="P0506", title="no unit")
    assert set_aside_as_csv([fault]).splitlines()[1] == "clinic.csv,7,weight,P0506,no unit"
