"""An edit of a protocol is found, with a patient who shows it and of whom nothing can be left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from posology.api import differing
from posology.api.differing import Wanted, diff
from posology.api.loading import load
from posology.results.difference import Aspect, Difference, Edit, Finding, Leaning, MeaningDiff, Shown
from posology.results.witness import Witness
from posology.verify.judge import Judge
from posology.verify.meaning.sides import Sides
from posology.verify.meaning.smallest import fewer
from tests.unit.judged import knowledge
from tests.unit.verify.meaning.conftest import AS_OF, Change, Differ, copied


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """An edit, the difference that it must be told as, and what the patient must be shown for."""

    changes: tuple[Change, ...]
    part: str
    id: str
    aspect: Aspect
    leaning: Leaning
    edit: Edit = Edit.CHANGED


WEIGHT = (
    "weight: {within: 30 days, method: measured}\n    source: {ref: weight-safety",
    "weight: {within: 45 days, method: measured}\n    source: {ref: weight-safety",
)
EPIDURAL = (
    (
        "cells: {minimum: 20000000, maximum: 25000000, unit: cells}",
        "cells: {minimum: 20000000, maximum: 30000000, unit: cells}",
    ),
    (
        "site: epidural, each: false, minimum: 20000000, maximum: 25000000",
        "site: epidural, each: false, minimum: 20000000, maximum: 30000000",
    ),
)
MRI = """\
  mri:
    kind: inclusion
    text: An MRI was made before the procedure
    condition: mri.date before procedure.date
    source: {ref: trial, section: Ratings, note: "the age of the MRI is not limited"}
"""
ADULT = """\
  adult:
    kind: inclusion
    text: At least 18 years old
    condition: birth_date + 18 years same or before procedure.date
    source: {ref: trial, section: Inclusion Criteria}
