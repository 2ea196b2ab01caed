"""Dates moved by calendar durations, and what is counted between two of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from z3 import Z3_OP_ITE, ArithRef, BoolRef, BoolVal, ExprRef, is_app_of, simplify, substitute

from posology.ir import nodes as ir
from posology.ir.nodes import Counting, Node, Operator
from posology.ir.types import CalendarFamily, CalendarType, Simple
from posology.ir.walk import walk
from posology.prove.calendar_days import FIRST_DAY, LAST_DAY
from posology.prove.calendar_terms import MONTH, YEAR
from posology.prove.desk import Desk
from posology.prove.expression_answers import Answer
from posology.prove.expression_made import arbitrary
from posology.prove.expression_merging import choose
from posology.prove.expression_terms import (
    FALSE,
    TRUE,
    ZERO,
    at_most,
    both,
    constant,
    either,
    minus,
    negate,
    opposite,
    pick,
    plus,
    quotient,
    real,
    same,
    whole,
)
from posology.prove.symbols import Day, Length, Number, Symbol
from posology.values.dates import CalendarUnit

# As many different durations as one expression may choose among before it is given up as unbounded.
_MOST_DURATIONS = 16
_SHORTEST: Mapping[int, int] = {MONTH: 28, YEAR: 365}
"""The days of the shortest month and year: by less, none is moved to lie within another."""


@dataclass(frozen=True, slots=True)
class Step:
    """By how much a date is moved: months of the calendar, or days."""

    amount: int
    in_months: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A date that was moved, right where it stays within the calendar and one date of its precision holds it."""

    day: Day
    in_calendar: BoolRef
    fits: BoolRef

    @property
    def known(self) -> Day:
        """The date, and null where it is none."""
        known = both(self.in_calendar, self.fits)
        return Day(
            known=known,
            blamed=FALSE,
            earliest=self.day.earliest,
            latest=self.day.latest,
            precision=self.day.precision,
        )


def move(day: Day, step: Step, desk: Desk, *, as_written: bool) -> Moved:
    """The date so much later.

    `as_written` where the date is surely a whole month or year, if it is not known to the day: an end of an interval
    may have been moved by a day.
    """
    exact = same(day.precision, ZERO)
    earliest, latest = (_later(each, step, desk) for each in (day.earliest, day.latest))
    in_calendar = _in_calendar(earliest)
    if step.amount == 0 or exact.eq(TRUE):
        moved = Day(known=TRUE, blamed=FALSE, earliest=earliest, latest=latest, precision=day.precision)
        return Moved(moved, in_calendar, TRUE)
    month, year = (_Period.around(earliest, latest, step, each, desk, as_written=as_written) for each in (MONTH, YEAR))
    by_month = same(day.precision, whole(1))
    result = Day(
        known=TRUE,
        blamed=FALSE,
        earliest=pick(exact, earliest, pick(by_month, month.first, year.first)),
        latest=pick(exact, earliest, pick(by_month, month.last, year.last)),
        precision=day.precision,
    )
    return Moved(result, in_calendar, either(exact, pick(by_month, month.fits, year.fits)))


@dataclass(frozen=True, slots=True)
class _Period:
    """The month or year of the first day of a moved date, and whether it holds the last one too."""

    first: ArithRef
    last: ArithRef
    fits: BoolRef

    @classmethod
    def around(  # noqa: PLR0913 - what is moved, how, and into what
        cls, earliest: ArithRef, latest: ArithRef, step: Step, months: int, desk: Desk, *, as_written: bool
    ) -> _Period:
        if as_written and not step.in_months and abs(step.amount) < _SHORTEST[months]:
            return cls(earliest, latest, FALSE)
        if as_written and step.in_months and step.amount % months:
            return cls(earliest, latest, FALSE)
        last = desk.calendar.last_of_period(earliest, months)
        if as_written and step.in_months:
            return cls(earliest, last, TRUE)
        return cls(desk.calendar.first_of_period(earliest, months), last, at_most(latest, last))


def _later(day: ArithRef, step: Step, desk: Desk) -> ArithRef:
    return desk.calendar.later(day, step.amount) if step.in_months else plus(day, whole(step.amount))


def _in_calendar(day: ArithRef) -> BoolRef:
    return both(at_most(whole(FIRST_DAY), day), at_most(day, whole(LAST_DAY)))


def next_date(day: Day, direction: int, desk: Desk) -> Day:
    """The day, month or year after (`direction` 1) or before (-1) the date, as far as that is known; else null."""
    by_day = plus(day.earliest, whole(direction))
    moved = Day(known=_in_calendar(by_day), blamed=FALSE, earliest=by_day, latest=by_day, precision=day.precision)
    exact = same(day.precision, ZERO)
    if exact.eq(TRUE):
        return moved
    by_month = move(day, Step(direction, in_months=True), desk, as_written=False).known
    by_year = move(day, Step(direction * YEAR, in_months=True), desk, as_written=False).known
    later = choose(same(day.precision, whole(1)), by_month, by_year)
    return _as_day(choose(exact, moved, later))


