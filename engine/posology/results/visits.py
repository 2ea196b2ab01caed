"""The visits of one patient: on which day each is, and from when until when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posology.ir.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDay:
    """One visit for a procedure on a known day.

    `first` and `last` are the ends of its window, both included, and None where the source states none.
    """

    visit: Visit
    on: date
    first: date | None
    last: date | None

    @property
    def begins(self) -> date:
        """The first day on which the visit can be made: that of its window, else its own."""
        return self.on if self.first is None else self.first
