"""`posology verify`: what it runs, what it exits with, and where its results and its invented patients go."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from posology.api.knowledge import Knowledge
from posology.api.verifying import Progress, VerifyOptions
from posology.results.verification import Kind, Verification
from posology_cli import verify as command
from posology_cli.progress import shown_progress
from tests.golden.protocols.faults import SOUND
from tests.unit.cli.conftest import Run
from tests.unit.render import verifications as made
from tests.unit.render.verifications import clean, faulty, nothing, unfinished

CASES = """
as_of: 2026-11-20
records: {nobody: {id: P-1}}
chapters:
  - chapter: Nothing recorded
    of: nobody
    cases:
      - {case: nothing is known, expect: {verdict: indeterminate}}
"""

CASES_ONLY = ("--skip", "proofs", "--skip", "properties", "--skip", "mutants")

Found: TypeAlias = Callable[[Verification], list[VerifyOptions]]


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    """The small protocol in a folder of the user's own."""
    return Path(shutil.copytree(SOUND, tmp_path / SOUND.name))


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    """Lets the command find this, whatever is asked; gives the options with which it was asked."""

    def finds(verification: Verification) -> list[VerifyOptions]:
        asked: list[VerifyOptions] = []

        def verify(
            _protocol: str, _knowledge: Knowledge, options: VerifyOptions, _told: Progress | None
        ) -> Verification:
            asked.append(options)
            return verification

        monkeypatch.setattr(command, "verify_protocol", verify)
        return asked

    return finds


def test_cases_that_pass(run: Run, protocol: Path) -> None:
    """Exit code 0; it is said what the cases never reach, and what was not done."""
    (protocol / "cases.yaml").write_text(CASES, "utf-8")
    ran = run("verify", protocol, *CASES_ONLY)
    assert ran.code == 0
    assert "The expected answer: 1 of 1." in ran.out
    assert "the criterion consent is never not-met." in ran.out
    assert "Proofs, properties and mutants were not done, which is no pass." in ran.out
    assert ran.out.count("Not done: asked to be left out.") == 3


@pytest.mark.parametrize("written", [CASES.replace("indeterminate}", "eligible}"), None])
def test_a_case_that_fails_and_no_case_at_all(run: Run, protocol: Path, written: str | None) -> None:
    """Both are faults: exit code 1."""
    if written is not None:
        (protocol / "cases.yaml").write_text(written, "utf-8")
    ran = run("verify", protocol, *CASES_ONLY, "--format", "json")
    assert ran.code == 1
    cases = json.loads(ran.out)["cases"]
    if written is None:
        assert cases is None
        return
    assert [(each["case"], each["differences"]) for each in cases] == [
        ("nothing is known", [".verdict: 'indeterminate', expected 'eligible'"])
    ]
    assert cases[0]["file"].endswith("cases.yaml")
    assert cases[0]["line"] == 8


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("of: nobody", "of: somebody", "P0801"),
        ("case: nothing is known,", "case: nothing is known, without: [weight],", "P0802"),
        ("expect: {verdict: indeterminate}", "expect: {}", "P0803"),
        ("as_of: 2026-11-20", "as_of: 2026-11", "P0804"),
        (
            "      - {case: nothing is known, expect: {verdict: indeterminate}}\n",
            "      - {case: nothing is known, expect: {verdict: indeterminate}}\n" * 2,
            "P0805",
        ),
    ],
)
def test_cases_with_a_fault_are_refused(run: Run, protocol: Path, old: str, new: str, code: str) -> None:
    """A case that would be another than its author thinks is not run: exit code 3, with its place."""
    assert old in CASES
    (protocol / "cases.yaml").write_text(CASES.replace(old, new), "utf-8")
    ran = run("verify", protocol, *CASES_ONLY)
    assert (ran.code, ran.out) == (3, "")
    assert f"[{code}]" in ran.err
    assert "cases.yaml:" in ran.err


def test_a_protocol_that_does_not_compile_is_not_verified(run: Run, protocol: Path) -> None:
    """Its faults are told under every option of its readings: exit code 3."""
    file = protocol / "protocol.yaml"
    file.write_text(file.read_text("utf-8").replace("condition: consent.signed", "condition: consent.singed"), "utf-8")
    ran = run("verify", protocol)
    assert (ran.code, ran.out) == (3, "")
    assert "did you mean `consent.signed`" in ran.err


@pytest.mark.parametrize(
    ("verification", "more", "code"),
    [
        (clean(), (), 0),
        (clean(), ("--strict",), 1),
        (unfinished(), ("--strict",), 0),
        (faulty(), (), 1),
        (nothing(), (), 1),
        (replace(clean(), proofs=(made.REFUTED,)), (), 1),
        (replace(clean(), properties=(made.BROKEN,)), (), 1),
        (replace(clean(), mutants=(made.SURVIVED,)), (), 1),
        (replace(clean(), stale=(made.STALE,)), (), 1),
        (replace(clean(), proofs=(made.EXCUSED,)), (), 0),
    ],
)
def test_the_exit_code_says_whether_anything_stands_against_it(
    run: Run, found: Found, verification: Verification, more: tuple[str, ...], code: int
) -> None:
    """What is undecided is a fault only where it is asked to be one; it is never a pass."""
    found(verification)
    ran = run("verify", "allorx-spine", *more)
    assert ran.code == code
    assert ("UNDECIDED: The dose of iv grows" in ran.out) == bool(verification.undecided)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("text", (".txt", "Protocol: allorx-spine")),
        ("json", (".json", '{\n  "protocol": "allorx-spine"')),
        ("junit", (".xml", '<?xml version="1.0" encoding="utf-8"?>\n<testsuites')),
        ("sarif", (".sarif", '{\n  "version": "2.1.0"')),
        ("html", (".html", "<!DOCTYPE html>")),
    ],
)
def test_each_format_is_written_by_its_name_or_its_suffix(
    run: Run, found: Found, tmp_path: Path, form: str, expected: tuple[str, str]
) -> None:
    """The same bytes on standard output and in a file."""
    suffix, start = expected
    found(faulty())
    printed = run("verify", "allorx-spine", "--format", form)
    assert printed.out.startswith(start)
    file = tmp_path / f"report{suffix}"
    written = run("verify", "allorx-spine", "--output", file)
    assert (written.code, written.out) == (1, "")
    assert file.read_text("utf-8") == printed.out


