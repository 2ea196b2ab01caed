"""The spine with every planned place marked by the number of its row: from behind for sides, from the left for discs.

A place is drawn where ordinary anatomy has it, and not to scale. What has no place on the drawing, such as a vein, is
written under it, so that nothing that is planned is missing from the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from posology.render.sheet_words import cells_said, lacks_level, planned_said, row_said, volume_said
from posology.render.svg import LINE, MARGIN, WIDTH, Picture, Written, lines_within, shape, text_at, written
from posology.results.sheet import Injection

CERVICAL: Final = ("C2", "C3", "C4", "C5", "C6", "C7", "T1")
LUMBAR: Final = ("L1", "L2", "L3", "L4", "L5", "S1")
PITCH: Final = 46
BONE: Final = 32
TOP: Final = 62
BREAK: Final = 44
"""The room between T1 and L1, where nothing is drawn."""

RADIUS: Final = 9
BETWEEN: Final = 8
"""Between two labels."""

BEHIND: Final = 256
FACET: Final = 36
NERVE: Final = 60
SACROILIAC: Final = 52
BODY_LEFT: Final = 524
BODY_WIDTH: Final = 50
CANAL: Final = (578, 592)
BRACKET: Final = 634

BONE_STYLE: Final[Mapping[str, str | int]] = MappingProxyType({"fill": "white", "stroke": "#767676", "stroke_width": 1})
OPEN_STYLE: Final[Mapping[str, str | int]] = MappingProxyType({"fill": "white", "stroke": "black", "stroke_width": 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """Where the labels of one side of a drawing stand, and where a line from a mark meets them."""

    left: int
    width: int
    edge: int


LEFT_LABELS: Final = _Column(left=MARGIN, width=174, edge=186)
RIGHT_LABELS: Final = _Column(left=332, width=182, edge=328)
SIDE_LABELS: Final = _Column(left=658, width=176, edge=654)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A planned injection with the point where it is drawn and the column of its label."""

    injection: Injection
    x: int
    y: int
    column: _Column


def _tops() -> Mapping[str, int]:
    """Where each vertebra begins, from the top of the picture."""
    upper = {name: TOP + PITCH * place for place, name in enumerate(CERVICAL)}
    start = TOP + PITCH * len(CERVICAL) + BREAK
    return MappingProxyType(upper | {name: start + PITCH * place for place, name in enumerate(LUMBAR)})


TOPS: Final[Mapping[str, int]] = _tops()
FOOT: Final = TOPS["S1"] + PITCH + LINE


def spine_picture(injections: Sequence[Injection]) -> Picture | None:
    """The picture of the planned injections; None where nothing is planned."""
    if not injections:
        return None
    marks, elsewhere = _marked(injections)
    labels = {column: _placed([each for each in marks if each.column is column]) for column in _COLUMNS}
    lowest = max((block.top + block.height for placed in labels.values() for _, block in placed), default=FOOT)
    foot = max(FOOT, lowest) + LINE
    notes = tuple(_notes(elsewhere, foot))
    body = (
        *_headings(),
        *_from_behind(),
        *_from_the_side(),
        *(element for placed in labels.values() for each in placed for element in _drawn(*each)),
        *(element for block in notes for element in written(block)),
    )
    height = (notes[-1].top + notes[-1].height) if notes else foot
    return Picture(
        name="spine",
        width=WIDTH,
        height=height + MARGIN,
        title="The planned places on the spine",
        description="The spine from behind and from the left side, not to scale; each planned place is marked with the "
        "number of its row.",
        listed=tuple(f"{row_said(each)}." for each in injections),
        body=body,
    )


_COLUMNS: Final = (LEFT_LABELS, RIGHT_LABELS, SIDE_LABELS)


def _marked(injections: Iterable[Injection]) -> tuple[list[_Mark], list[Injection]]:
    """The injections with a place on the drawing, none of them on another, and those without one."""
    marks: list[_Mark] = []
    elsewhere: list[Injection] = []
    for injection in injections:
        mark = _mark(injection)
        if mark is None:
            elsewhere.append(injection)
            continue
        marks.append(_beside(mark, marks))
    return marks, elsewhere


def _beside(mark: _Mark, marks: Sequence[_Mark]) -> _Mark:
    """The mark moved off those of the same place: under them, or for a disc beside them, where its level has room."""
    where = [(each.injection.site, each.injection.joint, each.injection.side) for each in marks]
    injection = mark.injection
    away = (2 * RADIUS + 1) * where.count((injection.site, injection.joint, injection.side))
    across, down = (-away, 0) if injection.site == "disc" else (0, away)
    return _Mark(injection=injection, x=mark.x + across, y=mark.y + down, column=mark.column)


