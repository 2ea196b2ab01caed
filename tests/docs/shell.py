"""Runs the commands of one block in one shell, as somebody would who follows the page in a clone of the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from tests.architecture.source import ROOT

NO_FILES: Mapping[str, str] = MappingProxyType({})

_NOT_SHOWN = frozenset({".git", ".venv"})
_END = "---- the output of one command ends here ----"

# `make` finds everything installed already: the environment that runs this is the one that the verb would have made.
_MAKE = """make() {
  command make --silent --no-print-directory --old-file="$POSOLOGY_VENV/.installed" VENV="$POSOLOGY_VENV" "$@"
}"""


def run_commands(commands: Sequence[str], files: Mapping[str, str] = NO_FILES, day: str | None = None) -> list[str]:
    """What each command prints on both streams, in order; a later command sees what became of an earlier one.

    The `files` stand in the folder, beside those of the checkout. To `posology` it is the `day`, where one is stated.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as first:
        if day is not None:
            _on_that_day(Path(first) / "posology", day)
        for entry in ROOT.iterdir():
            if entry.name not in _NOT_SHOWN:
                (Path(folder) / entry.name).symlink_to(entry)
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        script = "\n".join((_MAKE, *(f"{command}\nbecame=$?; echo '{_END}'; (exit $became)" for command in commands)))
        run = subprocess.run(
            [shutil.which("sh") or "sh", "-c", script],
            cwd=folder,
            env=_environment(first),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            check=False,
        )
    outputs = run.stdout.split(f"{_END}\n")
    assert len(outputs) == len(commands) + 1, run.stdout
    return outputs[:-1]


def _on_that_day(command: Path, day: str) -> None:
    """Writes the command `posology` as it is on that day."""
    clock = Path(__file__).with_name("clock.py")
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{clock}" {day} "$@"\n', "utf-8")
    command.chmod(0o700)


def _environment(first: str) -> dict[str, str]:
    """This environment, with commands of the folder `first` and of its own Python first, no colour, eighty columns."""
    kept = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "FORCE_COLOR"}}
    # Not resolved: in a virtual environment the Python is a link to one that has nothing installed.
    commands = str(Path(sys.executable).parent)
    return kept | {
        "PATH": os.pathsep.join((first, commands, kept.get("PATH", ""))),
        "POSOLOGY_VENV": sys.prefix,
        "LC_ALL": "C.UTF-8",
        "PYTHONUTF8": "1",
        "NO_COLOR": "1",
        "COLUMNS": "80",
    }
