"""Three renderings of one value: text for people, JSON for programs, SARIF for code review."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.diagnostics.catalogue import CATALOGUE
from posology.diagnostics.diagnostic import Diagnostic, Severity
from posology.diagnostics.span import NOWHERE, Span
from posology.render.diagnostics import diagnostics_as_json, diagnostics_as_sarif, diagnostics_as_text, visible

FILE = "record.yaml"
TEXT = "id: P-0042\nweight: 72 kg\nheight: 165 cm\nweight: 154 kg\n"
TWICE = Diagnostic(
    "P0110",
    Severity.ERROR,
    "the key `weight` stands here a second time",
    Span(FILE, 4, 1, 4, 7),
    "keep one of the two",
    ((Span(FILE, 2, 1, 2, 7), "it stands here first"),),
)
STALE = Diagnostic("P9999", Severity.WARNING, "the source is old", Span("my protocol.yaml", 2, 3, 5, 1))

ANYTHING = st.text(st.characters(), max_size=40)


def error_at(line: int, column: int, end_column: int, message: str = "wrong") -> Diagnostic:
    """An error on one line of the file."""
    return Diagnostic("P0105", Severity.ERROR, message, Span(FILE, line, column, line, end_column))


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    seen = (each for each in text if unicodedata.category(each) not in {"Mn", "Me"})
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in seen)


def test_a_diagnostic_as_text() -> None:
    """Severity, code, message, place, the line underlined where it is meant, what belongs to it, the help."""
    expected = """\
error[P0110]: the key `weight` stands here a second time
  --> record.yaml:4:1
   |
 4 | weight: 154 kg
   | ^^^^^^
note: it stands here first
  --> record.yaml:2:1
   |
 2 | weight: 72 kg
   | ------
help: keep one of the two

1 error
"""
    assert diagnostics_as_text([TWICE], {FILE: TEXT}) == expected


def test_without_quoting_no_line_is_repeated() -> None:
    """A log has the code, the message and the place, and no value of the record."""
    shown = diagnostics_as_text([TWICE], {FILE: TEXT}, quote=False)
    assert "154" not in shown
    assert "72" not in shown
    assert "record.yaml:4:1" in shown


def test_style_only_adds_bold_beside_the_words() -> None:
    """Whoever cannot see bold reads the same words."""
    plain = diagnostics_as_text([TWICE, STALE], {FILE: TEXT})
    styled = diagnostics_as_text([TWICE, STALE], {FILE: TEXT}, styled=True)
    assert styled.replace("\x1b[1m", "").replace("\x1b[0m", "") == plain
    assert styled.startswith("\x1b[1merror[P0110]:\x1b[0m the key")
    assert "\x1b" not in plain


def test_errors_and_warnings_are_counted() -> None:
    """The last line says how many of each there are."""
    assert diagnostics_as_text([TWICE, TWICE, STALE], {}).endswith("\n2 errors, 1 warning\n")
    assert diagnostics_as_text([], {}) == "no errors\n"


@pytest.mark.parametrize(
    ("span", "place"),
    [
        (NOWHERE, ""),
        (Span(FILE, 0, 0, 0, 0), "  --> record.yaml\n"),
        (Span(FILE, 99, 1, 99, 2), "  --> record.yaml:99:1\n"),
        (Span("other.yaml", 1, 1, 1, 2), "  --> other.yaml:1:1\n"),
        (Span("-", 7, 2, 7, 3), "  --> standard input:7:2\n"),
    ],
)
def test_what_cannot_be_quoted_has_its_place_only(span: Span, place: str) -> None:
    """A place outside the texts at hand is named all the same."""
    shown = diagnostics_as_text([Diagnostic("P0104", Severity.ERROR, "empty", span)], {FILE: TEXT})
    assert shown == f"error[P0104]: empty\n{place}\n1 error\n"


def test_a_stretch_of_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    """The first line is where one begins to read."""
    stretch = Diagnostic("P0105", Severity.ERROR, "wrong", Span(FILE, 2, 9, 3, 4))
    assert " 2 | weight: 72 kg\n   |         ^^^^^\n" in diagnostics_as_text([stretch], {FILE: TEXT})


def test_something_missing_is_marked_with_one_sign() -> None:
    """A place without width can still be seen, also past the end of its line."""
    assert "\n   |               ^\n" in diagnostics_as_text([error_at(4, 15, 15)], {FILE: TEXT})


def test_the_gutter_is_as_wide_as_the_number() -> None:
    """Lines beyond the ninth and the ninety-ninth stay aligned."""
    shown = diagnostics_as_text([error_at(100, 1, 2)], {FILE: "x\n" * 100})
    assert "\n     |\n 100 | x\n     | ^\n" in shown


@pytest.mark.parametrize(
    "before",
    ["\t", "\N{CJK UNIFIED IDEOGRAPH-5C71}", "e\N{COMBINING ACUTE ACCENT}", "\x1b", "\N{RIGHT-TO-LEFT OVERRIDE}"],
)
def test_the_marks_stand_under_what_they_mark(before: str) -> None:
    """Tabs, wide letters, accents and characters shown by name take the columns that they take."""
    line = f"{before * 3}yes"
    start = len(line) - 2
    shown = diagnostics_as_text([error_at(1, start, start + 3)], {FILE: line}).split("\n")
    quoted, marks = shown[3], shown[4]
    assert columns(quoted[: quoted.index("yes")]) == marks.index("^")
    assert marks.count("^") == 3


@given(ANYTHING.filter(lambda text: "\n" not in text and "\r" not in text), st.integers(1, 300), st.integers(1, 120))
def test_no_quoted_line_is_wider_than_asked_for(part: str, column: int, width: int) -> None:
    """A long line is cut around what is meant, which stays in sight."""
    line = f"{part}{'x' * 300}{part}"
    shown = diagnostics_as_text([error_at(1, column, column + 2)], {FILE: line}, width=width).split("\n")
    assert columns(shown[3]) <= max(width, 40)
    assert "^" in shown[4][: max(width, 40)]


def test_a_long_message_is_wrapped_between_words() -> None:
    """No word of a message is broken, and its next lines are set in."""
    shown = diagnostics_as_text([error_at(1, 1, 2, "pain in the back or neck " * 6)], {}, width=60)
    lines = shown.split("\n")
    assert all(len(each) <= 60 for each in lines)
    assert lines[1].startswith("  ")


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_no_input_can_write_to_the_terminal(message: str, line: str, file: str, help_text: str) -> None:
    """Whatever stands in a message, a file's name or its text, no control character and no forged line comes out."""
    span = Span(file, 1, 1, 1, 2)
    found = Diagnostic("P0105", Severity.ERROR, message, span, help_text, ((span, message),))
    shown = diagnostics_as_text([found], {file: line}, quote=False)
    assert all(unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for each in shown.replace("\n", ""))
    assert sum(each.startswith("error[") for each in shown.split("\n")) == 1
    diagnostics_as_text([found], {file: line}).encode("utf-8")


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("\x00", "\N{SYMBOL FOR NULL}"),
        ("\x1b", "\N{SYMBOL FOR ESCAPE}"),
        ("\n", "\N{SYMBOL FOR LINE FEED}"),
        ("\x7f", "\N{SYMBOL FOR DELETE}"),
        ("\x9b", "<U+009B>"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "<U+202E>"),
        ("\ud800", "<U+D800>"),
        ("\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{LATIN SMALL LETTER E WITH ACUTE}"),
    ],
)
def test_what_cannot_be_seen_is_shown_by_picture_or_number(character: str, expected: str) -> None:
    """Letters stay as they are."""
    assert visible(character) == expected


