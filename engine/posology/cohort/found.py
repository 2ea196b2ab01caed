"""A cohort as it was found: tables of cells as the texts that were written, and which element each column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ibis import Table


class Part(StrEnum):
    """Which part of an element a column holds: the value itself, or what is recorded beside it."""

    VALUE = "value"
    UNIT = "unit"
    DATE = "date"
    SOURCE = "source"
    METHOD = "method"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundColumn:
    """One column: its name in the source, and the element of the data dictionary, a field within a list, that it is.

    `path` is None for a column that is no element. `unit` is the unit that the column's name or the mapping states for
    bare numbers, if any.
    """

    name: str
    path: str | None
    part: Part = Part.VALUE
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A table with the columns named in `columns`, each text or null, and `row` (int64), its place in the source.

    A column that is no element may be left out of `table`. `patient` is the name of the column that says whom a row is
    of: the `id` of the patients, and what the entries of a list refer to it by. `where` is what a message calls the
    source: a file name, a table of a database. `first` is the number that the source itself gives its first row: 2 for
    a file with a head line. `index` names the column (int64) with the place of an entry in the list of its patient,
    from 0; None where the entries of a patient are in the order of `row`, which then is another one for each.
    `fault` names the column with the code of the fault for which a row as a whole cannot be read, null in every other
    row: such a row has no cells but that of the patient whom it is of, null where that cannot be told, and the patient
    is set aside.
    """

    table: Table
    where: str
    columns: tuple[FoundColumn, ...]
    patient: str
    first: int
    index: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCohort:
    """The patients, and the lists of records by path.

    A list that is here is recorded, maybe empty, of every patient but those for whom the column of the list among the
    patients says otherwise: in a folder with a table of medications a patient without a row there takes none only where
    `complete` names the path; otherwise nobody recorded it.
    """

    patients: FoundTable
    lists: Mapping[str, FoundTable]
    complete: frozenset[str]
