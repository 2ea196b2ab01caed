"""YAML: what is read, where it stands, and everything that is refused."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from posology.diagnostics.span import Span
from posology.reader.source import LONGEST_VALUE, MOST_BYTES, MOST_FAULTS, MOST_NESTED
from posology.reader.tree import FAULTY, Mapping, Scalar, Sequence
from tests.unit.reader.reading import Value, codes, only_scalar, read, tree_of, value_of

EVERY_STYLE = """\
plain: a b   # remark
single: 'it''s'
double: "\\x41"
literal: |
  one
   two

folded: >-
    one
    two


many: one
  two
none:
\N{GRINNING FACE}x: 1
"""


def span(line: int, column: int, end_line: int, end_column: int) -> Span:
    """A place in the file of these tests."""
    return Span("file.yaml", line, column, end_line, end_column)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("25000000", 25_000_000),
        ("72.50", Decimal("72.50")),
        ("-0.5", Decimal("-0.5")),
        ("2026-11-09", "2026-11-09"),
        ("2019-04", "2019-04"),
        ("2026-11-09T10:00:00Z", "2026-11-09T10:00:00Z"),
        ("72 kg", "72 kg"),
        ("L4-L5", "L4-L5"),
        ("M54.5", "M54.5"),
        ("5 %", "5 %"),
        ("November", "November"),
        ("1.0.0", "1.0.0"),
        ("'010'", "010"),
        ('"no"', "no"),
        ("'1e6'", "1e6"),
        ('"caf\\u00e9"', "caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
        ("-", None),
    ],
)
def test_a_scalar_means_what_it_looks_like(written: str, value: Value) -> None:
    """A value is decided by how it is written and nothing else; dates and quantities stay text."""
    if written == "-":
        assert value_of(tree_of("k:\n-\n")) == {"k": [None]}
    else:
        assert value_of(tree_of(f"k: {written}\n")) == {"k": value}


def test_a_decimal_keeps_its_zeros() -> None:
    """72.50 has been measured to two places, and its text says so."""
    assert only_scalar("k: 72.50").text == "72.50"


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "Yes",
        "YES",
        "no",
        "No",
        "NO",
        "on",
        "On",
        "off",
        "OFF",
        "y",
        "Y",
        "n",
        "N",
        "True",
        "TRUE",
        "FALSE",
        "Null",
    ],
)
def test_an_implicit_boolean_is_refused(word: str) -> None:
    """A word that YAML 1.1 reads as a truth value or as nothing is refused; in quotes it is a word."""
    node, found = read(f"k: {word}")
    assert [(each.code, each.span) for each in found] == [("P0120", span(1, 4, 1, 4 + len(word)))]
    assert isinstance(node, Mapping)
    assert value_of(node) == {"k": FAULTY}
    assert value_of(tree_of(f"k: '{word}'")) == {"k": word}


@pytest.mark.parametrize("word", ["no", "on", "y", "null", "1", "010"])
def test_a_key_is_always_text(word: str) -> None:
    """A key is compared as it is written, so that `on` is `on` and `1` is `1`."""
    assert value_of(tree_of(f"{word}: a")) == {word: "a"}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("010", "P0121"),
        ("-007", "P0121"),
        ("00.5", "P0121"),
        ("0x1F", "P0121"),
        ("0o7", "P0121"),
        ("0b11", "P0121"),
        ("1:30", "P0121"),
        ("10:30:45", "P0121"),
        ("7_0", "P0121"),
        ("1_000.5", "P0121"),
        ("25,000,000", "P0121"),
        ("7,5", "P0121"),
        ("25 000 000", "P0121"),
        ("25\N{NO-BREAK SPACE}000", "P0121"),
        ("25'000", "P0121"),
        ("+5", "P0121"),
        (".5", "P0121"),
        ("-.5", "P0121"),
        ("5.", "P0121"),
        ("1e6", "P0122"),
        ("1E+6", "P0122"),
        ("-1.5e-3", "P0122"),
        (".nan", "P0123"),
        (".NaN", "P0123"),
        ("nan", "P0123"),
        (".inf", "P0123"),
        ("-.Inf", "P0123"),
        ("Infinity", "P0123"),
        ("\N{FULLWIDTH DIGIT SEVEN}0", "P0124"),
        ("\N{ARABIC-INDIC DIGIT SEVEN} kg", "P0124"),
        ("1" * 29, "P0125"),
        ("1" * 5000, "P0125"),
        ("0." + "1" * 28, "P0125"),
    ],
)
def test_a_number_that_programs_read_differently_is_refused(word: str, code: str) -> None:
    """Octal, hexadecimal, base 60, exponents, separators, infinities and foreign digits are refused with a help."""
    _, found = read(f"k: {word}")
    assert [(each.code, each.span) for each in found] == [(code, span(1, 4, 1, 4 + len(word)))]
    assert found[0].help
    assert value_of(tree_of(f'k: "{word}"')) == {"k": word}


def test_a_key_twice_is_refused_with_the_place_of_the_first() -> None:
    """The second of two equal keys is the fault, and the first is shown beside it."""
    node, found = read("weight: 72 kg\n'weight': 154 kg\n")
    assert [(each.code, each.span) for each in found] == [("P0110", span(2, 1, 2, 9))]
    assert found[0].related[0][0] == span(1, 1, 1, 7)
    assert isinstance(node, Mapping)
    assert value_of(node) == {"weight": "72 kg"}


def test_a_key_twice_is_found_behind_an_escape() -> None:
    """Keys are compared by what they mean, not by how they are written."""
    assert codes('weight: 1\n"w\\x65ight": 2\n') == ["P0110"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &hold 14", ["P0114"]),
        ("a: &hold [1, 2]", ["P0114"]),
        ("&hold a: 1", ["P0114"]),
        ("a: &hold 14\nb: *hold", ["P0114", "P0114"]),
        ("&a [*a]", ["P0114", "P0114"]),
        ("*a : 1", ["P0114"]),
        ("a: !!int 1", ["P0115"]),
        ("a: !!python/object:os.system x", ["P0115"]),
        ("a: ! 1", ["P0115"]),
        ("a: !local {b: 1}", ["P0115"]),
        ("<<: {a: 1}", ["P0113"]),
        ("? [a]\n: 1", ["P0111"]),
        ("? {a: 1}\n: 1", ["P0111"]),
        ("? \n: 1", ["P0111"]),
        ("a: 1\n---\nb: 2", ["P0107"]),
        ("%YAML 1.1\n---\na: 1", ["P0108"]),
        ("%TAG ! tag:x,2000:\n---\na: 1", ["P0108"]),
        ("", ["P0104"]),
        ("# only a comment\n", ["P0104"]),
    ],
)
def test_what_makes_a_file_ambiguous_is_refused(text: str, expected: list[str]) -> None:
    """Anchors, aliases, tags, merge keys, keys that are no words, further documents and directives are refused."""
    assert codes(text) == expected


def test_an_alias_bomb_costs_nothing() -> None:
    """Aliases are refused where they stand, never followed, so a billion values never come to be."""
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]
    assert set(codes("\n".join(lines))) == {"P0114"}


def test_an_indicator_in_quotes_is_text() -> None:
    """`<<`, `*` and `!` in quotes mean nothing but themselves."""
    assert value_of(tree_of("'<<': '*a'\nb: '!x'")) == {"<<": "*a", "b": "!x"}


def test_a_cyrillic_key_is_refused_with_the_key_that_it_looks_like() -> None:
    """The letter is named by its number, and reading goes on under the key that was meant."""
    node, found = read("weight_\N{CYRILLIC SMALL LETTER KA}g: 72.5")
    assert [each.code for each in found] == ["P0112"]
    assert "U+043A" in found[0].message
    assert "`weight_kg`" in found[0].help
    assert isinstance(node, Mapping)
    assert value_of(node) == {"weight_kg": Decimal("72.5")}


def test_a_key_of_another_script_is_refused() -> None:
    """A key that looks like no ASCII word is refused all the same, without a guess."""
    node, found = read("\N{CJK UNIFIED IDEOGRAPH-91CD}: 72\nweight: 72 kg")
    assert [each.code for each in found] == ["P0112"]
    assert isinstance(node, Mapping)
    assert value_of(node) == {"weight": "72 kg"}


def test_a_cyrillic_key_that_repeats_another_is_told_as_both() -> None:
    """What only looks like a second key is found to be one as soon as it is read as it was meant."""
    assert codes("weight: 1\nw\N{CYRILLIC SMALL LETTER IE}ight: 2") == ["P0110", "P0112"]


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("a:\n\t- b\n", (2, 1), "tab"),
        ("a: b: c\n", (1, 5), "`:`"),
        ("a: [1, 2\nb: 3\n", (2, 2), "`]`"),
        ("a: {b: 1\n", (2, 1), "`}`"),
        ("a: 'x\nb: 1\n", (1, 4), "quote"),
        ("a: @x\n", (1, 4), "cannot begin"),
        ('a: "\\q"\n', (1, 5), "escape"),
        ('a: "\\ud800"\n', (1, 7), "escape"),
        ("- a\nb: 1\n", (2, 1), "list"),
        ("a: 'x' y\n", (1, 8), "mapping"),
        ("a: -\n", (1, 4), "`-`"),
        ("a: b\nc d\n", (3, 1), "`:`"),
    ],
)
def test_a_syntax_fault_has_its_place(text: str, place: tuple[int, int], word: str) -> None:
    """What the parser gives up on is told in words of the file, at the place where it gave up."""
    node, found = read(text)
    assert node is None
    assert [each.code for each in found] == ["P0105"]
    assert (found[0].span.line, found[0].span.column) == place
    assert word in found[0].message + found[0].help


def test_faults_before_a_syntax_fault_are_told_as_well() -> None:
    """One run tells every fault that can be found."""
    assert codes("a: yes\nb: 010\nc: 1e6\na: 2\nd: [\n") == ["P0120", "P0121", "P0122", "P0110", "P0105"]


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "[\n", "? ", "[a, "])
def test_deep_nesting_is_refused_before_it_is_parsed(opening: str) -> None:
    """Twenty thousand levels cost no more than the first 64."""
    begun = time.process_time()
    node, found = read(opening * 20_000)
    assert node is None
    assert found[-1].code == "P0106"
    assert time.process_time() - begun < 1


def test_nesting_up_to_the_cap_is_read() -> None:
    """The deepest allowed file is read, one level more is not."""
    assert codes("[" * MOST_NESTED + "]" * MOST_NESTED) == []
    assert codes("[" * (MOST_NESTED + 1) + "]" * (MOST_NESTED + 1)) == ["P0106"]


def test_a_large_file_is_refused_before_it_is_parsed() -> None:
    """Size is looked at before anything else."""
    assert codes(b"[" * (MOST_BYTES + 1)) == ["P0101"]


def test_a_file_of_very_many_values_is_refused() -> None:
    """Many small values cost more memory than their bytes tell."""
    assert codes("- a\n" * 100_001) == ["P0101"]


def test_a_file_full_of_faults_is_left_after_two_hundred() -> None:
    """A file of another kind does not give a list that nobody reads."""
    found = codes("- yes\n" * 10_000)
    assert found == ["P0120"] * MOST_FAULTS + ["P0109"]


def test_every_style_of_scalar_has_its_place() -> None:
    """Lines and columns count from 1, quotes belong to the place, blank lines after a block do not."""
    node, found = read(EVERY_STYLE)
    assert [each.code for each in found] == ["P0112"]
    assert isinstance(node, Mapping)
    places = {key.text: (value.span, value_of(value)) for key, value in node.entries}
    assert places == {
        "plain": (span(1, 8, 1, 11), "a b"),
        "single": (span(2, 9, 2, 16), "it's"),
        "double": (span(3, 9, 3, 15), "A"),
        "literal": (span(4, 10, 6, 7), "one\n two\n"),
        "folded": (span(8, 9, 10, 8), "one two"),
        "many": (span(13, 7, 14, 6), "one two"),
        "none": (span(15, 6, 15, 6), None),
    }
    assert node.span == span(1, 1, 16, 6)


def test_a_list_and_a_mapping_end_with_their_last_value() -> None:
    """A block does not reach to the line on which the next begins, and brackets belong to what they enclose."""
    node = tree_of("a:\n  - b\n  - c: 1\n\nd: [1, 2]\n")
    assert isinstance(node, Mapping)
    assert [(type(value), value.span) for _, value in node.entries] == [
        (Sequence, span(2, 3, 3, 9)),
        (Sequence, span(5, 4, 5, 10)),
    ]
    assert node.key_span("d") == span(5, 1, 5, 2)
    assert node.key_span("x") == node.span


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_line_break_counts_as_one(line_break: str) -> None:
    """Files of Windows and of old machines have the same places."""
    node = tree_of(line_break.join(["a: 1", "b:", "  c: 2"]))
    assert isinstance(node, Mapping)
    assert node.key_span("b") == span(2, 1, 2, 2)


def test_a_scalar_knows_whether_it_was_quoted() -> None:
    """Quotes and blocks are text; a plain word may be anything."""
    node = tree_of("[a, 'a', \"a\"]")
    assert isinstance(node, Sequence)
    assert [each.quoted for each in node.items if isinstance(each, Scalar)] == [False, True, True]
    assert only_scalar("k: |\n  1\n").quoted


def test_sixty_kilobytes_are_read_in_time() -> None:
    """A protocol of 60 KB takes well under the 60 ms allowed; the bound leaves room for a busy machine."""
    block = (
        "  - id: criterion\n    text: Back or neck pain for more than one year, as the patient recorded it\n"
        '    condition: "pain.back.onset + 1 year before procedure.date"\n    limit: 7.5\n'
    )
    text = "criteria:\n" + block * (60_000 // len(block))
    durations: list[float] = []
    for _ in range(5):
        begun = time.process_time()
        tree_of(text)
        durations.append(time.process_time() - begun)
    assert min(durations) < 0.06 * 2


@pytest.mark.parametrize("form", ["k: {}", 'k: "{}"', "k: '{}'", "k: |\n  {}", "- [{}]", "{{k: {}}}"])
def test_a_value_too_long_to_be_meant_is_refused(form: str) -> None:
    """It lacks its closing quote, or was made to exhaust what reads it; nothing more is said of it."""
    assert codes(form.format("x" * LONGEST_VALUE)) == []
    assert codes(form.format("x" * (LONGEST_VALUE + 1))) == ["P0101"]
