"""The dates of a schedule down a line: holds as bars from the last dose to the restart, the procedure, the visits.

The line is not to scale, so that a day and a year both have room for their words. Each event has its words beside its
mark, and no two of them share a height.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, assert_never

from posology.render.svg import LINE, MARGIN, WIDTH, Picture, Written, lines_within, shape, text_at, written
from posology.results.schedule import Bound, Event, EventKind
from posology.values.numerals import date_in_words

DATES: Final = MARGIN
DATES_WIDTH: Final = 132
AXIS: Final = 160
LANES: Final = 184
LANE: Final = 24
BAR: Final = 14
BETWEEN: Final = 12
MOST_LANES: Final = 12
"""Bars beside one another; further medicines have their words and no bar."""

KINDS: Final[Mapping[EventKind, str]] = MappingProxyType(
    {
        EventKind.RENEW: "open circle: a value to renew",
        EventKind.LAST_DOSE: "filled triangle: a last dose",
        EventKind.CLEAR: "open diamond: a medicine is clear",
        EventKind.CHECK: "open square: a check",
        EventKind.PROCEDURE: "filled square: the procedure",
        EventKind.RESTART: "open triangle: a medicine may be taken again",
        EventKind.VISIT: "filled circle: a visit",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One event with the words beside it; `height` includes the room under it."""

    event: Event
    when: tuple[str, ...]
    said: Written

    @property
    def height(self) -> int:
        return LINE * max(len(self.when), len(self.said.lines)) + BETWEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """A medicine that is not taken, from one row to another; None where the line has no such row."""

    letter: str
    drug: str
    first: int | None
    last: int | None


def when_said(event: Event) -> str:
    """How the date binds, and the date: `not before 8 December 2026`."""
    day = date_in_words(event.date)
    match event.bound:
        case Bound.ON:
            return day
        case Bound.ON_OR_BEFORE:
            return f"on or before {day}"
        case Bound.NOT_BEFORE:
            return f"not before {day}"
        case _:
            assert_never(event.bound)


def event_said(event: Event) -> str:
    """The whole event in words."""
    detail = f" {event.detail}" if event.detail else ""
    return f"{when_said(event)}: {event.title}.{detail}"


def timeline_pictures(events: Sequence[Event], most: int | None = None) -> tuple[Picture, ...]:
    """The events, in their order, as pictures no higher than `most` units where a single event is not higher itself."""
    bars = _bars(events)
    text_left = LANES + LANE * len(bars) + MARGIN
    rows = [_row(each, text_left) for each in events]
    parts = _parts(rows, most)
    starts = [sum(len(part) for part in parts[:place]) for place in range(len(parts))]
    return tuple(
        _picture(part, start, bars, (number, len(parts)))
        for number, (part, start) in enumerate(zip(parts, starts, strict=True), start=1)
    )


def _row(event: Event, left: int) -> _Row:
    width = WIDTH - MARGIN - left
    title = lines_within(event.title, width, bold=True)
    detail = lines_within(event.detail, width) if event.detail else ()
    when = (date_in_words(event.date),) if event.bound is Bound.ON else (event.bound.value, date_in_words(event.date))
    return _Row(event=event, when=when, said=Written(left=left, top=0, lines=(*title, *detail), bold_lines=len(title)))


def _bars(events: Sequence[Event]) -> tuple[_Bar, ...]:
    """A bar for each medicine that is held or must not be taken again before the procedure."""
    drugs = dict.fromkeys(each.subject for each in events if each.kind in {EventKind.LAST_DOSE, EventKind.CLEAR})
    shown = tuple(drugs)[:MOST_LANES]
    return tuple(
        _Bar(
            letter=chr(ord("A") + place),
            drug=drug,
            first=_row_of(events, drug, EventKind.LAST_DOSE),
            last=_row_of(events, drug, EventKind.RESTART),
        )
        for place, drug in enumerate(shown)
    )


def _row_of(events: Sequence[Event], drug: str, kind: EventKind) -> int | None:
    rows = (number for number, each in enumerate(events) if each.kind is kind and each.subject == drug)
    return next(rows, None)


def _parts(rows: Sequence[_Row], most: int | None) -> list[list[_Row]]:
    room = None if most is None else most - 6 * LINE
    parts: list[list[_Row]] = [[]]
    height = 0
    for row in rows:
        if room is not None and parts[-1] and height + row.height > room:
            parts.append([])
            height = 0
        parts[-1].append(row)
        height += row.height
    return parts


