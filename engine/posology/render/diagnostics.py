"""Diagnostics for people, for programs, and for code-review tools: three renderings of one value."""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import quote as quote_uri

from posology import __version__
from posology.diagnostics.catalogue import CATALOGUE
from posology.diagnostics.diagnostic import Diagnostic, Severity
from posology.diagnostics.span import Span
from posology.reader.source import BYTE_ORDER_MARK, LINE_BREAK

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"

WIDTH: Final = 100
NARROWEST: Final = 40
TAB: Final = "    "

BOLD: Final = "\x1b[1m"
PLAIN: Final = "\x1b[0m"

UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})
WIDTHLESS_CATEGORIES: Final = frozenset({"Mn", "Me"})
CONTROL_PICTURES: Final = 0x2400
DELETE: Final = 0x7F

SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class _Layout:
    """How diagnostics are shown as text: the lines of each file that may be quoted, and the columns of a terminal."""

    lines: Mapping[str, list[str]]
    styled: bool
    width: int


def diagnostics_as_text(
    found: Iterable[Diagnostic],
    texts: Mapping[str, str],
    *,
    quote: bool = True,
    styled: bool = False,
    width: int = WIDTH,
) -> str:
    """Every diagnostic with its place, the line quoted and underlined, and its help; `texts` has the text of each file.

    Without `quote` no line of the input is repeated, as for a log, where a record's values must not appear. `styled`
    puts the bold of a terminal on the words that say severity, note and help; `width` is in columns.
    Characters of the input that would move a cursor or hide text are shown by name, so that no input can write to the
    terminal or forge a line of a log.
    """
    every = list(found)
    quotable: Mapping[str, str] = texts if quote else {}
    lines = {file: LINE_BREAK.split(text.removeprefix(BYTE_ORDER_MARK)) for file, text in quotable.items()}
    layout = _Layout(lines, styled, max(width, NARROWEST))
    parts = [_one_as_text(each, layout) for each in every]
    return "\n".join((*parts, _count_in_words(every), ""))


def diagnostics_as_json(found: Iterable[Diagnostic]) -> str:
    """One object with the diagnostics in their order and how many of each severity there are."""
    every = list(found)
    whole: Json = {
        "diagnostics": [_one_as_json(each) for each in every],
        "errors": _count(every, Severity.ERROR),
        "warnings": _count(every, Severity.WARNING),
    }
    return json.dumps(whole, indent=2) + "\n"


def diagnostics_as_sarif(found: Iterable[Diagnostic]) -> str:
    """A SARIF 2.1.0 log of one run, with the catalogue's entry of each code that occurs."""
    every = list(found)
    codes = sorted({each.code for each in every})
    driver: Json = {"name": "posology", "version": __version__, "rules": [_rule(code) for code in codes]}
    run: Json = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.code)) for each in every],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def visible(text: str) -> str:
    """The text with every character that cannot be seen, tabs and line breaks too, shown by picture or number."""
    # nothing that cannot be seen is printable, and most text has none of it
    return text if text.isprintable() else "".join(_visible_character(each) for each in text)


def _visible_character(character: str) -> str:
    number = ord(character)
    if number < ord(" "):
        return chr(CONTROL_PICTURES + number)
    if number == DELETE:
        return "\N{SYMBOL FOR DELETE}"
    return f"<U+{number:04X}>" if unicodedata.category(character) in UNSEEN_CATEGORIES else character


def _one_as_text(diagnostic: Diagnostic, layout: _Layout) -> str:
    heading = f"{diagnostic.severity}[{diagnostic.code}]:"
    shown = [_wrap(heading, diagnostic.message, layout)]
    shown.extend(_place(diagnostic.span, "^", layout))
    for span, message in diagnostic.related:
        shown.append(_wrap("note:", message, layout))
        shown.extend(_place(span, "-", layout))
    if diagnostic.help:
        shown.append(_wrap("help:", diagnostic.help, layout))
    return "\n".join((*shown, ""))


