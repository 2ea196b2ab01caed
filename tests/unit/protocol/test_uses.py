"""What is declared and never used."""

from __future__ import annotations

from posology.diagnostics.diagnostic import Diagnostics, Severity
from posology.protocol.uses import check_uses
from posology.reader.document import read_document
from posology.reader.tree import Mapping

READINGS = "readings: {a: {options: {x: {source: {ref: paper}}}}}\n"


def tree(text: str) -> Mapping:
    """The mapping that the text is."""
    root = read_document(text, "protocol.yaml", Diagnostics())
    assert isinstance(root, Mapping)
    return root


def told(text: str, sources: str | None = None, lender: str | None = None) -> list[str]:
    """The codes of the warnings."""
    diagnostics = Diagnostics()
    listed = None if sources is None else tree(sources)
    check_uses(tree(text), listed, None if lender is None else tree(lender), diagnostics)
    assert all(each.severity is Severity.WARNING for each in diagnostics)
    return [each.code for each in diagnostics]


def test_a_reading_that_settles_nothing_is_told() -> None:
    """A choice without effect misleads a clinic."""
    assert told(READINGS) == ["P0407"]
    assert told(READINGS + "plan: [{when: {reading: a, x: 1}}]") == []


def test_a_reading_that_settles_the_washout_taken_over_is_used() -> None:
    """The rules of the lender use the readings of the borrower; its plan does not."""
    assert told(READINGS, lender="washout: {nsaid: {hold: {reading: a, x: 1}}}") == []
    assert told(READINGS, lender="together: {classes: {reading: a, x: 1}}") == []
    assert told(READINGS, lender="plan: {iv: {cells: {reading: a, x: 1}}}") == ["P0407"]


def test_a_source_that_nothing_cites_is_told() -> None:
    """Also an option of a reading cites."""
    text = READINGS + "plan: {reading: a, x: 1}"
    assert told(text, "paper: {title: cited}\nbook: {title: not cited}\n") == ["P0414"]
    assert told(text, "paper: {title: cited}\n") == []


def test_sources_that_cannot_be_read_are_not_told() -> None:
    """Their fault was told when they were read."""
    assert told("a: 1", None) == []
