"""A procedure dose sheet: what one draft says, line by line, or why it lays nothing out. Complete to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posology.ir.protocol import Advice, Citation, Reading
from posology.ir.washout import DayCheck
from posology.results.check import (
    Basis,
    Cells,
    Concentration,
    Content,
    Cumulative,
    ProtocolStamp,
    Verdict,
    Volume,
    WashoutFinding,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPatient:
    """The two identifiers that stand on every page. `birth_date` is as recorded, None where it is not."""

    id: str
    birth_date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOutItem:
    """One thing that the team says aloud before the first needle; `recorded` is None where the record does not say."""

    subject: str
    recorded: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One row to carry out: a target in full words, its cells, and blanks that only people fill in."""

    number: int
    step: str
    site: str
    target: str
    joint: str | None
    side: str | None
    approach: str
    cells: Cells
    volume: Volume | None
    concentration: Concentration | None
    carrier: str
    contents: tuple[Content, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRoute:
    """The cells of one route with the formula and every value that went into it."""

    site: str
    name: str
    count: int
    cells: Cells
    volume: Volume | None
    formula: str
    because: tuple[Basis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """From when a medicine may be taken again. `condition` is in words, empty where there is none.

    Of a medicine that is not `held` for the procedure nobody knows whether it is meant to be taken again at all.
    """

    drug: str
    held: bool
    not_before: date
    condition: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A dose sheet, always a draft.

    `id` depends on nothing but what went in. `draft_because` is never empty. Where `withheld` is not empty the sheet
    lays out no injection, no route, no total and no restart, and says there why.
    """

    id: str
    engine_version: str
    protocol: ProtocolStamp
    record_sha256: str
    patient: SheetPatient
    as_of: date
    procedure_date: date | None
    verdict: Verdict
    summary: str
    banner: str
    draft_because: tuple[str, ...]
    withheld: tuple[str, ...]
    time_out: tuple[TimeOutItem, ...]
    injections: tuple[Injection, ...]
    routes: tuple[SheetRoute, ...]
    total: Cells
    cumulative: Cumulative | None
    sedation: bool | None
    washout: tuple[WashoutFinding, ...]
    day_of_procedure: tuple[DayCheck, ...]
    restarts: tuple[Restart, ...]
    care: tuple[Advice, ...]
    readings: tuple[Reading, ...]
    evidence_limits: tuple[str, ...]
