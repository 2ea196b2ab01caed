"""The hard limits of a protocol held against the plan of one patient, for its verdict alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from posology.ir.limits import (
    Given,
    is_counted,
    is_outside_product_limit,
    is_product_given,
    out_of_proportion,
    passed_limits,
    whole_cells,
)
from posology.ir.plan import (
    CellFormula,
    CellRange,
    Limit,
    LimitKind,
    NamedTargets,
    ProductLimit,
    RequestedTargets,
    Step,
)
from posology.plain.operators import Read
from posology.values.truth import Truth

Laid: TypeAlias = tuple[Truth, int | None, Decimal | None]
"""Of one step: whether it applies, how many levels the record asks for, and how many cells its formula gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The steps of a plan in their order, and the limits on what they give."""

    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]

    @property
    def may_be_passed(self) -> bool:
        """Whether some plan can pass a hard limit: where no dose follows from a patient, one plan is as all are."""
        if any(
            isinstance(each.cells, CellFormula) or isinstance(each.targets, RequestedTargets) for each in self.steps
        ):
            return True
        if any(limit.kind is LimitKind.HARD and not limit.each for limit in self.limits):
            return True
        return self.are_passed(tuple((True, None, None) for _ in self.steps))

    def are_passed(self, laid_out: tuple[Laid, ...]) -> bool:
        """Whether the plan passes a hard limit, or gives what is no dose.

        INVARIANT: all is known where a step applies; a plan with an unknown step is not asked about.
        """
        given = [
            self._given(step, count, magnitude)
            for step, (applies, count, magnitude) in zip(self.steps, laid_out, strict=True)
            if applies is True
        ]
        passed = (*out_of_proportion(given), *passed_limits(self.limits, given, LimitKind.HARD))
        return bool(passed)

    @staticmethod
    def _given(step: Step, count: int | None, magnitude: Decimal | None) -> Given:
        named = 1
        if isinstance(step.targets, NamedTargets):
            named = len(step.targets.joints) * max(len(step.targets.sides), 1)
        cells = None
        if isinstance(step.cells, CellRange):
            cells = step.cells.minimum, step.cells.maximum
        elif is_counted(step.cells):
            whole = 0 if magnitude is None else whole_cells(magnitude)
            cells = whole, whole
        return Given(step=step.id, site=step.site, count=count or named, cells=cells, volume=step.volume)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The steps of a plan in their order, and the hard limits on what was measured of the product."""

    steps: tuple[Step, ...]
    limits: tuple[ProductLimit, ...]

    def is_refused(self, read: Read, applies: tuple[Truth, ...]) -> bool:
        """Whether a product is planned for the patient that lies outside a hard limit."""
        applying = [step for step, each in zip(self.steps, applies, strict=True) if each is True]
        return is_product_given(applying) and any(
            is_outside_product_limit(each, read(each.element)) for each in self.limits
        )
