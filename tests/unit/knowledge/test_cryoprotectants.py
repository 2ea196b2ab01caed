"""What is known of cryoprotectants: a ceiling has its unit and its source, a name any spelling that is listed."""

from __future__ import annotations

import pytest

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.cryoprotectants import Cryoprotectants, read_cryoprotectants
from tests.unit.judged import knowledge

SMALL = """
routes: {open: [iv], source: {text: a review, confidence: secondary}}
agents:
  glycol: {also: [G], ceiling: 0.5 g/kg, route: iv, per: day, source: {text: a label, confidence: verified}}
"""


def read(text: str) -> tuple[Cryoprotectants, list[str]]:
    """What the text declares, and the codes of its faults."""
    diagnostics = Diagnostics()
    return read_cryoprotectants(text.encode(), "small.yaml", diagnostics), [each.code for each in diagnostics]


def test_an_agent_is_found_by_any_of_its_names() -> None:
    """However its letters are written; another is not known."""
    shipped = knowledge().cryoprotectants
    assert {shipped.named(each) for each in ("DMSO", "dmso", "Dimethyl Sulfoxide")} == {shipped.agents[0]}
    assert shipped.named("trehalose") is None
    assert shipped.open_routes == ("iv",)


def test_every_shipped_ceiling_has_its_source() -> None:
    """And the routes that are open have theirs."""
    shipped = knowledge().cryoprotectants
    assert shipped.citation
    assert all(each.citation and each.ceiling > 0 for each in shipped.agents)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("0.5 g/kg", "0.5 mg/kg", "P0261"),
        ("0.5 g/kg", "0 g/kg", "P0261"),
        ("0.5 g/kg", "half", "P0261"),
        ("per: day", "per: hour", "P0134"),
        (", source: {text: a label, confidence: verified}", "", "P0132"),
        ("open: [iv]", "open: []", "P0130"),
        ("agents:", "agent:", "P0131"),
    ],
)
def test_a_fault_is_told(old: str, new: str, code: str) -> None:
    """A number in another unit is no ceiling."""
    assert read(SMALL)[1] == []
    assert code in read(SMALL.replace(old, new))[1]
