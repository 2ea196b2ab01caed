"""Page one of a sheet in use: everything that a proceduralist works from stands on it, on both papers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from posology.render.sheet_page import page_of
from posology.render.sheet_section import PAPERS
from posology.render.sheet_typst import sheet_as_pdf
from posology.results.sheet import Sheet, SheetStatus
from posology.results.signing import Meaning, Signature
from tests.unit.render.printed import pages_of
from tests.unit.sited import READY, final

WEIGHED = "weight: {value: 72 kg, date: 2026-11-09, method: measured, source: scale 3 by nurse N}"
AGREED = "agreement: {prescriber: Dr Invented, date: 2026-11-21}"
RISK = "thrombotic_risk: low by a score that the prescriber names"
SIGNED_AT = "2026-12-07T08:15:00+00:00"


@cache
def walked(*, signed: bool) -> Sheet:
    """The sheet of the morning as the walk to a signature has it, and once more when all have signed."""
    record = READY.replace("agreement: {prescriber: Dr A, date: 2026-11-21}", AGREED)
    record = record.replace("thrombotic_risk: low", RISK)
    weight = next(line for line in record.splitlines() if line.startswith("weight:"))
    made = replace(final(record.replace(weight, WEIGHED)), created=SIGNED_AT)
    names = {Meaning.AUTHOR: "A. Author", Meaning.VERIFIER: "B. Checker", Meaning.APPROVER: "C. Approver"}
    signatures = tuple(
        Signature(name=name, at=SIGNED_AT, meaning=meaning, content_sha256=made.content_sha256)
        for meaning, name in names.items()
    )
    return replace(made, signatures=signatures if signed else ())


def plain(text: str) -> str:
    """The text without what only parts lines."""
    return "".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{ZERO WIDTH SPACE}", "").split())


@pytest.mark.parametrize("paper", PAPERS)
def test_there_is_room_for_one_medicine_more(paper: str) -> None:
    """A page that is just full is the next one's overflow."""
    made = walked(signed=True)
    first = plain(pages_of(sheet_as_pdf(replace(made, holds=(*made.holds, made.holds[0])), paper))[0])
    assert plain("C. Approver") in first


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("signed", [False, True])
def test_a_verified_sheet_has_its_signatures_on_page_one(paper: str, *, signed: bool) -> None:
    """Every section, row and field of the sheet, to the last signature; the reasons begin on page two."""
    made = walked(signed=signed)
    assert made.status is SheetStatus.VERIFIED, made.needs
    first, second = (plain(each) for each in pages_of(sheet_as_pdf(made, paper))[:2])
    page = page_of(made)
    for section in page.sections:
        assert plain(section.heading) in first
        assert all(plain(cell) in first for row in section.rows for cell in row)
        assert all(plain(text) in first for field in section.fields for text in field if text)
    assert plain(page.sections[-1].heading) not in second
    assert plain(page.reasons[0].heading) in second
