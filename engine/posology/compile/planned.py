"""The doses that a clinic plans, held against the protocol: a known step, and inside its range and its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from posology.compile.site_blocks import CONTRADICTS_ITSELF, MOST_VOLUME, read_quantity
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.ir.plan import CellRange, Limit, LimitKind, Measure, Step
from posology.ir.site import VolumeLimit
from posology.protocol.site import PlannedDose, Site
from posology.reader.source import shortened
from posology.values.numerals import cells_in_words, count_in_words, decimal_in_words

NO_SUCH_STEP = "P0603"
OUTSIDE_THE_RANGE = "P0604"
NOT_A_RANGE = "P0605"
VOLUME_OUTSIDE = "P0614"

INTRAVENOUS = "iv"
LONGEST_INFUSION = Decimal(1440)
"""Minutes. Proposal: a day, so that more is a mistyped number."""


def check_planned(site: Site, ids: tuple[str, ...], steps: tuple[Step, ...], diagnostics: Diagnostics) -> None:
    """Reports planned cells, and anything planned for a step, that the protocol has no room for.

    `ids` are those of every step of the file; of one that has a fault itself nothing more is said.
    """
    known = {each.id: each for each in steps}
    for planned in site.planned:
        step = known.get(planned.step)
        if step is not None and planned.cells is not None:
            _check_range(planned, planned.cells, step, diagnostics)
        elif step is None and planned.step not in ids:
            help_text = suggestion(planned.step, ids, f"the steps are {', '.join(ids)}")
            message = f"the protocol has no plan step `{shortened(planned.step)}`"
            diagnostics.error(NO_SUCH_STEP, message, planned.span, help=help_text)


def planned_volumes(
    site: Site,
    steps: Sequence[Step],
    limits: Sequence[Limit],
    of_the_clinic: Sequence[VolumeLimit],
    diagnostics: Diagnostics,
) -> dict[str, Decimal]:
    """The mL that the clinic plans for each target, by step; those outside a range or a limit are reported."""
    known = {each.id: each for each in steps}
    found: dict[str, Decimal] = {}
    for planned in site.planned:
        if planned.volume is None:
            continue
        what = f"the planned volume of `{shortened(planned.step)}`"
        volume = read_quantity(planned.volume, what, "mL", diagnostics, most=MOST_VOLUME)
        step = known.get(planned.step)
        if volume is None or step is None:
            continue
        found[step.id] = volume
        for minimum, maximum, whose in _bounds(step, limits, of_the_clinic):
            if (minimum is not None and volume < minimum) or (maximum is not None and volume > maximum):
                message = f"{decimal_in_words(volume)} mL for each target of `{step.id}` are outside {whose}"
                least = "" if minimum is None else f"at least {decimal_in_words(minimum)} mL"
                most = "" if maximum is None else f"at most {decimal_in_words(maximum)} mL"
                help_text = " and ".join(filter(None, (least, most)))
                diagnostics.error(VOLUME_OUTSIDE, message, planned.volume.span, help=help_text)
    return found


def planned_durations(site: Site, steps: Sequence[Step], diagnostics: Diagnostics) -> dict[str, Decimal]:
    """The minutes over which the clinic lets an infusion run, by step; a time for anything else is reported."""
    infusions = {each.id for each in steps if each.site == INTRAVENOUS}
    known = {each.id for each in steps}
    found: dict[str, Decimal] = {}
    for planned in site.planned:
        if planned.over is None or planned.step not in known:
            continue
        what = f"the time of `{shortened(planned.step)}`"
        if planned.step not in infusions:
            message = f"`over` is the time of an infusion, and `{planned.step}` is none"
            diagnostics.error(CONTRADICTS_ITSELF, message, planned.over.span, help="leave it out")
            continue
        minutes = read_quantity(planned.over, what, "min", diagnostics, most=LONGEST_INFUSION)
        if minutes is not None:
            found[planned.step] = minutes
    return found


def _bounds(
    step: Step, limits: Sequence[Limit], of_the_clinic: Sequence[VolumeLimit]
) -> Iterator[tuple[Decimal | None, Decimal | None, str]]:
    """What bounds the volume of one target of the step, and whose bound it is; a soft limit asks for a reason only."""
    if step.volume is not None:
        yield step.volume.minimum, step.volume.maximum, "the protocol's range"
    for limit in limits:
        if limit.site == step.site and limit.each and limit.measure is Measure.VOLUME and limit.kind is LimitKind.HARD:
            yield _exact(limit.minimum), _exact(limit.maximum), "the protocol's limit"
    for own in of_the_clinic:
        if own.site == step.site:
            yield own.minimum, own.maximum, "the clinic's own limit"


def _exact(bound: int | Decimal | None) -> Decimal | None:
    return None if bound is None else Decimal(bound)


def _check_range(planned: PlannedDose, chosen: int, step: Step, diagnostics: Diagnostics) -> None:
    cells = step.cells
    if not isinstance(cells, CellRange):
        message = f"the dose of `{step.id}` follows from a formula and cannot be planned otherwise"
        diagnostics.error(NOT_A_RANGE, message, planned.span, help="choose another reading, if the protocol has one")
    elif not cells.minimum <= chosen <= cells.maximum:
        diagnostics.error(
            OUTSIDE_THE_RANGE,
            f"{cells_in_words(chosen)} for each target of `{step.id}` are outside the protocol's range",
            planned.cells_span,
            help=f"{count_in_words(cells.minimum)} to {cells_in_words(cells.maximum)}",
        )
