"""Expressions asked of many records at once, in columns, beside what `explain` says of each record alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis import Value as Expression

from posology.cohort.tables import INDEX, LATEST, RECORDED, ROW
from posology.explain.evaluate import evaluate
from posology.ir.nodes import Node
from posology.ir.types import CodeType, ListType, QuantityType, RecordType, Simple, Type
from posology.ir.walk import facts_read
from posology.screen.columns import Column, Counted, Dated, Lasting, Plain
from posology.screen.expression import express
from posology.screen.frame import Frame
from posology.screen.queries import prepare
from posology.screen.refusal import Inexpressible
from posology.screen.running import in_stages
from posology.values.dates import DAYS_IN, MONTHS_IN
from posology.values.known import CalendarDuration, CountRange, Entry, PartialDate, Quantity, Value
from posology.values.truth import NULL, Unknown
from tests.strategies.alike import bare
from tests.strategies.expressions import unrecorded
from tests.unit.screen.placing import placed

Facts = Mapping[str, Value]


@dataclass(frozen=True)
class Asked:
    """What became of expressions: those that were refused with the reason, and every answer that differs."""

    refused: Mapping[Node, str]
    differences: tuple[str, ...]


def ask(
    nodes: Sequence[Node],
    records: Sequence[Facts],
    types: Mapping[str, Type],
    backend: ibis.BaseBackend,
    folder: Path | None = None,
) -> Asked:
    """Every expression asked of every record in one query, and each answer held against that of `explain`.

    The records are tables of the backend, or files of the folder that it reads.
    """
    frame = frame_of(records, types, backend, folder)
    refused: dict[Node, str] = {}
    said: dict[Node, Column] = {}
    try:
        frame = prepare(frame, nodes, express)
    except Inexpressible:
        # one by one, to see which; together they are answered by one join
        for node in nodes:
            try:
                frame = prepare(frame, [node], express)
            except Inexpressible as refusal:
                refused[node] = str(refusal)
    for node in nodes:
        if node in refused:
            continue
        try:
            said[node] = express(node, frame)
        except Inexpressible as refusal:
            refused[node] = str(refusal)
    columns = {
        f"{number}/{part}": value
        for number, column in enumerate(said.values())
        for part, value in _parts(column).items()
    }
    with in_stages():
        answers = frame.table.select(ROW, **columns).to_pyarrow().to_pylist()
    answers.sort(key=lambda row: row[ROW])
    found = tuple(_differences(list(said), answers, records))
    return Asked(refused, found)


def _differences(nodes: Sequence[Node], answers: Sequence[dict[str, Any]], records: Sequence[Facts]) -> Iterator[str]:
    for facts, row in zip(records, answers, strict=True):

        def lookup(path: str, facts: Facts = facts) -> Value:
            return facts.get(path, unrecorded(path))

        for number, node in enumerate(nodes):
            expected = _comparable(evaluate(node, lookup).value)
            parts = {key.partition("/")[2]: value for key, value in row.items() if key.startswith(f"{number}/")}
            answer = _answer(parts)
            if answer != expected:
                recorded = {path: str(lookup(path)) for path in facts_read(node)}
                yield f"{node.origin.text}: {answer!r}, and explain says {expected!r}, of {recorded}"


def _parts(column: Column) -> dict[str, Expression]:
    match column:
        case Plain():
            parts = {"value": column.value}
        case Counted():
            parts = {"value": column.lowest, "most": column.highest}
        case Dated():
            parts = {"value": column.earliest, "most": column.latest}
        case Lasting():
            parts = {"value": column.amount}
        case _:
            message = f"{type(column).__name__} is not asked for as it is"
            raise TypeError(message)
    return parts if column.null is None else {**parts, "null": column.null}


def _answer(parts: Mapping[str, Any]) -> object:
    value = parts["value"]
    if value is None:
        return NULL if parts.get("null", False) else "unknown"
    most = parts.get("most", value)
    return (value, most) if isinstance(value, date) or most != value else value


def _comparable(value: Value) -> object:
    match value:
        case Unknown():
            return bare(value)
        case Quantity(magnitude=magnitude):
            return magnitude
        case PartialDate():
            return value.earliest, value.latest
        case CountRange():
            return value.lowest, value.highest
        case CalendarDuration():
            return value.amount * (MONTHS_IN.get(value.unit) or DAYS_IN[value.unit])
        case _:
            return value


def frame_of(
    records: Sequence[Facts], types: Mapping[str, Type], backend: ibis.BaseBackend, folder: Path | None = None
) -> Frame:
    """The records as the tables of a cohort, with the columns that these types have."""
    lists = {
        path: placed(f"asked_{path}", _entries(path, type_.item, records), backend, folder)
        for path, type_ in types.items()
        if isinstance(type_, ListType) and isinstance(type_.item, RecordType)
    }
    columns: dict[str, pa.Array] = {ROW: pa.array(range(len(records)), pa.int64())}
    for path, type_ in types.items():
        values = [facts.get(path, NULL) for facts in records]
        if path in lists:
            columns[f"{path}{RECORDED}"] = pa.array([not isinstance(each, Unknown) for each in values], pa.bool_())
        else:
            columns |= _column(path, type_, values)
    table = placed("asked_patients", pa.table(columns), backend, folder)
    return Frame(table=table, key=(ROW,), lists=lists)


def _entries(path: str, type_: RecordType, records: Sequence[Facts]) -> pa.Table:
    found: list[tuple[int, int, Entry]] = []
    for row, facts in enumerate(records):
        entries = facts.get(path, NULL)
        if isinstance(entries, tuple):
            found += [(row, index, entry) for index, entry in enumerate(entries) if isinstance(entry, Entry)]
    columns: dict[str, pa.Array] = {
        ROW: pa.array([row for row, _, _ in found], pa.int64()),
        INDEX: pa.array([index for _, index, _ in found], pa.int64()),
    }
    for name, field in type_.fields:
        columns |= _column(name, field, [entry.fields[name] for _, _, entry in found])
    return pa.table(columns)


def _column(path: str, type_: Type, values: Sequence[Value]) -> dict[str, pa.Array]:
    written = [None if isinstance(each, Unknown) else each for each in values]
    if type_ is Simple.DATE:
        dates = [each if isinstance(each, PartialDate) else None for each in written]
        return {
            path: pa.array([each and each.earliest for each in dates], pa.date32()),
            f"{path}{LATEST}": pa.array([each and each.latest for each in dates], pa.date32()),
        }
    magnitudes = [each.magnitude if isinstance(each, Quantity) else each for each in written]
    return {path: pa.array([list(each) if isinstance(each, tuple) else each for each in magnitudes], _kind(type_))}


def _kind(type_: Type) -> pa.DataType:
    match type_:
        case Simple.BOOLEAN:
            return pa.bool_()
        case Simple.INTEGER:
            return pa.int64()
        case Simple.DECIMAL | QuantityType():
            return pa.decimal128(18, 6)
        case ListType():
            return pa.list_(pa.string())
        case Simple.TEXT | CodeType():
            return pa.string()
        case _:
            message = f"{type_} has no column"
            raise TypeError(message)
