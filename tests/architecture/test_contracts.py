"""Each floor imports only from floors below it, and the contracts that say so find faults that are planted for them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, folder_of

# A room, and an import that it must not have, for each contract by its name.
FAULTS: Mapping[str, tuple[str, str]] = {
    "Each floor imports only from floors below it": ("posology/values/truth.py", "posology.results.check"),
    "Nothing behind the compiler sees the protocol as written": (
        "posology/results/trace.py",
        "posology.protocol.document",
    ),
    "Renderers read results and run nothing": ("posology/render/check_json.py", "posology.explain.evaluate"),
    "The typed tree does not know how it was written": ("posology/ir/types.py", "posology.reader.tree"),
    "The command calls the API and chooses a renderer": ("posology_cli/__init__.py", "posology.explain.check"),
    "Outcomes know scores and no record, and nothing as it was written": (
        "posology/scores/cells.py",
        "posology.record.facts",
    ),
    "The trail keeps results and judges nothing": ("posology/trail/entry.py", "posology.record.facts"),
    "No cycles between siblings": ("posology/values/dates.py", "posology.values.numerals"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of the checkout, held against the packages in the folder."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with a copy of both packages."""
    for package in ("posology", "posology_cli"):
        shutil.copytree(folder_of(package), tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "rules"))
    return tmp_path


def test_every_contract_is_kept(copied: Path) -> None:
    """No import of the engine or the command breaks a contract."""
    found = lint(copied)
    assert found.returncode == 0, found.stdout


def test_every_contract_can_fail(copied: Path) -> None:
    """A wrong import, one for each contract, breaks that contract."""
    for file, name in FAULTS.values():
        path = copied / file
        path.write_text(f"{path.read_text('utf-8')}\nimport {name}\n", "utf-8")
    found = lint(copied)
    assert found.returncode == 1
    assert [name for name in FAULTS if f"{name} BROKEN" not in " ".join(found.stdout.split())] == []


def test_every_contract_has_a_planted_fault() -> None:
    """A contract that nobody has seen fail may be one that cannot."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in declared} == set(FAULTS)


def test_every_room_stands_on_a_floor() -> None:
    """A new room of the engine is named in the contract of floors."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    floors = {room.strip() for layer in declared[0]["layers"] for room in layer.split("|")}
    rooms = {f"posology.{each.name}" for each in folder_of("posology").iterdir() if (each / "__init__.py").is_file()}
    assert rooms | {"posology_cli"} == floors
