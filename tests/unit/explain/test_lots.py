"""The lot that the record names: its own numbers are used, and one that may not be used gives counts of cells only."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posology.results.sheet import Sheet, SheetStatus
from tests.unit.explain.test_supply import OF_THE_LOT
from tests.unit.sited import READY, drawn, final, refusals, site

NAMED = "product: {lot: INV-7}"
MEASURED = "product: {{lot: INV-7, viability: {{value: {} %, date: 2026-12-07}}}}"


def needs(made: Sheet) -> list[str]:
    """What the sheet lacks to be final."""
    return [each.what for each in made.needs]


def test_the_lot_is_told_with_its_certificate() -> None:
    """Its name, identifier, donor and last day, and each test beside what the clinic asks for."""
    lot = drawn().supply.lot
    assert lot is not None
    assert (lot.lot, lot.identifier, lot.donor) == ("INV-7", "Z9999 26 000007 S", "invented donor 7")
    assert str(lot.expires) == "2027-06-30"
    assert [(each.test, each.passes) for each in lot.certificate] == [
        ("viable cells per vial", True), ("viability", True), ("identity", True), ("sterility", True),
        ("mycoplasma", True), ("endotoxin", True), ("potency", True),
    ]  # fmt: skip
    found = {each.test: (each.found, each.asked, each.method) for each in lot.certificate}
    assert found["viability"] == ("80 %", "at least 70 %", "invented dye")
    assert found["sterility"] == ("passed; no growth after 14 days", "no growth", "culture")


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ((), 3_240_000),  # 5,000,000 x 0.8 x 0.9 x 0.9
        (
            (("    viability: 80 %  ", "    viability: 75 %  "), ("{value: 80 %, ", "{value: 75 %, ")),
            3_037_500,
        ),  # x 0.75
        ((("    viability: 80 %  ", "    #"), ("{value: 80 %, ", "{value: 75 %, ")), 3_037_500),  # the certificate's
        ((("    donor: invented donor 7\n", "    donor: a\n    recovery: 80 %\n"),), 2_880_000),  # x 0.8 for 0.9
        ((("    donor: invented donor 7\n", "    donor: a\n    cells_per_vial: 4000000\n"),), 2_592_000),  # 4 for 5
    ],
)
def test_the_numbers_of_the_lot_are_the_ones_used(changes: tuple[tuple[str, str], ...], cells: int) -> None:
    """What the lot does not state is the product's."""
    usable = drawn(text=site(*changes)).supply.usable
    assert usable is not None
    assert usable.cells == cells
    assert "of lot INV-7" in usable.says


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- lot: INV-7", "- lot: INV-8", "The lot INV-7 of the record is not among those that the clinic states"),
        ("expires: 2027-06-30", "expires: 2026-12-06", "expired on 6 December 2026, before 7 December 2026"),
        ("      on: 2026-10-05", "      on: 2026-12-08", "is dated 8 December 2026, after 7 December 2026"),
        ("        mycoplasma: {outcome: passed, ", "        # ", "has no result for mycoplasma, which the clinic asks"),
        ("mycoplasma: {outcome: passed", "mycoplasma: {outcome: failed", "says that mycoplasma failed"),
        ("mycoplasma: {outcome: passed, says", "mycoplasma: {says", "does not say that mycoplasma was passed"),
        (
            "mycoplasma: {outcome: passed, says: not detected, method",
            "mycoplasma: {outcome: passed, method",
            "says of mycoplasma only that it was passed, and the clinic asks for not detected",
        ),
        ("{value: 0.1 EU/mL", "{value: 0.6 EU/mL", "endotoxin of 0.6 EU per mL, outside at most 0.5 EU per mL"),
        ("{value: 0.1 EU/mL", "{value: 0.1 EU/kg", "states endotoxin in EU/kg, and the clinic limits it in another"),
        ("endotoxin: {value: 0.1 EU/mL", "endotoxin: {outcome: passed", "has no number for endotoxin"),
        (
            "{value: 4000000",
            "{value: 3499999",
            "viable cells per vial of 3,499,999 cells, outside at least 3.5 million",
        ),
        ("{minimum: 70 %}", "{minimum: 80.1 %}", "states viability of 80 %, outside at least 80.1 %"),
    ],
)
def test_a_lot_that_may_not_be_used_gives_counts_only(old: str, new: str, said: str) -> None:
    """No vials and no volumes, on a draft that says why; the same as a need with its place."""
    made = final(text=site((old, new)))
    assert made.status is SheetStatus.DRAFT
    assert not made.supply.vials
    assert not made.supply.volumes
    assert made.supply.usable is None
    assert all(each.amount is None for each in made.injections)
    assert sum(said in each and "only counts of cells" in each for each in made.supply.missing) == 1
    assert sum(said in each for each in needs(made)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("expires: 2027-06-30", "expires: 2026-12-07"),  # its last day is a day on which it may be given
        ("      on: 2026-10-05", "      on: 2026-12-07"),
        ("{minimum: 3500000}", "{minimum: 4000000}"),
        ("{value: 4000000", "{value: 3600000"),  # 5 million x 0.8 x 0.9 are as many as were found alive
        ("{value: 0.1 EU/mL", "{value: 0.5 EU/mL"),
        ("{minimum: 70 %}", "{minimum: 80 %}"),
    ],
)
def test_at_its_limit_a_lot_is_used(old: str, new: str) -> None:
    """The other side of each boundary."""
    assert final(text=site((old, new))).status is SheetStatus.VERIFIED


