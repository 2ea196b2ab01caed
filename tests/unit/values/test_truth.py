"""Kleene's truth tables, and that no reason for not knowing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.values.truth import (
    NULL,
    Cause,
    Reason,
    Truth,
    Unknown,
    conjunction,
    disjunction,
    exclusive_disjunction,
    implication,
    negation,
    unknown_because,
)

WEIGHT = Reason("weight", Cause.TOO_OLD)
MRI = Reason("mri", Cause.NOT_RECORDED)
LEFT, RIGHT, BOTH = Unknown((WEIGHT,)), Unknown((MRI,)), Unknown((MRI, WEIGHT))

reasons = st.builds(
    Reason, st.sampled_from(["weight", "mri", "onset"]), st.sampled_from(Cause), st.sampled_from(["", "30 days"])
)
unknowns = st.lists(reasons, max_size=4).map(lambda given_reasons: Unknown(tuple(given_reasons)))
truths: st.SearchStrategy[Truth] = st.booleans() | unknowns
Connective = Callable[[Truth, Truth], Truth]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (True, True, True),
        (True, False, False),
        (True, RIGHT, RIGHT),
        (False, True, False),
        (False, False, False),
        (False, RIGHT, False),
        (LEFT, True, LEFT),
        (LEFT, False, False),
        (LEFT, RIGHT, BOTH),
    ],
)
def test_conjunction(left: Truth, right: Truth, expected: Truth) -> None:
    """`and` is false as soon as one side is, and otherwise unknown for the reasons of every unknown side."""
    assert expected == conjunction(left, right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (True, True, True),
        (True, False, True),
        (True, RIGHT, True),
        (False, True, True),
        (False, False, False),
        (False, RIGHT, RIGHT),
        (LEFT, True, True),
        (LEFT, False, LEFT),
        (LEFT, RIGHT, BOTH),
    ],
)
def test_disjunction(left: Truth, right: Truth, expected: Truth) -> None:
    """`or` is true as soon as one side is, and otherwise unknown for the reasons of every unknown side."""
    assert expected == disjunction(left, right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (True, True, False),
        (True, False, True),
        (True, RIGHT, RIGHT),
        (False, True, True),
        (False, False, False),
        (False, RIGHT, RIGHT),
        (LEFT, True, LEFT),
        (LEFT, False, LEFT),
        (LEFT, RIGHT, BOTH),
    ],
)
def test_exclusive_disjunction(left: Truth, right: Truth, expected: Truth) -> None:
    """`xor` cannot be settled by one side alone."""
    assert expected == exclusive_disjunction(left, right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (True, True, True),
        (True, False, False),
        (True, RIGHT, RIGHT),
        (False, True, True),
        (False, False, True),
        (False, RIGHT, True),
        (LEFT, True, True),
        (LEFT, False, LEFT),
        (LEFT, RIGHT, BOTH),
    ],
)
def test_implication(left: Truth, right: Truth, expected: Truth) -> None:
    """`implies` is true whenever the left is false or the right is true, known or not on the other side."""
    assert expected == implication(left, right)


@pytest.mark.parametrize(("operand", "expected"), [(True, False), (False, True), (LEFT, LEFT), (NULL, NULL)])
def test_negation(operand: Truth, expected: Truth) -> None:
    """`not` turns what is known and leaves the unknown the unknown it was."""
    assert expected == negation(operand)


@pytest.mark.parametrize("connective", [conjunction, disjunction, exclusive_disjunction])
@given(left=truths, right=truths)
def test_order_of_operands_does_not_show(connective: Connective, left: Truth, right: Truth) -> None:
    """Swapping the operands changes neither the answer nor its reasons."""
    assert connective(left, right) == connective(right, left)


@given(left=truths, right=truths)
def test_de_morgan(left: Truth, right: Truth) -> None:
    """Denying a conjunction is the disjunction of the denials, reasons included, and the other way round."""
    assert negation(conjunction(left, right)) == disjunction(negation(left), negation(right))
    assert negation(disjunction(left, right)) == conjunction(negation(left), negation(right))


@pytest.mark.parametrize("connective", [conjunction, disjunction, exclusive_disjunction])
@given(first=truths, second=truths, third=truths)
def test_grouping_does_not_decide(connective: Connective, first: Truth, second: Truth, third: Truth) -> None:
    """However three operands are bracketed, the answer is known or unknown alike."""
    left = connective(connective(first, second), third)
    right = connective(first, connective(second, third))
    assert isinstance(left, Unknown) == isinstance(right, Unknown)
    assert isinstance(left, Unknown) or left == right


@pytest.mark.parametrize("connective", [conjunction, disjunction, exclusive_disjunction, implication])
@given(left=truths, right=truths, learnt=st.booleans())
def test_learning_a_fact_only_settles(connective: Connective, left: Truth, right: Truth, learnt: bool) -> None:
    """Replacing an unknown operand by a known one never changes an answer that was known already."""
    before = connective(left, right)
    after = connective(learnt if isinstance(left, Unknown) else left, right)
    assert isinstance(before, Unknown) or before == after


@given(left=unknowns, right=unknowns)
def test_every_reason_is_kept(left: Unknown, right: Unknown) -> None:
    """An unknown made of two has the reasons of both, sorted and each of them once."""
    both = unknown_because(left, right)
    assert set(left.reasons) | set(right.reasons) == set(both.reasons)
    assert both.reasons == tuple(sorted(set(both.reasons)))


def test_reasons_are_sorted_however_they_are_given() -> None:
    """The same gaps are the same unknown, in whatever order they were met."""
    assert Unknown((MRI, WEIGHT)) == Unknown((WEIGHT, MRI, WEIGHT))


def test_null_has_nothing_to_supply() -> None:
    """The null of an expression adds no reason to an unknown that has one, and two of them are still null."""
    assert conjunction(NULL, LEFT) == LEFT
    assert unknown_because(NULL, NULL) == NULL
    assert unknown_because() == NULL
