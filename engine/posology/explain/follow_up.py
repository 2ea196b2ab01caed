"""One patient's visits held against the scores that are there: what was made, what is due, what is too late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from posology import __version__
from posology.explain.match_rows import Matched, match_rows
from posology.explain.stamp import stamp_of
from posology.explain.visit_days import lay_out, month_rule, name_of
from posology.ir.protocol import Protocol
from posology.ir.visit import Relation, Visit
from posology.results.follow_up import Followed, FollowUp, Made, ScoreRow, Timing, VisitFinding, VisitStatus
from posology.results.naming import instruments_in_words
from posology.results.schedule import Undated
from posology.results.visits import VisitDay
from posology.values.numerals import count_in_words, date_in_words, join_in_words

RULES: Final = (
    "A row counts for the visit that its month or day names exactly; one that names none is set aside.",
    (
        "With a stated window a visit is due from its first to its last day, late after it, and missed once the next "
        "visit can begin."
    ),
    (
        "Without a stated window a visit is due from its day until the next visit can begin, and missed from then on; "
        "whether one that was made was in time is not known."
    ),
    (
        "A visit before the procedure is missed once the procedure day has come. The last visit is never missed, as "
        "nothing comes after it."
    ),
    (
        "A visit whose time is over is unknown, and neither late nor missed, where it may have been made all the same: "
        "where no score is taken at it, where a row that is set aside may be about it, or where it lies before the "
        "procedure and a row of month 0 may be its own."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Whose visits are asked about: the record's id and the hash of its bytes, and the day of the procedure."""

    id: str
    record_sha256: str
    procedure_date: date


def follow_up(protocol: Protocol, patient: Patient, scores: Followed, as_of: date) -> FollowUp:
    """How every visit of the protocol stands on that day, and what became of every row about the patient."""
    both = tuple(lay_out(protocol.visits, patient.procedure_date))
    days = tuple(each for _, each in both if each is not None)
    matched = match_rows(days, scores.rows, patient.procedure_date, as_of)
    ends = _ends(days, patient.procedure_date)
    visits = tuple(_finding(each, matched, end, as_of) for each, end in zip(days, ends, strict=True))
    taken = tuple(dict.fromkeys(name for visit in protocol.visits for name in visit.instruments))
    counts = Counter(each.status for each in visits)
    return FollowUp(
        engine_version=__version__,
        protocol=stamp_of(protocol),
        record_id=patient.id,
        record_sha256=patient.record_sha256,
        scores_sha256=scores.sha256,
        as_of=as_of,
        procedure_date=patient.procedure_date,
        banner=protocol.banner,
        summary=_summary(counts, matched),
        counts=MappingProxyType({each: counts[each] for each in VisitStatus}),
        visits=visits,
        baseline=matched.baseline,
        set_aside=matched.set_aside,
        faults=scores.faults,
        other_patients=scores.other_patients,
        notes=scores.notes,
        undated=_undated(both),
        rules=RULES,
        month_rule=month_rule(protocol.visits),
        names=MappingProxyType(dict(zip(taken, instruments_in_words(taken, protocol), strict=True))),
    )


def _undated(both: Iterable[tuple[Visit, VisitDay | None]]) -> tuple[Undated, ...]:
    return tuple(
        Undated(subject=f"{name_of(visit)}, {visit.when}", why="it would lie outside the calendar")
        for visit, laid_out in both
        if laid_out is None
    )


def _ends(days: Sequence[VisitDay], procedure: date) -> list[date | None]:
    """For each visit the first day on which it is too late for it: the next one's first, or the procedure's."""
    ends: list[date | None] = []
    for each, following in zip(days, (*days[1:], None), strict=False):
        end = None if following is None else following.begins
        if each.visit.relation is Relation.BEFORE:
            end = procedure if end is None else min(end, procedure)
        ends.append(end)
    return ends


