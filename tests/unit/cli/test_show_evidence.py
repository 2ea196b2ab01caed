"""`posology show PROTOCOL --evidence`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.cli.conftest import Run


def test_the_evidence_is_shown_under_the_banner(run: Run) -> None:
    """What the trial reported, with what is disputed marked."""
    shown = run("show", "allorx-spine", "--evidence")
    assert shown.code == 0
    assert shown.out.startswith("INVESTIGATIONAL USE.")
    assert "reported as improved 29/39 (74%)" in shown.out
    assert "[disputed: I-02]" in shown.out


def test_the_evidence_is_json_too(run: Run, tmp_path: Path) -> None:
    """By `--format`, or by the suffix of the file."""
    told = json.loads(run("show", "allorx-spine", "--evidence", "--format", "json").out)
    assert told["protocol"]["id"] == "allorx-spine"
    assert len(told["evidence"]["contradictions"]) == 26
    file = tmp_path / "evidence.json"
    assert run("show", "allorx-spine", "--evidence", "--output", file).code == 0
    assert json.loads(file.read_text("utf-8")) == told


def test_a_protocol_without_evidence_says_so(run: Run) -> None:
    """Nothing is made up for it, and it is no fault."""
    shown = run("show", "allorx-first-patient", "--evidence")
    assert shown.code == 0
    assert shown.out.endswith("No figures are kept of what the sources of this protocol reported.\n")
    told = json.loads(run("show", "allorx-first-patient", "--evidence", "--format", "json").out)
    assert told["evidence"] is None


def test_a_drug_has_no_evidence(run: Run) -> None:
    """The option belongs to protocols."""
    shown = run("show", "drug", "apixaban", "--evidence")
    assert shown.code == 2
    assert shown.out == ""
