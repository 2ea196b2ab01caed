"""A protocol as Markdown and as HTML says what the text says, and lets nothing in it act."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from posology.api.shipped import shipped_protocols
from posology.render.diagnostics import visible
from posology.render.html import html_of
from posology.render.markdown import code_span, escaped, markdown_of
from posology.render.page import Layout
from posology.render.parts import Banner, Gap, Heading, Item, Labelled, Paragraph, Part, text_of
from posology.render.protocol_text import protocol_as_html, protocol_as_markdown, protocol_as_text, protocol_parts
from tests.unit.judged import rules

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[a link](https://example.org)",
    "![an image](https://example.org/x.png)",
    "`code`",
    "* not a list",
    "1. not a list",
    "# not a heading",
    "&lt; is no sign",
    "a | b",
    "_not_ **bold** ~~gone~~",
    "two\nlines",
    "https://example.org",
)
VOID = frozenset({"meta"})
WIDE = Layout(width=1_000_000)


class Reader(HTMLParser):
    """Reads a page: its words, its elements, whether each is closed in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the element, open until it is closed."""
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes the innermost element, which it must be."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keeps the words that stand on the page."""
        if self.open and self.open[-1] != "style":
            self.words += data.split()


def read(page: str) -> Reader:
    """The page, read to its end."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def words(text: str) -> list[str]:
    """The words of a text, whatever the case of headings and however its lines are marked."""
    return re.sub(r"(?m)^ *- ", "", text).casefold().split()


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_every_form_has_the_same_words(protocol: str) -> None:
    """What is read on one page is read on the others, in the same order, under the title."""
    shown = rules(protocol)
    title = shown.protocol.title.casefold().split()
    text = words(protocol_as_text(shown.protocol, shown.anatomy, WIDE))
    page = read(protocol_as_html(shown.protocol, shown.anatomy))
    assert [each.casefold() for each in page.words] == [*title, *title, *text]
    markdown = read(MarkdownIt().render(protocol_as_markdown(shown.protocol, shown.anatomy)))
    assert [each.casefold() for each in markdown.words] == [*title, *text]


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_the_page_stands_alone(protocol: str) -> None:
    """Nothing is loaded from anywhere, nothing runs, and a policy forbids both."""
    shown = rules(protocol)
    text = protocol_as_html(shown.protocol, shown.anatomy)
    page = read(text)
    assert {"script", "link", "img", "iframe", "a", "object"}.isdisjoint(tag for tag, _ in page.found)
    assert not any(name in {"src", "href", "style"} or name.startswith("on") for _, each in page.found for name in each)
    assert "url(" not in text
    assert "default-src 'none'" in text
    assert [each["lang"] for tag, each in page.found if tag == "html"] == ["en"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_protocol_acts(text: str) -> None:
    """Whatever a title, a label or a text holds is shown as it stands."""
    parts: tuple[Part, ...] = (
        Banner(text),
        Heading(text),
        Paragraph(text),
        Labelled(text, text),
        Labelled(text, text, 1),
        Labelled(text, text, 2, code=True),
        Item(text, 1),
        Gap(),
        Item(text, 1),
    )
    own = {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "strong", "code", "ul", "li"}
    page = read(html_of(text, parts))
    assert {tag for tag, _ in page.found} <= own
    said = f"{text}: {text}".split()
    once = text.split()
    shown = [*once, *once, *once, *said, *said, *said, *once, *once]
    assert page.words == [*once, *once, *shown]
    markdown = read(MarkdownIt("commonmark").enable("strikethrough").enable("table").render(markdown_of(text, parts)))
    assert {tag for tag, _ in markdown.found} <= {"h1", "h2", "p", "blockquote", "strong", "code", "ul", "li"}
    assert markdown.words == [*once, *shown]


@given(st.text())
def test_markdown_shows_every_character(text: str) -> None:
    """What is escaped reads back as it was, in words and as code."""
    for form, tag in ((escaped, "p"), (code_span, "code")):
        shown = visible(" ".join(text.split()))
        if shown:
            page = read(MarkdownIt().render(f"x {form(text)}"))
            assert tag in {each for each, _ in page.found}
            assert page.words == ["x", *shown.split()]


def test_entries_stand_within_what_they_belong_to() -> None:
    """The source of a criterion is a list within its entry, and no list is empty."""
    shown = rules()
    text = protocol_as_html(shown.protocol, shown.anatomy)
    assert "<ul>\n</ul>" not in text
    entry = text.index("<strong>Inclusion:</strong>")
    assert text.index("<ul>", entry) < text.index("<strong>Condition:</strong> <code>", entry)


def test_the_text_is_made_of_the_same_parts() -> None:
    """Nothing is said in one form only."""
    shown = rules()
    parts = tuple(protocol_parts(shown.protocol, shown.anatomy))
    assert text_of(parts, WIDE) == protocol_as_text(shown.protocol, shown.anatomy, WIDE)
    assert isinstance(parts[0], Banner)
