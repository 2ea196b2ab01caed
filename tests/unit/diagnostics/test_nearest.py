"""The names that somebody may have meant."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.diagnostics.nearest import LONGEST_WORD, MOST_OFFERED, distance, nearest

WORDS = st.text("abc", max_size=6)
PATHS = ("pain.back.onset", "pain.neck.onset", "pain.leg.vas", "weight", "height", "consent.signed")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("wieght", ("weight", "height")),
        ("Weight", ("weight",)),
        ("weight_kg", ("weight",)),
        ("pain.bak.onset", ("pain.back.onset", "pain.neck.onset")),
        ("consent-signed", ("consent.signed",)),
        ("apixaban", ()),
        ("", ()),
        ("x", ()),
    ],
)
def test_what_is_close_is_offered(word: str, expected: tuple[str, ...]) -> None:
    """Nearest first, then by name; nothing is offered for a word that resembles none."""
    found = nearest(word, PATHS)
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_the_offer_does_not_depend_on_the_order_of_the_candidates() -> None:
    """The same question has the same answer, whatever order a set gives."""
    candidates = ["aba", "abc", "abd", "abe", "abf"]
    assert nearest("abz", candidates) == nearest("abz", reversed(candidates)) == ("aba", "abc", "abd")


def test_the_word_itself_is_not_excluded() -> None:
    """A word that differs in capitals or joints only is the nearest of all."""
    assert nearest("Low Back", ["low-back", "low_back", "lowback"])[0] == "low-back"


@given(WORDS, WORDS)
def test_a_distance_is_symmetric_and_zero_only_for_the_same(first: str, second: str) -> None:
    """Mistakes are counted the same in both directions."""
    assert distance(first, second, 10) == distance(second, first, 10)
    assert (distance(first, second, 10) == 0) == (first == second)


@given(WORDS, WORDS, st.integers(0, 6))
def test_a_limit_only_cuts_off(first: str, second: str, limit: int) -> None:
    """Giving up early never changes a distance within the limit."""
    assert distance(first, second, limit) == min(distance(first, second, 20), limit + 1)


@pytest.mark.parametrize(
    ("first", "second", "mistakes"),
    [("ab", "ba", 1), ("abc", "ac", 1), ("ac", "abc", 1), ("abc", "axc", 1), ("", "abc", 3)],
)
def test_each_typing_mistake_counts_once(first: str, second: str, mistakes: int) -> None:
    """Left out, put in, replaced, exchanged with its neighbour."""
    assert distance(first, second, 10) == mistakes


@given(WORDS, st.lists(WORDS, max_size=10))
def test_at_most_three_candidates_are_offered(word: str, candidates: list[str]) -> None:
    """The offer is short and made of candidates only."""
    found = nearest(word, candidates)
    assert len(found) <= MOST_OFFERED
    assert set(found) <= set(candidates)
    assert len(set(found)) == len(found)


def test_a_hostile_word_costs_nothing() -> None:
    """Megabytes are compared with nothing."""
    begun = time.perf_counter()
    assert nearest("a" * 1_000_000, ["a" * 1_000_000]) == ()
    assert nearest("a" * LONGEST_WORD, ["a" * 1_000_000]) == ()
    assert time.perf_counter() - begun < 1
