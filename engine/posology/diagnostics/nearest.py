"""The names that somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable

MOST_OFFERED = 3
LONGEST_WORD = 80
"""Longer words are not compared: nobody types them by mistake, and comparing costs the product of the lengths."""


def nearest(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The candidates within a third of the word's length in typing mistakes, the nearest three, then by name.

    A typing mistake is a letter left out, put in, replaced, or exchanged with its neighbour. Capitals, and which of
    space, hyphen and underscore joins two words, are not counted.
    """
    if len(word) > LONGEST_WORD:
        return ()
    folded = _fold(word)
    allowed = max(1, len(folded) // 3)
    scored = ((distance(folded, _fold(each), allowed), each) for each in set(candidates))
    close = sorted((mistakes, each) for mistakes, each in scored if mistakes <= allowed and mistakes < len(folded))
    return tuple(each for _, each in close[:MOST_OFFERED])


def suggestion(word: str, candidates: Iterable[str], otherwise: str = "") -> str:
    """The help for a word that is none of the candidates: the nearest of them, or what is said otherwise."""
    close = nearest(word, candidates)
    return f"did you mean `{close[0]}`?" if close else otherwise


def distance(first: str, second: str, limit: int) -> int:
    """The number of typing mistakes from one word to the other, or `limit + 1` where there are more than `limit`."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            same = letter == other
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (not same))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        # INVARIANT: the least of two neighbouring rows never falls again, so nothing below can be within the limit.
        if min(current) > limit and min(above) > limit:
            return limit + 1
        before, above = above, current
    return min(above[-1], limit + 1)


def _fold(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")
