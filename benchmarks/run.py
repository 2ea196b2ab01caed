"""Every benchmark in one run, as ratios, written to `benchmarks/RESULTS.md`: `python -m benchmarks.run`.

With `--quick` everything runs once, nothing is written, and the numbers mean nothing: that is what the tests do.
"""

from __future__ import annotations

import platform
import sys
from functools import partial
from pathlib import Path

from benchmarks import report
from benchmarks.cold_start import cold_start
from benchmarks.contestants import Answer, Field, disagreements, field, versions
from benchmarks.growth import CHECKS, SIZES, growth
from benchmarks.measuring import FULL, TINY, Effort, Work, in_turn, run_module
from benchmarks.verify import SIZES as PROVED_SIZES
from benchmarks.verify import proving, table, verifying

RESULTS = Path(__file__).parent / "RESULTS.md"
CANDIDATE = "the candidate as she is"
QUICK_SIZES = (10,)
QUICK_CHECKS = 40
QUICK_INFERENCE = ("20",)
QUICK_SCREENING = ("--patients", "300", "--rounds", "1", "--checks", "30", "--without-spark")
PROCESSES = Effort(rounds=15, nanoseconds=1)


def main() -> int:
    """Runs everything; 1 where the contestants do not agree, and then nothing is timed."""
    quick = "--quick" in sys.argv[1:]
    effort = TINY if quick else FULL
    everybody = field()
    wrong = disagreements(everybody)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    text = report.written(
        versions={"CPython": platform.python_version(), **versions(everybody.contestants)},
        patients=len(everybody.facts),
        one=in_turn(_asked_about_one(everybody), effort),
        everyone=in_turn(_asked_about_everyone(everybody), effort),
        grown=growth(everybody, QUICK_SIZES if quick else SIZES, effort),
        memory=memory(QUICK_CHECKS if quick else CHECKS),
        started=cold_start(TINY if quick else PROCESSES),
        verified=table(verifying(quick=quick), proving(QUICK_SIZES if quick else PROVED_SIZES)),
        screening=run_module("benchmarks.screening", *(QUICK_SCREENING if quick else ())),
        inference=run_module("benchmarks.inference", *QUICK_INFERENCE) if quick else run_module("benchmarks.inference"),
    )
    if quick:
        print(text)
    else:
        RESULTS.write_text(text, encoding="utf-8")
    return 0


def _asked_about_one(everybody: Field) -> dict[str, Work]:
    return {name: partial(answer, CANDIDATE) for name, answer in everybody.contestants.items()}


def _asked_about_everyone(everybody: Field) -> dict[str, Work]:
    names = tuple(everybody.facts)
    return {name: partial(_one_by_one, answer, names) for name, answer in everybody.contestants.items()}


def _one_by_one(answer: Answer, patients: tuple[str, ...]) -> None:
    for each in patients:
        answer(each)


def memory(checks: int) -> list[tuple[int, int]]:
    """How many checks were made and the kilobytes then, in a process of its own."""
    ran = run_module("benchmarks.growth", str(checks))
    return [(int(done), int(kilobytes)) for done, kilobytes in (line.split() for line in ran.splitlines())]


if __name__ == "__main__":
    sys.exit(main())
