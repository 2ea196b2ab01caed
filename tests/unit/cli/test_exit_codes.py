"""Each exit code of the contract, and that nothing but a result is on standard output."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from posology.explain.inference.agree import EnginesDisagree
from tests.unit.cli.conftest import Run
from tests.unit.judged import CANDIDATE, EXAMPLES, RECORDS

FILE = EXAMPLES / "candidate.yaml"
AS_OF = ("--as-of", "2026-11-20")


@pytest.mark.parametrize("verdict", RECORDS)
def test_a_check_is_done_whatever_the_verdict(verdict: str, run: Run, record: Callable[[str], Path]) -> None:
    """Every verdict is a result: 0, JSON on standard output, nothing on standard error."""
    ran = run("check", record(RECORDS[verdict]), *AS_OF, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["verdict"] == verdict


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("check",),
        ("check", FILE, "--nonsense"),
        ("check", FILE, "--format", "svg"),
        ("check", FILE, "--as-of", "20.11.2026"),
        ("check", FILE, "--as-of", "2026-11"),
        ("check", FILE, "--as-of", "2026-02-30"),
        ("check", FILE, "--as-of", "\N{FULLWIDTH DIGIT TWO}026-11-20"),
        ("check", FILE, "--procedure-date", "tomorrow"),
        ("check", FILE, "--as-of", "2026-11-20", "--procedure-date", "2026-11-19"),
        ("check", FILE, "--output", "no/such/folder/check.json"),
        ("check", FILE, "--output", "."),
        ("check", FILE, "--output", "check.pdf"),
        ("show", "allorx-spine", "allorx-first-patient"),
        ("show", "drug", "naproxen", "--format", "json"),
        ("show", "drug"),
        ("schema", "patient"),
        ("completion", "tcsh"),
        ("eval", "-", "--record", "-"),
        (),
    ],
)
def test_wrong_usage(arguments: tuple[object, ...], run: Run) -> None:
    """2, a message on standard error, and nothing on standard output."""
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "no-such-record.yaml", *AS_OF), "there is no file `no-such-record.yaml`"),
        (("check", EXAMPLES, *AS_OF), "is a folder"),
        (("check", "a\0b", *AS_OF), "cannot be read"),
        (("check", FILE, "--site", "no-such-site.yaml"), "no-such-site.yaml"),
        (("check", FILE, "--protocol", "allorx-spin", *AS_OF), "did you mean `allorx-spine`?"),
        (("show", "allorx-spin"), "did you mean `allorx-spine`?"),
        (("eval", "1 +"), "expression"),
        (("eval", "nonsense.element"), "nonsense.element"),
        (("eval", "1", "--record", "no-such-record.yaml"), "there is no file"),
    ],
)
def test_bad_input(arguments: tuple[object, ...], said: str, run: Run) -> None:
    """3, what is wrong on standard error, and nothing on standard output."""
    ran = run(*arguments)
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err


def test_every_fault_is_listed_with_its_place(run: Run, record: Callable[[str], Path]) -> None:
    """Two faults in one record, each with file, line and column, in one run."""
    file = record("id: x\nwieght: 72 kg\nheight: 165 miles\n")
    ran = run("check", file, *AS_OF)
    assert (ran.code, ran.out) == (3, "")
    assert f"{file}:2:1" in ran.err
    assert f"{file}:3:" in ran.err
    assert "weight" in ran.err


def test_faults_of_protocol_and_record_come_together(run: Run, record: Callable[[str], Path]) -> None:
    """Nobody corrects one file to learn that the other is faulty too."""
    ran = run("check", record("id: x\nwieght: 72 kg\n"), "--protocol", "allorx-spin", *AS_OF)
    assert ran.code == 3
    assert "wieght" in ran.err
    assert "allorx-spin" in ran.err


@pytest.mark.parametrize(
    "error",
    [EnginesDisagree("naproxen P-0042"), ZeroDivisionError("naproxen P-0042"), RecursionError("naproxen P-0042")],
)
def test_a_fault_of_the_program_is_no_answer(error: Exception, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """70, one plain message that quotes no record, and nothing on standard output."""

    def fail(*_: object) -> object:
        raise error

    monkeypatch.setattr("posology_cli.check.check_record", fail)
    ran = run("check", FILE, *AS_OF)
    assert (ran.code, ran.out) == (70, "")
    assert type(error).__name__ in ran.err
    assert "naproxen" not in ran.err
    assert "Traceback" not in ran.err


def test_the_trace_is_there_for_who_asks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer sets a variable and sees where it happened."""

    def fail(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("posology_cli.check.check_record", fail)
    monkeypatch.setenv("POSOLOGY_DEBUG", "1")
    ran = run("check", FILE, *AS_OF)
    assert (ran.code, ran.out) == (70, "")
    assert "Traceback" in ran.err


def test_warnings_go_beside_the_result(run: Run, record: Callable[[str], Path]) -> None:
    """A weight to doubt is told on standard error, and the result is still one on standard output."""
    ran = run("check", record(CANDIDATE.replace("72 kg", "158 kg")), *AS_OF, "--format", "json")
    assert ran.code == 0
    assert "warning" in ran.err
    json.loads(ran.out)


def test_the_version_is_name_and_number(run: Run) -> None:
    """`posology 0.1.0`."""
    assert run("--version").out == "posology 0.1.0\n"


@pytest.mark.parametrize("arguments", [("--help",), ("check", "--help"), ("eval", "--help"), ("show", "--help")])
def test_help_is_a_result(arguments: tuple[str, ...], run: Run) -> None:
    """Help is printed on standard output, and that is all that was asked for."""
    ran = run(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: posology")
