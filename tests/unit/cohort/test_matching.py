"""Which element a column is."""

from __future__ import annotations

import pytest

from posology.cohort.found import FoundColumn, Part
from posology.cohort.matching import Head, match_entries, match_patients
from posology.diagnostics.diagnostic import Diagnostics
from tests.unit.cohort.opened import codes_of, dictionary


def matched(*names: str) -> tuple[tuple[FoundColumn, ...], Diagnostics]:
    """The columns of a table of patients."""
    diagnostics = Diagnostics()
    found = match_patients(Head("clinic.csv", names, 1), dictionary().elements, diagnostics)
    assert found is not None
    return found.columns, diagnostics


def test_a_name_is_a_path_with_its_part() -> None:
    """An element, what is recorded beside it, and a unit in brackets."""
    columns, diagnostics = matched("id", "weight [kg]", "weight.date", "weight.method", "mri.date", "pain.back.vas")
    assert [(each.path, each.part, each.unit) for each in columns[1:]] == [
        ("weight", Part.VALUE, "kg"),
        ("weight", Part.DATE, None),
        ("weight", Part.METHOD, None),
        ("mri.date", Part.VALUE, None),
        ("pain.back.vas", Part.VALUE, None),
    ]
    assert codes_of(diagnostics) == []


def test_a_stranger_is_told_with_the_nearest_name() -> None:
    """A column that is nearly an element is told by itself, others together, and none of them is read."""
    columns, diagnostics = matched("id", "wieght", "shoe size", "ward")
    assert [each.path for each in columns] == ["id", None, None, None]
    told = {each.message: each.help for each in diagnostics}
    assert set(codes_of(diagnostics)) == {"P0826"}
    assert any("`wieght`" in message and "`weight`" in help_text for message, help_text in told.items())
    assert any("`shoe size`, `ward`" in message for message in told)


def test_entries_say_whose_they_are() -> None:
    """The fields of a list, with or without the name of the list, and made ones never."""
    diagnostics = Diagnostics()
    listed = dictionary().elements["medications"]
    head = Head("medications.csv", ("patient", "medications.drug", "last_dose", "agreement.date", "ongoing"), 1)
    found = match_entries(head, listed, diagnostics)
    assert found is not None
    assert found.patient == "patient"
    assert [each.path for each in found.columns] == [None, "drug", "last_dose", "agreement.date", None]


@pytest.mark.parametrize(("names", "is_told"), [(("id;sex",), True), (("sex",), False), (("a;b", "sex"), False)])
def test_a_file_parted_by_other_marks_is_told(names: tuple[str, ...], is_told: bool) -> None:
    """So saves a spreadsheet where commas stand in numbers; beside others, a column may have the mark in its name."""
    diagnostics = Diagnostics()
    assert match_patients(Head("clinic.csv", names, 1), dictionary().elements, diagnostics) is None
    assert ("save the file parted by commas" in [*diagnostics][-1].help) is is_told
    assert match_entries(Head("m.csv", names, 1), dictionary().elements["medications"], diagnostics) is None
    assert ("save the file parted by commas" in [*diagnostics][-1].help) is is_told


def test_entries_of_nobody_are_refused() -> None:
    """A list without a column of patients belongs to nobody."""
    diagnostics = Diagnostics()
    assert match_entries(Head("m.csv", ("drug",), 1), dictionary().elements["medications"], diagnostics) is None
    assert codes_of(diagnostics) == ["P0822"]


def test_entries_of_two_are_refused() -> None:
    """Of two columns that say whose an entry is nobody could tell which is right."""
    diagnostics = Diagnostics()
    head = Head("m.csv", ("patient", " patient", "drug"), 1)
    assert match_entries(head, dictionary().elements["medications"], diagnostics) is None
    assert codes_of(diagnostics) == ["P0823"]


def test_a_first_row_that_is_no_head_is_not_repeated() -> None:
    """Where no column is an element the names may be somebody's values; an `ID` in capitals is named all the same."""
    diagnostics = Diagnostics()
    assert (
        match_patients(Head("clinic.csv", ("P-0042", "1971-03-02", "72 kg"), 1), dictionary().elements, diagnostics)
        is None
    )
    assert codes_of(diagnostics) == ["P0822"]
    assert not any(part in f"{each.message} {each.help}" for each in diagnostics for part in ("P-0042", "1971", "72"))
    assert match_patients(Head("clinic.csv", ("ID", "ward"), 1), dictionary().elements, diagnostics) is None
    assert "did you mean the column `ID`" in [*diagnostics][-1].help
