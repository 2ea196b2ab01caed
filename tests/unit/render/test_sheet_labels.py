"""A label says for itself whom it is for, what is in the syringe and where that goes; what is open has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from posology.api import sheet as lay_out
from posology.explain.sheet import IND_STATEMENT
from posology.render.labels_typst import labels_as_pdf, labels_as_pngs
from posology.render.sheet_labels import Label, labels_as_text, labels_of
from posology.render.sheet_section import PAPERS
from posology.results.sheet import Sheet, SheetStatus
from posology.results.signing import Voided
from tests.unit.explain.test_supply import UNWASHED
from tests.unit.judged import AS_OF, CANDIDATE, facts, rules
from tests.unit.sited import READY, drawn, final, site


def fields(label: Label) -> dict[str, str | None]:
    """What stands on the label by its name."""
    return {each.label: each.text for each in label.fields}


def test_every_row_that_is_laid_out_has_a_label() -> None:
    """In the order of the rows, each with its place in full words."""
    labels = labels_of(drawn())
    assert [each.row for each in labels.each] == list(range(1, 19))
    assert labels.each[1].target == "epidural injection, lumbar epidural space, L4-L5"
    assert labels.each[2].target == "facet joint injection, left L2-L3 facet joint"
    assert labels.without == ()


def test_a_label_stands_for_itself() -> None:
    """Two identifiers, product, cells, volume, sheet, and blanks for who prepares it."""
    labels = labels_of(drawn())
    assert labels.patient == "P-0042, born 2 March 1971"
    said = fields(labels.each[2])
    assert (said["Product"], said["Cells"], said["Volume"]) == ("Invented cells", "2 million cells", "1 mL")
    assert said["Contains"] == "0.56 mL of the washed product, 0.44 mL of diluent"
    blanks = [name for name, text in said.items() if text is None]
    assert blanks[-3:] == ["Prepared by", "Prepared at", "Use before (60 min)"]
    assert fields(labels.each[0])["Volume"] == "50 mL over 30 min"


def test_a_label_says_thawed_only_of_what_is_not_washed() -> None:
    """After a wash a mL holds other cells, so the one is never drawn for the other; a time nobody states is none."""
    (label,) = [each for each in labels_of(drawn(text=site(UNWASHED))).each if each.row == 3]
    assert "of the thawed product" in (fields(label)["Contains"] or "")
    limit = '  use_within: {time: 60 min, source: "invented, to show where a limit of time stands"}\n'
    (label,) = [each for each in labels_of(drawn(text=site((limit, "")))).each if each.row == 3]
    assert fields(label)["Use before (no limit stated)"] is None


def test_the_words_of_the_law_stand_on_every_label_under_an_ind() -> None:
    """As they are prescribed; by another legal basis they are not printed."""
    assert {each.statement for each in labels_of(drawn()).each} == {IND_STATEMENT}
    other = drawn(text=site(("kind: IND", "kind: other-recorded-pathway")))
    assert {each.statement for each in labels_of(other).each} == {""}


@pytest.mark.parametrize("made", [drawn, final])
def test_every_label_in_text_says_status_patient_sheet_and_banner(made: Callable[[], Sheet]) -> None:
    """None of them can be parted from it."""
    sheet = made()
    text = " ".join(labels_as_text(sheet).split())
    assert text.count(sheet.status.value) >= 18
    for said in ("Patient: P-0042, born 2 March 1971", f"Sheet: {sheet.id}", IND_STATEMENT, "Into: facet joint"):
        assert text.count(said) >= 16
    assert text.count(sheet.banner) == 19


def test_what_is_open_has_no_label() -> None:
    """A level that nobody stated, cells that nobody chose, a sheet that lays out nothing: each is said."""
    unsaid = labels_of(drawn(READY.replace(", epidural_level: L4-L5", "")))
    assert unsaid.without == ("Row 2 has no label: its level is not recorded.",)
    bare = labels_of(lay_out(rules(), facts(CANDIDATE), AS_OF))
    assert "Row 2 has no label: its cells are not chosen." in bare.without
    withheld = labels_of(drawn(READY.replace("physical_therapy: failed", "physical_therapy: helped")))
    assert withheld.each == ()
    assert withheld.without


def test_a_void_sheet_has_no_labels() -> None:
    """Nothing is given by it."""
    voided = replace(
        drawn(), status=SheetStatus.VOID, voided=Voided(by="A", at="2026-12-07T09:00:00+01:00", reason="withdrawn")
    )
    labels = labels_of(voided)
    assert labels.each == ()
    assert labels.without == ("The sheet is VOID, and nothing is given by it.",)
    assert "VOID" in labels_as_text(voided)


@pytest.mark.parametrize("paper", PAPERS)
def test_labels_are_printed_the_same_every_time(paper: str) -> None:
    """Eighteen labels take three pages of either paper, and the bytes are the same."""
    made = drawn()
    assert labels_as_pdf(made, paper) == labels_as_pdf(made, paper)
    assert len(labels_as_pngs(made, paper, 30)) == 3
