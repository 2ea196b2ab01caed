"""Exemptions of mutants in a protocol file: taken in with a reason, and refused without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from posology.api import load
from posology.diagnostics.diagnostic import Refused, Severity
from tests.unit.judged import knowledge
from tests.unit.verify.mutants.small import ELIGIBLE, tiny_folder

PLACE = "properties:\n"
ONE = "exemptions:\n  - {of: 'criterion.consent:dropped', reason: nobody comes without one}\n" + PLACE


def test_an_exemption_is_taken_in_with_its_reason(tmp_path: Path) -> None:
    """The compiled protocol has the mutant by its id, and the argument."""
    found = load(str(tiny_folder(tmp_path, ELIGIBLE, (PLACE, ONE))), knowledge()).protocol.exemptions
    assert [(each.of, each.reason) for each in found] == [("criterion.consent:dropped", "nobody comes without one")]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ("  - {of: 'criterion.consent:dropped'}\n", "P0132"),
        ("  - {of: 'criterion.consent:dropped', reason: ' '}\n", "P0133"),
        ("  - {of: 'm', reason: one}\n  - {of: 'm', reason: other}\n", "P0495"),
    ],
    ids=["no reason", "empty reason", "twice"],
)
def test_an_exemption_that_is_not_argued_is_refused(tmp_path: Path, entries: str, code: str) -> None:
    """Without a reason, or with two, nobody could say why the mutant may survive."""
    folder = tiny_folder(tmp_path, ELIGIBLE, (PLACE, f"exemptions:\n{entries}{PLACE}"))
    with pytest.raises(Refused) as refused:
        load(str(folder), knowledge())
    assert [each.code for each in refused.value.diagnostics if each.severity is Severity.ERROR] == [code]
