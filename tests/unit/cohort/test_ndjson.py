"""Records, one on each line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posology.cohort.folder import open_cohort
from posology.diagnostics.diagnostic import Diagnostics
from tests.unit.cohort.opened import cells_of, codes_of, dictionary, faults_of, found_in, opened, rows_of, workshop

RECORD = {
    "id": "P1",
    "weight": {"value": "72 kg", "date": "2026-11-09", "method": "measured"},
    "pain": {"back": {"onset": 2019, "vas": 7}},
    "regions": ["lumbar", "cervical"],
    "contraindications": ["a, b", "7"],
    "medications": [{"drug": "naproxen", "agreement": {"prescriber": "x", "date": "2026-01-01"}}, {"drug": "b"}],
}


def test_a_record_lies_flat(tmp_path: Path) -> None:
    """Nested values become cells under their paths, entries become rows with their place in the list."""
    lines = f"{json.dumps(RECORD)}\n\n" + '{"id": "P2", "weight": {"value": 72, "unit": "kg"}, "medications": []}\n'
    found = found_in(tmp_path, {"clinic.ndjson": lines})
    first, second = rows_of(found.patients)
    assert (first["weight"], first["weight.date"], first["pain.back.onset"]) == ("72 kg", "2026-11-09", "2019")
    assert (first["regions"], first["contraindications"]) == ("[lumbar, cervical]", '["a, b", "7"]')
    assert (second["row"], second["weight"], second["weight.unit"], second["medications"]) == (2, "72", "kg", "[]")
    listed = found.lists["medications"]
    assert cells_of(listed, "drug") == ["naproxen", "b"]
    assert cells_of(listed, "agreement.prescriber") == ["x", None]
    assert listed.index is not None
    assert [each[listed.index] for each in rows_of(listed)] == [0, 1]


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    """No number passes through a binary fraction."""
    found = found_in(
        tmp_path, {"a.ndjson": '{"id": "P1", "pain": {"back": {"vas": 7.10}, "leg": {"vas": 123456789012.123456}}}'}
    )
    (row,) = rows_of(found.patients)
    assert (row["pain.back.vas"], row["pain.leg.vas"]) == ("7.10", "123456789012.123456")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": "P1",}', "P0813"),
        ('{"id": "P1", "quebec": NaN}', "P0813"),
        ('{"id": "P1", "id": "P2"}', "P0814"),
        ('{"id": "P1", "medications": [{"drug": "a"}], "medications": []}', "P0814"),
        ('{"id": "P1", "mri.date": "2026", "mri": {"date": "2025"}}', "P0814"),
        ('{"weight": "72 kg"}', "P0503"),
        ("[1]", "P0500"),
        ('{"id": 1}', "P0504"),
        ('{"id": "P1", "quebec": "41"}', "P0504"),
        ('{"id": "P1", "consent": {"signed": "true"}}', "P0504"),
        ('{"id": "P1", "consent": true}', "P0504"),
        ('{"id": "P1", "medications": "none"}', "P0504"),
        ('{"id": "P1", "medications": ["naproxen"]}', "P0504"),
        ('{"id": "P1", "weight": {"value": "72", "unit": "kg"}}', "P0504"),
        ('{"id": "P1", "weight": {"date": "2026-11-09"}}', "P0504"),
        ('{"id": "P1", "regions": [1]}', "P0504"),
        ('{"id": "P1", "prior_treatment": "a\\nb"}', "P0515"),
    ],
)
def test_a_line_that_no_record_file_could_be(tmp_path: Path, line: str, code: str) -> None:
    """Such a line is set aside by its number, and the others are read."""
    found = found_in(tmp_path, {"clinic.jsonl": f'{{"id": "P0"}}\n{line}\n{{"id": "P9"}}\n'}).patients
    assert faults_of(found) == {2: code}
    assert cells_of(found, "id") == ["P0", None, "P9"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A line in another encoding is set aside by its number."""
    found = found_in(tmp_path, {"clinic.ndjson": b'{"id": "P0"}\n{"id": "\xe9"}\n'}).patients
    assert faults_of(found) == {2: "P0812"}


def test_keys_that_are_no_element_are_told(tmp_path: Path) -> None:
    """Each once, with how often it stands there, and the nearest name."""
    lines = '{"id": "P1", "wieght": 1}\n{"id": "P2", "wieght": 2, "medications": [{"drug": "a", "ruote": "oral"}]}\n'
    found, diagnostics = opened(tmp_path, {"clinic.ndjson": lines})
    assert found is not None
    told = {each.message: each.help for each in diagnostics}
    assert any("`wieght`, in 2 records" in each and "`weight`" in told[each] for each in told)
    assert any("`medications.ruote`, in one record" in each and "medications.route" in told[each] for each in told)
    assert [each.name for each in found.patients.columns if each.path is None] == ["medications.ruote", "wieght"]


@pytest.mark.parametrize(("complete", "aside"), [((), {}), (("medications",), {2: "P0501", 3: "P0501"})])
def test_a_key_that_is_no_element_where_a_list_is_vouched_for(
    tmp_path: Path, complete: tuple[str, ...], aside: dict[int, str]
) -> None:
    """Under it the list may stand, which would be taken for an empty one; one within an entry hides no list."""
    lines: list[dict[str, object]] = [
        {"id": "P1", "medications": [{"drug": "a", "note": "b"}]},
        {"id": "P2", "meds": [{"drug": "apixaban"}]},
        {"id": "P3", "consent": {"medications": "apixaban"}},
        {"id": "P4", "medications": []},
    ]
    place = tmp_path / "clinic.ndjson"
    place.write_text("".join(f"{json.dumps(each)}\n" for each in lines), "utf-8")
    diagnostics = Diagnostics()
    found = open_cohort(place, workshop(tmp_path), dictionary(), frozenset(complete), diagnostics)
    assert found is not None
    assert faults_of(found.patients) == aside
    told = {each.message.partition(",")[0]: each.message for each in diagnostics}
    assert told["`meds`"].endswith("a list is vouched for" if complete else "is not read")
    assert told["`medications.note`"].endswith("is not read")


def test_keys_of_what_is_no_record_are_not_repeated(tmp_path: Path) -> None:
    """Where records stand under the identifiers of their patients, the keys would name them."""
    found, diagnostics = opened(tmp_path, {"clinic.ndjson": '{"P-0042": {"sex": "female"}}\n'})
    assert found is not None
    assert faults_of(found.patients) == {1: "P0503"}
    assert codes_of(diagnostics) == []
