"""Taking in: typed columns of what was found, and everybody with a fault set aside with a place and a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from tests.unit.cohort.cohorts import MEDICATIONS, Row, aside, rows_of, taken


def only(row: Row) -> dict[str, object]:
    """The one patient with these cells, who is taken in."""
    cohort = taken([{"id": "P-1", **row}])
    assert aside(cohort) == []
    (patient,) = rows_of(cohort.cohort.patients)
    return patient


def test_every_kind_of_element_has_its_column() -> None:
    """Texts become truth values, numbers, days, words and lists, in the unit of the dictionary."""
    patient = only(
        {
            "consent.signed": "true",
            "quebec": "41",
            "quebec.date": "2026-11",
            "pain.back.vas": "7.5",
            "weight": "72.5 kg",
            "weight.method": "measured",
            "height": "1.65 m",
            "regions": "[lumbar, cervical]",
            "contraindications": "[]",
            "sex": "female",
            "birth_date": "1971",
        }
    )
    assert patient["consent.signed"] is True
    assert patient["quebec"] == 41
    assert (patient["quebec.date"], patient["quebec.date/latest"]) == (date(2026, 11, 1), date(2026, 11, 30))
    assert patient["pain.back.vas"] == Decimal("7.5")
    assert (patient["weight"], patient["weight.method"]) == (Decimal("72.5"), "measured")
    assert patient["height"] == 165
    assert (patient["regions"], patient["contraindications"]) == (["lumbar", "cervical"], [])
    assert patient["sex"] == "female"
    assert (patient["birth_date"], patient["birth_date/latest"]) == (date(1971, 1, 1), date(1971, 12, 31))


def test_the_unit_may_stand_in_a_column_of_its_own_or_in_the_head() -> None:
    """A bare number has the unit that stands beside it, and a unit without a number says nothing."""
    cohort = taken(
        [
            {"id": "a", "weight": "72", "weight.unit": "kg", "height [cm]": "165"},
            {"id": "b", "weight": None, "weight.unit": "kg"},
            {"id": "c", "weight": "72", "weight.unit": "lb"},
            {"id": "d", "weight": "72"},
        ]
    )
    assert [(each["weight"], each["height"]) for each in rows_of(cohort.cohort.patients)] == [(72, 165), (None, None)]
    assert aside(cohort) == [("patients.csv", 4, "weight", "P0507"), ("patients.csv", 5, "weight", "P0506")]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"consent.signed": "yes"}, "consent.signed", "P0120"),
        ({"consent.signed": "signed"}, "consent.signed", "P0504"),
        ({"pain.back.vas": "7,5"}, "pain.back.vas", "P0121"),
        ({"pain.back.vas": "11"}, "pain.back.vas", "P0513"),
        ({"pain.back.vas": "1.2345678"}, "pain.back.vas", "P0850"),
        ({"sex": "femal"}, "sex", "P0505"),
        ({"birth_date": "1971-02-30"}, "birth_date", "P0508"),
        ({"mri.date": "2026-11-21"}, "mri.date", "P0510"),
        ({"birth_date": "1980", "mri.date": "1979"}, "mri.date", "P0511"),
        ({"birth_date": "1980", "quebec": "1", "quebec.date": "1979-12"}, "quebec.date", "P0511"),
        ({"quebec.date": "2026-11-09"}, "quebec", "P0503"),
        ({"contraindications": "none"}, "contraindications", "P0517"),
        ({"regions": "lumbar; lumbar"}, "regions", "P0514"),
        ({"consent.version": "3\u200b"}, "consent.version", "P0515"),
        ({"medications": "none"}, "medications", "P0517"),
        ({"id": None}, "id", "P0503"),
    ],
)
def test_what_check_refuses_is_set_aside(cells: Row, column: str, code: str) -> None:
    """Whoever has a fault is set aside, nobody else, and the fault is told by row, column and code alone."""
    cohort = taken([{"id": "P-1", **cells}, {"id": "P-2"}])
    assert aside(cohort) == [("patients.csv", 2, column, code)]
    assert [each["id"] for each in rows_of(cohort.cohort.patients)] == ["P-2"]
    assert (cohort.counts.patients, cohort.counts.taken, cohort.counts.aside) == (2, 1, 1)
    assert "P-1" not in repr(cohort.set_aside)


def test_nobody_knows_is_not_recorded() -> None:
    """A word that says that nobody knows is no value, and no fault."""
    assert only({"sex": "unknown"})["sex"] is None


def test_the_same_patient_twice_is_set_aside_twice() -> None:
    """It cannot be told which of two rows is right, nor whose the entries are."""
    cohort = taken(
        [{"id": "a", MEDICATIONS: None}, {"id": "b"}, {"id": "a"}],
        {MEDICATIONS: [{"patient": "a", "drug": "naproxen"}, {"patient": "b", "drug": "naproxen"}]},
    )
    assert aside(cohort) == [("patients.csv", 2, "id", "P0851"), ("patients.csv", 4, "id", "P0851")]
    assert [each["id"] for each in rows_of(cohort.cohort.patients)] == ["b"]
    assert [each["row"] for each in rows_of(cohort.cohort.lists[MEDICATIONS])] == [1]
    assert dict(cohort.counts.entries) == {MEDICATIONS: 1}


def test_an_entry_of_nobody_is_told() -> None:
    """An entry that refers to no patient is never dropped in silence."""
    cohort = taken([{"id": "a"}], {MEDICATIONS: [{"patient": "b", "drug": "naproxen"}, {"drug": "aspirin"}]})
    assert aside(cohort) == [
        ("medications.csv", 2, "patient", "P0852"),
        ("medications.csv", 3, "patient", "P0852"),
    ]
    assert cohort.counts.taken == 1
    assert rows_of(cohort.cohort.lists[MEDICATIONS]) == []


def test_a_fault_in_an_entry_sets_the_patient_aside() -> None:
    """With every other entry: a record is refused as a whole."""
    cohort = taken(
        [{"id": "a"}, {"id": "b"}],
        {
            MEDICATIONS: [
                {"patient": "a", "drug": "naproxen", "last_dose": "ongoing"},
                {"patient": "a", "drug": "aspirin", "last_dose": "soon"},
                {"patient": "b", "drug": "aspirin", "last_dose": "2026-11"},
            ]
        },
    )
    assert aside(cohort) == [("medications.csv", 3, "last_dose", "P0508")]
    assert [each["id"] for each in rows_of(cohort.cohort.patients)] == ["b"]
    assert [each["drug"] for each in rows_of(cohort.cohort.lists[MEDICATIONS])] == ["aspirin"]


@pytest.mark.parametrize(
    ("entry", "column", "code"),
    [
        ({"drug": None, "last_dose": "ongoing"}, "drug", "P0503"),
        ({"drug": "none"}, "drug", "P0517"),
        ({"drug": "naproxen", "started": "2026-11-10", "last_dose": "2026-11-09"}, "started", "P0512"),
        ({"drug": "naproxen", "taper.ends": "2026-12-01"}, "taper.agreed_by", "P0503"),
        ({"drug": "budesonide inhaler", "route": "oral"}, "route", "P0518"),
        ({"drug": "naproxen", "last_dose": "1950"}, "last_dose", "P0511"),
    ],
)
def test_entries_are_held_to_the_rules_of_a_record(entry: Row, column: str, code: str) -> None:
    """What must be there, names that are none, dates in order, and a route that goes with the name."""
    cohort = taken([{"id": "a", "birth_date": "1971"}], {MEDICATIONS: [{"patient": "a", **entry}]})
    assert aside(cohort) == [("medications.csv", 2, column, code)]
    assert cohort.counts.taken == 0


def test_whether_a_list_is_recorded() -> None:
    """By its entries, by a word among the patients, or where the folder is complete; else nobody recorded it."""
    patients: list[Row] = [
        {"id": "a", MEDICATIONS: None},
        {"id": "b", MEDICATIONS: "recorded"},
        {"id": "c", MEDICATIONS: "[]"},
        {"id": "d", MEDICATIONS: None},
    ]
    entries = {MEDICATIONS: [{"patient": "d", "drug": "naproxen"}]}
    said = rows_of(taken(patients, entries).cohort.patients)
    assert [each["medications/recorded"] for each in said] == [False, True, True, True]
    complete = rows_of(taken(patients, entries, frozenset({MEDICATIONS})).cohort.patients)
    assert [each["medications/recorded"] for each in complete] == [True] * 4


def test_a_list_that_is_said_to_be_empty_has_no_entries() -> None:
    """One of the two is wrong, and it cannot be told which."""
    cohort = taken([{"id": "a", MEDICATIONS: "[]"}], {MEDICATIONS: [{"patient": "a", "drug": "naproxen"}]})
    assert aside(cohort) == [("patients.csv", 2, MEDICATIONS, "P0853")]


def test_entries_that_are_not_there_are_no_empty_list() -> None:
    """Who is said to have entries in a table that nobody gave is set aside, and does not seem to take nothing."""
    for complete in (frozenset[str](), frozenset({MEDICATIONS})):
        cohort = taken([{"id": "a", MEDICATIONS: "recorded"}], complete=complete)
        assert aside(cohort) == [("patients.csv", 2, MEDICATIONS, "P0854")]


def test_a_list_without_a_table_is_empty_and_recorded() -> None:
    """Where everybody is known to take nothing, the list has its columns and no entry."""
    cohort = taken([{"id": "a", MEDICATIONS: "[]"}]).cohort
    assert rows_of(cohort.patients)[0]["medications/recorded"] is True
    assert {"row", "index", "drug", "last_dose", "last_dose/latest", "kind", "classes"} <= set(
        cohort.lists[MEDICATIONS].columns
    )
    assert rows_of(cohort.lists[MEDICATIONS]) == []


def test_faults_are_counted_without_end() -> None:
    """All faults of a kind are counted, and are a table of their own."""
    cohort = taken([{"id": f"P-{number}", "sex": "femal"} for number in range(1200)])
    assert len(cohort.set_aside) == 1000
    (tally,) = cohort.tallies
    assert (tally.where, tally.column, tally.code, tally.rows) == ("patients.csv", "sex", "P0505", 1200)
    assert tally.title
    assert cohort.faults.to_pyarrow().num_rows == 1200


def test_nearest_names_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drug that is not known is no class at all, and nothing is compared with every name there is."""

    def refuse(_: str, candidates: Mapping[str, str]) -> tuple[str, ...]:
        assert not candidates
        return ()

    monkeypatch.setattr("posology.knowledge.drugs.nearest", refuse)
    cohort = taken([{"id": "a"}], {MEDICATIONS: [{"patient": "a", "drug": "zzyzxol", "last_dose": "ongoing"}]})
    [kind] = cohort.cohort.kinds
    assert (kind.drug, kind.unclassified) == ("zzyzxol", "class")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_dates_of_every_precision_in_one_column(written: str, first: date, last: date) -> None:
    """A day, a month and a year beside each other, each with its first and its last day."""
    dates = ("2025-06-30", "2025-06", "2025", written)
    rows = rows_of(taken([{"id": str(place), "mri.date": each} for place, each in enumerate(dates)]).cohort.patients)
    assert (rows[-1]["mri.date"], rows[-1]["mri.date/latest"]) == (first, last)
