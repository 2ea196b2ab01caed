"""The places that a plan may name."""

from __future__ import annotations

import pytest

from posology.api.shipped import knowledge_file
from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.anatomy import Anatomy, Site, read_anatomy

SMALL = """
source: {text: invented}
sides: [left, right]
sites:
  iv: {name: infusion, target: vein}
  facet: {name: facet joint injection, target: facet joint, sided: true}
joints:
  facet: {cervical: [C3-C4], lumbar: [L3-L4, L4-L5]}
"""


def read(text: str) -> tuple[Anatomy, list[tuple[str, int, int]]]:
    """The anatomy of the text, and the code, line and column of each diagnostic."""
    diagnostics = Diagnostics()
    anatomy = read_anatomy(text.encode(), "anatomy.yaml", diagnostics)
    return anatomy, [(each.code, each.span.line, each.span.column) for each in diagnostics]


def test_what_is_declared_is_read() -> None:
    """A site without joints has none; those of several regions follow each other."""
    anatomy, faults = read(SMALL)
    assert faults == []
    assert anatomy.sides == ("left", "right")
    assert anatomy.sites == {
        "iv": Site(id="iv", name="infusion", target="vein", sided=False, joints=()),
        "facet": Site(
            id="facet",
            name="facet joint injection",
            target="facet joint",
            sided=True,
            joints=("C3-C4", "L3-L4", "L4-L5"),
        ),
    }


def test_a_place_has_its_side() -> None:
    """A joint is named with its side, a disc by its level."""
    site = read(SMALL)[0].sites["facet"]
    assert site.place("L3-L4", "left") == "left L3-L4 facet joint"
    assert site.place("L3-L4", None) == "L3-L4 facet joint"


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("source: {text: invented}\n", "", [("P0132", 2, 1)]),
        ("[L3-L4, L4-L5]", "[L3-L4, C3-C4]", [("P0209", 8, 46)]),
        ("[left, right]", "[left, left]", [("P0209", 3, 15)]),
        ("[left, right]", "[]", [("P0130", 3, 8)]),
        ("[left, right]", "left", [("P0130", 3, 8)]),
        ("[L3-L4, L4-L5]", "[L3-L4, 5]", [("P0133", 8, 46)]),
        ("{cervical: [C3-C4], lumbar: [L3-L4, L4-L5]}", "[L3-L4]", [("P0130", 8, 10)]),
        ("  facet: {cervical", "  facets: {cervical", [("P0131", 8, 3)]),
        ("sided: true", "sided: perhaps", [("P0133", 6, 68)]),
        ("{name: infusion, target: vein}", "{name: infusion}", [("P0132", 5, 7)]),
        ("{name: infusion, target: vein}", "vein", [("P0130", 5, 7)]),
        ("{name: infusion, target: vein}", "{name: 5, target: vein}", [("P0133", 5, 14)]),
    ],
)
def test_a_fault_is_told_at_its_place(old: str, new: str, faults: list[tuple[str, int, int]]) -> None:
    """What is misspelt, missing, twice or of the wrong kind is refused where it stands."""
    assert read(SMALL.replace(old, new))[1] == faults


@pytest.mark.parametrize("text", ["", "[]", "a", "sides: {}\n", "{", "sites: {iv: {iv: {iv: 1}}}\n"])
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    """No file makes an exception."""
    _, faults = read(text)
    assert faults


def test_the_shipped_anatomy_names_the_joints_of_the_contract() -> None:
    """The facet joints of both readings, and the discs, can be named."""
    name, content = knowledge_file("knowledge/anatomy.yaml")
    diagnostics = Diagnostics()
    anatomy = read_anatomy(content, name, diagnostics)
    assert not diagnostics.found
    assert {"L2-L3", "L3-L4", "L4-L5", "L5-S1", "C3-C4", "C4-C5", "C5-C6", "C6-C7"} <= set(
        anatomy.sites["facet"].joints
    )
    assert {"L4-L5", "L5-S1"} <= set(anatomy.sites["disc"].joints)
    assert anatomy.sites["facet"].sided
    assert not anatomy.sites["disc"].sided
    assert anatomy.sites["iv"].joints == anatomy.sites["epidural"].joints == ()
