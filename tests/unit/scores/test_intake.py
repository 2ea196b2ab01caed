"""Every row becomes a visit or is set aside with its reason, and a file that cannot be used is refused whole."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.diagnostics.diagnostic import Severity
from posology.ir.outcome import Scale
from posology.scores.scores import Scores
from tests.unit.outcomes.scored import EVENT, GI, QUEBEC, VAS_MM, instrument
from tests.unit.scores.written import MONTHS, SMALL, read, wanted, workbook

HEADER = "patient,group,month,vas,gi,quebec\n"
BASE = HEADER + "A,facets,0,7,,40\nA,facets,3,4.5,45,22\n"


def scores(content: str | bytes, file: str = "scores.csv") -> Scores:
    """The scores of a file of which nothing is told."""
    found, told = read(content, file)
    assert told == ()
    assert found is not None
    return found


def test_a_file_becomes_patients() -> None:
    """Exact scores, one baseline, visits by month; an empty cell is no entry."""
    found = scores(SMALL)
    first, second = found.patients
    assert (first.id, first.groups, first.baseline) == ("A", {"group": "facets"}, {"vas": 7, "quebec": 40})
    assert first.visits[0].scores == {"vas": Decimal("4.5"), "gi": 45, "quebec": 22}
    assert "vas" not in second.visits[0].scores
    assert (found.rows, found.used, found.set_aside) == (4, 4, ())


def test_the_order_of_rows_and_columns_does_not_matter() -> None:
    """The same file shuffled is the same patients."""
    lines = SMALL.splitlines()
    shuffled = "\n".join([lines[0], lines[4], lines[2], lines[3], lines[1]])
    turned = "\n".join(",".join(reversed(line.split(","))) for line in shuffled.splitlines())
    by_id = {each.id: each for each in scores(SMALL).patients}
    assert {each.id: each for each in scores(shuffled).patients} == by_id
    assert {each.id: each for each in scores(turned).patients} == by_id


def test_capitals_in_the_header_do_not_count() -> None:
    """A spreadsheet that writes `VAS` has the same column."""
    assert scores(SMALL.replace("vas", "VAS").replace("patient", "Patient")).patients == scores(SMALL).patients


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",facets,6,5,40,20", "P0710", "patient"),
        ("A,facets,,5,40,20", "P0711", "month"),
        ("A,facets,4,5,40,20", "P0711", "month"),
        ("A,facets,-3,5,40,20", "P0711", "month"),
        ("A,facets,six,5,40,20", "P0711", "month"),
        ("A,facets,6.5,5,40,20", "P0711", "month"),
        ('A,facets,6,"5,5",40,20', "P0712", "vas"),
        ("A,facets,6,n/a,40,20", "P0712", "vas"),
        ("A,facets,6,5e0,40,20", "P0712", "vas"),
        ("A,facets,6,\N{ARABIC-INDIC DIGIT FIVE},40,20", "P0712", "vas"),
        ("A,facets,6,11,40,20", "P0713", "vas"),
        ("A,facets,6,-1,40,20", "P0713", "vas"),
        ("A,facets,6,5,140,20", "P0713", "gi"),
        ("A,facets,6,5,40,101", "P0713", "quebec"),
        ("A,facets,3,5,45,22", "P0714", ""),
        ("A,facets,3,4.5,45,22", "P0714", ""),
        ("A,discs,6,5,40,20", "P0715", "group"),
        ("C,facets,6,5,40,20", "P0716", ""),
        ("A,facets,6,5,5,40,20", "P0717", ""),
    ],
)
def test_a_bad_row_is_set_aside_and_told(row: str, code: str, column: str) -> None:
    """It is told at its row and column, kept among those set aside, and every other row is used."""
    found, told = read(BASE + row + "\n")
    assert found is not None
    assert {each.code for each in told} == {code}
    assert all(each.severity is Severity.WARNING for each in told)
    aside = found.set_aside[-1]
    assert (aside.row, aside.column, aside.code) == (4, column, code)
    last = max(told, key=lambda each: each.span)
    assert (last.span.file, last.span.line) == ("scores.csv", 4)
    assert last.message.startswith("row 4")
    assert found.patients[0].id == "A"


def test_every_fault_of_a_row_is_told() -> None:
    """Two faults are two messages of one row."""
    found, told = read(BASE + "A,facets,7,12,40,xx\n")
    assert [each.code for each in told] == ["P0711", "P0713", "P0712"]
    assert [each.span.column for each in told] == [3, 4, 6]
    assert found is not None
    assert {each.row for each in found.set_aside} == {4}


def test_of_two_rows_that_differ_neither_counts() -> None:
    """Which is right would be a guess; of two that are alike the first counts."""
    differing, _ = read(BASE + "A,facets,3,5,45,22\n")
    alike, _ = read(BASE + "A,facets,3,4.5,45,22\n")
    assert differing is not None
    assert alike is not None
    assert [each.row for each in differing.set_aside] == [3, 4]
    assert differing.patients[0].visits == ()
    assert [each.row for each in alike.set_aside] == [4]
    assert len(alike.patients[0].visits) == 1


def test_a_score_of_another_scale_is_not_converted() -> None:
    """55 of 100 is refused with a hint where the protocol takes 0 to 10, and accepted where it takes 0 to 100."""
    _, told = read(BASE + "A,facets,6,55,,\n")
    assert "divide by 10" in told[0].help
    found, told = read(BASE + "A,facets,6,55,,\n", of=wanted(VAS_MM, GI, QUEBEC))
    assert told == ()
    assert found is not None
    assert found.patients[0].visits[1].scores["vas"] == 55


def test_a_file_in_tenths_of_the_scale_is_doubted() -> None:
    """Seven of a hundred at baseline and three afterwards may be centimetres; nothing is converted, and it is told."""
    text = "patient,month,vas\nA,0,7\nA,3,3\n"
    for of, doubted in ((wanted(VAS_MM, QUEBEC), True), (wanted(), False)):
        found, _ = read(text, of=of)
        assert found is not None
        assert any("these figures are wrong" in each for each in found.notes) is doubted
    found, _ = read(text.replace("A,0,7", "A,0,70"), of=wanted(VAS_MM, QUEBEC))
    assert found is not None
    assert not any("these figures are wrong" in each for each in found.notes)


def test_worsening_is_a_negative_percent() -> None:
    """The trial does not say how worsening is written; it is kept, and meets nothing."""
    assert scores(BASE + "A,facets,6,7,-20,40\n").patients[0].visits[1].scores["gi"] == -20


def test_a_whole_score_is_whole() -> None:
    """A numerical rating has no halves."""
    scale = Scale(unit="points of 10", lowest=Decimal(0), highest=Decimal(10), whole=True)
    whole = instrument("vas", scale)
    _, told = read(BASE, of=wanted(whole, QUEBEC))
    assert [each.code for each in told] == ["P0713"]


def test_a_rating_after_treatment_has_no_baseline() -> None:
    """What a baseline row says of it is not used, and that is said."""
    found = scores(BASE.replace("A,facets,0,7,,40", "A,facets,0,7,0,40"))
    assert "gi" not in found.patients[0].baseline
    assert any("gi is a rating after treatment" in each for each in found.notes)


def test_an_event_is_yes_or_no() -> None:
    """A spreadsheet's truth values are read too; anything else sets the row aside."""
    text = "patient,month,intervention\nA,0,\nA,1,no\nA,3,TRUE\nA,6,perhaps\n"
    found, told = read(text, of=wanted(EVENT))
    assert [each.code for each in told] == ["P0719"]
    assert found is not None
    assert [each.scores["intervention"] for each in found.patients[0].visits] == [False, True]


