"""Every number has a unit and a source: each of them is taken away in turn, and the protocol no longer compiles."""

from __future__ import annotations

import re

import pytest

from posology.api.knowledge import Knowledge
from posology.api.loading import Workshop, load_knowledge
from posology.diagnostics.diagnostic import Diagnostics, Severity
from posology.protocol.files import ProtocolFiles
from posology.protocol.site import NO_SITE
from tests.golden.protocols.faults import SOUND

TEXT = (SOUND / "protocol.yaml").read_text(encoding="utf-8")
SOURCES = (SOUND / "sources.yaml").read_bytes()

CITATION = re.compile(r"(?:, |(?<=\{)|\n *)source: \{[^{}]*\}")
UNIT_OF_A_NUMBER = re.compile(r", unit: [a-z0-9 ]+(?=[,}])|\n  unit: months")
UNIT_OF_A_DURATION = re.compile(r"(?<=[0-9]) (?:day|week|month|year)s?(?=[\n,}\]])")
UNIT_OF_A_QUANTITY = re.compile(r"(?<=[0-9]) '+[^' ]+'+")
WORDS_AFTER_A_NUMBER = re.compile(r"(?<=then 4) days|(?<=else 6) days|(?<=onset \+ 1) year")

UNITS = (UNIT_OF_A_NUMBER, UNIT_OF_A_DURATION, UNIT_OF_A_QUANTITY, WORDS_AFTER_A_NUMBER)
HAS_NUMBER = re.compile(r"(?<![A-Z-])\b[0-9]")
READ_BY_PEOPLE = re.compile(r"(?:says|text|check|version|count): .*")
"""Also the version, and a count of levels, which counts nothing but themselves."""

OTHERWISE = {"iv-dose": "per-kg", "nsaid-hold": "by-medicine"}
"""The options that are not the defaults: what stands under them has its numbers too."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load_knowledge()


def codes(text: str, knowledge: Knowledge) -> list[str]:
    """The codes of every fault that the protocol of that text has, under either choice of readings."""
    files = ProtocolFiles(SOUND.name, text.encode(), SOURCES, "protocol.yaml", "sources.yaml")
    found: list[str] = []
    for chosen in ({}, OTHERWISE):
        diagnostics = Diagnostics()
        rules = Workshop(knowledge, NO_SITE, {}).compile(files, chosen, diagnostics)
        assert (rules is None) is diagnostics.has_errors
        found += [each.code for each in diagnostics if each.severity is Severity.ERROR]
    return found


def line_of(offset: int) -> int:
    """The number of the line, from 1."""
    return TEXT.count("\n", 0, offset) + 1


def lacking(*forms: re.Pattern[str]) -> dict[str, str]:
    """The protocol without each place of the forms in turn, called by the line and by what is lacking."""
    places = sorted(each.span() for form in forms for each in form.finditer(TEXT))
    return {
        f"{line_of(start)}: {TEXT[start:end].strip()} ({start})": TEXT[:start] + TEXT[end:] for start, end in places
    }


WITHOUT_SOURCE, WITHOUT_UNIT = lacking(CITATION), lacking(*UNITS)


def test_the_protocol_compiles_as_it_is(knowledge: Knowledge) -> None:
    """What is found below is found because of what was taken away."""
    assert codes(TEXT, knowledge) == []


@pytest.mark.parametrize("text", WITHOUT_SOURCE.values(), ids=WITHOUT_SOURCE)
def test_nothing_stands_without_its_source(text: str, knowledge: Knowledge) -> None:
    """A number whose source is taken away is refused, and so is every rule."""
    assert "P0410" in codes(text, knowledge)


@pytest.mark.parametrize("text", WITHOUT_UNIT.values(), ids=WITHOUT_UNIT)
def test_no_number_stands_without_its_unit(text: str, knowledge: Knowledge) -> None:
    """Neither of cells nor of days, neither in a condition nor in a formula."""
    assert codes(text, knowledge)


def test_every_number_is_tried() -> None:
    """No line with a number, but for names, versions and what people read, escapes the forms above."""
    tried = {line_of(each.end()) for form in UNITS for each in form.finditer(TEXT)}
    lines = enumerate(TEXT.split("\n"), start=1)
    bare = {number for number, line in lines if HAS_NUMBER.search(READ_BY_PEOPLE.sub("", line))}
    assert bare <= tried
