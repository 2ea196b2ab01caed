"""What the symbols of one question share: side constraints, the numbers of texts, and what is known of the calendar."""

from __future__ import annotations

from z3 import ArithRef, Bool, BoolRef, Int, Real, is_true

from posology.ir.nodes import NO_ORIGIN, Node, Origin
from posology.prove.calendar import Calendar
from posology.prove.words import Words


class Desk:
    """Where the symbols of one question are made: whoever asks the solver gives it `constraints` beside the question.

    `bound` is the number of slots of a list whose items are not written out. INVARIANT: the names it gives depend on
    the order of the calls only, so that the same question is the same text for the solver.
    """

    __slots__ = ("_asked_of_words", "_bound", "_calendar", "_names", "_required", "_unbounded", "_words")

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._names = 0
        self._required: list[BoolRef] = []
        self._unbounded: list[Origin] = []
        self._words = Words()
        self._asked_of_words = False
        self._calendar = Calendar(self.require, self.fresh_int)

    @property
    def bound(self) -> int:
        """The number of slots of each list of the record."""
        return self._bound

    @property
    def words(self) -> Words:
        """The numbers of texts."""
        return self._words

    @property
    def calendar(self) -> Calendar:
        """The terms that are bounded only, and the exact facts about them."""
        return self._calendar

    @property
    def constraints(self) -> tuple[BoolRef, ...]:
        """Everything required so far: to be read once all symbols of a question have been made."""
        return (*self._required, *(self._words.order if self._asked_of_words else ()))

    @property
    def arbitrary(self) -> tuple[Origin, ...]:
        """The expressions whose value was not bounded exactly, beside those of the calendar."""
        return tuple(self._unbounded)

    def require(self, term: BoolRef) -> None:
        """From now on the term is one of the constraints."""
        if not is_true(term):
            self._required.append(term)

    def unbounded(self, node: Node | None = None) -> None:
        """Keeps the origin, where it is known, of an expression that admits more values than it has."""
        self._unbounded.append(NO_ORIGIN if node is None else node.origin)

    def order_of_words(self) -> None:
        """From now on the constraints tell the order of texts, and which are equivalent."""
        self._asked_of_words = True

    def fresh_truth(self, name: str) -> BoolRef:
        """A truth value of which nothing is known."""
        return Bool(self._fresh(name))

    def fresh_real(self, name: str) -> ArithRef:
        """A number of which nothing is known."""
        return Real(self._fresh(name))

    def fresh_int(self, name: str) -> ArithRef:
        """A whole number of which nothing is known."""
        return Int(self._fresh(name))

    def _fresh(self, name: str) -> str:
        self._names += 1
        return f"{name}!{self._names}"
