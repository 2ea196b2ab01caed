"""Outcomes as JSON, CSV, text and Markdown: the contract's keys, exact figures, and nothing that input can forge."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from posology.api.outcomes import Asked, outcomes
from posology.render.outcomes_csv import outcomes_as_csv
from posology.render.outcomes_json import outcomes_as_json
from posology.render.outcomes_markdown import outcomes_as_markdown
from posology.render.outcomes_text import dry_run_as_text, outcomes_as_text
from posology.render.page import Layout
from posology.results.outcomes import Outcomes
from tests.unit.judged import EXAMPLES, rules

FILE = EXAMPLES / "invented-scores.csv"

HOSTILE = """\
patient,group,month,vas
A,=1+1,0,7
A,=1+1,3,4
B,a|b <i>*c*</i>,0,7
B,a|b <i>*c*</i>,3,7
C,fine,0,7
C,fine,3,12
"""


def counted(content: bytes) -> Outcomes:
    """The outcome of a file by the shipped protocol."""
    return outcomes(rules(), content, "scores.csv", Asked())[0]


@pytest.fixture(scope="module")
def found() -> Outcomes:
    """The outcome of the invented file."""
    return counted(FILE.read_bytes())


@pytest.fixture(scope="module")
def document(found: Outcomes) -> dict[str, Any]:
    """The same as JSON, read back."""
    read: dict[str, Any] = json.loads(outcomes_as_json(found))
    return read


def test_a_row_has_the_keys_of_the_contract(document: dict[str, Any]) -> None:
    """Group, month, followed, responders and rate; the interval, the missing-as-failure rate, each part, duration."""
    month = next(each for each in document["rows"] if (each["group"], each["month"]) == ("all", 12))
    assert {name: month[name] for name in ("followed", "responders", "rate", "percent")} == {
        "followed": 4,
        "responders": 2,
        "rate": "0.5000",
        "percent": 50,
    }
    assert month["interval"] == {"low": "0.1500", "high": "0.8500"}
    assert month["missing_as_failure"]["of"] == 8
    assert month["missing_as_failure"]["rate"] == "0.2500"
    assert [each["id"] for each in month["parts"]] == ["vas", "gi", "quebec"]
    assert (month["continuing"], month["initial"]) == (2, 4)


def test_there_is_no_float_in_the_json(found: Outcomes) -> None:
    """Every number is whole, or exact text."""

    def refuse(text: str) -> None:
        raise AssertionError(text)

    json.loads(outcomes_as_json(found), parse_float=refuse)


def test_the_banner_and_the_definition_are_on_every_form(found: Outcomes) -> None:
    """Whoever gets the table alone knows what it is of."""
    for written in (
        outcomes_as_text(found),
        outcomes_as_markdown(found),
        outcomes_as_json(found),
        outcomes_as_csv(found),
        dry_run_as_text(found),
    ):
        assert "INVESTIGATIONAL USE" in written


def test_continuing_and_means_have_lists_of_their_own(document: dict[str, Any]) -> None:
    """Duration with its own denominator, and means of all and of the initial responders."""
    six = next(each for each in document["continuing"] if (each["group"], each["month"]) == ("all", 6))
    assert (six["initial"], six["followed"], six["continuing"], six["rate"]) == (4, 2, 2, "1.0000")
    whose = {each["of"] for each in document["means"]}
    assert whose == {"all", "initial-responders"}


def test_each_patient_has_each_part(document: dict[str, Any]) -> None:
    """What could not respond and what is missing is marked by patient and visit."""
    patients = {each["patient"]: each for each in document["patients"]}
    visit = next(each for each in patients["I-04"]["visits"] if each["month"] == 3)
    assert (visit["status"], visit["parts"]) == (
        "non-responder",
        {"vas": "cannot-respond", "gi": "not-met", "quebec": "cannot-respond"},
    )
    visit = next(each for each in patients["I-06"]["visits"] if each["month"] == 3)
    assert (visit["status"], visit["parts"]["quebec"]) == ("unknown", "missing")


def test_the_csv_reads_back(found: Outcomes) -> None:
    """One line for each group and month, and as many cells in each."""
    header, *lines = csv.reader(io.StringIO(outcomes_as_csv(found)))
    assert len(lines) == len(found.rows)
    assert {len(line) for line in lines} == {len(header)}
    first = dict(zip(header, lines[0], strict=True))
    assert (first["group"], first["month"], first["followed"], first["rate"]) == ("all", "3", "7", "0.5714")
    assert (first["initial"], first["vas_cannot_respond"], first["quebec_mean"]) == ("", "1", "23.83")


def test_names_of_the_file_are_no_formulas_and_no_markup() -> None:
    """A spreadsheet computes nothing from a group, and a page shows it as it is written."""
    found = counted(HOSTILE.encode())
    assert ",'=1+1," in outcomes_as_csv(found)
    report = outcomes_as_markdown(found)
    assert "a\\|b \\<i\\>\\*c\\*\\</i\\>" in report
    assert "<i>" not in report


def test_rows_set_aside_are_in_every_form_but_the_table() -> None:
    """Nothing is dropped in silence."""
    found = counted(HOSTILE.encode())
    for written in (outcomes_as_text(found), outcomes_as_markdown(found), dry_run_as_text(found)):
        assert "Row 7, column vas" in written
        assert "1 set aside" in written
    (bad,) = json.loads(outcomes_as_json(found))["bad_rows"]
    assert (bad["row"], bad["column"], bad["patient"], bad["code"]) == (7, "vas", "C", "P0713")


def test_a_narrow_page_loses_nothing(found: Outcomes) -> None:
    """Words are the same at every width."""
    wide, narrow = (outcomes_as_text(found, Layout(width=width)).split() for width in (100, 40))
    assert wide == narrow
