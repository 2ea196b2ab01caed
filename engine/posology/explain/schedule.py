"""The dates of a check in order: renewals, holds, checks, the procedure, restarts and visits, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from posology.explain.restarts import restarts
from posology.explain.rules import Rules
from posology.explain.visit_days import is_in_months, lay_out, month_rule, name_of, window_in_words
from posology.ir.protocol import Protocol
from posology.ir.visit import Visit
from posology.ir.washout import TaperHold
from posology.results.check import Check, WashoutFinding, WashoutStatus
from posology.results.naming import instruments_in_words
from posology.results.obstacles import reasons_to_withhold
from posology.results.schedule import Bound, Event, EventKind, Schedule, Undated
from posology.results.visits import VisitDay
from posology.values.numerals import date_in_words, join_in_words


def make_schedule(check: Check, rules: Rules, birth_date: str | None = None) -> Schedule:
    """The schedule for the check; no event is laid out unless the verdict allows it and the procedure date is known.

    `birth_date` is the second identifier of the patient, as recorded.
    """
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
        birth_date=birth_date,
        as_of=check.as_of,
        procedure_date=day,
        earliest_date=check.earliest_date,
        verdict=check.verdict,
        summary=check.summary,
        banner=check.banner,
        withheld=withheld,
        events=events,
        undated=undated,
        month_rule=month_rule(rules.protocol.visits),
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
    yield from visit_events(protocol, day, check.as_of)


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
            title=f"{each.drug}, {'may' if each.held else 'if it is to'} be taken again",
            detail=condition,
            citation=each.citation,
        )


def visit_events(protocol: Protocol, day: date, as_of: date) -> Iterator[Event]:
    """The visits that fall inside the calendar, in the order of the protocol."""
    for visit, laid_out in lay_out(protocol.visits, day):
        if laid_out is not None:
            yield Event(
                date=laid_out.on,
                bound=Bound.ON,
                kind=EventKind.VISIT,
                subject=visit.when,
                title=f"{name_of(visit)}, {visit.when}",
                detail=" ".join(
                    (window_in_words(laid_out), *_done_at(visit, protocol), *_remarks(laid_out, day, as_of))
                ),
                citation=visit.citation,
                visit=laid_out,
            )


def _done_at(visit: Visit, protocol: Protocol) -> Iterator[str]:
    """What is done and brought, each kind in a sentence."""
    for label, named in (
        ("Scores", instruments_in_words(visit.instruments, protocol)),
        ("Assessments", visit.assessments),
        ("To bring", visit.bring),
    ):
        if named:
            yield f"{label}: {join_in_words(named)}."


def _remarks(laid_out: VisitDay, day: date, as_of: date) -> Iterator[str]:
    """What is to be minded: a month that is too short, and a day that has gone by already."""
    visit, on = laid_out.visit, laid_out.on
    if is_in_months(visit) and on.day != day.day:
        yield f"{visit.offset} {visit.relation} the procedure has no day {day.day}, so it is the last of the month."
    if on >= as_of:
        return
    if laid_out.last is not None and laid_out.last >= as_of:
        yield f"Its day is already past; its window is open until {date_in_words(laid_out.last)}."
    else:
        yield "Its day is already past." if laid_out.last is None else "Its day and its window are already past."


def _undated(protocol: Protocol, day: date) -> Iterator[Undated]:
    for visit, laid_out in lay_out(protocol.visits, day):
        if laid_out is None:
            yield Undated(subject=f"{name_of(visit)}, {visit.when}", why="it would lie outside the calendar")
