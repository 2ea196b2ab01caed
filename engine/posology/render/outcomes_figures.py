"""Outcomes as figures: responder rates, single trajectories, durations; each as SVG and as PNG, always the same bytes.

Colours are those of Okabe and Ito, which colour-blind readers tell apart, and nothing is said by colour alone: markers,
line styles and hatching say it again for print in black and white. A drawing has binary coordinates; nothing is read
back from it, and every number that is printed comes from the result as text.
"""

# matplotlib's own types leave the styles of a mark open (`**kwargs`), which makes every call of it half unknown
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from posology.render.outcomes_words import group_in_words
from posology.results.outcomes import Course, MeanOf, OutcomeRow, Outcomes, Rate, Response

BLACK, GREY, LIGHT = "#000000", "#767676", "#DDDDDD"
BLUE, SKY, VERMILLION = "#0072B2", "#56B4E9", "#D55E00"

DOTS_PER_INCH: Final = 150
INCH: Final = 100
"""Heights are counted in hundredths of an inch, which are whole numbers."""

WIDTH: Final = 11
HEAD: Final = 110
LINE: Final = 20
BANNER_COLUMNS: Final = 125
COLUMNS: Final = 3
LEGEND_COLUMNS: Final = 3
MOST_PANELS: Final = 24
MOST_LANES: Final = 80
MOST_NAMED_LANES: Final = 40
"""Swimmers with their ids beside them; more would be too small to read."""

Drawn: TypeAlias = Iterator[tuple[str, bytes]]


class _Look(NamedTuple):
    """How one kind of mark looks, and what the legend calls it."""

    label: str
    marker: str
    face: str
    edge: str


def draw_figures(outcomes: Outcomes) -> Drawn:
    """The files by their names; a figure of which there is nothing to draw is left out."""
    with mpl.rc_context():
        mpl.rcdefaults()  # a reader's own settings would make other bytes
        _set_style()
        drawings: tuple[tuple[str, Callable[[Outcomes], Figure | None]], ...] = (
            ("responder-rates", _rates),
            ("trajectories", _trajectories),
            ("durations", _durations),
        )
        for name, draw in drawings:
            figure = draw(outcomes)
            if figure is not None:
                yield from _written(name, figure, outcomes)


def _set_style() -> None:
    """Sizes that can be read on a printed page, and identifiers in the SVG that are the same each time."""
    mpl.rc("svg", hashsalt="posology", fonttype="path")
    mpl.rc("font", family="DejaVu Sans", size=11)
    mpl.rc("axes", titlesize=12, axisbelow=True)
    mpl.rc("axes.spines", top=False, right=False)
    mpl.rc("legend", frameon=False, fontsize=11)


