"""The line of dates: every event told, none on another, holds as bars, and parts that fit on a page."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.render.schedule_svg import schedule_as_svg
from posology.render.sheet_svg import sheet_as_svg
from posology.render.sheet_timeline import sheet_events
from posology.render.svg import picture_as_svg
from posology.render.timeline_svg import event_said, timeline_pictures
from posology.results.schedule import Bound, Event, EventKind
from tests.unit.render.boxes import SVG, outside, overlapping
from tests.unit.render.printed import BANNER, candidate_schedule, candidate_sheet, withheld_sheet

MOST = 880
EVENTS = st.builds(
    Event,
    date=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    bound=st.sampled_from(Bound),
    kind=st.sampled_from(EventKind),
    subject=st.sampled_from(["apixaban", "naproxen", "a medicine with a rather long name", "ibuprofen"]),
    title=st.sampled_from(["apixaban, last dose", "Follow-up visit, 12 months after the procedure", "x" * 150]),
    detail=st.sampled_from(["", "Hold apixaban only once its prescriber agrees. " * 9]),
    citation=st.none(),
)


def test_the_schedule_of_the_candidate_is_readable() -> None:
    """Every event is told beside its mark, and no words lie on others."""
    schedule = candidate_schedule()
    (picture,) = timeline_pictures(schedule.events)
    assert overlapping(picture) == []
    assert outside(picture) == []
    assert picture.listed == tuple(event_said(each) for each in schedule.events)
    root = ET.fromstring(picture_as_svg(picture))  # noqa: S314 - our own output, on this line
    titles = [each.text for each in root.iter(f"{SVG}title")]
    assert all(event_said(each) in titles for each in schedule.events)


@given(st.lists(EVENTS, min_size=1, max_size=20))
def test_any_schedule_is_readable(events: list[Event]) -> None:
    """Whatever is on it, in one picture or in parts, and every event is in exactly one part."""
    for most in (None, MOST):
        pictures = timeline_pictures(events, most)
        for picture in pictures:
            assert overlapping(picture) == []
            assert outside(picture) == []
        assert [line for each in pictures for line in each.listed] == [event_said(each) for each in events]
        assert most is None or all(each.height <= MOST + 120 for each in pictures)


def test_a_hold_is_a_bar_from_its_last_dose_to_its_restart() -> None:
    """The bar of apixaban begins at the row of its last dose and ends at that of its restart; no other row is in it."""
    schedule = candidate_schedule()
    (picture,) = timeline_pictures(schedule.events)
    root = ET.fromstring(picture_as_svg(picture))  # noqa: S314 - our own output, on this line
    bar = next(each for each in root.iter(f"{SVG}rect") if each.findtext(f"{SVG}title") == "apixaban is not taken")
    top = int(bar.get("y", "0"))
    foot = top + int(bar.get("height", "0"))
    feet = {each.text: int(each.get("y", "0")) for each in root.iter(f"{SVG}text")}
    assert feet["apixaban, last dose"] < top + 20 < feet["Procedure day"] < foot
    assert abs(feet["apixaban, may be taken again"] - foot) < 20


def test_no_last_dose_stands_without_its_instruction() -> None:
    """The prescriber's agreement is part of what is said of an antithrombotic: never a bare date to stop it."""
    for events in (candidate_schedule().events, sheet_events(candidate_sheet())):
        (dose,) = (each for each in events if each.kind is EventKind.LAST_DOSE)
        assert "only once its prescriber agrees" in event_said(dose)


def test_a_sheet_has_the_dates_of_its_schedule() -> None:
    """Last dose, procedure, restarts and visits are the same days on both."""
    ours = {(each.date, each.kind, each.subject) for each in sheet_events(candidate_sheet())}
    theirs = {(each.date, each.kind, each.subject) for each in candidate_schedule().events}
    kinds = {EventKind.LAST_DOSE, EventKind.PROCEDURE, EventKind.RESTART, EventKind.VISIT}
    assert {each for each in ours if each[1] in kinds} == {each for each in theirs if each[1] in kinds}


@pytest.mark.parametrize("kind", EventKind)
def test_each_kind_has_a_mark_of_its_own(kind: EventKind) -> None:
    """No two kinds look alike in black and white."""
    day = date(2026, 12, 7)
    marks: set[str] = set()
    for other in {kind, *EventKind}:
        event = Event(date=day, bound=Bound.ON, kind=other, subject="s", title="t", detail="", citation=None)
        (picture,) = timeline_pictures((event,))
        marks.add(next(each.partition("<title>")[0] for each in picture.body if "<title>7 December" in each))
    assert len(marks) == len(EventKind)


def test_what_stands_alone_says_whose_it_is() -> None:
    """The patient, the day, the banner and what made it are on the picture itself."""
    drawn = schedule_as_svg(candidate_schedule())
    text = " ".join(each.text or "" for each in ET.fromstring(drawn).iter(f"{SVG}text"))  # noqa: S314 - our own output, on this line
    assert "Schedule of P-0042, born 2 March 1971, procedure date" in text
    assert BANNER in text
    assert candidate_schedule().protocol.sha256 in text
    assert drawn == schedule_as_svg(candidate_schedule())


def test_the_pictures_of_a_sheet_stand_alone() -> None:
    """Status, both identifiers, the id of the sheet, the banner and the hashes are on them; a withheld one says why."""
    for sheet in (candidate_sheet(), withheld_sheet()):
        root = ET.fromstring(sheet_as_svg(sheet))  # noqa: S314 - our own output, on this line
        text = " ".join(each.text or "" for each in root.iter(f"{SVG}text"))
        for said in ("DRAFT", "P-0042, born", sheet.id, BANNER, sheet.content_sha256, *sheet.withheld):
            assert said in text
        assert bool(list(root.iter(f"{SVG}circle"))) == (not sheet.withheld)


def test_a_long_schedule_goes_on_in_a_second_part() -> None:
    """A bar that is open where a part ends is there in the next one."""
    first = date(2026, 1, 1)
    kinds = [EventKind.LAST_DOSE, *[EventKind.VISIT] * 60, EventKind.RESTART]
    events = [
        Event(
            date=first + timedelta(number),
            bound=Bound.ON,
            kind=kind,
            subject="apixaban",
            title="t",
            detail="",
            citation=None,
        )
        for number, kind in enumerate(kinds)
    ]
    pictures = timeline_pictures(events, MOST)
    assert len(pictures) > 1
    assert all("apixaban is not taken" in " ".join(each.body) for each in pictures)
