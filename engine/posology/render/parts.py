"""What a page says, part by part, before anything is decided about its form: text, Markdown and HTML are made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from posology.render import page
from posology.render.page import INDENT, Layout

ENTRY: Final = 1
"""How deep an entry of a list stands below its heading."""

WITHIN: Final = 2
"""How deep stands what is said of an entry."""


@dataclass(frozen=True, slots=True)
class Banner:
    """What must be read before all else."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What the parts after it are about."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text under its label. `code` is text of the condition language, in which every character counts."""

    label: str
    text: str
    depth: int = 0
    code: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list without a label."""

    text: str
    depth: int = ENTRY


@dataclass(frozen=True, slots=True)
class Gap:
    """An entry ends here, and the next one begins."""


Part: TypeAlias = Banner | Heading | Paragraph | Labelled | Item | Gap


def labelled(label: str, text: str, depth: int = 0, *, code: bool = False) -> Iterator[Labelled]:
    """The text under its label; nothing for an empty text."""
    if text:
        yield Labelled(label, text, depth, code)


def text_of(parts: Iterable[Part], layout: Layout) -> str:
    """The parts as text for a terminal or a file, ended by a line feed."""
    return page.page_text(line for part in parts for line in lines_of(part, layout))


def lines_of(part: Part, layout: Layout) -> Iterator[str]:
    """The lines of one part."""
    match part:
        case Banner(text):
            return page.paragraph(text, layout)
        case Heading(text):
            return page.heading(text, layout)
        case Paragraph(text, depth):
            return page.paragraph(text, layout, depth * INDENT)
        case Labelled(label, text, depth):
            return page.labelled(label, text, layout, depth * INDENT)
        case Item(text, depth):
            return page.item(text, layout, depth * INDENT)
        case Gap():
            return iter(("",))
        case _:
            assert_never(part)
