"""On which dates the answer of a condition can turn as the procedure is put off: what an expression says of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from posology.ir.nodes import Arithmetic, Counting, Fact, IntervalOf, Item, Literal, Node, Operator, Shift, TimeBetween
from posology.ir.types import Simple
from posology.ir.walk import children, walk
from posology.values.dates import CalendarDuration, CalendarUnit, PartialDate, Precision, shift, shift_partial
from posology.values.known import Entry, Value
from posology.values.quantity import Quantity

PROCEDURE_DATE = "procedure.date"

Path: TypeAlias = tuple[CalendarDuration, ...]
"""Durations by which a date is moved one after the other, negative ones back."""

_MOST_MISSED = 3
"""Months end on different days, so that a move by months and one back may miss by as many days as they differ."""

_MOST_RECKONINGS = 2
"""Numbers made of more than three others are not sought: nobody could read the condition."""

_UNIT_OF: Mapping[Precision, CalendarUnit] = {
    Precision.YEAR: CalendarUnit.YEAR,
    Precision.MONTH: CalendarUnit.MONTH,
    Precision.DAY: CalendarUnit.DAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """What conditions say of time.

    `pins` are the parts that do not move with the procedure date. `outward` are the paths by which dates of an item of
    a query are moved, `inward` the paths that undo how the procedure date is moved. `units` are those in which the time
    between two dates is counted, `numbers` the numbers that the conditions write, `reckonings` how often a number is
    made of two. `snapped` are the units whose boundaries are counted; `open_ended` says whether there are intervals.
    `moves` says whether the procedure date is asked for at all: without, nothing turns.
    """

    moves: bool = False
    pins: tuple[Node, ...] = ()
    outward: tuple[Path, ...] = ()
    units: tuple[CalendarUnit, ...] = ()
    numbers: frozenset[Fraction] = frozenset()
    reckonings: int = 0
    snapped: tuple[CalendarUnit, ...] = ()
    inward: tuple[Path, ...] = ()
    open_ended: bool = False

    def dates(self, values: Iterable[Value]) -> frozenset[date]:
        """A set that contains every first procedure date on which an answer is another than the day before.

        `values` are those of the pins. An answer can turn only where the procedure date, moved as the conditions say,
        passes an end of some other date, or so many units from one. Two dates, or two counts, that both move with the
        procedure are not followed: the days between them change with every month.
        """
        known = tuple(values)
        found = {end for value in known for end in self._ends_of(value)}
        for stage in (self.outward, tuple(self.counted(known))):
            found |= set(_moved(found, stage))
        found |= {start for day in found for unit in self.snapped for start in _starts(day, unit)}
        found |= set(_moved(found, self.inward))
        return frozenset(near for day in found for near in _around(day, self.nearness()))

    def nearness(self) -> range:
        """How many days before and after a day that was moved the answer may turn; a day later at the earliest."""
        moves = sum(max((len(path) for path in stage), default=0) for stage in (self.outward, self.inward))
        missed = _MOST_MISSED * max(moves + (1 if self.units else 0), 1)
        return range(_MOST_MISSED - missed - 1, missed + 2)

    def counted(self, values: tuple[Value, ...]) -> Iterator[Path]:
        """The times between two dates that may be asked for, of each unit and either way.

        A count is held against a number that is written or recorded, or against one made of two such numbers; it
        passes a number that is not whole where it comes to the next whole one.
        """
        if not self.units:
            return
        numbers = self.numbers.union(*(_numbers_in(each) for each in values))
        reached = numbers
        for _ in range(min(self.reckonings, _MOST_RECKONINGS)):
            reached |= _made_of(reached, numbers)
        whole = {abs(int(each // 1) + more) for each in reached for more in (0, 1, -1)}
        for unit in self.units:
            for number in sorted(whole):
                yield from ((CalendarDuration(sign * number, unit),) for sign in (1, -1))

    def _ends_of(self, value: Value) -> Iterator[date]:
        """Both ends of every date in the value, and of those beside it where an interval may leave its own end out."""
        match value:
            case PartialDate():
                beside = CalendarDuration(1, _UNIT_OF[value.precision])
                dates = [value, *((shift_partial(value, beside, sign) for sign in (1, -1)) if self.open_ended else ())]
                yield from (end for each in dates if each is not None for end in (each.earliest, each.latest))
            case tuple():
                for each in value:
                    yield from self._ends_of(each)
            case Entry():
                for each in value.fields.values():
                    yield from self._ends_of(each)
            case _:
                return


def depends_on_procedure_date(node: Node) -> bool:
    """Whether the procedure date is asked for anywhere in the expression."""
    return any(_is_procedure_date(each) for each in walk(node))


def turning_of(*conditions: Node | None) -> Turning:
    """What the conditions say of time; nothing where none asks for the procedure date."""
    moving = [each for each in conditions if each is not None and depends_on_procedure_date(each)]
    if not moving:
        return Turning()
    nodes = [node for condition in moving for node in walk(condition)]
    between = [each for each in nodes if isinstance(each, TimeBetween)]
    return Turning(
        moves=True,
        pins=tuple(pin for each in moving for pin in _pins(each)),
        outward=_distinct(path for each in moving for path in _paths(each, lambda node: isinstance(node, Item))),
        units=tuple(sorted({each.unit for each in between})),
        numbers=frozenset[Fraction]().union(*(_numbers_in(each.value) for each in nodes if isinstance(each, Literal))),
        reckonings=sum(isinstance(each, Arithmetic) for each in nodes),
        snapped=tuple(sorted({each.unit for each in between if each.counting is Counting.BOUNDARIES})),
        inward=_distinct(_undone(path) for each in moving for path in _paths(each, _is_procedure_date)),
        open_ended=any(isinstance(each, IntervalOf) for each in nodes),
    )


def _distinct(paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(path for path in paths if path))


def _is_procedure_date(node: Node) -> bool:
    return isinstance(node, Fact) and node.path == PROCEDURE_DATE


def _pins(node: Node) -> Iterator[Node]:
    """Every date in the expression that does not itself move with the procedure date, and every recorded value."""
    if node.type is Simple.DATE and not depends_on_procedure_date(node) and not _is_open(node):
        yield node
        return
    if isinstance(node, Fact) and node.path != PROCEDURE_DATE:
        yield node
    for child in children(node):
        yield from _pins(child)


def _is_open(node: Node) -> bool:
    """Whether the expression speaks of the item of a query around it, so that it has no value of its own."""
    return any(isinstance(each, Item) for each in walk(node))


def _paths(node: Node, is_start: Callable[[Node], bool]) -> Iterator[Path]:
    """How each date that the expression starts from is moved before it is compared with anything."""
    if is_start(node):
        yield ()
    elif isinstance(node, Shift):
        for path in _paths(node.operand, is_start):
            yield from ((*path, move) for move in _moves(node))
    else:
        for child in children(node):
            yield from _paths(child, is_start)


def _moves(node: Shift) -> Iterator[CalendarDuration]:
    """The durations by which the shift may move a date: the one written, or any that the expression for it may give."""
    sign = 1 if node.operator is Operator.ADD else -1
    literals = [each.value for each in walk(node.duration) if isinstance(each, Literal)]
    written = [each for each in literals if isinstance(each, CalendarDuration)]
    if isinstance(node.duration, Literal):
        yield from (CalendarDuration(sign * each.amount, each.unit) for each in written)
        return
    pairs = ((one, other) for one in written for other in written if one.unit is other.unit)
    sums = (CalendarDuration(one.amount + other.amount, one.unit) for one, other in pairs)
    for each in (*written, *sums):
        yield from (CalendarDuration(either * each.amount, each.unit) for either in (1, -1))


def _undone(path: Path) -> Path:
    return tuple(CalendarDuration(-each.amount, each.unit) for each in reversed(path))


def _numbers_in(value: Value) -> frozenset[Fraction]:
    """The numbers that the value is or holds; a truth is none."""
    match value:
        case bool():
            return frozenset()
        case int() | Decimal():
            return frozenset({Fraction(value)})
        case Quantity():
            return frozenset({Fraction(value.magnitude)})
        case tuple():
            return frozenset[Fraction]().union(*(_numbers_in(each) for each in value))
        case Entry():
            return frozenset[Fraction]().union(*(_numbers_in(each) for each in value.fields.values()))
        case _:
            return frozenset()


def _made_of(some: frozenset[Fraction], others: frozenset[Fraction]) -> frozenset[Fraction]:
    """What the four operations make of each number with each of the others."""
    found: set[Fraction] = set()
    for one in some:
        for other in others:
            found |= {one + other, one - other, other - one, one * other}
            found |= {one / other} if other else set()
            found |= {other / one} if one else set()
    return frozenset(found)


def _moved(days: Iterable[date], paths: tuple[Path, ...]) -> Iterator[date]:
    for day in days:
        for path in paths:
            moved: date | None = day
            for duration in path:
                moved = None if moved is None else shift(moved, duration)
            if moved is not None:
                yield moved


def _starts(day: date, unit: CalendarUnit) -> Iterator[date]:
    """The first day of the calendar unit that the day lies in, and that of the next."""
    match unit:
        case CalendarUnit.YEAR:
            first = day.replace(month=1, day=1)
        case CalendarUnit.MONTH:
            first = day.replace(day=1)
        case CalendarUnit.WEEK:
            # a multiple of seven of the proleptic ordinal is a Sunday, on which a week begins
            first = shift(day, CalendarDuration(-(day.toordinal() % 7), CalendarUnit.DAY)) or day
        case CalendarUnit.DAY:
            first = day
    yield first
    after = shift(first, CalendarDuration(1, unit))
    if after is not None:
        yield after


def _around(day: date, near: range) -> Iterator[date]:
    for offset in near:
        try:
            yield day + timedelta(days=offset)
        except OverflowError:
            continue
