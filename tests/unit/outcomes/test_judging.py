"""One visit by one definition: each kind of change, what is missing, what cannot respond, and how parts combine."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.ir.outcome import PERCENT_OF_BASELINE, Change, Combine
from posology.outcomes.judging import combined
from posology.results.outcomes import PartStatus, Response
from tests.unit.outcomes.scored import (
    EVENT,
    GI,
    ODI,
    QUEBEC,
    TRIAL,
    UNBOUNDED,
    VAS,
    VAS_MM,
    judged,
    outcome,
    part,
    scores,
)

YES, NO, UNKNOWN = Response.RESPONDER, Response.NON_RESPONDER, Response.UNKNOWN
MET, NOT_MET = PartStatus.MET, PartStatus.NOT_MET
CANNOT, MISSING, NOT_FOUND = PartStatus.CANNOT_RESPOND, PartStatus.MISSING, PartStatus.NOT_FOUND

BASELINE = scores(vas="7", quebec="40")


@pytest.mark.parametrize(
    ("visit", "response", "parts"),
    [
        (scores(vas="5", gi="0", quebec="40"), YES, (MET, NOT_MET, NOT_MET)),
        (scores(vas="5.1", gi="29.9", quebec="25.1"), NO, (NOT_MET, NOT_MET, NOT_MET)),
        (scores(vas="7", gi="30", quebec="40"), YES, (NOT_MET, MET, NOT_MET)),
        (scores(vas="7", gi="0", quebec="25"), YES, (NOT_MET, NOT_MET, MET)),
        (scores(vas="5"), YES, (MET, MISSING, MISSING)),
        (scores(vas="7", gi="0"), UNKNOWN, (NOT_MET, NOT_MET, MISSING)),
        (scores(gi="-20", quebec="60", vas="9"), NO, (NOT_MET, NOT_MET, NOT_MET)),
    ],
)
def test_any_part_of_the_trial_is_enough(
    visit: dict[str, Decimal], response: Response, parts: tuple[PartStatus, ...]
) -> None:
    """Exactly the threshold responds, a tenth less does not, and a missing part is decided by nobody."""
    assert judged(TRIAL, BASELINE, visit) == (response, parts)


@pytest.mark.parametrize(
    ("baseline", "visit", "response", "parts"),
    [
        (scores(vas="1.9", quebec="14.9"), scores(gi="29"), NO, (CANNOT, NOT_MET, CANNOT)),
        (scores(vas="1.9", quebec="14.9"), scores(vas="0", quebec="0"), UNKNOWN, (CANNOT, MISSING, CANNOT)),
        (scores(vas="2", quebec="15"), scores(vas="0", gi="0", quebec="0"), YES, (MET, NOT_MET, MET)),
        (scores(), scores(vas="0", gi="0", quebec="0"), UNKNOWN, (MISSING, NOT_MET, MISSING)),
        (scores(), scores(vas="0", gi="30", quebec="0"), YES, (MISSING, MET, MISSING)),
    ],
)
def test_what_cannot_respond_is_marked_and_not_met(
    baseline: dict[str, Decimal], visit: dict[str, Decimal], response: Response, parts: tuple[PartStatus, ...]
) -> None:
    """A baseline under the threshold decides its part whatever was scored; a missing one leaves it open."""
    assert judged(TRIAL, baseline, visit) == (response, parts)


@pytest.mark.parametrize(
    ("change", "threshold", "score", "met"),
    [
        (Change.FALLS_BY_AT_LEAST, "10", "30", True),
        (Change.FALLS_BY_MORE_THAN, "10", "30", False),
        (Change.FALLS_BY_MORE_THAN, "10", "29.9", True),
        (Change.RISES_BY_AT_LEAST, "10", "50", True),
        (Change.RISES_BY_MORE_THAN, "10", "50", False),
        (Change.RISES_BY_MORE_THAN, "10", "50.1", True),
        (Change.IS_AT_LEAST, "20", "20", True),
        (Change.IS_MORE_THAN, "20", "20", False),
        (Change.IS_AT_MOST, "20", "20", True),
        (Change.IS_LESS_THAN, "20", "20", False),
        (Change.IS_LESS_THAN, "20", "19", True),
        (Change.IS_AT_MOST, "20", "20.1", False),
    ],
)
def test_each_kind_of_change(change: Change, threshold: str, score: str, met: bool) -> None:
    """From a baseline of 40, on both sides of the threshold."""
    of = outcome(Combine.ANY, part(ODI, change, threshold), of=(ODI,))
    assert judged(of, scores(odi="40"), scores(odi=score))[1] == (MET if met else NOT_MET,)


@pytest.mark.parametrize(
    ("baseline", "score", "status"),
    [("80", "40", MET), ("80", "40.1", NOT_MET), ("0", "0", CANNOT), ("0", "5", CANNOT), ("0.1", "0", MET)],
)
def test_a_percentage_of_the_baseline(baseline: str, score: str, status: PartStatus) -> None:
    """Half of nothing is nothing, which any score would meet: such a part cannot respond."""
    of = outcome(Combine.ALL, part(VAS_MM, Change.FALLS_BY_AT_LEAST, "50", PERCENT_OF_BASELINE), of=(VAS_MM,))
    assert judged(of, scores(vas=baseline), scores(vas=score))[1] == (status,)


COMPOSITE = outcome(
    Combine.ALL,
    part(VAS_MM, Change.FALLS_BY_AT_LEAST, "50", PERCENT_OF_BASELINE),
    part(ODI, Change.FALLS_BY_AT_LEAST, "15"),
    part(EVENT, Change.DID_NOT_HAPPEN),
    of=(VAS_MM, ODI, EVENT),
)
START = scores(vas="80", odi="50")


@pytest.mark.parametrize(
    ("visits", "response"),
    [
        ([scores(vas="40", odi="35", intervention=False)], YES),
        ([scores(vas="41", odi="35", intervention=False)], NO),
        ([scores(vas="40", odi="35")], UNKNOWN),
        ([scores(vas="80", odi="35")], NO),
        ([scores(vas="40", odi="35", intervention=True)], NO),
        ([scores(intervention=True), scores(vas="40", odi="35", intervention=False)], NO),
        ([scores(intervention=True), scores(vas="40", odi="35")], NO),
        ([scores(odi="50"), scores(vas="40", odi="35", intervention=False)], YES),
    ],
)
def test_every_part_of_a_composite(visits: list[dict[str, Decimal | bool]], response: Response) -> None:
    """One part not met decides; an event that has happened stays so at every later visit."""
    assert judged(COMPOSITE, START, *visits)[0] is response


def test_a_later_event_does_not_reach_back() -> None:
    """At a visit only what happened until then counts."""
    visits = [scores(vas="40", odi="35", intervention=False), scores(intervention=True)]
    assert judged(COMPOSITE, START, visits[0])[0] is YES
    assert judged(COMPOSITE, START, *visits)[0] is NO


def test_a_threshold_that_was_not_found_is_never_met() -> None:
    """The part is unknown for everybody, and the others decide where they can."""
    of = outcome(
        Combine.ANY, part(ODI, Change.FALLS_BY_AT_LEAST), part(VAS, Change.FALLS_BY_AT_LEAST, "2"), of=(ODI, VAS)
    )
    start = scores(odi="60", vas="8")
    assert judged(of, start, scores(odi="0", vas="6")) == (YES, (NOT_FOUND, MET))
    assert judged(of, start, scores(odi="0", vas="7")) == (UNKNOWN, (NOT_FOUND, NOT_MET))


def test_a_scale_without_ends_can_always_respond() -> None:
    """What is not known of a scale rules nothing out."""
    of = outcome(Combine.ANY, part(UNBOUNDED, Change.FALLS_BY_AT_LEAST, "5"), of=(UNBOUNDED,))
    assert judged(of, scores(eq="1"), scores(eq="1"))[1] == (NOT_MET,)


def test_a_fall_is_exact() -> None:
    """A fall from 6.3 to 4.3 is 2, which binary fractions would make less."""
    assert judged(TRIAL, scores(vas="6.3"), scores(vas="4.3"))[1][0] is MET


statuses = st.sampled_from(PartStatus)


@given(st.lists(statuses, min_size=1, max_size=5))
def test_any_and_all_mirror_each_other(found: list[PartStatus]) -> None:
    """What is met for one is not met for the other, as De Morgan has it, in three truth values."""
    opposite = {MET: NOT_MET, NOT_MET: MET, CANNOT: MET, MISSING: MISSING, NOT_FOUND: NOT_FOUND}
    turned = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}
    parts = tuple((str(number), each) for number, each in enumerate(found))
    mirrored = tuple((name, opposite[each]) for name, each in parts)
    assert combined(Combine.ALL, mirrored) is turned[combined(Combine.ANY, parts)]


@given(st.lists(statuses, min_size=1, max_size=4), st.sampled_from(Combine))
def test_the_answer_is_unknown_only_where_the_missing_decides(found: list[PartStatus], combine: Combine) -> None:
    """Whatever the missing parts turn out to be, a known answer stays; an unknown one can become either."""
    gaps = [number for number, each in enumerate(found) if each in {MISSING, NOT_FOUND}]
    answers: set[Response] = set()
    for filled in product((MET, NOT_MET), repeat=len(gaps)):
        known = dict(zip(gaps, filled, strict=True))
        parts = tuple((str(number), known.get(number, each)) for number, each in enumerate(found))
        answers.add(combined(combine, parts))
    here = combined(combine, tuple((str(number), each) for number, each in enumerate(found)))
    assert answers == ({here} if here is not UNKNOWN else {YES, NO})


@given(
    st.decimals(min_value=0, max_value=10, places=1),
    st.decimals(min_value=0, max_value=10, places=1),
    st.decimals(min_value=0, max_value=10, places=1),
)
def test_a_better_score_never_loses_a_response(baseline: Decimal, worse: Decimal, better: Decimal) -> None:
    """Less pain meets whatever more pain meets."""
    worse, better = max(worse, better), min(worse, better)
    first, second = (judged(TRIAL, {"vas": baseline}, {"vas": each})[1][0] for each in (worse, better))
    assert not (first is MET and second is not MET)


@given(st.decimals(min_value=0, max_value=10, places=1))
def test_cannot_respond_is_what_no_score_meets(baseline: Decimal) -> None:
    """A part is marked so exactly where even no pain at all is too little of a fall."""
    best = judged(TRIAL, {"vas": baseline}, {"vas": Decimal(0)})[1][0]
    assert best is (CANNOT if baseline < 2 else MET)


def test_the_instruments_of_the_definitions_are_different() -> None:
    """The tests above speak of the scales that they say."""
    assert VAS.scale != VAS_MM.scale
    assert (GI.at_baseline, QUEBEC.at_baseline) == (False, True)
