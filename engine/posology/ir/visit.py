"""The visits of a protocol: when each is, from when until when it counts, what is done and brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posology.ir.citation import Citation
from posology.values.dates import DAYS_IN, MONTHS_IN, CalendarDuration, shift


class Relation(StrEnum):
    """Where a visit lies as seen from the procedure day."""

    BEFORE = "before"
    ON = "on"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From how many days before the day of a visit until how many days after it the visit counts."""

    days_before: int
    days_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit so long before or after the procedure; `offset` is no days for one on its day.

    `window` is None where the source states none, `title` empty where the visit has no name. `instruments` are the
    scores that are taken; `assessments` is what else is done, and `bring` what the patient brings, both in words.
    """

    relation: Relation
    offset: CalendarDuration
    title: str
    window: Window | None
    instruments: tuple[str, ...]
    assessments: tuple[str, ...]
    bring: tuple[str, ...]
    citation: Citation

    @property
    def when(self) -> str:
        """When it is, in words: `1 month after the procedure`, `on the procedure day`."""
        if self.relation is Relation.ON:
            return "on the procedure day"
        return f"{self.offset} {self.relation} the procedure"

    def day(self, procedure: date) -> date | None:
        """The day of the visit for a procedure on that day; None outside the calendar."""
        return shift(procedure, self.offset, self._sign)

    @property
    def month_of_row(self) -> int | None:
        """The month by which a row of scores names it, before the procedure a negative one; None if it is in days."""
        months = MONTHS_IN.get(self.offset.unit)
        return None if months is None else self._sign * self.offset.amount * months

    @property
    def day_of_row(self) -> int | None:
        """The day by which a row of scores names it, before the procedure a negative one; None if it is in months."""
        days = DAYS_IN.get(self.offset.unit)
        return None if days is None else self._sign * self.offset.amount * days

    @property
    def _sign(self) -> int:
        return -1 if self.relation is Relation.BEFORE else 1
