"""The record file that the cells of a patient amount to, so that a row can be judged by itself, as any record is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import BaseBackend, Table

from posology.cohort.cells import Asked, json_of, list_node, node_of
from posology.cohort.found import FoundCohort, FoundTable, Part
from posology.cohort.listed import SAID
from posology.cohort.tables import ROW
from posology.cohort.texts import Cell, cells_of
from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.reader.tree import Mapping as Block
from posology.record.intake import IDENTIFIER

_Row = Mapping[str, Any]
_Tree = dict[str, Any]
"""A record by its keys: mappings within mappings, and at the ends what stands there as JSON."""

VALUE, UNIT = "value", "unit"


def record_of(found: FoundCohort, row: int, dictionary: Dictionary, engine: BaseBackend) -> bytes:
    """The record file, in JSON, of the patient in that row.

    Raises:
        KeyError: the cohort has no such row.
    """
    return records_of(found, (row,), dictionary, engine)[row]


def records_of(
    found: FoundCohort, rows: Collection[int], dictionary: Dictionary, engine: BaseBackend
) -> Mapping[int, bytes]:
    """The record files, in JSON, of the patients in those rows that are there, in order.

    A cell that no record can have is a text where another kind of value must be, so that the record is refused too.
    """
    patients = _rows(found.patients, found.patients.table[ROW].isin(sorted(rows)), engine)
    identifiers = sorted({each[found.patients.patient] for each in patients if each[found.patients.patient]})
    writing = _Writing(found, dictionary)
    entries = {
        path: _by_patient(table, _rows(table, table.table[table.patient].isin(identifiers), engine))
        for path, table in found.lists.items()
    }
    return {each[ROW]: writing.record(each, entries) for each in patients}


def _rows(found: FoundTable, chosen: ibis.Value, engine: BaseBackend) -> Sequence[_Row]:
    """The rows that are chosen, in the order of the source."""
    table: Table = found.table.filter(chosen).order_by(ROW)
    rows: Sequence[_Row] = engine.to_pyarrow(table).to_pylist()
    return sorted(rows, key=lambda each: (each[ROW], each[found.index] if found.index else 0))


def _by_patient(found: FoundTable, rows: Sequence[_Row]) -> Mapping[str, Sequence[_Row]]:
    entries: dict[str, list[_Row]] = {}
    for each in rows:
        entries.setdefault(each[found.patient], []).append(each)
    return entries


@dataclass(frozen=True, slots=True)
class _Writing:
    """How records are written."""

    found: FoundCohort
    dictionary: Dictionary

    def record(self, row: _Row, entries: Mapping[str, Mapping[str, Sequence[_Row]]]) -> bytes:
        cells = cells_of(self.found.patients, self.dictionary.elements.values())
        tree = _tree(row, cells)
        patient = row[self.found.patients.patient]
        if patient and IDENTIFIER not in tree:
            _put(tree, IDENTIFIER, json_of(_text_node(self.dictionary.elements[IDENTIFIER], patient)))
        for path, element in self.dictionary.elements.items():
            if element.kind is ElementKind.RECORDS:
                listed = self._list(element, row, entries.get(path, {}).get(patient, ()))
                if listed is not None:
                    _put(tree, path, listed)
        return _json(tree).encode()

    def _list(self, element: Element, row: _Row, entries: Sequence[_Row]) -> str | None:
        """The list; None where nobody recorded it."""
        column = next((each.name for each in self.found.patients.columns if each.path == element.path), None)
        said = None if column is None else row[column]
        table = self.found.lists.get(element.path)
        if table is not None and entries:
            cells = cells_of(table, element.written_fields, of_entries=True)
            return f"[{', '.join(_json(_tree(each, cells)) for each in entries)}]"
        if table is not None and said is not None and said.strip() == SAID:
            return "[]"
        node = None if said is None else list_node(said, Diagnostics())
        if node is not None:
            return json_of(node)
        return "[]" if element.path in self.found.complete else None


def _text_node(element: Element, text: str) -> Any:  # noqa: ANN401 - a node, which a text always is
    return node_of(Asked(element), text, None, Diagnostics())


def _tree(row: _Row, cells: Sequence[Cell]) -> _Tree:
    """What the cells of a row amount to."""
    by_path: dict[str, dict[Part, Cell]] = {}
    for each in cells:
        by_path.setdefault(each.asked.element.path, {})[each.asked.part] = each
    tree: _Tree = {}
    for path, parts in by_path.items():
        written = _element(row, parts)
        if written is not None:
            _put(tree, path, written)
    return tree


def _element(row: _Row, parts: Mapping[Part, Cell]) -> str | None:
    """The value alone, or with what stands beside it; None where nothing is written."""
    beside = dict(_parts(row, {part: each for part, each in parts.items() if part is not Part.VALUE}))
    value = parts.get(Part.VALUE)
    node = None if value is None else _node(row, value)
    if not beside:
        return None if node is None else json_of(node)
    if isinstance(node, Block):
        # a number and its unit, beside which the date stands
        beside = {key.text: json_of(each) for key, each in node.entries} | beside
    elif node is not None:
        beside = {VALUE: json_of(node)} | beside
    return _json(beside)


def _parts(row: _Row, cells: Mapping[Part, Cell]) -> Iterator[tuple[str, str]]:
    for part, cell in cells.items():
        node = _node(row, cell)
        if node is not None:
            yield str(part), json_of(node)


def _node(row: _Row, cell: Cell) -> Any:  # noqa: ANN401 - a node, or None
    text = row[cell.column]
    unit = cell.unit if cell.unit_column is None else row[cell.unit_column]
    return None if text is None else node_of(cell.asked, text, unit, Diagnostics())


def _put(tree: _Tree, path: str, written: str) -> None:
    *groups, name = path.split(".")
    for group in groups:
        tree = tree.setdefault(group, {})
    tree[name] = written


def _json(tree: _Tree) -> str:
    def written(each: Any) -> str:  # noqa: ANN401 - a text that is JSON, or a mapping
        return each if isinstance(each, str) else _json(each)

    return "{" + ", ".join(f'"{name}": {written(each)}' for name, each in tree.items()) + "}"
