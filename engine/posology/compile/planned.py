"""The doses that a clinic plans, held against the protocol: a known step, and inside its range."""

from __future__ import annotations

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.ir.plan import CellRange, Step
from posology.protocol.site import PlannedDose, Site
from posology.reader.source import shortened
from posology.values.numerals import cells_in_words, count_in_words

NO_SUCH_STEP = "P0603"
OUTSIDE_THE_RANGE = "P0604"
NOT_A_RANGE = "P0605"


def check_planned(site: Site, ids: tuple[str, ...], steps: tuple[Step, ...], diagnostics: Diagnostics) -> None:
    """Reports each planned dose that no step of the protocol has room for.

    `ids` are those of every step of the file; of one that has a fault itself nothing more is said.
    """
    known = {each.id: each for each in steps}
    for planned in site.planned:
        step = known.get(planned.step)
        if step is not None:
            _check_range(planned, step, diagnostics)
        elif planned.step not in ids:
            help_text = suggestion(planned.step, ids, f"the steps are {', '.join(ids)}")
            message = f"the protocol has no plan step `{shortened(planned.step)}`"
            diagnostics.error(NO_SUCH_STEP, message, planned.span, help=help_text)


def _check_range(planned: PlannedDose, step: Step, diagnostics: Diagnostics) -> None:
    cells = step.cells
    if not isinstance(cells, CellRange):
        message = f"the dose of `{step.id}` follows from a formula and cannot be planned otherwise"
        diagnostics.error(NOT_A_RANGE, message, planned.span, help="choose another reading, if the protocol has one")
    elif not cells.minimum <= planned.cells <= cells.maximum:
        diagnostics.error(
            OUTSIDE_THE_RANGE,
            f"{cells_in_words(planned.cells)} for each target of `{step.id}` are outside the protocol's range",
            planned.cells_span,
            help=f"{count_in_words(cells.minimum)} to {cells_in_words(cells.maximum)}",
        )
