"""The terms that the calendar bounds: the bounds that always hold, and the exact facts around the days of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from z3 import ArithRef, BoolRef, IntNumRef, ModelRef

from posology.prove.calendar_days import (
    DAYS_OF_CYCLE,
    MONTHS_OF_CYCLE,
    first_day,
    full_on,
    last_day,
    month_of,
    months_later,
    period_of,
    steady,
    sway,
    whole_between,
)
from posology.prove.expression_terms import (
    ZERO,
    at_most,
    both,
    either,
    implies,
    lesser,
    minus,
    pick,
    plus,
    same,
    times,
    whole,
)
from posology.prove.symbols import Day

MONTH, YEAR = 1, 12
PERIODS: Mapping[int, tuple[int, int]] = {MONTH: (27, 30), YEAR: (364, 365)}
"""By how many days the last day of a month or year comes after its first."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A day some months after another."""

    day: ArithRef
    months: int
    result: ArithRef

    @property
    def reads(self) -> tuple[ArithRef, ...]:
        """The days that it depends on."""
        return (self.day,)

    def fact(self, model: ModelRef) -> BoolRef | None:
        """How every day of the month of the model is moved, where the model has it wrong."""
        day = in_model(model, self.day)
        if in_model(model, self.result) == months_later(day, self.months):
            return None
        month = month_of(day)
        within = lies_between(first_day(month), self.day, last_day(month))
        moved = plus(self.day, whole(first_day(month + self.months) - first_day(month)))
        return implies(within, same(self.result, lesser(moved, whole(last_day(month + self.months)))))


@dataclass(frozen=True, slots=True)
class Edge:
    """The first or the last day of the month or year of a day."""

    day: ArithRef
    months: int
    last: bool
    result: ArithRef

    @property
    def reads(self) -> tuple[ArithRef, ...]:
        """The days that it depends on."""
        return (self.day,)

    def fact(self, model: ModelRef) -> BoolRef | None:
        """The month or year of the model, where the model has it wrong."""
        first, last = period_of(in_model(model, self.day), self.months)
        edge = last if self.last else first
        if in_model(model, self.result) == edge:
            return None
        return implies(lies_between(first, self.day, last), same(self.result, whole(edge)))


@dataclass(frozen=True, slots=True)
class Index:
    """The number of the month or year of a day."""

    day: ArithRef
    months: int
    result: ArithRef

    @property
    def reads(self) -> tuple[ArithRef, ...]:
        """The days that it depends on."""
        return (self.day,)

    def fact(self, model: ModelRef) -> BoolRef | None:
        """Which days are of the month or year of the model, where the model has it wrong."""
        day = in_model(model, self.day)
        index = month_of(day) // self.months
        if in_model(model, self.result) == index:
            return None
        first, last = period_of(day, self.months)
        return lies_between(first, self.day, last) == same(self.result, whole(index))


@dataclass(frozen=True, slots=True)
class Whole:
    """How many whole months or years have passed between two days."""

    start: ArithRef
    end: ArithRef
    months: int
    result: ArithRef

    @property
    def reads(self) -> tuple[ArithRef, ...]:
        """The days that it depends on."""
        return self.start, self.end

    def fact(self, model: ModelRef) -> BoolRef | None:
        """From which day on the count of the model is full, where the model has it wrong."""
        start, end = in_model(model, self.start), in_model(model, self.end)
        count = whole_between(start, end, self.months)
        if in_model(model, self.result) == count:
            return None
        if start <= end:
            return both(*(self._full(start, each, self.start, self.end, self.result) for each in (count, count + 1)))
        count, result = -count, -self.result
        return both(*(self._full(end, each, self.end, self.start, result) for each in (count, count + 1)))

    def _full(self, day: int, count: int, start: ArithRef, end: ArithRef, result: ArithRef) -> BoolRef:
        low, high = (day, day) if count < 1 else steady(day, self.months, count)
        apart = full_on(day, self.months, count) - day
        near = both(lies_between(low, start, high), at_most(start, end))
        return implies(near, at_most(whole(count), result) == at_most(plus(start, whole(apart)), end))


