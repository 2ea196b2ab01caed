"""A page as Markdown (CommonMark): every character that is not ours stands for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from posology.render.diagnostics import visible
from posology.render.parts import Banner, Gap, Heading, Item, Labelled, Paragraph, Part

_MARKUP = re.compile(r"([\\`*_\[\]<|~&$])", re.ASCII)
# at the start of a line these begin a list, a heading, a quotation or a rule
_OPENING = re.compile(r"^([0-9]*)([-+=#>.)])", re.ASCII)
_TICKS = re.compile("`+", re.ASCII)


def markdown_of(title: str, parts: Iterable[Part]) -> str:
    """The parts under the title, ended by a line feed."""
    blocks = [f"# {escaped(title)}"]
    for block in _blocks(parts):
        blocks += ["", block] if _stands_alone(block) or _stands_alone(blocks[-1]) else [block]
    return "\n".join(blocks) + "\n"


def _blocks(parts: Iterable[Part]) -> Iterator[str]:
    """One line for each part. A line break within a part would end it."""
    for part in parts:
        match part:
            case Banner(text):
                yield f"> **{escaped(text)}**"
            case Heading(text):
                yield f"## {escaped(text)}"
            case Paragraph(text, depth) if depth > 1:
                yield f"{_bullet(depth)}{escaped(text)}"
            case Paragraph(text):
                yield escaped(text)
            case Labelled(label, text, depth, code):
                yield f"{_bullet(depth)}**{escaped(label)}:** {code_span(text) if code else escaped(text)}"
            case Item(text, depth):
                yield f"{_bullet(depth)}{escaped(text)}"
            case Gap():
                continue
            case _:
                assert_never(part)


def _bullet(depth: int) -> str:
    return "" if depth == 0 else f"{'  ' * (depth - 1)}- "


def _stands_alone(block: str) -> bool:
    return not block.lstrip().startswith("- ")


def escaped(text: str) -> str:
    """The text on one line, in which nothing is markup and nothing is hidden."""
    return _OPENING.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", visible(" ".join(text.split()))))


def code_span(text: str) -> str:
    """The text between more backticks than stand together anywhere in it."""
    shown = visible(" ".join(text.split()))
    fence = "`" * (max((len(each) for each in _TICKS.findall(shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"
