"""What screening a cohort found, counted: verdicts, attrition, what would settle most, groups, holds by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posology.ir.protocol import Reading
from posology.results.check import ProtocolStamp, Verdict

VERDICTS = tuple(Verdict)
"""From the best to the worst."""

SMALLEST_GROUP = 11
"""In a result that is to be shared, what fewer patients than these have in common is left out.

It is the rule of the Centers for Medicare and Medicaid Services for cells of published tables: none from 1 to 10.
"""


class StageKind(StrEnum):
    """What a line of the attrition table asks of the patients."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"
    MEDICINES = "medicines"
    PLAN = "plan"
    RENEWAL = "renewal"
    PROCEDURE = "procedure-date"

    @property
    def rules_out(self) -> bool:
        """Whether it can rule anybody out; what comes after the criteria makes a patient wait or unknown."""
        return self in {StageKind.INCLUSION, StageKind.EXCLUSION}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttritionLine:
    """One criterion, the medicines or the plan, asked of the patients whom nothing above it has ruled out.

    `failed` are ruled out by it. The others go on: for `waiting` time, a hold or a taper must pass, of `unknown`
    something is missing.
    """

    id: str
    kind: StageKind
    text: str
    entered: int
    failed: int
    waiting: int
    unknown: int

    @property
    def remaining(self) -> int:
        """The patients who go on."""
        return self.entered - self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """An element that is the only one missing of so many patients, and what to ask."""

    element: str
    ask: str
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCounts:
    """How many patients of a group have each verdict, in the order of `VERDICTS`. `name` is None for all patients.

    `is_rest` says that the group is made of several that are too small to be named.
    """

    name: str | None
    counts: tuple[int, ...]
    is_rest: bool = False

    @property
    def patients(self) -> int:
        """All of the group."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """One medicine: of how many patients its hold ends in each week, ends later, must be referred, is unknown."""

    drug: str
    weeks: tuple[int, ...]
    later: int
    refer: int
    unknown: int

    @property
    def patients(self) -> int:
        """All patients who take it and for whom it stands in the way."""
        return sum(self.weeks) + self.later + self.refer + self.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The weeks from the day of asking on, each by its first day: who could be treated from then on, which holds end.

    `possible` are the patients whose earliest date lies in the week; `medicines` has the most frequent first, and those
    that are too many or too rare to be named together as the last.
    """

    weeks: tuple[date, ...]
    possible: tuple[int, ...]
    later: int
    medicines: tuple[HoldLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCount:
    """How many rows were set aside for one fault in one column of one source; `title` says what the fault is."""

    where: str
    column: str
    code: str
    title: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyRow:
    """A row that was set aside: the source and its place there, the column, the fault. No value of it is kept."""

    where: str
    row: int
    column: str
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """How many rows, picked by the seed, were judged again one by one, and gave the same."""

    rows: int
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """A cohort judged by one protocol, counted.

    `engine` names the database that ran the query; `read` are the patients in the source, of whom `set_aside` were not
    judged for a fault in a row of theirs. `by` is the column that makes `groups`, None where none was asked for.
    """

    engine_version: str
    engine: str
    protocol: ProtocolStamp
    banner: str
    readings: tuple[Reading, ...]
    cohort: str
    as_of: date
    procedure_date: date | None
    read: int
    set_aside: int
    verdicts: VerdictCounts
    attrition: tuple[AttritionLine, ...]
    settling: tuple[Settling, ...]
    by: str | None
    groups: tuple[VerdictCounts, ...]
    calendar: Calendar
    faults: tuple[FaultCount, ...]
    audit: Audit | None
    deidentified: bool

    @property
    def judged(self) -> int:
        """The patients who have a verdict."""
        return self.verdicts.patients