def test_a_row_without_scores_is_counted_apart() -> None:
    """It is used, and says that the patient was not followed."""
    found = scores(BASE + "A,facets,6,,,\n")
    assert (found.used, found.without_scores) == (3, 1)
    assert found.patients[0].visits[1].scores == {}


def test_a_broken_formula_sets_its_row_aside() -> None:
    """As a missing score it would count for nothing, in silence."""
    rows: list[list[object]] = [["patient", "month", "vas"], ["A", 0, 7], ["A", 3, "=1/0"], ["B", 0, 8]]
    found, told = read(workbook(rows), "scores.xlsx")
    assert [(each.code, each.span.line) for each in told] == [("P0718", 3)]
    assert "C3" in told[0].message
    assert found is not None
    assert [each.id for each in found.patients] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "P0702"),
        ("patient,month\nA,0\n", "P0702"),
        ("patient,visit,vas\nA,0,7\n", "P0702"),
        ("patient;month;vas\nA;0;7\n", "P0702"),
        ("patient,month,vas,vas\nA,0,7,7\n", "P0703"),
        ("patient,month,vas,qebec\nA,0,7,40\n", "P0704"),
        ("patient,month,vas\nA,3,7\n", "P0706"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(text: str, code: str) -> None:
    """An error, and no scores."""
    found, told = read(text)
    assert found is None
    assert code in {each.code for each in told if each.severity is Severity.ERROR}


def test_semicolons_are_named_as_what_they_are() -> None:
    """The most common reason of a file without columns is told."""
    _, told = read("patient;month;vas\nA;0;7\n")
    assert any("semicolons" in each.help for each in told)


@pytest.mark.parametrize("column", ["month", "vas", "patient", "sitee"])
def test_groups_are_made_of_other_columns(column: str) -> None:
    """A column that is a score, or is not there, makes none."""
    found, told = read(SMALL, of=wanted(by=(column,)))
    assert found is None
    assert [each.code for each in told] == ["P0705"]


def test_groups_may_come_from_several_columns() -> None:
    """A patient is in one group of each; an empty cell says nothing."""
    text = "patient,month,vas,disc,neck\nA,0,7,yes,\nA,3,4,,no\nB,0,7,,no\n"
    found, told = read(text, of=wanted(by=("disc", "Neck")))
    assert told == ()
    assert found is not None
    assert [each.groups for each in found.patients] == [{"disc": "yes", "neck": "no"}, {"neck": "no"}]


def test_what_is_not_used_is_named() -> None:
    """Columns and sheets that nobody asked for, and scores that the file does not have."""
    notes = " ".join(scores("patient,month,vas,age\nA,0,7,50\n").notes)
    assert "the column age" in notes
    assert "gi and quebec" in notes
    book = workbook([["patient", "month", "vas"], ["A", 0, 7]], sheets=("Old",))
    assert any("not Old" in each for each in scores(book, "scores.xlsx").notes)


cells = st.one_of(st.none(), st.sampled_from(["0", "3", "7.5", "11", "x", " ", "=1", "A"]), st.text(max_size=4))


@given(st.lists(st.tuples(*[cells] * 4), max_size=8))
def test_no_row_is_lost(rows: list[tuple[str | None, ...]]) -> None:
    """Whatever stands in the cells, each row that has anything in it is used or set aside, and none is both."""
    quoted = [",".join(_quoted(cell) for cell in row) for row in rows]
    found, told = read("patient,month,vas,quebec\n" + "BASE,0,5,50\n" + "\n".join(quoted))
    if found is None:
        assert any(each.severity is Severity.ERROR for each in told)
        return
    aside = {each.row for each in found.set_aside}
    assert found.rows == found.used + len(aside)
    assert {each.month for patient in found.patients for each in patient.visits} <= set(MONTHS)


def _quoted(cell: str | None) -> str:
    return "" if cell is None else '"' + cell.replace('"', '""') + '"'
