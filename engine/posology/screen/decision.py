"""The decision of a protocol for every patient of a cohort, as one query that nothing has run yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import ibis
from ibis import Table, Value

from posology.cohort.tables import ID, LATEST, RECORDED, ROW, Cohort
from posology.ir.limits import TOTAL
from posology.ir.protocol import Criterion, Protocol
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.types import Simple
from posology.ir.walk import facts_read
from posology.ir.washout import ConditionalHold
from posology.screen import names
from posology.screen.columns import Dated
from posology.screen.counts import with_counted, with_counted_only
from posology.screen.criteria import conditions_of, lets_through, status_of
from posology.screen.doses import sites_of, with_cells
from posology.screen.earliest import with_earliest
from posology.screen.expression import express
from posology.screen.frame import AS_OF, Frame, column_of, on_dates
from posology.screen.limits import with_limits
from posology.screen.mending import with_mends
from posology.screen.missing import MISSING, with_missing
from posology.screen.names import Applies, cells_columns, criterion_column, step_column
from posology.screen.parts import with_parts
from posology.screen.placing import over
from posology.screen.plan import expressions_of, laid_out, plan_columns, refuse_moving
from posology.screen.queries import prepare
from posology.screen.renewal import with_renewal
from posology.screen.settling import AS_IT_IS, Settle
from posology.screen.truths import any_of, as_column
from posology.screen.verdict import with_level, with_reasons
from posology.screen.washout import with_washout, with_washout_on_day

IV = "iv"
MEDICATIONS = "medications"


def decide(  # noqa: PLR0913 - the parts of one question
    cohort: Cohort,
    protocol: Protocol,
    planned: Mapping[str, int],  # noqa: ARG001 - what is planned within a range changes neither verdict nor range
    as_of: date,
    procedure_date: date | None,
    *,
    blamed: bool = False,
    settle: Settle = AS_IT_IS,
) -> Table:
    """One row for each patient: the verdict of `explain.check.check` and what it rests on, lazily.

    The columns are `row`, `id`, those of the result of `screen`, `day`, the date judged for, and the statuses of
    `posology.screen.names`; where `blamed`, also the elements that the verdict waits for. `settle` may work
    out and keep what a stage has come to before the next one names it.

    Raises:
        Inexpressible: a rule of the protocol cannot be said in columns.
    """
    refuse_moving(protocol)
    counted = with_counted_only(protocol)
    frame = settle.all_of(_judge_what_stays(_frame_of(cohort, protocol, as_of), protocol, counted, as_of))
    frame = settle.all_of(with_washout(frame, cohort.kinds, counted, as_of, _planned_sites(frame, counted)))
    frame = settle.all_of(with_earliest(frame, counted, as_of))
    frame = settle.all_of(_on_day(frame, counted, as_of, procedure_date))
    frame = with_renewal(with_mends(frame, counted, as_of), counted, as_of)
    frame = settle.all_of(with_washout_on_day(frame, cohort.kinds, counted, as_of))
    frame = with_cells(with_reasons(with_level(frame, counted, as_of), counted), counted)
    if blamed:
        frame = with_missing(frame, cohort.kinds, counted, as_of, settle)
    return _result(frame.table, counted)


def _frame_of(cohort: Cohort, protocol: Protocol, as_of: date) -> Frame:
    """The patients with the columns that the protocol asks for, on the day of asking."""
    wanted = {ROW, ID, *_paths(protocol)}
    patients = cohort.patients
    asked = [each for each in patients.columns if each.removesuffix(LATEST).removesuffix(RECORDED) in wanted]
    return Frame(
        table=patients.select(*asked),
        key=(ROW,),
        lists=cohort.lists,
        given={AS_OF: on_dates(as_of, ibis.literal(as_of))[AS_OF]},
    )


def _paths(protocol: Protocol) -> Iterator[str]:
    """Every path of the record that some rule of the protocol may ask for."""
    yield from (PROCEDURE_DATE, MEDICATIONS)
    holds = (rule.hold.duration for rule in protocol.washout if isinstance(rule.hold, ConditionalHold))
    for node in (*conditions_of(protocol.criteria), *expressions_of(protocol), *holds):
        yield from facts_read(node)
    for each in (*(each.counts for each in protocol.criteria), *(each.counts for each in protocol.steps)):
        for rule in each:
            yield from (rule.element, f"{rule.element}.date", f"{rule.element}.method")
    yield from (each.element for each in protocol.product_limits)


def _judge_what_stays(frame: Frame, protocol: Protocol, counted: Protocol, as_of: date) -> Frame:
    """Everything that does not move with the procedure date: fixed criteria, plan and limits."""
    fixed = [each for each in counted.criteria if not each.turning.moves]
    asked = (*conditions_of(fixed), *expressions_of(counted))
    frame = with_counted(frame, protocol, as_of)
    frame = with_parts(frame, (*conditions_of(counted.criteria), *expressions_of(counted)))
    frame = prepare(frame, asked, express)
    columns = {**_statuses(frame, fixed), **plan_columns(frame, counted)}
    frame = over(frame, frame.table.mutate(**columns)) if columns else frame
    return _with_through(with_limits(frame, counted), counted, fixed)


def _statuses(frame: Frame, criteria: list[Criterion]) -> Mapping[str, Value]:
    """The status of each of the criteria, whose queries have been answered."""
    return {criterion_column(each.id): status_of(each, frame) for each in criteria}


def _with_through(frame: Frame, protocol: Protocol, fixed: list[Criterion]) -> Frame:
    """Whether nothing that stays stands in the way, and for each site of the plan whether something is done there."""
    table = frame.table
    tests = [lets_through(each, table[criterion_column(each.id)]) for each in fixed]
    unknown = ibis.literal(int(Applies.UNKNOWN), "int8")
    tests += [table[step_column(each.id)] != unknown for each in protocol.steps]
    columns = {names.FIXED_THROUGH: ibis.and_(*tests)}
    steps = laid_out(table, protocol)
    for site in sites_of(protocol):
        applies = any_of(each.applies for each in steps if each.step.site == site)
        columns[_plan_column(site)] = as_column(applies)
    return over(frame, table.mutate(**columns))


def _plan_column(site: str) -> str:
    """The column under the path by which a hold asks for it."""
    return f"plan.{site}"


def _planned_sites(frame: Frame, protocol: Protocol) -> dict[str, Value]:
    return {site: frame.table[_plan_column(site)] for site in sites_of(protocol)}


def _on_day(frame: Frame, protocol: Protocol, as_of: date, procedure_date: date | None) -> Frame:
    """The frame with the day to judge for, and what moves judged on it."""
    table = frame.table
    if procedure_date is not None:
        day = ibis.literal(procedure_date)
    else:
        recorded = column_of(table, PROCEDURE_DATE, Simple.DATE)
        stated = [recorded.earliest] if isinstance(recorded, Dated) and PROCEDURE_DATE in table.columns else []
        day = ibis.coalesce(*stated, table[names.EARLIEST], ibis.literal(as_of))
    table = table.mutate(**{names.DAY: day})
    moving = [each for each in protocol.criteria if each.turning.moves]
    then = over(frame, table).with_given(on_dates(as_of, table[names.DAY]))
    then = prepare(then, conditions_of(moving), express)
    statuses = _statuses(then, moving)
    return over(frame, then.table.mutate(**statuses)) if statuses else over(frame, then.table)


def _result(table: Table, protocol: Protocol) -> Table:
    """The columns that are asked for."""
    least, most = cells_columns(TOTAL)
    of_iv = [table[each] for each in cells_columns(IV)] if IV in sites_of(protocol) else [ibis.literal(0, "int64")] * 2
    statuses = [criterion_column(each.id) for each in protocol.criteria]
    statuses += [names.mends_column(each.id) for each in protocol.criteria if each.turning.moves]
    statuses += [step_column(each.id) for each in protocol.steps]
    statuses += [column for site in sites_of(protocol) for column in cells_columns(site)]
    kept = [ROW, ID, names.VERDICT, names.EARLIEST, names.DAY, names.FAILED, names.UNKNOWN, names.HOLDS]
    kept += [MISSING] if MISSING in table.columns else []
    kept += [names.LEVEL, names.RENEWAL, names.FIXED_THROUGH, names.CLEAR_ON, names.WASHOUT_LEVEL, *statuses]
    return table.select(
        *kept,
        iv_cells_minimum=of_iv[0],
        iv_cells_maximum=of_iv[1],
        total_cells_minimum=table[least],
        total_cells_maximum=table[most],
    )
