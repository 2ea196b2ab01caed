"""The pure-Python fixpoint."""

from __future__ import annotations

from hypothesis import given

from posology.explain.inference.fixpoint import fired_productions
from posology.ir.productions import Production
from tests.unit.explain.inference.rulesets import acyclic_productions, fact_sets, production


def test_conclusions_are_premises() -> None:
    """A production fires on the conclusion of another, whatever their order."""
    second, first = production("second", "b", "c"), production("first", "a", "b")
    assert fired_productions((second, first), {"a"}) == (first, second)


def test_every_premise_is_needed() -> None:
    """A production with one premise missing does not fire."""
    assert fired_productions((production("both", "a b", "c"),), {"a"}) == ()


@given(acyclic_productions(), fact_sets())
def test_the_result_is_a_fixpoint(productions: tuple[Production, ...], facts: frozenset[str]) -> None:
    """Every production of the result had its premises before it, and every other still lacks one at the end."""
    fired = fired_productions(productions, facts)
    known = set(facts)
    for each in fired:
        assert known.issuperset(each.premises)
        known.add(each.conclusion)
    assert all(not known.issuperset(each.premises) for each in productions if each not in fired)
