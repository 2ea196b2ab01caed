"""A schedule for calendars (RFC 5545): all-day events with their instruction, the banner, and names that stay the same.

Importing the schedule of a patient again moves the events that were there: an event is named by whose it is and what
it is about, not by its date. The stamp is the day as of which the record was judged, so that no clock is read.
"""

# icalendar takes any value for a property, which makes every call of `add` half unknown
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Final

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from posology.render.diagnostics import visible
from posology.render.findings_text import citation_in_words
from posology.render.timeline_svg import when_said
from posology.results.naming import born_in_words
from posology.results.schedule import Bound, Event, EventKind, Schedule

NAME_DIGITS: Final = 32
WITHHELD: Final = "No dates are laid out"


def schedule_as_ics(schedule: Schedule) -> bytes:
    """The calendar as bytes; where no dates are laid out, one event on the day of asking says why."""
    calendar = Calendar()
    calendar.add("prodid", f"-//posology//posology {schedule.engine_version}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-caldesc", schedule.banner)
    for event in _events(schedule):
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _events(schedule: Schedule) -> Iterator[CalendarEvent]:
    if schedule.withheld:
        said = " ".join(schedule.withheld)
        yield _event(schedule, schedule.as_of, f"{schedule.record_id}: {WITHHELD}", said, "withheld")
        return
    seen: Counter[str] = Counter()
    for event in schedule.events:
        about = f"{event.kind}/{event.subject}"
        seen[about] += 1
        what = f"{about}/{seen[about]}"
        made = _event(schedule, event.date, _summary(schedule, event), _instruction(event), what)
        made.add("categories", [event.kind.value])
        yield made


def _event(schedule: Schedule, on: date, summary: str, instruction: str, what: str) -> CalendarEvent:
    """One day with its words; it marks nobody as busy, and is nobody else's business."""
    event = CalendarEvent()
    event.add("uid", _name(schedule, what))
    event.add("dtstamp", datetime(schedule.as_of.year, schedule.as_of.month, schedule.as_of.day, tzinfo=UTC))
    event.add("dtstart", on)
    event.add("summary", _clean(summary))
    event.add(
        "description", "\n\n".join(_clean(part) for part in (instruction, _whose(schedule), schedule.banner) if part)
    )
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "TENTATIVE")
    return event


def _summary(schedule: Schedule, event: Event) -> str:
    """Whose it is and what, with what binds the day where it is not exactly that day.

    A last dose that stands alone would say to stop a medicine: who must agree is in the instruction.
    """
    bound = "" if event.bound is Bound.ON else f"{event.bound.value} this day, "
    read = ", read the instruction" if event.kind is EventKind.LAST_DOSE else ""
    return f"{schedule.record_id}: {bound}{event.title}{read}"


def _instruction(event: Event) -> str:
    """The date in words, since a calendar may show it in another zone, with the whole instruction and its source."""
    source = "" if event.citation is None else f" Source: {citation_in_words(event.citation)}."
    when = when_said(event)
    said = f"{when[:1].upper()}{when[1:]}: {event.title}."
    detail = f" {event.detail}" if event.detail and event.kind is not EventKind.PROCEDURE else ""
    return f"{said}{detail}{source}"


def _whose(schedule: Schedule) -> str:
    stamp, born = schedule.protocol, born_in_words(schedule.birth_date)
    return (
        f"{schedule.summary} Patient {schedule.record_id}, {born}. {stamp.id}, version {stamp.version}, {stamp.status}."
    )


def _name(schedule: Schedule, what: str) -> str:
    """The same for the same patient, protocol and matter, whatever the dates are."""
    content = f"{schedule.protocol.id}\0{schedule.record_id}\0{what}"
    return f"{sha256(content.encode('utf-8')).hexdigest()[:NAME_DIGITS]}@posology"


def _clean(text: str) -> str:
    """One paragraph, in which nothing is hidden and nothing could begin a line of the calendar."""
    return visible(" ".join(text.split()))
