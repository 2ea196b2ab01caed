"""`posology site new` asks and writes, `posology site check` says what is decided, open and still needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from posology_cli.main import main, posology
from tests.unit.sited import SITE, refusals, rules_with, site


def run(*arguments: str, answers: str | None = None) -> Result:
    """The command with its arguments, and what is typed into it."""
    return CliRunner().invoke(posology, ["site", *arguments], input=answers)


def saved(folder: Path, text: str) -> str:
    """The name of a file with that text."""
    path = folder / "site.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def test_check_says_what_is_decided_and_what_is_open(tmp_path: Path) -> None:
    """By place, with who approved; what a final sheet still needs has its place too."""
    found = json.loads(run("check", saved(tmp_path, SITE), "--format", "json").stdout)
    decided = {each["place"]: each["says"] for each in found["decided"]}
    assert "approved by invented medical director on 1 November 2026" in decided["readings.iv-dose"]
    assert decided["holds.anticoagulant.3"].startswith(
        "anticoagulant (apixaban, edoxaban and rivaroxaban): 4 drug-free days"
    )
    assert "3.24 million cells usable in each vial" in decided["product.cells_per_vial"]
    assert "volume_limits.disc" in {each["place"] for each in found["open"]}
    assert all(each["where"].startswith("the site file: ") for each in found["needs"])


@pytest.mark.parametrize("part", ["legal_basis", "ethics", "consent", "prescriber", "product"])
def test_a_part_left_out_is_open_and_needed(tmp_path: Path, part: str) -> None:
    """The product with everything that follows from it."""
    lines = SITE.splitlines(keepends=True)
    start = next(index for index, line in enumerate(lines) if line.startswith(f"{part}:"))
    end = next((index for index in range(start + 1, len(lines)) if not lines[index].startswith(" ")), len(lines))
    found = json.loads(
        run("check", saved(tmp_path, "".join((*lines[:start], *lines[end:]))), "--format", "json").stdout
    )
    assert any(each["place"] == part for each in found["open"])
    assert any(each["where"] == f"the site file: {part}" for each in found["needs"])


def test_check_as_text_has_the_same_three_parts(tmp_path: Path) -> None:
    """Under the banner of the protocol."""
    text = run("check", saved(tmp_path, SITE)).stdout
    assert text.startswith("INVESTIGATIONAL USE.")
    assert (
        text.index("\nDECIDED\n") < text.index("\nOPEN\n") < text.index("WHAT A FINAL SHEET STILL NEEDS OF THIS FILE")
    )


def test_a_file_with_faults_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every fault at once, with its line, and nothing on standard output."""
    path = saved(
        tmp_path, site(("anticoagulant.3: {days: 4", "anticoagulant.3: {days: 2"), ("volume: 8 mL", "volume: 8"))
    )
    assert main(["site", "check", path]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "error[P0609]" in told.err
    assert "2 days" in told.err
    assert "3 days" in told.err
    assert "error[P0612]" in told.err


def test_a_file_for_no_shipped_protocol_needs_the_option(tmp_path: Path) -> None:
    """What it is for is not guessed."""
    assert main(["site", "check", saved(tmp_path, SITE.replace("allorx-spine", "my-own"))]) == 3


def test_a_blank_file_is_refused_until_the_clinic_is_named() -> None:
    """Everything else in it is a comment."""
    blank = run("new", "--blank").stdout
    assert [code for code, _ in refusals(blank)] == ["P0133"]
    named = blank.replace('site: ""', 'site: "The clinic"')
    assert refusals(named) == []
    assert rules_with(named).site.product is None


def test_every_line_of_a_blank_file_can_be_taken_into_use() -> None:
    """With the marks of the comments taken away from its keys it is a whole file."""
    blank = run("new", "--blank").stdout.replace('site: ""', 'site: "The clinic"')
    lines: list[str] = []
    for line in blank.splitlines():
        bare = line.lstrip()
        key = bare.removeprefix("# ").partition(":")[0]
        takes = bare.startswith("# ") and " " not in key and not bare.startswith("#   ") and ":" in bare
        lines.append(line.replace("# ", "", 1) if takes else line)
    text = "\n".join(line for line in lines if "percent" not in line)
    assert refusals(text) == []
    assert rules_with(text).site.product is not None


ANSWERS = {
    "site": "The clinic",
    "readings.iv-dose.chosen": "flat-100",
    "readings.iv-dose.approved_by": "Dr A",
    "readings.iv-dose.on": "2026-11-01",
    "planned.epidural.cells": "22 million",
    "planned.epidural.volume": "8 mL",
    "product.cells_per_vial": "5,000,000",
    "product.counts": "viable-after-thaw",
    "product.cryoprotectant.agent": "none",
}


def typed(**others: str) -> str:
    """What is typed, one line for each question that is asked, in their order."""
    from posology.api.siting import questions_for  # noqa: PLC0415 - the questions of this test alone

    answers = {**ANSWERS, **others}
    lines: list[str] = []
    given: dict[tuple[str, ...], str] = {}
    for question in questions_for(rules_with("site: a\nprotocol: allorx-spine\n")):
        after = None if question.after is None else given.get(question.after)
        if question.after is not None and (after in {None, "none"} or (question.only and after not in question.only)):
            continue
        answer = answers.get(question.name, "")
        lines.append(answer)
        if answer:
            given[question.place] = answer.splitlines()[-1]
    return "\n".join(lines) + "\n"


def test_what_is_answered_stands_in_the_file(tmp_path: Path) -> None:
    """Numbers as people write them, a question that hangs on an answer only after it, the rest as comments."""
    made = run("new", "--output", str(tmp_path / "new.yaml"), answers=typed())
    assert made.exit_code == 0, made.output
    text = (tmp_path / "new.yaml").read_text("utf-8")
    decided = rules_with(text)
    assert decided.site.name == "The clinic"
    assert decided.protocol.readings[0].chosen == "flat-100"
    assert decided.protocol.readings[0].approved_by == "Dr A, 2026-11-01"
    assert decided.planned == {"epidural": 22_000_000}
    assert decided.site.volumes == {"epidural": 8}
    assert decided.site.product is not None
    assert decided.site.product.cells_per_vial == 5_000_000
    assert "    # agent" not in text
    assert "# viability: 70 %" in text


def test_what_is_no_answer_is_asked_again() -> None:
    """With what is expected; on standard error, as nothing but the file goes to standard output."""
    made = run("new", answers=typed(**{"planned.epidural.cells": "plenty\n22000000"}))
    assert made.exit_code == 0, made.output
    assert "This needs a whole number, as 22000000, 22,000,000 or 22 million" in made.stderr
    assert "cells: 22000000" in made.stdout
    assert "This needs" not in made.stdout


def test_a_text_with_signs_of_yaml_stays_a_text() -> None:
    """A name with a colon, a number sign or quotation marks."""
    name = 'St. "X": clinic #1'
    made = run("new", answers=typed(site=name))
    assert rules_with(made.stdout).site.name == name


def test_the_schema_of_a_site_file_is_printed() -> None:
    """For editors."""
    found = json.loads(CliRunner().invoke(posology, ["schema", "site"]).stdout)
    assert found["title"] == "A site file for posology"
