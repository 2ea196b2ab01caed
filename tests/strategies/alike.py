"""When two executions give the same value: everything is equal, but that an unknown need not name the same reasons."""

from __future__ import annotations

from posology.values.known import Interval, Value
from posology.values.truth import NULL, Unknown

WITH_A_REASON = "unknown"


def bare(value: Value) -> object:
    """The value with every unknown reduced to whether some fact would settle it, or to null."""
    match value:
        case Unknown():
            return NULL if value == NULL else WITH_A_REASON
        case tuple():
            return tuple(bare(each) for each in value)
        case Interval():
            return bare(value.low), bare(value.high), value.low_closed, value.high_closed
        case _:
            return value