def _picture(rows: Sequence[_Row], start: int, bars: Sequence[_Bar], part: tuple[int, int]) -> Picture:
    number, count = part
    tops = [3 * LINE]
    for row in rows:
        tops.append(tops[-1] + row.height)
    legend = _legend(bars, tops[-1] + LINE)
    body = (
        *(text_at(LANES + LANE * lane + BAR // 2, 2 * LINE, bar.letter, text_anchor="middle", font_weight="bold")
          for lane, bar in enumerate(bars)),
        shape("line", x1=AXIS, y1=3 * LINE - 6, x2=AXIS, y2=tops[-1], stroke="black", stroke_width=2),
        *(element for lane, bar in enumerate(bars) for element in _drawn_bar(bar, lane, start, tops)),
        *(element for row, top in zip(rows, tops, strict=False) for element in _drawn(row, top)),
        *(element for block in legend for element in written(block)),
    )  # fmt: skip
    of = f", part {number} of {count}" if count > 1 else ""
    return Picture(
        name="timeline" if count == 1 else f"timeline-{number}",
        width=WIDTH,
        height=legend[-1].top + legend[-1].height + MARGIN,
        title=f"Holds, procedure, restarts and visits{of}",
        description="The dates in their order down a line, not to scale; a bar runs from the last dose of a medicine "
        "to the day from which it may be taken again.",
        listed=tuple(event_said(row.event) for row in rows),
        body=body,
    )


def _drawn(row: _Row, top: int) -> Iterator[str]:
    yield from written(Written(left=DATES, top=top, lines=row.when))
    yield _marker(row.event, top + LINE // 2)
    yield from written(Written(left=row.said.left, top=top, lines=row.said.lines, bold_lines=row.said.bold_lines))


def _marker(event: Event, y: int) -> str:
    """The shape of the kind, told by its title."""
    title, x = event_said(event), AXIS
    match event.kind:
        case EventKind.RENEW | EventKind.VISIT:
            return shape("circle", title, cx=x, cy=y, r=6, **_fill(event.kind))
        case EventKind.CHECK | EventKind.PROCEDURE:
            return shape("rect", title, x=x - 7, y=y - 7, width=14, height=14, **_fill(event.kind))
        case EventKind.LAST_DOSE | EventKind.RESTART | EventKind.CLEAR:
            return shape("polygon", title, points=_corners(event.kind, x, y), **_fill(event.kind))
        case _:
            assert_never(event.kind)


def _fill(kind: EventKind) -> Mapping[str, str | int]:
    filled = kind in {EventKind.VISIT, EventKind.PROCEDURE, EventKind.LAST_DOSE}
    return {"fill": "black" if filled else "white", "stroke": "black", "stroke_width": 2}


def _corners(kind: EventKind, x: int, y: int) -> str:
    """A triangle that points down for a last dose and up for a restart; a diamond otherwise."""
    if kind is EventKind.CLEAR:
        return f"{x},{y - 7} {x + 7},{y} {x},{y + 7} {x - 7},{y}"
    foot = y - 6 if kind is EventKind.LAST_DOSE else y + 6
    tip = y + 7 if kind is EventKind.LAST_DOSE else y - 7
    return f"{x - 7},{foot} {x + 7},{foot} {x},{tip}"


def _drawn_bar(bar: _Bar, lane: int, start: int, tops: Sequence[int]) -> Iterator[str]:
    """The part of a bar that these rows have; an end that is open is dashed."""
    end = start + len(tops) - 1
    first, last = (start - 1 if bar.first is None else bar.first), (end if bar.last is None else bar.last)
    if first >= end or last < start:
        return
    upper = tops[first - start] + LINE // 2 if first >= start else tops[0] - 6
    lower = tops[last - start] + LINE // 2 if last < end else tops[-1]
    left = LANES + LANE * lane
    style = {"stroke_dasharray": "5 3"} if bar.first is None or bar.last is None else {}
    yield shape(
        "rect",
        f"{bar.drug} is not taken",
        x=left,
        y=upper,
        width=BAR,
        height=lower - upper,
        fill="#DDDDDD",
        stroke="black",
        stroke_width=2,
        **style,
    )


def _legend(bars: Sequence[_Bar], top: int) -> tuple[Written, ...]:
    named = "; ".join(f"{bar.letter}: {bar.drug}" for bar in bars)
    texts = (
        [f"Bars, a medicine that is not taken. {named}. A dashed bar has an end that no date is known for."]
        if bars
        else []
    )
    texts.append(f"Not to scale. {'; '.join(KINDS.values())}.")
    blocks: list[Written] = []
    for text in texts:
        blocks.append(Written(left=MARGIN, top=top, lines=lines_within(text, WIDTH - 2 * MARGIN)))
        top += blocks[-1].height + LINE // 2
    return tuple(blocks)
