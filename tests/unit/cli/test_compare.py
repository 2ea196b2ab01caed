"""`posology compare`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api.shipped import shipped_protocols
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
