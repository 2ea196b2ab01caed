"""`posology diff`: exit codes, formats, readings, site files, and the records that it writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from posology.api.shipped import RULES
from tests.unit.cli.conftest import Run

SPINE = "allorx-spine"
ON = ("--as-of", "2026-11-20")
SITE = "site: an invented clinic\nprotocol: allorx-spine\n"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of allorx-spine in which medicines of one class are held for two days less."""
    target = tmp_path / "edited"
    shutil.copytree(RULES / SPINE, target)
    path = target / "protocol.yaml"
    path.write_text(path.read_text("utf-8").replace("trials-14-days: 14 days", "trials-14-days: 12 days"), "utf-8")
    return target


def test_nothing_differs(run: Run) -> None:
    """0, and it says that they are equivalent."""
    ran = run("diff", SPINE, SPINE, *ON)
    assert (ran.code, ran.err) == (0, "")
    assert "EQUIVALENT IN MEANING" in ran.out


def test_a_difference_is_a_reason_to_look(run: Run, edited: Path, tmp_path: Path) -> None:
    """1; and each record that is written shows by `check` what the diff says of it."""
    folder = tmp_path / "patients"
    ran = run("diff", SPINE, edited, *ON, "--format", "json", "--witnesses", folder)
    assert ran.code == 1
    assert ran.err == f"1 record of an invented patient written to {folder}\n"
    document = json.loads(ran.out)
    shown = document["differences"][0]["shown"][0]
    (record,) = folder.iterdir()
    assert record.name == "01-washout-rule-nsaid.yaml"
    verdict = next(each for each in shown["contrasts"] if each["what"] == "verdict")
    for side, protocol in (("old", SPINE), ("new", edited)):
        asked = ("--protocol", protocol, "--as-of", shown["as_of"], "--format", "json")
        assert json.loads(run("check", record, *asked).out)["verdict"] == verdict[side]


def test_two_readings_of_one_protocol(run: Run) -> None:
    """Either side may choose; the difference is the reading's."""
    ran = run("diff", SPINE, SPINE, "--reading", "iv-dose=per-kg", *ON, "--format", "json")
    back = run("diff", SPINE, SPINE, "--old-reading", "iv-dose=per-kg", *ON, "--format", "json")
    assert (ran.code, back.code) == (1, 1)
    for each, chosen in ((ran, "per-kg"), (back, "floor-100")):
        (difference,) = json.loads(each.out)["differences"]
        assert (difference["part"], difference["id"]) == ("reading", "iv-dose")
        assert difference["fields"][0]["new"] == chosen
    assert run("diff", SPINE, SPINE, "--reading", "iv-dose=floor-100", *ON).code == 0


def test_two_site_files(run: Run, tmp_path: Path) -> None:
    """What one clinic plans and approves otherwise."""
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    approved = "readings:\n  iv-dose: {chosen: floor-100, approved_by: a director, on: 2026-11-01}\n"
    one.write_text(f"{SITE}{approved}planned:\n  epidural: {{cells: 22000000}}\n", "utf-8")
    other.write_text(f"{SITE}planned:\n  epidural: {{cells: 24000000}}\n", "utf-8")
    ran = run("diff", SPINE, SPINE, "--old-site", one, "--new-site", other, *ON, "--format", "json")
    assert ran.code == 1
    assert [(each["part"], each["id"]) for each in json.loads(ran.out)["differences"]] == [
        ("approval of a reading", "iv-dose"),
        ("planned dose", "epidural"),
    ]


def test_a_change_review(run: Run, edited: Path, tmp_path: Path) -> None:
    """The suffix of the file chooses Markdown."""
    into = tmp_path / "review.md"
    ran = run("diff", SPINE, edited, *ON, "--output", into)
    assert (ran.code, ran.out) == (1, "")
    assert into.read_text("utf-8").startswith("# Change of meaning: allorx-spine\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((SPINE,), 2),
        ((SPINE, SPINE, "--reading", "iv-dose"), 2),
        ((SPINE, SPINE, "--reading", "iv-dose=per-kg", "--reading", "iv-dose=flat-100"), 2),
        ((SPINE, SPINE, "--format", "html"), 2),
        ((SPINE, "allorx-spin"), 3),
        ((SPINE, SPINE, "--reading", "iv-dos=per-kg"), 3),
        ((SPINE, SPINE, "--reading", "iv-dose=per-pound"), 3),
        ((SPINE, SPINE, "--old-site", "no-such-file.yaml"), 3),
    ],
)
def test_what_cannot_be_compared(run: Run, arguments: tuple[str, ...], code: int) -> None:
    """Wrong usage is 2, what is not there is bad input; nothing is on standard output."""
    ran = run("diff", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err


def test_the_faults_of_both_sides_are_told_in_one_run(run: Run) -> None:
    """Nobody mends one side to learn of the other."""
    ran = run("diff", "allorx-spin", "allorx-first-patien")
    assert ran.code == 3
    assert "allorx-spin`" in ran.err
    assert "allorx-first-patien`" in ran.err
