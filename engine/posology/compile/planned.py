"""The doses that a clinic plans, held against the protocol: a known step, and inside its range."""

from __future__ import annotations

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.ir.protocol import CellRange, Step
from posology.protocol.site import PlannedDose, Site
from posology.values.numerals import cells_in_words, count_in_words

NO_SUCH_STEP = "P0603"
OUTSIDE_THE_RANGE = "P0604"
NOT_A_RANGE = "P0605"


def check_planned(site: Site, steps: tuple[Step, ...], diagnostics: Diagnostics) -> None:
    """Reports each planned dose that no step of the protocol has room for."""
    known = {each.id: each for each in steps}
    for planned in site.planned:
        step = known.get(planned.step)
        if step is None:
            close = nearest(planned.step, known)
            help_text = f"did you mean `{close[0]}`?" if close else f"the steps are {', '.join(known)}"
            diagnostics.error(NO_SUCH_STEP, f"the protocol has no plan step `{planned.step}`", planned.span, help=help_text)
        else:
            _check_range(planned, step, diagnostics)


def _check_range(planned: PlannedDose, step: Step, diagnostics: Diagnostics) -> None:
    cells = step.cells
    if not isinstance(cells, CellRange):
        message = f"the dose of `{step.id}` follows from a formula and cannot be planned otherwise"
        diagnostics.error(NOT_A_RANGE, message, planned.span, help="choose another reading, if the protocol has one")
    elif not cells.minimum <= planned.cells <= cells.maximum:
        diagnostics.error(
            OUTSIDE_THE_RANGE,
            f"{cells_in_words(planned.cells)} for each target of `{step.id}` lie outside the protocol's range",
            planned.span,
            help=f"{count_in_words(cells.minimum)} to {cells_in_words(cells.maximum)}",
        )
