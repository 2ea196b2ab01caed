"""A sheet that is not final is refused with everything that it lacks, each with the place where it is put."""

from __future__ import annotations

from dataclasses import replace

from posology.api.finishing import refusal_of_final
from posology.results.sheet import Needed, SheetStatus
from posology.results.signing import Voided
from tests.unit.judged import RECORDS
from tests.unit.sited import drawn


def test_everything_that_is_missing_is_told_with_its_place() -> None:
    """One message for each, in the order of the sheet."""
    made = drawn()
    told = refusal_of_final(made).diagnostics
    assert [each.code for each in told] == ["P0913"] * len(made.needs)
    assert [each.help for each in told] == [each.where for each in made.needs]
    assert told[0].message == "no second person has worked out this very sheet anew"


def test_why_nothing_is_laid_out_comes_first() -> None:
    """A sheet without a dose says why before what else it lacks."""
    made = drawn(RECORDS["ineligible"])
    told = refusal_of_final(made).diagnostics
    assert made.withheld
    assert len(told) == len(made.withheld) + len(made.needs)
    assert told[0].message.lower() == made.withheld[0].removesuffix(".").lower()


def test_a_void_sheet_says_so_first() -> None:
    """By whom, since when and why."""
    voided = Voided(by="A. Author", at="2026-12-07T08:00:00+00:00", reason="the record changed")
    told = refusal_of_final(replace(drawn(), status=SheetStatus.VOID, voided=voided)).diagnostics
    assert "is VOID since 2026-12-07T08:00:00+00:00, by A. Author: the record changed" in told[0].message


def test_capitals_that_belong_to_a_word_stay() -> None:
    """An INR is none in small letters."""
    needs = (Needed(what="INR is not recorded.", where="the record"),)
    assert refusal_of_final(replace(drawn(), needs=needs)).diagnostics[0].message == "INR is not recorded"
