"""One recorded value with what was recorded beside it."""

from __future__ import annotations

from dataclasses import dataclass

from posology.values.dates import PartialDate
from posology.values.known import Known


@dataclass(frozen=True, slots=True)
class Recorded:
    """One value: as the engine reckons with it, as it was written, and when, from where and how it was obtained."""

    value: Known
    written: str
    date: PartialDate | None = None
    source: str | None = None
    method: str | None = None