def _mark(injection: Injection) -> _Mark | None:
    sided = {"left": (-1, LEFT_LABELS), "right": (1, RIGHT_LABELS)}.get(injection.side or "")
    between = _between(injection.joint)
    x = y = 0
    column = SIDE_LABELS
    match injection.site:
        case "facet" if sided and between is not None:
            (sign, column), y = sided, between
            x = BEHIND + sign * FACET
        case "spinal-nerve" if sided and (top := TOPS.get(injection.joint or "")) is not None:
            (sign, column), y = sided, top + BONE - RADIUS
            x = BEHIND + sign * NERVE
        case "sacroiliac" if sided:
            (sign, column), y = sided, TOPS["S1"] + BONE + RADIUS
            x = BEHIND + sign * (SACROILIAC - 12)
        case "disc" if between is not None:
            x, y = BODY_LEFT + BODY_WIDTH // 2, between
        case "epidural" if between is not None:
            x, y = (CANAL[0] + CANAL[1]) // 2, between
        case "epidural" if (region := _region(injection)) is not None:
            x, y = BRACKET, (TOPS[region[0]] + TOPS[region[-1]] + BONE) // 2
        case _:
            return None
    return _Mark(injection=injection, x=x, y=y, column=column)


def _between(joint: str | None) -> int | None:
    """The height of the gap between two vertebrae that are drawn next to each other."""
    for region in (CERVICAL, LUMBAR):
        for upper, lower in pairwise(region):
            if joint == f"{upper}-{lower}":
                return (TOPS[upper] + BONE + TOPS[lower]) // 2
    return None


def _region(injection: Injection) -> Sequence[str] | None:
    words = injection.target.casefold()
    return CERVICAL if "cervical" in words else LUMBAR if "lumbar" in words else None


