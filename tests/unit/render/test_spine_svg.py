"""The spine: every planned place marked, numbered, named and dosed, no label on another, and the same told in words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from posology.render.spine_svg import BEHIND, spine_picture
from posology.render.svg import Picture, picture_as_svg
from posology.results.check import Cells
from posology.results.sheet import Injection, Sheet
from tests.unit.judged import knowledge
from tests.unit.render.boxes import SVG, outside, overlapping
from tests.unit.render.printed import candidate_sheet, first_patient_sheet

ANATOMY = knowledge().anatomy
PLACES = tuple(
    (site.id, joint, side)
    for site in ANATOMY.sites.values()
    for joint in (site.joints or (None,))
    for side in (ANATOMY.sides if site.sided else (None,))
    if site.id not in {"iv", "epidural"}
)
FACETS = tuple(place for place in PLACES if place[0] == "facet")
DOSES = st.sampled_from(
    [(1_500_000, 3_000_000, None), (1_234_567, 129_500_001, 87_654_321), (25_000_000, 25_000_000, 25_000_000)]
)


def planned(
    places: list[tuple[str, str | None, str | None]], dose: tuple[int, int, int | None]
) -> tuple[Injection, ...]:
    """Those places as the rows of a sheet, after the infusion and the epidural."""
    rows = candidate_sheet().injections
    least, most, chosen = dose
    cells = Cells(minimum=least, maximum=most, planned=chosen)
    facet = rows[2]
    return (
        *rows[:2],
        *(
            replace(facet, number=number, site=site, joint=joint, side=side, cells=cells,
                    target=ANATOMY.sites[site].place(joint, side))
            for number, (site, joint, side) in enumerate(places, start=3)
        ),
    )  # fmt: skip


def drawn(injections: tuple[Injection, ...]) -> Picture:
    """The picture, which there is."""
    picture = spine_picture(injections)
    assert picture is not None
    return picture


def assert_readable(picture: Picture, injections: tuple[Injection, ...]) -> None:
    """No label lies on another or leaves the picture, and each row is marked or written under it, and listed."""
    assert overlapping(picture) == []
    assert outside(picture) == []
    svg = picture_as_svg(picture)
    root = ET.fromstring(svg)  # noqa: S314 - our own output, on this line
    marks = [each for each in root.iter(f"{SVG}circle") if each.find(f"{SVG}title") is not None]
    told = " ".join((each.findtext(f"{SVG}title") or "") for each in marks)
    notes = " ".join(each.text or "" for each in root.iter(f"{SVG}text"))
    for injection in injections:
        said = f"{injection.number}. {injection.target}"
        assert said in told or f"Not on this drawing: {said}" in notes, said
        assert any(line.startswith(f"{said}:") for line in picture.listed)
    assert len({(each.get("cx"), each.get("cy")) for each in marks}) == len(marks)
    numbers = re.findall(r'(?:x|y|[xy][12]|c[xy]|r[xy]?|width|height|points|d)="([^"]*)"', svg)
    assert not any(re.search(r"[0-9]\.[0-9]", each) for each in numbers)


@pytest.mark.parametrize("sheet", [first_patient_sheet(), candidate_sheet()], ids=["first patient", "candidate"])
def test_the_examples_are_readable(sheet: Sheet) -> None:
    """The first patient has ten rows, the candidate eighteen, each in its place."""
    assert_readable(drawn(sheet.injections), sheet.injections)


@pytest.mark.parametrize("dose", [(1_500_000, 3_000_000, None), (1_234_567, 129_500_001, 87_654_321)])
def test_every_joint_at_once_is_readable(dose: tuple[int, int, int | None]) -> None:
    """All facet joints from C2-C3 to L5-S1 on both sides, with two discs."""
    places = [*FACETS, ("disc", "L4-L5", None), ("disc", "L5-S1", None)]
    injections = planned(places, dose)
    assert_readable(drawn(injections), injections)


@given(st.lists(st.sampled_from(PLACES), max_size=24), DOSES)
def test_any_plan_is_readable(
    places: list[tuple[str, str | None, str | None]], dose: tuple[int, int, int | None]
) -> None:
    """Whatever is planned, the same place twice too."""
    assume(all(count <= 2 for count in Counter(places).values()))
    injections = planned(places, dose)
    assert_readable(drawn(injections), injections)


def test_left_is_left_and_right_is_right() -> None:
    """Seen from behind, the patient's left is on the left: each mark and each label stands on its own side."""
    picture = drawn(candidate_sheet().injections)
    root = ET.fromstring(picture_as_svg(picture))  # noqa: S314 - our own output, on this line
    middle = BEHIND
    marks = [each for each in root.iter(f"{SVG}circle") if "facet joint" in (each.findtext(f"{SVG}title") or "")]
    assert len(marks) == 16
    for mark in marks:
        is_left = " left " in (mark.findtext(f"{SVG}title") or "")
        assert (int(mark.get("cx", "0")) < middle) == is_left


def test_a_higher_joint_is_drawn_higher() -> None:
    """The order of the joints on the drawing is that of the body."""
    injections = planned([("facet", joint, "left") for joint in ANATOMY.sites["facet"].joints], (1, 1, 1))
    root = ET.fromstring(picture_as_svg(drawn(injections)))  # noqa: S314 - our own output, on this line
    heights = {
        (each.findtext(f"{SVG}title") or "").split(". ")[1].split(" ")[1]: int(each.get("cy", "0"))
        for each in root.iter(f"{SVG}circle")
        if "facet joint" in (each.findtext(f"{SVG}title") or "")
    }
    assert sorted(heights, key=heights.__getitem__) == list(ANATOMY.sites["facet"].joints)


def test_nothing_planned_draws_nothing() -> None:
    """A sheet without injections has no picture of any."""
    assert spine_picture(()) is None


def test_an_epidural_without_a_level_gets_none() -> None:
    """The drawing says that no level is stated, rather than showing one."""
    picture = drawn(first_patient_sheet().injections[:2])
    assert "no level is stated" in " ".join(picture.body)
