"""Syntax errors of the YAML parser in the words of somebody who has a file to mend."""

from __future__ import annotations

from typing import Final

from yaml import MarkedYAMLError, YAMLError

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.reader.source import Source

EMPTY = "P0104"
MALFORMED = "P0105"

CANNOT_BEGIN: Final = "found character that cannot start any token"
NEVER_CLOSED: Final = ("found unexpected end of stream", "found unexpected document indicator")

REWORDED: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a `:` cannot stand here",
        "put quotes round a text that has `: ` in it, and begin keys of one mapping in the same column",
    ),
    (
        "could not find expected ':'",
        "a key without its `:`, or a text that goes on in the wrong column",
        "write `key: value`, and put text of several lines after `|` or in quotes",
    ),
    (
        "did not find expected key",
        "this does not continue the mapping that it stands in",
        "begin keys of one mapping in the same column, and put quotes round a whole text, not a part of it",
    ),
    (
        "did not find expected '-' indicator",
        "this does not continue the list that it stands in",
        "begin each item with `- ` in the same column",
    ),
    (
        "block sequence entries are not allowed",
        "a list item cannot begin here",
        "put the `-` on a line of its own under the key, or put quotes round a text that begins with `-`",
    ),
    (
        "found unexpected end of stream",
        "a quote is opened and never closed",
        "close it, or double a quote that is part of the text",
    ),
    ("found unexpected document indicator", "a quote is not closed before the document ends", "close the quote"),
    ("did not find expected ',' or ']'", "a list in brackets goes on without `,` or is never closed", "add `,` or `]`"),
    (
        "did not find expected ',' or '}'",
        "a mapping in braces goes on without `,` or is never closed",
        "add `,` or `}`",
    ),
    ("did not find expected node content", "a value is missing here", "write the value, or close the bracket"),
    ("found unknown escape character", "there is no such escape", "write `\\\\` for a backslash, or use single quotes"),
    ("found invalid Unicode character escape code", "this escape stands for no character", ""),
    (
        "did not find expected hexdecimal number",
        "this escape needs more hexadecimal digits",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    (
        "did not find expected alphabetic or numeric character",
        "a text cannot begin with `*` or `&` unless in quotes",
        "put quotes round the text",
    ),
    (
        "found unknown directive name",
        "a line cannot begin with `%` here",
        "put quotes round a text that begins with `%`",
    ),
    ("did not find expected comment or line break", "only a comment may follow here", "put the text on the next line"),
    (
        "did not find expected <document start>",
        "a second value follows the document, and a file has one",
        "check the columns",
    ),
    ("found a tab character", "a tab cannot indent a line", "indent with spaces"),
    (
        "found character that cannot start any token",
        "a value cannot begin with this character",
        "put quotes round the text",
    ),
)
"""What the parser says, what is said instead, and the help; in the order in which they are tried."""


def report_malformed(fault: YAMLError, source: Source, diagnostics: Diagnostics) -> None:
    """Reports the fault at which the parser gave up."""
    if not isinstance(fault, MarkedYAMLError) or fault.problem_mark is None:
        diagnostics.error(MALFORMED, "the file is not well-formed YAML", source.span(0, 0))
        return
    problem, opened = str(fault.problem), fault.context_mark
    offset = min(fault.problem_mark.index, len(source.text))
    if problem in NEVER_CLOSED and opened is not None:
        # The parser notices at the end of the file; what is to be mended is where the quote was opened.
        offset = opened.index
    message, help_text = _reword(problem, source.text[offset : offset + 1])
    related: tuple[tuple[Span, str], ...] = ()
    if opened is not None and opened.index < offset:
        related = ((source.span(opened.index, opened.index + 1), "what is being read begins here"),)
    diagnostics.error(MALFORMED, message, source.span(offset, min(offset + 1, len(source.text))), help_text, related)


def _reword(problem: str, character: str) -> tuple[str, str]:
    if problem == CANNOT_BEGIN and character == "\t":
        return "a tab cannot indent a line", "indent with spaces"
    for beginning, message, help_text in REWORDED:
        if problem.startswith(beginning):
            return message, help_text
    return f"the file is not well-formed YAML: {problem}", ""
