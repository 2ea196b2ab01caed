"""The rules of a protocol drawn as SVG: boxes in layers, lines from what is recorded to what is concluded.

Whole numbers only, and everything in the order of the protocol: the same rules give the same picture. Black on white
or white on black as the page is; what a box is shows in its outline, and nothing is said by a colour.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from posology.render.html import escaped
from posology.results.rule_graph import Chain, Mark, Point

WIDTH: Final = 1000
GAP: Final = 90
"""Between two layers, where the lines run."""

PAD: Final = 9
LINE: Final = 16
BETWEEN: Final = 9
TITLE: Final = 30
NAME_TENTHS: Final = 82
"""How wide a bold letter of a name gets on average, in tenths, with something to spare: no font is measured."""

SAYS_TENTHS: Final = 66

_KEPT: Final = "\N{NO-BREAK SPACE}"
_TOGETHER: Final = re.compile(r"(?<=[0-9]) (?=[A-Za-z])|(?<=million) (?=cells)", re.ASCII)
"""A number stays on one line with what it counts: half of one is another dose."""

STYLE: Final = """\
svg.rules { width: 100%; height: auto; }
svg.rules text { font: 12px system-ui, sans-serif; fill: currentColor; }
svg.rules text.name { font-weight: bold; font-size: 13px; }
svg.rules text.layer { font-weight: bold; font-size: 14px; }
svg.rules rect, svg.rules path { fill: none; stroke: currentColor; }
svg.rules path.link { stroke-width: 1; }
svg.rules path.head { fill: currentColor; stroke: none; }
svg.rules rect.finding { stroke-width: 1; stroke-dasharray: 4 2; }
svg.rules rect.rule { stroke-width: 1; }
svg.rules rect.conclusion { stroke-width: 3; }
"""


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a point stands, and its text in lines."""

    point: Point
    name: tuple[str, ...]
    says: tuple[str, ...]
    left: int
    top: int
    width: int

    @property
    def height(self) -> int:
        return 2 * PAD + LINE * (len(self.name) + len(self.says))

    @property
    def middle(self) -> int:
        return self.top + self.height // 2

    @property
    def right(self) -> int:
        return self.left + self.width


def chain_as_svg(chain: Chain, name: str) -> Iterator[str]:
    """The chain as lines of an SVG element; `name` makes its ids unique in the page."""
    layers = _layers(chain)
    height = max((boxes[-1].top + boxes[-1].height for boxes in layers if boxes), default=TITLE) + BETWEEN
    placed = {box.point.id: box for boxes in layers for box in boxes}
    yield (
        f'<svg class="rules" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'aria-labelledby="{name}-title {name}-desc">'
    )
    yield f'<title id="{name}-title">{escaped(chain.title)}</title>'
    yield f'<desc id="{name}-desc">{escaped(" ".join(chain_in_words(chain)))}</desc>'
    for title, boxes in zip(chain.titles, layers, strict=True):
        left = boxes[0].left if boxes else 0
        yield f'<text class="layer" x="{left}" y="{TITLE - 14}">{escaped(title)}</text>'
    for source, target in chain.links:
        yield from _link(placed[source], placed[target])
    for boxes in layers:
        for box in boxes:
            yield from _drawn(box)
    yield "</svg>"


def chain_in_words(chain: Chain) -> Iterator[str]:
    """What the picture shows, one sentence for each point that something feeds."""
    for layer in chain.layers:
        for point in layer:
            fed = [chain.point(source).name for source, target in chain.links if target == point.id]
            says = f" ({point.says})" if point.says else ""
            if fed:
                yield f"{point.name}{says} is fed by {', '.join(fed)}."


def _layers(chain: Chain) -> list[list[_Box]]:
    """The boxes of each layer, those of a lower layer spread over the height of the highest."""
    number = len(chain.layers)
    width = (WIDTH - 4 - GAP * (number - 1)) // number
    stacked = [
        _stacked([_box(point, 2 + place * (width + GAP), width) for point in layer])
        for place, layer in enumerate(chain.layers)
    ]
    lowest = max((boxes[-1].top + boxes[-1].height for boxes in stacked if boxes), default=TITLE)
    return [_spread(boxes, lowest) for boxes in stacked]


def _box(point: Point, left: int, width: int) -> _Box:
    room = width - 2 * PAD
    return _Box(
        point=point,
        name=_lines(point.name, room * 10 // NAME_TENTHS),
        says=_lines(point.says, room * 10 // SAYS_TENTHS),
        left=left,
        top=TITLE,
        width=width,
    )


def _lines(text: str, letters: int) -> tuple[str, ...]:
    """The text in lines of at most so many letters, broken at a space, else behind a point or a hyphen of a word."""
    lines: list[str] = []
    kept = _TOGETHER.sub(_KEPT, text)
    for line in textwrap.wrap(kept, letters, break_long_words=False, break_on_hyphens=False):
        rest = line.replace(_KEPT, " ")
        while len(rest) > letters:
            cut = max(rest.rfind(mark, 0, letters) for mark in "._-")
            end = cut + 1 if cut > 0 else letters
            lines.append(rest[:end])
            rest = rest[end:]
        lines.append(rest)
    return tuple(lines)


def _stacked(boxes: Sequence[_Box]) -> list[_Box]:
    stacked: list[_Box] = []
    top = TITLE
    for box in boxes:
        stacked.append(_at(box, top))
        top += box.height + BETWEEN
    return stacked


def _spread(boxes: Sequence[_Box], lowest: int) -> list[_Box]:
    """The boxes with the room that is left shared out between and around them."""
    if not boxes:
        return []
    left_over = lowest - (boxes[-1].top + boxes[-1].height)
    parts = 2 * len(boxes)
    return [_at(box, box.top + left_over * (2 * place + 1) // parts) for place, box in enumerate(boxes)]


def _at(box: _Box, top: int) -> _Box:
    return _Box(box.point, box.name, box.says, box.left, top, box.width)


def _link(source: _Box, target: _Box) -> Iterator[str]:
    """A line from the right of one box to the left of the other, with its head."""
    start, end = (source.right, source.middle), (target.left - 7, target.middle)
    bend = GAP // 2
    yield (
        f'<path class="link" d="M{start[0]} {start[1]} C{start[0] + bend} {start[1]} '
        f'{end[0] - bend} {end[1]} {end[0]} {end[1]}"/>'
    )
    yield f'<path class="head" d="M{target.left} {end[1]} l-8 -4 v8 z"/>'


def _drawn(box: _Box) -> Iterator[str]:
    corner = 10 if box.point.mark is Mark.FINDING else 0
    yield (
        f'<rect class="{box.point.mark.value}" x="{box.left}" y="{box.top}" width="{box.width}" '
        f'height="{box.height}" rx="{corner}"/>'
    )
    line = box.top + PAD + LINE - 4
    for kind, texts in (("name", box.name), ("says", box.says)):
        for text in texts:
            yield f'<text class="{kind}" x="{box.left + PAD}" y="{line}">{escaped(text)}</text>'
            line += LINE
