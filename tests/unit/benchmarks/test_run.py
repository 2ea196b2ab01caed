"""The benchmarks run, and time nothing that is not the same decision."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.contestants import disagreements, field

ROOT = Path(__file__).parents[3]


def test_every_benchmark_runs_once() -> None:
    """With tiny counts the whole page is written, to standard output."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.run", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    parts = (
        "One candidate",
        "How the cost grows",
        "Memory",
        "Cold start",
        "Verify and diff",
        "Screening",
        "Goals",
        "Inference",
    )
    assert [part for part in parts if f"## {part}\n" not in ran.stdout] == []


def _eligible(_: str) -> str:
    return "eligible"


def test_contestants_that_disagree_are_not_timed() -> None:
    """One who finds everybody eligible is told of, with the patients."""
    everybody = field()
    assert disagreements(everybody) == []
    credulous = replace(everybody, contestants={**everybody.contestants, "the credulous": _eligible})
    assert any(each.startswith("no consent: ") for each in disagreements(credulous))
