"""`sheet` and `schedule` in the forms that are printed or handed on: where they go, and what is wrong usage."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from posology_cli import schedule as schedule_command
from posology_cli import sheet as sheet_command
from tests.unit.cli.conftest import Run
from tests.unit.judged import EXAMPLES

CANDIDATE = EXAMPLES / "candidate.yaml"
SITE = EXAMPLES / "candidate-site.yaml"
AS_OF = ("--as-of", "2026-11-20")
BEGINS = {
    "sheet.pdf": b"%PDF-",
    "sheet.html": b"<!DOCTYPE html>",
    "sheet.svg": b"<svg ",
    "schedule.svg": b"<svg ",
    "schedule.ics": b"BEGIN:VCALENDAR\r\n",
}


@pytest.mark.parametrize("name", BEGINS)
def test_the_suffix_of_the_file_is_the_form(run: Run, tmp_path: Path, name: str) -> None:
    """What is asked for is written, nothing else is printed, and asking again gives the same bytes."""
    file = tmp_path / name
    command = file.stem
    made: list[bytes] = []
    for _ in range(2):
        ran = run(command, CANDIDATE, "--site", SITE, *AS_OF, "--output", file)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        made.append(file.read_bytes())
    assert made[0].startswith(BEGINS[name])
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("command", "form"), [("sheet", "html"), ("sheet", "svg"), ("schedule", "svg"), ("schedule", "ics")]
)
def test_text_forms_go_to_standard_output(run: Run, command: str, form: str) -> None:
    """Into a pipe, whole."""
    ran = run(command, CANDIDATE, *AS_OF, "--format", form)
    assert ran.code == 0
    assert ran.out.encode().startswith(BEGINS[f"{command}.{form}"])
    assert "INVESTIGATIONAL" in ran.out


def test_a_pdf_needs_a_file(run: Run) -> None:
    """It is no text for a terminal."""
    ran = run("sheet", CANDIDATE, *AS_OF, "--format", "pdf")
    assert (ran.code, ran.out) == (2, "")
    assert "name a file with --output" in ran.err


def test_labels_in_a_file_whose_suffix_says_so_are_a_pdf(run: Run, tmp_path: Path) -> None:
    """Text otherwise; on the paper that is asked for, and asked for by either name the same."""
    asked = ("sheet", CANDIDATE, "--site", SITE, *AS_OF, "--format")
    made: list[bytes] = []
    for form, paper in (("labels", ()), ("labels-pdf", ()), ("labels", ("--paper", "us-letter"))):
        file = tmp_path / "labels.pdf"
        assert run(*asked, form, *paper, "--output", file).code == 0
        made.append(file.read_bytes())
    assert made[0].startswith(b"%PDF")
    assert made[0] == made[1] != made[2]
    assert run(*asked, "labels", "--output", tmp_path / "labels.txt").code == 0
    assert (tmp_path / "labels.txt").read_text("utf-8").startswith("Labels of sheet")
    ran = run(*asked, "labels-pdf")
    assert (ran.code, ran.out) == (2, "")
    assert "name a file with --output" in ran.err


def test_paper_changes_the_pdf(run: Run, tmp_path: Path) -> None:
    """US Letter where it is asked for, A4 otherwise."""
    made: list[bytes] = []
    for paper in ((), ("--paper", "a4"), ("--paper", "us-letter")):
        file = tmp_path / "sheet.pdf"
        assert run("sheet", CANDIDATE, *AS_OF, *paper, "--output", file).code == 0
        made.append(file.read_bytes())
    assert made[0] == made[1] != made[2]


@pytest.mark.parametrize("form", ["text", "json", "svg", "labels"])
def test_paper_is_for_what_has_pages(run: Run, form: str) -> None:
    """Paper for what has none is wrong usage, and so is a paper that nobody sells."""
    ran = run("sheet", CANDIDATE, *AS_OF, "--format", form, "--paper", "a4")
    assert (ran.code, ran.out) == (2, "")
    assert "--paper is for html, pdf and labels-pdf" in ran.err
    assert run("sheet", CANDIDATE, *AS_OF, "--format", "html", "--paper", "foolscap").code == 2


def without(library: str) -> Callable[[str], object]:
    """What finds libraries on a machine that has not that one."""

    def find(name: str) -> object:
        return None if name == library else find_spec(name)

    return find


def test_a_pdf_without_typst_says_what_to_install(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong usage, with the extra by its name, and no file."""
    monkeypatch.setattr(sheet_command, "find_spec", without("typst"))
    file = tmp_path / "sheet.pdf"
    ran = run("sheet", CANDIDATE, *AS_OF, "--output", file)
    assert ran.code == 2
    assert "pip install posology[sheet]" in ran.err
    assert not file.exists()
    assert run("sheet", CANDIDATE, *AS_OF, "--format", "html").code == 0


def test_a_calendar_without_its_library_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for a calendar; the other forms need no extra."""
    monkeypatch.setattr(schedule_command, "find_spec", without("icalendar"))
    ran = run("schedule", CANDIDATE, *AS_OF, "--format", "ics")
    assert (ran.code, ran.out) == (2, "")
    assert "pip install posology[sheet]" in ran.err
    assert run("schedule", CANDIDATE, *AS_OF, "--format", "svg").code == 0