def test_a_lot_without_a_certificate_is_told_once() -> None:
    """And not test by test."""
    text = site()
    start, end = text.index("    certificate:\n"), text.index("legal_basis:")
    made = drawn(text=text[:start] + "\n" + text[end:])
    assert [each for each in made.supply.missing if "certificate" in each] == [
        "The lot INV-7 has no certificate: only counts of cells are given, no vials and no volumes."
    ]


def test_a_final_sheet_names_its_lot() -> None:
    """Without one a draft is laid out with the facts of the product, and is no more than a draft."""
    made = final(READY.replace(NAMED, ""))
    assert made.supply.lot is None
    assert made.supply.total_vials == 48
    assert made.status is SheetStatus.DRAFT
    assert needs(made) == ["The lot of the product is not recorded."]


@pytest.mark.parametrize(("key", "old"), [
    ("identifier", '    identifier: {isbt128: "Z9999 26 000007 S"}     # or an opaque text\n'),
    ("donor", "    donor: invented donor 7\n"),
    ("expiry", "    expires: 2027-06-30                            # the last day of use\n"),
])  # fmt: skip
def test_a_final_sheet_needs_what_a_lot_is_traced_by(key: str, old: str) -> None:
    """Its identifier, its donor, its last day."""
    made = final(text=site((old, "")))
    assert needs(made) == [f"Of the lot INV-7 the {key} is not stated."]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  approved_by: invented medical director\n  on: 2026-11-01\n", "", "recorded for the facts of the product"),
        ("    approved_by: invented medical director\n    on: 2026-11-01\n", "", "for the limits of a certificate"),
        ("  epidural: {cells: 22000000, volume: 8 mL, approved_by: invented medical director, on: 2026-11-01}",
         "  epidural: {cells: 22000000, volume: 8 mL}", "for the planned dose epidural"),
        ("  approved_by: invented medical director\n  on: 2026-11-01\n\nlots",
         "  approved_by: invented medical director\n  on: 2026-12-08\n\nlots", "facts of the product is dated 8 Dec"),
    ],
)  # fmt: skip
def test_what_is_stated_of_the_product_needs_an_approval(old: str, new: str, said: str) -> None:
    """As readings and holds do: product, certificate limits, planned doses."""
    made = final(text=site((old, new)))
    assert made.status is SheetStatus.DRAFT
    assert [said in each for each in needs(made)] == [True], needs(made)


def test_a_volume_limit_needs_an_approval() -> None:
    """One of a site that the plan has; one of another site does not matter."""
    limit = '  facet: {maximum: 1.5 mL, source: "invented, to show where a limit stands"'
    approved = f"{limit}, approved_by: invented medical director, on: 2026-11-01}}"
    made = final(text=site((approved, f"{limit}}}")))
    assert needs(made) == ["No approval is recorded for the volume limit facet."]
    disc = approved.replace("  facet", "  disc").replace(", approved_by: invented medical director, on: 2026-11-01", "")
    assert final(text=site((approved, f"{approved}\n{disc}"))).status is SheetStatus.VERIFIED


