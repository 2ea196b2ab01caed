"""Records taken in by the shipped dictionary and drug knowledge, for the tests of this room."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.knowledge.dictionary import Dictionary, read_dictionary
from posology.knowledge.drugs import Drugs
from posology.knowledge.drugs_reading import read_drugs
from posology.record.facts import Facts
from posology.record.intake import read_record, read_record_tree
from posology.record.unwritten import tree_of

ROOT = Path(__file__).parents[3]
AS_OF = date(2026, 11, 20)


def _files(folder: str) -> list[tuple[str, bytes]]:
    return [(each.name, each.read_bytes()) for each in sorted((ROOT / "rules" / folder).glob("*.yaml"))]


@cache
def shipped_dictionary() -> Dictionary:
    """The dictionary of `rules/dictionary`."""
    diagnostics = Diagnostics()
    dictionary = read_dictionary(_files("dictionary"), diagnostics)
    assert not list(diagnostics)
    return dictionary


@cache
def shipped_drugs() -> Drugs:
    """The drugs of `rules/knowledge/drugs`; whether those files are right is for their own tests."""
    return read_drugs(_files("knowledge/drugs"), Diagnostics())


def take_in(text: str | bytes, name: str = "record.yaml") -> tuple[Facts | None, tuple[Diagnostic, ...]]:
    """The facts of a record as written, and everything that was said of it."""
    diagnostics = Diagnostics()
    content = text.encode() if isinstance(text, str) else text
    facts = read_record(content, name, shipped_dictionary(), shipped_drugs(), AS_OF, diagnostics)
    return facts, tuple(diagnostics)


def take_in_plain(record: object) -> tuple[Facts | None, tuple[Diagnostic, ...]]:
    """The facts of a record as plain Python, and everything that was said of it."""
    diagnostics = Diagnostics()
    tree = tree_of(record, "row 1", diagnostics)
    digest = hashlib.sha256(b"").hexdigest()
    facts = read_record_tree(tree, digest, shipped_dictionary(), shipped_drugs(), AS_OF, diagnostics)
    return (None if diagnostics.has_errors else facts), tuple(diagnostics)


def facts_of(text: str) -> Facts:
    """The facts of a record that is taken in without a fault."""
    facts, said = take_in(text)
    assert facts is not None, said
    return facts


def codes_of(text: str | bytes, name: str = "record.yaml") -> list[str]:
    """The codes of everything that was said of the record, in the order of their places."""
    return [each.code for each in take_in(text, name)[1]]


def only(text: str) -> Diagnostic:
    """The one thing that was said of the record."""
    (said,) = take_in(text)[1]
    return said
