"""Weight stands with how and when it was measured, beside the one before; only a limit of the clinic asks for more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posology.render.sheet_json import sheet_as_json
from posology.render.sheet_page import page_of
from posology.results.sheet import Changed, Sheet
from tests.unit.sited import READY, SITE, drawn, refusals

LIMIT = "\nweight_change: {most: 10 %, source: invented, approved_by: invented medical director, on: 2026-11-01}\n"
BEFORE = "weight_previous: {{value: {value}, date: 2026-08-03}}\n"


def weighed(before: str, more: str = "", text: str = SITE) -> Sheet:
    """The sheet of the candidate, 72 kg, who weighed so much before."""
    return drawn(READY + BEFORE.format(value=before) + more, text)


def changed(made: Sheet) -> Changed | None:
    """How the weight has changed."""
    return next(each.changed for each in made.measurements if each.element == "weight")


def lacking(made: Sheet) -> str:
    """What the sheet lacks to be final."""
    return " ".join(each.what for each in made.needs)


def test_the_weight_says_how_it_was_obtained() -> None:
    """Method, day, and from whom or where that is recorded."""
    record = READY.replace("method: measured}", "method: measured, source: nurse B}")
    fields = {each.label: each.text for part in page_of(drawn(record)).sections for each in part.fields}
    assert fields["Weight"] == "72 kg, measured, 9 November 2026, by nurse B"


@pytest.mark.parametrize(
    ("before", "percent", "said"),
    [
        ("60 kg", "20", "20 % more than 60 kg on 3 August 2026"),
        ("80 kg", "-10", "10 % less than 80 kg on 3 August 2026"),
        ("72.01 kg", "0", "less than 0.1 % less than 72.01 kg on 3 August 2026"),
        ("72 kg", "0", "as before, 72 kg on 3 August 2026"),
    ],
)
def test_a_change_is_printed_in_percent_of_the_weight_before(before: str, percent: str, said: str) -> None:
    """To one decimal, with the value and its day; without a limit of the clinic nothing is asked."""
    made = weighed(before)
    found = changed(made)
    assert found is not None
    assert found.percent == Decimal(percent)
    assert found.says == said
    assert "weight" not in lacking(made)
    fields = {each.label: each.text for part in page_of(made).sections for each in part.fields}
    assert said in (fields["Weight"] or "")


def test_without_a_weight_before_nothing_is_said() -> None:
    """And of one that is dated later neither: it is not the one before."""
    assert changed(drawn()) is None
    later = drawn(READY + "weight_previous: {value: 60 kg, date: 2026-12-01}\n")
    assert changed(later) is None
    assert '"previous": null' in sheet_as_json(drawn())


@pytest.mark.parametrize(
    ("before", "asked"), [("80 kg", False), ("80.01 kg", True), ("65.45 kg", True), ("66 kg", False)]
)
def test_a_change_beyond_the_limit_of_the_clinic_asks_for_another_weighing(before: str, asked: bool) -> None:
    """Ten percent less are 72 of 80; a little more is beyond."""
    assert ("than before, and the clinic allows 10 %" in lacking(weighed(before, text=SITE + LIMIT))) is asked


@pytest.mark.parametrize(
    ("repeat", "asked"),
    [
        ("{value: 72.4 kg, method: measured}", False),
        ("{value: 72.4 kg, method: stated}", True),
        ("{value: 60 kg, method: measured}", True),
    ],
)
def test_a_second_weighing_that_agrees_settles_it(repeat: str, asked: bool) -> None:
    """Measured, and the same within what two weights of one person may differ by."""
    made = weighed("60 kg", f"weight_repeat: {repeat}\n", SITE + LIMIT)
    assert ("than before, and the clinic allows" in lacking(made)) is asked


def test_a_limit_needs_an_approval_and_a_source() -> None:
    """Without an approval no sheet is final; without a source the file is refused."""
    unsigned = LIMIT.replace(", approved_by: invented medical director, on: 2026-11-01", "")
    assert "No approval is recorded for the largest change of the weight." in lacking(drawn(text=SITE + unsigned))
    assert refusals(SITE + LIMIT.replace("source: invented, ", ""))
    assert [code for code, _ in refusals(SITE + LIMIT.replace("10 %", "110 %"))] == ["P0612"]
