"""What was compiled before is not compiled again: where the command keeps it, and how to do without."""

from __future__ import annotations

import os
from pathlib import Path

from posology.api import Rules
from posology.api.knowledge import Knowledge
from posology.api.prepared import fingerprint, keep, recall
from posology.diagnostics.diagnostic import Refused

FOLDER = "POSOLOGY_CACHE"
"""The variable that names the folder; empty, nothing is kept."""


def kept_folder() -> Path | None:
    """The folder in which compiled protocols are kept; None where the user wants none or has no home."""
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(base) / "posology" if base else Path.home() / ".cache" / "posology"
    except RuntimeError:
        return None


def load_or_recall(protocol: str, site: tuple[str, bytes] | None) -> tuple[Knowledge, Rules | Refused]:
    """The knowledge and the protocol as they were kept, or loaded anew; a refusal comes instead of the protocol."""
    folder = kept_folder()
    name = fingerprint(protocol, site)
    found = None if folder is None else recall(folder, name)
    if found is not None:
        return found
    from posology.api.loading import knowledge_for, knowledge_of, load, load_knowledge  # noqa: PLC0415 - the grammar and the compiler, for this only

    knowledge = load_knowledge()
    try:
        rules = load(protocol, knowledge, site=site)
    except Refused as refused:
        return knowledge_for(protocol, knowledge), refused
    prepared = (knowledge_of(knowledge, rules), rules)
    if folder is not None:
        keep(folder, name, prepared)
    return prepared