@dataclass(frozen=True, slots=True)
class Written:
    """A date as somebody wrote it: a day, a month or a year."""

    day: Day

    def fact(self, model: ModelRef) -> BoolRef | None:
        """The first and last day of the month or year of the model, where the model has them wrong."""
        precision = in_model(model, self.day.precision)
        if precision == 0:
            return None
        first, last = period_of(in_model(model, self.day.earliest), MONTH if precision == 1 else YEAR)
        if in_model(model, self.day.earliest) == first and in_model(model, self.day.latest) == last:
            return None
        of_it = both(same(self.day.precision, whole(precision)), lies_between(first, self.day.earliest, last))
        return implies(of_it, both(same(self.day.earliest, whole(first)), same(self.day.latest, whole(last))))

    def pins(self, model: ModelRef) -> dict[int, BoolRef]:
        """The date of the model, made one that can be written."""
        precision, first = in_model(model, self.day.precision), in_model(model, self.day.earliest)
        first, last = (first, first) if precision == 0 else period_of(first, MONTH if precision == 1 else YEAR)
        terms = {self.day.precision: precision, self.day.earliest: first, self.day.latest: last}
        return {term.get_id(): same(term, whole(value)) for term, value in terms.items()}


def in_model(model: ModelRef, term: ArithRef) -> int:
    """The whole number that the term is in the model."""
    value = model.eval(term, model_completion=True)
    assert isinstance(value, IntNumRef)  # noqa: S101 - days and counts are whole numbers, which every model names
    return value.as_long()


def lies_between(low: int, term: ArithRef, high: int) -> BoolRef:
    """That the term lies from `low` to `high`."""
    return both(at_most(whole(low), term), at_most(term, whole(high)))


def as_long_as_precise(day: Day) -> BoolRef:
    """That a date reaches over one day, or as many as a month or a year can have."""
    apart = minus(day.latest, day.earliest)
    lengths = {0: (0, 0), 1: PERIODS[MONTH], 2: PERIODS[YEAR]}
    return either(
        *(
            both(same(day.precision, whole(precision)), lies_between(least, apart, most))
            for precision, (least, most) in lengths.items()
        )
    )


def about(count: Whole) -> BoolRef:
    """That so many days pass in so many months or years as can: a band around those of an even calendar."""
    apart = minus(count.end, count.start)
    forwards, backwards = at_most(ZERO, apart), at_most(apart, ZERO)
    days, number = pick(forwards, apart, -apart), pick(forwards, count.result, -count.result)
    parts = minus(times(days, whole(MONTHS_OF_CYCLE)), times(number, whole(count.months * DAYS_OF_CYCLE)))
    # three days: from the 31st to the 28th is as far as a month that is too short can take it
    least = -sway(count.months) - 3 * MONTHS_OF_CYCLE
    most = count.months * DAYS_OF_CYCLE + sway(count.months) - MONTHS_OF_CYCLE
    return both(
        implies(forwards, at_most(ZERO, count.result)),
        implies(backwards, at_most(count.result, ZERO)),
        lies_between(least, parts, most),
    )


def never_fewer(inner: Whole, outer: Whole) -> BoolRef:
    """That no fewer have passed between two days further apart."""
    wider = both(at_most(outer.start, inner.start), at_most(inner.end, outer.end))
    return implies(wider, at_most(inner.result, outer.result))


def links(moved: Moved, count: Whole) -> Iterator[BoolRef]:
    """How a day so many months on, and whether so many have passed, say the same of two days."""
    number, left = divmod(abs(moved.months), count.months)
    if left or number == 0:
        return
    passed = at_most(whole(number), count.result)
    if moved.months > 0 and moved.day.eq(count.start):
        reached = at_most(moved.result, count.end)
        yield implies(passed, reached)
        # the month from the 31st on is full on the first of the next one, where the month it ends in has no such day
        later = 0 if count.months == YEAR else 1
        yield implies(at_most(plus(moved.result, whole(later)), count.end), passed)
    elif moved.months < 0 and moved.day.eq(count.end):
        yield implies(at_most(count.start, moved.result), passed)
        # a year that begins on 29 February is full on the 28th, from which a year earlier is the 28th again
        lost = 1 if count.months == YEAR else 0
        yield implies(passed, at_most(count.start, plus(moved.result, whole(lost))))
