"""The text of one file, checked before anything is parsed: size, encoding, and characters that hide what is written."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span

MOST_BYTES = 4 * 1024 * 1024
MOST_NESTED = 64
MOST_VALUES = 100_000
MOST_FAULTS = 200
LONGEST_VALUE = 20_000
LONGEST_QUOTED = 60

TOO_LARGE = "P0101"
NOT_UTF8 = "P0102"
FORBIDDEN_CHARACTER = "P0103"
TOO_MANY_FAULTS = "P0109"

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"

OTHER_ENCODINGS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
"""The marks with which other encodings begin; the longer before those that they begin with."""

LINE_BREAK = re.compile(r"\r\n|\r|\n")

# Controls would reach a log or a terminal, directional overrides show digits of a dose in another order than they are
# stored in, and separators that only some programs take for a line break make places disagree.
FORBIDDEN = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file without byte-order mark; `line_starts` are the offsets at which its lines begin."""

    file: str
    text: str
    line_starts: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The place between two offsets of the text."""
        line = bisect_right(self.line_starts, start)
        end_line = bisect_right(self.line_starts, end)
        column = start - self.line_starts[line - 1] + 1
        return Span(self.file, line, column, end_line, end - self.line_starts[end_line - 1] + 1)


def open_source(content: str | bytes, file: str, diagnostics: Diagnostics) -> Source | None:
    """The text of the content, or None where it is too large, is no UTF-8, or holds a NUL: nothing is parsed then.

    Other forbidden characters are reported and replaced one for one, so that places stay right and reading goes on.
    """
    if len(content) > MOST_BYTES:
        message = f"the file has {len(content):,} bytes, more than the {MOST_BYTES:,} that are read"
        diagnostics.error(
            TOO_LARGE, message, Span(file, 1, 1, 1, 1), help="divide the file, or look for what made it so large"
        )
        return None
    text = content if isinstance(content, str) else _decode(content, file, diagnostics)
    if text is None:
        return None
    source = index_lines(file, text.removeprefix(BYTE_ORDER_MARK))
    if not FORBIDDEN.search(source.text):
        return source
    _report_forbidden(source, diagnostics)
    if "\0" in source.text:
        return None
    return index_lines(file, FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", source.text))


def index_lines(file: str, text: str) -> Source:
    """The source with the beginnings of its lines."""
    return Source(file, text, (0, *(each.end() for each in LINE_BREAK.finditer(text))))


def shortened(text: str) -> str:
    """The text in one line, or its beginning where it is too long for a message."""
    line = LINE_BREAK.sub(" ", text)
    return line if len(line) <= LONGEST_QUOTED else f"{line[:LONGEST_QUOTED]}…"


def is_too_long(text: str, span: Span, diagnostics: Diagnostics) -> bool:
    """Whether one value has more characters than any text that is meant to be read; reports it."""
    if len(text) <= LONGEST_VALUE:
        return False
    message = f"this text has {len(text):,} characters, more than the {LONGEST_VALUE:,} of any value that is read"
    diagnostics.error(TOO_LARGE, message, span, help="shorten it, or look for a quote that was not closed")
    return True


def has_too_many_faults(diagnostics: Diagnostics, source: Source) -> bool:
    """Whether the file is so full of faults that reading should stop; reports that once."""
    if len(diagnostics.found) < MOST_FAULTS:
        return False
    of_file = [each.code for each in diagnostics.found if each.span.file == source.file]
    if len(of_file) < MOST_FAULTS:
        return False
    if TOO_MANY_FAULTS not in of_file:
        message = f"there are {MOST_FAULTS} faults already, and reading stops here"
        diagnostics.error(TOO_MANY_FAULTS, message, source.span(len(source.text), len(source.text)))
    return True


def describe_character(character: str) -> str:
    """The character by its number and its name, never by itself."""
    name = unicodedata.name(character, "").lower()
    if not name:
        name = "half of a surrogate pair" if "\ud800" <= character <= "\udfff" else "control character"
    return f"U+{ord(character):04X} ({name})"


def _decode(content: bytes, file: str, diagnostics: Diagnostics) -> str | None:
    for mark, encoding in OTHER_ENCODINGS:
        if content.startswith(mark):
            help_text = "save the file as UTF-8"
            diagnostics.error(NOT_UTF8, f"the file is {encoding}, not UTF-8", Span(file, 1, 1, 1, 1), help=help_text)
            return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8").removeprefix(BYTE_ORDER_MARK)
        span = index_lines(file, before).span(len(before), len(before))
        message = f"the byte 0x{content[fault.start]:02X} is not UTF-8 text"
        diagnostics.error(NOT_UTF8, message, span, help="save the file as UTF-8")
        return None


def _report_forbidden(source: Source, diagnostics: Diagnostics) -> None:
    """Reports each different character once, at its first place: a binary file would give thousands of faults."""
    first: dict[str, int] = {}
    times: dict[str, int] = {}
    for found in FORBIDDEN.finditer(source.text):
        first.setdefault(found.group(), found.start())
        times[found.group()] = times.get(found.group(), 0) + 1
    for character, offset in first.items():
        often = "" if times[character] == 1 else f", here and at {times[character] - 1} other places"
        diagnostics.error(
            FORBIDDEN_CHARACTER,
            f"the character {describe_character(character)} is not allowed in a file{often}",
            source.span(offset, offset + 1),
            help="delete it: it cannot be seen, or changes how the text around it is shown",
        )
