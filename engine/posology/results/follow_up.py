"""How one patient's visits stand on a day: done, due, upcoming, late or missed, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posology.results.check import ProtocolStamp
from posology.results.schedule import Undated
from posology.results.visits import VisitDay


class VisitStatus(StrEnum):
    """How a visit stands. It is unknown where its time is over and no row could show that it was made."""

    DONE = "done"
    DUE = "due"
    UPCOMING = "upcoming"
    LATE = "late"
    MISSED = "missed"
    UNKNOWN = "unknown"


class Timing(StrEnum):
    """Where the day on which a visit was made lies as seen from its window."""

    EARLY = "early"
    IN_WINDOW = "in window"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One row of the scores about this patient; `row` is its number in the file as a spreadsheet shows it.

    It says which visit it is about by `month` or by `day`, both counted from the procedure. `scores` are the
    instruments of which it has a score. A row that is not readable may be about any visit; one that is in part unusable
    has more than is here.
    """

    row: int
    month: int | None
    day: int | None
    date: date | None
    scores: frozenset[str]
    is_readable: bool = True
    is_unusable_in_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyCell:
    """Something in a row that cannot be used; `column` is empty where the row as a whole is at fault."""

    row: int
    column: str
    code: str
    why: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a file of scores has about one patient. `sha256` is that of its bytes.

    `other_patients` is the number of rows about somebody else; `notes` are told beside the result.
    """

    sha256: str
    rows: tuple[ScoreRow, ...]
    faults: tuple[FaultyCell, ...]
    other_patients: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A visit that was made. `timing` is None where it cannot be told, and `why` says why that is or how it is told."""

    row: int
    date: date | None
    timing: Timing | None
    why: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFinding:
    """One visit. `made` is None unless it is done; `too_late_on` is the first day on which it can be made no more.

    `too_late_on` is None where nothing comes after it.
    """

    laid_out: VisitDay
    title: str
    status: VisitStatus
    why: str
    made: Made | None
    too_late_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row about this patient that counts for no visit, with the reason."""

    row: ScoreRow
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Every visit of one patient, and every row of the patient: in a visit, as the baseline, or set aside.

    `other_patients` is the number of rows about somebody else, `scores_sha256` that of the bytes of the scores' file.
    `names` has each score of the visits in words.
    """

    engine_version: str
    protocol: ProtocolStamp
    record_id: str
    record_sha256: str
    scores_sha256: str
    as_of: date
    procedure_date: date
    banner: str
    summary: str
    counts: Mapping[VisitStatus, int]
    visits: tuple[VisitFinding, ...]
    baseline: tuple[ScoreRow, ...]
    set_aside: tuple[SetAside, ...]
    faults: tuple[FaultyCell, ...]
    other_patients: int
    notes: tuple[str, ...]
    undated: tuple[Undated, ...]
    rules: tuple[str, ...]
    month_rule: str
    names: Mapping[str, str]
