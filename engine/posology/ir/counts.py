"""Which recorded values count for a rule."""

from __future__ import annotations

from dataclasses import dataclass

from posology.values.dates import CalendarDuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Which recorded values of an element count for a rule: how old they may be, how obtained, and which.

    `among` are the only words that mean something to the protocol, such as its arms; None where every word does.
    """

    element: str
    within: CalendarDuration | None = None
    method: str | None = None
    among: tuple[str, ...] | None = None
