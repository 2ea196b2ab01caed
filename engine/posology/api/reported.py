"""The evidence of a protocol: what its source reported, kept in a folder beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from posology.api.knowledge import Knowledge
from posology.api.loading import load
from posology.api.reading import raise_if_refused, text_of
from posology.api.shipped import RULES, shipped_protocols
from posology.compile.desk import Reference
from posology.compile.evidence import KEYS, read_evidence
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.protocol import Protocol
from posology.results.evidence import Evidence

FOLDER = "evidence"


@dataclass(frozen=True, slots=True)
class Reported:
    """A protocol with what its source reported; `evidence` is None where no file of it is kept."""

    protocol: Protocol
    evidence: Evidence | None


def show_evidence(protocol: str, knowledge: Knowledge, *, site: tuple[str, bytes] | None = None) -> Reported:
    """What is kept of the reports behind the protocol of that id or path.

    Raises:
        Refused: where the protocol, the site file or the evidence has a fault.
    """
    compiled = load(protocol, knowledge, site=site).protocol
    files = _files(protocol)
    if not files:
        return Reported(compiled, None)
    diagnostics = Diagnostics()
    reference = Reference(
        dictionary=knowledge.dictionary,
        anatomy=knowledge.anatomy,
        drugs=knowledge.drugs,
        instruments=knowledge.instruments,
    )
    evidence = read_evidence(files, compiled, reference, diagnostics)
    raise_if_refused(diagnostics, {name: text_of(content) for name, content in files})
    return Reported(compiled, evidence)


def _files(protocol: str) -> tuple[tuple[str, bytes], ...]:
    """The files that evidence may consist of, in the order in which they are listed, as far as they are there."""
    folder = RULES / protocol if protocol in shipped_protocols() else Path(protocol)
    if folder.is_file():
        folder = folder.parent
    paths = (folder / FOLDER / f"{stem}.yaml" for stem in KEYS)
    return tuple((_name(path), path.read_bytes()) for path in paths if path.is_file())


def _name(path: Path) -> str:
    """How a file is quoted: shipped ones from the rules folder on, others as the user named them."""
    return str(path.relative_to(RULES.parent)) if path.is_relative_to(RULES) else str(path)
