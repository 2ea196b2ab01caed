"""Whether time alone mends a failing criterion, for every patient of a cohort."""

from __future__ import annotations

from datetime import date

import ibis
from ibis import Table, Value

from posology.cohort.tables import ROW
from posology.ir.protocol import Criterion, Protocol
from posology.ir.turning import PROCEDURE_DATE, depends_on_procedure_date
from posology.ir.types import Simple
from posology.screen.criteria import conditions_of, lets_through, stands_in_the_way, status_of
from posology.screen.earliest import judged_on, on_days
from posology.screen.expression import express
from posology.screen.frame import Frame, on_dates
from posology.screen.names import DAY, Mends, Status, criterion_column, mends_column
from posology.screen.placing import beside, over
from posology.screen.queries import prepare
from posology.screen.turning import THEN

_ASKED, _NUMBER, _ANSWER = "mends/asked", "mends/number", "mends/answer"


def with_mends(frame: Frame, protocol: Protocol, as_of: date, asked: Value | None = None) -> Frame:
    """The frame with the `Mends` of each criterion that the procedure date can turn, never null.

    A criterion that does not fail on the `DAY` has nothing to mend; nor is anything sought where `asked` is not true.

    Raises:
        Inexpressible: a criterion without the procedure date, or on which days it can turn, cannot be said.
    """
    moving = [each for each in protocol.criteria if each.turning.moves]
    if not moving:
        return frame
    asking = over(frame, frame.table.mutate(**{_ASKED: ibis.literal(value=True) if asked is None else asked}))
    answers = [_answers(number, criterion, asking, as_of) for number, criterion in enumerate(moving)]
    together = answers[0] if len(answers) == 1 else ibis.union(*answers)
    columns = {
        mends_column(each.id): together[_ANSWER].max(where=together[_NUMBER] == number)
        for number, each in enumerate(moving)
    }
    table = beside(frame.table, together.group_by(ROW).agg(**columns), (ROW,))
    return over(frame, table.mutate(**{name: table[name].fill_null(int(Mends.NEVER)) for name in columns}))


def _answers(number: int, criterion: Criterion, frame: Frame, as_of: date) -> Table:
    """Whether time mends the criterion, for the patients for whom it may: their rows, its number, and the answer."""
    failing = _failing(criterion, frame, as_of)
    then = on_days(failing, (criterion,), failing.table[DAY])
    judged = judged_on(then, (criterion,), as_of, then.table[THEN])
    status = status_of(criterion, judged)
    answer = ibis.cases(
        (lets_through(criterion, status), _answer(Mends.MENDS)),
        (status == int(Status.UNKNOWN), _answer(Mends.UNKNOWN)),
    )
    rows = judged.table.select(ROW, **{_ANSWER: answer})
    by_patient = rows.group_by(ROW).agg(
        mended=(rows[_ANSWER] == int(Mends.MENDS)).any(), doubted=(rows[_ANSWER] == int(Mends.UNKNOWN)).any()
    )
    found = ibis.cases(
        (by_patient["mended"].fill_null(ibis.literal(value=False)), _answer(Mends.MENDS)),
        (by_patient["doubted"].fill_null(ibis.literal(value=False)), _answer(Mends.UNKNOWN)),
        else_=_answer(Mends.NEVER),
    )
    return by_patient.select(ROW, **{_NUMBER: ibis.literal(number, "int32"), _ANSWER: found})


def _failing(criterion: Criterion, frame: Frame, as_of: date) -> Frame:
    """The patients for whom the criterion fails on their day, and not whatever the day.

    Learning a fact never turns a known answer, so what fails where the date is not known fails on every date.
    """
    table = frame.table
    fails = stands_in_the_way(criterion, table[criterion_column(criterion.id)])
    failing = over(frame, table.filter(table[_ASKED], fails))
    if criterion.applies is not None and depends_on_procedure_date(criterion.applies):
        return failing
    dated = failing.with_given(on_dates(as_of, failing.table[DAY])).without(PROCEDURE_DATE, Simple.DATE)
    undated = prepare(dated, conditions_of((criterion,)), express)
    for_good = stands_in_the_way(criterion, status_of(criterion, undated))
    return over(frame, undated.table.filter(~for_good).select(*table.columns))


def _answer(answer: Mends) -> Value:
    return ibis.literal(int(answer), "int8")
