"""What a solver is told of the calendar: bounds that always hold, and the exact facts around the days of a model.

Months and years have no fixed length, so that a day some months later is a term of its own between the fewest and the
most days that it can be away. INVARIANT: every constraint holds of the calendar, so that a symbol made of these terms
admits the right value. It may admit others: `lemmas` then says what is right around the days that a model chose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from z3 import ArithRef, BoolRef, ExprRef, IntNumRef, ModelRef, is_const

from posology.prove.calendar_days import (
    DAYS_OF_CYCLE,
    FIRST_DAY,
    LAST_DAY,
    MONTHS_OF_CYCLE,
    drift,
    month_of,
    months_later,
    period_of,
    reach,
    whole_between,
)
from posology.prove.calendar_terms import (
    PERIODS,
    Edge,
    Index,
    Moved,
    Whole,
    Written,
    about,
    as_long_as_precise,
    in_model,
    lies_between,
    links,
    never_fewer,
)
from posology.prove.expression_terms import (
    at_most,
    both,
    constant,
    implies,
    minus,
    plus,
    same,
    times,
    whole,
)
from posology.prove.symbols import Day


class Calendar:
    """The terms that the calendar only bounds. Asked twice for the same it gives the same term."""

    __slots__ = ("_fresh", "_known", "_require", "_written")

    def __init__(self, require: Callable[[BoolRef], None], fresh: Callable[[str], ArithRef]) -> None:
        self._require = require
        self._fresh = fresh
        self._known: dict[tuple[object, ...], Moved | Edge | Index | Whole] = {}
        self._written: list[Written] = []

    def is_written(self, day: Day) -> None:
        """Requires that the date is a day, a month or a year from year 1 to 9999: to the day exactly, else bounded."""
        self._require(lies_between(FIRST_DAY, day.earliest, LAST_DAY))
        self._require(lies_between(FIRST_DAY, day.latest, LAST_DAY))
        self._require(as_long_as_precise(day))
        self._written.append(Written(day))

    def later(self, day: ArithRef, months: int) -> ArithRef:
        """The day so many months later, or the last of a shorter month; also outside the years 1 to 9999."""
        written = constant(day)
        if written is not None:
            return whole(months_later(int(written), months))
        if months == 0:
            return day
        key = (Moved, day.get_id(), months)
        if key not in self._known:
            result = self._fresh("later")
            fewest, most = reach(months)
            self._require(both(at_most(plus(day, whole(fewest)), result), at_most(result, plus(day, whole(most)))))
            moved = Moved(day, months, result)
            self._never_falls(moved)
            for count in self._known.values():
                if isinstance(count, Whole):
                    self._link(moved, count)
            self._known[key] = moved
        return self._known[key].result

    def first_of_period(self, day: ArithRef, months: int) -> ArithRef:
        """The first day of the month or year of the day."""
        return self._edge(day, months, last=False)

    def last_of_period(self, day: ArithRef, months: int) -> ArithRef:
        """The last day of the month or year of the day."""
        return self._edge(day, months, last=True)

    def _edge(self, day: ArithRef, months: int, *, last: bool) -> ArithRef:
        written = constant(day)
        if written is not None:
            return whole(period_of(int(written), months)[last])
        key = (Edge, day.get_id(), months, last)
        if key not in self._known:
            result = self._fresh("last" if last else "first")
            earlier, later = (day, result) if last else (result, day)
            self._require(both(at_most(earlier, later), at_most(later, plus(earlier, whole(PERIODS[months][1])))))
            edge = Edge(day, months, last, result)
            self._never_falls(edge)
            self._known[key] = edge
        return self._known[key].result

    def boundaries(self, start: ArithRef, end: ArithRef, months: int) -> ArithRef:
        """How many first days of a month or year are crossed from the start to the end."""
        return minus(self._index(end, months), self._index(start, months))

    def _index(self, day: ArithRef, months: int) -> ArithRef:
        written = constant(day)
        if written is not None:
            return whole(month_of(int(written)) // months)
        key = (Index, day.get_id(), months)
        if key not in self._known:
            result = self._fresh("index")
            least, most = drift(months)
            parts = minus(times(day, whole(MONTHS_OF_CYCLE)), times(result, whole(months * DAYS_OF_CYCLE)))
            self._require(lies_between(least, parts, most + PERIODS[months][1] * MONTHS_OF_CYCLE))
            self._never_falls(Index(day, months, result))
            self._known[key] = Index(day, months, result)
        return self._known[key].result

    def whole_between(self, start: ArithRef, end: ArithRef, months: int) -> ArithRef:
        """How many whole months or years have passed from the start to the end; negative where the end comes first."""
        first, last = constant(start), constant(end)
        if first is not None and last is not None:
            return whole(whole_between(int(first), int(last), months))
        key = (Whole, start.get_id(), end.get_id(), months)
        if key not in self._known:
            count = Whole(start, end, months, self._fresh("whole"))
            self._require(about(count))
            for other in self._alike(count):
                if isinstance(other, Whole):
                    self._require(never_fewer(count, other))
                    self._require(never_fewer(other, count))
            for moved in self._known.values():
                if isinstance(moved, Moved):
                    self._link(moved, count)
            self._known[key] = count
        return self._known[key].result

    def _link(self, moved: Moved, count: Whole) -> None:
        for fact in links(moved, count):
            self._require(fact)

    def _never_falls(self, term: Moved | Edge | Index) -> None:
        for other in self._alike(term):
            if isinstance(other, Moved | Edge | Index):
                self._require(implies(at_most(term.day, other.day), at_most(term.result, other.result)))
                self._require(implies(at_most(other.day, term.day), at_most(other.result, term.result)))

    def _alike(self, term: Moved | Edge | Index | Whole) -> Iterator[Moved | Edge | Index | Whole]:
        for other in self._known.values():
            ends = isinstance(term, Edge) and isinstance(other, Edge) and term.last is not other.last
            if type(other) is type(term) and other.months == term.months and not ends:
                yield other

    def pins(self, model: ModelRef) -> list[BoolRef]:
        """That the days of the model stay as they are, a month or year that is written brought to its first and last.

        To be supposed together with the lemmas of the model: what is counted from the days then has one value, and the
        solver does not flee to another month. Where that cannot be, the days of the model do not answer the question.
        """
        pinned: dict[int, BoolRef] = {}
        for date in self._written:
            pinned.update(date.pins(model))
        results = {each.result.get_id() for each in self._known.values()}
        for leaf in _leaves([term for each in self._known.values() for term in each.reads]):
            if leaf.get_id() not in results | pinned.keys():
                pinned[leaf.get_id()] = same(leaf, whole(in_model(model, leaf)))
        return list(pinned.values())

    def lemmas(self, model: ModelRef) -> list[BoolRef]:
        """The facts of the calendar that the model does not keep: none where all its days are right."""
        facts = [each.fact(model) for each in self._written] + [each.fact(model) for each in self._known.values()]
        return [each for each in facts if each is not None]


def _leaves(terms: Iterable[ExprRef]) -> Iterator[ArithRef]:
    """The days and counts that the terms are made of, each once."""
    waiting, seen = list(terms), set[int]()
    while waiting:
        term = waiting.pop()
        if term.get_id() in seen:
            continue
        seen.add(term.get_id())
        waiting += term.children()
        if is_const(term) and isinstance(term, ArithRef) and term.is_int() and not isinstance(term, IntNumRef):
            yield term
