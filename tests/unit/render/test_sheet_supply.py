"""A sheet with product facts prints its vials, volumes and paperwork, and no number that can be misread."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from posology.render.sheet_json import sheet_as_json
from posology.render.sheet_text import sheet_as_text
from posology.results.sheet import Sheet
from tests.property.laws.numbers import FORBIDDEN, HASHES
from tests.unit.explain.test_supply import WASH
from tests.unit.sited import drawn, final, site

SHEETS: Mapping[str, Callable[[], Sheet]] = {
    "verified": final,
    "apart": lambda: drawn(text=site(("vials: pooled", "vials: one-per-route"))),
    "blocked": lambda: drawn(text=site((WASH, "    washed: unknown\n"))),
    "odd": lambda: drawn(
        text=site(
            ("ability: 80 %", "ability: 77.70 %"),
            ("value: 80 %", "value: 77.70 %"),
            ("volume: 8 mL", "volume: 8.50 mL"),
        )
    ),
}


def on_one_line(made: Sheet) -> str:
    """The text of the sheet without what only looks like a number."""
    text = HASHES.sub(" ", " ".join(sheet_as_text(made).split()))
    for part in (each for source in made.sources for each in (source.id, source.title, source.locator, source.read)):
        text = text.replace(" ".join(part.split()), " ")
    for version in (made.engine_version, made.protocol.version):
        text = text.replace(version, " ")
    for named in ("12345", "PMC12362920", "P-0042", "INV-7", "Z9999 26 000007 S", "CD73", "CD90", "CD105", "CD45"):
        text = text.replace(named, " ")
    return text


@pytest.mark.parametrize("name", SHEETS)
def test_no_number_of_a_supply_can_be_misread(name: str) -> None:
    """No trailing zero, no exponent, no naked decimal, no shortened unit."""
    text = on_one_line(SHEETS[name]())
    for form, pattern in FORBIDDEN.items():
        found = pattern.search(text)
        assert found is None, f"{form}: {text[max(0, found.start() - 60) : found.end() + 20]}"


def test_a_verified_sheet_says_so_on_every_page_and_has_no_blank_for_what_is_known() -> None:
    """Vials with their arithmetic, and the paperwork of the clinic."""
    text = sheet_as_text(final())
    assert all(page.startswith("VERIFIED.") for page in text.split("\f"))
    line = " ".join(text.split())
    for said in ("48 vials", "3.24 million cells usable in each vial", "IND, number invented 12345", "Dr Invented"):
        assert said in line
    assert "DRAFT" not in line


def test_a_blocked_route_has_no_cells_on_paper_nor_as_data() -> None:
    """It says why instead, and nothing is thawed."""
    made = SHEETS["blocked"]()
    document = json.loads(sheet_as_json(made))
    rows = [each for each in document["injections"] if each["blocked"]]
    assert {each["site"] for each in rows} == {"epidural", "facet"}
    assert all(each["cells"] == {"minimum": None, "maximum": None, "planned": None} for each in rows)
    assert all(each["volume"] is None for each in rows)
    assert document["supply"]["vials"] is None
    assert "22 million cells" not in " ".join(sheet_as_text(made).split())


def test_exact_numbers_have_no_zero_at_the_end_in_json_either() -> None:
    """77.70 % is 77.7, and 8.50 mL is 8.5."""
    document = json.loads(sheet_as_json(SHEETS["odd"]()))
    assert document["product"]["viability"] == "77.7"
    assert document["injections"][1]["volume"]["planned"] == "8.5"
