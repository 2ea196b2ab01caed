"""What a name as people write it leads to: exactly one drug, nothing, or the reason why it could be read in two ways.

A name leads somewhere where it is known word for word, lists names that are, or is either of the two behind which only
words stand that the files let be set aside. Nothing is ever taken from its beginning or its middle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from posology.knowledge.drugs_index import Entry, Index
from posology.knowledge.drugs_model import BY_ROUTE
from posology.knowledge.drugs_names import MOST_PARTS, divisions, fold, parts_of, tidy
from posology.knowledge.drugs_words import NO_ROUTE, OTHER_ROUTE, Apart

BY_COMBINATION: Final = "combination"
INJECTED: Final = "injected"
"""The route that every other one by needle is a kind of."""

MOST_APART: Final = 12
"""A name with more behind it is a sentence."""

_MARKS: Final = re.compile(r"[^\w\s]")
_BESIDE: Final = re.compile(r"(?P<rest>.*\S)\s*(?:\((?P<round>[^()\[\]]+)\)|\[(?P<square>[^()\[\]]+)\])")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name leads to; `apart` is what was set aside, `route` what that says, if a record has a word for it."""

    entry: Entry
    apart: tuple[str, ...] = ()
    route: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A drug with what stands behind its name; `is_list` where the name lists several that no product joins."""

    entry: Entry
    apart: tuple[Apart, ...] = ()
    is_list: bool = False


_Answer: TypeAlias = "_Found | str | None"
"""The drug, the reason why the name can be read in two ways, or nothing."""


def find_name(name: str, index: Index) -> Named | str | None:
    """What the name leads to; None where it is not known, and the reason where it must be left open."""
    found = _read(tidy(name), index, _of_whole, with_beside=True)
    if not isinstance(found, _Found):
        return found
    routes = {each.route for each in found.apart} - {NO_ROUTE}
    known = routes - {OTHER_ROUTE}
    if len({BY_ROUTE[each] for each in known}) > 1:
        return f"the name says two routes, {' and '.join(sorted(known))}"
    apart = tuple(each.text for each in found.apart if each.text)
    if found.is_list or OTHER_ROUTE in routes or not known:
        # A form that stands behind a list may be that of its last drug alone, so it says nothing of the others.
        return Named(found.entry, apart)
    return Named(found.entry, apart, min(known - {INJECTED}, default=INJECTED))


def undecided_within(name: str, index: Index) -> str | None:
    """Why a name is left open that has, among others, the words of one that the files leave open on purpose."""
    words = _spaced(name)
    return next((why for each, why in index.undecided.items() if _spaced(each) in words), None)


def _spaced(name: str) -> str:
    return f" {fold(_MARKS.sub(' ', name))} "


def _read(text: str, index: Index, ask: Callable[[str, Index], _Answer], *, with_beside: bool) -> _Answer:
    """What `ask` knows of the text, or of as much of its beginning as is left when what may be set aside is."""
    for rest, apart, beside in _peelings(text, index, with_beside=with_beside):
        found = ask(rest, index)
        if isinstance(found, str):
            return found
        if found is not None:
            return _checked(_Found(found.entry, (*apart, *found.apart), found.is_list), beside, text, index)
    return None


def _peelings(
    text: str, index: Index, *, with_beside: bool
) -> Iterator[tuple[str, tuple[Apart, ...], tuple[str, ...]]]:
    """The text, then what is left of it step by step, with what was set aside and the other names in brackets."""
    apart: tuple[Apart, ...] = ()
    beside: tuple[str, ...] = ()
    for _ in range(MOST_APART):
        yield text, apart, beside
        bracketed = _BESIDE.fullmatch(text) if with_beside else None
        if bracketed is not None:
            inner = (bracketed["round"] or bracketed["square"]).strip()
            aside = index.words.is_all_aside(inner)
            text, apart = bracketed["rest"], (*apart, *(aside or ()))
            beside = beside if aside else (*beside, inner)
            continue
        step = index.words.set_aside(text)
        if step is None:
            return
        text, apart = step[0], (*apart, step[1])


def _checked(found: _Found, beside: Sequence[str], text: str, index: Index) -> _Answer:
    """The drug, if the other names beside it mean the same one and there are no more strengths than ingredients."""
    for other in beside:
        same = _read(other, index, _of_whole, with_beside=False)
        if not isinstance(same, _Found):
            return same
        if same.entry.names != found.entry.names:
            return f"the name speaks of {in_words(found.entry)} and, in brackets, of {in_words(same.entry)}"
        found = _Found(found.entry, (*found.apart, *same.apart), found.is_list)
    strengths, ingredients = sum(each.strengths for each in found.apart), len(found.entry.ingredients)
    if strengths > 1 and strengths != ingredients:
        counted = "one ingredient" if ingredients == 1 else f"{ingredients} ingredients"
        return f"the name gives {strengths} strengths, and {in_words(found.entry)} is {counted}"
    return _with_route(found, text, index)


def _with_route(found: _Found, text: str, index: Index) -> _Found:
    """The drug with the route of a form that belongs to its exact name, as that of `Flovent Diskus`."""
    if found.apart:
        return found
    step = index.words.set_aside(text)
    shorter = None if step is None else index.names.get(fold(step[0]))
    if step is None or shorter is None or shorter.names != found.entry.names:
        return found
    return _Found(found.entry, (Apart("", 0, step[1].route),), found.is_list)


def _of_whole(text: str, index: Index) -> _Answer:
    """An exact name, or a list of names each with what stands behind it."""
    return _exact(text, index) or _of_list(text, index) or _of_division(text, index)


def _of_part(text: str, index: Index) -> _Answer:
    return _exact(text, index) or _of_division(text, index)


def _exact(text: str, index: Index) -> _Answer:
    key = fold(text)
    why = index.undecided.get(key)
    if why is not None:
        return why
    entry = index.names.get(key)
    return None if entry is None else _Found(entry)


def _of_list(text: str, index: Index) -> _Answer:
    parts = parts_of(text)
    if not 1 < len(parts) <= MOST_PARTS:
        return None
    found: list[_Found] = []
    for part in parts:
        answer = _read(part, index, _of_part, with_beside=True)
        if not isinstance(answer, _Found):
            return answer
        found.append(answer)
    return _joined(found, index)


def _of_division(text: str, index: Index) -> _Answer:
    """The names that a text joined by hyphens lists."""
    ways: dict[frozenset[str], _Found] = {}
    for division in divisions(text):
        answers = [_exact(each, index) for each in division]
        known = [each for each in answers if isinstance(each, _Found)]
        if len(known) == len(answers):
            way = _joined(known, index)
            ways.setdefault(way.entry.names, way)
    if len(ways) > 1:
        listed = " or ".join(sorted(in_words(each.entry) for each in ways.values()))
        return f"the name can be read as {listed}"
    return next(iter(ways.values()), None)


def _joined(found: Sequence[_Found], index: Index) -> _Found:
    """Several names as one drug: each ingredient once, in the order named."""
    ingredients = {one.name: one for each in found for one in each.entry.ingredients}
    entry = Entry(tuple(ingredients.values()), BY_COMBINATION)
    is_list = len(entry.ingredients) > 1 and entry.names not in index.products
    return _Found(entry, tuple(one for each in found for one in each.apart), is_list)


def in_words(entry: Entry) -> str:
    """The ingredients of it in words."""
    return " with ".join(each.name for each in entry.ingredients)
