"""The dates of a sheet as the events of a schedule, so that both draw the same line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from posology.render.findings_text import capitalised
from posology.results.check import WashoutStatus
from posology.results.schedule import Bound, Event, EventKind
from posology.results.sheet import Sheet
from posology.values.numerals import date_in_words


def sheet_events(sheet: Sheet) -> tuple[Event, ...]:
    """Last doses, the procedure, restarts and visits, in the order of their dates; none where nothing is laid out."""
    if sheet.withheld or sheet.procedure_date is None:
        return ()
    events = (*_holds(sheet), _procedure(sheet, sheet.procedure_date), *_restarts(sheet), *_visits(sheet))
    kinds = tuple(EventKind)
    return tuple(sorted(events, key=lambda each: (each.date, kinds.index(each.kind))))


def _holds(sheet: Sheet) -> Iterator[Event]:
    instructions = {each.drug: each.instruction for each in sheet.washout}
    for hold in sheet.holds:
        if hold.status is WashoutStatus.HOLD and hold.on_or_before is not None:
            agreed = "" if hold.agreement is None else f" {capitalised(hold.agreement)}."
            detail = f"{instructions.get(hold.drug, '')}{agreed}".strip()
            yield _event(
                hold.on_or_before,
                Bound.ON_OR_BEFORE,
                EventKind.LAST_DOSE,
                (hold.drug, f"{hold.drug}, last dose", detail),
            )
        elif hold.clear_on is not None and hold.clear_on >= sheet.as_of:
            title = f"{hold.drug}, clear for the procedure if it is not taken again"
            yield _event(hold.clear_on, Bound.NOT_BEFORE, EventKind.CLEAR, (hold.drug, title, ""))


def _procedure(sheet: Sheet, day: date) -> Event:
    checks = ", ".join(each.check for each in sheet.day_of_procedure)
    detail = f"Checks on the day: {checks}." if checks else ""
    return _event(
        day, Bound.ON, EventKind.PROCEDURE, (sheet.patient.id, f"Procedure day, {date_in_words(day)}", detail)
    )


def _restarts(sheet: Sheet) -> Iterator[Event]:
    for each in sheet.restarts:
        may = "may" if each.held else "if it is to"
        condition = f"{capitalised(each.condition)}." if each.condition else ""
        words = (each.drug, f"{each.drug}, {may} be taken again", condition)
        yield _event(each.not_before, Bound.NOT_BEFORE, EventKind.RESTART, words)


def _visits(sheet: Sheet) -> Iterator[Event]:
    """The visits by name; what is done at each stands in the list beside the line."""
    for each in sheet.visits:
        yield _event(each.date, each.bound, each.kind, (each.subject, each.title, ""))


def _event(on: date, bound: Bound, kind: EventKind, words: tuple[str, str, str]) -> Event:
    subject, title, detail = words
    return Event(date=on, bound=bound, kind=kind, subject=subject, title=title, detail=detail, citation=None)