def _finding(laid_out: VisitDay, matched: Matched, end: date | None, as_of: date) -> VisitFinding:
    row = matched.made.get(laid_out.visit)
    made = None if row is None else _made(laid_out, row, as_of)
    if made is not None:
        status, why = VisitStatus.DONE, made.why
    else:
        status, why = _not_made(laid_out, end, as_of)
        doubt = _doubt(laid_out.visit, matched)
        if doubt and status in {VisitStatus.LATE, VisitStatus.MISSED}:
            status, why = VisitStatus.UNKNOWN, f"{why}; {doubt}"
    return VisitFinding(
        laid_out=laid_out, title=name_of(laid_out.visit), status=status, why=why, made=made, too_late_on=end
    )


def _doubt(visit: Visit, matched: Matched) -> str:
    """Why a visit without a row may have been made all the same; empty where a row would be there."""
    if not visit.instruments:
        return "no score is taken at it, so that no row need be there"
    if visit in matched.doubtful:
        return f"row {matched.doubtful[visit]} is about it and cannot be used"
    if matched.unreadable:
        return f"row {matched.unreadable[0]} cannot be read and may be about it"
    if visit.relation is Relation.BEFORE and matched.baseline:
        return f"the baseline in row {matched.baseline[0].row} may have been taken at it"
    return ""


def _made(laid_out: VisitDay, row: ScoreRow, as_of: date) -> Made:
    timing, why = _timing(laid_out, row.date, as_of)
    missing = tuple(each for each in laid_out.visit.instruments if each not in row.scores)
    return Made(row=row.row, date=row.date, timing=timing, why=why, missing=missing)


def _timing(laid_out: VisitDay, made_on: date | None, as_of: date) -> tuple[Timing | None, str]:
    """Whether the visit was made in its window, as far as that can be told, and how."""
    first, last = laid_out.first, laid_out.last
    if first is None or last is None:
        return None, "the source states no window, so that it cannot be told whether the visit was in time"
    if made_on is None and as_of < first:
        return Timing.EARLY, f"the row has no usable date, and its window opens only on {date_in_words(first)}"
    if made_on is None:
        return None, "the row has no usable date, so that it cannot be told whether the visit was in its window"
    if made_on < first:
        return Timing.EARLY, f"its window opened on {date_in_words(first)}"
    if made_on > last:
        return Timing.LATE, f"its window ended on {date_in_words(last)}"
    return Timing.IN_WINDOW, f"its window is {date_in_words(first)} to {date_in_words(last)}"


def _not_made(laid_out: VisitDay, end: date | None, as_of: date) -> tuple[VisitStatus, str]:
    """How a visit stands for which there is no row, as the rules on the page say."""
    if as_of < laid_out.begins:
        day = date_in_words(laid_out.begins)
        opens = f"it can be made from {day} on" if laid_out.first is None else f"its window opens on {day}"
        return VisitStatus.UPCOMING, opens
    last = laid_out.last
    if last is not None and as_of <= last:
        return VisitStatus.DUE, f"its window is open until {date_in_words(last)}"
    over = "the source states no window" if last is None else f"its window ended on {date_in_words(last)}"
    if end is None:
        why = f"{over}, and no later visit takes its place"
    else:
        why = f"{over}, and it is too late for it from {date_in_words(end)} on"
    if end is not None and as_of >= end:
        return VisitStatus.MISSED, why
    return (VisitStatus.DUE if last is None else VisitStatus.LATE), why


def _summary(counts: Mapping[VisitStatus, int], matched: Matched) -> str:
    """How many visits stand how, in one sentence, with what needs a person to look at it."""
    told = [f"{count_in_words(counts[each])} {each}" for each in VisitStatus if counts[each]]
    number = sum(counts.values())
    of = f"Of {count_in_words(number)} visit{'' if number == 1 else 's'}: {join_in_words(told)}."
    sentence = of if told else "The protocol names no visits."
    if not matched.set_aside:
        return sentence
    rows = len(matched.set_aside)
    return f"{sentence} {count_in_words(rows)} {'row is' if rows == 1 else 'rows are'} set aside."
