"""A compiled protocol: every name resolved, every condition typed, every reading chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from posology.diagnostics.span import Span
from posology.ir.nodes import Node
from posology.values.dates import CalendarDuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a statement comes from: a source of `sources.yaml`, its section, and how sure we are of what it says."""

    ref: str
    section: str
    confidence: str = "verified"
    note: str = ""


class Kind(StrEnum):
    """Whether a criterion lets a patient in or keeps the patient out."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Which recorded values of an element count for a rule: how old they may be, and how they were obtained."""

    element: str
    within: CalendarDuration | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One inclusion or exclusion. `applies` None means always."""

    id: str
    kind: Kind
    text: str
    condition: Node
    applies: Node | None
    counts: tuple[Counting, ...]
    ask: str
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedHold:
    """A hold of a number of drug-free days."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionalHold:
    """A hold whose length in days an expression gives."""

    duration: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class TaperHold:
    """No number of days: an individual taper must be agreed and have ended before the procedure day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralHold:
    """No verified interval: the prescriber decides, and nothing is computed."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoHold:
    """Allowed before and after the procedure."""


Hold: TypeAlias = FixedHold | ConditionalHold | TaperHold | ReferralHold | NoHold


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseReferral:
    """A course taken for longer than this, and still taken, is referred; one without a recorded start is unknown."""

    longer_than: CalendarDuration


class Agreement(StrEnum):
    """Whether the prescriber must agree before a medicine is held."""

    NOT_NEEDED = "not needed"
    REQUIRED = "required"
    UNLESS_PRIMARY_PREVENTION = "unless primary prevention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """When a held medicine may be taken again: so many calendar days after the procedure, on a condition in words."""

    after: CalendarDuration
    condition: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCheck:
    """A check that can only be made on the day of the procedure."""

    check: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WashoutRule:
    """What a protocol asks for one drug class, or for some of its ingredients; none named means all others of it.

    `id` is unique; `group` is the block of the file it stands in.
    """

    id: str
    group: str
    drug_class: str
    ingredients: frozenset[str]
    hold: Hold
    course_referral: CourseReferral | None
    agreement: Agreement
    resumption: Resumption | None
    day_check: DayCheck | None
    why: str
    caution: str
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Classes of which no two different medicines may be judged each on its own: the prescribers decide."""

    classes: tuple[str, ...]
    why: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRange:
    """How many cells each target gets."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFormula:
    """How many cells, as an expression whose value is a quantity of cells, with the formula in words.

    The one rounding of a dose comes after it: half up, to whole cells.
    """

    expression: Node
    says: str


Cells: TypeAlias = CellRange | CellFormula


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTargets:
    """Joints, each on the sides named."""

    joints: tuple[str, ...]
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedTargets:
    """Levels that the record names, such as `requests.discs`; exactly `count` of them where it is given."""

    element: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTarget:
    """One injection or infusion at the place named."""

    place: str


Targets: TypeAlias = NamedTargets | RequestedTargets | OneTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the plan: a route, its targets, and the cells for each target."""

    id: str
    site: str
    when: Node | None
    because: str
    otherwise: str
    targets: Targets
    cells: Cells
    counts: tuple[Counting, ...]
    approach: str
    sedation: bool
    citation: Citation
    span: Span = field(compare=False)


class LimitKind(StrEnum):
    """A hard limit cannot be passed; a soft one needs a reason."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Bounds on the cells of a route (`site`), of each target of it (`each`), or of everything (`site` is `total`)."""

    site: str
    each: bool
    minimum: int | None
    maximum: int | None
    kind: LimitKind
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to a reading's question."""

    id: str
    says: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An open question in the source, its options, and the one chosen."""

    id: str
    question: str
    options: tuple[Option, ...]
    default: str
    chosen: str
    approved_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One sentence of care before or after the procedure."""

    id: str
    when: str
    text: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A follow-up visit: so many months after the procedure, within a window, with its instruments."""

    month: int
    days_before: int | None
    days_after: int | None
    instruments: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePart:
    """One part of the responder definition: an instrument, and the change or value that counts as a response."""

    id: str
    instrument: str
    change: str
    threshold: Decimal
    unit: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The responder definition over baseline and follow-up."""

    combine: str
    parts: tuple[OutcomePart, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A contradiction or gap in the source that touches a rule, and the readings that settle it."""

    id: str
    text: str
    readings: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A property that must hold for every patient, with its sentence."""

    id: str
    text: str
    condition: Node
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of `sources.yaml`."""

    id: str
    title: str
    authors: str
    year: int | None
    locator: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Everything a protocol says, in the form that the executions share. `sha256` is over the files it came from."""

    id: str
    version: str
    title: str
    status: str
    banner: str
    intended_use: str
    intended_user: str
    population: str
    evidence_limits: tuple[str, ...]
    readings: tuple[Reading, ...]
    criteria: tuple[Criterion, ...]
    washout: tuple[WashoutRule, ...]
    together: Together | None
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]
    care: tuple[Advice, ...]
    visits: tuple[Visit, ...]
    outcome: Outcome | None
    notes: tuple[Note, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    sha256: str
    washout_by_class: Mapping[str, tuple[WashoutRule, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Sorts the washout rules by drug class once, as they are asked for each medicine of each patient."""
        by_class: dict[str, tuple[WashoutRule, ...]] = {}
        for rule in self.washout:
            by_class[rule.drug_class] = (*by_class.get(rule.drug_class, ()), rule)
        # a frozen dataclass has no other way to keep what it derives from its own fields
        object.__setattr__(self, "washout_by_class", by_class)

    span: Span = field(compare=False)
