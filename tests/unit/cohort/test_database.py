"""A cohort in a database: what it is called, its typed cells as text, and what is not there refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from posology.api.loading import load_omop
from posology.cohort.database import open_tables
from posology.cohort.engines import open_engine
from posology.cohort.found import FoundCohort
from posology.cohort.workshop import Workshop
from posology.diagnostics.diagnostic import Diagnostics
from tests.unit.cohort.opened import codes_of, dictionary, rows_of
from tests.unit.cohort.test_omop import TABLES, TODAY

# Ibis 12 calls what DuckDB 1.5 has renamed
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

TYPED = """
CREATE SCHEMA clinic;
CREATE TABLE clinic.patients AS SELECT * FROM (VALUES
    ('b', 72.50::DECIMAL(9, 4), 'kg', DATE '2026-11-09', true, 6.5::DOUBLE, ['lumbar', 'cervical'], 3),
    ('a', 100, 'kg', NULL, NULL, 'NaN'::DOUBLE, [], 4),
    ('c', NULL, ' ', NULL, false, 7.0, ['lum"bar'], 5)
) AS v("id", "weight", "weight.unit", "weight.date", "consent.signed", "pain.back.vas", "regions", "site number");
CREATE TABLE clinic.medications AS SELECT * FROM (VALUES
    ('b', 'naproxen', TIMESTAMP '2026-11-01 08:30:00'), ('a', 'aspirin', NULL)
) AS v("patient_id", "drug", "last_dose");
CREATE TABLE candidates AS SELECT 'x' AS id;
CREATE TABLE nested AS SELECT 'x' AS id, {'value': 72} AS weight;
CREATE TABLE nameless AS SELECT 1 AS weight;
CREATE SCHEMA empty;
"""


def opened(folder: Path, name: str, script: str = TYPED) -> tuple[FoundCohort | None, Diagnostics]:
    """The cohort of that name in a database that the script has made."""
    place = folder / "warehouse.duckdb"
    with duckdb.connect(str(place)) as made:
        made.execute(script)
    (folder / "kept").mkdir()
    engine = open_engine(f"duckdb://{place}", folder=folder)
    shop = Workshop(reader=duckdb.connect(), engine=engine, folder=folder / "kept")
    diagnostics = Diagnostics()
    asked = (load_omop(), TODAY)
    return open_tables(name, shop, dictionary(), frozenset(), diagnostics, omop=asked), diagnostics


def test_a_schema_has_patients_and_lists(tmp_path: Path) -> None:
    """Typed cells are written as a record would write them, and what is null is not recorded, never false."""
    found, diagnostics = opened(tmp_path, "clinic")
    assert found is not None, list(diagnostics)
    assert codes_of(diagnostics) == ["P0826"]
    told = ("row", "id", "weight", "weight.date", "consent.signed", "pain.back.vas", "regions")
    assert [tuple(each[name] for name in told) for each in rows_of(found.patients)] == [
        (0, "a", "100", None, None, None, "[]"),
        (1, "b", "72.5", "2026-11-09", "true", "6.5", "[lumbar, cervical]"),
        (2, "c", None, None, "false", "7", "[a list with more than words"),
    ]
    assert (found.patients.where, found.lists["medications"].where) == ("clinic.patients", "clinic.medications")
    entries = [(each["patient_id"], each["last_dose"]) for each in rows_of(found.lists["medications"])]
    assert entries == [("a", None), ("b", "2026-11-01")]


@pytest.mark.parametrize("name", ["candidates", "main.candidates"])
def test_a_table_may_be_that_of_the_patients(name: str, tmp_path: Path) -> None:
    """In the schema that is current, or in the one that is named."""
    found, diagnostics = opened(tmp_path, name)
    assert found is not None, list(diagnostics)
    assert [each["id"] for each in rows_of(found.patients)] == ["x"]
    assert not found.lists


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("clinics", "P0832"),
        ("nowhere.patients", "P0832"),
        ("clinic.nothing", "P0832"),
        ("empty", "P0832"),
        ("nested", "P0833"),
        ("nameless", "P0822"),
    ],
)
def test_what_is_not_there_is_refused(name: str, code: str, tmp_path: Path) -> None:
    """A schema, a table, its patients, or a form that a cell can have."""
    found, diagnostics = opened(tmp_path, name)
    assert found is None
    assert codes_of(diagnostics) == [code]


def test_a_schema_of_omop_is_read_as_such(tmp_path: Path) -> None:
    """The same tables as in files, by the database itself."""
    script = "CREATE SCHEMA cdm;"
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
        tab = "delim = '\t', quote = ''" if name == "concept.csv" else "delim = ','"
        source = f"read_csv('{tmp_path / name}', header = true, {tab})"
        script += f"CREATE TABLE cdm.{Path(name).stem.upper()} AS SELECT * FROM {source};"  # noqa: S608 - the test's own
    found, diagnostics = opened(tmp_path, "cdm", script)
    assert found is not None, list(diagnostics)
    weights = {each["id"]: (each["weight"], each["weight.unit"]) for each in rows_of(found.patients)}
    assert weights["7"] == ("72.5", "kg")
    assert weights["8"] == (None, None)
    assert {each["last_dose"] for each in rows_of(found.lists["medications"])} == {"ongoing", "2026-10-12", None}
