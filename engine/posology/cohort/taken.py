"""Who is left of a cohort once everybody with a fault has been set aside, with every one of their entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import ibis
from ibis import BaseBackend, Table, Value

from posology.cohort.aside import TWICE, SetAside, Tally, faults_of, rows_with, tallied, together, told
from posology.cohort.cells import Asked, columns_of
from posology.cohort.medicines import MADE
from posology.cohort.stages import Stages
from posology.cohort.tables import ID, INDEX, RECORDED, ROW, Cohort, MedicineKind
from posology.cohort.texts import arrow_type, small_table
from posology.cohort.typed import FAULTY, PATIENT, SOURCE_ROW, TypedRows
from posology.knowledge.element import Element
from posology.record.intake import MEDICATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many patients were found and taken in, and how many entries of each list that are of somebody taken in.

    `of_nobody` is how many rows of each list are of no patient who was found.
    """

    patients: int
    taken: int
    entries: Mapping[str, int]
    of_nobody: Mapping[str, int]

    @property
    def aside(self) -> int:
        """How many patients were set aside."""
        return self.patients - self.taken


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """The cohort, and what was set aside: the first faults one by one, all of them counted, and all as a table.

    `faults` has `where`, `number`, `column` and `code`, as `SetAside` says.
    """

    cohort: Cohort
    set_aside: tuple[SetAside, ...]
    tallies: tuple[Tally, ...]
    faults: Table
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Everybody who was found, typed. `twice` are those whom more than one row is of, None where there is nobody.

    `lists` are all that anybody is known to have recorded, `entries` those of them that have a table.
    """

    patients: TypedRows
    twice: Table | None
    lists: Mapping[str, Element]
    entries: Mapping[str, TypedRows]
    kinds: tuple[MedicineKind, ...]
    stages: Stages

    def without_faulty(self) -> TakenIn:
        """Those who are left, and what was found of the others."""
        engine = self.stages.engine
        typed = {"": self.patients} | dict(self.entries)
        faulty = {path: _counted(rows, engine) for path, rows in typed.items()}
        found, faulty_patients, _ = faulty.pop("")
        with_faults = {path: rows for path, rows in self.entries.items() if faulty[path][1]}
        aside = self._aside(self.patients if faulty_patients else None, with_faults)
        lists = {path: self._left(rows, path in with_faults, aside) for path, rows in self.entries.items()}
        patients = self.patients.table if aside is None else self.patients.table.anti_join(aside, ROW)
        cohort = Cohort(
            patients=patients.select(**self._columns(patients)),
            lists=MappingProxyType({path: lists.get(path, _empty(each)) for path, each in self.lists.items()}),
            kinds=self.kinds,
        )
        faults = together([*self._faults(self.patients if faulty_patients else None, with_faults)], self.stages)
        number = 0 if aside is None else number_of(aside.count(), engine)
        is_clean = aside is None
        return TakenIn(
            cohort=cohort,
            set_aside=told(faults, engine),
            tallies=tallied(faults, engine),
            faults=faults,
            counts=Counts(
                patients=found,
                taken=found - number,
                entries=MappingProxyType(
                    {
                        path: faulty[path][0] - faulty[path][1] if is_clean else number_of(each.count(), engine)
                        for path, each in lists.items()
                    }
                ),
                of_nobody=MappingProxyType({path: each[2] for path, each in faulty.items()}),
            ),
        )

    def _aside(self, patients: TypedRows | None, with_faults: Mapping[str, TypedRows]) -> Table | None:
        """The rows of everybody who is set aside; None where nobody is."""
        parts: list[Table] = []
        if patients is not None:
            parts.append(patients.table.filter(patients.table[FAULTY]).select(ROW))
        if self.twice is not None:
            parts.append(self.patients.table.semi_join(self.twice, PATIENT).select(ROW))
        for rows in with_faults.values():
            faulty = rows.table.filter(rows.table[FAULTY], rows.table[ROW].notnull())
            parts.append(faulty.select(ROW).distinct())
        if not parts:
            return None
        every = parts[0] if len(parts) == 1 else ibis.union(parts[0], *parts[1:], distinct=True)
        return self.stages.kept(every)

    def _faults(self, patients: TypedRows | None, with_faults: Mapping[str, TypedRows]) -> Iterator[Table]:
        if patients is not None:
            yield from faults_of(patients, ROW)
        if self.twice is not None:
            rows = self.patients
            yield rows_with(rows, rows.table.semi_join(self.twice, PATIENT), rows.found.patient, TWICE)
        for rows in with_faults.values():
            yield from faults_of(rows, SOURCE_ROW)

    def _columns(self, table: Table) -> dict[str, Value]:
        values = self.patients.values(table, slim=True)
        recorded = {f"{path}{RECORDED}": table[f"{path}{RECORDED}"] for path in self.lists}
        return {ROW: table[ROW], ID: table[ID], **values, **recorded}

    def _left(self, rows: TypedRows, has_faults: bool, aside: Table | None) -> Table:
        """The entries of those who are left."""
        table = rows.table
        if has_faults:
            table = table.filter(~table[FAULTY])
        if aside is not None:
            table = table.anti_join(aside, ROW)
        made = {name: table[name] for name in MADE if name in table.columns}
        return table.select(**{ROW: table[ROW], INDEX: table[INDEX], **rows.values(table, slim=False), **made})


def _counted(rows: TypedRows, engine: BaseBackend) -> tuple[int, int, int]:
    """How many rows the table has, how many of them have a fault, and how many are of nobody."""
    table = rows.table
    asked = table.agg(
        rows=table.count(),
        faulty=table[FAULTY].cast("int32").sum(),
        nobody=table[ROW].isnull().cast("int32").sum(),
    )
    (counted,) = engine.to_pyarrow(asked).to_pylist()
    return counted["rows"], counted["faulty"] or 0, counted["nobody"] or 0


def number_of(expression: Value, engine: BaseBackend) -> int:
    """The one whole number that the expression is."""
    number: Any = engine.to_pyarrow(expression)
    return int(number.as_py())


def _empty(listed: Element) -> Table:
    """The table of a list that is recorded of some, and that nobody has an entry in."""
    columns = {ROW: "int64", INDEX: "int64"}
    for each in listed.written_fields:
        columns |= dict(columns_of(Asked(each)))
    if listed.path == MEDICATIONS:
        columns |= MADE
    return small_table({name: ([], arrow_type(kind)) for name, kind in columns.items()})
