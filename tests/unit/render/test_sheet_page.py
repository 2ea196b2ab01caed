"""The words of a printed sheet: a row for each injection, blanks where only people know, nothing prefilled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from posology.render.sheet_page import Page, page_of
from posology.render.sheet_section import BOX, Section
from posology.render.sheet_words import moment_in_words
from posology.results.sheet import Sheet, SheetStatus
from posology.results.signing import Meaning, SecondCheck, Signature, Voided
from tests.unit.render.printed import candidate_sheet, first_patient_sheet, withheld_sheet
from tests.unit.sited import drawn

AT = "2026-12-07T08:15:00+01:00"
SAID = "7 December 2026, 08:15:00, UTC+01:00"


def section(page: Page, name: str) -> Section:
    """The section of that name."""
    return next(each for each in (*page.sections, *page.reasons) if each.name == name)


@pytest.mark.parametrize("sheet", [candidate_sheet(), first_patient_sheet()], ids=["candidate", "first patient"])
def test_each_injection_is_a_row_to_tick(sheet: Sheet) -> None:
    """Target with side and level, range, planned dose, volume, two boxes, a deviation and two times to write."""
    rows = section(page_of(sheet), "injections").rows
    assert len(rows) == len(sheet.injections)
    for row, injection in zip(rows, sheet.injections, strict=True):
        number, target, cells, planned, volume, *boxes = row
        assert number == str(injection.number)
        assert target.startswith(injection.target)
        assert cells.endswith("cells")
        assert planned.endswith("cells")
        assert volume.endswith(" mL")
        assert boxes == [BOX, BOX, "", "", ""]


def test_the_level_of_an_epidural_is_a_blank() -> None:
    """The protocol states none, so that whoever chooses it writes it."""
    rows = section(page_of(candidate_sheet()), "injections").rows
    blanks = [row[1] for row in rows if row[1].endswith("level:")]
    assert blanks == [f"{candidate_sheet().injections[1].target}; level:"]


def test_a_blocked_row_has_nothing_to_give_and_nothing_to_tick() -> None:
    """Neither a number nor a box that would look like an order."""
    sheet = candidate_sheet()
    blocked = replace(sheet.injections[2], blocked="the cryoprotectant is not cleared")
    rows = section(page_of(replace(sheet, injections=(blocked,))), "injections").rows
    assert rows == (("3", blocked.target, "not laid out", "not laid out", "", "", "", "", "", ""),)


def test_what_nobody_chose_is_not_filled_in() -> None:
    """A range without a choice says so, and a volume that nobody states is a blank without a unit."""
    sheet = candidate_sheet()
    open_ = replace(
        sheet.injections[2], cells=replace(sheet.injections[2].cells, planned=None), volume=None, amount=None
    )
    (row,) = section(page_of(replace(sheet, injections=(open_,))), "injections").rows
    assert row[3:5] == ("not chosen", "")


def test_page_one_has_what_a_proceduralist_works_from() -> None:
    """From the order and the time-out over the rows to the second check and the signatures, in the order of use."""
    names = [each.name for each in page_of(candidate_sheet()).sections]
    assert names == ["order", "time-out", "injections", "totals", "vials", "product", "holds", "signatures"]


def test_the_time_out_names_everything_that_is_said_aloud() -> None:
    """Patient, procedure, level, side, consent, allergies, antithrombotics and product, each with a box."""
    entries = section(page_of(candidate_sheet()), "time-out").entries
    said = ["Patient", "Procedure", "Level", "Side", "Consent", "Allergies", "Antithrombotics", "Product match"]
    assert [each.label.partition(",")[0] for each in entries] == said
    assert all(each.tick for each in entries)
    blanks = [each.label for each in entries if each.text is None]
    assert blanks == ["Allergies, also to DMSO and bovine serum albumin", "Product match"]


def test_vials_stand_with_their_arithmetic() -> None:
    """How many, of what each holds; without product facts that nothing is counted, and a blank."""
    sheet = candidate_sheet()
    entries = section(page_of(sheet), "vials").entries
    (count,) = sheet.supply.vials
    assert f"{count.vials} vials for {count.name}" in [each.label for each in entries]
    assert count.says in [each.text for each in entries]


def test_a_withheld_sheet_says_why_and_has_nothing_to_sign() -> None:
    """No row, no vial, no signature: nothing of it looks like an order."""
    page = page_of(withheld_sheet())
    assert [each.name for each in page.sections] == ["order", "withheld"]
    assert tuple(each.text for each in section(page, "withheld").entries) == withheld_sheet().withheld
    assert not any(each.pictures for each in page.reasons)


def test_a_hold_stands_beside_what_happened() -> None:
    """Planned last dose and restart; the actual ones are blanks, unless a day is recorded already."""
    rows = {row[0]: row for row in section(page_of(candidate_sheet()), "holds").rows}
    assert rows["apixaban, taken for:"][1:5] == ("2 December 2026", "", "8 December 2026", "")
    assert rows["naproxen"][2] == "18 November 2026"
    assert all(row[-1] == BOX for row in rows.values())


def test_what_a_medicine_is_for_and_the_risk_are_asked_on_paper() -> None:
    """Of one against clotting; where it is recorded it stands there."""
    row = next(row for row in section(page_of(candidate_sheet()), "holds").rows if row[0].startswith("apixaban"))
    assert row[5].endswith("; risk of a clot:")
    ready = next(row for row in section(page_of(drawn()), "holds").rows if row[0].startswith("apixaban"))
    assert ready[0] == "apixaban, taken for atrial fibrillation"
    assert ready[5] == "agreed by Dr A on 21 November 2026; risk of a clot: low"
    naproxen = next(row for row in section(page_of(drawn()), "holds").rows if row[0] == "naproxen")
    assert naproxen[5] == "none asked for by the protocol"


def test_what_follows_a_mismatch_is_said() -> None:
    """Beside the two who match patient, container and order."""
    assert "nothing is given" in section(page_of(candidate_sheet()), "product").note


def test_a_signature_says_who_when_what_and_for_which_content() -> None:
    """Name, time with offset and meaning; one that was given for another content says so."""
    sheet = candidate_sheet()
    signed = (
        Signature(name="A. One", at=AT, meaning=Meaning.AUTHOR, content_sha256=sheet.content_sha256),
        Signature(name="B. Two", at=AT, meaning=Meaning.VERIFIER, content_sha256="0" * 64),
    )
    rows = section(page_of(replace(sheet, signatures=signed)), "signatures").rows
    assert rows[1] == ("author", "A. One", SAID, "signed in the trail, for this content")
    assert rows[2] == ("verifier", "B. Two", SAID, f"for other content, sha256 {'0' * 64}")
    assert rows[3] == ("approver", "", "", "")


@pytest.mark.parametrize(("passed", "says"), [(True, "passed; entry 7"), (False, "not passed: the weight; entry 7")])
def test_a_second_check_says_how_it_came_out(passed: bool, says: str) -> None:
    """By whom, when, and where it stands in the trail; before it there is a blank."""
    sheet = candidate_sheet()
    before = section(page_of(sheet), "signatures").rows[0]
    assert before == ("second check, independent", "", "", "passed or not passed:")
    check = SecondCheck(
        sheet=sheet.id,
        content_sha256=sheet.content_sha256,
        by="B. Two",
        at=AT,
        author="A. One",
        passed=passed,
        differences=() if passed else ("the weight",),
        entry=7,
    )
    row = section(page_of(replace(sheet, second_check=check)), "signatures").rows[0]
    assert row == ("second check, independent", "B. Two", SAID, f"{says} of the trail")


def test_the_status_is_said_in_words() -> None:
    """A draft is not for use, a verified sheet for its content only, a void one says by whom and why."""
    sheet = candidate_sheet()
    voided = Voided(by="A. One", at=AT, reason="another weight")
    said = {
        SheetStatus.DRAFT: "Not for use until verified and signed.",
        SheetStatus.VERIFIED: "Nothing that a final sheet needs is open. For this content only.",
        SheetStatus.VOID: f"Not to be used. Declared void by A. One, {SAID}: another weight.",
    }
    for status, words in said.items():
        page = page_of(replace(sheet, status=status, voided=voided if status is SheetStatus.VOID else None))
        assert (page.status, page.status_says) == (status.value, words)


def test_the_reasons_have_what_a_reader_may_ask() -> None:
    """Why the patient qualifies, how each dose comes about, readings with approvals, medicines, care, sources."""
    names = {each.name for each in page_of(candidate_sheet()).reasons}
    asked = {"spine", "needs", "qualifies", "doses", "supply", "readings", "medicines", "restarts", "care", "visits"}
    logs = {"vial-log", "certificate", "observations"}
    assert asked | logs | {"derivation", "use", "limits", "sources", "made-from"} <= names


def test_every_reading_stands_with_its_approval() -> None:
    """Who approved it and on which day, or that nobody has."""
    sheet = candidate_sheet()
    rows = section(page_of(sheet), "readings").rows
    assert {row[2] for row in rows} == {"invented medical director, 1 November 2026"}
    bare = section(page_of(replace(sheet, reading_approvals=())), "readings").rows
    assert {row[2] for row in bare} == {"not approved"}


def test_each_vial_has_a_row_of_its_own() -> None:
    """As many as are thawed, each with room for its identifier, lot, expiry and thaw."""
    sheet = candidate_sheet()
    assert len(section(page_of(sheet), "vial-log").rows) == sheet.supply.total_vials


@pytest.mark.parametrize(("at", "said"), [(AT, SAID), ("2026-12-07T08:15:00", "2026-12-07T08:15:00"), ("noon", "noon")])
def test_times_have_their_offset(at: str, said: str) -> None:
    """What has none names no instant, and is left as it is."""
    assert moment_in_words(at) == said


def test_every_page_says_what_made_it() -> None:
    """Protocol with version and hash, content, engine, and when it was made."""
    sheet = replace(candidate_sheet(), created=AT)
    stamp = " ".join(page_of(sheet).stamp)
    stamped = sheet.protocol
    for said in (stamped.id, stamped.version, stamped.sha256, sheet.content_sha256, sheet.engine_version):
        assert said in stamp
    assert f"created {SAID}" in stamp
    assert sheet.as_of == date(2026, 11, 20)


def test_a_route_without_cells_leaves_no_blank_to_write_some() -> None:
    """Where nothing is planned, or the source counts no cells, a blank would ask for a number."""
    sheet = candidate_sheet()
    rows = {row[0]: row for row in section(page_of(sheet), "totals").rows}
    assert rows["Disc injection"][2] == "no number of cells"
    uncounted = replace(sheet.injections[2].cells, minimum=None, maximum=None, planned=None, counted=False)
    amount = sheet.injections[2].amount
    assert amount is not None
    amount = replace(amount, cells=None, drawn=None, diluent=None, difference=None)
    by_volume = replace(sheet.injections[2], cells=uncounted, amount=amount)
    (row,) = section(page_of(replace(sheet, injections=(by_volume,))), "injections").rows
    assert row[2:5] == ("cells not counted", "no number of cells", "1 mL")


def test_what_rounding_does_to_the_cells_stands_under_the_rows() -> None:
    """Row by row, where a syringe cannot be filled more exactly; how much is drawn stands in the row."""
    note = section(page_of(candidate_sheet()), "injections").note
    assert "about 0.01 % more cells than planned for row 1; about 0.02 % fewer cells than planned for row 2" in note
    assert "0.8 % more cells than planned for rows 3 to 18" in note


def test_a_weight_is_printed_by_the_one_formatter() -> None:
    """A weight recorded as 52.0 kg is printed as 52 kg: a point that is overlooked makes it ten times as much."""
    sheet = candidate_sheet()
    weight = replace(sheet.measurements[0], value="52.0 kg")
    fields = dict(section(page_of(replace(sheet, measurements=(weight,))), "order").fields)
    assert fields["Weight"] == "52 kg, measured, 9 November 2026"
