"""What starting costs: no command waits for what it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from posology_cli.main import COMMANDS
from tests.unit.judged import EXAMPLES

LISTING = """
import sys
from posology_cli.main import main
code = main(sys.argv[1:])
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
NEVER = frozenset({"rich", "pint", "hypothesis", "pydantic", "jsonschema", "ibis", "duckdb", "z3"}) | frozenset(
    {"polars", "fastexcel", "matplotlib", "numpy"}
)


def imported_by(arguments: tuple[object, ...], kept: Path) -> frozenset[str]:
    """The modules that are there once the command has run."""
    ran = subprocess.run(
        [sys.executable, "-c", LISTING, *map(str, arguments)],
        env={**os.environ, "POSOLOGY_CACHE": str(kept)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return frozenset(ran.stderr.splitlines())


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_imports_no_engine(arguments: tuple[str, ...], kept: Path) -> None:
    """Only click and the table of commands are needed to say what there is."""
    modules = imported_by(arguments, kept)
    assert not modules & (NEVER | {"lark", "yaml", "posology.api", "posology.explain.check", "durable_rules_engine"})


@pytest.mark.parametrize("command", ["check", "sheet", "schedule"])
def test_a_check_imports_only_what_it_needs(command: str, kept: Path) -> None:
    """Neither units beyond the shipped ones, nor models, nor terminal art; and no grammar once a protocol is kept."""
    arguments = (command, EXAMPLES / "candidate.yaml", "--as-of", "2026-11-20", "--output", os.devnull)
    imported_by(arguments, kept)
    assert not imported_by(arguments, kept) & (NEVER | {"lark"})


def test_every_command_is_where_the_table_says() -> None:
    """The table that `--help` prints names commands that are there."""
    from importlib import import_module  # noqa: PLC0415 - what is tested is an import by name

    for name, place in COMMANDS.items():
        assert getattr(import_module(place.module), place.name).name == name
