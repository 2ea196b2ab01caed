"""The days on which answers can turn, as rows: `posology.ir.turning.Turning.dates` of a whole table at once.

A day too many costs time and changes nothing, as every day is judged; a day too few would be a wrong answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ibis
from ibis import Table, Value

from posology.cohort.tables import LATEST, ROW
from posology.ir.nodes import Fact, Node, Property, TimeBetween
from posology.ir.protocol import Criterion
from posology.ir.turning import Path, Turning, depends_on_procedure_date
from posology.ir.types import QuantityType, Simple
from posology.ir.walk import children, walk
from posology.screen.columns import Column, Dated
from posology.screen.criteria import conditions_of
from posology.screen.days import LAST_DAY, interval_of, moved
from posology.screen.expression import express
from posology.screen.frame import Frame, column_of, is_long
from posology.screen.placing import over
from posology.screen.queries import prepare
from posology.screen.refusal import refuse_node
from posology.values.dates import DAYS_IN, MONTHS_IN, CalendarDuration, CalendarUnit

THEN = "then/day"
"""The column of the days."""

_AFTER = "then/after"

_AT_ONCE = range(2)
"""Where nothing is moved, an answer turns on an end of a date or on the day after it."""

_LONGEST_IN_MONTHS, _LONGEST_IN_DAYS = 9999 * 12, 9999 * 366
"""Nothing that is moved further is within the calendar."""


def turning_days(criteria: Sequence[Criterion], frame: Frame, after: Value) -> Table:
    """The days later than `after` on which the status of a criterion may be another than the day before.

    The columns are `row` and `THEN`; a day may come twice. The frame has one row for each patient.

    Raises:
        Inexpressible: the time between two dates is held against a number that is recorded.
    """
    frame = over(frame, frame.table.mutate(**{_AFTER: after}))
    tables = [_days_of(each.turning, conditions_of((each,)), frame) for each in criteria]
    return tables[0] if len(tables) == 1 else ibis.union(*tables)


def _days_of(turning: Turning, conditions: Sequence[Node], frame: Frame) -> Table:
    days = _ends_of(turning, conditions, frame)
    for paths in (turning.outward, tuple(_counted(turning, conditions))):
        days = _with(days, [moved(days[THEN], path) for path in paths])
    days = _with(days, [start for unit in turning.snapped for start in _starts(days[THEN], unit)])
    days = _with(days, [moved(days[THEN], path) for path in turning.inward])
    near = turning.nearness() if turning.outward or turning.inward or turning.units else _AT_ONCE
    offsets = [CalendarDuration(each, CalendarUnit.DAY) for each in near]
    days = _unnested(days, [days[THEN] + interval_of(each) for each in offsets])
    days = days.filter(days[THEN] > days[_AFTER], days[THEN] <= ibis.literal(LAST_DAY))
    return days.select(ROW, THEN)


def _with(days: Table, others: Sequence[Value]) -> Table:
    """The days and these others."""
    return _unnested(days, [days[THEN], *others]) if others else days


def _unnested(table: Table, days: Sequence[Value]) -> Table:
    found = table.select(ROW, _AFTER, **{THEN: ibis.array(days).unnest()})
    return found.filter(found[THEN].notnull())


def _ends_of(turning: Turning, conditions: Sequence[Node], frame: Frame) -> Table:
    """The first and last days of every date that stays where it is, of patients and of the entries of their lists."""
    pins = tuple(dict.fromkeys(turning.pins))
    dates = [each for each in pins if each.type is Simple.DATE]
    prepared = prepare(frame, dates, express)
    ends = [end for each in dates for end in _ends(express(each, prepared), turning)]
    tables = [_unnested(prepared.table, ends)] if ends else []
    fields = sorted({name for node in conditions for name in _dated_fields(node)})
    for pin in pins:
        if isinstance(pin, Fact) and is_long(pin.type) and pin.path in frame.lists:
            entries = frame.lists[pin.path]
            dated = [name for name in fields if name in entries.columns]
            joined = entries.select(ROW, *_both(entries, dated)).inner_join(frame.table.select(ROW, _AFTER), ROW)
            ends = [end for name in dated for end in _ends(column_of(joined, name, Simple.DATE), turning)]
            tables += [_unnested(joined, ends)] if ends else []
    if not tables:
        nobody = frame.table.filter(ibis.literal(value=False))
        return nobody.select(ROW, _AFTER, **{THEN: ibis.null("date")})
    return tables[0] if len(tables) == 1 else ibis.union(*tables)


def _both(entries: Table, fields: Sequence[str]) -> tuple[str, ...]:
    """The columns with the first and with the last day of each field."""
    return tuple(each for name in fields for each in (name, f"{name}{LATEST}") if each in entries.columns)


def _dated_fields(node: Node) -> Iterator[str]:
    """The dates of an entry of a list that the expression asks for."""
    return (each.name for each in walk(node) if isinstance(each, Property) and each.type is Simple.DATE)


def _ends(column: Column, turning: Turning) -> Iterator[Value]:
    """The first and the last day of the date, and of those beside it where an interval may leave its own end out."""
    if not isinstance(column, Dated):
        raise TypeError(f"{column} is no date")
    yield column.earliest
    if not column.to_the_day:
        yield column.latest
    if turning.open_ended:
        before, after = moved(column.earliest, _ONE_DAY_BACK), moved(column.latest, _ONE_DAY)
        yield from (before, after)
        for length in () if column.to_the_day else _PRECISIONS:
            # the first day of the month or year before, and the last day of the next: months begin where a day is one
            yield moved(column.earliest, (CalendarDuration(-1, length),))
            yield moved(after, (CalendarDuration(1, length), *_ONE_DAY_BACK))


_ONE_DAY = (CalendarDuration(1, CalendarUnit.DAY),)
_ONE_DAY_BACK = (CalendarDuration(-1, CalendarUnit.DAY),)
_PRECISIONS = (CalendarUnit.MONTH, CalendarUnit.YEAR)


def _counted(turning: Turning, conditions: Sequence[Node]) -> Iterator[Path]:
    """The times between two dates that may be asked for, each way: those of the numbers that the conditions write."""
    asked = [found for each in conditions for found in _asked_of_time(each)]
    if not asked:
        return
    for node in asked:
        recorded = next((each for each in walk(node) if _is_recorded_number(each)), None)
        if recorded is not None:
            raise refuse_node(
                node, f"the time up to the procedure is held against `{recorded.origin.text}`, a recorded number"
            )
    for path in dict.fromkeys(turning.counted(())):
        amount = sum(abs(each.amount) * MONTHS_IN.get(each.unit, DAYS_IN.get(each.unit, 1)) for each in path)
        longest = _LONGEST_IN_MONTHS if path[0].unit in MONTHS_IN else _LONGEST_IN_DAYS
        if 0 < amount <= longest:
            yield path


def _asked_of_time(node: Node) -> Iterator[Node]:
    """The innermost tests that hold a time up to the procedure date against something."""
    within = [found for child in children(node) for found in _asked_of_time(child)]
    yield from within
    if node.type is Simple.BOOLEAN and any(_counts_to_procedure(each) for each in _under(node)):
        yield node


def _under(node: Node) -> Iterator[Node]:
    """What is under the node, up to the next tests, which are asked for themselves."""
    for child in children(node):
        if child.type is not Simple.BOOLEAN:
            yield child
            yield from _under(child)


def _counts_to_procedure(node: Node) -> bool:
    return isinstance(node, TimeBetween) and depends_on_procedure_date(node)


def _is_recorded_number(node: Node) -> bool:
    is_number = node.type in {Simple.INTEGER, Simple.DECIMAL} or isinstance(node.type, QuantityType)
    return is_number and isinstance(node, Fact | Property)


def _starts(day: Value, unit: CalendarUnit) -> Iterator[Value]:
    """The first day of the calendar unit that the day lies in, and that of the next; weeks begin on Sunday."""
    if unit is CalendarUnit.WEEK:
        # the first day of a week is a Monday to the database
        first = moved(moved(day, _ONE_DAY).truncate("W"), _ONE_DAY_BACK)
    else:
        first = day if unit is CalendarUnit.DAY else day.truncate("Y" if unit is CalendarUnit.YEAR else "M")
    yield first
    yield moved(first, (CalendarDuration(1, unit),))
