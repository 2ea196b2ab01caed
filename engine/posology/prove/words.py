"""Texts as numbers: equal texts have one number, and two numbers stand in the order of their texts."""

from __future__ import annotations

from bisect import insort
from itertools import count, pairwise

from z3 import ArithRef, BoolRef, Function, IntSort, IntVal, RealSort

_FOLDED = Function("folded", IntSort(), IntSort())
_PLACE = Function("place", IntSort(), RealSort())


def folded(number: ArithRef) -> ArithRef:
    """The number of the text that two texts share which CQL takes for equivalent: its case and blanks aside."""
    return _FOLDED(number)


def place(number: ArithRef) -> ArithRef:
    """Where the text stands in the order of all texts."""
    return _PLACE(number)


class Words:
    """Gives each text its number, from 0 on in the order in which they come.

    A number that was given to no text stands for a text that nobody has written.
    """

    __slots__ = ("_in_order", "_numbers", "_texts")

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        self._in_order: list[str] = []

    def number(self, text: str) -> int:
        """The number of the text, a new one at its first mention."""
        known = self._numbers.get(text)
        if known is not None:
            return known
        self._numbers[text] = number = len(self._texts)
        self._texts.append(text)
        insort(self._in_order, text)
        return number

    def text(self, number: int) -> str:
        """The text of the number; one that no text has got yet, for a number that was never given."""
        if 0 <= number < len(self._texts):
            return self._texts[number]
        return next(text for each in count() if (text := f"word {abs(number)}{'.' * each}") not in self._numbers)

    @property
    def order(self) -> tuple[BoolRef, ...]:
        """That the texts given so far stand in their order, and that each folds to its folded text."""
        for text in self._texts:  # grows, until every text has its folded one
            self.number(fold(text))
        numbers = [IntVal(self._numbers[text]) for text in self._in_order]
        ascending = [place(one) < place(other) for one, other in pairwise(numbers)]
        folds = [folded(IntVal(each)) == self.number(fold(text)) for each, text in enumerate(self._texts)]
        return (*ascending, *folds)


def fold(text: str) -> str:
    """The text with its case and the kinds of blanks aside, as `~` of CQL reads it."""
    return "".join(" " if each.isspace() else each for each in text.casefold())
