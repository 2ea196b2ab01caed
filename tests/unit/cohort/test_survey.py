"""What a cohort would be read as."""

from __future__ import annotations

from pathlib import Path

from posology.api.loading import load, load_knowledge
from posology.cohort.survey import elements_read, survey_cohort
from posology.results.survey import SurveyedColumn
from tests.unit.cohort.opened import dictionary, found_in

CLINIC = {
    "patients.csv": "id,weight,height [cm],creatinine_clearance,creatinine_clearance.unit,wieght\n"
    "P1,72 kg,170,80,mL/min,\nP2,74,,90,mL/s,x\nP3,,165,,,\n",
    "medications.csv": "patient,drug,last_dose\nP1,naproxen,ongoing\nP2,apixaban,\nP2,x\n",
}


def test_columns_are_counted(tmp_path: Path) -> None:
    """Each column with what it is, how often it is filled, its units, and the names near to one that is none."""
    protocol = load("allorx-spine", load_knowledge()).protocol
    survey = survey_cohort(found_in(tmp_path, CLINIC), dictionary(), protocol)
    patients, medications = survey.tables
    assert (patients.rows, medications.rows, medications.unreadable) == (3, 3, 1)
    columns = {each.name: each for each in patients.columns}
    assert columns["weight"] == SurveyedColumn(
        name="weight", element="weight", part="value", filled=2, units=(), without_unit=1
    )
    assert columns["height [cm]"].units == (("cm", 2),)
    assert columns["creatinine_clearance.unit"].units == (("mL/min", 1), ("mL/s", 1))
    assert (columns["wieght"].element, columns["wieght"].filled) == (None, None)
    assert "weight" in columns["wieght"].nearest
    assert [each.name for each in medications.columns] == ["drug", "last_dose"]


def test_what_the_protocol_asks_and_nobody_has(tmp_path: Path) -> None:
    """Elements of the criteria, the holds and the doses that no column holds, with their questions."""
    protocol = load("allorx-spine", load_knowledge()).protocol
    survey = survey_cohort(found_in(tmp_path, CLINIC), dictionary(), protocol, {"regions": "it has no place"})
    missing = {each.element: each for each in survey.not_found}
    assert "consent.signed" in missing
    assert not {"weight", "medications"} & set(missing)
    assert missing["regions"].why == "it has no place"
    assert missing["mri.date"].question.endswith("?")
    assert set(missing) < set(elements_read(protocol, dictionary()))