def _placed(marks: Sequence[_Mark]) -> list[tuple[_Mark, Written]]:
    """Each mark with its label as near to it as the others leave room, in the order of their heights."""
    ordered = sorted(marks, key=lambda each: (each.y, each.injection.number))
    blocks: list[Written] = []
    for mark in ordered:
        head = lines_within(f"{mark.injection.number}. {mark.injection.target}", mark.column.width, bold=True)
        rest = [line for said in _says(mark.injection) for line in lines_within(said, mark.column.width)]
        block = Written(left=mark.column.left, top=0, lines=(*head, *rest), bold_lines=len(head))
        before = blocks[-1].top + blocks[-1].height + BETWEEN if blocks else TOP - LINE
        top = max(mark.y - block.height // 2, before)
        blocks.append(Written(left=block.left, top=top, lines=block.lines, bold_lines=block.bold_lines))
    return list(zip(ordered, _moved_up(blocks), strict=True))


def _moved_up(blocks: Sequence[Written]) -> list[Written]:
    """The labels moved up from where they would pass the foot of the drawing, as far as there is room above."""
    least = [TOP - LINE]
    for block in blocks[:-1]:
        least.append(least[-1] + block.height + BETWEEN)
    moved: list[Written] = []
    limit = FOOT
    for block, lowest in zip(reversed(blocks), reversed(least[: len(blocks)]), strict=True):
        top = max(min(block.top, limit - block.height), lowest)
        moved.append(Written(left=block.left, top=top, lines=block.lines, bold_lines=block.bold_lines))
        limit = top - BETWEEN
    return moved[::-1]


def _says(injection: Injection) -> Iterator[str]:
    cells, planned, volume = cells_said(injection), planned_said(injection), volume_said(injection)
    yield cells
    if planned and planned != cells:
        yield f"planned: {planned}"
    if volume:
        yield volume
    if lacks_level(injection):
        yield "no level is stated; the bracket is no level"


def _headings() -> Iterator[str]:
    yield text_at(MARGIN, 20, "From behind", font_weight="bold")
    yield text_at(MARGIN, 40, "LEFT", font_weight="bold")
    yield text_at(RIGHT_LABELS.left, 40, "RIGHT", font_weight="bold")
    yield text_at(BODY_LEFT - 10, 20, "From the left side", font_weight="bold")
    yield text_at(BODY_LEFT - 10, 40, "front")
    yield text_at(CANAL[1] + 4, 40, "back")


def _from_behind() -> Iterator[str]:
    for name, top in TOPS.items():
        if name == "S1":
            yield from _sacrum(top)
            continue
        for left in (BEHIND - 52, BEHIND + 22):
            yield shape("rect", x=left, y=top + 10, width=30, height=8, rx=4, **BONE_STYLE)
        yield shape("rect", x=BEHIND - 25, y=top, width=50, height=BONE, rx=8, **BONE_STYLE)
        yield text_at(BEHIND, top + 15, name, text_anchor="middle")
        yield shape("line", x1=BEHIND, y1=top + 20, x2=BEHIND, y2=top + BONE - 4, stroke="#767676", stroke_width=3)
    for region in (CERVICAL, LUMBAR):
        for upper, lower in pairwise(region):
            middle = (TOPS[upper] + BONE + TOPS[lower]) // 2
            for x in (BEHIND - FACET, BEHIND + FACET):
                yield shape("ellipse", cx=x, cy=middle, rx=5, ry=7, **OPEN_STYLE)
    yield from _break(BEHIND)


def _sacrum(top: int) -> Iterator[str]:
    points = f"{BEHIND - 44},{top} {BEHIND + 44},{top} {BEHIND + 26},{top + PITCH} {BEHIND - 26},{top + PITCH}"
    yield shape("polygon", points=points, **BONE_STYLE)
    yield text_at(BEHIND, top + 15, "S1", text_anchor="middle")
    for sign in (-1, 1):
        x = BEHIND + sign * SACROILIAC
        path = f"M {x - sign * 4} {top} L {x - sign * 20} {top + PITCH}"
        yield shape("path", d=path, fill="none", stroke="black", stroke_width=1, stroke_dasharray="3 2")


def _from_the_side() -> Iterator[str]:
    for name, top in TOPS.items():
        back = CANAL[1]
        points = f"{back},{top + 8} {back + 30},{top + 18} {back + 30},{top + 26} {back},{top + 22}"
        yield shape("polygon", points=points, **BONE_STYLE)
        yield shape("rect", x=BODY_LEFT, y=top, width=BODY_WIDTH, height=BONE, rx=4, **BONE_STYLE)
        yield text_at(BODY_LEFT + BODY_WIDTH // 2, top + 20, name, text_anchor="middle")
    for region in (CERVICAL, LUMBAR):
        for upper, lower in pairwise(region):
            middle = (TOPS[upper] + BONE + TOPS[lower]) // 2
            yield shape("ellipse", cx=BODY_LEFT + BODY_WIDTH // 2, cy=middle, rx=24, ry=5, **OPEN_STYLE)
        first, last = TOPS[region[0]], TOPS[region[-1]] + BONE
        for x in CANAL:
            yield shape("line", x1=x, y1=first, x2=x, y2=last, stroke="#767676", stroke_width=1)
    yield from _break(BODY_LEFT + BODY_WIDTH // 2)


def _break(middle: int) -> Iterator[str]:
    foot = TOPS["T1"] + PITCH + BREAK // 2 - 8
    yield text_at(middle, foot, "T2 to T12", text_anchor="middle", font_style="italic")
    yield text_at(middle, foot + LINE, "not drawn", text_anchor="middle", font_style="italic")


def _drawn(mark: _Mark, label: Written) -> Iterator[str]:
    """The line to the label, the mark with the number of its row, and the label."""
    column, injection = mark.column, mark.injection
    sign = -1 if column is LEFT_LABELS else 1
    if mark.x == BRACKET:
        yield _bracket(injection)
    foot = label.top + LINE // 2
    elbow = column.edge - sign * 14
    path = f"M {mark.x} {mark.y} L {elbow} {mark.y} L {column.edge} {foot}"
    yield shape("path", d=path, fill="none", stroke="black", stroke_width=1)
    yield shape("circle", row_said(injection), cx=mark.x, cy=mark.y, r=RADIUS, fill="black")
    number = str(injection.number)
    yield text_at(mark.x, mark.y + 4, number, text_anchor="middle", fill="white", font_weight="bold", font_size=10)
    yield from written(label)


def _bracket(injection: Injection) -> str:
    """The stretch of the canal in which an epidural without a level of its own is entered."""
    region = _region(injection) or LUMBAR
    first, last = TOPS[region[0]], TOPS[region[-1]] + BONE
    path = f"M {BRACKET - 8} {first} L {BRACKET} {first} L {BRACKET} {last} L {BRACKET - 8} {last}"
    return shape("path", d=path, fill="none", stroke="black", stroke_width=2, stroke_dasharray="6 3")


def _notes(elsewhere: Sequence[Injection], top: int) -> Iterator[Written]:
    """What cannot be marked, and how to read the drawing."""
    texts = [f"Not on this drawing: {row_said(each)}." for each in elsewhere]
    texts.append(
        "A filled circle has the number of the row that is planned there; an open joint or disc is not planned. The "
        "drawing is not to scale and shows no patient's own anatomy."
    )
    for text in texts:
        block = Written(left=MARGIN, top=top, lines=lines_within(text, WIDTH - 2 * MARGIN))
        yield block
        top += block.height + LINE // 2
