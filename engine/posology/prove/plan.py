"""Each step of the plan for a patient of whom nothing is decided, as terms: what `posology.explain.plan` lays out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from z3 import ArithRef, BoolRef, IntVal, Q, ToInt

from posology.ir.plan import (
    CellFormula,
    CellRange,
    CellsNotCounted,
    NamedTargets,
    NoCells,
    OneTarget,
    RequestedTargets,
    Step,
)
from posology.ir.protocol import Protocol
from posology.prove.criteria import Lookup, counting, truth
from posology.prove.expression import lower
from posology.prove.expression_terms import FALSE, TRUE, both, either, how_many, negate
from posology.prove.patient import SymbolicPatient
from posology.prove.symbols import Number, Several, Truth

PLAN: Final = "plan."
HALF: Final = Fraction(1, 2)

CellsPerTarget: TypeAlias = tuple[ArithRef, ArithRef]
"""From the fewest to the most cells that a target gets, in whole numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolicStep:
    """A step of the plan for one patient, limits aside.

    `is_open` is where the step applies and its targets or its formula are not known. `targets` says of each place that
    a target can take whether there is one. `cells` are None where the protocol counts none. `exact` is what a formula
    gave before it was rounded.
    """

    step: Step
    applies: Truth
    is_open: BoolRef
    targets: tuple[BoolRef, ...]
    cells: CellsPerTarget | None
    exact: ArithRef | None

    @property
    def is_true(self) -> BoolRef:
        """Whether it is known to apply."""
        return both(self.applies.known, self.applies.holds)

    @property
    def unknown(self) -> BoolRef:
        """Whether it is not known, whatever the limits say."""
        return either(negate(self.applies.known), both(self.is_true, self.is_open))

    @property
    def given(self) -> BoolRef:
        """Whether it applies and is known, so that it gives something to hold against a limit."""
        return both(self.is_true, negate(self.is_open))


def judge_plan(patient: SymbolicPatient, protocol: Protocol, lookup: Lookup | None = None) -> tuple[SymbolicStep, ...]:
    """Every step of the plan laid out for the patient; `lookup` is that of another day than the patient's own."""
    asked = patient.lookup if lookup is None else lookup
    return tuple(_judge_step(step, patient, counting(patient, asked, step.counts)) for step in protocol.steps)


def _judge_step(step: Step, patient: SymbolicPatient, lookup: Lookup) -> SymbolicStep:
    always = Truth(known=TRUE, blamed=FALSE, holds=TRUE)
    applies = always if step.when is None else truth(step.when, lookup, patient.desk)
    targets, no_targets = _targets(step, lookup)
    cells, exact, no_cells = _cells(step, patient, lookup)
    return SymbolicStep(
        step=step,
        applies=applies,
        is_open=either(no_targets, no_cells),
        targets=targets,
        cells=cells,
        exact=exact,
    )


def _targets(step: Step, lookup: Lookup) -> tuple[tuple[BoolRef, ...], BoolRef]:
    """Which targets there are, and whether they are not known."""
    match step.targets:
        case OneTarget():
            return (TRUE,), FALSE
        case NamedTargets(joints=joints, sides=sides):
            return (TRUE,) * (len(joints) * max(len(sides), 1)), FALSE
        case RequestedTargets(element=element, fewest=fewest, most=most):
            asked = lookup(element)
            if not isinstance(asked, Several):
                message = f"{element} names places, and is a {type(asked).__name__}"
                raise TypeError(message)
            places = tuple(slot.there for slot in asked.slots)
            number = how_many(*places)
            too_many = FALSE if most is None else number > most
            return places, either(negate(asked.known), number < fewest, too_many)
        case _:
            assert_never(step.targets)


def _cells(
    step: Step, patient: SymbolicPatient, lookup: Lookup
) -> tuple[CellsPerTarget | None, ArithRef | None, BoolRef]:
    """The cells of each target, the exact number of a formula, and whether they are not known."""
    match step.cells:
        case CellRange(minimum=minimum, maximum=maximum):
            return (IntVal(minimum), IntVal(maximum)), None, FALSE
        case CellFormula(expression=expression):
            given = lower(expression, lookup, patient.desk)
            if not isinstance(given, Number):
                message = f"a dose is a number, and no {type(given).__name__}"
                raise TypeError(message)
            cells = rounded(given.low)
            return (cells, cells), given.low, negate(given.known)
        case NoCells() | CellsNotCounted():
            return None, None, FALSE
        case _:
            assert_never(step.cells)


def rounded(exact: ArithRef) -> ArithRef:
    """The whole cells nearest to the number, half of one counting as one.

    Below nought `explain` rounds half away from it; fewer cells than one are no dose either way.
    """
    return ToInt(exact + Q(HALF.numerator, HALF.denominator))


def planned_sites(steps: Sequence[SymbolicStep]) -> Mapping[str, Truth]:
    """For each site of the protocol, whether the plan has a step there."""
    sites: dict[str, Truth] = {}
    for site in dict.fromkeys(each.step.site for each in steps):
        of_site = [each for each in steps if each.step.site == site]
        holds = either(*(each.is_true for each in of_site))
        known = either(holds, both(*(each.applies.known for each in of_site)))
        sites[site] = Truth(known=known, blamed=either(*(each.applies.blamed for each in of_site)), holds=holds)
    return sites


def with_plan(lookup: Lookup, steps: Sequence[SymbolicStep]) -> Lookup:
    """The lookup that also answers `plan.<site>`: whether the plan has a step at that site."""
    sites = planned_sites(steps)
    nowhere = Truth(known=TRUE, blamed=FALSE, holds=FALSE)
    return lambda path: sites.get(path.removeprefix(PLAN), nowhere) if path.startswith(PLAN) else lookup(path)
