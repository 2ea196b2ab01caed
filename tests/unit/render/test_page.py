"""A page wraps to its width, cuts nothing off, parts no number from what it counts, and lets no input move a cursor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.render.page import Layout, heading, item, labelled, page_text, paragraph

WORDS = st.lists(st.text(alphabet="abcxyzL4-5().;:", min_size=1, max_size=30), max_size=40).map(" ".join)


@given(WORDS, st.integers(1, 120))
def test_nothing_is_cut_off(text: str, width: int) -> None:
    """Every word that goes in comes out whole and in order, at any width."""
    assert " ".join(paragraph(text, Layout(width=width))).split() == text.split()


@given(WORDS, st.integers(40, 120))
def test_lines_keep_to_the_width(text: str, width: int) -> None:
    """A line is longer than the page only where one word is."""
    for line in item(text, Layout(width=width)):
        assert len(line) <= width or len(line.split()) <= 2


@pytest.mark.parametrize(
    "together",
    [
        "1.5 million to 3 million cells",
        "72 kg",
        "7 December 2026",
        "14 drug-free days",
        "left L3-L4",
        "0.5 mL",
        "3 months",
        "1 cell",
    ],
)
@given(before=st.integers(0, 90))
def test_a_number_stays_with_what_it_counts(together: str, before: int) -> None:
    """Half of `100 million cells` on a line would be another dose."""
    text = f"{'x' * before} {together} given"
    assert any(together in line for line in paragraph(text, Layout(width=40)))


def test_input_cannot_move_the_cursor() -> None:
    """A control character is shown, not sent."""
    assert list(paragraph("naproxen\x1b[2Jforte", Layout())) == ["naproxen\N{SYMBOL FOR ESCAPE}[2Jforte"]


def test_bold_stands_beside_words_and_only_where_it_is_asked_for() -> None:
    """Without style a page is nothing but text; with it the same words are there."""
    styled, plain = Layout(styled=True), Layout()
    for bold_lines, bare_lines in (
        (heading("because", styled), heading("because", plain)),
        (labelled("Why", "because", styled), labelled("Why", "because", plain)),
    ):
        bold, bare = "\n".join(bold_lines), "\n".join(bare_lines)
        assert "\x1b" not in bare
        assert bold != bare
        assert bold.replace("\x1b[1m", "").replace("\x1b[0m", "") == bare


def test_nothing_is_said_of_an_empty_text() -> None:
    """A label without a text, and a paragraph without words, are not there."""
    assert not [*labelled("Why", "", Layout()), *paragraph("", Layout())]


def test_a_page_begins_with_text_and_ends_with_one_line_feed() -> None:
    """The blank line before the first heading is not printed."""
    assert page_text(heading("plan", Layout())) == "PLAN\n"
