"""The shipped knowledge, read once, and a place for protocols of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api.knowledge import Knowledge
from posology.api.loading import load_knowledge
from tests.golden.protocols.faults import SOUND


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load_knowledge()


@pytest.fixture
def protocol(tmp_path: Path) -> Callable[[str, str], Path]:
    """Makes a folder with the small protocol in it, one text of its file replaced."""

    def make(replace: str = "", by: str = "") -> Path:
        folder = tmp_path / SOUND.name
        folder.mkdir(exist_ok=True)
        for name in ("protocol.yaml", "sources.yaml"):
            text = (SOUND / name).read_text(encoding="utf-8")
            if name == "protocol.yaml":
                assert replace in text
                text = text.replace(replace, by, 1) if replace else text
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        return folder

    return make
