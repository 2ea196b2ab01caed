"""The visits of a protocol laid into the calendar for one procedure day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from posology.ir.visit import Relation, Visit
from posology.results.visits import VisitDay
from posology.values.dates import MONTHS_IN, CalendarDuration, CalendarUnit, shift
from posology.values.numerals import date_in_words

MONTH_RULE: Final = (
    "A visit that is counted in months or years falls on the same day of the month as the procedure; where its month "
    "is shorter, on its last day."
)


def lay_out(visits: Iterable[Visit], procedure: date) -> Iterator[tuple[Visit, VisitDay | None]]:
    """Each visit with its day and window, in the protocol's order; None for one that leaves the calendar."""
    for visit in visits:
        yield visit, _laid_out(visit, procedure)


def _laid_out(visit: Visit, procedure: date) -> VisitDay | None:
    day = visit.day(procedure)
    if day is None:
        return None
    if visit.window is None:
        return VisitDay(visit=visit, on=day, first=None, last=None)
    first = shift(day, CalendarDuration(visit.window.days_before, CalendarUnit.DAY), -1)
    last = shift(day, CalendarDuration(visit.window.days_after, CalendarUnit.DAY))
    return None if first is None or last is None else VisitDay(visit=visit, on=day, first=first, last=last)


def is_in_months(visit: Visit) -> bool:
    """Whether the visit is counted in months or years, so that a short month can move it."""
    return visit.offset.unit in MONTHS_IN


def month_rule(visits: Iterable[Visit]) -> str:
    """How months are counted, in a sentence; empty where no visit is counted in months or years."""
    return MONTH_RULE if any(is_in_months(each) for each in visits) else ""


def name_of(visit: Visit) -> str:
    """The title that the protocol gives it, or else what any such visit is called."""
    title = visit.title or ("follow-up visit" if visit.relation is Relation.AFTER else "visit")
    return f"{title[:1].upper()}{title[1:]}"


def window_in_words(laid_out: VisitDay) -> str:
    """From when until when the visit counts; a window that the source does not state is said to be so."""
    if laid_out.visit.relation is Relation.ON:
        return "Window: that day."
    if laid_out.first is None or laid_out.last is None:
        return "Window: not stated."
    return f"Window: {date_in_words(laid_out.first)} to {date_in_words(laid_out.last)}."
