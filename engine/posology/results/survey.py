"""What a cohort would be read as, before anybody is judged: its tables, what each column is, and what is not there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyedColumn:
    """One column of a source: the element that it is, which part of it, and in how many rows something stands there.

    `element` is None for a column that is no element: nothing in it is read, `filled` is None, and `nearest` are the
    names that may have been meant. `units` are those that stand in the column, or that its name states, each with the
    number of rows; `without_unit` counts the bare numbers of a quantity for which no unit stands anywhere.
    """

    name: str
    element: str | None
    part: str
    filled: int | None
    units: tuple[tuple[str, int], ...] = ()
    without_unit: int = 0
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyedTable:
    """One table: the patients, or a list by its path; `unreadable` rows cannot be read as a whole."""

    name: str
    where: str
    rows: int
    unreadable: int
    columns: tuple[SurveyedColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """An element that the protocol turns on and that no column holds: it is unknown of everybody.

    `why` says what is behind it where the form of the source cannot say such a thing; otherwise it is empty.
    """

    element: str
    question: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All of a cohort: its tables, the patients first, and what the protocol asks for that is in none of them."""

    tables: tuple[SurveyedTable, ...]
    not_found: tuple[NotFound, ...]
