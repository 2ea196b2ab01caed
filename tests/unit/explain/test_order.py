"""An order says what it is for, at which level and over which time; what nobody stated is asked, never filled in."""

from __future__ import annotations

import pytest

from posology.render.sheet_page import page_of
from posology.render.sheet_text import sheet_as_text
from posology.results.sheet import Sheet
from tests.unit.sited import READY, SITE, drawn, refusals, site

LEVEL = ", epidural_level: L4-L5"
UNSAID = READY.replace(LEVEL, "")


def lacking(made: Sheet) -> str:
    """What the sheet lacks to be final."""
    return " ".join(each.what for each in made.needs)


def said(made: Sheet, subject: str) -> str | None:
    """What the record has of one thing that is said aloud."""
    return next(each.recorded for each in made.time_out if each.subject == subject)


def test_the_level_of_the_epidural_stands_in_its_row_and_is_said_aloud() -> None:
    """As recorded; with it the drawing has a place for it."""
    made = drawn()
    row = next(each for each in made.injections if each.site == "epidural")
    assert row.target == "epidural injection, lumbar epidural space, L4-L5"
    assert row.joint == "L4-L5"
    assert "lumbar epidural space at L4-L5" in (said(made, "level") or "")
    assert "level" not in lacking(made)


def test_a_level_that_nobody_stated_is_not_invented() -> None:
    """It is asked, left blank in the row, and named as not recorded."""
    made = drawn(UNSAID)
    assert "The level of the epidural injection is not recorded." in lacking(made)
    assert "lumbar epidural space, level not recorded" in (said(made, "level") or "")
    assert "Level: ____" in sheet_as_text(made)


def test_a_level_of_another_region_is_none() -> None:
    """A cervical level is no level of the lumbar epidural space."""
    made = drawn(READY.replace("epidural_level: L4-L5", "epidural_level: C5-C6"))
    assert "C5-C6, the level of the epidural injection, is none of the lumbar epidural space." in lacking(made)
    assert next(each.joint for each in made.injections if each.site == "epidural") is None


def test_the_indication_is_as_recorded() -> None:
    """In the clinician's words, else the pain and since when; else it is asked."""
    assert drawn().indication == "back pain since April 2019 and neck pain since 2024"
    words = drawn(READY.replace(LEVEL, f"{LEVEL}, indication: facet-mediated pain"))
    assert words.indication == "facet-mediated pain"
    unsaid = READY.replace("onset: 2019-04, ", "").replace("onset: 2024, ", "")
    assert unsaid != READY
    assert drawn(unsaid).indication is None


def test_an_infusion_says_over_which_time() -> None:
    """The clinic plans it; on page one, beside the volume."""
    made = drawn()
    fields = {each.label: each.text for part in page_of(made).sections for each in part.fields}
    assert fields["Infusion rate or duration"] == "50 mL over 30 min"
    unsaid = drawn(text=site((", over: 30 min", "")))
    assert "Over which time the infusion of iv runs is not recorded." in lacking(unsaid)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("over: 30 min", "over: 0 min", "P0612"),
        ("over: 30 min", "over: 30", "P0612"),
        ("over: 30 min", "over: 3000 min", "P0612"),
        ("volume: 8 mL", "volume: 8 mL, over: 10 min", "P0613"),
    ],
)
def test_a_time_that_cannot_be_is_refused(old: str, new: str, code: str) -> None:
    """None, without a unit, longer than a day, or for what is no infusion."""
    assert [found for found, _ in refusals(SITE.replace(old, new, 1))] == [code]
