"""The rows of one table with what their cells say in typed columns, and whether anything in a row is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce

import ibis
from ibis import Table, Value

from posology.cohort.crossing import Finding, Layout, code_column, is_faulty, nobody_column, unless
from posology.cohort.found import FoundTable, Part
from posology.cohort.stages import Stages
from posology.cohort.tables import LATEST, ROW
from posology.cohort.texts import Said
from posology.knowledge.element import Element

SOURCE_ROW = "source/row"
"""The place of a row in its source, where `row` is that of the patient whom it is of."""

PATIENT = "source/patient"
"""The text by which a row says whom it is of."""

FAULTY = "source/faulty"
_FAULT = "source/fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Columns that are made of more than the cells: what is joined to the rows, and what is made of that."""

    join: Callable[[Table], Table]
    make: Callable[[Table], Mapping[str, Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRows:
    """The rows of a table, kept by the engine: the columns of the cells, those of `extra`, and `FAULTY`.

    `findings` are all faults that a row can have.
    """

    found: FoundTable
    table: Table
    layout: Layout
    findings: tuple[Finding, ...]

    def values(self, table: Table, *, slim: bool) -> dict[str, Value]:
        """The columns of what is recorded, of the table or of some rows of it.

        `slim` leaves out the last day of dates that are all known to the day.
        """
        columns: dict[str, Value] = {}
        for said in self.layout.said.values():
            hidden = self._hidden(table, said)
            for name, kind in said.cell.columns:
                is_needless = slim and said.to_the_day and name.endswith(LATEST)
                if not is_needless:
                    value = table[name]
                    columns[name] = value if hidden is None else ibis.ifelse(hidden, ibis.null(kind), value)
        return columns

    def _hidden(self, table: Table, said: Said) -> Value | None:
        """Where it stands beside a value that nobody knows, and so is not recorded either; None where nowhere."""
        value = self.layout.said.get((said.cell.asked.element.path, Part.VALUE))
        if value is None or said is value or not value.says_nobody_knows:
            return None
        return table[nobody_column(value)]


def layout_of(elements: Iterable[Element], said: Iterable[Said]) -> Layout:
    """What is said of the elements, by path and part."""
    return Layout(
        {each.path: each for each in elements},
        {(each.cell.asked.element.path, each.cell.asked.part): each for each in said},
    )


def type_rows(  # noqa: PLR0913, PLR0917 - what rows are made of
    found: FoundTable,
    table: Table,
    layout: Layout,
    extras: Sequence[Extra],
    findings: Sequence[Finding],
    stages: Stages,
) -> TypedRows:
    """The rows of `table`, which are some of those that were found, typed and kept."""
    said = tuple(layout.said.values())
    joined = reduce(lambda rows, each: each.joined_to(rows), said, table)
    joined = reduce(lambda rows, each: each.join(rows), extras, joined)
    columns: dict[str, Value] = {ROW: joined[ROW]}
    for each in said:
        columns |= each.typed(joined) | _remarks(joined, each)
    if found.fault is not None:
        columns[_FAULT] = joined[found.fault]
    for extra in extras:
        columns |= extra.make(joined)
    every = _every_finding(found, findings)
    typed = joined.select(**columns)
    judged = typed.mutate(**{FAULTY: is_faulty(typed, every).fill_null(False)})
    return TypedRows(found=found, table=stages.kept(judged), layout=layout, findings=every)


def _remarks(table: Table, said: Said) -> dict[str, Value]:
    """What is noted of a cell beside its value."""
    code, nobody = said.code(table), said.nobody_knows(table)
    remarks = {} if code is None else {code_column(said): code}
    return remarks if nobody is None else remarks | {nobody_column(said): nobody}


def _every_finding(found: FoundTable, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings; of a row that could not be read as a whole only that."""
    if found.fault is None:
        return tuple(findings)
    whole = Finding("", lambda table: table[_FAULT])
    is_readable = partial(_is_null, _FAULT)
    return (whole, *(unless(is_readable, each) for each in findings))


def _is_null(name: str, table: Table) -> Value:
    return table[name].isnull()
