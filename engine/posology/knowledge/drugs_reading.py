"""The drug knowledge base read from its files. Apart from `drugs`, so that what asks it need not load what reads it."""

from __future__ import annotations

from collections.abc import Sequence

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.drugs import Drugs
from posology.knowledge.drugs_build import build_index
from posology.knowledge.drugs_files import read_files


def read_drugs(files: Sequence[tuple[str, bytes]], diagnostics: Diagnostics) -> Drugs:
    """The drugs that the files, each a name and its content, list together; every fault is in the bag."""
    return Drugs(build_index(read_files(files, diagnostics), diagnostics))
