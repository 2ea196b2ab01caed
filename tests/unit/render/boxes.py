"""Where the text of a picture stands, from its SVG, so that overlaps can be looked for."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree as ET

from posology.render.svg import SIZE, Picture, picture_as_svg, width_of

SVG = "{http://www.w3.org/2000/svg}"


class Box(NamedTuple):
    """A text and the room that it takes."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


def texts_of(picture: Picture) -> list[Box]:
    """Every line of text of the picture."""
    root = ET.fromstring(picture_as_svg(picture))  # noqa: S314 - our own output, on this line
    return [_box(each) for each in root.iter(f"{SVG}text")]


def _box(element: ET.Element) -> Box:
    text = element.text or ""
    x, foot = int(element.get("x", "")), int(element.get("y", ""))
    width = width_of(text, int(element.get("font-size", SIZE)), bold=element.get("font-weight") == "bold")
    left = x - width // 2 if element.get("text-anchor") == "middle" else x
    return Box(text, left, foot - SIZE + 3, left + width, foot + 2)


def overlapping(picture: Picture) -> list[tuple[str, str]]:
    """Every two lines of text of which one stands on the other."""
    return [
        (one.text, other.text)
        for one, other in combinations(texts_of(picture), 2)
        if one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
    ]


def outside(picture: Picture) -> list[str]:
    """Every line of text that leaves the picture."""
    return [
        each.text
        for each in texts_of(picture)
        if each.left < 0 or each.top < 0 or each.right > picture.width or each.bottom > picture.height
    ]
