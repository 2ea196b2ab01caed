"""JSON to the letter, with the same tree and the same refusals as YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.reader.escapes import refuse_escapes
from posology.reader.key import add_entry
from posology.reader.malformed import EMPTY, MALFORMED
from posology.reader.plain import PlainFault, read_plain
from posology.reader.source import (
    MOST_NESTED,
    MOST_VALUES,
    TOO_LARGE,
    Source,
    has_too_many_faults,
    is_too_long,
    open_source,
)
from posology.reader.strict_yaml import TOO_DEEP
from posology.reader.tree import FAULTY, Mapping, Node, Scalar, Sequence

UNQUOTED = "P0126"

BLANK = re.compile(r"[ \t\r\n]*")
WORD = re.compile(r"[^ \t\r\n\[\]{},:\"]+")
QUOTED = re.compile(r'"[^"\\\r\n\t]*(?:\\[^\r\n\t][^"\\\r\n\t]*)*"')

COMMENTS = ("#", "//", "/*")
LITERALS = frozenset({"true", "false", "null"})


def read_json(content: str | bytes, file: str, diagnostics: Diagnostics) -> Node | None:
    """The tree of the one value in the content, None where none can be made; every fault found is in the bag."""
    source = open_source(content, file, diagnostics)
    if source is None:
        return None
    return _Parser(source, diagnostics).document()


class _GivenUpError(Exception):
    """The text cannot be read beyond a place; what is wrong there is in the bag."""


@dataclass(slots=True)
class _Parser:
    """Reads from `offset` on; each method leaves it just past what it has read."""

    source: Source
    diagnostics: Diagnostics
    offset: int = 0
    depth: int = 0
    values: int = 0

    def document(self) -> Node | None:
        """The one value, and nothing after it."""
        if not self._peek():
            self.diagnostics.error(EMPTY, "the file is empty", self.source.span(0, 0))
            return None
        try:
            root = self._value()
            if self._peek():
                self._give_up(
                    "nothing may follow the value of a JSON file", "put a second value into a file of its own"
                )
        except _GivenUpError:
            return None
        return root

    def _peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        blank = BLANK.match(self.source.text, self.offset)
        self.offset = blank.end() if blank else self.offset
        return self.source.text[self.offset : self.offset + 1]

    def _value(self) -> Node:
        self.values += 1
        if has_too_many_faults(self.diagnostics, self.source):
            raise _GivenUpError
        if self.values > MOST_VALUES:
            message = f"the file has more than {MOST_VALUES:,} values"
            self.diagnostics.error(TOO_LARGE, message, self._here(), help="divide the file")
            raise _GivenUpError
        match self._peek():
            case "{":
                return self._nested(self._mapping)
            case "[":
                return self._nested(self._sequence)
            case '"':
                return self._text()
            case _:
                return self._word()

    def _nested(self, read: Callable[[], Node]) -> Node:
        if self.depth == MOST_NESTED:
            message = f"lists and mappings stand more than {MOST_NESTED} deep in one another here"
            self.diagnostics.error(
                TOO_DEEP, message, self._here(), help="no file that this program reads goes nearly so deep"
            )
            raise _GivenUpError
        self.depth += 1
        node = read()
        self.depth -= 1
        return node

    def _sequence(self) -> Sequence:
        start = self.offset
        items: list[Node] = []
        while self._next_item("]", first=self.offset == start):
            items.append(self._value())
        return Sequence(tuple(items), self.source.span(start, self.offset))

    def _mapping(self) -> Mapping:
        start = self.offset
        entries: dict[str, tuple[Scalar, Node]] = {}
        while self._next_item("}", first=self.offset == start):
            if self._peek() != '"':
                self._give_up("a key must begin here, in double quotes", 'write `"key": value`')
            key = self._text()
            if self._peek() != ":":
                self._give_up("a `:` must follow the key", "")
            self.offset += 1
            node = self._value()
            if key.value is not FAULTY:
                add_entry(entries, key, node, self.diagnostics)
        return Mapping(tuple(entries.values()), self.source.span(start, self.offset))

    def _next_item(self, closing: str, *, first: bool) -> bool:
        """Whether one more item follows; steps over the bracket or comma before it, or over the closing bracket."""
        if first:
            self.offset += 1
        following = self._peek()
        if following == closing:
            self.offset += 1
            return False
        if first:
            return True
        if following != ",":
            self._give_up(f"`,` or `{closing}` must follow here", "")
        self.offset += 1
        if self._peek() == closing:
            self._give_up(f"a value must follow the comma before `{closing}`", "leave the last comma out")
        return True

    def _text(self) -> Scalar:
        start = self.offset
        found = QUOTED.match(self.source.text, start)
        if found is None:
            help_text = r"close the quote; write line breaks as `\n`, tabs as `\t`"
            self._give_up("a text that begins here is not closed on its line", help_text)
        self.offset = found.end()
        written = found.group()
        span = self.source.span(start, self.offset)
        if is_too_long(written, span, self.diagnostics):
            return Scalar(FAULTY, "", quoted=True, span=span)
        text = self._unescape(written)
        value = FAULTY if text is None else text
        scalar = Scalar(value, text or "", quoted=True, span=span, source=written)
        return refuse_escapes(scalar, self.diagnostics) if "\\" in written else scalar

    def _unescape(self, written: str) -> str | None:
        """What stands in the quotes, or None where an escape means nothing."""
        if "\\" not in written:
            return written[1:-1]
        try:
            return str(json.loads(written))
        except json.JSONDecodeError as fault:
            at = self.offset - len(written) + fault.pos
            help_text = r"write `\\` for a backslash"
            self.diagnostics.error(MALFORMED, "there is no such escape", self.source.span(at, at + 1), help=help_text)
            return None

    def _word(self) -> Scalar:
        found = WORD.match(self.source.text, self.offset)
        if found is None:
            self._give_up("a value must stand here", "")
        word, start = found.group(), self.offset
        self.offset = found.end()
        span = self.source.span(start, self.offset)
        if is_too_long(word, span, self.diagnostics):
            return Scalar(FAULTY, "", quoted=False, span=span)
        value = read_plain(word)
        if isinstance(value, PlainFault):
            self.diagnostics.error(value.code, value.message, span, help=value.help)
            return Scalar(FAULTY, word, quoted=False, span=span, source=word)
        if isinstance(value, str) or (value is None and word not in LITERALS):
            return self._unquoted(word, span)
        return Scalar(value, word, quoted=False, span=span, source=word)

    def _unquoted(self, word: str, span: Span) -> Scalar:
        if word.startswith(COMMENTS):
            self.offset -= len(word)
            self._give_up("", "")
        help_text = "JSON has no single quotes" if word.startswith("'") else "put double quotes round it"
        self.diagnostics.error(UNQUOTED, "text must stand in double quotes in JSON", span, help=help_text)
        return Scalar(FAULTY, word, quoted=False, span=span, source=word)

    def _here(self) -> Span:
        return self.source.span(self.offset, min(self.offset + 1, len(self.source.text)))

    def _give_up(self, message: str, help_text: str) -> NoReturn:
        """Reports what is wrong here, a comment before all else, and stops reading."""
        if self.source.text.startswith(COMMENTS, self.offset):
            message, help_text = "JSON has no comments", "leave it out, or write the file in YAML"
        self.diagnostics.error(MALFORMED, message, self._here(), help=help_text)
        raise _GivenUpError
