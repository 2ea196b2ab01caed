"""Worked cases that a protocol lacks, as far as a program can write them: without what should come of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A patient of whom no case is made yet, as a change of the record that is called `of`.

    `reaches` are the sentences of what no case reached before, `laid` the values to lay over the record by dotted path,
    `left_out` the paths to leave out of it. `says` is what the engine says of the patient now, which proves nothing.
    """

    name: str
    reaches: tuple[str, ...]
    of: str
    laid: Mapping[str, Any]
    left_out: tuple[str, ...]
    as_of: date
    procedure_date: date | None
    readings: tuple[tuple[str, str], ...]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """The cases that are missing, and the sentences of what no patient was found for.

    `records` are records by name that the file of cases does not have yet, `as_of` the day of judging where there is no
    such file at all.
    """

    cases: tuple[Suggestion, ...]
    unreached: tuple[str, ...]
    records: Mapping[str, Mapping[str, Any]]
    as_of: date | None
