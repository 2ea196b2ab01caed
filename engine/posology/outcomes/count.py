"""The whole outcome of a file of scores: every patient judged, every group counted, and the method said in words."""

from __future__ import annotations

from collections.abc import Iterator

from posology import __version__
from posology.ir.outcome import Definition, Outcome
from posology.ir.protocol import Protocol
from posology.ir.visit import Relation, Visit
from posology.outcomes.counting import count_row, means, members
from posology.outcomes.judging import judge_visit
from posology.results.check import ProtocolStamp
from posology.results.outcome_wording import definition_in_words
from posology.results.outcomes import Course, OutcomeRow, Outcomes, Reading, Response, VisitFinding
from posology.scores.scores import Patient, ScoredVisit, Scores
from posology.values.numerals import count_in_words, join_in_words

DAYS_IN_A_MONTH_OF_VISITS = 30
"""Visits that a source gives in days: those after a multiple of 30 are called by months, as trials schedule them."""


def months_of(protocol: Protocol) -> tuple[int, ...]:
    """The months of the follow-up visits, as the column `month` names them, in order."""
    found = [_month(each) for each in protocol.visits if each.relation is Relation.AFTER]
    return tuple(sorted({each for each in found if each is not None and each > 0}))


def _month(visit: Visit) -> int | None:
    """The month of the visit; of one in days the thirtieths, None where they do not come out even."""
    if visit.month_of_row is not None or visit.day_of_row is None:
        return visit.month_of_row
    months, rest = divmod(visit.day_of_row, DAYS_IN_A_MONTH_OF_VISITS)
    return months if rest == 0 else None


def count_outcomes(protocol: Protocol, outcome: Outcome, definition: Definition | None, scores: Scores) -> Outcomes:
    """The outcome of the scores by the definition; without one, the means alone."""
    initial = outcome.initial.month if outcome.initial is not None and definition is not None else None
    courses = tuple(_course(each, outcome, definition, initial) for each in scores.patients)
    groups = members(courses, scores.by)
    months = tuple(sorted({visit.month for course in courses for visit in course.visits if visit.month > 0}))
    instruments = [each.id for each in outcome.instruments if each.scale is not None]
    rows = tuple(
        count_row(each, month, definition, initial) for each in groups for month in months if definition is not None
    )
    return Outcomes(
        engine_version=__version__,
        protocol=_stamp(protocol),
        banner=protocol.banner,
        scores_sha256=scores.sha256,
        outcome=outcome,
        definition=definition,
        summary=_summary(rows, definition, len(courses)),
        method=tuple(_method(outcome, definition, initial)),
        reading=_reading(scores),
        months=months,
        groups=tuple(each.group for each in groups),
        rows=rows,
        means=tuple(
            mean for each in groups for mean in means(each, (0, *months), instruments, has_initial=initial is not None)
        ),
        courses=courses,
        set_aside=scores.set_aside,
        notes=(*scores.notes, *_notes(protocol, scores, months)),
    )


def _course(patient: Patient, outcome: Outcome, definition: Definition | None, initial: int | None) -> Course:
    start = VisitFinding(
        month=0, followed=bool(patient.baseline), response=None, parts=(), scores=tuple(patient.baseline.items())
    )
    visits = [_finding(patient, each, outcome, definition) for each in patient.visits]
    return Course(
        patient=patient.id,
        groups=tuple(patient.groups.items()),
        initial_responder=any(each.month == initial and each.response is Response.RESPONDER for each in visits),
        visits=(start, *visits),
    )


def _finding(patient: Patient, visit: ScoredVisit, outcome: Outcome, definition: Definition | None) -> VisitFinding:
    """The visit judged; a row without any score is no follow-up, and is not judged."""
    scores = tuple(visit.scores.items())
    if not scores or definition is None:
        return VisitFinding(month=visit.month, followed=bool(scores), response=None, parts=(), scores=scores)
    response, parts = judge_visit(definition, outcome, patient, visit)
    return VisitFinding(month=visit.month, followed=True, response=response, parts=parts, scores=scores)


def _stamp(protocol: Protocol) -> ProtocolStamp:
    return ProtocolStamp(
        id=protocol.id,
        version=protocol.version,
        sha256=protocol.sha256,
        status=protocol.status,
        title=protocol.title,
    )


def _reading(scores: Scores) -> Reading:
    return Reading(
        rows=scores.rows,
        used=scores.used,
        without_scores=scores.without_scores,
        set_aside=len({each.row for each in scores.set_aside}),
        patients=len(scores.patients),
    )


def _summary(rows: tuple[OutcomeRow, ...], definition: Definition | None, patients: int) -> str:
    """One sentence for the last month of everybody."""
    said = f"{count_in_words(patients)} {'patient' if patients == 1 else 'patients'} with a baseline"
    if definition is None:
        return f"{said}. The source defines no responder, so only means are given."
    of_everybody = [each for each in rows if each.group.by is None and each.followed]
    if not of_everybody:
        return f"{said}, none of them followed at any visit."
    last = of_everybody[-1]
    return f"{said}; at month {last.month}, {last.responders} of {last.followed} followed responded."


def _method(outcome: Outcome, definition: Definition | None, initial: int | None) -> Iterator[str]:
    """How the figures were made, in sentences that can stand in a report."""
    if definition is None:
        yield "The source defines no responder; means are those of the patients with a score at the visit."
        return
    yield f"By the protocol's definition {definition_in_words(definition, outcome)}."
    yield (
        "A patient is followed at a visit with at least one score. A missing score is neither a failure nor zero: "
        "where it could decide, the status is unknown. Unknown statuses are counted among those followed and not among "
        "the responders, and the rate that would hold if all of them had responded is given beside."
    )
    yield (
        "A part that no score could meet from the patient's baseline cannot respond; it counts as not met and is "
        "counted apart."
    )
    yield (
        "The missing-as-failure rate takes every patient of the group who has a baseline row, followed or not, and "
        "counts as failures all who are not known to have responded."
    )
    yield (
        "Intervals are 95 % score intervals of Wilson. Percents are rounded half up to whole ones, from exact "
        "fractions."
    )
    if initial is not None:
        yield (
            f"Initial responders are those who respond at month {initial}. Duration counts, of the initial responders "
            "followed at a later month, those who respond there."
        )


def _notes(protocol: Protocol, scores: Scores, months: tuple[int, ...]) -> Iterator[str]:
    absent = [each for each in months_of(protocol) if each not in months]
    if absent:
        named = f"{'month' if len(absent) == 1 else 'months'} {join_in_words([str(each) for each in absent])}"
        yield f"The file has no visit at {named}, which the protocol has."
    for column in scores.by:
        without = sum(column not in each.groups for each in scores.patients)
        if without:
            patients = "patient is" if without == 1 else "patients are"
            yield f"{count_in_words(without)} {patients} in no group of {column}."
