"""A screening as figures: the attrition as a flow, verdicts by group, holds by week; each as SVG and as PNG.

Nothing is said by colour alone: every box, bar and cell has its number, and bars differ by hatching, for print in black
and white. Places are counted in hundredths of an inch, which are whole numbers. The bytes are the same each time.
"""

# matplotlib's own types leave the styles of a mark open (`**kwargs`), which makes every call of it half unknown
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from posology.render.screening_words import KIND_WORDS, group_title, patients_in_words, share_in_words, stamp_words
from posology.results.check import Verdict
from posology.results.screening import VERDICTS, AttritionLine, HoldLine, Screening, VerdictCounts
from posology.values.numerals import count_in_words, date_in_words

BLACK, GREY, WHITE = "#000000", "#767676", "#FFFFFF"
DOTS_PER_INCH: Final = 150
INCH: Final = 100
WIDTH: Final = 11 * INCH
MARGIN: Final = 20
HEAD: Final = 60
LINE: Final = 18
BANNER_COLUMNS: Final = 150
MOST_LINES: Final = 60
"""Criteria in a flow; more would make a drawing that no page takes."""

Drawn: TypeAlias = Iterator[tuple[str, bytes]]


class _Look(NamedTuple):
    """How the bars of a verdict look; light enough for the number in them."""

    face: str
    hatch: str


PLAIN, PALE = _Look(WHITE, ""), _Look("#F2F2F2", "")

LOOKS: Final[Mapping[Verdict, _Look]] = MappingProxyType(
    {
        Verdict.ELIGIBLE: _Look("#009E73", ""),
        Verdict.CONDITIONAL: _Look("#56B4E9", "//"),
        Verdict.DEFERRED: _Look("#F0E442", ".."),
        Verdict.INDETERMINATE: _Look("#FFFFFF", "xx"),
        Verdict.INELIGIBLE: _Look("#D0D0D0", ""),
    }
)
"""Colours of Okabe and Ito, and grey."""


def draw_figures(found: Screening) -> Drawn:
    """The files by their names."""
    with mpl.rc_context():
        mpl.rcdefaults()  # a reader's own settings would make other bytes
        mpl.rc("svg", hashsalt="posology", fonttype="path")
        mpl.rc("font", family="DejaVu Sans", size=10)
        mpl.rc("hatch", linewidth=1)
        drawings: tuple[tuple[str, Callable[[Screening], Figure]], ...] = (
            ("attrition", _attrition),
            ("verdicts", _verdicts),
            ("holds", _holds),
        )
        for name, draw in drawings:
            yield from _written(name, draw(found), found)


def _written(name: str, figure: Figure, found: Screening) -> Drawn:
    """The figure in both forms, with the banner in what a screen reader finds, and without a date."""
    vector, raster = io.BytesIO(), io.BytesIO()
    about = {"Title": f"{name}, {stamp_words(found)}", "Description": found.banner}
    figure.savefig(vector, format="svg", metadata={**about, "Date": None, "Creator": "posology"})
    figure.savefig(raster, format="png", dpi=DOTS_PER_INCH, metadata={**about, "Software": None})
    yield f"{name}.svg", vector.getvalue()
    yield f"{name}.png", raster.getvalue()


