"""No output of any worked case has a number in a form that has been misread, and each has the banner."""

from __future__ import annotations

from functools import cache

import pytest

from posology.api import schedule, sheet
from posology.api.shipped import shipped_protocols
from posology.results.check import Check
from posology.results.schedule import Schedule
from posology.results.sheet import Sheet
from tests.rendered.outputs import misread, pdf_texts, texts_of
from tests.rules.worked_cases import WorkedCase, facts_of, result_of, rules_of, worked_cases

SHARES = 4
"""In how many parts the cases of a protocol are looked at, for as many processes."""


def made(case: WorkedCase) -> tuple[Check, Sheet, Schedule]:
    """Everything that comes of a case."""
    rules, facts = rules_of(case), facts_of(case)
    asked = (rules, facts, case.as_of, case.procedure_date)
    return result_of(case), sheet(*asked), schedule(*asked)


@cache
def printable(protocol: str) -> tuple[WorkedCase, ...]:
    """The cases whose record is not refused."""
    return tuple(case for case in worked_cases(protocol) if not case.refused)


@cache
def kinds_of_sheets(protocol: str) -> tuple[Sheet, ...]:
    """One sheet for each number of rows that the cases of the protocol give, and one that lays nothing out."""
    found: dict[int, Sheet] = {}
    for case in printable(protocol)[::4]:
        drawn = sheet(rules_of(case), facts_of(case), case.as_of, case.procedure_date)
        found.setdefault(len(drawn.injections), drawn)
    return tuple(found.values())


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("protocol", shipped_protocols())
def test_no_output_can_be_misread(protocol: str, share: int) -> None:
    """Text, JSON, HTML, SVG and ICS of the check, the sheet and the schedule of every case."""
    for case in printable(protocol)[share::SHARES]:
        check, laid, dates = made(case)
        for name, text in texts_of(case, check, laid, dates):
            assert list(misread(text)) == [], f"{case.name}: {name}"
            assert " ".join(check.banner.split()) in " ".join(text.split()), f"{case.name}: {name} without its banner"


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_no_pdf_can_be_misread(protocol: str) -> None:
    """Every page of the PDF of each kind of sheet, with the banner and the status."""
    sheets = kinds_of_sheets(protocol)
    assert sheets
    for laid in sheets:
        for name, text in pdf_texts(laid):
            assert list(misread(text)) == [], name
            one_line = " ".join(text.split())
            assert " ".join(laid.banner.split()) in one_line, name
            assert laid.status.value in one_line, name


@pytest.mark.parametrize(
    "text",
    [
        "100M cells",
        "100 M",
        "1.5e8 cells",
        "1E+8",
        "10^6 cells",
        "2.0 mL",
        "1.50 mL",
        ".5 mL",
        "100 mil",
        "1 cc",
        "3 K",
    ],
)
def test_the_search_finds_what_it_is_for(text: str) -> None:
    """A search that finds nothing would prove nothing."""
    assert list(misread(f"Give {text} now."))


@pytest.mark.parametrize("text", ["100 million cells", "0.5 mL", "1,500", "10 mL.", "e8 a0", "version 1.0.0", "L5-S1"])
def test_the_search_leaves_alone_what_is_safe(text: str) -> None:
    """And one that finds everything would be switched off."""
    assert list(misread(f"Give {text} now.")) == []
