"""From a stretch of a text to the place in the file where it was written, whatever the text was written in.

A condition is parsed after its quotes, escapes and folded lines are gone; its faults are still shown where they stand.
The rules are those of YAML 1.1 and 1.2 for flow scalars, block scalars and line folding, in which the two agree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from posology.diagnostics.span import Span
from posology.reader.source import LINE_BREAK
from posology.reader.tree import Scalar

ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\r\n])"
)
"""One escaped character in double quotes; a pair of surrogates, as JSON has them, is one character."""

ESCAPED_BREAK = re.compile(r"\\(?:\r\n|\r|\n)[ \t]*(?:(?:\r\n|\r|\n)[ \t]*)*")
BLANKS = re.compile(r"[ \t\r\n]+")
HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n|\r|\n|$)")


def span_within(scalar: Scalar, start: int, end: int) -> Span:
    """Where the characters from `start` to `end` of the scalar's text stand in its file.

    The scalar's own place is given where its source is not known, as for a scalar that was made rather than read.
    An offset outside the text counts as its nearest end.
    """
    offsets = offsets_in_source(scalar)
    if offsets is None:
        return _as_if_plain(scalar, start, end)
    length = len(scalar.text)
    start = max(0, min(start, length))
    end = max(start, min(end, length))
    starts = (0, *(each.end() for each in LINE_BREAK.finditer(scalar.source)))
    line, column = _place(scalar.span, starts, offsets[start])
    # A stretch ends where its last character ends; before a fold that is not where the next one begins.
    quote = scalar.source[0] if scalar.quoted else ""
    after = _after_character(scalar.source, offsets[end - 1], quote) if start < end else offsets[start]
    end_line, end_column = _place(scalar.span, starts, after)
    return Span(scalar.span.file, line, column, end_line, end_column)


def offsets_in_source(scalar: Scalar) -> list[int] | None:
    """The offset in `scalar.source` of each character of its text, and of its end; None where they cannot be told."""
    source = scalar.source
    if not source:
        return None
    match source[0]:
        case "|" | ">":
            offsets = _block_offsets(scalar)
        case "'" | '"' if scalar.quoted:
            offsets = _flow_offsets(source, 1, len(source) - 1, source[0])
        case _:
            offsets = _flow_offsets(source, 0, len(source), "")
    return offsets if len(offsets) == len(scalar.text) + 1 else None


def _as_if_plain(scalar: Scalar, start: int, end: int) -> Span:
    """The stretch of a text of one line; the whole place where the span does not fit the text."""
    span = scalar.span
    if span.line != span.end_line or span.end_column - span.column != len(scalar.text):
        return span
    return Span(span.file, span.line, span.column + start, span.line, span.column + max(start, end))


def _flow_offsets(source: str, start: int, end: int, quote: str) -> list[int]:
    """Plain and quoted text: lines are folded; `''` in single quotes is a quote, and double ones have escapes."""
    offsets: list[int] = []
    at = start
    while at < end:
        blanks = BLANKS.match(source, at, end)
        if blanks is not None:
            offsets.extend(_fold(source, at, blanks.end()))
            at = blanks.end()
        elif quote == '"' and (broken := ESCAPED_BREAK.match(source, at, end)) is not None:
            # The first break is escaped and gives nothing; each empty line after it gives a line break.
            offsets.extend(_breaks(source, at, broken.end())[1:])
            at = broken.end()
        else:
            offsets.append(at)
            at = _after_character(source, at, quote)
    offsets.append(end)
    return offsets


def _fold(source: str, start: int, end: int) -> list[int]:
    """Blanks stay; with a single line break they give a space, with more of them one break fewer than there are."""
    breaks = _breaks(source, start, end)
    match len(breaks):
        case 0:
            return list(range(start, end))
        case 1:
            return breaks
        case _:
            return breaks[1:]


def _breaks(source: str, start: int, end: int) -> list[int]:
    return [each.start() for each in LINE_BREAK.finditer(source, start, end)]


def _after_character(source: str, at: int, quote: str) -> int:
    """Just past the character written at the place: an escape and a doubled quote are longer than what they mean."""
    if quote == '"' and (escape := ESCAPE.match(source, at)) is not None:
        return escape.end()
    return at + 2 if quote == "'" and source.startswith("''", at) else at + 1


def _block_offsets(scalar: Scalar) -> list[int]:
    """Literal and folded text: the lines after the header, each found in the text in its turn.

    INVARIANT: between two lines that have characters the text has only the space or the breaks that join them, so the
    next line is found by passing over those; each stands for one of the breaks in the source, counted from the last.
    """
    text, source = scalar.text, scalar.source
    offsets: list[int] = []
    ended = _header_end(source)
    for begin, content in _block_lines(scalar):
        joints = _count_joints(text, len(offsets), content)
        breaks = _breaks(source, ended, begin)
        offsets.extend(breaks[len(breaks) - joints :])
        if not text.startswith(content, len(offsets)):
            return []
        ended = begin + len(content)
        offsets.extend(range(begin, ended))
    offsets.extend(_breaks(source, ended, len(source))[: len(text) - len(offsets)])
    offsets.append(offsets[-1] + 1 if offsets else ended)
    return offsets


def _count_joints(text: str, start: int, content: str) -> int:
    """How many characters at the place only join the line before to the content."""
    joining = "\n" if content[0] in " \t" else " \n"
    at = start
    while at < len(text) and text[at] in joining:
        at += 1
    return at - start


def _header_end(source: str) -> int:
    header = HEADER.match(source)
    return 0 if header is None else header.end()


def _block_lines(scalar: Scalar) -> list[tuple[int, str]]:
    """The lines that have characters, without their indentation: where each begins, and what it says."""
    source = scalar.source
    first = _header_end(source)
    starts = [first, *(each.end() for each in LINE_BREAK.finditer(source, first))]
    lines = [(begin, LINE_BREAK.sub("", source[begin:after])) for begin, after in pairwise([*starts, len(source)])]
    written = next((line for _, line in lines if line.strip(" ")), None)
    opening = next((line for line in scalar.text.split("\n") if line.strip(" ")), None)
    if written is None or opening is None:
        return []
    # The header may state the indentation; what the text keeps of the first line tells it in every case. In a folded
    # text the next line joins the first, so only the blanks in front are compared.
    indent = _count_blanks(written) - _count_blanks(opening)
    return [(begin + indent, line[indent:]) for begin, line in lines if len(line) > indent]


def _count_blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _place(span: Span, starts: tuple[int, ...], offset: int) -> tuple[int, int]:
    """Line and column of an offset of the source, which begins where the span does."""
    line = bisect_right(starts, offset) - 1
    column = offset - starts[line] + (span.column if line == 0 else 1)
    return span.line + line, column
