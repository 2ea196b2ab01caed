"""Every worked case of every shipped protocol gives the expected answer, and the runner can fail."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Refused
from tests.rules.worked_cases import WorkedCase, answer, differences, worked_cases

CASES = tuple(case for protocol in shipped_protocols() for case in worked_cases(protocol))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.protocol}: {case.chapter}: {case.name}")
def test_the_worked_case_gives_the_expected_answer(case: WorkedCase) -> None:
    """The answer agrees with everything that the case expects, or the record is refused with the codes expected."""
    if case.refused:
        with pytest.raises(Refused) as refused:
            answer(case)
        assert {each.code for each in refused.value.diagnostics} == set(case.refused)
        return
    assert case.expect, "a case that expects nothing cannot fail"
    assert list(differences(case.expect, answer(case))) == []


def test_no_two_cases_have_one_name() -> None:
    """A case is told by its protocol and its name, so that a failing one can be found."""
    names = Counter((case.protocol, case.name) for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []


WRONG: tuple[tuple[Any, Any], ...] = (
    ({"verdict": "eligible"}, {"verdict": "deferred"}),
    ({"criteria": {"mri": "met"}}, {"criteria": [{"id": "mri", "status": "not-met"}]}),
    ({"criteria": {"mri": "met"}}, {"criteria": []}),
    ({"criteria": {"mri": {"status": "met"}}}, {"criteria": [{"id": "mri"}]}),
    ({"missing": {"count": 0}}, {"missing": [{"element": "weight"}]}),
    ({"dose": {"iv": {"cells": {"planned": 1}}}}, {"dose": {"iv": {"cells": {"planned": None}}}}),
    ({"earliest_date": None}, {"earliest_date": "2026-12-03"}),
    ({"sedation": False}, {"sedation": 0}),
    ({"washout": {"aspirin again": "clear"}}, {"washout": [{"drug": "aspirin", "status": "clear"}]}),
    ({"changes": None}, {"changes": [{"verdict": "eligible", "if": ["the procedure is moved"]}]}),
)
"""Expectations, each with an answer that does not meet it."""


@pytest.mark.parametrize(("expected", "found"), WRONG)
def test_a_wrong_answer_is_told(expected: object, found: object) -> None:
    """The runner tells a difference of every kind, so that a case can fail."""
    assert list(differences(expected, found)) != []
