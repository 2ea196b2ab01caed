"""A soft limit that is passed stands on the sheet with the reason given for it, and with none given for another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posology.explain.sheet import Asked, make_sheet
from posology.ir.plan import Limit, LimitKind, Measure
from posology.render.sheet_json import sheet_document
from posology.render.sheet_page import page_of
from posology.render.sheet_text import sheet_as_text
from posology.results.sheet import Sheet
from posology.results.signing import PassedOver, Trailed
from tests.unit.judged import CANDIDATE, checked, facts, rules

REASON = PassedOver(
    of="limit:total", says="", by="C. Approver", at="2026-12-07T08:00:00+00:00", reason="two regions in one session"
)


def limited(*most: int, given: tuple[PassedOver, ...] = ()) -> Sheet:
    """The candidate's sheet under soft limits on the total, with what the trail says of them."""
    protocol = rules().protocol
    limits = tuple(
        Limit(
            site="total",
            each=False,
            measure=Measure.CELLS,
            minimum=None,
            maximum=each,
            kind=LimitKind.SOFT,
            citation=protocol.limits[0].citation,
            span=protocol.limits[0].span,
        )
        for each in most
    )
    known = replace(rules(), protocol=replace(protocol, limits=limits))
    return make_sheet(checked(CANDIDATE), known, facts(CANDIDATE), Asked(trailed=Trailed(passed_over=given)))


def asks(made: Sheet) -> bool:
    """Whether a final sheet still lacks a reason."""
    return any(each.what.startswith("A reason must be given") for each in made.needs)


def test_a_limit_that_is_passed_is_asked_a_reason() -> None:
    """By its id, with the amount; one that is kept is not asked about."""
    (asked,) = limited(150_000_000).reasons_asked
    assert (asked.of, asked.given) == ("limit:total", None)
    assert "at most 150 million cells" in asked.says
    assert asks(limited(150_000_000))
    assert limited(1_500_000_000).reasons_asked == ()


def test_the_reason_and_the_name_stand_on_the_sheet() -> None:
    """Who on page one, the whole reason behind it, and nobody is asked any more."""
    (asked,) = limited(150_000_000).reasons_asked
    made = limited(150_000_000, given=(replace(REASON, says=asked.says),))
    assert not asks(made)
    text = " ".join(sheet_as_text(made).split())
    assert "A reason is needed" not in text
    assert "reason by C. Approver" in text
    assert REASON.reason in text
    first = str(page_of(made).sections)
    assert "C. Approver" in first
    assert REASON.reason not in first
    document = sheet_document(made)
    assert document["reasons_asked"] == [
        {"of": "limit:total", "says": asked.says,
         "given": {"by": "C. Approver", "at": REASON.at, "reason": REASON.reason}}
    ]  # fmt: skip


@pytest.mark.parametrize("other", [{"says": "a smaller excess"}, {"of": "limit:facet"}])
def test_a_reason_for_something_else_is_none(other: dict[str, str]) -> None:
    """It is bound to the limit and to the amount."""
    (asked,) = limited(150_000_000).reasons_asked
    made = limited(150_000_000, given=(replace(REASON, **({"says": asked.says} | other)),))
    assert asks(made)
    assert "A reason is needed" in sheet_as_text(made)


def test_two_limits_of_one_site_are_asked_apart() -> None:
    """The reason for the one does not open the other."""
    both = limited(150_000_000, 149_000_000).reasons_asked
    assert [each.of for each in both] == ["limit:total", "limit:total.2"]
    made = limited(150_000_000, 149_000_000, given=(replace(REASON, says=both[0].says),))
    assert [each.given is not None for each in made.reasons_asked] == [True, False]
    assert asks(made)
