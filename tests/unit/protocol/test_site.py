"""Site files: what one clinic has decided."""

from __future__ import annotations

import pytest

from posology.diagnostics.diagnostic import Diagnostics
from posology.protocol.readings import Choice
from posology.protocol.site import NO_SITE, Site, check_decisions, read_site

DECIDED = """
site: The clinic
protocol: spine
readings:
  dose: {chosen: high, approved_by: the director, on: 2026-11-01}
  hold: {chosen: long}
planned:
  epidural: {cells: 20000000}
"""

CHOICES = (Choice("dose", ("high", "low"), "low", "low"), Choice("hold", ("long", "short"), "long", "long"))


def read(text: str, protocol: str = "spine") -> tuple[Site, list[str]]:
    """The site of the text, and the codes of what is wrong with it, also as held against the two readings."""
    diagnostics = Diagnostics()
    site = read_site(text.encode(), "site.yaml", protocol, diagnostics)
    check_decisions(site, CHOICES, diagnostics)
    return site, [each.code for each in diagnostics]


def test_what_was_decided_is_read() -> None:
    """Readings chosen, approvals with their person and day, and planned cells by step."""
    site, faults = read(DECIDED)
    assert faults == []
    assert site.name == "The clinic"
    assert site.chosen == {"dose": "high", "hold": "long"}
    assert site.approved == {"dose": "the director, 2026-11-01"}
    assert [(each.step, each.cells) for each in site.planned] == [("epidural", 20_000_000)]


def test_a_site_file_for_another_protocol_decides_nothing() -> None:
    """Its readings and doses may have the same names and mean something else."""
    assert read(DECIDED, "other") == (NO_SITE, ["P0602"])


def test_nothing_is_compared_with_a_protocol_that_does_not_say_what_it_is() -> None:
    """The fault of the protocol is told elsewhere."""
    assert read(DECIDED, "")[1] == []


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("dose:", "doze:", ["P0606"]),
        ("chosen: high", "chosen: hihg", ["P0607"]),
        ("chosen: high, ", "", ["P0132"]),
        ("{chosen: long}", "long", ["P0130"]),
        ("{chosen: long}", "{chosen: 5}", ["P0133"]),
        ("on: 2026-11-01", "on: 2026-11-31", ["P0601"]),
        ("on: 2026-11-01", "on: 2026", ["P0133"]),
        ("on: 2026-11-01", "on: '2026'", ["P0601"]),
        (", on: 2026-11-01", "", ["P0601"]),
        ("approved_by: the director, ", "", ["P0601"]),
        ("approved_by: the director", "approved_by: []", ["P0133"]),
        ("cells: 20000000", "cells: 0", ["P0135"]),
        ("cells: 20000000", "cells: 20000000.5", ["P0133"]),
        ("cells: 20000000", "cells: 200000000000000", ["P0135"]),
        ("{cells: 20000000}", "{}", ["P0132"]),
        ("planned:\n  epidural: {cells: 20000000}", "planned: [epidural]", ["P0130"]),
        ("readings:", "reading:", ["P0131"]),
        ("site: The clinic\n", "", ["P0132"]),
        ("protocol: spine\n", "", ["P0132"]),
        ("protocol: spine\n", "protocol: [spine]\n", ["P0133"]),
    ],
)
def test_a_fault_is_told(old: str, new: str, faults: list[str]) -> None:
    """Every decision that is not one is refused, and each fault is told once."""
    assert old in DECIDED
    assert read(DECIDED.replace(old, new))[1] == faults


def test_an_approval_without_its_day_is_none() -> None:
    """What is faulty is left out, not guessed."""
    assert read(DECIDED.replace("on: 2026-11-01", "on: soon"))[0].approved == {}


@pytest.mark.parametrize("text", ["", "[]", "site", "site: {site: {site: 1}}", "{"])
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    """No file makes an exception."""
    assert read(text)[1]


def test_all_faults_are_told_at_once() -> None:
    """In the order of their places."""
    text = DECIDED.replace("dose:", "doze:").replace("chosen: long", "chosen: logn").replace("20000000", "many")
    diagnostics = Diagnostics()
    check_decisions(read_site(text.encode(), "site.yaml", "spine", diagnostics), CHOICES, diagnostics)
    assert [(each.code, each.span.line, each.help) for each in diagnostics] == [
        ("P0606", 5, "did you mean `dose`?"),
        ("P0607", 6, "did you mean `long`?"),
        ("P0133", 8, ""),
    ]
