"""The small protocol of the tests with one text of it replaced."""

from __future__ import annotations

from pathlib import Path

from posology.api import Rules, load
from tests.golden.protocols.faults import SOUND
from tests.unit.judged import knowledge


def planted(folder: Path, old: str, new: str, site: bytes | None = None) -> Rules:
    """The protocol, loaded from a copy in the folder, with the decisions of a site where there is one."""
    copy = folder / SOUND.name
    copy.mkdir()
    for file in ("protocol.yaml", "sources.yaml"):
        text = (SOUND / file).read_text(encoding="utf-8")
        assert file != "protocol.yaml" or old in text
        (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return load(str(copy), knowledge(), site=None if site is None else ("site.yaml", site))
