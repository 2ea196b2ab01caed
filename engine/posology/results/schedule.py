"""A schedule: every date that a patient, a prescriber and a clinic must keep, in order, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posology.ir.protocol import Citation
from posology.results.check import ProtocolStamp, Verdict
from posology.results.visits import VisitDay


class EventKind(StrEnum):
    """What happens on a date; on one day in this order."""

    RENEW = "renew"
    LAST_DOSE = "last-dose"
    CLEAR = "clear"
    CHECK = "check"
    PROCEDURE = "procedure"
    RESTART = "restart"
    VISIT = "visit"


class Bound(StrEnum):
    """How a date binds: exactly that day, that day or earlier, that day or later."""

    ON = "on"
    ON_OR_BEFORE = "on or before"
    NOT_BEFORE = "not before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry. `subject` is the medicine, element or visit that it is about; `detail` may be empty.

    `visit` is None for every other kind.
    """

    date: date
    bound: Bound
    kind: EventKind
    subject: str
    title: str
    detail: str
    citation: Citation | None
    visit: VisitDay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undated:
    """Something that belongs to the schedule and has no date, with the reason."""

    subject: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The dates for one record. Where `withheld` is not empty there are no events, and it says why.

    `birth_date` is as recorded, None where it is not: the second identifier of whoever the dates are for.
    `month_rule` says how months are counted, and is empty where no visit is counted in months or years.
    """

    engine_version: str
    protocol: ProtocolStamp
    record_id: str
    record_sha256: str
    birth_date: str | None
    as_of: date
    procedure_date: date | None
    earliest_date: date | None
    verdict: Verdict
    summary: str
    banner: str
    withheld: tuple[str, ...]
    events: tuple[Event, ...]
    undated: tuple[Undated, ...]
    month_rule: str
