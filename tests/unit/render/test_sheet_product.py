"""The product on paper: lot, identifier and expiry to tick, the certificate beside its limits, what is left over."""

from __future__ import annotations

import json

from posology.render.sheet_html import sheet_as_html
from posology.render.sheet_json import sheet_as_json
from posology.render.sheet_page import page_of
from posology.render.sheet_section import BOX, Section
from posology.render.sheet_text import sheet_as_text
from posology.results.sheet import Sheet
from tests.unit.explain.test_supply import UNWASHED
from tests.unit.explain.test_washed import ALONE
from tests.unit.sited import READY, drawn, site


def section(made: Sheet, name: str) -> Section:
    """The section of that name."""
    page = page_of(made)
    return next(each for each in (*page.sections, *page.reasons) if each.name == name)


def on_one_line(text: str) -> str:
    """The text without its lines."""
    return " ".join(text.split())


def test_page_one_has_the_lot_to_tick_against_the_vial() -> None:
    """What is known is printed with a box, what is not is a blank."""
    printed = section(drawn(), "product").fields
    fields = {label: None if said is None else said.replace("\N{NO-BREAK SPACE}", " ") for label, said in printed}
    assert fields["Lot"] == f"{BOX} INV-7"
    assert fields["Identifier"] == f"{BOX} Z9999 26 000007 S"
    assert fields["Expiry"] == f"{BOX} 30 June 2027"
    assert fields["Use before (60 min)"] is None
    blank = dict(section(drawn(READY.replace("product: {lot: INV-7}", "")), "product").fields)
    assert blank["Lot"] is blank["Identifier"] is blank["Expiry"] is None
    assert "Lot: [ ] INV-7" in on_one_line(sheet_as_text(drawn()))


def test_no_limit_of_time_is_said_to_be_none() -> None:
    """On the clock, and among what to mind."""
    line = '  use_within: {time: 60 min, source: "invented, to show where a limit of time stands"}\n'
    made = drawn(text=site((line, "")))
    assert "Use before (no limit stated)" in dict(section(made, "product").fields)
    assert any("No time is stated within which" in each for each in made.cautions)
    assert not any("No time is stated within which" in each for each in drawn().cautions)


def test_the_difference_stands_on_page_one_in_every_form() -> None:
    """Not only as data: whoever draws sees how far the syringe is from the plan."""
    made = drawn()
    said = "about 0.02 % fewer cells than planned for row 2; 0.8 % more cells than planned for rows 3 to 18"
    assert said in section(made, "injections").note
    assert said in sheet_as_html(made).replace("\N{NO-BREAK SPACE}", " ")
    assert "about 0.02 % fewer cells than planned" in on_one_line(sheet_as_text(made))


def test_each_row_says_what_is_drawn_and_what_is_added() -> None:
    """27.78, 6.11 and 0.56 mL of the product, made up with diluent to what is given."""
    table = section(drawn(), "injections")
    assert table.columns[4] == "Draw + diluent = volume"
    assert [table.rows[number][4] for number in (0, 1, 2)] == [
        "27.78 + 22.22 = 50 mL",
        "6.11 + 1.89 = 8 mL",
        "0.56 + 0.44 = 1 mL",
    ]
    full = ("facets-lumbar: {cells: 2000000, volume: 1 mL", "facets-lumbar: {cells: 2000000, volume: 0.56 mL")
    exactly = section(drawn(text=site(full)), "injections")
    assert exactly.rows[2][4] == "0.56 + 0 = 0.56 mL"
    refused = section(drawn(text=site(("- lot: INV-7", "- lot: INV-8"))), "injections")
    assert (refused.columns[4], refused.rows[2][4]) == ("Volume", "")


