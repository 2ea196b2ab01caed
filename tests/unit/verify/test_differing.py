"""Two forms of a protocol: equivalent for every patient, or told apart by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from posology.api.loading import load
from posology.ir.nodes import Comparison, Relation
from posology.ir.plan import CellRange, Limit, LimitKind, Measure
from posology.ir.protocol import Kind, Protocol
from posology.ir.washout import Agreement, DayCheck, FixedHold, WashoutRule
from posology.values.dates import CalendarDuration, CalendarUnit
from posology.verify.differing import Comparison as Found
from posology.verify.differing import compare_meaning, differences_of
from posology.verify.judge import Judge
from tests.unit.prove.inventing import invented, knowledge, washout

Edit = Callable[[Protocol], Protocol]


@cache
def _judge(protocol: str = "allorx-spine") -> Judge:
    return Judge(load(protocol, knowledge()), knowledge().drugs)


def _compared(edit: Edit) -> Found:
    judge = _judge()
    other = judge.of(edit(judge.rules.protocol))
    assert other is not None
    return compare_meaning(judge, other)


def _criterion(name: str, **changes: object) -> Edit:
    return lambda protocol: replace(
        protocol,
        criteria=tuple(
            replace(each, **changes) if each.id == name else each  # type: ignore[arg-type]  # fields as named
            for each in protocol.criteria
        ),
    )


def _without_criterion(name: str) -> Edit:
    return lambda protocol: replace(protocol, criteria=tuple(each for each in protocol.criteria if each.id != name))


def _rule(name: str, edit: Callable[[WashoutRule], WashoutRule]) -> Edit:
    return lambda protocol: replace(
        protocol, washout=tuple(edit(each) if each.id == name else each for each in protocol.washout)
    )


def _step(name: str, **changes: object) -> Edit:
    return lambda protocol: replace(
        protocol,
        steps=tuple(
            replace(each, **changes) if each.id == name else each  # type: ignore[arg-type]  # fields as named
            for each in protocol.steps
        ),
    )


def _softer(protocol: Protocol) -> Protocol:
    """A soft limit of nobody's, on the infusion."""
    citation = protocol.limits[0].citation
    soft = Limit(
        site="iv",
        each=False,
        measure=Measure.CELLS,
        minimum=None,
        maximum=100_000_000,
        kind=LimitKind.SOFT,
        citation=citation,
        span=protocol.span,
    )
    return replace(protocol, limits=(*protocol.limits, soft))


def _weighed_within(days: int) -> Edit:
    def edit(protocol: Protocol) -> Protocol:
        weighed = next(each for each in protocol.criteria if each.id == "weight-for-dose")
        counts = tuple(replace(each, within=CalendarDuration(days, CalendarUnit.DAY)) for each in weighed.counts)
        return _criterion("weight-for-dose", counts=counts)(protocol)

    return edit


def _kept_for(days: int) -> Callable[[WashoutRule], WashoutRule]:
    return lambda rule: replace(rule, hold=FixedHold(days=days))


def _checked(rule: WashoutRule) -> WashoutRule:
    return replace(rule, day_check=DayCheck(check="bleeding time", why="somebody asked"))


