"""The manual page of diagnostics."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry
from posology.render.diagnostics_page import diagnostics_page


def entry(code: str) -> Entry:
    """An entry of little text."""
    return Entry(code=code, title="a key twice", severity="error", why="nobody knows", example="a: 1", instead="b: 1")


def test_every_entry_is_in_the_table_and_has_a_section() -> None:
    """In the order of codes within an area; an area without entries is left out."""
    page = diagnostics_page([("Reading", (entry("P0102"), entry("P0101"))), ("Sites", ())])
    assert "| [P0101](#p0101) | error | a key twice |\n| [P0102](#p0102) |" in page
    assert page.index("### P0101\n") < page.index("### P0102\n")
    assert "**A key twice.** Nobody knows.\n\n```text\na: 1\n```\n\nInstead:\n\n```text\nb: 1\n```\n" in page
    assert "Sites" not in page


def test_the_page_says_how_it_is_made() -> None:
    """Whoever wants to change the page finds the catalogue and the command."""
    assert "pytest -n 0 tests/golden/diagnostics --accept-goldens" in diagnostics_page([])
