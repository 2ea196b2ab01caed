"""An edit is equivalent only if it is so under every option of the readings, not only under those that are chosen."""

from __future__ import annotations

import pytest

from posology.results.difference import Finding
from tests.unit.verify.meaning.conftest import Differ

FIRST = "allorx-first-patient"
COUNTS = "    counts:\n      weight: {within: 30 days, method: measured}\n"


@pytest.mark.parametrize("instead", [COUNTS.replace("30", "31"), ""], ids=["wider", "lost"])
def test_what_only_another_option_reads(instead: str, differ: Differ) -> None:
    """A weight that counts for longer means nothing for a fixed dose; for a dose per kg a patient shows it."""
    found = differ((COUNTS, instead), protocol=FIRST)
    assert found.whole is Finding.DIFFERENT
    difference = found.differences[0]
    assert (difference.id, difference.under, difference.finding) == ("iv", "iv-dose: per-kg", Finding.DIFFERENT)
    assert len(found.differences) == 1
    assert not difference.shown[0].alone


def test_an_edit_that_is_alike_under_every_option(differ: Differ) -> None:
    """It is told once, and proved."""
    pytest.importorskip("z3", reason="equivalence is proved by the solver")
    turned = (
        "conservative_care.physical_therapy = 'failed' or conservative_care.supervised_exercise = 'failed'",
        "conservative_care.supervised_exercise = 'failed' or conservative_care.physical_therapy = 'failed'",
    )
    found = differ(turned, protocol=FIRST)
    assert [(each.id, each.under) for each in found.differences] == [("failed-conservative-care", "")]
    assert found.whole is Finding.EQUIVALENT


def test_changes_that_hide_each_other_under_the_chosen_options_only(differ: Differ) -> None:
    """A criterion under another name loses its option: nobody notices before the other option is chosen."""
    pytest.importorskip("z3", reason="equivalence is proved by the solver")
    applies = "    applies: {reading: missing-exclusions, clinician-attests: always, none-stated: never}\n    source:"
    found = differ(("  no-contraindication:\n", "  nothing-against-it:\n"), (applies, "    source:"), protocol=FIRST)
    assert found.whole is Finding.DIFFERENT
    assert any(each.under == "missing-exclusions: none-stated" for each in found.differences)


def test_a_visit_under_an_option_that_is_not_chosen(differ: Differ) -> None:
    """Visits and outcomes are asked about under every option as well."""
    found = differ(("thirty-days: 30 days", "thirty-days: 31 days"), protocol="amirdelfan-mpc-disc")
    assert found.whole is Finding.DIFFERENT
    assert {(each.part, each.under) for each in found.differences} == {("visit", "first-visit: thirty-days")}
