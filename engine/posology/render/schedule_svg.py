"""A schedule as a timeline that stands alone: whose it is above, the dates, and the banner below."""

from __future__ import annotations

from posology.render.svg import MARGIN, WIDTH, Picture, framed, picture_as_svg
from posology.render.timeline_svg import timeline_pictures
from posology.results.naming import born_in_words
from posology.results.schedule import Schedule
from posology.values.numerals import date_in_words


def schedule_as_svg(schedule: Schedule) -> str:
    """The timeline as an SVG file; where no dates are laid out it says why, and draws none."""
    day = "not known" if schedule.procedure_date is None else date_in_words(schedule.procedure_date)
    whose = f"Schedule of {schedule.record_id}, {born_in_words(schedule.birth_date)}"
    above = (
        f"{whose}, procedure date {day}, judged as of {date_in_words(schedule.as_of)}",
        schedule.summary,
        *schedule.withheld,
    )
    undated = (f"Without a date: {each.subject}: {each.why}." for each in schedule.undated)
    stamp = schedule.protocol
    below = (
        *undated,
        schedule.banner,
        f"{stamp.id}, version {stamp.version}, sha256 {stamp.sha256}",
        f"record sha256 {schedule.record_sha256}; posology {schedule.engine_version}",
    )
    pictures = timeline_pictures(schedule.events) if schedule.events else (_without_dates(),)
    return picture_as_svg(framed(pictures, above, below), alone=True)


def _without_dates() -> Picture:
    return Picture(
        name="timeline",
        width=WIDTH,
        height=MARGIN,
        title="No dates are laid out",
        description="No dates are laid out.",
        listed=(),
        body=(),
    )
