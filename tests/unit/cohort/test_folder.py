"""Folders: the patients with their lists beside them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.unit.cohort.opened import cells_of, codes_of, faults_of, found_in, opened, opened_at, rows_of

PATIENTS = "id,sex\nP1,female\nP2,male\nP3,male\n"


def test_lists_stand_beside_the_patients(tmp_path: Path) -> None:
    """Each file is the list whose path it is named by, in whichever form; others are told."""
    files = {
        "patients.csv": PATIENTS,
        "medications.tsv": "patient\tdrug\nP1\tnaproxen\n",
        "prior_dose.csv": "patient,site\nP1,iv\n",
        "README.md": "what this is",
    }
    found, diagnostics = opened(tmp_path, files)
    assert found is not None
    assert cells_of(found.lists["medications"], "drug") == ["naproxen"]
    assert [*found.lists] == ["medications"]
    (told,) = diagnostics
    assert told.code == "P0827"
    assert "prior_doses" in told.help


def test_a_bad_row_of_a_list_is_held_against_whom_it_may_be_of(tmp_path: Path) -> None:
    """A medicine that cannot be read is not lost: the patient whose identifier stands in the row has the fault."""
    rows = b"drug,patient,last_dose\naspirin, 100 mg,P1,ongoing\nnaproxen,P2,ongoing\n\xe9,P3,ongoing\nx,y\n"
    found = found_in(tmp_path, {"patients.csv": PATIENTS, "medications.csv": rows}).lists["medications"]
    assert faults_of(found) == {2: "P0810", 4: "P0812", 5: "P0810"}
    assert cells_of(found, "patient") == ["P1", "P2", "P3", None]


def test_parts_of_parquet_are_one_table(tmp_path: Path) -> None:
    """Parts are read in the order of their names, and their rows numbered on."""
    parts = tmp_path / "clinic" / "patients"
    parts.mkdir(parents=True)
    duckdb.sql("select 'P1' as id, 'male' as sex").write_parquet(str(parts / "a.parquet"))
    duckdb.sql("select 'P2' as id, 'female' as sex").write_parquet(str(parts / "b.parquet"))
    for place in (parts, parts.parent):
        found, _ = opened_at(place, tmp_path)
        assert found is not None
        assert [(each["row"], each["id"]) for each in rows_of(found.patients)] == [(0, "P1"), (1, "P2")]


def test_a_password_in_an_address_is_not_repeated(tmp_path: Path) -> None:
    """An address of a database that stands where a file is asked for is refused without its words."""
    found, diagnostics = opened_at(Path("postgres://clerk:hunter2@nowhere/clinic"), tmp_path)
    (told,) = diagnostics
    assert (found, told.code) == (None, "P0820")
    assert "hunter2" not in f"{told}"
    assert "--engine" in told.help


def test_what_is_no_cohort(tmp_path: Path) -> None:
    """Nothing there, a form that is not read, no patients, two tables of patients."""
    found, diagnostics = opened_at(tmp_path / "nowhere.csv", tmp_path)
    assert (found, codes_of(diagnostics)) == (None, ["P0820"])
    for name, files in (("form", {"clinic.xls": "x"}), ("list", {"medications.csv": "patient,drug\n", "note.txt": ""})):
        (tmp_path / name).mkdir()
        found, diagnostics = opened(tmp_path / name, files)
        assert found is None
        assert "P0820" in codes_of(diagnostics)
    (tmp_path / "twice").mkdir()
    found, diagnostics = opened(tmp_path / "twice", {"patients.csv": PATIENTS, "patients.tsv": "id\nP1\n"})
    assert (found, codes_of(diagnostics)) == (None, ["P0820"])


def test_a_list_within_a_cell(tmp_path: Path) -> None:
    """A cell may hold a list as JSON, be empty, or say that there are no entries; what is no JSON is a fault."""
    text = 'id,medications\nP1,"[{""drug"": ""naproxen"", ""last_dose"": ""ongoing""}]"\nP2,[]\nP3,\nP4,"[{drug: x}]"\n'
    found = found_in(tmp_path, {"clinic.csv": text})
    assert cells_of(found.patients, "medications") == ["recorded", "[]", None, "[{drug: x}]"]
    assert faults_of(found.patients) == {5: "P0813"}
    listed = found.lists["medications"]
    assert [(each["row"] + listed.first, each["drug"]) for each in rows_of(listed)] == [(2, "naproxen")]


def test_a_list_in_two_places_is_refused(tmp_path: Path) -> None:
    """Entries in a cell and in a table of their own would count twice."""
    files = {
        "patients.csv": 'id,medications\nP1,"[{""drug"": ""naproxen""}]"\n',
        "medications.csv": "patient,drug\nP1,naproxen\n",
    }
    found, diagnostics = opened(tmp_path, files)
    assert (found, codes_of(diagnostics)) == (None, ["P0823"])
