"""Every case of every chapter, on every execution."""

from __future__ import annotations

import pytest

from tests.spec.cases import Case, Refusal, Ruling
from tests.spec.chapters import CHAPTERS
from tests.spec.differences import DIFFERENCES
from tests.spec.executions import EXECUTIONS, Execution
from tests.spec.run import fault_of_case, fault_of_refusal, fault_of_ruling
from tests.spec.scope import DICTIONARY

_IN_CHAPTERS = [case for chapter in CHAPTERS for part in chapter.parts for case in part.cases]
_WRITTEN = [*_IN_CHAPTERS, *(difference.shown for difference in DIFFERENCES)]
CASES = [case for case in _WRITTEN if isinstance(case, Case)]
RULINGS = [case for case in _WRITTEN if isinstance(case, Ruling)]
REFUSALS = [case for case in _WRITTEN if isinstance(case, Refusal)]


@pytest.fixture(params=EXECUTIONS, ids=lambda execution: execution.name)
def execution(request: pytest.FixtureRequest) -> Execution:
    """Each execution in turn."""
    found = request.param
    assert isinstance(found, Execution)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.expression)
def test_case(case: Case, execution: Execution) -> None:
    """The expression gives what the manual says, and waits for what the manual says."""
    assert fault_of_case(case, execution) == ""


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.expression)
def test_refusal(refusal: Refusal) -> None:
    """The expression does not compile, for the reason that the manual names."""
    assert fault_of_refusal(refusal) == ""


@pytest.mark.parametrize("ruling", RULINGS, ids=lambda ruling: ruling.expression)
def test_ruling(ruling: Ruling) -> None:
    """The condition may be a criterion, or may not, as the manual says."""
    assert fault_of_ruling(ruling) == ""


def test_no_case_is_written_twice_in_a_section() -> None:
    """A second case with the same expression and facts in one section would be a slip of the pen."""
    for chapter in CHAPTERS:
        for part in chapter.parts:
            seen = [
                (case.expression, tuple(case.facts.items()) if isinstance(case, Case) else ()) for case in part.cases
            ]
            assert [each for each in seen if seen.count(each) > 1] == []


def test_every_fact_of_a_case_is_an_element_of_the_scope() -> None:
    """A misspelt fact would silently be missing."""
    from_outside = {"as_of", "procedure.date"}
    for case in CASES:
        assert case.facts.keys() <= DICTIONARY.elements.keys() | from_outside
