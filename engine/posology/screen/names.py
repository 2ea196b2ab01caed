"""What the columns are called that a query adds to the patients; each is under a word and a slash, as no path is."""

from __future__ import annotations

from enum import IntEnum

VERDICT, EARLIEST, DAY = "verdict", "earliest_date", "day"
LEVEL = "level"
"""The place of the verdict in `compile.productions.VERDICTS`."""

FAILED, UNKNOWN, HOLDS = "failed", "unknown", "holds"
RENEWAL = "renewal/needed"
"""Whether a value that the decision rests on will be too old on the day."""

FIXED_THROUGH = "fixed/through"
"""Whether every criterion that no procedure date can turn lets the patient through, and every step is known."""

CLEAR_ON = "washout/clear_on"
"""The first date on which no hold stands in the way: the day of asking where none does; null where none is known."""

WASHOUT_LEVEL = "washout/level"
"""The place in `VERDICTS` of the best verdict that the medicines allow on the day."""


class Status(IntEnum):
    """The status of a criterion as a column holds it (int8)."""

    MET = 0
    NOT_MET = 1
    UNKNOWN = 2
    NOT_APPLICABLE = 3


class Applies(IntEnum):
    """Whether a step is part of the plan, as a column holds it (int8)."""

    LEFT_OUT = 0
    APPLIES = 1
    UNKNOWN = 2


class Mends(IntEnum):
    """Whether time alone mends a failing criterion, as a column holds it (int8)."""

    NEVER = 0
    MENDS = 1
    UNKNOWN = 2


def criterion_column(identifier: str) -> str:
    """The column with the `Status` of the criterion."""
    return f"criterion/{identifier}"


def mends_column(identifier: str) -> str:
    """The column with `Mends` of the criterion; only for those that the procedure date can turn."""
    return f"mends/{identifier}"


def step_column(identifier: str) -> str:
    """The column with `Applies` of the step of the plan, limits considered."""
    return f"step/{identifier}"


def cells_columns(site: str) -> tuple[str, str]:
    """The columns (int64) with the fewest and most cells by the route, null where unknown; `total` is a site too."""
    return f"cells/{site}/minimum", f"cells/{site}/maximum"