def test_a_measured_viability_that_differs_stops_everything() -> None:
    """80 % is stated and 40 % was measured: half the cells would be given, so nothing is drawn until they agree."""
    made = final(READY.replace(NAMED, MEASURED.format(40)))
    assert not made.supply.vials
    assert not made.supply.volumes
    assert made.status is SheetStatus.DRAFT
    (why,) = made.supply.missing
    assert why == (
        "The record has a viability of 40 % (the record, 7 December 2026), and the site file has 80 % of lot INV-7, "
        "which is not the same: only counts of cells are given, no vials and no volumes."
    )
    assert needs(made) == [why]


@pytest.mark.parametrize("measured", ["80", "80.0"])
def test_a_measured_viability_that_agrees_changes_nothing(measured: str) -> None:
    """However it is written."""
    assert drawn(READY.replace(NAMED, MEASURED.format(measured))).supply.total_vials == 48


def test_where_nobody_else_states_a_viability_the_recorded_one_is_taken() -> None:
    """5 million x 0.4 x 0.9 x 0.9 are 1.62 million; it says whose number that is, and of which day."""
    text = site(*OF_THE_LOT, ("  viability: 80 %                                  # taken once", "  # taken once"))
    usable = drawn(READY.replace(NAMED, MEASURED.format(40)), text).supply.usable
    assert usable is not None
    assert usable.cells == 1_620_000
    assert usable.factors[0].percent == Decimal(40)
    assert "viability 40 % (the record, 7 December 2026)" in usable.says


@pytest.mark.parametrize(
    ("changes", "taken", "found"),
    [
        ((("{value: 4000000", "{value: 3599999"),), "3.6 million cells", "3,599,999 cells"),
        ((("counts: total-at-freeze  ", "counts: viable-at-freeze "),), "4.5 million cells", "4 million cells"),
        ((("counts: total-at-freeze  ", "counts: viable-after-thaw"),), "5 million cells", "4 million cells"),
        ((("    donor: a", "    cells_per_vial: 6000000\n    donor: a"),), "4.32 million cells", "4 million cells"),
    ],
)
def test_more_cells_than_the_certificate_found_alive_are_never_taken(
    changes: tuple[tuple[str, str], ...], taken: str, found: str
) -> None:
    """Whoever gives them by the label gives fewer than the order has: both numbers are told, and nothing is drawn."""
    made = final(text=site(("    donor: invented donor 7", "    donor: a"), *changes))
    assert made.status is SheetStatus.DRAFT
    assert (made.supply.vials, made.supply.volumes) == ((), ())
    said = f"The site file gives {taken} usable in a vial after the thaw, and the certificate of the lot INV-7 found"
    assert [each for each in needs(made) if said in each and f"found {found} alive in one: until they agree" in each]


@pytest.mark.parametrize(("basis", "found"), [("viable-at-freeze", 4_500_000), ("viable-after-thaw", 5_000_000)])
@pytest.mark.parametrize(("measured", "is_taken"), [(40, False), (80, True)])
def test_a_viability_that_the_label_leaves_no_room_for_is_not_swallowed(
    basis: str, found: int, measured: int, *, is_taken: bool
) -> None:
    """40 % measured and 80 % stated: never "in that number already", whatever the label counts."""
    text = site(("counts: total-at-freeze  ", f"counts: {basis} "), ("{value: 4000000", f"{{value: {found}"))
    made = final(READY.replace(NAMED, MEASURED.format(measured)), text)
    assert (made.status is SheetStatus.VERIFIED) is is_taken, needs(made)
    assert bool(made.supply.volumes) is is_taken
    assert any("has a viability of 40 %" in each for each in needs(made)) is not is_taken