def _written(name: str, figure: Figure, outcomes: Outcomes) -> Drawn:
    """The figure in both forms, with the banner in what a screen reader finds, and without a date."""
    title = f"{name.replace('-', ' ')}, {outcomes.protocol.id} {outcomes.protocol.version}"
    vector, raster = io.BytesIO(), io.BytesIO()
    about = {"Title": title, "Description": f"{outcomes.summary} {outcomes.banner}"}
    figure.savefig(vector, format="svg", metadata={**about, "Date": None, "Creator": "posology"})
    figure.savefig(raster, format="png", dpi=DOTS_PER_INCH, metadata={**about, "Software": None})
    yield f"{name}.svg", vector.getvalue()
    yield f"{name}.png", raster.getvalue()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A figure with its panels, and how much of its height the bands above and below them take."""

    figure: Figure
    panels: Sequence[Axes]


def _sheet(title: str, outcomes: Outcomes, panels: int, height_of_panels: int) -> _Sheet:
    """An empty figure: title, room for a legend, panels in up to three columns, and the banner below."""
    columns = min(COLUMNS, panels)
    lines = -(-panels // columns)
    banner = textwrap.fill(outcomes.banner, BANNER_COLUMNS)
    stamp = f"{outcomes.protocol.id} {outcomes.protocol.version}, posology {outcomes.engine_version}"
    below = (banner.count("\n") + 2) * LINE + LINE
    height = HEAD + height_of_panels * lines * INCH + below
    room = (0, float(Fraction(below, height)), 1, float(Fraction(height - below - HEAD, height)))
    figure = Figure(figsize=(WIDTH, float(Fraction(height, INCH))), layout=ConstrainedLayoutEngine(rect=room))
    left = float(Fraction(1, 100))
    top = float(Fraction(height - 10, height))
    figure.text(left, top, title, fontsize=15, fontweight="bold", va="top")
    figure.text(left, float(Fraction(15, height)), f"{banner}\n{stamp}", fontsize=10, va="bottom")
    grid = figure.subplots(lines, columns, squeeze=False)
    found = [panel for line in grid for panel in line]
    for unused in found[panels:]:
        unused.set_axis_off()
    return _Sheet(figure, found[:panels])


def _legend(sheet: _Sheet) -> Figure:
    """The figure with a legend under its title: each entry once, from all panels."""
    entries: dict[str, Artist] = {}
    for panel in sheet.panels:
        for handle, label in zip(*panel.get_legend_handles_labels(), strict=True):
            entries.setdefault(label, handle)
    height = round(sheet.figure.get_figheight() * INCH)
    place = (0, float(Fraction(height - 40, height)))
    sheet.figure.legend([*entries.values()], [*entries], loc="upper left", bbox_to_anchor=place, ncols=LEGEND_COLUMNS)
    return sheet.figure


def _percent(rate: Rate) -> tuple[int, int, int]:
    """The whole percents of a rate and of its interval; only rates of somebody are drawn."""
    if rate.percent is None or rate.low_percent is None or rate.high_percent is None:
        raise AssertionError("a rate of nobody is not drawn")
    return rate.percent, rate.low_percent, rate.high_percent


def _rates(outcomes: Outcomes) -> Figure | None:
    """One panel for each group: observed rates and missing-as-failure rates with their intervals, counts below."""
    if not outcomes.rows:
        return None
    groups = outcomes.groups[:MOST_PANELS]
    title = "Responders by month, with 95 % Wilson intervals"
    if len(groups) < len(outcomes.groups):
        title += f" ({len(groups)} of {len(outcomes.groups)} groups shown)"
    sheet = _sheet(title, outcomes, len(groups), 4)
    for panel, group in zip(sheet.panels, groups, strict=True):
        _rate_panel(panel, [each for each in outcomes.rows if each.group == group])
        panel.set_title(f"{group_in_words(group)} (n = {group.baseline})", loc="left")
    return _legend(sheet)


def _rate_panel(panel: Axes, rows: Sequence[OutcomeRow]) -> None:
    """Months side by side, each with its two rates; where nobody was followed only the second stands."""
    panel.set_ylim(0, 100)
    panel.set_xlim(-5, 10 * len(rows) - 5)
    panel.set_yticks(range(0, 101, 20))
    panel.set_ylabel("percent")
    panel.grid(axis="y", color=LIGHT)
    observed = [(10 * place - 1, each.observed) for place, each in enumerate(rows) if each.followed]
    failing = [(10 * place + 1, each.missing_as_failure) for place, each in enumerate(rows) if each.group.baseline]
    _bars(panel, observed, _Look("observed: of those followed", "o", BLUE, BLUE))
    _bars(panel, failing, _Look("missing as failure: of all at baseline", "s", "white", VERMILLION))
    open_ = [(10 * place - 1, each.at_most) for place, each in enumerate(rows) if each.unknown]
    if open_:
        panel.plot(
            [place for place, _ in open_],
            [_percent(rate)[0] for _, rate in open_],
            linestyle="none",
            marker="^",
            markersize=7,
            markerfacecolor="white",
            markeredgecolor=BLACK,
            label="observed, if every unknown status were a response",
            clip_on=False,
        )
    panel.set_xticks(
        [10 * place for place in range(len(rows))],
        [f"{each.month}\n{each.responders}/{each.followed}\n{each.responders}/{each.group.baseline}" for each in rows],
        fontsize=10,
    )
    panel.set_xlabel("month, responders of followed, of all", fontsize=10)


def _bars(panel: Axes, points: Sequence[tuple[int, Rate]], look: _Look) -> None:
    if not points:
        return
    percents = [_percent(rate) for _, rate in points]
    panel.errorbar(
        [place for place, _ in points],
        [percent for percent, _, _ in percents],
        yerr=[
            [percent - low for percent, low, _ in percents],
            [high - percent for percent, _, high in percents],
        ],
        fmt=look.marker,
        color=look.edge,
        markerfacecolor=look.face,
        markersize=8,
        elinewidth=2,
        capsize=4,
        label=look.label,
        clip_on=False,
    )


def _trajectories(outcomes: Outcomes) -> Figure | None:
    """One panel for each score: a line for each patient, initial responders told from the others, and the mean."""
    instruments = [each for each in outcomes.outcome.instruments if each.scale is not None]
    scored = {name for course in outcomes.courses for visit in course.visits for name, _ in visit.scores}
    instruments = [each for each in instruments if each.id in scored]
    if not instruments:
        return None
    sheet = _sheet("Scores of each patient by month", outcomes, len(instruments), 4)
    for panel, instrument in zip(sheet.panels, instruments, strict=True):
        for course in outcomes.courses:
            _line(panel, course, instrument.id, outcomes)
        _mean_line(panel, instrument.id, outcomes)
        scale = instrument.scale
        direction = "lower is better" if instrument.better == "lower" else "higher is better"
        panel.set_title(f"{instrument.id} ({direction})", loc="left")
        panel.set_xticks((0, *outcomes.months))
        panel.set_xlabel("month")
        panel.grid(axis="y", color=LIGHT)
        if scale is not None:
            panel.set_ylabel(scale.unit)
    return _legend(sheet)


def _line(panel: Axes, course: Course, instrument: str, outcomes: Outcomes) -> None:
    """The patient's scores; the line breaks where a visit of the file's months has no score."""
    scores = {visit.month: dict(visit.scores).get(instrument) for visit in course.visits}
    runs: list[list[tuple[int, Decimal]]] = [[]]
    for month in (0, *outcomes.months):
        score = scores.get(month)
        if isinstance(score, Decimal):
            runs[-1].append((month, score))
        elif runs[-1] and (month or month in scores):
            runs.append([])
    tells = outcomes.outcome.initial is not None and outcomes.definition is not None
    initial = course.initial_responder
    label = "patient"
    if tells:
        label = f"{'responder' if initial else 'not known to respond'} at month {_initial_month(outcomes)}"
    for run in (each for each in runs if each):
        panel.plot(
            [month for month, _ in run],
            [float(score) for _, score in run],
            color=BLUE if initial else VERMILLION if tells else GREY,
            linestyle="-" if initial or not tells else "--",
            linewidth=1,
            marker="." if initial else "x",
            markersize=5,
            label=label,
        )


def _initial_month(outcomes: Outcomes) -> int | None:
    return None if outcomes.outcome.initial is None else outcomes.outcome.initial.month


def _mean_line(panel: Axes, instrument: str, outcomes: Outcomes) -> None:
    found = [
        each
        for each in outcomes.means
        if each.group.by is None and each.of is MeanOf.ALL and each.instrument == instrument
    ]
    panel.plot(
        [each.month for each in found],
        [float(each.mean.two_places) for each in found],
        color=BLACK,
        linewidth=3,
        marker="D",
        markersize=7,
        markerfacecolor="white",
        markeredgewidth=2,
        label="mean of all",
    )


def _durations(outcomes: Outcomes) -> Figure | None:
    """One lane for each initial responder, the longest followed above: until when the response is known to last."""
    initial = [each for each in outcomes.courses if each.initial_responder]
    if not initial:
        return None
    lanes = sorted(initial, key=lambda each: (-_lasts(each), -_last(each), each.patient))
    shown = lanes[:MOST_LANES]
    title = f"Duration among the {len(initial)} responders of month {_initial_month(outcomes)}"
    if len(shown) < len(lanes):
        title += f" ({len(shown)} of them shown)"
    sheet = _sheet(title, outcomes, 1, max(3, len(shown) // 3))
    (panel,) = sheet.panels
    for place, course in enumerate(reversed(shown)):
        _lane(panel, place, course)
    panel.set_ylim(-1, len(shown))
    panel.set_xticks((0, *outcomes.months))
    panel.set_xlim(0, max(outcomes.months) + 1)
    panel.set_xlabel("month after the procedure")
    names = [course.patient for course in reversed(shown)] if len(shown) <= MOST_NAMED_LANES else []
    panel.set_yticks(range(len(names)), names)
    panel.set_ylabel("" if names else "patients")
    panel.grid(axis="x", color=LIGHT)
    return _legend(sheet)


def _lasts(course: Course) -> int:
    """The last month until which no visit is known to be without a response."""
    month = 0
    for visit in course.visits:
        if visit.response is Response.NON_RESPONDER and month:
            return month
        if visit.response is Response.RESPONDER:
            month = visit.month
    return month


def _last(course: Course) -> int:
    return max(visit.month for visit in course.visits if visit.followed)


_MARKS: Final[Mapping[Response, _Look]] = MappingProxyType(
    {
        Response.RESPONDER: _Look("responds", "o", BLUE, BLUE),
        Response.NON_RESPONDER: _Look("does not respond", "X", "white", VERMILLION),
        Response.UNKNOWN: _Look("status unknown", "D", "white", BLACK),
    }
)


def _lane(panel: Axes, place: int, course: Course) -> None:
    lasts, last = _lasts(course), _last(course)
    panel.barh(place, lasts, color=SKY, edgecolor=BLUE, hatch="//", label="until the last visit with a response")
    panel.barh(
        place, last - lasts, left=lasts, color="white", edgecolor=GREY, label="followed, and not known to respond"
    )
    for response, look in _MARKS.items():
        months = [each.month for each in course.visits if each.response is response]
        if months:
            panel.plot(
                months,
                [place] * len(months),
                linestyle="none",
                marker=look.marker,
                markersize=9,
                markerfacecolor=look.face,
                markeredgecolor=look.edge,
                markeredgewidth=2,
                label=look.label,
                clip_on=False,
            )