def _wrap(heading: str, message: str, layout: _Layout) -> str:
    text = f"{heading} {visible(message)}"
    wrapped = textwrap.fill(text, layout.width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return f"{BOLD}{heading}{PLAIN}{wrapped.removeprefix(heading)}" if layout.styled else wrapped


def _place(span: Span, mark: str, layout: _Layout) -> list[str]:
    """The file, line and column, and under it the line with what is meant underlined, where the text is at hand."""
    if not span.file and not span.line:
        return []
    file = "standard input" if span.file == "-" else visible(span.file)
    if not span.line:
        return [f"  --> {file}"]
    place = [f"  --> {file}:{span.line}:{span.column}"]
    of_file = layout.lines.get(span.file, [])
    if span.line > len(of_file):
        return place
    gutter = " " * len(str(span.line))
    line = of_file[span.line - 1]
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    quoted, underline = _underline(line, span.column - 1, end, mark, layout.width - len(gutter) - len("  | "))
    return [*place, f" {gutter} |", f" {span.line} | {quoted}".rstrip(), f" {gutter} | {underline}"]


def _underline(line: str, start: int, end: int, mark: str, room: int) -> tuple[str, str]:
    """What fits of the line, and the marks under its characters from `start` to `end`, at least one."""
    first, last = _window(line, start, room - 2)
    before = "\N{HORIZONTAL ELLIPSIS}" if first > 0 else ""
    after = "\N{HORIZONTAL ELLIPSIS}" if last < len(line) else ""
    quoted = "".join(_quoted_character(each) for each in line[first:last])
    blanks = len(before) + _columns(line[first:start])
    marks = max(1, _columns(line[start : max(start, min(end, last))]))
    return f"{before}{quoted}{after}", " " * blanks + mark * marks


def _window(line: str, start: int, room: int) -> tuple[int, int]:
    """The stretch of the line that fits into the room, up to a third of it for what precedes `start`."""
    if _columns(line) <= room + 2:
        return 0, len(line)
    first = min(start, len(line))
    before = room // 3
    while first > 0 and (before := before - _columns(line[first - 1])) >= 0:
        first -= 1
    last = first
    while last < len(line) and (room := room - _columns(line[last])) >= 0:
        last += 1
    return first, last


def _quoted_character(character: str) -> str:
    return TAB if character == "\t" else _visible_character(character)


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes as it is quoted."""
    return sum(_columns_of_character(shown) for each in text for shown in _quoted_character(each))


def _columns_of_character(character: str) -> int:
    if unicodedata.category(character) in WIDTHLESS_CATEGORIES:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _count(found: list[Diagnostic], severity: Severity) -> int:
    return sum(each.severity is severity for each in found)


def _count_in_words(found: list[Diagnostic]) -> str:
    counts = ((_count(found, severity), severity.value) for severity in Severity)
    told = [f"{count} {word}" if count == 1 else f"{count} {word}s" for count, word in counts if count]
    return ", ".join(told) or "no errors"


def _one_as_json(diagnostic: Diagnostic) -> Json:
    entry = CATALOGUE.get(diagnostic.code)
    related: list[Json] = [{"message": message, **_span_as_json(span)} for span, message in diagnostic.related]
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "title": "" if entry is None else entry.title,
        "message": diagnostic.message,
        "help": diagnostic.help,
        **_span_as_json(diagnostic.span),
        "related": related,
    }


def _span_as_json(span: Span) -> dict[str, Json]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _rule(code: str) -> Json:
    entry = CATALOGUE.get(code)
    if entry is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.why},
        "help": {"text": f"write instead: {entry.instead}"},
        "defaultConfiguration": {"level": entry.severity},
    }


def _result(diagnostic: Diagnostic, rule: int) -> Json:
    text = f"{diagnostic.message}; {diagnostic.help}" if diagnostic.help else diagnostic.message
    result: dict[str, Json] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity.value,
        "message": {"text": text},
        "locations": [_location(diagnostic.span)] if diagnostic.span.file else [],
    }
    if diagnostic.related:
        related: list[Json] = [
            {"id": number, "message": {"text": message}, **_location(span)}
            for number, (span, message) in enumerate(diagnostic.related)
        ]
        result["relatedLocations"] = related
    return result


def _location(span: Span) -> dict[str, Json]:
    physical: dict[str, Json] = {"artifactLocation": {"uri": _uri(span.file)}}
    if span.line:
        physical["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return {"physicalLocation": physical}


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote_uri(path.as_posix(), errors="replace")