@pytest.mark.parametrize("basis", ["viable-at-freeze", "viable-after-thaw"])
def test_a_viability_that_nothing_can_be_held_against_stops_everything(basis: str) -> None:
    """The label counts living cells, and nobody states how many of how many: 40 % may mean half of a dose."""
    basis_of = {
        "viable-at-freeze": "the viable cells at freezing",
        "viable-after-thaw": "the viable cells after thawing",
    }
    own = ("  viability: 80 %                                  # taken once", "  # taken once")
    text = site(
        *OF_THE_LOT, own, ("counts: total-at-freeze  ", f"counts: {basis} "), ("{value: 4000000", "{value: 5000000")
    )
    assert final(text=text).status is SheetStatus.VERIFIED
    made = final(READY.replace(NAMED, MEASURED.format(40)), text)
    assert (made.status, made.supply.volumes) == (SheetStatus.DRAFT, ())
    (why,) = needs(made)
    assert why == (
        f"The record has a viability of 40 % (the record, 7 December 2026), and the label counts {basis_of[basis]}, so "
        "that nothing stated can be held against it: only counts of cells are given, no vials and no volumes."
    )


@pytest.mark.parametrize(
    ("dated", "said"),
    [
        (", date: 2026-10-05", ""),  # the day of the certificate
        (", date: 2026-12-07", ""),  # the day of the procedure
        (", date: 2026-11", ""),
        (", date: 2026-10-04", "is dated 4 October 2026, and not surely after the certificate of the lot INV-7, 5 Oct"),
        (", date: 2026-10", "is dated October 2026, and not surely after the certificate of the lot INV-7, 5 October"),
        (", date: 2026-12", "is dated December 2026, and not surely by 7 December 2026"),
        ("", "has no date, and is not taken as that of the lot INV-7"),
    ],
)
def test_a_viability_of_another_time_is_not_that_of_the_lot(dated: str, said: str) -> None:
    """Older than its certificate, later than the procedure or of no day: told, and nothing is drawn."""
    text = site(*OF_THE_LOT, ("  viability: 80 %                                  # taken once", "  # taken once"))
    measured = f"product: {{lot: INV-7, viability: {{value: 75 %{dated}}}}}"
    made = final(READY.replace(NAMED, measured), text)
    assert bool(made.supply.volumes) is not bool(said)
    assert [said in each for each in needs(made)] == ([True] if said else []), needs(made)


def test_a_product_of_which_no_cell_is_alive_is_not_thawed() -> None:
    """And nothing is divided by nothing."""
    text = site(("    viability: 80 %  ", "    #"), ("{value: 80 %, ", "{value: 0 %, "), ("{minimum: 70 %}", "{}"))
    made = drawn(text=text.replace("viability: {value: 0 %, ", "viability: {outcome: passed, value: 0 %, "))
    assert made.supply.vials == ()
    assert any(each.startswith("No cell is alive") for each in made.supply.missing)


def test_what_the_label_has_taken_off_is_said_to_be_taken_off() -> None:
    """A share that is stated and stays out of the arithmetic is not passed over in silence."""
    found = ("{value: 4000000", "{value: 4500000")  # 5 million x 0.9
    usable = drawn(text=site(("counts: total-at-freeze  ", "counts: viable-at-freeze "), found)).supply.usable
    assert usable is not None
    assert "the viability of 80 % is in that number already" in usable.says


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Z9999 26 000007 S", "Z9999 26 000007 T", "P0615"),
        ("Z9999 26 000007 S", "Z9999", "P0615"),
        ("    viability: 80 %  ", "    viability: 79 %  ", "P0613"),  # the certificate has 80 %
        ("    expires: 2027-06-30", "    expires: June", "P0601"),
        ("value: 0.1 EU/mL", "value: 0.1", "P0612"),
        ("{maximum: 0.5 EU/mL}", "{minimum: 0.6 EU/mL, maximum: 0.5 EU/mL}", "P0613"),
        ("{maximum: 0.5 EU/mL}", "{minimum: 0.1 EU/kg, maximum: 0.5 EU/mL}", "P0613"),
        ("outcome: passed, says", "outcome: fine, says", "P0134"),
        ("      sterility: {says", "      sterilty: {says", "P0131"),
        ("legal_basis:", "  - lot: INV-7\n\nlegal_basis:", "P0613"),
        ("legal_basis:", "  - lot: inv-7\n\nlegal_basis:", "P0613"),  # the same lot to whoever reads the vial
        ("legal_basis:", "  - lot: INV -7.\n\nlegal_basis:", "P0613"),
        ("Invented laboratory", "Invented laboratory, completely safe", "P0418"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_file(old: str, new: str, code: str) -> None:
    """With its place, before anybody is asked about."""
    assert code in [each for each, _ in refusals(site((old, new)))]
