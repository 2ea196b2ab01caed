"""A row and the record that it amounts to say the same, and are refused together."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import ibis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from posology.cohort.records import record_of, records_of
from posology.cohort.stages import Stages
from posology.cohort.tables import Cohort
from posology.cohort.taking import take_in
from posology.knowledge.element import ElementKind
from posology.record.facts import Facts
from posology.values.dates import PartialDate
from posology.values.known import Entry, Value
from posology.values.quantity import Quantity
from posology.values.truth import Unknown
from tests.strategies.records import Plain, records
from tests.unit.cohort.cohorts import MEDICATIONS, Row, found, rows_of
from tests.unit.record.intake_of import AS_OF, shipped_dictionary, shipped_drugs
from tests.unit.record.intake_of import take_in as take_in_record

LISTS = {path for path, each in shipped_dictionary().elements.items() if each.kind is ElementKind.RECORDS}
ODD = (
    "no",
    "none",
    "[]",
    "null",
    "7,5",
    "2013",
    "2030",
    "0",
    "ongoing",
    "[a, 1]",
    "a; b",
    "unknown",
    "x\u200b",
    "72",
    "-1",
)


def cells_of(record: Any, within: str = "") -> dict[str, str]:  # noqa: ANN401 - a record as plain Python
    """The record by its paths, each value as the text of a cell."""
    cells: dict[str, str] = {}
    for key, value in record.items():
        path = f"{within}{key}"
        match value:
            case {"value": inner, **beside}:
                cells[path] = written(inner if "unit" not in beside else f"{inner} {beside['unit']}")
                cells |= {f"{path}.{name}": str(each) for name, each in beside.items() if name != "unit"}
            case dict():
                cells |= cells_of(value, f"{path}.")
            case list() if path in LISTS:
                cells[path] = "recorded" if value else "[]"
            case _:
                cells[path] = written(value)
    return cells


def written(value: Any) -> str:  # noqa: ANN401 - whatever a record may have
    """The text of the cell."""
    match value:
        case bool():
            return str(value).lower()
        case {"value": number, "unit": unit}:
            return f"{number:f} {unit}"
        case list():
            return json.dumps(value)
        case _:
            return str(value)


def entries_of(whole: list[dict[str, Plain]], path: str) -> list[Row]:
    """The entries of the list of every record, the record told by its number."""
    rows: list[Row] = []
    for number, record in enumerate(whole):
        listed: Any = record.get(path, [])
        rows += [{"patient": str(number), **cells_of(each)} for each in listed]
    return rows


def columns(path: str, value: Value | None) -> dict[str, object]:
    """What the columns of the path hold where this is known."""
    match value:
        case None | Unknown():
            return {}
        case PartialDate():
            return {path: value.earliest, f"{path}/latest": value.latest}
        case Quantity():
            return {path: value.magnitude}
        case tuple():
            return {path: list(value)}
        case _:
            return {path: value}


def facts_as_columns(facts: Facts) -> dict[str, object]:
    """Every answer of the facts, as the row of the patient has it."""
    elements = shipped_dictionary().elements
    row: dict[str, object] = {}
    for path, value in facts.answers.items():
        listed = path in LISTS
        owner = path.rpartition(".")[0]
        if not listed and not (owner in LISTS and path not in elements):
            row |= columns(path, value)
    return row


def assert_same(cohort: Cohort, records_read: dict[int, Facts | None]) -> None:
    """Whoever is refused as a record is set aside, and of the others every column is what the record answers."""
    rows = {each["row"]: each for each in rows_of(cohort.patients)}
    assert rows.keys() == {row for row, facts in records_read.items() if facts is not None}
    for number, row in rows.items():
        facts = records_read[number]
        assert facts is not None
        answers = facts_as_columns(facts)
        held = {name: each for name, each in row.items() if each is not None and name != "row"}
        recorded = {
            name.removesuffix("/recorded") for name, each in held.items() if name.endswith("/recorded") and each
        }
        held = {name: each for name, each in held.items() if not name.endswith("/recorded")}
        held |= {
            f"{name}/latest": each
            for name, each in held.items()
            if isinstance(each, date) and f"{name}/latest" not in row
        }
        held = {name: each for name, each in held.items() if not name.endswith("/latest/latest")}
        assert held == answers
        assert recorded == LISTS & facts.values.keys()
    for path, table in cohort.lists.items():
        entries: dict[int, list[dict[str, object]]] = {}
        for each in rows_of(table):
            entries.setdefault(each["row"], []).append(each)
        for number in rows:
            assert_same_entries(cohort, entries.get(number, []), records_read[number], path)


def assert_same_entries(cohort: Cohort, held: list[dict[str, Any]], facts: Facts | None, path: str) -> None:
    """Each entry has the fields that a query sees, and a medicine what it was recognised as."""
    assert facts is not None
    listed: Any = facts.values[path].value if path in facts.values else ()
    assert len(held) == len(listed)
    for row, entry in zip(held, listed, strict=True):
        assert isinstance(entry, Entry)
        expected: dict[str, object] = {}
        for name, value in entry.fields.items():
            expected |= columns(name, value)
        told = {name: each for name, each in row.items() if each is not None and name not in {"row", "index", "kind"}}
        assert told == expected
    if path == MEDICATIONS:
        for row, medicine in zip(held, facts.medicines or (), strict=True):
            kind = cohort.kinds[int(row["kind"])]
            assert (kind.drug, kind.classes_of_ingredients) == (medicine.drug, medicine.classes_of_ingredients)
            assert (kind.unclassified is None) == (medicine.unclassified is None)


def read_back(whole: list[dict[str, Plain]], spoiled: dict[int, tuple[str, str]]) -> None:
    """Takes the cohort in, and each of the records that its rows amount to, and holds one against the other."""
    people = [{**cells_of(each), "id": str(number)} for number, each in enumerate(whole)]
    for number, (path, text) in spoiled.items():
        people[number % len(people)][path] = text
    # a list and its entries must not contradict each other, which no single record can
    lists = {path: entries_of(whole, path) for path in LISTS}
    engine = ibis.duckdb.connect()
    cohort = found(engine, people, {path: rows for path, rows in lists.items() if rows})
    dictionary = shipped_dictionary()
    taken = take_in(cohort, dictionary, shipped_drugs(), AS_OF, Stages(engine, Path("stages")))
    files = records_of(cohort, range(len(people)), dictionary, engine)
    assert list(files) == list(range(len(people)))
    read = {row: take_in_record(each, "record.json")[0] for row, each in files.items()}
    assert_same(taken.cohort, read)


@settings(deadline=None, phases=(Phase.explicit, Phase.generate), max_examples=12)
@given(st.data())
def test_records_as_rows_say_what_the_records_say(data: st.DataObject) -> None:
    """Any records at all, made into a cohort, are taken in as each of them is read."""
    whole: Any = data.draw(st.lists(records(shipped_dictionary(), AS_OF), min_size=1, max_size=6))
    read_back(whole, {})


@settings(deadline=None, phases=(Phase.explicit, Phase.generate), max_examples=25)
@given(st.data())
def test_what_is_refused_is_refused_by_both(data: st.DataObject) -> None:
    """With odd texts in some of the cells, a row is set aside exactly where its record is refused."""
    dictionary = shipped_dictionary()
    whole: Any = data.draw(st.lists(records(dictionary, AS_OF), min_size=2, max_size=4))
    paths = [path for path in dictionary.elements if path not in {"id", *LISTS}]
    odd = st.tuples(st.sampled_from(paths), st.sampled_from(ODD))
    read_back(whole, data.draw(st.dictionaries(st.integers(0, 3), odd, max_size=3)))


def test_the_record_of_one_row() -> None:
    """A row as the file that somebody would have written, units and all that stands beside a value in their places."""
    engine = ibis.duckdb.connect()
    row = {"id": "P-1", "weight": "72", "weight.unit": "kg", "weight.date": "2026-11-09", "regions": "lumbar"}
    cohort = found(engine, [row], {MEDICATIONS: [{"patient": "P-1", "drug": "naproxen", "taper.ends": "2026-12-01"}]})
    assert json.loads(record_of(cohort, 0, shipped_dictionary(), engine)) == {
        "id": "P-1",
        "weight": {"value": 72, "unit": "kg", "date": "2026-11-09"},
        "regions": ["lumbar"],
        "medications": [{"drug": "naproxen", "taper": {"ends": "2026-12-01"}}],
    }
