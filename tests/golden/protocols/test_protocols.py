"""What the author of a protocol, or the clinic that decided in a site file, is told of each fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api.authoring import Review, check_protocol, check_site
from posology.api.knowledge import Knowledge
from posology.diagnostics.catalogue import CATALOGUE, conditions, plans, protocols, sites, washout
from posology.render.diagnostics import diagnostics_as_text
from tests.golden.protocols.faults import SITE, SOUND, Fault, read_faults

NAME = SOUND.name
FAULTS = read_faults()
TOLD = SOUND.parent / "told"

# The protocol is not found at all, or takes its washout over from one that is not faulty itself: shown in unit tests.
WITHOUT_GOLDEN = frozenset({"P0406", "P0408", "P0457"})


def reviewed(fault: Fault, folder: Path, knowledge: Knowledge) -> Review:
    """What is found in the protocol, or in its site file where that has the fault."""
    fault.plant(folder / NAME)
    if fault.file != SITE:
        return check_protocol(NAME, knowledge)
    return check_site(NAME, knowledge, (f"{NAME}/{SITE}", (folder / NAME / SITE).read_bytes()))


@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_a_planted_fault_is_told_as_recorded(
    fault: Fault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    knowledge: Knowledge,
    check_golden: Callable[[Path, str], None],
) -> None:
    """The faults, their places and their help are those that somebody has read and found good."""
    monkeypatch.chdir(tmp_path)
    review = reviewed(fault, tmp_path, knowledge)
    assert tuple(each.code for each in review.diagnostics) == fault.told
    check_golden(TOLD / f"{fault.name}.txt", diagnostics_as_text(review.diagnostics, review.texts))


def test_the_small_protocol_has_no_fault(knowledge: Knowledge) -> None:
    """What is told of a planted fault is told because of it."""
    site = (SITE, (SOUND / SITE).read_bytes())
    assert check_protocol(str(SOUND), knowledge).diagnostics == ()
    assert check_site(str(SOUND), knowledge, site).diagnostics == ()


def test_every_recorded_text_has_its_fault() -> None:
    """A text whose fault has gone is not kept, and no two faults have one name."""
    assert sorted(each.stem for each in TOLD.iterdir()) == sorted(each.name for each in FAULTS)


def test_every_code_of_protocols_and_sites_is_planted() -> None:
    """No message goes unread by a person."""
    areas = (conditions.ENTRIES, protocols.ENTRIES, washout.ENTRIES, plans.ENTRIES, sites.ENTRIES)
    planted = {code for fault in FAULTS for code in fault.told}
    assert {each.code for area in areas for each in area} - WITHOUT_GOLDEN <= planted


@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_a_code_keeps_its_severity(
    fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge
) -> None:
    """What the manual calls an error gives no result, and what it calls a warning does."""
    monkeypatch.chdir(tmp_path)
    for each in reviewed(fault, tmp_path, knowledge).diagnostics:
        assert each.severity.value == CATALOGUE[each.code].severity