"""
LESS, MORE = Leaning.LESS_CAREFUL, Leaning.MORE_CAREFUL

PLANTED = {
    "a hold is shorter": Planted(
        changes=(("trials-14-days: 14 days", "trials-14-days: 10 days"),),
        part="washout rule", id="nsaid", aspect=Aspect.VERDICT, leaning=LESS,
    ),
    "a hold is longer": Planted(
        changes=(("hold: 84 days", "hold: 90 days"),),
        part="washout rule", id="corticosteroid-injected", aspect=Aspect.VERDICT, leaning=MORE,
    ),
    "a hold that turns on the kidney": Planted(
        changes=(("creatinine_clearance >= 50 'mL/min'", "creatinine_clearance >= 40 'mL/min'"),),
        part="washout rule", id="anticoagulant: dabigatran", aspect=Aspect.VERDICT, leaning=LESS,
    ),
    "an agreement is asked for without exception": Planted(
        changes=(("agreement: unless primary prevention", "agreement: required"),),
        part="washout rule", id="aspirin", aspect=Aspect.HOLD, leaning=MORE,
    ),
    "an operator counts a tie": Planted(
        changes=(("pain.back.vas > pain.leg.vas", "pain.back.vas >= pain.leg.vas"),),
        part="criterion", id="axial-over-leg", aspect=Aspect.VERDICT, leaning=LESS,
    ),
    "a weight counts for longer": Planted(
        changes=(WEIGHT,), part="criterion", id="weight-for-dose", aspect=Aspect.CRITERION, leaning=LESS
    ),
    "a criterion is gone": Planted(
        changes=((MRI, ""),),
        part="criterion", id="mri", aspect=Aspect.VERDICT, leaning=LESS, edit=Edit.REMOVED,
    ),
    "a criterion is new": Planted(
        changes=((MRI, MRI + ADULT),),
        part="criterion", id="adult", aspect=Aspect.VERDICT, leaning=MORE, edit=Edit.ADDED,
    ),
    "a dose range and its limit are wider": Planted(
        changes=EPIDURAL, part="plan step", id="epidural", aspect=Aspect.DOSE, leaning=Leaning.MORE_CELLS
    ),
    "a formula doubles": Planted(
        changes=(("weight * 1000000 '{cells}/kg'})", "weight * 2000000 '{cells}/kg'})"),),
        part="plan step", id="iv", aspect=Aspect.DOSE, leaning=Leaning.MORE_CELLS,
    ),
    "a limit is in the way of a dose": Planted(
        changes=(("{reading: iv-dose, floor-100: 100000000", "{reading: iv-dose, floor-100: 110000000"),),
        part="limit", id="iv, cells, hard", aspect=Aspect.VERDICT, leaning=MORE,
    ),
    "two antithrombotics are judged each on its own": Planted(
        changes=(("classes: [anticoagulant, antiplatelet, aspirin]", "classes: [anticoagulant, antiplatelet]"),),
        part="medicines taken together", id="together", aspect=Aspect.VERDICT, leaning=LESS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_an_edit_is_found(name: str, differ: Differ) -> None:
    """It is the one difference, the patient shows it, and shows nothing once anything is left out."""
    planted = PLANTED[name]
    found = differ(*planted.changes)
    difference = only(found)
    assert (difference.part, difference.id, difference.edit) == (planted.part, planted.id, planted.edit)
    shown = next(each for each in difference.shown if each.lead.leaning is planted.leaning)
    assert shown.lead.aspect is planted.aspect
    assert not shown.alone
    sides = Sides(judge(found.old.name), judge(found.new.name))
    assert shown.contrasts == sides.contrasts(shown.witness)
    assert not [each for each in fewer(shown.witness) if still_shows(sides, shown, each)]
    assert found.has_fault


def only(found: MeaningDiff) -> Difference:
    """The one difference of a diff."""
    assert [each.id for each in found.differences if each.finding is Finding.DIFFERENT] == [found.differences[0].id]
    assert found.whole is Finding.DIFFERENT
    return found.differences[0]


def judge(protocol: str) -> Judge:
    """The real engine on one of the forms."""
    return Judge(load(protocol, knowledge()), knowledge().drugs)


def still_shows(sides: Sides, shown: Shown, witness: Witness) -> bool:
    """Whether a smaller patient shows the same difference, and nothing besides."""
    found = sides.contrasts(witness)
    lead = shown.lead
    alike = [
        each
        for each in found
        if (each.aspect, each.about, each.what, each.leaning) == (lead.aspect, lead.about, lead.what, lead.leaning)
        and (lead.aspect not in {Aspect.VERDICT, Aspect.CRITERION} or (each.old, each.new) == (lead.old, lead.new))
    ]
    places = {(each.aspect, each.about, each.what) for each in shown.contrasts}
    return bool(alike) and {(each.aspect, each.about, each.what) for each in found} <= places


def test_the_sentence_names_what_decides(differ: Differ) -> None:
    """A clinician reads how many days, since which medicine, and both answers."""
    shown = only(differ(("trials-14-days: 14 days", "trials-14-days: 12 days"))).shown[0]
    assert shown.sentence == (
        "With 13 drug-free days since ibuprofen, for a procedure on 21 November 2026, "
        "the old version answers deferred, the new one eligible."
    )


def test_a_text_alone_changes_no_meaning(differ: Differ) -> None:
    """It is equivalent, and the text is told beside it."""
    found = differ(("text: An MRI was made before", "text: An MRI has been made before"))
    assert (found.whole, found.differences, found.has_fault) == (Finding.EQUIVALENT, (), False)
    assert [(each.part, each.id, each.field) for each in found.words] == [("criterion", "mri", "text")]


def test_an_edit_under_an_option_that_is_not_chosen(differ: Differ) -> None:
    """It is found, and said to hold under that option only."""
    difference = only(differ(("five-days: 5 days", "five-days: 4 days")))
    assert (difference.id, difference.under) == ("nsaid", "nsaid-hold: five-days")
    assert difference.shown[0].lead.leaning is Leaning.LESS_CAREFUL


def test_another_default_is_a_change_of_a_reading(differ: Differ) -> None:
    """The rules that follow it are no differences of their own."""
    difference = only(differ(("default: floor-100", "default: flat-100")))
    assert (difference.part, difference.id) == ("reading", "iv-dose")
    assert difference.shown[0].lead.leaning is Leaning.FEWER_CELLS


def test_an_option_that_is_gone(differ: Differ) -> None:
    """A clinic that chose it is refused: that is said, and is a difference."""
    found = differ(
        ("      five-days:\n        says:", "      seven-days:\n        says:"),
        ("      five-days: 5 days", "      seven-days: 5 days"),
    )
    difference = only(found)
    assert (difference.part, difference.id) == ("options of a reading", "nsaid-hold")
    assert difference.said[0] == "A site file that chooses five-days for nsaid-hold is refused by the new version."


def test_a_visit_and_a_threshold_of_the_outcome(differ: Differ) -> None:
    """They need no patient: a day and a pair of scores show them."""
    found = differ(
        ("6 months, 12 months, 18 months, 24 months]", "6 months, 12 months, 24 months]"),
        ("change: falls by at least, threshold: 2,", "change: falls by at least, threshold: 3,"),
    )
    assert [(each.part, each.id, each.edit) for each in found.differences] == [
        ("visit", "18 months after the procedure", Edit.REMOVED),
        ("outcome", "responder, part vas", Edit.CHANGED),
    ]
    assert found.differences[1].said == (
        "With a baseline of 10 and a later vas of 8 the part is met by the old version and not met by the new one.",
    )


OWN = """\
elements:
  own_score:
    kind: integer
    question: What is the score?
    supplied_by: the clinic
    hard: {lowest: 0, highest: 10, unit: "1", source: {text: "Invented bound", confidence: argued}}
    source: {text: "Invented", confidence: verified}
