"""A number that says nothing and a paper that is over keep a sheet a draft."""

from __future__ import annotations

import pytest

from posology.render.sheet_page import page_of
from posology.results.sheet import Sheet, SheetStatus
from tests.unit.sited import drawn, final, refusals, site


def lacking(made: Sheet) -> str:
    """What the sheet lacks to be final."""
    return " ".join(each.what for each in made.needs)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("number: invented 12345", "number: n/a", "`n/a` is written where the number of the legal basis belongs"),
        (
            "number: invented 2026-1,",
            "number: TBD,",
            "`TBD` is written where the number of the ethics approval belongs",
        ),
        ("board: Invented review board", 'board: "-"', "the name of the ethics board belongs"),
        ("prescriber: {name: Dr Invented", "prescriber: {name: unknown", "the name of the prescriber belongs"),
        ("name: Invented cells", "name: none", "the name of the product belongs"),
    ],
)
def test_a_number_that_says_nothing_is_asked_again(old: str, new: str, said: str) -> None:
    """The file is taken, and no sheet by it is final."""
    made = final(text=site((old, new)))
    assert said in lacking(made)
    assert made.status is SheetStatus.DRAFT


WHO = "approved_by: invented medical director, on: 2026-11-01"


@pytest.mark.parametrize(
    ("old", "new", "said", "where"),
    [
        (f"floor-100, {WHO}", f"floor-100, {WHO.replace('invented medical director', 'tbd')}",
         "who approved the reading iv-dose", "readings.iv-dose.approved_by"),
        ("{days: 4, approved_by: invented medical director", "{days: 4, approved_by: tbd",
         "who approved the hold anticoagulant.3", "holds.anticoagulant.3.approved_by"),
        (f"8 mL, {WHO}", f"8 mL, {WHO.replace('invented medical director', 'tbd')}",
         "who approved the planned dose epidural", "planned.epidural.approved_by"),
        ("  approved_by: invented medical director\n  on: 2026-11-01\n\nlots",
         "  approved_by: tbd\n  on: 2026-11-01\n\nlots",
         "who approved the facts of the product", "product.approved_by"),
        ("    approved_by: invented medical director\n", "    approved_by: tbd\n",
         "who approved the limits of a certificate", "product.certificate_limits.approved_by"),
        ("donor: invented donor 7", "donor: tbd", "the donor of the lot", "`donor` of INV-7"),
        ('identifier: {isbt128: "Z9999 26 000007 S"}', "identifier: tbd", "the identifier of the lot", "`identifier`"),
        ("by: Invented laboratory", "by: tbd", "who made the certificate of the lot", "`certificate.by` of INV-7"),
        ("number: invented 7-1", "number: tbd", "the number of the certificate", "`certificate.number` of INV-7"),
        ("name: A. Author", "name: tbd", "the name of a person", "people, `name`"),
        ("site: An invented clinic", "site: tbd", "the name of the clinic", "the site file: site"),
        ("form: frozen suspension in vials", "form: tbd", "the form of the product", "product.form"),
        ("maker: Invented maker, 1 Invented Street", "maker: tbd", "the maker of the product", "product.maker"),
        ('60 min, source: "invented, to show where a limit of time stands"', "60 min, source: tbd",
         "the source of product.use_within", "product.use_within.source"),
        ('10 mL, source: "invented, to show where a limit stands"', "10 mL, source: tbd",
         "the source of volume_limits.epidural", "volume_limits.epidural.source"),
    ],
)  # fmt: skip
def test_every_name_must_say_something(old: str, new: str, said: str, where: str) -> None:
    """Whoever approved, made or vouches is somebody, and every number one; the place is named."""
    made = final(text=site((old, new)))
    assert made.status is SheetStatus.DRAFT
    (found,) = [each for each in made.needs if "says nothing" in each.what]
    assert found.what == f"`tbd` is written where {said} belongs, and says nothing."
    assert where in found.where


def test_one_word_for_all_approvals_is_asked_about_once_for_each_kind() -> None:
    """A list of seven readings is one thing to mend."""
    made = final(text=site(("approved_by: invented medical director", "approved_by: n/a")))
    asked = [each for each in made.needs if "who approved the readings" in each.what]
    assert len(asked) == 1
    assert "readings.repeat.approved_by" in asked[0].where


def test_what_says_nothing_is_a_blank_on_paper() -> None:
    """A licence that is not there, too, without asking for one."""
    made = drawn(text=site(("licence: invented", "licence: none"), ("number: invented 12345", "number: n/a")))
    fields = {each.label: each.text for part in page_of(made).sections for each in part.fields}
    assert fields["Prescriber"] == "Dr Invented"
    assert fields["Legal basis"] is None


@pytest.mark.parametrize(("day", "over"), [("2026-12-07", False), ("2026-12-06", True)])
@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("recorded_by: invented study coordinator, on: 2026-11-01", "The legal basis ended"),
        ("number: invented 2026-1, on: 2026-10-01", "The approval of the ethics board ended"),
        ("on: 2026-10-15", "The clinic's version of the consent ended"),
    ],
)
def test_a_paper_holds_until_its_last_day(old: str, said: str, day: str, over: bool) -> None:
    """On that day it still counts, a day later it does not."""
    made = drawn(text=site((old, f"{old}, expires: {day}")))
    assert (said in lacking(made)) is over


def test_a_last_day_is_a_day() -> None:
    """A month is refused."""
    assert [code for code, _ in refusals(site(("on: 2026-10-15", "on: 2026-10-15, expires: 2026-12")))] == ["P0601"]
