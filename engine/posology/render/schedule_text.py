"""A schedule as text: one entry for each date, in order, with what binds it said in words."""

from __future__ import annotations

from collections.abc import Iterator

from posology.render.findings_text import WITHIN, citation_in_words, stamp_lines
from posology.render.page import PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph
from posology.results.naming import born_in_words
from posology.results.schedule import Bound, Event, EventKind, Schedule
from posology.values.numerals import date_in_words


def schedule_as_text(schedule: Schedule, layout: Layout = PLAIN_LAYOUT) -> str:
    """The whole schedule, or why there is none."""
    return page_text(
        (
            *_opening(schedule, layout),
            *(_withheld(schedule, layout) if schedule.withheld else _events(schedule, layout)),
            *_undated(schedule, layout),
            *heading("Judged by", layout),
            *stamp_lines(
                schedule.protocol, (schedule.record_id, schedule.record_sha256), schedule.engine_version, layout
            ),
        )
    )


def _opening(schedule: Schedule, layout: Layout) -> Iterator[str]:
    yield from paragraph(schedule.banner, layout)
    yield from heading("Schedule", layout)
    yield from paragraph(schedule.summary, layout)
    yield ""
    day = "not known" if schedule.procedure_date is None else date_in_words(schedule.procedure_date)
    yield from labelled("Patient", f"{schedule.record_id}, {born_in_words(schedule.birth_date)}", layout)
    yield from labelled("Procedure date", day, layout)
    yield from labelled("Verdict", schedule.verdict, layout)
    yield from labelled("Judged as of", date_in_words(schedule.as_of), layout)


def _withheld(schedule: Schedule, layout: Layout) -> Iterator[str]:
    yield from heading("No dates are laid out", layout)
    yield from items(schedule.withheld, layout)


def _events(schedule: Schedule, layout: Layout) -> Iterator[str]:
    yield from heading("Dates", layout)
    for event in schedule.events:
        yield ""
        yield from labelled(_when(event), f"{event.title}.", layout, 2)
        yield from paragraph(event.detail, layout, WITHIN)
        if event.citation is not None:
            yield from labelled("Source", f"{citation_in_words(event.citation)}.", layout, WITHIN)
    if any(each.kind is EventKind.VISIT for each in schedule.events):
        yield ""
        yield from paragraph(schedule.month_rule, layout, 2)


def _when(event: Event) -> str:
    day = date_in_words(event.date)
    match event.bound:
        case Bound.ON:
            return day
        case Bound.ON_OR_BEFORE:
            return f"On or before {day}"
        case Bound.NOT_BEFORE:
            return f"Not before {day}"


def _undated(schedule: Schedule, layout: Layout) -> Iterator[str]:
    if schedule.undated:
        yield from heading("Without a date", layout)
        for each in schedule.undated:
            yield from item(f"{each.subject}: {each.why}.", layout)
