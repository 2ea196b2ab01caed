"""`posology compare` and `posology verify`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api.shipped import shipped_protocols
from tests.golden.protocols.faults import SOUND
from tests.unit.cli.conftest import Run
from tests.unit.judged import CANDIDATE, EXAMPLES

RECORD = EXAMPLES / "candidate.yaml"
ASKED = ("--as-of", "2026-11-20")
NAMED = ("--protocol", "allorx-spine", "--protocol", "allorx-first-patient", "--protocol", "allorx-spine")


def test_a_record_stands_beside_every_shipped_protocol(run: Run) -> None:
    """One row for each, and the verdicts are those of `check`."""
    ran = run("compare", RECORD, *ASKED, "--format", "json")
    assert ran.code == 0
    document = json.loads(ran.out)
    assert tuple(each["protocol"]["id"] for each in document["protocols"]) == shipped_protocols()
    for each in document["protocols"]:
        check = json.loads(run("check", RECORD, *ASKED, "--protocol", each["protocol"]["id"], "--format", "json").out)
        assert {key: each[key] for key in ("verdict", "earliest_date", "summary")} == {
            key: check[key] for key in ("verdict", "earliest_date", "summary")
        }
        assert each["missing"] == [one["element"] for one in check["missing"]]
        assert each["dose"]["total"] == check["dose"]["total"]


def test_what_is_missing_is_asked_once(run: Run) -> None:
    """Each element once, with every protocol that waits for it; what most of them ask stands first."""
    document = json.loads(run("compare", RECORD, *ASKED, "--format", "json").out)
    asked = {each["element"]: each["protocols"] for each in document["missing"]}
    assert len(asked) == len(document["missing"])
    assert set(asked["odi"]) == {"amirdelfan-mpc-disc", "kumar-adipose-disc"}
    lengths = [len(each["protocols"]) for each in document["missing"]]
    assert lengths == sorted(lengths, reverse=True)


def test_protocols_can_be_named(run: Run) -> None:
    """In the order in which they are named, each once; the text fits the page."""
    ran = run("compare", RECORD, *ASKED, *NAMED)
    assert ran.code == 0
    assert ran.out.index("\nALLORX-SPINE") < ran.out.index("\nALLORX-FIRST-PATIENT")
    assert ran.out.count("\nALLORX-SPINE") == 1
    assert ran.out.startswith("INVESTIGATIONAL USE.")
    assert max(len(line) for line in ran.out.splitlines()) <= 80


def test_what_fails_is_told(run: Run, record: Callable[[str], Path]) -> None:
    """A criterion that fails stands under its protocol with its words."""
    changed = record(CANDIDATE.replace("physical_therapy: failed", "physical_therapy: helped"))
    ran = run("compare", changed, *ASKED, *NAMED)
    assert "Fails: At least one course of physical therapy or supervised exercise has failed" in " ".join(
        ran.out.split()
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [(("--protocol", "allorx-spin"), 3), (("--procedure-date", "2026-11-19"), 2), (("--format", "xml"), 2)],
)
def test_what_cannot_be_compared(run: Run, more: tuple[str, ...], code: int) -> None:
    """A protocol that is not there is bad input; a procedure before the day of asking is wrong usage."""
    ran = run("compare", RECORD, *ASKED, *more)
    assert (ran.code, ran.out) == (code, "")


def test_a_record_with_a_fault_is_refused(run: Run, record: Callable[[str], Path]) -> None:
    """The fault is told once, though several protocols read the record."""
    ran = run("compare", record("id: P-1\nwieght: 72 kg\n"), *ASKED)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.count("did you mean `weight`") == 1


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    """The small protocol in a folder of the user's own."""
    return Path(shutil.copytree(SOUND, tmp_path / SOUND.name))


CASES = """
as_of: 2026-11-20
records: {nobody: {id: P-1}}
chapters:
  - chapter: Nothing recorded
    of: nobody
    cases:
      - {case: nothing is known, expect: {verdict: indeterminate}}
"""


def test_cases_that_pass(run: Run, protocol: Path) -> None:
    """Exit code 0, and it is said what the cases never reach and what was not looked at."""
    (protocol / "cases.yaml").write_text(CASES, "utf-8")
    ran = run("verify", protocol)
    assert ran.code == 0
    assert "1 of 1 give the expected answer." in ran.out
    assert "the criterion consent is never not-met." in ran.out
    assert "a protocol whose\n  cases pass is not proved." in ran.out


@pytest.mark.parametrize("written", [CASES.replace("indeterminate}", "eligible}"), None])
def test_a_case_that_fails_and_no_case_at_all(run: Run, protocol: Path, written: str | None) -> None:
    """Both are faults: exit code 1."""
    if written is not None:
        (protocol / "cases.yaml").write_text(written, "utf-8")
    ran = run("verify", protocol, "--format", "json")
    assert ran.code == 1
    found = json.loads(ran.out)["cases"]
    assert found == (
        None
        if written is None
        else [
            {
                "chapter": "Nothing recorded",
                "case": "nothing is known",
                "differences": [".verdict: 'indeterminate', expected 'eligible'"],
            }
        ]
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("of: nobody", "of: somebody", "P0801"),
        ("case: nothing is known,", "case: nothing is known, without: [weight],", "P0802"),
        (", expect: {verdict: indeterminate}", "", "P0803"),
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
    ran = run("verify", protocol)
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
