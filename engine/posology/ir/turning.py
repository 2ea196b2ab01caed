"""On which dates the answer of a condition can turn as the procedure is put off: what an expression says of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from posology.ir.nodes import Fact, Item, Literal, Node, TimeBetween
from posology.ir.types import Simple
from posology.ir.walk import children, walk
from posology.values.dates import CalendarDuration, CalendarUnit, PartialDate, shift
from posology.values.known import Entry, Value

PROCEDURE_DATE = "procedure.date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """What a condition says of time: the parts of it that do not move with the procedure date, and by how much that is moved."""

    pins: tuple[Node, ...]
    distances: tuple[CalendarDuration, ...]

    def dates(self, values: Iterable[Value]) -> Iterator[date]:
        """Dates among which is every first procedure date on which the answer is another than the day before.

        `values` are those of the pins. The answer can turn only where the procedure date, moved by the durations in the
        condition, passes an end of some other date in it; a few days around each are named, as months end on different
        days. In no order, and some of them more than once.
        """
        for end in {end for value in values for end in _ends_of(value)}:
            yield from _around(end)
            for distance in self.distances:
                for sign in (1, -1):
                    moved = shift(end, distance, sign)
                    if moved is not None:
                        yield from _around(moved)


def depends_on_procedure_date(node: Node) -> bool:
    """Whether the procedure date is asked for anywhere in the expression."""
    return any(isinstance(each, Fact) and each.path == PROCEDURE_DATE for each in walk(node))


def turning_of(condition: Node) -> Turning:
    """What the condition says of time; nothing where it does not ask for the procedure date."""
    if not depends_on_procedure_date(condition):
        return Turning(pins=(), distances=())
    return Turning(pins=tuple(_pins(condition)), distances=tuple(dict.fromkeys(_distances(condition))))


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


def _around(day: date) -> Iterator[date]:
    for offset in range(-1, 4):
        try:
            yield day + timedelta(days=offset)
        except OverflowError:
            continue


def _ends_of(value: Value) -> Iterator[date]:
    """Both ends of every date in the value."""
    match value:
        case PartialDate():
            yield value.earliest
            yield value.latest
        case tuple():
            for each in value:
                yield from _ends_of(each)
        case Entry():
            for each in value.fields.values():
                yield from _ends_of(each)
        case _:
            return


def _distances(node: Node) -> Iterator[CalendarDuration]:
    """Every duration by which the procedure date may be moved: those written, their sums in pairs, and the counts asked of a time between."""
    literals = [each.value for each in walk(node) if isinstance(each, Literal)]
    written = [each for each in literals if isinstance(each, CalendarDuration)]
    yield from written
    for first in written:
        for second in written:
            if first is not second and first.unit is second.unit:
                yield CalendarDuration(first.amount + second.amount, first.unit)
    units: set[CalendarUnit] = {each.unit for each in walk(node) if isinstance(each, TimeBetween)}
    for value in literals:
        if isinstance(value, int) and not isinstance(value, bool):
            for unit in sorted(units):
                yield from (CalendarDuration(abs(value) + more, unit) for more in (0, 1))
