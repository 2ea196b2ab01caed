"""What a file of follow-up scores came to: counts, rates with intervals, durations, means, and what was set aside.

Complete to print: a rate carries its percent, a mean its rounded figure, and nothing is computed by whoever renders it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from posology.ir.outcome import Definition, Outcome
from posology.results.check import ProtocolStamp


class Response(StrEnum):
    """Whether a patient responds at a visit; what is missing leaves it unknown, and is never a failure."""

    RESPONDER = "responder"
    NON_RESPONDER = "non-responder"
    UNKNOWN = "unknown"


class PartStatus(StrEnum):
    """What became of one part of the definition at one visit.

    `CANNOT_RESPOND` is a part that no score could meet from this baseline: it is not met, and says nothing of the
    treatment. `NOT_FOUND` is a part whose threshold no source that was read states.
    """

    MET = "met"
    NOT_MET = "not-met"
    CANNOT_RESPOND = "cannot-respond"
    MISSING = "missing"
    NOT_FOUND = "not-found"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One fault for which a row of the file counts nowhere. `column` is empty where the row as a whole is at fault."""

    row: int
    column: str
    patient: str
    code: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many of so many, with the 95 % Wilson interval; all but the counts are None where there is nobody to count.

    `proportion`, `low` and `high` have four places, and percents are whole; each is rounded half up, once, from the
    exact value.
    """

    count: int
    of: int
    proportion: Decimal | None
    percent: int | None
    low: Decimal | None
    high: Decimal | None
    low_percent: int | None
    high_percent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCount:
    """How the patients who were followed stand in one part."""

    id: str
    met: int
    not_met: int
    cannot_respond: int
    missing: int
    not_found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Of the initial responders of a group, those followed at a later month, and those of them who respond there."""

    initial: int
    followed: int
    continuing: int
    unknown: int
    rate: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of patients: those with one word in one column, or, where `by` is None, all. `baseline` counts them."""

    by: str | None
    name: str
    baseline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """One group at one month.

    `observed` is the responders of those followed, those of unknown status being followed and no responders;
    `at_most` is the same if every one of them had responded. `missing_as_failure` takes all who had a baseline.
    `duration` is None up to the month of the initial responders.
    """

    group: Group
    month: int
    followed: int
    responders: int
    unknown: int
    observed: Rate
    at_most: Rate
    missing_as_failure: Rate
    parts: tuple[PartCount, ...]
    duration: Duration | None


class MeanOf(StrEnum):
    """Whose mean it is."""

    ALL = "all"
    INITIAL_RESPONDERS = "initial-responders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A mean, rounded half up from the exact value twice over: to two places for programs, to one for people."""

    two_places: Decimal
    one_place: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of one score; `change` from the baseline of the `changed` who have both scores, None for none."""

    group: Group
    of: MeanOf
    month: int
    instrument: str
    patients: int
    mean: Figure
    changed: int
    change: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFinding:
    """One visit of one patient: `response` is None at baseline; `parts` in the order of the definition."""

    month: int
    followed: bool
    response: Response | None
    parts: tuple[tuple[str, PartStatus], ...]
    scores: tuple[tuple[str, Decimal | bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One patient through the months; the baseline is the first visit."""

    patient: str
    groups: tuple[tuple[str, str], ...]
    initial_responder: bool
    visits: tuple[VisitFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of the rows of the file: each is used, has no score, or is set aside."""

    rows: int
    used: int
    without_scores: int
    set_aside: int
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The outcome of a file of scores by one protocol. `definition` is None where the source defines no responder."""

    engine_version: str
    protocol: ProtocolStamp
    banner: str
    scores_sha256: str
    outcome: Outcome
    definition: Definition | None
    summary: str
    method: tuple[str, ...]
    reading: Reading
    months: tuple[int, ...]
    groups: tuple[Group, ...]
    rows: tuple[OutcomeRow, ...]
    means: tuple[Mean, ...]
    courses: tuple[Course, ...]
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...]
