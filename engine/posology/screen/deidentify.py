"""Results that can be shared: who somebody is, on which day, and what few have in common is left out.

It lowers the chance that a row is recognised, and is no anonymisation: whoever knows a patient's verdict, doses or
holds from elsewhere may still find the row, and whoever has the salt can make the identifiers again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

import ibis
from ibis import Table, Value

from posology.results.screening import SMALLEST_GROUP
from posology.screen.missing import MISSING
from posology.screen.names import EARLIEST, FAILED, HOLDS, UNKNOWN
from posology.values.pseudonym import OLDEST_TOLD

LEFT_OUT: Final = "left out"
"""What stands where a value was that too few share. A dose is empty there, as one that is unknown is."""

ID: Final = "id"
CELLS: Final = ("iv_cells_minimum", "iv_cells_maximum", "total_cells_minimum", "total_cells_maximum")

_OPEN_HOLD: Final = r"^.*: (hold until [0-9]{4}|refer|unknown)"
_DATED: Final = re.compile(r"([0-9]{4})(-[0-9]{2}){0,2}", re.ASCII)
_AGE: Final = re.compile(r"(^|[^a-z])age([^a-z]|$)", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,3}", re.ASCII)
_SHARED: Final = "shared"


def deidentified(results: Table) -> Table:
    """The results, whose ids are pseudonyms already, with years for dates, holds without names, and nothing rare.

    They stand in the order of the pseudonyms, which tells nothing of their order in the source.
    """
    named = results.mutate(
        **{EARLIEST: results[EARLIEST].year().cast("string"), HOLDS: results[HOLDS].map(_hold).unique().sort()}
    )
    asked = (MISSING,) if MISSING in named.columns else ()
    for column in (EARLIEST, FAILED, UNKNOWN, HOLDS, *asked):
        instead = ibis.literal(LEFT_OUT)
        named = _without_rare(named, (column,), instead if column == EARLIEST else ibis.array([instead]))
    return _without_rare(named, CELLS, ibis.null("int64")).order_by(ID)


def _hold(text: Value) -> Value:
    return text.re_extract(_OPEN_HOLD, 1)


def _without_rare(table: Table, columns: tuple[str, ...], instead: Value) -> Table:
    """The table with another value in the columns where fewer than `SMALLEST_GROUP` rows share what stands there."""
    shared = table.mutate(**{_SHARED: table[ID].count().over(group_by=[table[each] for each in columns])})
    rare = shared[_SHARED] < SMALLEST_GROUP
    return shared.mutate(**{each: rare.ifelse(instead, shared[each]) for each in columns}).drop(_SHARED)


def shared_group(column: str, *, is_birth: bool, as_of: date) -> Callable[[str], str]:
    """How the name of a group is told: a date as its year, a high age as `90 or older`, anything else as it is."""

    def told(name: str) -> str:
        dated = _DATED.fullmatch(name)
        if dated is not None and (is_birth or dated[2] is not None):
            oldest = as_of.year - OLDEST_TOLD
            return f"before {oldest}" if is_birth and int(dated[1]) < oldest else dated[1]
        if _AGE.search(column.lower()) and _WHOLE.fullmatch(name) and int(name) > OLDEST_TOLD:
            return f"{OLDEST_TOLD + 1} or older"
        return name

    return told
