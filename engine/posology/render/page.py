"""Text for people: headings, paragraphs and lists that wrap to a width and can be read aloud line by line.

No line is drawn and nothing is cut off, however narrow the page. A number is never parted from what it counts.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from posology.render.diagnostics import BOLD, PLAIN, visible

NARROWEST: Final = 40
WIDTH: Final = 80
INDENT: Final = 2

_KEPT: Final = "\N{NO-BREAK SPACE}"
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_COUNTED: Final = ("million", "cells?", "kg", "mL", "drug-free", "days?", "weeks?", "months?", "years?", *_MONTHS)
# `1.5 million to 3 million cells`, `72 kg`, `7 December 2026` and `left L3-L4` stay on one line: half of one is another
# dose, another day or another side.
_TOGETHER: Final = re.compile(
    rf"(?<=[0-9]) (?=(?:{'|'.join(_COUNTED)})\b)"
    r"|(?<=million) (?=cells\b|to [0-9])|(?<=million to) (?=[0-9])"
    r"|(?<=drug-free) (?=days?\b)"
    rf"|(?:{'|'.join(f'(?<={month})' for month in _MONTHS)}) (?=[0-9]{{4}}\b)"
    r"|(?:(?<=left)|(?<=right)) (?=[CTL][0-9])",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide a page is, in columns, and whether a terminal's bold stands beside the words that say the same."""

    width: int = WIDTH
    styled: bool = False


PLAIN_LAYOUT: Final = Layout()
"""80 columns and nothing but text: what a pipe, a file and a printer get."""


def heading(text: str, layout: Layout) -> Iterator[str]:
    """A blank line, and the heading in capitals."""
    yield ""
    yield from _marked(_wrapped(_clean(text).upper(), layout, 0, 0), layout)


def paragraph(text: str, layout: Layout, indent: int = 0) -> Iterator[str]:
    """The text wrapped; nothing for an empty one."""
    yield from _wrapped(_clean(text), layout, indent, indent)


def item(text: str, layout: Layout, indent: int = INDENT, mark: str = "-") -> Iterator[str]:
    """One entry of a list, its further lines under its text."""
    yield from _wrapped(f"{mark} {_clean(text)}", layout, indent, indent + len(mark) + 1)


def items(texts: Iterable[str], layout: Layout, indent: int = INDENT) -> Iterator[str]:
    """One entry for each text."""
    for text in texts:
        yield from item(text, layout, indent)


def labelled(label: str, text: str, layout: Layout, indent: int = 0) -> Iterator[str]:
    """`label: text`, bold up to the colon where the page is styled; nothing for an empty text."""
    if text:
        lines = _wrapped(f"{_clean(label)}: {_clean(text)}", layout, indent, indent + INDENT)
        yield from _label_marked(lines, _clean(label), indent, layout)


def status(word: str, text: str, layout: Layout, indent: int = INDENT) -> Iterator[str]:
    """A status in capitals, a colon, and what it is said of."""
    yield from labelled(word.upper(), text, layout, indent)


def page_text(lines: Iterable[str]) -> str:
    """The lines as one text, ended by a line feed, without a blank first line."""
    return "\n".join(lines).lstrip("\n") + "\n"


def _clean(text: str) -> str:
    """One line, in which every character that could move a cursor or hide text is shown by name."""
    return visible(" ".join(text.split()))


def kept_together(text: str) -> str:
    """The text with no-break spaces wherever a line must not end: half of a number, day or side is another one."""
    return _TOGETHER.sub(_KEPT, text)


def _wrapped(text: str, layout: Layout, first: int, further: int) -> list[str]:
    lines = textwrap.wrap(
        kept_together(text),
        max(layout.width, NARROWEST),
        initial_indent=" " * first,
        subsequent_indent=" " * further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_KEPT, " ") for line in lines]


def _marked(lines: list[str], layout: Layout) -> list[str]:
    return [f"{BOLD}{line}{PLAIN}" for line in lines] if layout.styled else lines


def _label_marked(lines: list[str], label: str, indent: int, layout: Layout) -> list[str]:
    """The label in bold where it stands whole on the first line."""
    start = f"{' ' * indent}{label}:"
    if not layout.styled or not lines or not lines[0].startswith(start):
        return lines
    return [f"{' ' * indent}{BOLD}{label}:{PLAIN}{lines[0].removeprefix(start)}", *lines[1:]]
