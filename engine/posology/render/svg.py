"""Pictures as SVG in whole numbers: text measured so that nothing overlaps, and every picture told in words.

Black on white only, so that a print in black and white loses nothing. Text is set in DejaVu Sans, whose widths are
known here; where a reader has another font, the next one named is no wider.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from posology.render.html import escaped
from posology.render.page import kept_together

SIZE: Final = 11
"""The size of text, in units of the picture; a picture is made to be as wide as a page, 840 units."""

LINE: Final = 14
"""From one line of text to the next."""

WIDTH: Final = 840
MARGIN: Final = 10
FONTS: Final = "'DejaVu Sans',Verdana,sans-serif"

_UNKNOWN_WIDTH: Final = 1040
_BOLD_PERCENT: Final = 118
_LETTERS: Final[Mapping[int, str]] = MappingProxyType(
    {
        300: "'ijl",
        330: ",. \N{NO-BREAK SPACE}",
        370: "IJ/:;\\|f-",
        420: "()[]t!r",
        540: '"*_`sz?',
        560: "cL",
        600: "Fkvxy",
        640: "oaeEPTYhnubdgpqS0123456789${}",
        700: "KAVXZBRC",
        790: "UNHDG&OQ",
        870: "w#+<=>^~M",
        1000: "%mW@",
    }
)
"""The advance of each letter of DejaVu Sans in thousandths of its size, rounded up."""

_ADVANCE: Final[Mapping[str, int]] = MappingProxyType(
    {letter: width for width, letters in _LETTERS.items() for letter in letters}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing with its text equivalents: a title, a sentence, and one line for each thing that is marked.

    `body` are SVG elements that are written as they are. Sizes are in units of the picture.
    """

    name: str
    width: int
    height: int
    title: str
    description: str
    listed: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A block of text in its place: where its first line begins, its lines, and how high and wide it is."""

    left: int
    top: int
    lines: tuple[str, ...]
    bold_lines: int = 0

    @property
    def height(self) -> int:
        """From the top of the first line to the foot of the last."""
        return LINE * len(self.lines)

    @property
    def width(self) -> int:
        """As wide as its longest line."""
        widths = (width_of(line, bold=number < self.bold_lines) for number, line in enumerate(self.lines))
        return max(widths, default=0)


def width_of(text: str, size: int = SIZE, *, bold: bool = False) -> int:
    """How wide the text gets at most, in units of the picture."""
    thousandths = size * sum(_ADVANCE.get(letter, _UNKNOWN_WIDTH) for letter in text)
    return -(-(thousandths * _BOLD_PERCENT // 100 if bold else thousandths) // 1000)


def lines_within(text: str, width: int, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that are no wider; a number stays with what it counts, and only a longer word is cut."""
    lines: list[str] = []
    for word in kept_together(" ".join(text.split())).split(" "):
        grown = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(grown, bold=bold) <= width:
            lines[-1] = grown
        else:
            lines.extend(_cut(word, width, bold=bold))
    return tuple(lines)


def _cut(word: str, width: int, *, bold: bool) -> Iterator[str]:
    """The word in parts that are no wider: parted where it was held together, and only then within."""
    head, held, rest = word.rpartition("\N{NO-BREAK SPACE}")
    if held and width_of(word, bold=bold) > width:
        *before, last = (*_cut(head, width, bold=bold),)
        yield from before
        if width_of(f"{last} {rest}", bold=bold) <= width:
            yield f"{last} {rest}"
            return
        yield last
    else:
        rest = word
    while width_of(rest, bold=bold) > width and len(rest) > 1:
        end = next((end for end in range(len(rest) - 1, 1, -1) if width_of(rest[:end], bold=bold) <= width), 1)
        yield rest[:end]
        rest = rest[end:]
    yield rest


def text_at(left: int, foot: int, text: str, **attributes: str | int) -> str:
    """One line of text that begins at `left` and stands on `foot`."""
    return f'<text x="{left}" y="{foot}"{_said(attributes)}>{escaped(text)}</text>'


def shape(name: str, title: str = "", /, **attributes: str | int) -> str:
    """One element without text, or one that is told by its title; `_` in the name of an attribute is a hyphen."""
    if not title:
        return f"<{name}{_said(attributes)}/>"
    return f"<{name}{_said(attributes)}><title>{escaped(title)}</title></{name}>"


def written(block: Written) -> Iterator[str]:
    """The lines of a block, the first of them bold."""
    for number, line in enumerate(block.lines):
        foot = block.top + LINE * (number + 1) - 3
        weight = {"font_weight": "bold"} if number < block.bold_lines else {}
        yield text_at(block.left, foot, line, **weight)


def _said(attributes: Mapping[str, str | int]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())


def picture_as_svg(picture: Picture, *, alone: bool = False, prefix: str = "") -> str:
    """The picture as one SVG element; `alone` makes it a file, `prefix` makes its ids unique in a page."""
    name = f"{prefix}{picture.name}"
    size = f' width="{picture.width}" height="{picture.height}"' if alone else ""
    words = " ".join((picture.description, *picture.listed))
    box = f'viewBox="0 0 {picture.width} {picture.height}"{size}'
    text = f'aria-labelledby="{name}-title {name}-desc" font-family="{FONTS}" font-size="{SIZE}"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {box} {text}>',
        f'<title id="{name}-title">{escaped(picture.title)}</title>',
        f'<desc id="{name}-desc">{escaped(words)}</desc>',
        *([f'<rect width="{picture.width}" height="{picture.height}" fill="white"/>'] if alone else []),
        *picture.body,
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def framed(pictures: Sequence[Picture], above: Sequence[str], below: Sequence[str]) -> Picture:
    """The pictures under one another, with lines of text above them and below, as what stands alone needs them."""
    first = pictures[0]
    body: list[str] = []
    top = MARGIN
    for number, text in enumerate(above):
        block = _paragraph(text, top, first.width, bold_lines=99 if number == 0 else 0)
        body.extend(written(block))
        top += block.height + LINE // 2
    for picture in pictures:
        body.append(f'<g transform="translate(0 {top})">')
        body.extend(picture.body)
        body.append("</g>")
        top += picture.height
    for text in below:
        block = _paragraph(text, top + LINE // 2, first.width, bold_lines=0)
        body.extend(written(block))
        top += block.height + LINE // 2
    return Picture(
        name=first.name,
        width=first.width,
        height=top + MARGIN,
        title=first.title,
        description=" ".join((*above, first.description, *below)),
        listed=tuple(line for picture in pictures for line in picture.listed),
        body=tuple(body),
    )


def _paragraph(text: str, top: int, width: int, *, bold_lines: int) -> Written:
    lines = lines_within(text, width - 2 * MARGIN, bold=bold_lines > 0)
    return Written(left=MARGIN, top=top, lines=lines, bold_lines=bold_lines)