DIFFERENT: dict[str, tuple[Edit, str]] = {
    "a criterion is dropped": (_without_criterion("consent"), "verdict"),
    "a criterion that turns with time is dropped": (_without_criterion("chronic-pain"), "verdict"),
    "a criterion is turned round": (_criterion("consent", kind=Kind.EXCLUSION), "verdict"),
    "a value may be older": (_weighed_within(31), "criterion weight-for-dose"),
    "a hold is a day shorter": (_rule("nsaid", _kept_for(13)), "drug-free days 13"),
    "a class is not washed out": (
        lambda protocol: replace(protocol, washout=protocol.washout[1:]),
        "medicine 1",
    ),
    "an agreement is asked for": (
        _rule("nsaid", lambda rule: replace(rule, agreement=Agreement.REQUIRED)),
        "agreement",
    ),
    "a check is made on the day": (_rule("nsaid", _checked), "on the day"),
    "nothing is taken together": (lambda protocol: replace(protocol, together=None), "medicine 1"),
    "a step gives a cell more": (
        _step("epidural", cells=CellRange(minimum=20_000_000, maximum=24_999_999)),
        "plan epidural",
    ),
    "a step is dropped": (lambda protocol: replace(protocol, steps=protocol.steps[:-1]), "sedation"),
    "a step is done for everybody": (_step("facets-cervical", when=None), "plan facets-cervical"),
    "a step is done without sedation": (_step("disc", sedation=False), "sedation"),
    "a soft limit is passed": (_softer, "notes"),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_a_patient_tells_apart_what_differs(what: str) -> None:
    """And both say so of that patient."""
    edit, place = DIFFERENT[what]
    found = _compared(edit)
    assert found.answer == "different"
    assert found.witness is not None
    assert any(place in each for each in found.seen), found.seen
    judge = _judge()
    other = judge.of(edit(judge.rules.protocol))
    assert other is not None
    assert found.seen == differences_of(judge.check(found.witness), other.check(found.witness))


def _from_nought(protocol: Protocol) -> Protocol:
    """Weights begin at 20 kg, so that more than none and none or more are the same."""
    weighed = next(each for each in protocol.criteria if each.id == "weight-for-dose")
    assert isinstance(weighed.condition, Comparison)
    condition = replace(weighed.condition, operator=Relation.GREATER_OR_EQUAL)
    return _criterion("weight-for-dose", condition=condition)(protocol)


EQUIVALENT: dict[str, Edit] = {
    "nothing is changed": lambda protocol: protocol,
    "only words are changed": lambda protocol: replace(protocol, title="Another title", banner="Another banner"),
    "a criterion that another implies is dropped": _without_criterion("region-stated"),
    "a limit that no dose can pass is dropped": lambda protocol: replace(protocol, limits=()),
    "a bound is left out that nobody reaches": _from_nought,
}


@pytest.mark.parametrize("what", EQUIVALENT)
def test_what_is_the_same_for_everybody_is_equivalent(what: str) -> None:
    """No patient tells them apart, and it is said by what they were held against."""
    found = _compared(EQUIVALENT[what])
    assert found.answer == "equivalent"
    assert found.why
    assert found.witness is None


def _listing(folder: Path, short: tuple[str, ...], longer: tuple[str, ...]) -> Judge:
    """Two lists of NSAIDs with their days, and the days of all others."""
    lists = [{"ingredients": [*short], "days": "1 day"}, {"ingredients": [*longer], "days": "4 days"}]
    hold = [*lists, {"others": True, "days": "12 days"}]
    blocks = {"nsaid": washout("nsaid", hold, agreement="not needed")}
    return Judge(invented(folder, washout=blocks), knowledge().drugs)


@pytest.mark.parametrize("moved", ["piroxicam", "tiaprofenic acid", "oxaprozin"])
@pytest.mark.parametrize("back", [False, True])
def test_an_ingredient_that_moves_between_lists_is_told_apart(tmp_path: Path, moved: str, *, back: bool) -> None:
    """Out of all others or out of the other list, and back: also where more drugs stand on every list before it."""
    short, longer = ("ibuprofen", "diclofenac"), ("naproxen", "celecoxib")
    forms = [(short, longer), ((*short, moved), longer), (short, (*longer, moved))]
    judges = [_listing(tmp_path, *each) for each in forms]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        old, new = (judges[other], judges[one]) if back else (judges[one], judges[other])
        found = compare_meaning(old, new)
        assert found.answer == "different"
        assert found.seen[0].startswith(f"medicine 1, {moved}:")


def test_other_planned_doses_are_told_apart() -> None:
    """What a clinic plans inside a range is part of what is judged."""
    judge = _judge()
    planned = replace(judge, rules=replace(judge.rules, planned={"epidural": 21_000_000}))
    found = compare_meaning(judge, planned)
    assert found.answer == "different"
    assert any("planned 21000000" in each for each in found.seen)


def test_records_of_different_elements_are_not_compared() -> None:
    """Where the dictionaries differ there is no one patient to ask about."""
    judge = _judge()
    fewer = replace(judge.rules.dictionary, elements=dict(list(judge.rules.dictionary.elements.items())[:-1]))
    other = replace(judge, rules=replace(judge.rules, dictionary=fewer))
    assert compare_meaning(judge, other).answer == "undecided"


def test_too_little_effort_decides_nothing() -> None:
    """And says so."""
    judge = _judge()
    other = judge.of(_without_criterion("consent")(judge.rules.protocol))
    assert other is not None
    found = compare_meaning(judge, other, effort=1)
    assert found.answer == "undecided"
    assert "effort" in found.why


def test_one_check_does_not_differ_from_itself() -> None:
    """And two protocols that share a criterion differ by its status, not by those that only one has."""
    found = _compared(_criterion("consent", kind=Kind.EXCLUSION))
    assert found.witness is not None
    check = _judge().check(found.witness)
    assert differences_of(check, check) == ()
    fewer = replace(check, criteria=check.criteria[1:])
    assert differences_of(check, fewer) == ()
