"""Only a limit that a sheet passes is passed over, and the reason keeps the amount that it was given for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posology.api.signing import override, void
from posology.api.trailing import Trail, open_trail
from posology.diagnostics.diagnostic import Refused
from posology.results.sheet import ReasonAsked, Sheet
from tests.unit.sited import drawn
from tests.unit.trail.test_through_the_door import APPROVER, AUTHOR, evaluated, on
from tests.unit.trail.written import log

EXCESS = "1.6 mL for each target, outside the soft limit of at most 1.5 mL"


def passing() -> Sheet:
    """A sheet that passes a soft limit."""
    return replace(drawn(), reasons_asked=(ReasonAsked(of="limit:facet", says=EXCESS, given=None),))


def opened(where: str, made: Sheet) -> Trail:
    """A trail in which the author has made the sheet."""
    trail = open_trail(where, create=True)
    log(trail, on(AUTHOR), evaluated(made))
    return trail


def test_a_reason_is_kept_with_the_amount(where: str) -> None:
    """Who, when, why, and what exactly it excuses."""
    trail = opened(where, passing())
    override(trail, on(APPROVER, 1), passing().id, "limit:facet", "a wide joint")
    (given,) = trail.trailed(passing().id).passed_over
    assert (given.of, given.says, given.by, given.reason) == ("limit:facet", EXCESS, APPROVER, "a wide joint")


@pytest.mark.parametrize("what", ["limit:facets", "limit:epidural", "anything at all"])
def test_what_is_not_passed_is_not_passed_over(where: str, what: str) -> None:
    """The refusal names what is; nothing is kept."""
    trail = opened(where, passing())
    with pytest.raises(Refused) as refused:
        override(trail, on(APPROVER, 1), passing().id, what, "because I say so")
    (said,) = refused.value.diagnostics
    assert said.code == "P0920"
    assert "limit:facet" in said.help
    assert trail.trailed(passing().id).passed_over == ()


@pytest.mark.parametrize("reason", ["n/a", "tbd", "-"])
def test_a_reason_that_gives_none_is_refused(where: str, reason: str) -> None:
    """Nothing is passed over with it, and no sheet taken back."""
    made = passing()
    trail = opened(where, made)
    with pytest.raises(Refused) as refused:
        override(trail, on(APPROVER, 1), made.id, "limit:facet", reason)
    assert [each.code for each in refused.value.diagnostics] == ["P0922"]
    with pytest.raises(Refused) as refused:
        void(trail, on(APPROVER, 1), made.id, reason)
    assert [each.code for each in refused.value.diagnostics] == ["P0922"]
    assert trail.trailed(made.id).passed_over == ()
    assert trail.trailed(made.id).voided is None


def test_a_sheet_within_its_limits_has_nothing_to_pass_over(where: str) -> None:
    """No reason is kept for later."""
    with pytest.raises(Refused) as refused:
        override(opened(where, drawn()), on(APPROVER, 1), drawn().id, "limit:facet", "for later")
    assert "none" in refused.value.diagnostics[0].help
