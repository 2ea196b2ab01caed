"""An independent second check of a dose sheet: what was asked, what two people found, and whether they agree."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a sheet that a second person works out anew: its name in an answers file, its question, its unit.

    `unit` is `kg`, `cells`, `vials`, `mL` or `g`. `first` is the number on the sheet, which is not shown. `rounding`
    says how the answer is rounded, empty where it is exact. `part` says which number of what is asked about it is, as
    `the cells`; it is empty where the question says it already.
    """

    id: str
    question: str
    unit: str
    first: Decimal
    rounding: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The numbers of one sheet, in the order in which they are asked."""

    sheet: str
    patient: str
    each: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One number as both people have it."""

    figure: Figure
    second: Decimal

    @property
    def agrees(self) -> bool:
        """Whether both are exactly the same number."""
        return self.figure.first == self.second


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculation:
    """The whole comparison; it is passed only where every number agrees."""

    sheet: str
    patient: str
    by: str
    compared: tuple[Compared, ...]

    @property
    def passed(self) -> bool:
        """Whether something was compared and all of it agrees."""
        return bool(self.compared) and all(each.agrees for each in self.compared)

    @property
    def differing(self) -> tuple[Figure, ...]:
        """The numbers that do not agree."""
        return tuple(each.figure for each in self.compared if not each.agrees)
