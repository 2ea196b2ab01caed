"""The command run within the test, with a folder of its own for what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from posology_cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Ran]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for compiled protocols in a session, and never the user's own."""
    folder = tmp_path_factory.mktemp("kept")
    folder.chmod(0o700)
    return folder


@pytest.fixture
def run(kept: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs `posology` with these arguments."""
    monkeypatch.setenv("POSOLOGY_CACHE", str(kept))
    monkeypatch.delenv("POSOLOGY_DEBUG", raising=False)

    def command(*arguments: object) -> Ran:
        code = main([str(each) for each in arguments])
        printed = capfdbinary.readouterr()
        return Ran(code, printed.out.decode(), printed.err.decode())

    return command


@pytest.fixture
def record(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a record into a file."""

    def write(text: str) -> Path:
        file = tmp_path / "record.yaml"
        file.write_text(text, "utf-8")
        return file

    return write
