"""Reading records, and refusing what has a fault."""

from __future__ import annotations

from datetime import date

from posology.api.knowledge import Knowledge
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics, Refused
from posology.record.facts import Facts
from posology.record.intake import read_record


def read_facts(content: bytes, name: str, knowledge: Knowledge, as_of: date) -> tuple[Facts, tuple[Diagnostic, ...]]:
    """The facts of a record, with the warnings that go beside its result.

    Raises:
        Refused: where the record has a fault; every fault of the run is in it.
    """
    diagnostics = Diagnostics()
    facts = read_record(content, name, knowledge.dictionary, knowledge.drugs, as_of, diagnostics)
    raise_if_refused(diagnostics, {name: text_of(content)})
    if facts is None:
        raise AssertionError("a record that is not read has a diagnostic")
    return facts, tuple(diagnostics)


def raise_if_refused(diagnostics: Diagnostics, texts: dict[str, str]) -> None:
    """Returns only where nothing found is an error.

    Raises:
        Refused: where something is; it carries the texts for quoting.
    """
    if diagnostics.has_errors:
        raise Refused(tuple(diagnostics), texts)


def text_of(content: bytes) -> str:
    """The file as text for quoting; what is no text stands as a replacement character."""
    return content.decode("utf-8", errors="replace")
