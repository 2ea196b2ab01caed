"""`posology visits`: one record and one file of scores, and what becomes of either when it is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run
from tests.unit.judged import CANDIDATE, EXAMPLES

RECORD = EXAMPLES / "candidate.yaml"
SCORES = EXAMPLES / "candidate-scores.csv"
ASKED = ("--as-of", "2027-12-20")


def test_the_visits_of_the_candidate_as_text(run: Run) -> None:
    """What is to be made stands first, and the past procedure date is no warning."""
    ran = run("visits", RECORD, SCORES, *ASKED)
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("INVESTIGATIONAL USE.")
    assert ran.out.index("MISSED: Follow-up visit, 6 months") < ran.out.index("DONE: Follow-up visit, 1 month")
    assert "Row 7 (month 9) is set aside: the protocol has no visit at month 9." in ran.out


def test_the_visits_of_the_candidate_as_json(run: Run) -> None:
    """Each visit has its status, and the same input the same bytes."""
    ran = run("visits", RECORD, SCORES, *ASKED, "--format", "json")
    assert ran == run("visits", RECORD, SCORES, *ASKED, "--format", "json")
    document = json.loads(ran.out)
    statuses = {each["month"]: each["status"] for each in document["visits"]}
    assert statuses == {1: "done", 3: "done", 6: "missed", 12: "due", 18: "upcoming", 24: "upcoming"}
    assert document["counts"]["done"] == 2
    assert document["scores"]["rows_of_other_patients"] == 2
    assert [each["month"] for each in document["baseline"]] == [0]
    assert document["visits"][1]["made"] == {"row": 6, "date": "2027-03-08", "timing": None, "missing": ["quebec"]}


def test_the_procedure_date_can_be_given(run: Run) -> None:
    """The option counts before what the record states."""
    ran = run("visits", RECORD, SCORES, *ASKED, "--procedure-date", "2026-12-21", "--format", "json")
    document = json.loads(ran.out)
    assert document["procedure_date"] == "2026-12-21"
    assert document["visits"][0]["date"] == "2027-01-21"


def test_without_a_procedure_date_nothing_is_counted(run: Run, record: Callable[[str], Path]) -> None:
    """No earliest date takes its place: visits are counted from a procedure that was, or is to be."""
    file = record(CANDIDATE.replace("procedure: {date: 2026-12-07}\n", ""))
    ran = run("visits", file, SCORES, *ASKED)
    assert ran.code == 2
    assert ran.out == ""
    assert "--procedure-date" in ran.err


def test_what_cannot_be_used_is_told_beside_the_result(run: Run, tmp_path: Path) -> None:
    """A warning with its row and column goes to standard error; the result is there all the same."""
    file = tmp_path / "scores.csv"
    file.write_text("patient,month,vas\nP-0042,1,12\nP-0042,3,four\n", "utf-8")
    ran = run("visits", RECORD, file, *ASKED)
    assert ran.code == 0
    assert "warning[P0713]: row 2, column `vas`" in ran.err
    assert "warning[P0712]: row 3, column `vas`" in ran.err
    assert "UNKNOWN: Follow-up visit, 3 months" in ran.out
    assert "MISSED: Follow-up visit, 6 months" in ran.out


@pytest.mark.parametrize(
    ("stated", "scored", "told"),
    [
        ("id: P-0042\nweigth: 72 kg\n", "patient,month,vas\n", "`weigth`"),
        (CANDIDATE, "patient,vas\nP-0042,3\n", "P0702"),
    ],
)
def test_bad_input_is_refused(run: Run, tmp_path: Path, stated: str, scored: str, told: str) -> None:
    """Exit code 3, every fault with its place, and no result."""
    record, scores = tmp_path / "record.yaml", tmp_path / "scores.csv"
    record.write_text(stated, "utf-8")
    scores.write_text(scored, "utf-8")
    ran = run("visits", record, scores, *ASKED)
    assert (ran.code, ran.out) == (3, "")
    assert told in ran.err


def test_the_faults_of_protocol_and_record_are_told_together(run: Run, record: Callable[[str], Path]) -> None:
    """Nobody corrects one fault only to be told of the next."""
    ran = run("visits", record("id: P-0042\nweigth: 72 kg\n"), SCORES, *ASKED, "--protocol", "allorx")
    assert ran.code == 3
    assert "P0406" in ran.err
    assert "`weigth`" in ran.err


def test_one_standard_input_is_not_two_files(run: Run) -> None:
    """The record and the scores cannot both be read from it."""
    ran = run("visits", "-", "-", *ASKED)
    assert ran.code == 2
    assert "not both" in ran.err


def test_the_scores_are_not_overwritten(run: Run, tmp_path: Path) -> None:
    """A result never takes the place of what it was made from."""
    file = tmp_path / "scores.json"
    file.write_text("{}", "utf-8")
    assert run("visits", RECORD, file, *ASKED, "--output", file).code == 2
    assert file.read_text("utf-8") == "{}"
