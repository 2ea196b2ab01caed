"""The dates of a check in order: renewals, holds, checks, the procedure, restarts and visits, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from posology.explain.rules import Rules
from posology.explain.sheet import restarts
from posology.ir.protocol import Protocol, TaperHold, Visit
from posology.results.check import Check, WashoutFinding, WashoutStatus
from posology.results.naming import instrument_in_words
from posology.results.obstacles import reasons_to_withhold
from posology.results.schedule import Bound, Event, EventKind, Schedule, Undated
from posology.values.dates import CalendarDuration, CalendarUnit, shift
from posology.values.numerals import date_in_words, join_in_words

MONTH_RULE = (
    "A visit falls that many calendar months after the procedure, on the same day of the month; where that month is "
    "shorter, on its last day."
)


def make_schedule(check: Check, rules: Rules) -> Schedule:
    """The schedule for the check; no event is laid out unless the verdict allows it and the procedure date is known."""
    withheld = reasons_to_withhold(check)
    day = check.procedure_date
    if day is None and not withheld:
        withheld = ("No procedure date is known, and no earliest date can be computed.",)
    laid_out = day if not withheld else None
    events = () if laid_out is None else tuple(sorted(_events(check, rules.protocol, laid_out), key=_order))
    undated = () if laid_out is None else tuple(_undated(rules.protocol, laid_out))
    return Schedule(
        engine_version=check.engine_version,
        protocol=check.protocol,
        record_id=check.record_id,
        record_sha256=check.record_sha256,
        as_of=check.as_of,
        procedure_date=day,
        earliest_date=check.earliest_date,
        verdict=check.verdict,
        summary=check.summary,
        banner=check.banner,
        withheld=withheld,
        events=events,
        undated=undated,
        month_rule=MONTH_RULE,
    )


def _order(event: Event) -> tuple[date, int]:
    """By date, then by kind; what is left keeps the order of the record and of the protocol."""
    return event.date, tuple(EventKind).index(event.kind)


def _events(check: Check, protocol: Protocol, day: date) -> Iterator[Event]:
    yield from _renewals(check)
    for finding in check.washout:
        yield from _holds(finding, check, protocol, day)
    yield from _checks(check, day)
    yield _procedure(check, day)
    yield from _restarts(check, protocol)
    yield from _visits(protocol, day)


def _renewals(check: Check) -> Iterator[Event]:
    for each in check.to_renew:
        yield Event(
            date=each.not_before,
            bound=Bound.NOT_BEFORE,
            kind=EventKind.RENEW,
            subject=each.element,
            title=f"Renew {each.element}",
            detail="The value recorded now will be too old, or has to be confirmed, by the procedure date.",
            citation=None,
        )


def _holds(finding: WashoutFinding, check: Check, protocol: Protocol, day: date) -> Iterator[Event]:
    """The last day of a medicine that is still being taken, and the day on which it is clear."""
    by = finding.last_dose_on_or_before
    if finding.status is WashoutStatus.HOLD and by is not None:
        tapered = any(each.id == finding.rule and isinstance(each.hold, TaperHold) for each in protocol.washout)
        last = "the agreed taper has ended" if tapered else "last dose"
        so = "the agreed taper ended" if tapered else "the last dose was"
        yield Event(
            date=by,
            bound=Bound.ON_OR_BEFORE,
            kind=EventKind.LAST_DOSE,
            subject=finding.drug,
            title=f"{finding.drug}, {last}",
            detail=_with_agreement(finding),
            citation=finding.citation,
        )
        yield _clear(finding, day, f"{finding.drug}, clear if {so} on or before {date_in_words(by)}", "")
    elif finding.clear_on is not None and finding.clear_on >= check.as_of:
        title = f"{finding.drug}, clear for the procedure if it is not taken again"
        yield _clear(finding, finding.clear_on, title, finding.instruction)


def _clear(finding: WashoutFinding, on: date, title: str, detail: str) -> Event:
    return Event(
        date=on,
        bound=Bound.NOT_BEFORE,
        kind=EventKind.CLEAR,
        subject=finding.drug,
        title=title,
        detail=detail,
        citation=finding.citation,
    )


def _with_agreement(finding: WashoutFinding) -> str:
    if finding.agreement is None:
        return finding.instruction
    return f"{finding.instruction} {finding.agreement[:1].upper()}{finding.agreement[1:]}."


def _checks(check: Check, day: date) -> Iterator[Event]:
    for each in check.day_of_procedure:
        yield Event(
            date=day,
            bound=Bound.ON,
            kind=EventKind.CHECK,
            subject=each.check,
            title=f"Check before the procedure: {each.check}",
            detail=f"{each.why[:1].upper()}{each.why[1:]}.",
            citation=None,
        )


def _procedure(check: Check, day: date) -> Event:
    return Event(
        date=day,
        bound=Bound.ON,
        kind=EventKind.PROCEDURE,
        subject=check.record_id,
        title="Procedure day",
        detail=check.summary,
        citation=None,
    )


def _restarts(check: Check, protocol: Protocol) -> Iterator[Event]:
    for each in restarts(check, protocol.washout):
        condition = f"{each.condition[:1].upper()}{each.condition[1:]}." if each.condition else ""
        yield Event(
            date=each.not_before,
            bound=Bound.NOT_BEFORE,
            kind=EventKind.RESTART,
            subject=each.drug,
            title=f"{each.drug}, may be taken again",
            detail=condition,
            citation=each.citation,
        )


def _visits(protocol: Protocol, day: date) -> Iterator[Event]:
    for visit in sorted(protocol.visits, key=lambda each: each.month):
        on = _visit_date(visit, day)
        if on is None:
            continue
        scores = join_in_words([instrument_in_words(each) for each in visit.instruments])
        shortened = (
            f" {_months(visit)} has no day {day.day}, so it is the last of the month." if on.day != day.day else ""
        )
        yield Event(
            date=on,
            bound=Bound.ON,
            kind=EventKind.VISIT,
            subject=str(visit.month),
            title=f"Follow-up visit, {_months(visit)} after the procedure",
            detail=f"{_window(visit, on)} Scores: {scores}.{shortened}",
            citation=visit.citation,
        )


def _visit_date(visit: Visit, day: date) -> date | None:
    return shift(day, CalendarDuration(visit.month, CalendarUnit.MONTH))


def _months(visit: Visit) -> str:
    return str(CalendarDuration(visit.month, CalendarUnit.MONTH))


def _window(visit: Visit, on: date) -> str:
    """From when until when the visit counts; an end that the source leaves open is said to be so."""
    if visit.days_before is None and visit.days_after is None:
        return "Window: not stated."
    ends = [
        None if days is None else shift(on, CalendarDuration(days, CalendarUnit.DAY), sign)
        for days, sign in ((visit.days_before, -1), (visit.days_after, 1))
    ]
    first, last = ("not stated" if each is None else date_in_words(each) for each in ends)
    return f"Window: {first} to {last}."


def _undated(protocol: Protocol, day: date) -> Iterator[Undated]:
    for visit in protocol.visits:
        if _visit_date(visit, day) is None:
            yield Undated(subject=f"follow-up visit at {_months(visit)}", why="it would lie outside the calendar")
