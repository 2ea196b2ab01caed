"""A schedule as a calendar: what a calendar program reads of it, the same names each time, and no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from posology.api import schedule
from posology.render.schedule_ics import schedule_as_ics
from posology.results.schedule import EventKind, Schedule
from tests.unit.judged import AS_OF, RECORDS, facts, rules
from tests.unit.judged import checked as _checked
from tests.unit.render.printed import candidate_schedule


def read(made: Schedule) -> list[Any]:
    """The events as a program reads them."""
    calendar = Calendar.from_ical(schedule_as_ics(made))
    assert isinstance(calendar, Calendar)
    return [*calendar.events]


def test_every_event_is_there_on_its_day() -> None:
    """All-day events in the order of the schedule, with their titles, and nobody marked as busy."""
    made = candidate_schedule()
    events = read(made)
    assert [each["dtstart"].dt for each in events] == [each.date for each in made.events]
    for found, event in zip(events, made.events, strict=True):
        assert type(found["dtstart"].dt) is date
        assert event.title in found["summary"]
        assert str(found["summary"]).startswith("P-0042: ")
        assert found["transp"] == "TRANSPARENT"
        assert found["class"] == "PRIVATE"


def test_every_event_has_its_instruction_and_the_banner() -> None:
    """The whole instruction, the verdict and the banner are in the description."""
    made = candidate_schedule()
    for found, event in zip(read(made), made.events, strict=True):
        description = str(found["description"])
        if event.kind is not EventKind.PROCEDURE:
            assert event.detail in description
        assert made.banner in description
        assert made.summary in description
        assert "Patient P-0042, born 2 March 1971." in description


def test_a_last_dose_never_stands_alone() -> None:
    """A calendar shows the summary first: it sends the reader to the instruction, which names who must agree."""
    made = candidate_schedule()
    (dose,) = (each for each in read(made) if each["categories"].cats == ["last-dose"])
    assert "read the instruction" in dose["summary"]
    assert "only once its prescriber agrees" in dose["description"]


def test_names_stay_and_the_stamp_is_the_day_of_asking() -> None:
    """Asked on another day, or with other dates, the same events have the same names; the stamp is no clock."""
    made = candidate_schedule()
    later = tuple(replace(each, date=each.date + timedelta(1)) for each in made.events)
    moved = replace(made, as_of=date(2026, 11, 25), events=later)
    before, after = read(made), read(moved)
    assert [str(each["uid"]) for each in before] == [str(each["uid"]) for each in after]
    assert len({str(each["uid"]) for each in before}) == len(before)
    assert {each["dtstamp"].dt for each in before} == {datetime(2026, 11, 20, tzinfo=UTC)}
    assert {each["dtstamp"].dt for each in after} == {datetime(2026, 11, 25, tzinfo=UTC)}
    assert schedule_as_ics(made) == schedule_as_ics(made)


def test_another_patient_has_other_names() -> None:
    """Two patients in one calendar never move each other's events."""
    made = candidate_schedule()
    other = {str(each["uid"]) for each in read(replace(made, record_id="P-0043"))}
    assert other.isdisjoint({str(each["uid"]) for each in read(made)})


@pytest.mark.parametrize("verdict", ["deferred", "indeterminate", "ineligible"])
def test_where_no_dates_are_laid_out_one_event_says_why(verdict: str) -> None:
    """An empty calendar is none, and would look like nothing to do."""
    made = schedule(rules(), facts(RECORDS[verdict]), AS_OF)
    (event,) = read(made)
    assert event["dtstart"].dt == AS_OF
    assert "No dates are laid out" in event["summary"]
    assert all(each in event["description"] for each in made.withheld)
    assert made.banner in event["description"]
    assert _checked(RECORDS[verdict]).verdict == verdict


def test_a_title_cannot_begin_a_line() -> None:
    """What a record calls a medicine cannot end an event and begin another."""
    made = candidate_schedule()
    evil = replace(made.events[0], title="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y", subject="x\nUID:1")
    (found,) = read(replace(made, events=(evil,)))
    assert "END:VEVENT" in found["summary"]


def test_lines_are_those_of_the_standard() -> None:
    """At most 75 octets, each ended by a carriage return and a line feed."""
    for line in schedule_as_ics(candidate_schedule()).split(b"\n")[:-1]:
        assert line.endswith(b"\r")
        assert len(line) <= 76
