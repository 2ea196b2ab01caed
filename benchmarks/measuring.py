"""How long something takes, on a machine that is shared: all in turn, many rounds, the shortest and the median."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter_ns

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """Nanoseconds for one call: the shortest and the median of the rounds."""

    shortest: float
    middle: float


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: so many rounds, each contestant called for about so many nanoseconds in each."""

    rounds: int
    nanoseconds: int


FULL = Effort(rounds=400, nanoseconds=1_500_000)
TINY = Effort(rounds=1, nanoseconds=1)


def in_turn(contestants: Mapping[str, Work], effort: Effort) -> dict[str, Timing]:
    """Every contestant timed once in every round, so that what else the machine does falls on all of them."""
    calls = {name: _calls(work, effort.nanoseconds) for name, work in contestants.items()}
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(effort.rounds):
        for name, work in contestants.items():
            found[name].append(_time(work, calls[name]) / calls[name])
    return {name: Timing(min(times), median(times)) for name, times in found.items()}


def rounds_of(contestants: Mapping[str, Work], rounds: int) -> dict[str, Timing]:
    """As `in_turn`, for what takes seconds and has been called before: one call of each in every round."""
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, work in contestants.items():
            found[name].append(_time(work, 1))
    return {name: Timing(min(times), median(times)) for name, times in found.items()}


def _calls(work: Work, nanoseconds: int) -> int:
    """How many calls fill the time; what is called first is warm afterwards."""
    work()
    return max(1, nanoseconds // max(1, _time(work, 1)))


def _time(work: Work, calls: int) -> int:
    repeated = range(calls)
    began = perf_counter_ns()
    for _ in repeated:
        work()
    return perf_counter_ns() - began


def run_module(name: str, *arguments: str) -> str:
    """What a module prints that is run in a process of its own, so that nothing measured before is in its memory.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    command = (sys.executable, "-m", name, *arguments)
    root = Path(__file__).parents[1]
    return subprocess.run(  # noqa: S603 - a module of this folder
        command, cwd=root, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ).stdout