def _as_day(symbol: Symbol) -> Day:
    assert isinstance(symbol, Day)  # noqa: S101 - the compiler has seen to it
    return symbol


def shift(node: ir.Shift, desk: Desk, when: Symbol, duration: Symbol) -> Answer:
    """The date later or earlier; null where it leaves the calendar, open where no date of its precision holds it."""
    assert isinstance(when, Day)  # noqa: S101 - the compiler has seen to it
    assert isinstance(duration, Length)  # noqa: S101 - the compiler has seen to it
    assert isinstance(node.duration.type, CalendarType)  # noqa: S101 - the compiler has seen to it
    amount = duration.amount if node.operator is Operator.ADD else opposite(duration.amount)
    cases = amounts_of(amount)
    if cases is None:
        desk.unbounded(node)
        return Answer(arbitrary(Simple.DATE, desk, "moved"))
    in_months, as_written = node.duration.type.family is CalendarFamily.MONTHS, is_as_written(node.operand)
    answer: Answer | None = None
    for condition, each in cases:
        moved = move(when, Step(each, in_months), desk, as_written=as_written)
        found = moved.known, both(moved.in_calendar, negate(moved.fits))
        answer = (
            Answer(*found)
            if answer is None
            else Answer(choose(condition, found[0], answer.symbol), pick(condition, found[1], answer.open))
        )
    assert answer is not None  # noqa: S101 - there is always a case
    return answer


def is_as_written(node: Node) -> bool:
    """Whether a date of the expression that is not known to the day is a whole month or year: none was cut."""
    return not any(isinstance(each, ir.Boundary) for each in walk(node))


def amounts_of(term: ArithRef) -> list[tuple[BoolRef, int]] | None:
    """The numbers that the term can be, each where its condition holds; None where they are not a few."""
    cases: list[tuple[BoolRef, int]] = []
    waiting: list[tuple[BoolRef, ArithRef]] = [(TRUE, simplify(term))]
    while waiting and len(cases) + len(waiting) <= _MOST_DURATIONS:
        condition, each = waiting.pop()
        number = constant(each)
        if number is not None:
            cases.append((condition, int(number)))
            continue
        question = _question_in(each)
        if question is None:
            return None
        for answer in (True, False):
            settled = simplify(substitute(each, (question, BoolVal(answer))))
            waiting.append((both(condition, question if answer else negate(question)), settled))
    return None if waiting else cases


def _question_in(term: ExprRef) -> BoolRef | None:
    """What the first choice within the term turns on."""
    if is_app_of(term, Z3_OP_ITE):
        question = term.arg(0)
        return question if isinstance(question, BoolRef) else None
    return next((found for each in term.children() if (found := _question_in(each)) is not None), None)


_Counted = Callable[[ArithRef, ArithRef, Desk], ArithRef]


def time_between(node: ir.TimeBetween, desk: Desk, start: Symbol, end: Symbol) -> Answer:
    """The fewest and the most units that can lie between the two dates."""
    first, last, count = _as_day(start), _as_day(end), _COUNTS[node.counting, node.unit]
    fewest, most = count(first.latest, last.earliest, desk), count(first.earliest, last.latest, desk)
    return Answer(Number(known=TRUE, blamed=FALSE, low=real(fewest), high=real(most)))


def _days(start: ArithRef, end: ArithRef, _: Desk) -> ArithRef:
    return minus(end, start)


def _whole_weeks(start: ArithRef, end: ArithRef, _: Desk) -> ArithRef:
    days = minus(end, start)
    return pick(at_most(ZERO, days), quotient(days, 7), opposite(quotient(opposite(days), 7)))


def _sundays(start: ArithRef, end: ArithRef, _: Desk) -> ArithRef:
    # a multiple of seven of the proleptic ordinal is a Sunday
    return minus(quotient(end, 7), quotient(start, 7))


def _whole(months: int) -> _Counted:
    return lambda start, end, desk: desk.calendar.whole_between(start, end, months)


def _boundaries(months: int) -> _Counted:
    return lambda start, end, desk: desk.calendar.boundaries(start, end, months)


_COUNTS: Mapping[tuple[Counting, CalendarUnit], _Counted] = MappingProxyType(
    {
        (Counting.WHOLE, CalendarUnit.DAY): _days,
        (Counting.WHOLE, CalendarUnit.WEEK): _whole_weeks,
        (Counting.WHOLE, CalendarUnit.MONTH): _whole(MONTH),
        (Counting.WHOLE, CalendarUnit.YEAR): _whole(YEAR),
        (Counting.BOUNDARIES, CalendarUnit.DAY): _days,
        (Counting.BOUNDARIES, CalendarUnit.WEEK): _sundays,
        (Counting.BOUNDARIES, CalendarUnit.MONTH): _boundaries(MONTH),
        (Counting.BOUNDARIES, CalendarUnit.YEAR): _boundaries(YEAR),
    }
)
