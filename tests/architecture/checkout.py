"""The files of the checkout as somebody who clones it has them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.source import ROOT

_NOT_OURS = frozenset(
    {".git", ".venv", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache"}
    | {"__pycache__", "build", "dist", "htmlcov", "node_modules"}
)


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or could be committed, by name."""
    return tuple(sorted(_listed() or _walked(ROOT)))


def texts() -> Iterator[tuple[str, str]]:
    """Every file of text with its path from the root."""
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode("utf-8", errors="replace")


def pages() -> tuple[Path, ...]:
    """Every page of Markdown."""
    return tuple(path for path in files() if path.suffix == ".md")


def _listed() -> tuple[Path, ...]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return ()
    listing = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return tuple(path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file())


def _walked(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _NOT_OURS:
            yield from _walked(path)
        elif path.is_file() and not path.name.startswith(".coverage"):
            yield path
