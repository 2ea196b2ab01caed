"""A sheet is final only with nothing missing; each thing taken away is listed with where to put it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posology.api import sheet
from posology.results.check import Verdict
from posology.results.sheet import Sheet, SheetStatus
from posology.results.signing import Meaning, SecondCheck, Signature, Trailed, Voided
from tests.unit.explain.test_supply import WASH
from tests.unit.judged import AS_OF, CANDIDATE, facts, rules
from tests.unit.sited import AGREED, AUTHOR, DAY, READY, SECOND, SITE, drawn, final, passed, rules_with, site, stated


def lacking(made: Sheet) -> list[str]:
    """What the sheet lacks to be final, as sentences."""
    return [each.what for each in made.needs]


def test_a_sheet_with_everything_is_verified() -> None:
    """Eligible on the day, every dose planned, everything approved, and worked out anew by a second person."""
    made = final()
    assert made.verdict is Verdict.ELIGIBLE
    assert made.status is SheetStatus.VERIFIED
    assert made.needs == ()
    assert made.draft_because == made.withheld == ()
    assert made.second_check is not None
    assert made.second_check.by == SECOND


def test_nobody_gets_a_final_sheet_who_did_not_ask_for_one() -> None:
    """The same sheet is a draft until it is asked for as final."""
    made = drawn(trailed=passed(drawn()))
    assert made.needs == ()
    assert made.status is SheetStatus.DRAFT
    assert made.draft_because == ("No clinician has verified and signed it.",)


APPROVED = ", approved_by: invented medical director, on: 2026-11-01"


@pytest.mark.parametrize(
    ("old", "new", "said", "where"),
    [
        (f"floor-100{APPROVED}", "floor-100", "the reading iv-dose", "readings.iv-dose"),
        (
            f"anticoagulant.3: {{days: 4{APPROVED}}}",
            "anticoagulant.3: {days: 4}",
            "the hold anticoagulant.3",
            "holds.anticoagulant.3",
        ),
        ("legal_basis: {kind: IND, number: invented 12345, recorded_by: invented study coordinator, on: 2026-11-01}\n",
         "", "legal basis", "legal_basis"),
        ("ethics: {board: Invented review board, number: invented 2026-1, on: 2026-10-01}\n",
         "", "ethics board", "ethics"),
        ('consent: {version: "3", on: 2026-10-15}', "# none ", "consent that the clinic uses", "consent"),
        ('consent: {version: "3"', 'consent: {version: "4"', "signed version 3 of the consent", "consent"),
        ("prescriber: {name: Dr Invented, licence: invented}\n", "", "The prescriber is not recorded", "prescriber"),
        ("  name: Invented cells\n", "", "The name of the product", "product.name"),
        ("  form: frozen suspension in vials\n", "", "The form of the product", "product.form"),
        ("cells: 22000000, volume: 8 mL", "volume: 8 mL", "Planned cells are not chosen", "planned.epidural"),
        ("  facet: {maximum: 1.5 mL", "  disc: {maximum: 1.5 mL", "No limit of the volume", "volume_limits.facet"),
        (WASH, "    washed: true\n", "what that leaves of a vial is not stated", "after_wash"),
        ("[iv, epidural, facet]", "[iv, facet]", "Epidural injection is not laid out", "product.cryoprotectant"),
        ("floor-100, approved_by: invented medical director, on: 2026-11-01",
         "floor-100, approved_by: invented medical director, on: 2026-12-08", "after the day of judging", "iv-dose.on"),
        ("on: 2026-10-01}", "on: 2026-12-08}", "ethics board is dated 8 December 2026", "ethics.on"),
    ],
)  # fmt: skip
def test_each_thing_that_the_clinic_left_out_is_listed(old: str, new: str, said: str, where: str) -> None:
    """And the sheet stays a draft."""
    made = final(text=site((old, new)))
    assert made.status is SheetStatus.DRAFT
    found = [each for each in made.needs if said in each.what]
    assert len(found) == 1, lacking(made)
    assert where in found[0].where


@pytest.mark.parametrize("on", ["2026-12-07", "2026-12-08"])
def test_an_approval_counts_from_its_day(on: str) -> None:
    """On the day of the procedure it counts, a day later it does not yet."""
    made = final(text=site(("floor-100, approved_by: invented medical director, on: 2026-11-01",
                            f"floor-100, approved_by: invented medical director, on: {on}")))  # fmt: skip
    assert (made.status is SheetStatus.VERIFIED) is (on == "2026-12-07")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("birth_date: 1971-03-02\n", "", "date of birth"),
        (', version: "3"', "", "version of the consent is not recorded"),
        (', version: "3", date: 2026-11-09}', ', version: "3"}', "date of the consent is not recorded"),
        (", agreement: {prescriber: Dr A, date: 2026-11-21}", "", "agreement of the prescriber of apixaban"),
        (", taken_for: atrial fibrillation", "", "What apixaban is taken for"),
        (", thrombotic_risk: low", "", "risk of a clot while apixaban is held"),
        ("last_dose: 2026-12-02", "last_dose: 2026-12-03", "The verdict is deferred"),
        ("last_dose: 2026-12-02", "last_dose: ongoing", "The verdict is deferred"),
        ("165 cm", "110 cm", "a body mass index of 59.5"),
    ],
)
def test_each_thing_that_the_record_lacks_is_listed(old: str, new: str, said: str) -> None:
    """Four drug-free days before 7 December end with a last dose on the second: a day later it is not final."""
    assert old in READY
    made = final(READY.replace(old, new))
    assert made.status is SheetStatus.DRAFT
    assert sum(said in each for each in lacking(made)) == 1, lacking(made)
    assert all(each.where.startswith("the record") for each in made.needs if said in each.what)


def test_a_sheet_of_another_day_is_not_final() -> None:
    """Eligible for the day is not eligible on the day."""
    asked, known = (
        rules_with(SITE),
        facts(CANDIDATE.replace("apixaban, last_dose: ongoing", "apixaban, last_dose: 2026-11-01")),
    )
    made = sheet(asked, known, AS_OF, DAY)
    assert made.verdict is Verdict.ELIGIBLE
    assert any("not on the day of the procedure, 7 December 2026" in each for each in lacking(made))


def test_a_verdict_against_it_is_never_final() -> None:
    """Whatever the trail says: no dose, and a draft."""
    made = final(READY.replace("physical_therapy: failed", "physical_therapy: helped"))
    assert made.status is SheetStatus.DRAFT
    assert made.withheld
    assert made.injections == ()
    assert made.supply.vials == ()


ANEW = "No second person has worked out this very sheet anew."
PASSED = SecondCheck(
    sheet="", content_sha256="", by=SECOND, at="2026-12-07T08:15:00+01:00", author=AUTHOR, passed=True, differences=(),
    entry=2,
)  # fmt: skip


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        (replace(PASSED, sheet="0000-0000-0000-0000-0000"), ANEW),
        (replace(PASSED, content_sha256="0" * 64), ANEW),
        (replace(PASSED, by=AUTHOR), "The second check was made by the author of the sheet."),
        (
            replace(PASSED, passed=False, differences=("vials",)),
            "The second check was not passed: it differs in vials.",
        ),
    ],
)
def test_a_second_check_counts_for_its_sheet_by_another_person_and_passed(checked: SecondCheck, said: str) -> None:
    """Anything else is none."""
    old = drawn()
    found = replace(checked, sheet=checked.sheet or old.id, content_sha256=checked.content_sha256 or old.content_sha256)
    made = drawn(trailed=Trailed(second_check=found), final=True)
    assert made.status is SheetStatus.DRAFT
    assert lacking(made) == [said]


def test_without_a_second_check_nothing_else_is_missing() -> None:
    """It is the last thing, and is asked for."""
    assert lacking(drawn(final=True)) == ["No second person has worked out this very sheet anew."]


def test_what_the_trail_declares_void_is_void() -> None:
    """Whatever else holds, and whether final was asked for or not."""
    trailed = replace(passed(drawn()), voided=Voided(by=AUTHOR, at="2026-12-07T09:00:00+01:00", reason="weighed again"))
    for asked in (True, False):
        made = drawn(trailed=trailed, final=asked)
        assert made.status is SheetStatus.VOID
        assert made.voided is not None


def test_a_changed_input_makes_another_sheet_that_nobody_has_checked() -> None:
    """The check of the old one does not carry over: record, site file and day each make another id."""
    old = drawn()
    trailed = passed(old)
    others = [
        drawn(READY.replace("72 kg", "72.5 kg"), trailed=trailed, final=True),
        drawn(text=site(("cells: 22000000", "cells: 22000001")), trailed=trailed, final=True),
        drawn(text=SITE + "# another comment\n", trailed=trailed, final=True),
        sheet(rules(), stated(READY), DAY, DAY, trailed=lambda _: trailed, final=True),
    ]
    assert len({old.id, *(each.id for each in others)}) == 5
    assert {each.status for each in others} == {SheetStatus.DRAFT}


def test_who_signs_and_when_it_is_made_change_neither_id_nor_content() -> None:
    """What was checked is what is signed."""
    asked, known = rules_with(SITE), stated(READY)
    one = sheet(asked, known, DAY, DAY, created="2026-12-07T08:00:00+01:00")
    signed = Signature(
        name=SECOND, at="2026-12-07T08:20:00+01:00", meaning=Meaning.VERIFIER, content_sha256=one.content_sha256
    )
    other = sheet(asked, known, DAY, DAY, trailed=lambda _: replace(passed(one), signatures=(signed,)), final=True)
    assert (one.id, one.content_sha256) == (other.id, other.content_sha256)
    assert other.signatures == (signed,)


def test_a_signature_of_another_content_is_not_shown() -> None:
    """It is bound to what was signed."""
    signed = Signature(name=SECOND, at="2026-12-07T08:20:00+01:00", meaning=Meaning.VERIFIER, content_sha256="0" * 64)
    assert drawn(trailed=replace(passed(drawn()), signatures=(signed,))).signatures == ()


def test_holds_stand_with_their_approval_beside_what_was_asked() -> None:
    """Planned against actual: days, the last dose as recorded, who approved and who agreed."""
    holds = {each.drug: each for each in final().holds}
    assert set(holds) == {"naproxen", "apixaban"}
    assert holds["apixaban"].drug_free_days == 4
    assert holds["apixaban"].last_dose == "2026-12-02"
    assert holds["apixaban"].approval is not None
    assert holds["apixaban"].agreement == "agreed by Dr A on 21 November 2026"


def test_an_ind_has_the_words_of_its_label_and_premedication_its_conflict() -> None:
    """Both stand on the sheet as cautions; neither without its fact."""
    assert any("21 CFR 312.6" in each for each in final().cautions)
    other = final(text=site(("kind: IND", "kind: other-recorded-pathway")))
    assert other.cautions == ()
    asked = final(text=site(("  residues: bovine", "  premedication: hydrocortisone\n  residues: bovine")))
    assert any("hydrocortisone" in each and "prescriber decides" in each for each in asked.cautions)


@pytest.mark.parametrize(("last", "asked"), [("2026-10-25", False), ("2026-10-26", True), ("2026-11-08", True)])
def test_an_agreement_is_needed_to_a_hold_of_this_procedure(last: str, asked: bool) -> None:
    """Consent on 9 November: fourteen days before it, the longest of such holds, what was left off may be for this."""
    record = READY.replace(
        "last_dose: 2026-12-02, agreement: {prescriber: Dr A, date: 2026-11-21}", f"last_dose: {last}"
    )
    made = final(record)
    assert any("agreement of the prescriber of apixaban" in each for each in lacking(made)) is asked
    agreement = next(each.agreement for each in made.holds if each.drug == "apixaban")
    assert agreement is not None
    assert "not recorded" in agreement


@pytest.mark.parametrize(
    ("agreed", "last", "said"),
    [
        ("2026-12-02", "2026-12-02", None),
        ("2026-12-03", "2026-12-02", "is after the last dose, 2 December 2026"),
        ("2026-11", "2026-11-30", None),
        ("2026-11", "2026-11-29", "may be after the last dose, 29 November 2026"),
        ("2026-11-01", "2026-11", None),
        ("2026-11-02", "2026-11", "may be after the last dose, November 2026"),
        ("2026-12-01", "2026-11", "is after the last dose, November 2026"),
    ],
)
def test_a_prescriber_agrees_before_a_medicine_is_left_off(agreed: str, last: str, said: str | None) -> None:
    """On the same day at the latest; of a month the last day of the agreement and the first of the last dose count."""
    written = f"last_dose: {last}, agreement: {{prescriber: Dr A, date: {agreed}}}"
    made = final(READY.replace(AGREED, written))
    found = [each for each in made.needs if "nobody leaves a medicine off" in each.what]
    assert [(said or "") in each.what for each in found] == ([] if said is None else [True]), found
    assert (made.status is SheetStatus.VERIFIED) is (said is None)
    assert all("`agreement: {prescriber, date}` of apixaban" in each.where for each in found)


def test_nobody_is_asked_when_a_medicine_was_agreed_to_that_is_long_over() -> None:
    """What was left off months before the consent was left off for something else."""
    made = final(READY.replace(AGREED, "last_dose: 2026-08-01, agreement: {prescriber: Dr A, date: 2026-11-21}"))
    assert not any("nobody leaves a medicine off" in each for each in lacking(made))


@pytest.mark.parametrize("said", ["tbd", "to follow", "?", "unknown"])
@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("prescriber: Dr A", "prescriber: {}", "the prescriber of apixaban"),
        ("taken_for: atrial fibrillation", "taken_for: {}", "what it is taken for of apixaban"),
        ("thrombotic_risk: low", "thrombotic_risk: {}", "the risk of a clot of apixaban"),
        ("id: P-0042", "id: {}", "the id of the patient"),
        ("epidural_level: L4-L5", "epidural_level: L4-L5, indication: {}", "the indication"),
    ],
)
def test_words_of_the_record_that_say_nothing_are_asked_again(old: str, new: str, what: str, said: str) -> None:
    """Each with its place."""
    assert old in READY
    made = final(READY.replace(old, new.format(f'"{said}"')))
    assert made.status is SheetStatus.DRAFT
    (found,) = [each for each in made.needs if "says nothing" in each.what]
    assert found.what == f"`{said}` is written where {what} belongs, and says nothing."
    assert found.where.startswith("the record")


def test_without_the_day_of_the_consent_no_hold_is_taken_for_an_older_one() -> None:
    """What nobody recorded is no reason to ask less."""
    record = READY.replace(
        "last_dose: 2026-12-02, agreement: {prescriber: Dr A, date: 2026-11-21}", "last_dose: 2026-10-01"
    ).replace(", date: 2026-11-09}\ncontra", "}\ncontra")
    assert any("agreement of the prescriber of apixaban" in each for each in lacking(final(record)))


def test_the_last_dose_that_was_asked_for_stands_beside_the_actual_one() -> None:
    """Also of a hold that was kept and is over on the day."""
    holds = {each.drug: each for each in final().holds}
    assert (str(holds["apixaban"].on_or_before), holds["apixaban"].last_dose) == ("2026-12-02", "2026-12-02")


def test_a_medicine_against_clotting_says_what_it_is_for() -> None:
    """One of another kind is not asked."""
    holds = {each.drug: each for each in final().holds}
    assert (holds["apixaban"].indication, holds["apixaban"].thrombotic_risk) == ("atrial fibrillation", "low")
    assert not holds["naproxen"].asks_risk


@pytest.mark.parametrize(("indication", "asked"), [("primary-prevention", False), ("secondary-prevention", True)])
def test_aspirin_for_primary_prevention_needs_no_agreement(indication: str, asked: bool) -> None:
    """As the protocol has it."""
    record = READY.replace(
        "  - {drug: naproxen, last_dose: 2026-11-18}",
        f"  - {{drug: aspirin, last_dose: 2026-11-20, indication: {indication}}}",
    )
    assert record != READY
    assert any("prescriber of aspirin" in each for each in lacking(final(record))) is asked
