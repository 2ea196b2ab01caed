"""The page for a board: it stands alone, says everything, and promises nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from posology.render.verification_html import verification_as_html
from posology.render.verification_words import NEVER_LOOKED_AT
from posology.results.verification import Verification
from tests.unit.render import verifications as made
from tests.unit.render.verifications import clean, faulty, nothing, unfinished

EMPTY = frozenset({"meta", "rect", "path"})
"""Elements without content, which HTML or SVG lets stand without an end."""


class _Outline(HTMLParser):
    """The headings of a page, and whether its elements are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element."""
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value is not None]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of SVG that is closed at once."""
        self.tags.add(tag)
        assert attrs

    def handle_endtag(self, tag: str) -> None:
        """Closes the element that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text; that of a heading is kept."""
        if self.open and self.open[-1] in {"h1", "h2"}:
            self.headings.append(data)


def _outline(verification: Verification) -> _Outline:
    outline = _Outline()
    outline.feed(verification_as_html(verification))
    outline.close()
    assert outline.open == []
    return outline


@pytest.mark.parametrize("verification", [nothing(), clean(), faulty(), unfinished()])
def test_it_stands_alone(verification: Verification) -> None:
    """No script, nothing from elsewhere, no element left open, no id twice."""
    page, outline = verification_as_html(verification), _outline(verification)
    assert not outline.tags & {"script", "img", "link", "iframe", "object", "form"}
    assert len(outline.ids) == len(set(outline.ids))
    assert not re.search(r"(?:src|href|url)\s*[=(]", page)
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page


def test_the_chapters_of_a_faulty_protocol() -> None:
    """What stands against it comes before how much else is right."""
    assert _outline(faulty()).headings == [
        "Verification of allorx-spine, version 1.0.0",
        "What was verified",
        "What was found",
        "What stands against the protocol",
        "Undecided, and so no pass",
        "The rules: which finding feeds which conclusion",
        "Proofs",
        "Properties",
        "Mutants",
        "What the worked cases reach",
        "Open readings",
        "Warnings about the protocol",
        "Sources",
        "What was not looked at",
    ]


def test_a_clean_protocol_has_no_chapter_of_faults() -> None:
    """And a protocol of which nothing is known has a page all the same."""
    assert "What stands against the protocol" not in _outline(clean()).headings
    assert "No fault found in what was looked at." in verification_as_html(clean())
    assert _outline(nothing()).headings[0] == "Verification of rules/mine"
    assert "Faults found: there are no worked cases." in verification_as_html(nothing())


def test_the_banner_and_what_was_verified_stand_first() -> None:
    """With the hash of the files, so that the page can be held against them."""
    page = verification_as_html(faulty())
    assert page.index("INVESTIGATIONAL USE.") < page.index("What was verified") < page.index("Faults found")
    assert f"sha256 {made.protocol().sha256}" in page
    assert "chosen by the site file clinic.yaml" in page
    assert "posology 1.2.3" in page


def test_every_open_reading_has_its_options_and_its_default() -> None:
    """With the evidence for each, and whether anybody approved it."""
    page = verification_as_html(clean())
    for reading in made.protocol().readings:
        assert f"<h3>{reading.id}: " in page
        assert f'<th scope="row">{reading.default}</th>' in page
    assert page.count("default, chosen, not approved") == len(made.protocol().readings)


def test_proofs_survivors_and_sources_are_there_in_words() -> None:
    """A board reads sentences, not ids."""
    page = verification_as_html(faulty())
    assert '<th scope="row">Some patient is eligible.</th><td>proved</td><td>An invented patient is.</td>' in page
    assert "<h3>Nothing notices this change: 1 year becomes 11 months in the criterion chronic-pain</h3>" in page
    assert "Exempt, each with its argument in the protocol" in page
    assert "both are within what the source allows" in page
    assert "the solver finds no difference" in page
    for source in made.protocol().sources:
        assert f"{source.id}: " in page


def test_what_was_not_looked_at_is_said_each_time() -> None:
    """What no verification looks at, and what this one left out."""
    for verification in (clean(), unfinished()):
        page = verification_as_html(verification)
        assert all(each in page for each in NEVER_LOOKED_AT)
    assert page.count("<li>Proofs: asked to be left out.") == 1


def test_a_record_keeps_its_lines_and_is_no_markup() -> None:
    """Indentation is meaning in a record file; a name of a patient is text."""
    page = verification_as_html(faulty())
    assert "medications:\n  - drug: naproxen\n    last_dose: 2026-11-18</pre>" in page
    assert "a tie &lt;does&gt; not qualify" in page
    assert "&lt;b&gt;&amp;" in page
    assert "\u202e" not in page


def test_a_survivor_that_nobody_shows_says_why() -> None:
    """No patient was found, and no proof that there is none."""
    survivor = replace(made.SURVIVED, witness=None, seen=("the solver gave up",))
    page = verification_as_html(replace(clean(), mutants=(survivor,)))
    assert "the solver gave up" in page
