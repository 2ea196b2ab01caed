"""What a whole command takes: time, time of the processor and memory, with all that it started (Linux).

The command is run by a small process of its own, `python -m benchmarks.screening_process COMMAND...`: what it started
and left behind, as a Java, becomes a child of that, and its own memory is less than anything measured.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

from benchmarks.measuring import run_module

ADOPT_ORPHANS = 36
"""`PR_SET_CHILD_SUBREAPER` of `prctl`."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds that went by, seconds of the processor in all processes, and the most memory that one of them held."""

    seconds: float
    processor: float
    kilobytes: int


def cost_of(*command: str) -> Cost:
    """What the command takes.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    ran = run_module("benchmarks.screening_process", *command)
    return Cost(**json.loads(ran.splitlines()[-1]))


def main() -> int:
    """Runs the command of the arguments and prints its cost; the exit code is that of the command."""
    ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1, 0, 0, 0)
    began = perf_counter()
    ran = subprocess.run(sys.argv[1:], check=False, capture_output=True, text=True, encoding="utf-8")  # noqa: S603 - as asked
    seconds = perf_counter() - began
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)
        return ran.returncode
    _wait_for_all()
    used = getrusage(RUSAGE_CHILDREN)
    print(json.dumps(asdict(Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss))))
    return 0


def _wait_for_all() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return  # nobody is left


if __name__ == "__main__":
    sys.exit(main())