def test_what_is_asked_for_is_handed_on(run: Run, found: Found, kept: Path) -> None:
    """Left out, it is the usual: nothing skipped, one process for each core, outcomes kept."""
    asked = found(clean())
    run("verify", "allorx-spine")
    run(
        "verify",
        "allorx-spine",
        "--skip",
        "mutants",
        "--skip",
        "proofs",
        "--examples",
        "7",
        "--seed",
        "9",
        "--jobs",
        "3",
        "--fresh",
    )
    usual, special = asked
    assert (usual.skip, usual.examples, usual.seed, usual.cache) == (frozenset(), None, None, kept)
    assert usual.jobs >= 1
    assert special.skip == {Kind.MUTANTS, Kind.PROOFS}
    assert (special.examples, special.seed, special.jobs, special.cache) == (7, 9, 3, None)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--skip", "cases"),
        ("--examples", "0"),
        ("--seed", "-1"),
        ("--jobs", "0"),
        ("--format", "xml"),
        ("--output", "report.pdf"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_run(run: Run, found: Found, wrong: tuple[str, ...]) -> None:
    """Exit code 2, and nothing on standard output."""
    asked = found(clean())
    ran = run("verify", "allorx-spine", *wrong)
    assert (ran.code, ran.out, asked) == (2, "", [])


def test_without_the_solver_the_command_says_what_to_install(
    run: Run, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report without its proofs must be asked for: exit code 2, with the instruction."""
    asked = found(unfinished())

    def lacks(skip: frozenset[Kind]) -> tuple[Kind, ...]:
        return tuple(each for each in (Kind.PROOFS, Kind.MUTANTS) if each not in skip)

    monkeypatch.setattr(command, "lacking", lacks)
    ran = run("verify", "allorx-spine")
    assert (ran.code, ran.out, asked) == (2, "", [])
    assert "pip install posology[prove]" in ran.err
    assert "--skip proofs --skip mutants" in ran.err
    assert run("verify", "allorx-spine", "--skip", "proofs", "--skip", "mutants").code == 0


def test_each_invented_patient_is_written_as_a_record(run: Run, found: Found, tmp_path: Path) -> None:
    """Into a folder that is made, and `check` takes them in."""
    found(faulty())
    folder = tmp_path / "witnesses"
    ran = run("verify", "allorx-spine", "--witnesses", folder)
    assert ran.code == 1
    assert "3 records of invented patients written to" in ran.err
    assert sorted(each.name for each in folder.iterdir()) == [
        "mutant-criterion.mri.5.yaml",
        "proof-decides-alone-mri-iv-dose-per-kg.yaml",
        "property-boundary-weight.yaml",
    ]
    file = folder / "proof-decides-alone-mri-iv-dose-per-kg.yaml"
    first, second, *_ = file.read_text("utf-8").splitlines()
    assert first == (
        "# This patient is invented: nobody recorded it. Found by the proof `decides-alone:mri` under the "
        "reading iv-dose: per-kg, to be chosen in a site file."
    )
    assert second.endswith("--protocol allorx-spine --as-of 2026-11-20 --procedure-date 2026-12-07")
    assert run("check", file, "--as-of", "2026-11-20", "--procedure-date", "2026-12-07").code == 0


def test_a_folder_that_cannot_be_is_told_before_anything_is_run(run: Run, found: Found, tmp_path: Path) -> None:
    """It would be a pity after minutes of work."""
    asked = found(faulty())
    (tmp_path / "taken").write_text("", "utf-8")
    ran = run("verify", "allorx-spine", "--witnesses", tmp_path / "taken")
    assert (ran.code, ran.out, asked) == (2, "", [])
    assert "there can be no folder" in ran.err


def test_the_cases_that_are_missing_are_suggested(run: Run, protocol: Path, tmp_path: Path) -> None:
    """As YAML, with what is to come of each left to a person; nothing is verified."""
    (protocol / "cases.yaml").write_text(CASES, "utf-8")
    ran = run("verify", protocol, "--suggest")
    assert ran.code == 0
    assert "case:" in ran.out
    file = tmp_path / "missing.yaml"
    assert run("verify", protocol, "--suggest", "--output", file).code == 0
    assert file.read_text("utf-8") == ran.out


@pytest.mark.parametrize("more", [("--format", "json"), ("--jobs", "2"), ("--skip", "mutants")])
def test_suggesting_takes_nothing_that_is_of_verifying(run: Run, more: tuple[str, ...]) -> None:
    """An option that would be passed over is wrong usage."""
    ran = run("verify", "allorx-spine", "--suggest", *more)
    assert (ran.code, ran.out) == (2, "")


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a terminal gets the result and nothing else."""
    with shown_progress() as progress:
        assert progress is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    with shown_progress() as progress:
        assert progress is None


def test_progress_is_told_for_each_kind_of_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, and it is gone when the work is done."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with shown_progress() as progress:
        assert progress is not None
        progress(Kind.CASES, 0, 10)
        progress(Kind.CASES, 10, 10)
        progress(Kind.PROOFS, 1, None)
    assert capsys.readouterr().out == ""
