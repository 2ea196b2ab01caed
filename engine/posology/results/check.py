"""What a check found: frozen, ordered, and complete enough to print every reason without computing anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from posology.ir.productions import Conclusion
from posology.ir.protocol import Advice, Citation, Kind, Reading
from posology.ir.washout import DayCheck
from posology.results.trace import Trace


class Verdict(StrEnum):
    """The verdict; where several apply, the later in this list wins."""

    ELIGIBLE = "eligible"
    CONDITIONAL = "conditional"
    DEFERRED = "deferred"
    INDETERMINATE = "indeterminate"
    INELIGIBLE = "ineligible"


class CriterionStatus(StrEnum):
    """For an exclusion, `met` means that the patient is excluded."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One recorded value that a result rests on. `value` is as written, None where nothing is recorded."""

    element: str
    value: str | None
    date: str | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFinding:
    """One criterion judged for the procedure date. `mends_on` is the first later date on which time alone mends it."""

    id: str
    kind: Kind
    status: CriterionStatus
    text: str
    because: tuple[Basis, ...]
    explanation: str
    trace: Trace
    citation: Citation
    mends_on: date | None

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the criterion is known to fail: an inclusion not met, or an exclusion met."""
        failing = CriterionStatus.NOT_MET if self.kind is Kind.INCLUSION else CriterionStatus.MET
        return self.status is failing


class WashoutStatus(StrEnum):
    """Whether a medicine stands in the way on the procedure date."""

    CLEAR = "clear"
    HOLD = "hold"
    REFER = "refer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WashoutFinding:
    """One medicine as the patient takes it. `rule` is the washout rule that governs."""

    drug: str
    ingredients: tuple[str, ...]
    drug_class: str | None
    classes: tuple[str, ...]
    status: WashoutStatus
    rule: str | None
    drug_free_days: int | None
    last_dose: str | None
    last_dose_on_or_before: date | None
    clear_on: date | None
    resume_on: date | None
    agreement: str | None
    instruction: str
    cautions: tuple[str, ...]
    suggestions: tuple[str, ...]
    citation: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that must be supplied, the question that supplies it, and what waits for it."""

    element: str
    ask: str
    needed_for: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question of the protocol that the recorded values do not answer, though none of them is missing.

    `of` is the criterion, `washout`, or `plan.` and a step; `why` is the evaluated expression in words.
    """

    of: str
    why: str

    @property
    def said(self) -> str:
        """What is wrong, as a sentence without its stop."""
        return f"{self.of} cannot be answered from the recorded values, as an operation has no result: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRenew:
    """A value that counts today and will be too old on the procedure date."""

    element: str
    not_before: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """An exact number of cells as a range; None where an input is unknown.

    `counted` is false where the source doses by volume and states no number of cells: then none is missing.
    """

    minimum: int | None
    maximum: int | None
    planned: int | None
    counted: bool = True

    @property
    def is_known(self) -> bool:
        """Whether nothing that the number needs is missing."""
        return not self.counted or (self.minimum is not None and self.maximum is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """An exact volume in mL as a range; planned where both ends are the same."""

    minimum: Decimal
    maximum: Decimal

    @property
    def planned(self) -> Decimal | None:
        """The one volume that the protocol leaves room for, if it is one."""
        return self.minimum if self.minimum == self.maximum else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """Cells in each mL, whole cells rounded half up; `exact` says whether nothing was rounded."""

    minimum: int
    maximum: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one target contains by a recorded count of the product: the count times the volume. It decides nothing.

    `count` is as written, None where nothing is recorded; then the range is unknown.
    """

    element: str
    count: str | None
    minimum: int | None
    maximum: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One injection or infusion. `joint` is a facet joint or a disc level; `side` is left or right.

    `unrounded` is the exact number of cells that a formula gave, where the one rounding changed it; None otherwise.
    """

    step: str
    site: str
    place: str | None
    joint: str | None
    side: str | None
    approach: str
    cells: Cells
    unrounded: Decimal | None
    volume: Volume | None
    concentration: Concentration | None
    carrier: str
    contents: tuple[Content, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteDose:
    """The cells of one route: how many targets, how many cells, by which formula, from which values.

    `volume` is None where the protocol states none for some target of the route.
    """

    site: str
    count: int | None
    cells: Cells
    volume: Volume | None
    formula: str
    because: tuple[Basis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulative:
    """The cells of earlier treatments, and those with this plan. `earlier` is None where some of them are not known."""

    earlier: int | None
    together: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A smallest set of changes to changeable facts, and the verdict that it was verified to give."""

    verdict: Verdict
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolStamp:
    """Which protocol judged."""

    id: str
    version: str
    sha256: str
    status: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One record judged by one protocol for one date."""

    engine_version: str
    protocol: ProtocolStamp
    record_id: str
    record_sha256: str
    as_of: date
    procedure_date: date | None
    verdict: Verdict
    earliest_date: date | None
    summary: str
    banner: str
    criteria: tuple[CriterionFinding, ...]
    missing: tuple[Missing, ...]
    unanswered: tuple[Unanswered, ...]
    washout: tuple[WashoutFinding, ...]
    to_renew: tuple[ToRenew, ...]
    day_of_procedure: tuple[DayCheck, ...]
    readings: tuple[Reading, ...]
    plan: tuple[PlanLine, ...]
    doses: tuple[RouteDose, ...]
    total: Cells
    cumulative: Cumulative | None
    sedation: bool | None
    care: tuple[Advice, ...]
    notes: tuple[str, ...]
    changes: tuple[Change, ...]
    derivation: tuple[Conclusion, ...]
