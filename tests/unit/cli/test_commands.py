"""What the smaller commands print: a protocol, a drug, the schema, a completion."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date

import jsonschema
import pytest

from posology_cli import clock
from tests.unit.cli.conftest import Run
from tests.unit.judged import EXAMPLES

FILE = EXAMPLES / "candidate.yaml"


def test_a_protocol_is_shown_with_its_limits(run: Run) -> None:
    """Head, limits of the evidence, readings and sources are there."""
    text = run("show", "allorx-spine").out
    for heading in (
        "LIMITS OF THE EVIDENCE",
        "READINGS",
        "CRITERIA",
        "MEDICINES",
        "PLAN",
        "LIMITS",
        "VISITS",
        "SOURCES",
    ):
        assert f"\n{heading}\n" in text


def test_a_drug_is_shown_by_its_whole_name(run: Run) -> None:
    """A name of two words needs no quotes."""
    assert run("show", "drug", "insulin", "glargine").out.startswith("insulin glargine: ")
    assert "apixaban" in run("show", "drug", "Eliquis").out


def test_the_schema_is_that_of_a_record(run: Run) -> None:
    """A record with an id is one by the schema, and a misspelt element is none."""
    schema = json.loads(run("schema").out)
    assert schema == json.loads(run("schema", "record").out)
    jsonschema.validate({"id": "x", "weight": {"value": "72 kg", "date": "2026-11-09"}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"id": "x", "wieght": "72 kg"}, schema)


def test_the_schema_is_that_of_a_protocol(run: Run) -> None:
    """It is a schema, of a file that has a plan, and needs no patient."""
    schema = json.loads(run("schema", "protocol").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "plan" in schema["required"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"protocol": "x"}, schema)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed(shell: str, run: Run) -> None:
    """Each script asks the command by its variable."""
    ran = run("completion", shell)
    assert ran.code == 0
    assert "_POSOLOGY_COMPLETE" in ran.out


def test_a_shell_completes_commands_and_protocols() -> None:
    """What bash would ask is answered: the commands, and after `--protocol` the shipped ids."""
    for words, wanted in (
        ("posology sch", {"schedule", "schema"}),
        ("posology check --protocol allorx-s", {"allorx-spine"}),
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "posology_cli"],
            env={"_POSOLOGY_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert {line.partition(",")[2] for line in ran.stdout.splitlines()} == wanted, ran.stderr


def test_bash_takes_the_script(run: Run) -> None:
    """The script is one that bash can read."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    script = run("completion", "bash").out
    assert subprocess.run([bash, "-n"], input=script, text=True, check=False).returncode == 0


def test_today_is_the_day_where_none_is_given(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is read once, at the edge, and only where `--as-of` is left out."""

    def that_day(_zone: str | None = None) -> date:
        return date(2026, 11, 20)

    monkeypatch.setattr("posology_cli.judging.today", that_day)
    without = run("check", FILE, "--format", "json").out
    assert without == run("check", FILE, "--format", "json", "--as-of", "2026-11-20").out
    assert isinstance(clock.today(), date)


def test_the_procedure_date_of_the_option_goes_before_that_of_the_record(run: Run) -> None:
    """What is asked is answered, whatever was planned."""
    found = json.loads(
        run("check", FILE, "--format", "json", "--as-of", "2026-11-20", "--procedure-date", "2026-11-25").out
    )
    assert (found["procedure_date"], found["verdict"]) == ("2026-11-25", "deferred")


@pytest.mark.parametrize("command", ["check", "sheet", "schedule"])
def test_the_same_input_gives_the_same_bytes(command: str, run: Run) -> None:
    """Twice the same command, twice the same output."""
    arguments = (command, FILE, "--as-of", "2026-11-20", "--format", "json")
    assert run(*arguments).out == run(*arguments).out
