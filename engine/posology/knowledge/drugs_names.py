"""How names of drugs are compared, and how a list of names is taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Final, TypeVar

Found = TypeVar("Found")

_SEPARATOR: Final = re.compile(r"\s*[/+&,;]\s*|\s+(?:and|with|plus)\s+", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\s/+&,;()\[\]]+")
_SAME_MARK: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-"})

_STOPS: Final = ".:!?"

MOST_PARTS: Final = 8
"""A longer list is no product that is sold, and taking it apart costs two to the power of its hyphens."""

LONGEST_NAME_IN_WORDS: Final = 5


def fold(name: str) -> str:
    """The name as it is compared: letter case, runs of spaces, and hyphen or space between two words do not count."""
    return " ".join(name.translate(_SAME_MARK).casefold().replace("-", " ").split())


def tidy(name: str) -> str:
    """The name in small letters with single spaces, its hyphens kept."""
    return " ".join(name.translate(_SAME_MARK).casefold().split())


def parts_of(name: str) -> tuple[str, ...]:
    """The names in a list written with `/`, `+`, `&`, a comma, `and`, `with` or `plus`; else the whole."""
    return tuple(_SEPARATOR.split(name.translate(_SAME_MARK).strip()))


def divisions(name: str) -> Iterator[tuple[str, ...]]:
    """Every way to divide the name at some of its hyphens, at least one, into at most `MOST_PARTS` parts."""
    pieces = [each.strip() for each in name.translate(_SAME_MARK).split("-")]
    if not 1 < len(pieces) <= MOST_PARTS or not all(pieces):
        return
    between = range(1, len(pieces))
    for count in between:
        for cuts in combinations(between, count):
            ends = (0, *cuts, len(pieces))
            yield tuple("-".join(pieces[start:end]) for start, end in pairwise(ends))


def known_within(name: str, find: Callable[[str], Found | None]) -> tuple[Found, ...]:
    """What is known under the words of a longer name, the longest names first taken, each word counted once."""
    words = _WORD.findall(fold(name))
    found: list[Found] = []
    start = 0
    while start < len(words):
        taken = 1
        for length in range(min(LONGEST_NAME_IN_WORDS, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + length])
            known = find(phrase) or find(phrase.rstrip(_STOPS))
            if known:
                found.append(known)
                taken = length
                break
        start += taken
    return tuple(found)
