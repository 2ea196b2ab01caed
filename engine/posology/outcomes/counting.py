"""Counting: groups, the rows of each group and month, durations, and means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from posology.ir.outcome import Definition
from posology.outcomes.intervals import rate
from posology.results.outcomes import (
    Course,
    Duration,
    Figure,
    Group,
    Mean,
    MeanOf,
    OutcomeRow,
    PartCount,
    PartStatus,
    Response,
    VisitFinding,
)
from posology.values.rounding import half_up

EVERYBODY = "all"


@dataclass(frozen=True, slots=True)
class Members:
    """A group with its patients."""

    group: Group
    courses: tuple[Course, ...]


def members(courses: Sequence[Course], by: Iterable[str]) -> tuple[Members, ...]:
    """Everybody first, then each group of each column, in the order of their names."""
    found = [Members(Group(by=None, name=EVERYBODY, baseline=len(courses)), tuple(courses))]
    for column in by:
        names = sorted({name for each in courses for of, name in each.groups if of == column})
        for name in names:
            of_group = tuple(each for each in courses if (column, name) in each.groups)
            found.append(Members(Group(by=column, name=name, baseline=len(of_group)), of_group))
    return tuple(found)


def count_row(of: Members, month: int, definition: Definition, initial_month: int | None) -> OutcomeRow:
    """One group at one month."""
    followed = [visit for course in of.courses for visit in course.visits if visit.month == month and visit.followed]
    responders, unknown = (_count(followed, each) for each in (Response.RESPONDER, Response.UNKNOWN))
    later = initial_month is not None and month > initial_month
    return OutcomeRow(
        group=of.group,
        month=month,
        followed=len(followed),
        responders=responders,
        unknown=unknown,
        observed=rate(responders, len(followed)),
        at_most=rate(responders + unknown, len(followed)),
        missing_as_failure=rate(responders, of.group.baseline),
        parts=tuple(_count_part(each.id, followed) for each in definition.parts),
        duration=_duration(of, month) if later else None,
    )


def _count(visits: Iterable[VisitFinding], response: Response) -> int:
    return sum(each.response is response for each in visits)


def _count_part(part: str, followed: Sequence[VisitFinding]) -> PartCount:
    statuses = [status for visit in followed for name, status in visit.parts if name == part]
    return PartCount(
        id=part,
        met=statuses.count(PartStatus.MET),
        not_met=statuses.count(PartStatus.NOT_MET),
        cannot_respond=statuses.count(PartStatus.CANNOT_RESPOND),
        missing=statuses.count(PartStatus.MISSING),
        not_found=statuses.count(PartStatus.NOT_FOUND),
    )


def _duration(of: Members, month: int) -> Duration:
    """Of the initial responders, who was followed at the month and who responds there, whatever lay between."""
    initial = [course for course in of.courses if course.initial_responder]
    followed = [visit for course in initial for visit in course.visits if visit.month == month and visit.followed]
    continuing = _count(followed, Response.RESPONDER)
    return Duration(
        initial=len(initial),
        followed=len(followed),
        continuing=continuing,
        unknown=_count(followed, Response.UNKNOWN),
        rate=rate(continuing, len(followed)),
    )


def means(of: Members, months: Sequence[int], instruments: Sequence[str], *, has_initial: bool) -> Iterator[Mean]:
    """The mean of each score at each month, of all and of the initial responders; none where nobody has the score."""
    whose: list[tuple[MeanOf, Callable[[Course], bool]]] = [(MeanOf.ALL, lambda _: True)]
    if has_initial:
        whose.append((MeanOf.INITIAL_RESPONDERS, lambda course: course.initial_responder))
    for kind, counts in whose:
        courses = [course for course in of.courses if counts(course)]
        for instrument in instruments:
            for month in months:
                found = _mean(of.group, kind, courses, month, instrument)
                if found is not None:
                    yield found


def _mean(group: Group, kind: MeanOf, courses: Sequence[Course], month: int, instrument: str) -> Mean | None:
    pairs = [(_score(course, 0, instrument), _score(course, month, instrument)) for course in courses]
    scores = [score for _, score in pairs if score is not None]
    if not scores:
        return None
    changes = [score - before for before, score in pairs if before is not None and score is not None and month > 0]
    return Mean(
        group=group,
        of=kind,
        month=month,
        instrument=instrument,
        patients=len(scores),
        mean=_average(scores),
        changed=len(changes),
        change=_average(changes) if changes else None,
    )


def _score(course: Course, month: int, instrument: str) -> Fraction | None:
    for visit in course.visits:
        if visit.month == month:
            found = dict(visit.scores).get(instrument)
            return Fraction(found) if isinstance(found, Decimal) else None
    return None


def _average(numbers: Sequence[Fraction]) -> Figure:
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return Figure(two_places=half_up(mean, 2), one_place=half_up(mean, 1))
