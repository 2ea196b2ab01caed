"""What the command loads before it answers, and that it answers alike every time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.architecture.source import ROOT

_PROGRAM = """
import sys
from posology_cli.main import main
sys.argv = ["posology", *sys.argv[1:]]
try:
    main()
except SystemExit as left:
    assert not left.code, left.code
sys.stderr.write("\\nLOADED " + " ".join(sys.modules))
"""
CHECK = ("check", "examples/candidate.yaml", "--as-of", "2026-11-20")


def run(arguments: Sequence[str], **environment: str) -> tuple[str, frozenset[str]]:
    """What the command prints, and the modules that it had loaded in the end."""
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout, frozenset(ran.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize(
    "module", ["durable_rules_engine", "lark", "pint", "posology.explain.check", "pydantic", "rich", "yaml"]
)
def test_help_waits_for_nothing_that_it_does_not_need(module: str) -> None:
    """`posology --help` is answered before the engine is loaded."""
    assert module not in run(["--help"])[1]


@pytest.mark.parametrize("module", ["hypothesis", "jsonschema", "pint", "pydantic", "socket", "sqlalchemy"])
def test_a_check_waits_for_nothing_that_it_does_not_need(module: str) -> None:
    """Units of the shipped rules need no Pint, a record no pydantic, and nothing needs the network."""
    assert module not in run(CHECK)[1]


@pytest.mark.parametrize("suffix", ["text", "json"])
def test_the_same_input_gives_the_same_bytes(suffix: str) -> None:
    """No order of a set or of memory shows in an answer."""
    answers = {run([*CHECK, "--format", suffix], PYTHONHASHSEED=seed)[0] for seed in ("0", "1", "2026")}
    assert len(answers) == 1
