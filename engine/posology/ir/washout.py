"""The washout of a compiled protocol: how long a medicine is held, who must agree, and when it is taken again."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from posology.diagnostics.span import Span
from posology.ir.citation import Citation
from posology.ir.nodes import Node
from posology.values.dates import CalendarDuration


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
    citation: Citation


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

    `id` is unique; `group` is the block of the file it stands in. A block that names ingredients of no drug class
    makes a class of its own of them (`is_own_class`), which is called as the block is.
    """

    id: str
    group: str
    drug_class: str
    is_own_class: bool
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
