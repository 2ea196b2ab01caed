"""The earliest date on which the procedure could take place, for every patient of a cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import ibis
from ibis import Table, Value

from posology.cohort.tables import ROW
from posology.ir.protocol import Criterion, Protocol
from posology.screen.criteria import conditions_of, lets_through, status_of
from posology.screen.expression import express
from posology.screen.frame import Frame, on_dates
from posology.screen.names import CLEAR_ON, EARLIEST, FIXED_THROUGH
from posology.screen.placing import beside, over
from posology.screen.queries import prepare
from posology.screen.turning import THEN, turning_days

_AT_FIRST, _LATER = "earliest/at-first", "earliest/later"


def with_earliest(frame: Frame, protocol: Protocol, as_of: date) -> Frame:
    """The frame with `EARLIEST`: the first date on which no criterion, no hold and no hard limit stands in the way.

    The first day on which every hold is over is tried on the patients themselves. Only those whom it does not let
    through, though everything that stays does, are tried on the later days on which an answer can turn.

    Raises:
        Inexpressible: a criterion that turns on the procedure date, or on which days it does, cannot be said.
    """
    moving = [each for each in protocol.criteria if each.turning.moves]
    table = frame.table
    if not moving:
        return over(frame, table.mutate(**{EARLIEST: ibis.ifelse(_is_able(table), table[CLEAR_ON], ibis.null("date"))}))
    at_first = judged_on(frame, moving, as_of, table[CLEAR_ON])
    able = _is_able(at_first.table)
    # asked of nobody else: most of a cohort is kept out by something that stays
    passes = ibis.ifelse(able, all_let_through(moving, at_first), ibis.literal(value=False))
    table = at_first.table.select(*frame.table.columns, **{_AT_FIRST: passes})
    table = table.mutate(**{_LATER: _is_able(table) & ~table[_AT_FIRST]})
    waiting = over(frame, table.filter(table[_LATER]))
    then = on_days(waiting, moving, waiting.table[CLEAR_ON])
    judged = judged_on(then, moving, as_of, then.table[THEN])
    good = judged.table.filter(all_let_through(moving, judged))
    found = good.group_by(ROW).agg(**{EARLIEST: good[THEN].min()})
    table = beside(table, found, (ROW,))
    earliest = ibis.ifelse(table[_AT_FIRST], table[CLEAR_ON], table[EARLIEST])
    return over(frame, table.mutate(**{EARLIEST: earliest}).drop(_AT_FIRST, _LATER))


def _is_able(table: Table) -> Value:
    """On which rows nothing that stays keeps the patient out, and some day is the first without a hold."""
    return table[FIXED_THROUGH] & table[CLEAR_ON].notnull()


def judged_on(frame: Frame, criteria: Sequence[Criterion], as_of: date, day: Value) -> Frame:
    """The frame in which the criteria can be judged for a procedure on the day."""
    return prepare(frame.with_given(on_dates(as_of, day)), conditions_of(criteria), express)


def all_let_through(criteria: Sequence[Criterion], frame: Frame) -> Value:
    """On which rows every criterion lets the patient through; never null."""
    return ibis.and_(*(lets_through(each, status_of(each, frame)) for each in criteria))


def on_days(frame: Frame, criteria: Sequence[Criterion], after: Value) -> Frame:
    """The frame of the patients on each later day on which a status of the criteria can turn; the days are `THEN`."""
    days = turning_days(criteria, frame, after)
    return replace(over(frame, frame.table.inner_join(days, ROW)), key=(ROW, THEN))
