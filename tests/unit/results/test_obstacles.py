"""What stands in the way is said in sentences, and only the two good verdicts withhold nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posology.api import Verdict
from posology.results.obstacles import LAID_OUT, obstacles, reasons_to_withhold
from tests.unit.judged import RECORDS, changed, checked


@pytest.mark.parametrize("verdict", Verdict)
def test_only_eligible_and_conditional_withhold_nothing(verdict: Verdict) -> None:
    """Every other verdict is the first reason itself."""
    reasons = reasons_to_withhold(checked(RECORDS[verdict]))
    if verdict in LAID_OUT:
        assert reasons == ()
    else:
        assert reasons[0] == f"The verdict is {verdict}."
        assert len(reasons) > 1


def test_a_verdict_alone_withholds() -> None:
    """A check without a single stated obstacle is still withheld by its verdict."""
    found = replace(checked(RECORDS["eligible"]), verdict=Verdict.INDETERMINATE)
    assert reasons_to_withhold(found) == ("The verdict is indeterminate.",)


def test_a_criterion_that_fails_is_named() -> None:
    """An inclusion that is not met and an exclusion that is stand in the way, each in its own words."""
    record = changed(
        ("physical_therapy: failed", "physical_therapy: helped"),
        ("contraindications: []", "contraindications: [sepsis]"),
    )
    assert obstacles(checked(record)) == (
        "A criterion is not met: at least one course of physical therapy or supervised exercise has failed.",
        "An exclusion applies: a contraindication was found.",
    )


def test_what_time_settles_says_from_when() -> None:
    """A pain of ten months is an obstacle with an end."""
    record = changed(("onset: 2019-04", "onset: 2026-01-15"), ("onset: 2024", "onset: 2026-03-01"))
    assert any(each.endswith("Time alone settles it from 16 January 2027.") for each in obstacles(checked(record)))


def test_a_hold_that_can_be_followed_is_no_obstacle() -> None:
    """Apixaban held in time stands in nobody's way."""
    assert obstacles(checked(RECORDS["conditional"])) == ()
