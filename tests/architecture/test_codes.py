"""Every diagnostic code that the engine can give has a page, and every page a fault that gives its code."""

from __future__ import annotations

import ast
import re

from posology.diagnostics.catalogue import CATALOGUE
from tests.architecture.source import command, engine

CODE = re.compile(r"P[0-9]{4}")
THE_CATALOGUE = "posology.diagnostics.catalogue"
SEVERITIES = {"error", "warning"}


def used() -> set[str]:
    """The codes that stand as a text of their own anywhere but in the catalogue."""
    return {
        node.value
        for module in (*engine(), *command())
        if not module.name.startswith(THE_CATALOGUE)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }


def test_every_code_has_an_entry() -> None:
    """No message carries a code that the manual does not explain."""
    assert sorted(used() - set(CATALOGUE)) == []


def test_every_entry_has_a_use() -> None:
    """No page of the manual explains a message that is never given."""
    assert sorted(set(CATALOGUE) - used()) == []


def test_every_entry_is_whole() -> None:
    """An entry says what, why, how it looks and what to write instead, and its severity is one of two."""
    for code, entry in CATALOGUE.items():
        assert entry.code == code
        assert entry.severity in SEVERITIES
        assert all((entry.title, entry.why, entry.example, entry.instead)), code
        assert not entry.title.endswith("."), code
