"""The catalogue: one entry for every code, each complete, and every code in use catalogued."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import posology
from posology.diagnostics.catalogue import AREAS, CATALOGUE
from posology.diagnostics.catalogue.entry import Entry
from posology.diagnostics.diagnostic import Severity
from tests.unit.reader.reading import codes

ENGINE = Path(posology.__file__).parent
CODE = re.compile(r"P[0-9]{4}")

# Entries whose example is described in words, or whose fault lies in something else than the text of a file.
DESCRIBED = frozenset({"P0101", "P0102", "P0106", "P0109"})
# Faults of shape, which the reader of the file finds and not the reader of its text.
OF_SHAPE = frozenset({"P0130", "P0131", "P0132", "P0133", "P0134", "P0135"})
READING = tuple(each for each in CATALOGUE.values() if each.code.startswith("P01"))


def test_no_code_has_two_entries() -> None:
    """A code names one fault for ever."""
    every = [each.code for _, entries in AREAS for each in entries]
    assert sorted(every) == sorted(set(every))


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_an_entry_is_complete(entry: Entry) -> None:
    """Code, title, severity, reason, example and remedy are all there."""
    assert CODE.fullmatch(entry.code)
    assert entry.severity in {each.value for each in Severity}
    assert all((entry.title.strip(), entry.why.strip(), entry.example.strip(), entry.instead.strip()))
    assert not entry.title.endswith(".")


@pytest.mark.parametrize("number", range(len(AREAS)), ids=[title for title, _ in AREAS])
def test_an_area_has_codes_of_its_own(number: int) -> None:
    """The first two digits of a code tell which room found the fault."""
    assert {each.code[:3] for each in AREAS[number][1]} <= {f"P0{number + 1}"}


def test_every_code_in_use_is_catalogued() -> None:
    """No diagnostic can carry a code that the manual does not explain."""
    used: dict[str, str] = {}
    for file in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                used[node.value] = file.name
    assert {code: file for code, file in used.items() if code not in CATALOGUE} == {}


@pytest.mark.parametrize("entry", READING, ids=[each.code for each in READING])
def test_the_example_of_an_entry_has_its_fault(entry: Entry) -> None:
    """What the manual shows as a fault is refused for exactly that, and what it shows instead is not."""
    name = "file.json" if entry.example.startswith("{") else "file.yaml"
    if entry.code not in DESCRIBED | OF_SHAPE:
        assert set(codes(entry.example, name)) == {entry.code}
    if entry.code not in DESCRIBED:
        assert codes(entry.instead, name) == []
