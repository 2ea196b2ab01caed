"""OMOP tables screened: the same rows as `check` gives the same patients as records, from CSV and from Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from posology.api.auditing import COMPARED, explained_row
from posology.api.loading import load, load_knowledge
from posology.api.reading import read_facts
from posology.api.screening import Asked, screen, survey
from tests.unit.cohort.test_omop import CONCEPT, TABLES

# Ibis 12 calls what DuckDB 1.5 has renamed
pytestmark = [
    pytest.mark.filterwarnings("ignore:fetch_record_batch:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]

AS_OF = date(2026, 11, 21)
DRUGS = {"naproxen": ("7258", 50), "warfarin": ("11289", 60), "clopidogrel": ("32968", 61)}
CONCEPTS = CONCEPT + "60\twarfarin\tRxNorm\tIngredient\t11289\n61\tclopidogrel\tRxNorm\tIngredient\t32968\n"
NUMBER = 24


def _patients() -> Iterator[dict[str, Any]]:
    """Invented patients, each with another weight, pain and medicines."""
    for number in range(NUMBER):
        record: dict[str, Any] = {"id": str(number), "birth_date": f"{1950 + number}-03", "sex": "female"}
        if number % 4:
            record["weight"] = {"value": f"{60 + 3 * number}.5 kg", "date": str(AS_OF - timedelta(days=9 * number))}
        if number % 3:
            record["pain"] = {"back": {"onset": str(AS_OF - timedelta(days=60 * number))}}
        taken = [name for place, name in enumerate(DRUGS) if number >> place & 1]
        if taken:
            record["medications"] = [_medicine(name, number) for name in taken]
        yield record


def _medicine(name: str, number: int) -> dict[str, str]:
    begins = AS_OF - timedelta(days=200)
    found = {"drug": name, "rxnorm": DRUGS[name][0], "started": str(begins)}
    match number % 5:
        case 0:
            return found
        case 1 | 2:
            return {**found, "last_dose": "ongoing"}
        case _:
            return {**found, "last_dose": str(AS_OF - timedelta(days=number))}


def _tables() -> dict[str, str]:
    """The same patients as tables of the model."""
    tables = {name: text.split("\n")[:1] for name, text in TABLES.items() if name != "concept.csv"}
    for each in _patients():
        key = each["id"]
        tables["person.csv"].append(f"{key},1,{each['birth_date'][:4]},3,")
        if weight := each.get("weight"):
            number = weight["value"].removesuffix(" kg")
            tables["measurement.csv"].append(f"{key},10,0,{weight['date']},,{number},20")
        if pain := each.get("pain"):
            tables["condition_occurrence.csv"].append(f"{key},40,0,{pain['back']['onset']}")
        for drug in each.get("medications", ()):
            last = drug.get("last_dose", "")
            supplied, stated = (
                (AS_OF + timedelta(days=9), "") if last == "ongoing" else (AS_OF - timedelta(days=1), last)
            )
            concept = DRUGS[drug["drug"]][1]
            tables["drug_exposure.csv"].append(f"{key},{concept},{drug['started']},{supplied},{stated},a word")
    for concept in (50, 60, 61):
        tables["concept_ancestor.csv"].append(f"{concept},{concept}")
    written = {name: "\n".join(lines) + "\n" for name, lines in tables.items()}
    return {**written, "concept.csv": CONCEPTS}


@pytest.fixture(params=["csv", "parquet"])
def cdm(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder in one of the forms."""
    folder = tmp_path / "cdm"
    folder.mkdir()
    for name, text in _tables().items():
        file = folder / name
        file.write_text(text)
        if request.param == "parquet":
            options = "delim = '\t', quote = ''" if name == "concept.csv" else "delim = ','"
            source = f"read_csv('{file}', header = true, {options})"
            target = file.with_suffix(".parquet")
            duckdb.execute(f"copy (select * from {source}) to '{target}' (format parquet)")  # noqa: S608 - the test's own
            file.unlink()
    return folder


def test_the_rows_are_those_of_check(cdm: Path, tmp_path: Path) -> None:
    """Verdict, reasons, holds and doses of each person, one by one."""
    knowledge = load_knowledge()
    rules = load("allorx-spine", knowledge)
    screened = screen(rules, knowledge, Asked(cohort=str(cdm), as_of=AS_OF, folder=tmp_path / "work"))
    rows = {each["id"]: each for each in screened.rows().collect().iter_rows(named=True)}
    assert len(rows) == NUMBER
    assert len({tuple(each["holds"]) for each in rows.values()}) > 5
    for record in _patients():
        facts, _ = read_facts(json.dumps(record).encode(), "record.json", knowledge, AS_OF)
        wanted = explained_row(rules, facts, AS_OF, None)
        assert {name: rows[facts.id][name] for name in COMPARED} == wanted, record


def test_a_dry_run_says_what_there_is_no_place_for(cdm: Path, tmp_path: Path) -> None:
    """Elements that the model has no place for are told as such, those that it has are counted."""
    knowledge = load_knowledge()
    rules = load("allorx-spine", knowledge)
    found, _ = survey(rules, knowledge, Asked(cohort=str(cdm), as_of=AS_OF, folder=tmp_path / "work"))
    reasons = {each.element: each.why for each in found.not_found}
    assert "no place" in reasons["consent.signed"]
    columns = {each.element: each.filled for each in found.tables[0].columns if each.part == "value"}
    assert columns["weight"] == NUMBER - NUMBER // 4
