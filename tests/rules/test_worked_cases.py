"""Every worked case of every shipped protocol gives the expected answer, and the runner can fail."""

from __future__ import annotations

from functools import cache

import pytest
from posology.api.knowledge import Knowledge
from posology.api.loading import load, load_knowledge
from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Refused
from posology.explain.rules import Rules

from tests.rules.worked_cases import WorkedCase, answer, differences, worked_cases

CASES = [case for protocol in shipped_protocols() for case in worked_cases(protocol)]


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, loaded once for all cases."""
    return load_knowledge()


@cache
def rules(protocol: str, readings: tuple[tuple[str, str], ...], planned: tuple[tuple[str, int], ...]) -> Rules:
    """The protocol with the readings and planned doses of a case, compiled once."""
    lines = [f"site: worked cases\nprotocol: {protocol}\n"]
    if readings:
        lines.append("readings:\n" + "".join(f"  {name}: {{chosen: {option}}}\n" for name, option in readings))
    if planned:
        lines.append("planned:\n" + "".join(f"  {step}: {{cells: {cells}}}\n" for step, cells in planned))
    return load(protocol, knowledge(), site=("site.yaml", "".join(lines).encode()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.protocol}: {case.name}")
def test_the_worked_case_gives_the_expected_answer(case: WorkedCase) -> None:
    """The answer agrees with everything that the case expects, or the record is refused with the codes expected."""
    ready = rules(case.protocol, case.readings, case.planned)
    if case.refused:
        with pytest.raises(Refused) as refused:
            answer(case, ready, knowledge())
        assert {each.code for each in refused.value.diagnostics} >= set(case.refused)
        return
    assert case.expect, "a case that expects nothing cannot fail"
    assert list(differences(case.expect, answer(case, ready, knowledge()))) == []


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"verdict": "eligible"}, {"verdict": "deferred"}),
        ({"criteria": {"mri": "met"}}, {"criteria": [{"id": "mri", "status": "not-met"}]}),
        ({"criteria": {"mri": "met"}}, {"criteria": []}),
        ({"missing": {"count": 0}}, {"missing": [{"element": "weight"}]}),
        ({"dose": {"iv": {"cells": {"planned": 1}}}}, {"dose": {"iv": {"cells": {"planned": None}}}}),
        ({"earliest_date": None}, {"earliest_date": "2026-12-03"}),
    ],
)
def test_a_wrong_answer_is_told(expected: object, found: object) -> None:
    """The runner tells a difference of every kind, so that a case can fail."""
    assert list(differences(expected, found)) != []
