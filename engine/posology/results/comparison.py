"""One record held against several protocols: what each check came to, ready to be read side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posology.results.check import Cells, ProtocolStamp, Verdict, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A criterion that is known to fail. `mends_on` is the first later date on which time alone mends it."""

    criterion: str
    text: str
    mends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDose:
    """What one route comes to; `count` is the number of targets, None where it is not known."""

    site: str
    name: str
    count: int | None
    cells: Cells
    volume: Volume | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The record under one protocol. `laid_out` says whether the doses are those of a plan that the verdict carries.

    `missing` are the elements that the verdict waits for; `held` the medicines to hold, and `referred` those that must
    be settled with their prescribers.
    """

    protocol: ProtocolStamp
    banner: str
    verdict: Verdict
    summary: str
    procedure_date: date | None
    earliest_date: date | None
    failures: tuple[Failure, ...]
    missing: tuple[str, ...]
    held: tuple[str, ...]
    referred: tuple[str, ...]
    laid_out: bool
    doses: tuple[ComparedDose, ...]
    total: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """An element that some verdicts wait for: the question that supplies it, and the protocols that ask it."""

    element: str
    ask: str
    protocols: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The record under each protocol, in the order in which they were named, and what would have to be supplied."""

    engine_version: str
    record_id: str
    record_sha256: str
    as_of: date
    compared: tuple[Compared, ...]
    awaited: tuple[Awaited, ...]
