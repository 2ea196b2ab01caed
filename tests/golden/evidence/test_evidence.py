"""The panel as somebody has read it; a change of one letter is read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api import load_knowledge, show_evidence
from posology.api.reported import Reported
from posology.render.evidence_text import evidence_as_text
from posology.render.page import WIDTH, Layout

RECORDED = Path(__file__).parent / "recorded"
KEPT, NOT_KEPT = "allorx-spine", "allorx-first-patient"


@pytest.fixture(scope="module")
def reported() -> dict[str, Reported]:
    """A protocol with evidence, and one without."""
    knowledge = load_knowledge()
    return {name: show_evidence(name, knowledge) for name in (KEPT, NOT_KEPT)}


def masked(text: str) -> str:
    """The text without the hash, which another comment in a file makes another one."""
    return re.sub(r"[0-9a-f]{64}", "<hash>", text)


@pytest.mark.parametrize("name", [KEPT, NOT_KEPT])
def test_the_panel(name: str, reported: dict[str, Reported], check_golden: Callable[[Path, str], None]) -> None:
    """Every figure of every group, and what is disputed."""
    shown = reported[name]
    check_golden(RECORDED / f"{name}.txt", masked(evidence_as_text(shown.protocol, shown.evidence)))


def test_no_line_is_wider_than_the_page(reported: dict[str, Reported]) -> None:
    """Nothing runs past 80 columns, nor past 50 on a narrow page, but what cannot be broken."""
    shown = reported[KEPT]
    for width in (WIDTH, 50):
        lines = evidence_as_text(shown.protocol, shown.evidence, Layout(width=width)).splitlines()
        assert [each for each in lines if len(each) > width and not re.search(r"[0-9a-f]{64}|\S{30}", each)] == []


def test_the_banner_comes_first(reported: dict[str, Reported]) -> None:
    """No figure is read before what the product is not."""
    for shown in reported.values():
        assert evidence_as_text(shown.protocol, shown.evidence).startswith("INVESTIGATIONAL USE.")


def test_every_disputed_figure_is_marked(reported: dict[str, Reported]) -> None:
    """Each figure that a contradiction disputes is marked where it stands, and each reason is given in its group."""
    shown = reported[KEPT]
    assert shown.evidence is not None
    text = " ".join(evidence_as_text(shown.protocol, shown.evidence).split())
    figures = [each for each in shown.evidence.figures if shown.evidence.disputed_by(each.id)]
    claims = [each for each in shown.evidence.claims if shown.evidence.disputed_by(each.id)]
    assert text.count("[disputed: ") == len(figures) + len(claims)
    reasons = {(each.group, one.id) for each in figures for one in shown.evidence.disputed_by(each.id)}
    assert text.count("DISPUTED: ") == len(reasons)