def test_what_is_drawn_undiluted_has_its_difference_too() -> None:
    """2 million of 3.6 million in each mL, drawn as 0.56 mL and given as it is."""
    made = drawn(text=site(("facets-lumbar: {cells: 2000000, volume: 1 mL,", "facets-lumbar: {cells: 2000000,")))
    table = section(made, "injections")
    assert "0.8 % more cells than planned for rows 3 to 18." in table.note
    assert (table.rows[2][4], table.rows[10][4]) == ("0.56 mL", "0.56 + 0.44 = 1 mL")


def test_a_washed_product_has_a_place_for_who_washed_it() -> None:
    """And the volume of a vial is named as what the wash leaves; neither is said of one that is not washed."""
    washed, thawed = drawn(), drawn(text=site(UNWASHED))
    assert dict(section(washed, "product").fields)["Washed by, at"] is None
    assert "divided by 0.9 mL in each vial after washing, need 48 vials" in washed.supply.vials[0].says
    assert "Washed by, at" not in dict(section(thawed, "product").fields)
    assert "after washing" not in thawed.supply.vials[0].says


def test_the_certificate_stands_beside_its_limits() -> None:
    """A row for each test, with the verdict in words."""
    found = section(drawn(), "certificate")
    assert found.heading == (
        "Certificate of analysis of the lot INV-7, by Invented laboratory on 5 October 2026, number invented 7-1"
    )
    assert ("Viability", "80 %", "at least 70 %", "invented dye", "passes") in found.rows
    assert "invented donor 7" in found.note
    failed = section(drawn(text=site(("mycoplasma: {outcome: passed", "mycoplasma: {outcome: failed"))), "certificate")
    assert [row[4] for row in failed.rows if row[0] == "Mycoplasma"] == ["FAILS"]
    unlimited = section(drawn(text=site(("      potency: {} ", "      # "))), "certificate")
    assert [row[4] for row in unlimited.rows if row[0] == "Potency"] == ["not limited"]


def test_without_a_lot_the_certificate_is_copied_by_hand() -> None:
    """Blanks, as before."""
    fields = section(drawn(READY.replace("product: {lot: INV-7}", "")), "certificate").fields
    assert [each.label for each in fields][:2] == ["Viable cells per vial", "Viability"]
    assert all(each.text is None for each in fields)


def test_what_is_left_over_is_signed_away() -> None:
    """Below a row for each vial."""
    log = section(drawn(), "vial-log")
    assert len(log.rows) == 48
    assert log.note.startswith("Left over as computed: 0.35 mL. Volume discarded")
    assert log.lines == 1


def test_a_sheet_that_draws_nothing_has_no_number_of_vials_and_no_volume() -> None:
    """Washed, and nobody states what is left: the reason stands where the vials would."""
    made = drawn(text=site(ALONE))
    text = on_one_line(sheet_as_text(made))
    assert "what that leaves of a vial is not stated: only counts of cells are given" in text
    assert "Volume to give" not in text
    assert "0.56 mL" not in text
    document = json.loads(sheet_as_json(made))
    assert document["supply"]["vials"] is document["supply"]["usable_per_vial"] is None
    assert document["supply"]["volumes"] == []
    assert [each["where"].partition(":")[0] for each in document["supply"]["refused"]] == ["the site file"]
    assert document["injections"][1]["cells"]["planned"] == 22_000_000


def test_the_lot_can_be_found_in_the_data() -> None:
    """By whoever asks later to whom a lot went."""
    supply = json.loads(sheet_as_json(drawn()))["supply"]
    lot = supply["lot"]
    assert (lot["lot"], lot["identifier"], lot["donor"], lot["expires"]) == (
        "INV-7", "Z9999 26 000007 S", "invented donor 7", "2027-06-30",
    )  # fmt: skip
    assert lot["certificate"][0] == {
        "test": "viable cells per vial", "found": "4 million cells", "asked": "at least 3.5 million cells",
        "method": "invented count", "passes": True,
    }  # fmt: skip
    assert (supply["counts"][0]["by_cells"], supply["counts"][0]["by_volume"]) == (48, 48)
    assert supply["cryoprotectant_of_the_day"]["grams"] == "0.048"