"""
SCORED = """\
  scored:
    kind: inclusion
    text: The score is at least 2
    condition: own_score >= 2
    source: {ref: trial, section: Inclusion Criteria}
"""


def test_an_element_that_is_declared_otherwise(tmp_path: Path) -> None:
    """A record that one version takes in and the other refuses shows it."""
    old, new = (copied(tmp_path, (MRI, MRI + SCORED)) for _ in range(2))
    (old / "dictionary.yaml").write_text(OWN, "utf-8")
    (new / "dictionary.yaml").write_text(OWN.replace("highest: 10", "highest: 8"), "utf-8")
    difference = only(diff(Wanted(protocol=str(old)), Wanted(protocol=str(new)), knowledge(), AS_OF))
    assert (difference.part, difference.id) == ("element of a record", "own_score")
    shown = difference.shown[0]
    assert (shown.lead.aspect, shown.lead.new, shown.lead.leaning) == (Aspect.RECORD, "refused", MORE)
    assert shown.sentence.endswith("to this record, the new one refuses it.")
    assert set(shown.witness.record) == {"id", "own_score"}


def test_an_element_that_only_one_version_knows(tmp_path: Path) -> None:
    """The other is asked without it, and that is said."""
    new = copied(tmp_path, (MRI, MRI + SCORED))
    (new / "dictionary.yaml").write_text(OWN, "utf-8")
    found = diff(Wanted(protocol="allorx-spine"), Wanted(protocol=str(new)), knowledge(), AS_OF)
    assert found.unasked == (
        "The old version does not know `own_score`: it is asked about patients without what they record there.",
    )
    assert (only(found).id, only(found).edit) == ("scored", Edit.ADDED)
    assert only(found).shown[0].lead.leaning is MORE


def test_changes_that_take_each_other_back(tmp_path: Path) -> None:
    """A criterion under another name is one removed and one added; of every patient both versions say the same."""
    pytest.importorskip("z3", reason="equivalence is proved by the solver")
    renamed = copied(tmp_path, (MRI, MRI.replace("  mri:", "  mri-made:")))
    found = diff(Wanted(protocol="allorx-spine"), Wanted(protocol=str(renamed)), knowledge(), AS_OF)
    assert [(each.id, each.edit) for each in found.differences] == [("mri", Edit.REMOVED), ("mri-made", Edit.ADDED)]
    assert all(shown.alone for each in found.differences for shown in each.shown)
    assert found.whole is Finding.EQUIVALENT
    assert "take each other back" in found.why
    assert not found.has_fault


def test_without_a_prover_nothing_is_equivalent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that no patient tried shows is undecided, and undecided is a reason to look."""
    monkeypatch.setattr(differing, "prover_if_installed", lambda: None)
    turned = copied(
        tmp_path,
        (
            "conservative_care.physical_therapy = 'failed' or conservative_care.supervised_exercise = 'failed'",
            "conservative_care.supervised_exercise = 'failed' or conservative_care.physical_therapy = 'failed'",
        ),
    )
    found = diff(Wanted(protocol="allorx-spine"), Wanted(protocol=str(turned)), knowledge(), AS_OF)
    assert (found.whole, found.differences[0].finding) == (Finding.UNDECIDED, Finding.UNDECIDED)
    assert "without the extra `prove`" in found.why
    assert found.has_fault


def test_the_same_every_time(differ: Differ) -> None:
    """The same two forms give the same patients."""
    change = ("trials-14-days: 14 days", "trials-14-days: 12 days")
    assert differ(change).differences[0].shown == differ(change).differences[0].shown


def test_a_rule_moved_to_another_line_is_the_same_rule(differ: Differ) -> None:
    """Washout rules are paired by their medicines: one more in front of the others does not move them."""
    factor_xa = "      - ingredients: [apixaban, rivaroxaban, edoxaban]\n        days: 3 days"
    without_apixaban = factor_xa.replace("apixaban, ", "")
    source = "        source: {ref: pain-drug-calculator, section: Direct factor Xa inhibitors, confidence: secondary}"
    apart = "      - ingredients: [apixaban]\n        days: 2 days"
    found = differ((factor_xa, f"{without_apixaban}\n{source}\n{apart}"))
    difference = only(found)
    assert difference.id == "anticoagulant: apixaban, edoxaban and rivaroxaban"
    assert "apixaban" in difference.shown[0].sentence
    assert difference.shown[0].lead.leaning is LESS
