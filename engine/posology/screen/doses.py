"""The cells of each route and of all together, from the fewest to the most, as columns."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis import Table, Value

from posology.ir.limits import TOTAL
from posology.ir.plan import CellsNotCounted
from posology.ir.protocol import Protocol
from posology.screen.criteria import STATUS
from posology.screen.frame import Frame
from posology.screen.names import Applies, cells_columns, step_column
from posology.screen.placing import over
from posology.screen.plan import LaidOut, laid_out

CELLS = "int64"


def sites_of(protocol: Protocol) -> tuple[str, ...]:
    """The sites of the plan, in the order of its steps."""
    return tuple(dict.fromkeys(each.site for each in protocol.steps))


def with_cells(frame: Frame, protocol: Protocol) -> Frame:
    """The frame with the fewest and the most cells for each site of the plan, and for `total`.

    They are null where a step is unknown, or gives cells that nobody counts, and zero where nothing is planned. What
    was planned within a range changes neither. The columns of `posology.screen.limits.with_limits` must be there.
    """
    table = frame.table
    steps = laid_out(table, protocol)
    columns: dict[str, Value] = {}
    for site in sites_of(protocol):
        parts = [each for each in steps if each.step.site == site]
        for end, name in enumerate(cells_columns(site)):
            columns[name] = _of_site(table, parts, end)
    table = table.mutate(**columns) if columns else table
    sums: dict[str, Value] = {}
    for end, name in enumerate(cells_columns(TOTAL)):
        sums[name] = _sum([table[cells_columns(site)[end]] for site in sites_of(protocol)])
    return over(frame, table.mutate(**sums))


def _of_site(table: Table, parts: Sequence[LaidOut], end: int) -> Value:
    """The sum over the steps that apply at the site; null where one is unknown or not counted."""
    unsaid: list[Value] = []
    sums: list[Value] = []
    for each in parts:
        status = table[step_column(each.step.id)]
        applies = status == ibis.literal(int(Applies.APPLIES), STATUS)
        unsaid.append(status == ibis.literal(int(Applies.UNKNOWN), STATUS))
        if isinstance(each.step.cells, CellsNotCounted):
            unsaid.append(applies)
        elif each.cells is not None:
            sums.append(ibis.ifelse(applies, _in_all(each, end), ibis.literal(0, CELLS)))
    return ibis.ifelse(ibis.or_(*unsaid), ibis.null(CELLS), _sum(sums))


def _in_all(each: LaidOut, end: int) -> Value:
    """What all targets of the step get; it is no dose out of proportion, so that it fits."""
    cells = 0 if each.cells is None else each.cells[end]
    if isinstance(cells, int) and isinstance(each.count, int):
        return ibis.literal(cells * each.count, CELLS)
    if isinstance(cells, int):
        return ibis.literal(cells, CELLS) * each.count
    return cells if isinstance(each.count, int) and each.count == 1 else cells * each.count


def _sum(parts: Sequence[Value]) -> Value:
    if not parts:
        return ibis.literal(0, CELLS)
    total = parts[0]
    for each in parts[1:]:
        total += each
    return total
