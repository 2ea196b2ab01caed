"""The shipped drug files, read once, and small ones made for one test."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.knowledge.drugs import Drugs, Recognised, Unrecognised
from posology.knowledge.drugs_reading import read_drugs

FOLDER = Path(__file__).parents[3] / "rules" / "knowledge" / "drugs"

HEAD = """\
sources:
- {id: S1, says: a source}
groups:
- {class: nsaid, atc: [M01A]}
- {class: opioid, atc: [N02A]}
- {class: mixed, atc: [R05, R05DA]}
- {class: none, atc: [C09]}
wrong_codes:
- {of: naproxen, rxnorm: 99, source: S1}
"""


def shipped_files() -> list[tuple[str, bytes]]:
    """Every shipped drug file, by name."""
    return [(path.name, path.read_bytes()) for path in sorted(FOLDER.glob("*.yaml"))]


@cache
def shipped() -> Drugs:
    """The shipped drugs, which must read without a fault."""
    diagnostics = Diagnostics()
    drugs = read_drugs(shipped_files(), diagnostics)
    assert [f"{each.span} {each.message}" for each in diagnostics] == []
    return drugs


def made(body: str) -> tuple[Drugs, list[Diagnostic]]:
    """The drugs of one small file beside one with sources and groups, and the faults found."""
    diagnostics = Diagnostics()
    drugs = read_drugs([("head.yaml", HEAD.encode()), ("made.yaml", body.encode())], diagnostics)
    return drugs, list(diagnostics)


def recognised(name: str, rxnorm: str | None = None, atc: str | None = None) -> Recognised:
    """What the shipped drugs recognise, which they must."""
    found = shipped().recognise(name, rxnorm, atc)
    assert isinstance(found, Recognised), found
    return found


def left_open(name: str, rxnorm: str | None = None, atc: str | None = None) -> Unrecognised:
    """What the shipped drugs leave open, which they must."""
    found = shipped().recognise(name, rxnorm, atc)
    assert isinstance(found, Unrecognised), found
    return found


def names(found: Recognised) -> list[str]:
    """The ingredients of it, in order."""
    return [each.name for each in found.ingredients]
