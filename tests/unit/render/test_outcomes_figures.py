"""Figures: the same bytes each time, the banner on each, and every mark of a result in the drawing."""

# as in the module that is tested
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import re

import matplotlib as mpl
import pytest

from posology.api.outcomes import Asked, outcomes
from posology.render.outcomes_figures import draw_figures
from posology.results.outcomes import Outcomes
from tests.unit.judged import EXAMPLES, rules

FILE = EXAMPLES / "invented-scores.csv"
NAMES = ("responder-rates", "trajectories", "durations")


def counted(content: bytes) -> Outcomes:
    """The outcome of a file by the shipped protocol."""
    return outcomes(rules(), content, "scores.csv", Asked())[0]


@pytest.fixture(scope="module")
def found() -> Outcomes:
    """The outcome of the invented file."""
    return counted(FILE.read_bytes())


@pytest.fixture(scope="module")
def drawn(found: Outcomes) -> dict[str, bytes]:
    """Its figures by their names."""
    return dict(draw_figures(found))


def test_there_are_three_figures_in_two_forms(drawn: dict[str, bytes]) -> None:
    """Each opens as what its name says."""
    assert set(drawn) == {f"{name}.{suffix}" for name in NAMES for suffix in ("svg", "png")}
    for name, content in drawn.items():
        assert content.startswith(b"<?xml" if name.endswith("svg") else b"\x89PNG")


def test_figures_are_the_same_each_time(found: Outcomes, drawn: dict[str, bytes]) -> None:
    """Also where somebody has other settings, which are left as they were."""
    with mpl.rc_context():
        mpl.rc("svg", hashsalt="another")
        mpl.rc("font", size=30)
        assert dict(draw_figures(found)) == drawn
        assert mpl.rcParams["font.size"] == 30


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_has_a_date(name: str, drawn: dict[str, bytes]) -> None:
    """Neither a date nor the version of a library is in it."""
    assert b"dc:date" not in drawn[f"{name}.svg"]
    assert b"Software" not in drawn[f"{name}.png"]


@pytest.mark.parametrize("name", NAMES)
def test_the_banner_is_drawn_and_told(name: str, drawn: dict[str, bytes]) -> None:
    """It can be seen in the drawing and found by a screen reader."""
    svg = drawn[f"{name}.svg"].decode()
    assert "<!-- INVESTIGATIONAL USE." in svg
    assert re.search(r"<dc:description>[^<]*INVESTIGATIONAL USE\.", svg)
    assert b"INVESTIGATIONAL USE." in drawn[f"{name}.png"]


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("responder-rates", ("all patients (n = 8)", "group: discs (n = 4)", "4/7", "4/8")),
        ("trajectories", ("vas (lower is better)", "gi (higher is better)", "responder at month 3")),
        ("durations", ("Duration among the 4 responders of month 3", "I-01", "does not respond")),
    ],
)
def test_counts_and_names_are_in_the_drawing(name: str, texts: tuple[str, ...], drawn: dict[str, bytes]) -> None:
    """A reader finds the numbers without the table."""
    svg = drawn[f"{name}.svg"].decode()
    assert [text for text in texts if f"<!-- {text} -->" not in svg] == []


def test_what_there_is_not_is_not_drawn() -> None:
    """Without responders there is no duration, and a panel with nobody followed has no observed rate."""
    found = counted(b"patient,group,month,vas\nA,x,0,7\nA,x,3,7\nB,y,0,7\n")
    assert {name.partition(".")[0] for name, _ in draw_figures(found)} == {"responder-rates", "trajectories"}


def test_the_colours_are_told_apart_by_everybody(drawn: dict[str, bytes]) -> None:
    """Only black, greys, white and three colours of Okabe and Ito are used."""
    used = {found.lower() for name in NAMES for found in re.findall(r"#[0-9a-fA-F]{6}", drawn[f"{name}.svg"].decode())}
    greys = {each for each in used if each[1:3] == each[3:5] == each[5:7]}
    assert used - greys <= {"#0072b2", "#56b4e9", "#d55e00"}
