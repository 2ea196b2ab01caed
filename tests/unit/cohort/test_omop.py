"""A folder of OMOP CDM 5.4 tables, small and made up; its concept ids are of this folder alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from posology.api.shipped import knowledge_file
from posology.cohort.folder import open_cohort
from posology.cohort.found import FoundCohort
from posology.cohort.omop import unsaid
from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.omop import Omop, read_omop
from tests.unit.cohort.opened import cells_of, codes_of, dictionary, faults_of, rows_of, workshop

TODAY = date(2026, 11, 21)

CONCEPT = """concept_id\tconcept_name\tvocabulary_id\tconcept_class_id\tconcept_code
1\tFEMALE\tGender\tGender\tF
2\tMALE\tGender\tGender\tM
10\tBody weight\tLOINC\tClinical Observation\t29463-7
11\tBody weight Measured\tLOINC\tClinical Observation\t3141-9
12\tBody height\tLOINC\tClinical Observation\t8302-2
20\tkilogram\tUCUM\tUnit\tkg
21\tpound\tUCUM\tUnit\t[lb_av]
22\tcentimeter\tUCUM\tUnit\tcm
30\t<\tMeas Value Operator\tOperator\t<
40\tLow back pain\tSNOMED\tClinical Finding\t279039007
41\tCervicalgia\tICD10CM\tICD code\tM54.2
50\tnaproxen\tRxNorm\tIngredient\t7258
51\tnaproxen 500 MG "Oral" Tablet\tRxNorm\tClinical Drug\t198014
52\tunlisted thing\tRxNorm\tClinical Drug\t999999
0\tNo matching concept\tNone\tUndefined\tNo matching concept
"""

TABLES = {
    "concept.csv": CONCEPT,
    "person.csv": "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth\n"
    "7,1,1971,3,2\n8,2,1960,5,\n9,0,1950,,\n10,1,1980,1,1\n",
    "measurement.csv": "person_id,measurement_concept_id,measurement_source_concept_id,measurement_date,"
    "operator_concept_id,value_as_number,unit_concept_id\n"
    "7,11,0,2026-11-01,,72.50,20\n7,11,0,2026-01-01,,80,20\n7,11,0,2027-01-01,,90,20\n7,12,0,2026-11-01,,165,22\n"
    "8,10,0,2026-11-01,,160,21\n8,10,0,2026-10-01,,72,20\n"
    "9,10,0,2026-11-01,,70,20\n9,10,0,2026-11-01,,75,20\n"
    "10,10,0,2026-11-01,30,70,20\n",
    "condition_occurrence.csv": "person_id,condition_concept_id,condition_source_concept_id,condition_start_date\n"
    "7,40,0,2019-04-03\n7,40,0,2020-04-03\n8,0,41,2024-01-02\n",
    "drug_exposure.csv": "person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date,"
    "verbatim_end_date,drug_source_value\n"
    "7,51,2026-01-01,2026-01-30,,naproxen tab\n7,51,2026-10-01,2026-11-30,,naproxen tab\n"
    "8,51,2026-10-01,2026-10-30,2026-10-12,x\n9,51,2026-10-01,2026-10-30,,x\n10,0,2026-10-01,2026-10-30,,aspirin 81\n"
    "10,52,2027-10-01,2027-10-30,,later\n",
    "concept_ancestor.csv": "ancestor_concept_id,descendant_concept_id\n50,51\n50,50\n",
}


def mapping(**replaced: str) -> Omop:
    """The shipped mapping, with some of its words replaced."""
    name, content = knowledge_file("knowledge/omop.yaml")
    text = content.decode()
    for old, new in replaced.items():
        text = text.replace(f"from: {old}", f"from: {new}")
    diagnostics = Diagnostics()
    found = read_omop(text, name, diagnostics)
    assert list(diagnostics) == []
    return found


def opened(folder: Path, tables: Mapping[str, str], omop: Omop | None = None) -> tuple[FoundCohort | None, Diagnostics]:
    """The cohort of these tables."""
    place = folder / "cdm"
    place.mkdir()
    for name, text in tables.items():
        (place / name).write_text(text)
    diagnostics = Diagnostics()
    asked = (mapping() if omop is None else omop, TODAY)
    return open_cohort(place, workshop(folder), dictionary(), frozenset(), diagnostics, omop=asked), diagnostics


@pytest.fixture
def found(tmp_path: Path) -> FoundCohort:
    """The made-up clinic."""
    cohort, diagnostics = opened(tmp_path, TABLES)
    assert cohort is not None, list(diagnostics)
    assert codes_of(diagnostics) == ["P0835", "P0835"]
    return cohort


def test_people_are_born_as_far_as_is_known(found: FoundCohort) -> None:
    """A date of birth without its day is a month; a gender that is no concept is not recorded."""
    people = [(each["id"], each["birth_date"], each["sex"]) for each in rows_of(found.patients)]
    assert sorted(people) == [
        ("10", "1980-01-01", "female"),
        ("7", "1971-03-02", "female"),
        ("8", "1960-05", "male"),
        ("9", "1950", None),
    ]


def test_the_last_measurement_counts_or_none(found: FoundCohort) -> None:
    """A later day is not known yet; another unit, two values on one day, or a bound are no measurement."""
    weights = {
        each["id"]: (each["weight"], each["weight.unit"], each["weight.date"]) for each in rows_of(found.patients)
    }
    nothing = (None, None, None)
    assert weights == {"7": ("72.5", "kg", "2026-11-01"), "8": nothing, "9": nothing, "10": nothing}
    assert {each["id"]: each["weight.method"] for each in rows_of(found.patients)}["7"] == "measured"
    assert {each["id"]: each["height"] for each in rows_of(found.patients)}["7"] == "165"


def test_pain_is_as_old_as_its_first_record(found: FoundCohort) -> None:
    """By a standard concept or by that of the source."""
    rows = {each["id"]: (each["pain.back.onset"], each["pain.neck.onset"]) for each in rows_of(found.patients)}
    assert (rows["7"], rows["8"]) == (("2019-04-03", None), (None, "2024-01-02"))


def test_an_inferred_end_is_no_last_dose(found: FoundCohort) -> None:
    """Supply that reaches today is still taken; a stated end is the last dose; an inferred one is unknown."""
    listed = found.lists["medications"]
    rows = {each["patient"]: each for each in rows_of(listed)}
    assert {patient: each["last_dose"] for patient, each in rows.items()} == {
        "7": "ongoing",
        "8": "2026-10-12",
        "9": None,
        "10": None,
    }
    assert (rows["7"]["drug"], rows["7"]["rxnorm"], rows["7"]["started"]) == ("naproxen", "7258", "2026-01-01")
    assert (rows["10"]["drug"], rows["10"]["rxnorm"]) == ("aspirin 81", None)
    assert len(cells_of(listed, "drug")) == 4


def test_a_site_may_take_the_end_of_supply(tmp_path: Path) -> None:
    """The mapping says what a last dose is."""
    cohort, _ = opened(tmp_path, TABLES, mapping(verbatim="supply"))
    assert cohort is not None
    rows = {each["patient"]: each["last_dose"] for each in rows_of(cohort.lists["medications"])}
    assert rows == {"7": "ongoing", "8": "2026-10-12", "9": "2026-10-30", "10": "2026-10-30"}


def test_a_vocabulary_without_the_codes_is_told(tmp_path: Path) -> None:
    """An element that no code of the site can say is recorded of nobody, and that is no silence."""
    tables = {**TABLES, "concept.csv": "\n".join(line for line in CONCEPT.split("\n") if "LOINC" not in line)}
    cohort, diagnostics = opened(tmp_path, tables)
    assert cohort is not None
    assert codes_of(diagnostics)[:2] == ["P0831", "P0831"]


def test_what_nothing_maps_is_told(tmp_path: Path) -> None:
    """A unit that is not taken, a concept of no element, and a drug without a code, each with its number of rows."""
    extra = TABLES["condition_occurrence.csv"] + "7,52,0,2020-01-01\n"
    _, diagnostics = opened(tmp_path, {**TABLES, "condition_occurrence.csv": extra})
    told = [(each.span.file, each.message) for each in diagnostics if each.code == "P0835"]
    assert sorted(told, reverse=True) == [
        ("cdm/measurement", "`weight` has 1 rows in `[lb_av]`, which it is not taken in"),
        ("cdm/drug_exposure", "1 rows have no drug of RxNorm or ATC"),
        ("cdm/condition_occurrence", "1 rows of 1 concepts are of no element, and are not read"),
    ]


def test_whoever_has_a_row_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    """A medicine is never lost because its day is no date; the place of the row is told, not what stands there."""
    tables = {
        **TABLES,
        "drug_exposure.csv": TABLES["drug_exposure.csv"] + "8,51,20.11.2026,2026-11-30,,secret\n",
        "measurement.csv": TABLES["measurement.csv"] + "9,10,0,2026-11-01,,about 70,20\n",
    }
    cohort, diagnostics = opened(tmp_path, tables)
    assert cohort is not None
    told = [(each.span.file, each.message) for each in diagnostics if each.code == "P0834"]
    assert told == [
        ("cdm/drug_exposure", "row 7 (`drug_exposure_start_date`) of the table `drug_exposure` cannot be read"),
        ("cdm/measurement", "row 10 (`value_as_number`) of the table `measurement` cannot be read"),
    ]
    assert faults_of(cohort.patients) == {2: "P0834", 3: "P0834"}


def test_another_model_is_refused(tmp_path: Path) -> None:
    """A column that is not there is named."""
    tables = {**TABLES, "measurement.csv": "person_id,value\n7,1\n"}
    cohort, diagnostics = opened(tmp_path, tables)
    assert cohort is None
    assert codes_of(diagnostics) == ["P0830"]


def test_what_the_model_cannot_say_is_known() -> None:
    """Consent and regions have no place; the weight and the medicines have."""
    reasons = unsaid(mapping(), dictionary())
    assert {"consent.signed", "regions", "quebec"} < set(reasons)
    assert not {"weight", "medications", "id"} & set(reasons)
