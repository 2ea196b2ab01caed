"""Cohorts made of records that were taken in one by one, without the room that reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from ibis import BaseBackend

from posology.api.loading import load_knowledge
from posology.cohort.tables import ID, INDEX, KIND, LATEST, RECORDED, ROW, Cohort, MedicineKind
from posology.compile.condition_scope import type_of
from posology.ir.types import CodeType, ListType, QuantityType, Simple, Type
from posology.knowledge.dictionary import Dictionary, Element, ElementKind
from posology.record.facts import Facts
from posology.record.medicine import Medicine
from posology.record.recorded import Recorded
from posology.values.dates import PartialDate
from posology.values.known import Entry, Value
from posology.values.quantity import Quantity
from posology.values.truth import Unknown
from tests.unit.screen.placing import placed

MEDICATIONS = "medications"

_Row = dict[str, Any]


@cache
def _shipped_dictionary() -> Dictionary:
    return load_knowledge().dictionary


def cohort_of(
    records: Sequence[Facts],
    dictionary: Dictionary | None = None,
    backend: BaseBackend | None = None,
    folder: Path | None = None,
) -> Cohort:
    """The cohort of these records, numbered from 0 in their order; a list that nobody has recorded has no table.

    The tables live in memory, or in the backend where one is given, or in files of the folder that it reads.
    """
    known = _shipped_dictionary() if dictionary is None else dictionary
    kinds: dict[MedicineKind, int] = {}
    lists = {
        path: _rows_of_list(records, element, kinds)
        for path, element in known.elements.items()
        if element.kind is ElementKind.RECORDS and any(path in each.values for each in records)
    }
    patients = _as_table([_row_of(number, each, known) for number, each in enumerate(records)], _columns(known))
    fields = {path: _fields(known.elements[path]) for path in lists}
    arrow = {"patients": patients, **{path: _as_table(rows, fields[path]) for path, rows in lists.items()}}
    tables = {name: placed(f"cohort_{name}", table, backend, folder) for name, table in arrow.items()}
    return Cohort(patients=tables["patients"], lists={path: tables[path] for path in lists}, kinds=tuple(kinds))


def fits(facts: Facts) -> bool:
    """Whether every number of the record has a place in a column; a record with one that has not is set aside."""
    numbers = (
        each.value.magnitude if isinstance(each.value, Quantity) else each.value for each in facts.values.values()
    )
    return all(each == _in_column(each) for each in numbers if isinstance(each, Decimal))


def _in_column(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.000001"))


def _columns(dictionary: Dictionary) -> dict[str, pa.DataType]:
    """Every column that patients may have; those that are recorded of nobody are left out later."""
    columns: dict[str, pa.DataType] = {ROW: pa.int64(), ID: pa.string()}
    for path, element in dictionary.elements.items():
        if path == ID:
            continue
        if element.kind is ElementKind.RECORDS:
            columns[f"{path}{RECORDED}"] = pa.bool_()
            continue
        columns |= _columns_of(path, type_of(element))
        if element.measured:
            columns |= _columns_of(f"{path}.date", Simple.DATE)
            columns |= {f"{path}.method": pa.string(), f"{path}.source": pa.string()}
    return columns


def _fields(element: Element) -> dict[str, pa.DataType]:
    columns: dict[str, pa.DataType] = {ROW: pa.int64(), INDEX: pa.int64()}
    for field in element.fields:
        columns |= _columns_of(field.path, type_of(field))
    return columns | ({KIND: pa.int32()} if element.path == MEDICATIONS else {})


def _columns_of(path: str, type_: Type) -> dict[str, pa.DataType]:
    if type_ is Simple.DATE:
        return {path: pa.date32(), f"{path}{LATEST}": pa.date32()}
    return {path: _arrow_type(type_)}


def _arrow_type(type_: Type) -> pa.DataType:
    match type_:
        case Simple.BOOLEAN:
            return pa.bool_()
        case Simple.INTEGER:
            return pa.int64()
        case Simple.DECIMAL | QuantityType():
            return pa.decimal128(18, 6)
        case Simple.TEXT | CodeType():
            return pa.string()
        case ListType():
            return pa.list_(pa.string())
        case _:
            raise AssertionError(type_)


def _row_of(number: int, facts: Facts, dictionary: Dictionary) -> _Row:
    row: _Row = {ROW: number, ID: facts.id}
    for path, element in dictionary.elements.items():
        recorded = facts.values.get(path)
        if element.kind is ElementKind.RECORDS:
            row[f"{path}{RECORDED}"] = recorded is not None
        elif recorded is not None and path != ID:
            row |= _cells_of(path, recorded)
    return row


def _cells_of(path: str, recorded: Recorded) -> _Row:
    cells = _cells(path, recorded.value)
    if recorded.date is not None:
        cells |= _cells(f"{path}.date", recorded.date)
    if recorded.method is not None:
        cells[f"{path}.method"] = recorded.method
    if recorded.source is not None:
        cells[f"{path}.source"] = recorded.source
    return cells


def _cells(path: str, value: Value) -> _Row:
    match value:
        case Unknown():
            return {}
        case PartialDate():
            return {path: value.earliest, f"{path}{LATEST}": value.latest}
        case Quantity():
            return {path: value.magnitude}
        case tuple():
            return {path: list(value)}
        case bool() | int() | Decimal() | str():
            return {path: value}
        case _:
            raise AssertionError(value)


def _rows_of_list(records: Sequence[Facts], element: Element, kinds: dict[MedicineKind, int]) -> list[_Row]:
    rows: list[_Row] = []
    for number, facts in enumerate(records):
        recorded = facts.values.get(element.path)
        entries = recorded.value if recorded is not None and isinstance(recorded.value, tuple) else ()
        for index, entry in enumerate(entries):
            assert isinstance(entry, Entry)
            row: _Row = {ROW: number, INDEX: index}
            for name, value in entry.fields.items():
                row |= _cells(name, value)
            if element.path == MEDICATIONS and facts.medicines is not None:
                row[KIND] = kinds.setdefault(kind_of(facts.medicines[index]), len(kinds))
            rows.append(row)
    return rows


def kind_of(medicine: Medicine) -> MedicineKind:
    """What the medicine was recognised as."""
    unclassified = medicine.unclassified
    return MedicineKind(
        drug=medicine.drug,
        classes_of_ingredients=medicine.classes_of_ingredients,
        unclassified=None if unclassified is None else unclassified.reasons[0].element.rpartition(".")[2],
    )


def _as_table(rows: Sequence[_Row], columns: Mapping[str, pa.DataType]) -> pa.Table:
    """The rows as a table, without the columns that are null throughout; of a date both columns go or stay."""
    always = {ROW, ID, INDEX, KIND}
    filled = always | {name for row in rows for name in row}
    schema = pa.schema([(name, type_) for name, type_ in columns.items() if name in filled])
    return pa.Table.from_pylist([{name: _plain(row.get(name)) for name in schema.names} for row in rows], schema=schema)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    if not isinstance(value, Decimal):
        return value
    assert value == _in_column(value), f"{value} has no place in a column: ask `fits` first"
    return _in_column(value)
