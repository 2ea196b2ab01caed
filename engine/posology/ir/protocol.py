"""A compiled protocol: every name resolved, every condition typed, every reading chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from posology.diagnostics.span import Span
from posology.ir.citation import Citation as Citation  # noqa: PLC0414 - every rule has one, and is asked for it here
from posology.ir.counts import Counting
from posology.ir.nodes import Logic, Logical, Node
from posology.ir.outcome import Outcome
from posology.ir.plan import Arm, Limit, ProductLimit, Step
from posology.ir.turning import Turning, turning_of
from posology.ir.visit import Visit
from posology.ir.washout import Together, WashoutRule


class Kind(StrEnum):
    """Whether a criterion lets a patient in or keeps the patient out."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One inclusion or exclusion. `applies` None means always; `turning` is what both conditions say of time."""

    id: str
    kind: Kind
    text: str
    condition: Node
    applies: Node | None
    counts: tuple[Counting, ...]
    ask: str
    citation: Citation
    span: Span = field(compare=False)
    turning: Turning = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Follows the dates of the conditions once, as they are asked for each patient whom a failure concerns."""
        # a frozen dataclass has no other way to keep what it derives from its own fields
        object.__setattr__(self, "turning", turning_of(self.condition, self.applies))


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

    @property
    def concerns(self) -> Node:
        """What is true of the patients whom the claim is about: its premise, or all of it where it has none."""
        match self.condition:
            case Logical(operator=Logic.IMPLIES, left=premise):
                return premise
            case _:
                return self.condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A mutant that may survive, or a claim that may be refuted, by its id, and the argument why that is right."""

    of: str
    reason: str
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
    arms: tuple[Arm, ...]
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]
    product_limits: tuple[ProductLimit, ...]
    care: tuple[Advice, ...]
    visits: tuple[Visit, ...]
    outcome: Outcome | None
    notes: tuple[Note, ...]
    claims: tuple[Claim, ...]
    exemptions: tuple[Exemption, ...] = ()
    sources: tuple[Source, ...]
    sha256: str
    washout_by_class: Mapping[str, tuple[WashoutRule, ...]] = field(init=False, compare=False, repr=False)
    own_classes: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)
    washout_groups: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Sorts the washout rules by drug class once, as they are asked for each medicine of each patient."""
        by_class: dict[str, tuple[WashoutRule, ...]] = {}
        for rule in self.washout:
            by_class[rule.drug_class] = (*by_class.get(rule.drug_class, ()), rule)
        # a frozen dataclass has no other way to keep what it derives from its own fields
        object.__setattr__(self, "washout_by_class", by_class)
        own: dict[str, tuple[str, ...]] = {}
        for rule in self.washout:
            for ingredient in sorted(rule.ingredients) if rule.is_own_class else ():
                own[ingredient] = (*own.get(ingredient, ()), rule.drug_class)
        object.__setattr__(self, "own_classes", own)
        object.__setattr__(self, "washout_groups", tuple(dict.fromkeys(rule.group for rule in self.washout)))

    span: Span = field(compare=False)
