"""From a stretch of a text to the place where it was written, in every style of scalar."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.diagnostics.span import Span
from posology.reader.place import offsets_in_source, span_within
from posology.reader.source import FORBIDDEN
from posology.reader.tree import Scalar
from tests.unit.reader.reading import only_scalar

ONE_LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\t"), min_size=1).filter(
    lambda text: not FORBIDDEN.search(text)
)
LINES = st.lists(st.sampled_from(["weight >= 30", "  and age", "or", "", "   ", "'kg'", "x "]), min_size=1, max_size=6)


def quoted_at(text: str, span: Span) -> str:
    """What stands in the file between two places on one line."""
    assert span.line == span.end_line
    return text.replace("\r\n", "\n").split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


@given(ONE_LINE, st.data())
def test_single_quotes(text: str, data: st.DataObject) -> None:
    """Only a quote is written otherwise than it is meant, as two."""
    written = f"k:  '{text.replace(chr(39), chr(39) * 2)}'  # remark\n"
    scalar = only_scalar(written)
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    assert scalar.text == text
    assert quoted_at(written, span_within(scalar, start, end)).replace("''", "'") == text[start:end]


@given(ONE_LINE, st.booleans(), st.sampled_from(["file.yaml", "file.json"]), st.data())
def test_double_quotes(text: str, letters: bool, name: str, data: st.DataObject) -> None:
    """Every escape is one character of the text, whether it is written in two characters or in twelve."""
    pairs = letters or name == "file.json"
    written = (
        f'{{"k":  {json.dumps(text, ensure_ascii=not letters) if pairs else json.dumps(text, ensure_ascii=False)} }}'
    )
    scalar = only_scalar(written, name)
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    assert scalar.text == text
    assert json.loads(f'"{quoted_at(written, span_within(scalar, start, end))}"') == text[start:end]


@given(st.text("abc <=>.'\"(){}[]", min_size=1), st.data())
def test_plain(text: str, data: st.DataObject) -> None:
    """A plain text stands as it is."""
    text = f"x{text.strip()}"
    written = f"k:   {text}   # remark\n"
    scalar = only_scalar(written)
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    assert quoted_at(written, span_within(scalar, start, end)) == scalar.text[start:end]


@given(
    st.sampled_from("|>"),
    st.sampled_from(["", "-", "+"]),
    st.sampled_from(["", "2"]),
    LINES,
    st.sampled_from(["\n", "\r\n"]),
)
def test_blocks(style: str, chomping: str, stated: str, lines: list[str], line_break: str) -> None:
    """In literal and folded text, however indented and ended, every character that can be seen has its own place."""
    written = line_break.join([f"k: {style}{stated}{chomping}", "  first", *(f"  {each}" for each in lines), "z: 1"])
    scalar = only_scalar(written)
    assert offsets_in_source(scalar) is not None
    for offset, character in enumerate(scalar.text):
        place = span_within(scalar, offset, offset + 1)
        if character not in " \n":
            assert quoted_at(written, place) == character


@given(LINES, st.sampled_from("'\""), st.sampled_from(["\n", "\r\n"]))
def test_folded_quotes(lines: list[str], quote: str, line_break: str) -> None:
    """In quotes over several lines the place is on the line on which the character stands."""
    body = line_break.join(["first", *(f"  {each.replace(chr(39), '')}" for each in lines), "  last"])
    written = f"k: {quote}{body}{quote}{line_break}"
    scalar = only_scalar(written)
    for offset, character in enumerate(scalar.text):
        if character not in " \n":
            assert quoted_at(written, span_within(scalar, offset, offset + 1)) == character


@pytest.mark.parametrize(
    ("written", "word", "place"),
    [
        ("k: weight > 30\n  and age > 18\n", "age", (2, 7, 2, 10)),
        ("k: >-\n    weight > 30\n    and age > 18\n", "age", (3, 9, 3, 12)),
        ("k: >-\n\n    weight > 30\n\n\n    and age > 18\n", "age", (6, 9, 6, 12)),
        ("k: >\n  one\n    two\n  three\n", "two", (3, 5, 3, 8)),
        ("k: |\n  weight > 30\n    and age > 18\n", "age", (3, 9, 3, 12)),
        ("k: |4\n      weight\n     age\n", "age", (3, 6, 3, 9)),
        ("k: 'weight > 30\n\n   and ''age'' > 18'\n", "'age'", (3, 8, 3, 15)),
        ('k: "weight > 30 \\\n   and \\x61ge > 18"\n', "age", (2, 8, 2, 14)),
        ('k: "weight\\n\\\n\n   \\tage"\n', "age", (3, 6, 3, 9)),
        ("k: |\n  one\n  two\n", "one\ntwo", (2, 3, 3, 6)),
    ],
)
def test_a_word_on_a_later_line(written: str, word: str, place: tuple[int, int, int, int]) -> None:
    """A fault in a condition of several lines is shown on its own line, wherever the lines were joined."""
    scalar = only_scalar(written)
    start = scalar.text.index(word)
    assert span_within(scalar, start, start + len(word)) == Span("file.yaml", *place)


def test_an_empty_stretch_is_a_place() -> None:
    """Where something is missing, the place has no width; at the end it is before the closing quote."""
    scalar = only_scalar("k: 'ab'\n")
    assert span_within(scalar, 1, 1) == Span("file.yaml", 1, 6, 1, 6)
    assert span_within(scalar, 2, 2) == Span("file.yaml", 1, 7, 1, 7)


def test_an_offset_outside_counts_as_the_nearest_end() -> None:
    """A place is given for every pair of offsets, so that no fault is lost for want of one."""
    scalar = only_scalar("k: ab\n")
    assert span_within(scalar, -5, 50) == scalar.span
    assert span_within(scalar, 2, 1) == Span("file.yaml", 1, 6, 1, 6)


def test_a_scalar_that_was_made_has_the_place_it_was_given() -> None:
    """Without a source the stretch is counted along the place where the place fits the text, and is all of it else."""
    fits = Scalar("age > 18", "age > 18", quoted=False, span=Span("f", 3, 5, 3, 13))
    assert span_within(fits, 6, 8) == Span("f", 3, 11, 3, 13)
    other = Scalar("age > 18", "age > 18", quoted=False, span=Span("f", 3, 5, 9, 1))
    assert span_within(other, 6, 8) == other.span


def test_a_block_of_blanks_has_its_own_place() -> None:
    """A text in which nothing can be seen is shown where it stands as a whole."""
    scalar = only_scalar("k: |+\n\n\n")
    assert scalar.text == "\n\n"
    assert span_within(scalar, 0, 1).file == "file.yaml"