@dataclass(frozen=True, slots=True)
class _Page:
    """A figure whose axes cover it, counted in hundredths of an inch from the lower left; `top` is under the title."""

    figure: Figure
    axes: Axes
    top: int

    def box(self, corner: tuple[int, int], width: int, height: int, look: _Look = PLAIN) -> None:
        """A rectangle with a thin black edge that hangs from its upper left corner."""
        left, top = corner
        box = Rectangle((left, top - height), width, height, facecolor=look.face, hatch=look.hatch, edgecolor=BLACK)
        self.axes.add_patch(box)

    def text(self, left: int, top: int, text: str, *, bold: bool = False, size: int = 10) -> None:
        """Text that hangs from its top; a dollar sign in a name is no formula."""
        weight = "bold" if bold else "normal"
        self.axes.text(left, top, text, va="top", fontweight=weight, fontsize=size, parse_math=False)

    def label(self, middle: int, height: int, text: str, face: str | None = None) -> None:
        """Text about its middle, on a ground of its own where it would stand on hatching."""
        ground = None if face is None else {"facecolor": face, "edgecolor": "none", "pad": 1}
        self.axes.text(middle, height, text, va="center", ha="center", fontsize=10, bbox=ground, parse_math=False)

    def arrow(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """An arrow from one place to another."""
        self.axes.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": BLACK, "linewidth": 1})


def _page(title: str, found: Screening, height: int) -> _Page:
    """An empty page with the title above and the banner below, and so much height between them."""
    banner = textwrap.fill(found.banner, BANNER_COLUMNS)
    stamp = f"{stamp_words(found)}; judged on {date_in_words(found.as_of)}; posology {found.engine_version}"
    below = (banner.count("\n") + 2) * LINE + MARGIN
    inches = -(-(HEAD + height + below) // INCH)
    figure = Figure(figsize=(WIDTH // INCH, inches))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, inches * INCH)
    axes.set_axis_off()
    page = _Page(figure, axes, inches * INCH - HEAD)
    page.text(MARGIN, inches * INCH - MARGIN // 2, title, bold=True, size=15)
    axes.text(MARGIN, MARGIN // 2, f"{banner}\n{stamp}", va="bottom", fontsize=9, parse_math=False)
    return page


BOX_WIDTH: Final = 620
SIDE_LEFT: Final = 720
GAP: Final = 26
BOX_COLUMNS: Final = 82
PADDING: Final = 8


def _attrition(found: Screening) -> Figure:
    """Who goes on stands on the left, from the first criterion to the verdicts; who is ruled out, to the right."""
    lines = found.attrition[:MOST_LINES]
    texts = [textwrap.wrap(f"{each.text} ({KIND_WORDS[each.kind]})", BOX_COLUMNS) for each in lines]
    heights = [(len(text) + 1) * LINE + 2 * PADDING for text in texts]
    start = 2 * LINE
    end = 4 * LINE
    title = f"Attrition of {patients_in_words(found.judged)}"
    if len(lines) < len(found.attrition):
        title += f" ({len(lines)} of {len(found.attrition)} lines shown)"
    page = _page(title, found, start + sum(heights) + GAP * (len(lines) + 1) + end + 2 * LINE + PADDING)
    middle = MARGIN + BOX_WIDTH // 2
    top = page.top
    page.box((MARGIN, top), BOX_WIDTH, start)
    aside = f"; {count_in_words(found.set_aside)} more set aside for faulty rows" if found.set_aside else ""
    page.text(MARGIN + PADDING, top - PADDING, f"{patients_in_words(found.judged)} judged{aside}", bold=True)
    top -= start
    for line, text, height in zip(lines, texts, heights, strict=True):
        page.arrow((middle, top), (middle, top - GAP))
        top -= GAP
        _attrition_box(page, top, height, line, text)
        top -= height
    page.arrow((middle, top), (middle, top - GAP))
    _verdict_boxes(page, top - GAP, end, found)
    return page.figure


def _attrition_box(page: _Page, top: int, height: int, line: AttritionLine, text: Sequence[str]) -> None:
    page.box((MARGIN, top), BOX_WIDTH, height)
    page.text(MARGIN + PADDING, top - PADDING, "\n".join(text))
    counts = f"asked of {count_in_words(line.entered)}, {count_in_words(line.remaining)} go on"
    page.text(MARGIN + PADDING, top - PADDING - len(text) * LINE, counts, bold=True)
    aside = [f"ruled out: {count_in_words(line.failed)}"] if line.kind.rules_out else []
    going_on = (("unknown", line.unknown), ("waiting", line.waiting))
    others = [f"{word}: {count_in_words(count)}" for word, count in going_on if count]
    if not aside and not others:
        return
    page.box((SIDE_LEFT, top), WIDTH - MARGIN - SIDE_LEFT, height, PALE if line.failed else PLAIN)
    page.text(SIDE_LEFT + PADDING, top - PADDING, "".join(aside), bold=True)
    if others:
        page.text(SIDE_LEFT + PADDING, top - PADDING - len(aside) * LINE, f"{', '.join(others)} (go on)")
    if line.failed:
        page.arrow((MARGIN + BOX_WIDTH, top - height // 2), (SIDE_LEFT, top - height // 2))


def _verdict_boxes(page: _Page, top: int, height: int, found: Screening) -> None:
    """Below those who went on, the verdicts that they have; below those who were ruled out, that one."""
    *going_on, ruled_out = zip(VERDICTS, found.verdicts.counts, strict=True)
    shown = sum(count for _, count in going_on)
    page.text(MARGIN, top - PADDING, f"Not ruled out: {patients_in_words(shown)}", bold=True)
    page.text(SIDE_LEFT, top - PADDING, f"Ruled out: {patients_in_words(ruled_out[1])}", bold=True)
    boxes_top, width = top - PADDING - LINE, BOX_WIDTH // len(going_on)
    for place, (verdict, count) in enumerate(going_on):
        right = BOX_WIDTH if place == len(going_on) - 1 else (place + 1) * width - PADDING
        left = MARGIN + place * width
        _verdict_box(page, (left, boxes_top), (MARGIN + right - left, height), verdict, _of_all(count, found))
    side = (WIDTH - MARGIN - SIDE_LEFT, height)
    _verdict_box(page, (SIDE_LEFT, boxes_top), side, ruled_out[0], _of_all(ruled_out[1], found))


def _verdict_box(page: _Page, corner: tuple[int, int], size: tuple[int, int], verdict: Verdict, count: str) -> None:
    left, top = corner
    width, height = size
    page.box(corner, width, height, LOOKS[verdict])
    page.label(left + width // 2, top - height // 2, f"{verdict.value}\n{count}", LOOKS[verdict].face)


def _of_all(count: int, found: Screening) -> str:
    return f"{count_in_words(count)} ({share_in_words(count, found.judged)})"


BAR_LEFT: Final = 270
BAR_WIDTH: Final = 780
BAR: Final = 34
BELOW_BAR: Final = 36
NARROWEST_LABEL: Final = 34
GROUP_COLUMNS: Final = 30


def _verdicts(found: Screening) -> Figure:
    """One bar for each group, as long as the others, parted by verdict; the numbers are patients."""
    groups = (found.verdicts, *found.groups)
    by = "" if found.by is None else f" by {found.by}"
    page = _page(f"Verdicts{by}, as shares of the patients", found, len(groups) * (BAR + BELOW_BAR) + 2 * LINE)
    top = page.top
    for place, verdict in enumerate(VERDICTS):
        left = MARGIN + place * (WIDTH - 2 * MARGIN) // len(VERDICTS)
        page.box((left, top), BAR, LINE, LOOKS[verdict])
        page.text(left + BAR + PADDING, top - 2, verdict.value)
    top -= 2 * LINE
    for group in groups:
        _bar(page, top, group, found)
        top -= BAR + BELOW_BAR
    return page.figure


def _bar(page: _Page, top: int, group: VerdictCounts, found: Screening) -> None:
    name = "all patients" if group.name is None else group_title(found, group)
    page.text(MARGIN, top, textwrap.shorten(name, GROUP_COLUMNS, placeholder="..."))
    page.text(MARGIN, top - LINE, f"n = {count_in_words(group.patients)}")
    done = 0
    for verdict, count in zip(VERDICTS, group.counts, strict=True):
        left = BAR_LEFT + BAR_WIDTH * done // max(group.patients, 1)
        done += count
        width = BAR_LEFT + BAR_WIDTH * done // max(group.patients, 1) - left
        if not count:
            continue
        look, label = LOOKS[verdict], count_in_words(count)
        page.box((left, top), width, BAR, look)
        if width >= NARROWEST_LABEL + PADDING * max(len(label) - 3, 0):
            page.label(left + width // 2, top - BAR // 2, label, look.face)
    said = (f"{verdict.value} {count_in_words(count)}" for verdict, count in zip(VERDICTS, group.counts, strict=True))
    page.text(BAR_LEFT, top - BAR - 3, ", ".join(said), size=9)


CELL_LEFT: Final = 210
CELL: Final = 30
GREYS: Final = ("#FFFFFF", "#EBEBEB", "#D6D6D6", "#C2C2C2", "#ADADAD")
"""From none to the most; a number in black is read on each."""

BESIDE: Final = ("later", "refer", "unknown")
MONTH_LETTERS: Final = 3


def _holds(found: Screening) -> Figure:
    """One line for each medicine, one column for each week: how many holds end in it. Above, who could be treated."""
    calendar = found.calendar
    rows: list[tuple[str, Sequence[int | None]]] = [("earliest date", (*calendar.possible, calendar.later, None, None))]
    rows += [(each.drug, _hold_cells(each)) for each in calendar.medicines]
    page = _page("Earliest dates and ends of holds, by week", found, (len(rows) + 2) * CELL + 3 * LINE)
    width = (WIDTH - MARGIN - CELL_LEFT) // (len(calendar.weeks) + len(BESIDE))
    heads = (*(_week_head(each) for each in calendar.weeks), *BESIDE)
    for place, head in enumerate(heads):
        page.label(CELL_LEFT + place * width + width // 2, page.top - CELL // 2, head)
    top = page.top - CELL - PADDING
    for place, (name, cells) in enumerate(rows):
        top -= CELL // 2 if place == 1 else 0
        page.text(MARGIN, top - PADDING, textwrap.shorten(name, GROUP_COLUMNS - 4, placeholder="..."), bold=place == 0)
        _cells(page, top, width, cells)
        top -= CELL
    page.text(
        MARGIN,
        top - LINE,
        "Numbers of patients. Each week begins on the day that is shown, the first on "
        f"{date_in_words(calendar.weeks[0])}. A hold ends on the first day on which\nthe procedure may take place. "
        "Refer: an individual taper must be agreed. Unknown: the medicine or its last dose is not known.",
        size=9,
    )
    return page.figure


def _hold_cells(line: HoldLine) -> tuple[int, ...]:
    return (*line.weeks, line.later, line.refer, line.unknown)


def _week_head(day: date) -> str:
    """`20 Nov`: the same whatever the language of the machine."""
    number, month, _ = date_in_words(day).split()
    return f"{number} {month[:MONTH_LETTERS]}"


def _cells(page: _Page, top: int, width: int, cells: Sequence[int | None]) -> None:
    """The numbers, each on a grey that is the darker the more they are; nothing for none."""
    most = max((each for each in cells if each is not None), default=0)
    for place, count in enumerate(cells):
        if count is None:
            continue
        shade = -(-(len(GREYS) - 1) * count // most) if most else 0
        page.box((CELL_LEFT + place * width, top), width, CELL, _Look(GREYS[shade], ""))
        if count:
            page.label(CELL_LEFT + place * width + width // 2, top - CELL // 2, count_in_words(count))
