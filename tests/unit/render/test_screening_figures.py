"""Figures of a screening: the same bytes each time, the banner on each, and no name that is taken for a formula."""

# as in the module that is tested
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from posology.render.screening_figures import draw_figures
from tests.unit.render.screenings import invented

NAMES = ("attrition", "verdicts", "holds")


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    """The figures by their names."""
    return dict(draw_figures(invented()))


def test_there_are_three_figures_in_two_forms(drawn: dict[str, bytes]) -> None:
    """Each opens as what its name says, and carries no date."""
    assert set(drawn) == {f"{name}.{suffix}" for name in NAMES for suffix in ("svg", "png")}
    for name, content in drawn.items():
        assert content.startswith(b"<?xml" if name.endswith("svg") else b"\x89PNG")
        assert b"dc:date" not in content


def test_figures_are_the_same_each_time(drawn: dict[str, bytes]) -> None:
    """Also where somebody has other settings."""
    with mpl.rc_context():
        mpl.rc("svg", hashsalt="another")
        mpl.rc("font", size=30)
        assert dict(draw_figures(invented())) == drawn


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_carries_the_banner(name: str, drawn: dict[str, bytes]) -> None:
    """In what a screen reader finds."""
    assert b"INVESTIGATIONAL USE" in drawn[f"{name}.svg"]


def test_the_boxes_below_the_flow_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who went on and who was ruled out are all who were judged, as the last line and the lines beside it say."""
    said: list[str] = []
    wrote = cast("Callable[..., Text]", vars(Axes)["text"])

    def noted(axes: Axes, x: float, y: float, s: str, **style: Any) -> Text:  # noqa: ANN401 - as matplotlib has it
        said.append(s)
        return wrote(axes, x, y, s, **style)

    monkeypatch.setattr(Axes, "text", noted)
    found = invented()
    assert len(dict(draw_figures(found))) == 6
    last = found.attrition[-1].remaining
    assert f"Not ruled out: {last} patients" in said
    assert f"Ruled out: {found.judged - last} patients" in said


def test_more_lines_than_a_page_takes_are_not_drawn() -> None:
    """A protocol with hundreds of criteria gets a figure all the same."""
    found = invented()
    assert len(dict(draw_figures(replace(found, attrition=found.attrition * 20)))) == 6


def test_nobody_can_be_drawn() -> None:
    """A cohort of nobody, and no medicine."""
    found = invented()
    nobody = replace(found.verdicts, counts=(0,) * 5)
    calendar = replace(found.calendar, medicines=(), possible=(0,) * 12, later=0)
    assert len(dict(draw_figures(replace(found, verdicts=nobody, groups=(), by=None, calendar=calendar)))) == 6
