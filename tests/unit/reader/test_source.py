"""Bytes to text: encodings, byte-order marks, characters that hide what is written, and which format a file has."""

from __future__ import annotations

import pytest

from posology.diagnostics.span import Span
from posology.reader.tree import Mapping
from tests.unit.reader.reading import codes, read, tree_of, value_of

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@pytest.mark.parametrize("name", ["file.yaml", "file.json"])
def test_a_utf8_byte_order_mark_is_passed_over(name: str) -> None:
    """The mark that some editors write is no part of the first key, and moves no column."""
    node = tree_of(f'{BOM}{{"a": 1}}'.encode(), name)
    assert isinstance(node, Mapping)
    assert node.key_span("a") == Span(name, 1, 2, 1, 5)
    assert value_of(tree_of(f'{BOM}{{"a": 1}}', name)) == {"a": 1}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("name", ["file.yaml", "file.json"])
def test_another_encoding_is_refused(encoding: str, name: str) -> None:
    """A file that begins with the mark of another encoding is refused by its name."""
    node, found = read(f"{BOM if encoding.endswith('be') else ''}{{}}".encode(encoding), name)
    assert node is None
    assert [each.code for each in found] == ["P0102"]
    assert encoding[:6].upper() in found[0].message


def test_utf16_without_a_mark_is_refused() -> None:
    """Without its mark UTF-16 is full of NULs, and nothing is parsed."""
    node, found = read("a: 1".encode("utf-16-le"))
    assert node is None
    assert [each.code for each in found] == ["P0103"]


@pytest.mark.parametrize("name", ["file.yaml", "file.json"])
def test_a_byte_that_is_not_utf8_is_refused_at_its_place(name: str) -> None:
    """The place counts characters, not bytes."""
    node, found = read(b'["x",\n "\xc3\xa9\xe9"]', name)
    assert node is None
    assert [(each.code, each.span) for each in found] == [("P0102", Span(name, 2, 4, 2, 4))]
    assert "0xE9" in found[0].message


def test_an_overlong_or_surrogate_encoding_is_refused() -> None:
    """What only a careless decoder takes for a character is not UTF-8."""
    assert codes(b"a: \xc0\xaf") == ["P0102"]
    assert codes(b"a: \xed\xa0\x80") == ["P0102"]


@pytest.mark.parametrize(
    "number",
    [
        0x00,
        0x01,
        0x07,
        0x08,
        0x0B,
        0x0C,
        0x1B,
        0x7F,
        0x85,
        0x9B,
        0x2028,
        0x2029,
        0x202E,
        0x2066,
        0xFEFF,
        0xFFFE,
        0xD800,
    ],
)
@pytest.mark.parametrize("name", ["file.yaml", "file.json"])
def test_a_character_that_hides_what_is_written_is_refused(number: int, name: str) -> None:
    """Controls, overrides, strange separators and lone surrogates are refused by number, at their place."""
    _, found = read(f'["a{chr(number)}b"]', name)
    assert [(each.code, each.span) for each in found] == [("P0103", Span(name, 1, 4, 1, 5))]
    assert f"U+{number:04X}" in found[0].message
    assert chr(number) not in found[0].message


@pytest.mark.parametrize("number", [0x00, 0x1B, 0x85, 0x2028, 0x202E, 0xFEFF])
def test_an_escape_does_not_let_such_a_character_in(number: int) -> None:
    """What may not stand in a file may not be put into a value by its number either."""
    assert codes(f'["a\\u{number:04x}b"]') == ["P0103"]
    assert codes(f'["a\\u{number:04x}b"]', "file.json") == ["P0103"]
    assert codes(f'"a\\u{number:04x}b": 1') == ["P0103"]


def test_each_such_character_is_told_once() -> None:
    """A binary file does not give a fault for each of its bytes."""
    _, found = read("\x01\x02" * 1000)
    assert [each.code for each in found] == ["P0103", "P0103"]
    assert "999 other places" in found[0].message


def test_faults_after_such_a_character_are_told_as_well() -> None:
    """Reading goes on with the character replaced, so that places stay right."""
    _, found = read("a: \x07\nb: yes\n")
    assert [(each.code, each.span.line, each.span.column) for each in found] == [("P0103", 1, 4), ("P0120", 2, 4)]


def test_letters_of_every_language_are_text() -> None:
    """Names and remarks may be written in any script, with accents, joiners and marks of direction."""
    text = "Jos\N{LATIN SMALL LETTER E WITH ACUTE} \N{HEBREW LETTER ALEF}\N{RIGHT-TO-LEFT MARK} m\N{SUPERSCRIPT TWO}"
    assert value_of(tree_of(f"k: {text}".encode())) == {"k": text}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("record.json", '{"a": yes}', ["P0120"]),
        ("RECORD.JSON", "yes", ["P0120"]),
        ("record.yaml", "{a: 1}", []),
        ("record.txt", "a: 1", []),
        ("-", "{a: 1}", ["P0105"]),
        ("-", '\n [1,\n"a"]', []),
        ("-", f"{BOM}[a]", ["P0126"]),
        ("-", "a: 1", []),
        ("-", "- a", []),
    ],
)
def test_the_format_is_told_by_the_suffix_or_the_first_character(name: str, text: str, expected: list[str]) -> None:
    """A name that ends in `.json` is JSON, and so is standard input that begins with a bracket or a brace."""
    assert codes(text, name) == expected
    assert codes(text.encode(), name) == expected
