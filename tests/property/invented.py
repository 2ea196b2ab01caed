"""Protocols that nobody had in mind, written to a folder and loaded by its path as a user's own would be."""

from __future__ import annotations

from pathlib import Path

from hypothesis import reject

from posology.api.loading import load
from posology.compile.criteria import HOLDS_WITH_NOTHING_RECORDED
from posology.compile.limits import OUTSIDE_A_LIMIT
from posology.compile.thresholds import NOT_TOGETHER, WITH_ITSELF
from posology.diagnostics.diagnostic import Refused, Severity
from posology.explain.rules import Rules
from tests.property.judging import knowledge
from tests.strategies.protocols import InventedProtocol

REFUSED = {HOLDS_WITH_NOTHING_RECORDED, OUTSIDE_A_LIMIT, NOT_TOGETHER, WITH_ITSELF}


def load_invented(invented: InventedProtocol, folder: Path) -> Rules:
    """The protocol compiled by the real compiler; whatever stood in the folder before is written over."""
    folder = folder / "invented"
    folder.mkdir(exist_ok=True)
    (folder / "protocol.yaml").write_text(invented.protocol, encoding="utf-8")
    (folder / "sources.yaml").write_text(invented.sources, encoding="utf-8")
    try:
        return load(str(folder), knowledge())
    except Refused as refused:
        # what might hold of a patient of whom nothing is known is refused, sometimes out of caution; so are doses that
        # can be seen to pass a limit, and criteria of which it can be seen that nobody meets them
        errors = [each for each in refused.diagnostics if each.severity is Severity.ERROR]
        assert {each.code for each in errors} <= REFUSED, errors
        reject()