def test_diagnostics_as_json() -> None:
    """Every field of the value, the title of the code, and the counts; no text of the file."""
    told = json.loads(diagnostics_as_json([TWICE, STALE]))
    assert (told["errors"], told["warnings"]) == (1, 1)
    assert told["diagnostics"][0] == {
        "code": "P0110",
        "severity": "error",
        "title": CATALOGUE["P0110"].title,
        "message": TWICE.message,
        "help": TWICE.help,
        "file": FILE,
        "line": 4,
        "column": 1,
        "end_line": 4,
        "end_column": 7,
        "related": [
            {"message": "it stands here first", "file": FILE, "line": 2, "column": 1, "end_line": 2, "end_column": 7}
        ],
    }


def test_diagnostics_as_sarif() -> None:
    """One run with its rules, and for each result the rule, level, message and places in characters counted from 1."""
    log = json.loads(diagnostics_as_sarif([STALE, TWICE, TWICE]))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [each["id"] for each in rules] == ["P0110", "P9999"]
    assert rules[0]["shortDescription"] == {"text": CATALOGUE["P0110"].title}
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == ["P9999", "P0110", "P0110"]
    stale, twice, _ = run["results"]
    assert stale["level"] == "warning"
    assert stale["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "my%20protocol.yaml"},
        "region": {"startLine": 2, "startColumn": 3, "endLine": 5, "endColumn": 1},
    }
    assert twice["message"] == {"text": "the key `weight` stands here a second time; keep one of the two"}
    assert twice["relatedLocations"][0]["message"] == {"text": "it stands here first"}
    assert twice["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 2


def test_sarif_of_a_place_that_is_nowhere() -> None:
    """A fault of no file has no location; one of a whole file has no region, since regions count from 1."""
    nowhere = Diagnostic("P0104", Severity.ERROR, "empty", NOWHERE)
    whole = Diagnostic("P0104", Severity.ERROR, "empty", Span("/records/a b.yaml", 0, 0, 0, 0))
    results = json.loads(diagnostics_as_sarif([nowhere, whole]))["runs"][0]["results"]
    assert results[0]["locations"] == []
    assert results[1]["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "file:///records/a%20b.yaml"}}}
    ]


@given(
    st.lists(
        st.builds(Diagnostic, st.just("P0105"), st.sampled_from(Severity), ANYTHING, st.just(Span(FILE, 1, 1, 1, 2)))
    )
)
def test_the_three_renderings_tell_the_same(found: list[Diagnostic]) -> None:
    """None leaves a diagnostic out or adds one, and the two for programs are ASCII, whatever was written."""
    as_json = diagnostics_as_json(found)
    as_sarif = diagnostics_as_sarif(found)
    messages = [each.message for each in found]
    assert [each["message"] for each in json.loads(as_json)["diagnostics"]] == messages
    assert [each["message"]["text"] for each in json.loads(as_sarif)["runs"][0]["results"]] == messages
    assert diagnostics_as_text(found, {}).count("  --> ") >= len(found)
    assert as_json.isascii()
    assert as_sarif.isascii()
