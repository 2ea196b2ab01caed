"""What is refused of rows as a whole: something missing that the rest makes no sense without, and dates that cannot be.

The same rules as those of a single record (`posology.record.placing`, `posology.record.plausibility`), as expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import ibis
from ibis import Table, Value

from posology.cohort.found import Part
from posology.cohort.tables import LATEST
from posology.cohort.texts import Said
from posology.knowledge.element import Element, ElementKind
from posology.record.codes import BEFORE_BIRTH, OUT_OF_ORDER, REQUIRED


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that rows may have: the column it is told of, and its code on each row, null where there is none."""

    column: str
    code: Callable[[Table], Value]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the typed rows of one table have: the elements that may be there, and what is said by their cells."""

    elements: Mapping[str, Element]
    said: Mapping[tuple[str, Part], Said]

    def column_name(self, path: str, part: Part = Part.VALUE) -> str:
        """What the column is called in the source; the path where there is none."""
        said = self.said.get((path, part))
        return path if said is None else said.cell.column

    def is_written(self, table: Table, path: str, part: Part) -> Value:
        """Whether anything is written in that cell."""
        said = self.said.get((path, part))
        if said is None:
            return ibis.literal(False)
        first, _ = said.cell.columns[0]
        asked = [table[first].notnull()]
        asked += [table[code_column(said)].notnull()] if said.has_faults else []
        asked += [table[nobody_column(said)]] if said.says_nobody_knows else []
        return ibis.or_(*asked)


def code_column(said: Said) -> str:
    """The column with the code of the fault of a cell."""
    return f"code/{said.place}"


def nobody_column(said: Said) -> str:
    """The column that says that a cell says that nobody knows."""
    return f"nobody/{said.place}"


def findings_of(layout: Layout, birth: str | None) -> tuple[Finding, ...]:
    """Every fault that a row can have; `birth` is the column with the first day on which the patient can be born."""
    return (
        *_within_cells(layout),
        *_missing(layout),
        *_beside_nothing(layout),
        *_out_of_order(layout),
        *(() if birth is None else _before_birth(layout, birth)),
    )


def unless(applies: Callable[[Table], Value], finding: Finding) -> Finding:
    """The finding only on those rows to which it applies."""
    return Finding(finding.column, lambda table: ibis.ifelse(applies(table), finding.code(table), ibis.null("string")))


def where(column: str, code: str, fails: Callable[[Table], Value]) -> Finding:
    """The one fault on the rows on which it is known that they fail."""
    return Finding(column, lambda table: ibis.ifelse(fails(table), code, ibis.null("string")))


def is_faulty(table: Table, findings: Sequence[Finding]) -> Value:
    """Whether the row has any of the faults."""
    return ibis.or_(*(each.code(table).notnull() for each in findings)) if findings else ibis.literal(False)


def _within_cells(layout: Layout) -> Iterator[Finding]:
    """Cells that were refused for what stands in them."""
    for said in layout.said.values():
        if said.has_faults:
            yield Finding(said.cell.column, partial(_column, code_column(said)))


def _column(name: str, table: Table) -> Value:
    return table[name]


def _missing(layout: Layout) -> Iterator[Finding]:
    """What must be there: always, or since the group it belongs to is there."""
    for path, element in layout.elements.items():
        group = path.rpartition(".")[0]
        beside = [each for each in layout.said if each[0] != path and each[0].startswith(f"{group}.")]
        if element.required and (beside or not group):
            yield where(
                layout.column_name(path), REQUIRED, partial(_is_missing, layout, path, beside if group else None)
            )


def _is_missing(layout: Layout, path: str, beside: Sequence[tuple[str, Part]] | None, table: Table) -> Value:
    absent = ~layout.is_written(table, path, Part.VALUE)
    return absent if beside is None else absent & _is_any_written(layout, beside, table)


def _is_any_written(layout: Layout, cells: Sequence[tuple[str, Part]], table: Table) -> Value:
    return ibis.or_(*(layout.is_written(table, *each) for each in cells))


def _beside_nothing(layout: Layout) -> Iterator[Finding]:
    """A date, a source or a method of a value that is not there."""
    for path in layout.elements:
        aspects = [each for each in layout.said if each[0] == path and each[1] is not Part.VALUE]
        if aspects:
            beside_nothing = partial(_is_missing, layout, path, aspects)
            yield where(layout.column_name(path), REQUIRED, beside_nothing)


def _out_of_order(layout: Layout) -> Iterator[Finding]:
    """A date that certainly lies after the one that it can never come after."""
    for path, element in layout.elements.items():
        later = element.not_after
        if later is not None and (path, Part.VALUE) in layout.said and (later, Part.VALUE) in layout.said:
            yield where(layout.column_name(path), OUT_OF_ORDER, partial(_is_after, path, later))


def _is_after(path: str, later: str, table: Table) -> Value:
    # a word in place of the later date stands for the day of asking, which nothing that is past comes after
    return table[path] > table[f"{later}{LATEST}"]


def _before_birth(layout: Layout, birth: str) -> Iterator[Finding]:
    """Dates that certainly lie before the patient was born."""
    for said in layout.said.values():
        asked = said.cell.asked
        is_date = asked.part is Part.DATE or (asked.part is Part.VALUE and asked.element.kind is ElementKind.DATE)
        first, _ = said.cell.columns[0]
        if is_date and first != birth:
            yield where(said.cell.column, BEFORE_BIRTH, partial(_is_before, first, birth))


def _is_before(path: str, birth: str, table: Table) -> Value:
    return table[f"{path}{LATEST}"] < table[birth]
