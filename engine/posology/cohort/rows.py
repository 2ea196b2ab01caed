"""The rows of a delimited file one by one: what the fast reader refuses is found here, by its number and with why.

A row that cannot be read costs itself and no other. Rows are numbered as a spreadsheet shows them: the head is row 1,
an empty line has a number too, and a cell with line breaks is within one row.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

WRONG_WIDTH = "P0810"
WRONG_QUOTES = "P0811"
NOT_UTF8 = "P0812"

LONGEST_ROW = 1_000_000
"""Characters. A quote that is never closed is not followed further than this."""

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?!")')
_BREAK = re.compile(r"[\r\n]")


class Fault(Enum):
    """Why a text is no row: it ends within a quoted cell, or goes on behind one without a separator."""

    OPEN = "open"
    BEHIND_QUOTE = "behind-quote"


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row with as many cells as the head has names."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, its number and why, and whatever may be a cell of it."""

    number: int
    code: str
    scraps: tuple[str, ...]


@dataclass(slots=True)
class Rows:
    """The rows of a file that comes as lines of bytes, without the head.

    `single` are the places of the cells that must not have a line break, since nothing that a record holds has one:
    such a row has swallowed its neighbour.
    """

    lines: Iterable[bytes]
    separator: str
    width: int
    single: frozenset[int]
    pending: deque[bytes] = field(default_factory=deque[bytes])

    def __iter__(self) -> Iterator[GoodRow | BadRow]:
        """The rows in their order; an empty line is none, and is counted."""
        source = iter(self.lines)
        number = 1
        while (line := self._next(source)) is not None:
            number += 1
            if line.strip(b"\r\n"):
                yield self._row(line, number, source)

    def _next(self, source: Iterator[bytes]) -> bytes | None:
        return self.pending.popleft() if self.pending else next(source, None)

    def _row(self, line: bytes, number: int, source: Iterator[bytes]) -> GoodRow | BadRow:
        """The row that begins with the line; what was looked at beyond a bad one is looked at again, as rows."""
        whole, looked_at = line, list[bytes]()
        while (found := self._read(whole, number)) is None:
            following = self._closing(source, looked_at, LONGEST_ROW - len(whole))
            if following is None:
                break
            whole += following
        if isinstance(found, GoodRow) or not looked_at:
            return found or self._bad(line, number, WRONG_QUOTES)
        self.pending.extendleft(reversed(looked_at))
        return self._bad(line, number, WRONG_QUOTES)

    def _closing(self, source: Iterator[bytes], looked_at: list[bytes], most: int) -> bytes | None:
        """The lines up to the next one with a quote, which may close the cell; None where there is none near."""
        taken: list[bytes] = []
        while most > 0 and (line := self._next(source)) is not None:
            taken.append(line)
            looked_at.append(line)
            most -= len(line)
            if b'"' in line:
                return b"".join(taken)
        return None

    def _read(self, row: bytes, number: int) -> GoodRow | BadRow | None:
        """The row; None where it ends within a cell that is not closed yet."""
        try:
            text = row.decode("utf-8")
        except UnicodeDecodeError:
            return self._bad(row, number, NOT_UTF8)
        cells = split(text.rstrip("\r\n"), self.separator)
        if cells is Fault.OPEN:
            return None
        if cells is Fault.BEHIND_QUOTE:
            return self._bad(row, number, WRONG_QUOTES)
        if len(cells) != self.width:
            return self._bad(row, number, WRONG_WIDTH)
        if any(_BREAK.search(cells[place]) for place in self.single):
            return self._bad(row, number, WRONG_QUOTES)
        return GoodRow(number, tuple(cells))

    def _bad(self, row: bytes, number: int, code: str) -> BadRow:
        text = row.decode("utf-8", "replace")
        scraps = (each.strip().strip('"').strip() for each in re.split(f"[{self.separator}\r\n]", text))
        return BadRow(number, code, tuple(dict.fromkeys(each for each in scraps if each)))


def split(text: str, separator: str) -> list[str] | Literal[Fault.OPEN, Fault.BEHIND_QUOTE]:
    """The cells of one row, or why it has none: a quote is not closed, or something stands behind one that is."""
    if '"' not in text:
        return text.split(separator)
    cells: list[str] = []
    offset = 0
    while True:
        if text.startswith('"', offset):
            found = _QUOTED.match(text, offset)
            if found is None:
                return Fault.OPEN
            cells.append(found[1].replace('""', '"'))
            offset = found.end()
        else:
            end = text.find(separator, offset)
            end = len(text) if end < 0 else end
            cells.append(text[offset:end])
            offset = end
        if offset == len(text):
            return cells
        if text[offset] != separator:
            return Fault.BEHIND_QUOTE
        offset += 1
