"""Copies of a shipped protocol with some of their text edited, held against it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest

from posology.api.differing import Wanted, diff
from posology.api.shipped import RULES
from posology.results.difference import MeaningDiff
from tests.unit.judged import knowledge

AS_OF = date(2026, 11, 20)

Change: TypeAlias = tuple[str, str]
Differ: TypeAlias = Callable[..., MeaningDiff]


def copied(folder: Path, *changes: Change, protocol: str = "allorx-spine", file: str = "protocol.yaml") -> Path:
    """The protocol copied into the folder, with some text of one file changed; what is changed must be there."""
    target = folder / f"copy-{len(list(folder.iterdir()))}"
    shutil.copytree(RULES / protocol, target)
    path = target / file
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return target


@pytest.fixture
def differ(tmp_path: Path) -> Differ:
    """Holds allorx-spine against a copy of it that is edited."""

    def hold(*changes: Change, protocol: str = "allorx-spine") -> MeaningDiff:
        edited = copied(tmp_path, *changes, protocol=protocol)
        return diff(Wanted(protocol=protocol), Wanted(protocol=str(edited)), knowledge(), AS_OF)

    return hold
