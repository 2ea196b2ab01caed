"""`posology outcomes`: forms of output, groups, figures, what is told of rows set aside, and exit codes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.unit.cli.conftest import Run
from tests.unit.judged import EXAMPLES

FILE = EXAMPLES / "invented-scores.csv"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """The invented file with a pain score that its scale does not have."""
    file = tmp_path / "scores.csv"
    file.write_text(FILE.read_text("utf-8").replace("I-01,facets,3,4,", "I-01,facets,3,44,"), "utf-8")
    return file


def test_the_outcome_is_printed(run: Run) -> None:
    """Text by default, and nothing on standard error."""
    ran = run("outcomes", FILE)
    assert (ran.code, ran.err) == (0, "")
    assert "Responders: 4 of 7, 57 % (95 % interval 25 % to 84 %)." in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("suffix", "begins"), [("json", "{"), ("csv", "by,group,month"), ("md", "# Outcomes"), ("txt", "INVESTIGATIONAL")]
)
def test_the_suffix_says_the_form(suffix: str, begins: str, run: Run, tmp_path: Path) -> None:
    """Each form is written by its suffix, and is what its name says."""
    file = tmp_path / f"outcome.{suffix}"
    assert run("outcomes", FILE, "--output", file).code == 0
    assert file.read_text("utf-8").startswith(begins)


def test_groups_are_asked_for(run: Run) -> None:
    """A column that the file does not have is bad input."""
    ran = run("outcomes", FILE, "--by", "group", "--format", "json")
    assert {each["by"] for each in json.loads(ran.out)["rows"]} == {None, "group"}
    ran = run("outcomes", FILE, "--by", "grop")
    assert ran.code == 3
    assert "did you mean `group`?" in ran.err


def test_a_bad_row_is_told_and_the_rest_is_counted(bad: Path, run: Run) -> None:
    """The row stands on standard error with its place, and in the result; the exit code says that the work was done."""
    ran = run("outcomes", bad, "--format", "json")
    assert ran.code == 0
    assert f"{bad}:3:4" in ran.err
    assert "divide by 10" in ran.err
    found = json.loads(ran.out)
    assert found["read"]["set_aside"] == 1
    assert [(each["row"], each["column"]) for each in found["bad_rows"]] == [(3, "vas")]


def test_a_dry_run_says_what_would_be_read(bad: Path, run: Run) -> None:
    """It counts nothing, and ends with 3 where a row would be set aside."""
    ran = run("outcomes", FILE, "--dry-run")
    assert ran.code == 0
    assert "Groups: all patients (8); group: discs (4); group: facets (4)" in ran.out
    assert "Responders" not in ran.out
    assert run("outcomes", bad, "--dry-run").code == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere.csv",),
        (EXAMPLES / "candidate.yaml",),
        (FILE, "--protocol", "allorx-first-patient"),
        (FILE, "--definition", "other"),
        (FILE, "--protocol", "nowhere"),
    ],
)
def test_what_cannot_be_counted_is_bad_input(arguments: tuple[object, ...], run: Run) -> None:
    """Exit code 3, and nothing on standard output."""
    ran = run("outcomes", *arguments)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err


def test_figures_are_drawn_into_a_folder(run: Run, tmp_path: Path) -> None:
    """The folder is made; what was drawn is told on standard error."""
    ran = run("outcomes", FILE, "--figures", tmp_path / "figures")
    assert ran.code == 0
    assert len([*(tmp_path / "figures").iterdir()]) == 6
    assert "responder-rates.svg" in ran.err


def test_a_place_that_is_no_folder_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    """It is found out before the work is done."""
    (tmp_path / "file").write_text("", "utf-8")
    ran = run("outcomes", FILE, "--figures", tmp_path / "file")
    assert (ran.code, ran.out) == (2, "")


def test_the_scores_are_not_overwritten(run: Run, tmp_path: Path) -> None:
    """A slip of the shell's completion does not cost a file of data."""
    file = tmp_path / "scores.csv"
    file.write_bytes(FILE.read_bytes())
    assert run("outcomes", file, "--output", file).code == 2
    assert file.read_bytes() == FILE.read_bytes()


def test_scores_come_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As CSV, which is what a pipe carries."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(FILE.read_bytes())))
    assert run("outcomes", "-").code == 0


def test_the_same_file_gives_the_same_bytes(run: Run) -> None:
    """Twice the same, in every form."""
    for form in ("text", "json", "csv", "markdown"):
        assert run("outcomes", FILE, "--format", form).out == run("outcomes", FILE, "--format", form).out
