"""The same record, protocol and date give the same bytes: twice in one process, and in others that hash otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from posology.explain.inference.agree import forget
from tests.property.judge_all import case_line, judged_line
from tests.property.judging import Candidate, candidates
from tests.property.size import examples

ROOT = Path(__file__).parents[2]


@examples(40)
@given(candidates())
def test_the_same_input_gives_the_same_bytes(candidate: Candidate) -> None:
    """Judged again with nothing remembered, a patient has the same result to the byte."""
    line = case_line(candidate)
    first = judged_line(line)
    forget()
    assert judged_line(line) == first


@examples(1)
@given(st.lists(candidates(), min_size=25, max_size=25))
def test_another_process_gives_the_same_bytes(several: list[Candidate]) -> None:
    """Processes that put the elements of a set in another order print the same results to the byte."""
    lines = "".join(f"{case_line(each)}\n" for each in several)
    here = "".join(judged_line(case_line(each)) for each in several)
    for seed in ("0", "1", "4321"):
        assert _judged_elsewhere(lines, seed) == here


def _judged_elsewhere(lines: str, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.property.judge_all"],
        input=lines,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
