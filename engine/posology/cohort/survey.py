"""What a cohort would be read as, counted, and what the protocol turns on that nobody would have recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ibis import Table, Value

from posology.cohort.found import FoundCohort, FoundColumn, FoundTable, Part
from posology.cohort.matching import Place, fields_of, nearest_names, places_of
from posology.ir.nodes import Node
from posology.ir.plan import CellFormula, RequestedTargets
from posology.ir.protocol import Protocol
from posology.ir.walk import facts_read
from posology.ir.washout import ConditionalHold
from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.record.intake import MEDICATIONS
from posology.results.survey import NotFound, Survey, SurveyedColumn, SurveyedTable

PATIENTS = "patients"
MOST_UNITS = 10
_BARE_NUMBER = r"^-?[0-9]+([.][0-9]+)?$"


def survey_cohort(
    found: FoundCohort, dictionary: Dictionary, protocol: Protocol, unsaid: Mapping[str, str] | None = None
) -> Survey:
    """What would be read of the cohort for the protocol; `unsaid` says of an element why the source cannot hold it."""
    tables = [_table(PATIENTS, found.patients, dictionary.elements)]
    tables += [_table(path, each, fields_of(dictionary.elements[path])) for path, each in sorted(found.lists.items())]
    there = {each.path for each in found.patients.columns} | set(found.lists) | found.complete
    reasons = unsaid or {}
    asked = (path for path in elements_read(protocol, dictionary) if path not in there)
    questions = dictionary.elements
    return Survey(
        tables=tuple(tables),
        not_found=tuple(
            NotFound(element=path, question=questions[path].question, why=reasons.get(path, "")) for path in asked
        ),
    )


def elements_read(protocol: Protocol, dictionary: Dictionary) -> tuple[str, ...]:
    """The elements that the criteria, the holds or the doses may turn on, in the order of the dictionary."""
    owners = (dictionary.owner(path) for path in (*_paths(protocol), MEDICATIONS))
    read = {each.path for each in owners if each is not None}
    return tuple(path for path in dictionary.elements if path in read)


def _paths(protocol: Protocol) -> Iterator[str]:
    for criterion in protocol.criteria:
        yield from _facts((criterion.condition, criterion.applies))
        yield from (each.element for each in criterion.counts)
    for rule in protocol.washout:
        if isinstance(rule.hold, ConditionalHold):
            yield from _facts((rule.hold.duration,))
    for step in protocol.steps:
        yield from _facts((step.when, step.cells.expression if isinstance(step.cells, CellFormula) else None))
        yield from (each.element for each in step.counts)
        if isinstance(step.targets, RequestedTargets):
            yield step.targets.element
    yield from (each.element for each in protocol.product_limits)


def _facts(nodes: Iterable[Node | None]) -> Iterator[str]:
    return (path for node in nodes if node is not None for path in facts_read(node))


def _table(name: str, found: FoundTable, elements: Mapping[str, Element]) -> SurveyedTable:
    """One table with its columns, counted in one query, and one more for each column of units."""
    table = found.table
    held = set(table.columns)
    asked: dict[str, Value] = {"rows": table.count()}
    if found.fault is not None:
        asked["unreadable"] = table[found.fault].count()
    for place, each in enumerate(found.columns):
        if each.path is not None and each.name in held:
            asked[f"filled{place}"] = table[each.name].count()
            if _lacks_unit(each, found.columns, elements):
                is_bare = table[each.name].re_search(_BARE_NUMBER)
                asked[f"bare{place}"] = is_bare.fill_null(False).cast("int32").sum()
    counted = _one_row(table.agg(**asked))
    places = places_of(elements)
    return SurveyedTable(
        name=name,
        where=found.where,
        rows=counted["rows"],
        unreadable=counted.get("unreadable", 0),
        columns=tuple(
            _column(each, place, table, counted, places)
            for place, each in enumerate(found.columns)
            if each.path is not None or each.name != found.patient
        ),
    )


def _column(
    column: FoundColumn, place: int, table: Table, counted: Mapping[str, Any], places: Mapping[str, Place]
) -> SurveyedColumn:
    if column.path is None:
        near = nearest_names(column.name, places)
        return SurveyedColumn(name=column.name, element=None, part=Part.VALUE, filled=None, nearest=near)
    filled = counted.get(f"filled{place}", 0)
    units: tuple[tuple[str, int], ...] = () if column.unit is None else ((column.unit, filled),)
    if column.part is Part.UNIT:
        units = _units(table, column.name)
    return SurveyedColumn(
        name=column.name,
        element=column.path,
        part=column.part,
        filled=filled,
        units=units,
        without_unit=counted.get(f"bare{place}") or 0,
    )


def _lacks_unit(column: FoundColumn, columns: Iterable[FoundColumn], elements: Mapping[str, Element]) -> bool:
    """Whether a bare number in the column would be one of no unit."""
    element = elements.get(column.path or "")
    if element is None or element.kind is not ElementKind.QUANTITY or column.part is not Part.VALUE:
        return False
    return column.unit is None and not any(each.part is Part.UNIT and each.path == column.path for each in columns)


def _units(table: Table, name: str) -> tuple[tuple[str, int], ...]:
    """The most frequent units of the column, with the number of rows."""
    written = table.filter(table[name].notnull())
    written = written.select(unit=written[name])
    counted = written.group_by("unit").agg(rows=written.count())
    first = counted.order_by(counted["rows"].desc(), "unit").limit(MOST_UNITS)
    return tuple((each["unit"], each["rows"]) for each in first.to_pyarrow().to_pylist())


def _one_row(table: Table) -> Mapping[str, Any]:
    (row,) = table.to_pyarrow().to_pylist()
    return row
