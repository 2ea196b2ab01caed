"""What may stand behind the name of a drug without changing which drug it is: a strength, a salt, a form, a use.

The words are a closed list in the drug files. What is on it is set aside one by one from the end of a name; a form that
is given by one route says that route.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from posology.knowledge.drugs_names import fold, tidy

NO_ROUTE: Final = "none"
"""What a word says that goes with more than one route."""

OTHER_ROUTE: Final = "other"
"""What a word says of a route that a record has no word for, such as the rectal one."""

LONGEST_PHRASE: Final = 4
_WORD: Final = re.compile(r"[^\s,-]+")
_BETWEEN: Final = " ,;-"
_NUMBER: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.[0-9]{1,9})?|\.[0-9]{1,9}"
_ANY_NUMBER: Final = re.compile(_NUMBER)
_NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Apart:
    """What was set aside from the end of a name: how many strengths it gives, and the route that it says, if any."""

    text: str
    strengths: int
    route: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words that may be set aside. `phrases` gives the route that each says; `strength` matches one at the end."""

    phrases: Mapping[str, str]
    strength: re.Pattern[str]

    def set_aside(self, text: str) -> tuple[str, Apart] | None:
        """The text without the last thing that may be set aside, and that thing; None where nothing may.

        `text` is tidy. Something always stays: a form alone is no drug.
        """
        return self._without_strength(text) or self._without_phrase(text)

    def is_all_aside(self, text: str) -> tuple[Apart, ...] | None:
        """The text as nothing but words that may be set aside, the last first; None where anything else is in it."""
        # the mark stands for the name that such words are always set aside from
        rest, found = f"\N{BLACK SQUARE} {text}", list[Apart]()
        while (step := self.set_aside(rest)) is not None:
            rest, apart = step
            found.append(apart)
        return tuple(found) if rest == "\N{BLACK SQUARE}" else None

    def _without_strength(self, text: str) -> tuple[str, Apart] | None:
        written = self.strength.fullmatch(text)
        if written is None:
            return None
        strength = written["one"] or written["several"]
        count = 1 if written["one"] else len(_ANY_NUMBER.findall(strength))
        return written["rest"].rstrip(_BETWEEN), Apart(strength, count, NO_ROUTE)

    def _without_phrase(self, text: str) -> tuple[str, Apart] | None:
        words = list(_WORD.finditer(text))
        for count in range(min(LONGEST_PHRASE, len(words) - 1), 0, -1):
            place = words[-count].start()
            phrase = fold(text[place:].replace(",", " ")).rstrip(".")
            rest = text[:place].rstrip(_BETWEEN)
            if phrase in self.phrases and rest:
                return rest, Apart(phrase, 0, self.phrases[phrase])
        return None


NO_WORDS: Final = Words(MappingProxyType({}), _NEVER)


def words_of(phrases: Mapping[str, str], units: Iterable[str], per: Iterable[str]) -> Words:
    """The words: phrases with the route that each says, units of strength, and what a strength may be given per."""
    unit, each = _one_of(units), _one_of(per)
    if not unit:
        return Words(MappingProxyType(dict(phrases)), _NEVER)
    amount = rf"(?:{_NUMBER})[\s-]?(?:{unit})"
    part = rf"(?:{_NUMBER})(?:[\s-]?(?:{unit}))?"
    one = rf"{amount}(?:\s?/\s?(?:(?:{_NUMBER})\s?)?(?:{each}))?" if each else amount
    strength = rf"(?P<rest>.*?[\s,)\]])(?:(?P<one>{one})|(?P<several>{part}(?:\s?[-/]\s?{part})+))"
    return Words(MappingProxyType(dict(phrases)), re.compile(strength))


def _one_of(words: Iterable[str]) -> str:
    """A pattern that matches each of the words, the longest first."""
    longest_first = sorted({tidy(word) for word in words}, key=lambda each: (-len(each), each))
    return "|".join(re.escape(each) for each in longest_first)
