"""What starting costs: `posology check` on a record, beside a Python that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Effort, Timing, Work, in_turn

RECORD = Path(__file__).parents[1] / "examples" / "candidate.yaml"
BARE, KEPT, ANEW = "python -c pass", "posology check", "posology check, nothing kept from before"

COMMAND = "import sys; from posology_cli.main import main; sys.exit(main(sys.argv[1:]))"


def cold_start(effort: Effort) -> dict[str, Timing]:
    """The three, in turn; each is a process of its own."""
    with TemporaryDirectory() as folder:
        check = (COMMAND, "check", str(RECORD), "--as-of", "2026-11-20", "--output", os.devnull)
        return in_turn({BARE: _run("pass"), KEPT: _run(*check, kept=folder), ANEW: _run(*check)}, effort)


def _run(*arguments: str, kept: str = "") -> Work:
    command = (sys.executable, "-c", *arguments)
    environment = {**os.environ, "POSOLOGY_CACHE": kept}
    return lambda: subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - ourselves
