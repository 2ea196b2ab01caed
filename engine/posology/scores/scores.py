"""Follow-up scores as the engine works with them: exact, on one scale, one visit a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from posology.ir.outcome import Instrument
from posology.results.outcomes import SetAside

Score: TypeAlias = Decimal | bool
"""A number on the scale of its instrument, or whether an event has happened by that visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be read of a file: the instruments, the months of the visits, and the columns that make groups.

    `by` None means the column `group` where the file has one.
    """

    instruments: tuple[Instrument, ...]
    months: tuple[int, ...]
    by: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredVisit:
    """One row that is used; `scores` has no entry for what is missing, and is empty where nothing was scored."""

    month: int
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """One patient: the groups by their columns, the scores at baseline, and the visits after it by month."""

    id: str
    groups: Mapping[str, str]
    baseline: Mapping[str, Score]
    visits: tuple[ScoredVisit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A file of scores. `rows` are those with anything in them below the header; `notes` are told beside the result."""

    sha256: str
    rows: int
    used: int
    without_scores: int
    by: tuple[str, ...]
    patients: tuple[Patient, ...]
    set_aside: tuple[SetAside, ...]
    notes: tuple[str, ...]
