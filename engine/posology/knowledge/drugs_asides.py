"""The words that may stand behind the name of a drug, and the names that are left open on purpose, read from a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.drugs_model import BY_ROUTE
from posology.knowledge.drugs_names import fold
from posology.knowledge.drugs_words import LONGEST_PHRASE, NO_ROUTE, OTHER_ROUTE
from posology.reader.shape import as_mapping, as_option, as_sequence, as_text, as_text_scalar
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar

WRONG_WORD: Final = "P0260"

ROUTES: Final = (*BY_ROUTE, NO_ROUTE, OTHER_ROUTE)
PLAIN_LISTS: Final = ("salts", "releases", "uses")
"""Words that say nothing of a route."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A name that is known and left open, since no source settles what it stands for or which class it has."""

    name: str
    why: str
    span: Span


@dataclass(slots=True)
class Asides:
    """Everything that the files say of words behind a name; `places` is where each phrase stands."""

    units: list[str] = field(default_factory=list[str])
    per: list[str] = field(default_factory=list[str])
    phrases: dict[str, str] = field(default_factory=dict[str, str])
    places: dict[str, Span] = field(default_factory=dict[str, Span])
    undecided: list[Undecided] = field(default_factory=list[Undecided])


def read_asides(root: Mapping, into: Asides, diagnostics: Diagnostics) -> None:
    """Adds what one file says under `words` and `undecided`."""
    written = root.get("words")
    allowed = ("strengths", *PLAIN_LISTS, "forms")
    block = None if written is None else as_mapping(written, diagnostics, allowed=allowed, what="`words`")
    if block is not None:
        _read_strengths(block.get("strengths"), into, diagnostics)
        for key in PLAIN_LISTS:
            for scalar in _words(block.get(key), f"`{key}`", diagnostics):
                _add_phrase(scalar, NO_ROUTE, into, diagnostics)
        for item in as_sequence(block.get("forms"), diagnostics, what="`forms`") or ():
            _read_form(item, into, diagnostics)
    for item in as_sequence(root.get("undecided"), diagnostics, what="`undecided`") or ():
        _read_undecided(item, into, diagnostics)


def _read_strengths(node: Node | None, into: Asides, diagnostics: Diagnostics) -> None:
    keys = ("units", "per")
    block = None if node is None else as_mapping(node, diagnostics, allowed=keys, required=keys, what="`strengths`")
    if block is not None:
        into.units.extend(each.text for each in _words(block.get("units"), "`units`", diagnostics))
        into.per.extend(each.text for each in _words(block.get("per"), "`per`", diagnostics))


def _read_form(node: Node, into: Asides, diagnostics: Diagnostics) -> None:
    keys = ("route", "words")
    block = as_mapping(node, diagnostics, allowed=keys, required=keys, what="an entry of `forms`")
    if block is None:
        return
    route = as_option(block.get("route"), diagnostics, what="the route of a form", options=ROUTES)
    for scalar in _words(block.get("words"), "the words of a form", diagnostics):
        _add_phrase(scalar, route or OTHER_ROUTE, into, diagnostics)


def _read_undecided(node: Node, into: Asides, diagnostics: Diagnostics) -> None:
    keys = ("names", "why")
    block = as_mapping(node, diagnostics, allowed=keys, required=keys, what="an entry of `undecided`")
    if block is None:
        return
    why = as_text(block.get("why"), diagnostics, what="`why` of an entry of `undecided`")
    for scalar in _words(block.get("names"), "the names of an entry of `undecided`", diagnostics):
        into.undecided.append(Undecided(scalar.text, why or "", scalar.span))


def _add_phrase(scalar: Scalar, route: str, into: Asides, diagnostics: Diagnostics) -> None:
    phrase = fold(scalar.text)
    if len(phrase.split()) > LONGEST_PHRASE:
        message = f"`{shortened(scalar.text)}` has more than {LONGEST_PHRASE} words and would never be set aside"
        diagnostics.error(WRONG_WORD, message, scalar.span, help="list the words that make it up")
    elif into.phrases.setdefault(phrase, route) != route:
        message = f"`{shortened(scalar.text)}` says the route {into.phrases[phrase]} and the route {route}"
        related = ((into.places[phrase], "the first is here"),)
        diagnostics.error(WRONG_WORD, message, scalar.span, help="leave it with one of them", related=related)
    into.places.setdefault(phrase, scalar.span)


def _words(node: Node | None, what: str, diagnostics: Diagnostics) -> Iterator[Scalar]:
    for item in as_sequence(node, diagnostics, what=what) or ():
        scalar = as_text_scalar(item, diagnostics, what=f"a word of {what}")
        if scalar is not None:
            yield scalar
