"""Which steps of the plan apply, at which targets, with how many cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from posology.explain.evaluate import evaluate
from posology.explain.situation import Situation, counting
from posology.ir.limits import whole_cells
from posology.ir.protocol import CellFormula, CellRange, NamedTargets, OneTarget, Protocol, RequestedTargets, Step
from posology.results.check import Cells, PlanLine
from posology.results.trace import Trace
from posology.values.known import Value
from posology.values.quantity import Quantity
from posology.values.truth import Cause, Reason, Truth, Unknown, disjunction

NO_CELLS = Cells(minimum=0, maximum=0, planned=0)
_PLANS_REMEMBERED = 64
UNKNOWN_CELLS = Cells(minimum=None, maximum=None, planned=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place of injection: a joint or level with its side, or a place in words."""

    place: str | None
    joint: str | None
    side: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedStep:
    """A step of the plan for one patient.

    `applies` is whether it is part of the plan; `unknown` says why a step that applies cannot be laid out; `cells` are
    for each target. `trace` is that of the formula where there is one, `when` that of the condition.
    """

    step: Step
    applies: Truth
    when: Trace | None
    targets: tuple[Target, ...]
    cells: Cells
    trace: Trace | None
    unknown: Unknown | None

    @property
    def finding(self) -> str:
        """The word for the inference: `applies`, `left-out` or `unknown`."""
        if self.unknown is not None:
            return "unknown"
        return "applies" if self.applies is True else "left-out"

    def lines(self) -> Iterator[PlanLine]:
        """The step as lines of the plan, one for each target."""
        for target in self.targets:
            yield PlanLine(
                step=self.step.id,
                site=self.step.site,
                place=target.place,
                joint=target.joint,
                side=target.side,
                approach=self.step.approach,
                cells=self.cells,
                citation=self.step.citation,
            )


def judge_step(step: Step, situation: Situation, planned: Mapping[str, int]) -> JudgedStep:
    """The step laid out for the patient; `planned` gives the cells for each target that were chosen, by step."""
    lookup = counting(situation, step.counts)
    when = None if step.when is None else evaluate(step.when, lookup)
    applies = True if when is None else _truth(when.value)
    if applies is not True:
        unknown = applies if isinstance(applies, Unknown) else None
        return JudgedStep(
            step=step,
            applies=applies,
            when=when,
            targets=(),
            cells=UNKNOWN_CELLS if unknown else NO_CELLS,
            trace=None,
            unknown=unknown,
        )
    targets = _targets(step, lookup(step.targets.element) if isinstance(step.targets, RequestedTargets) else None)
    cells, trace = _cells(
        step, None if not isinstance(step.cells, CellFormula) else evaluate(step.cells.expression, lookup), planned
    )
    missing = targets if isinstance(targets, Unknown) else trace.value if trace is not None else None
    unknown = missing if isinstance(missing, Unknown) else None
    return JudgedStep(
        step=step,
        applies=True,
        when=when,
        targets=() if isinstance(targets, Unknown) else targets,
        cells=UNKNOWN_CELLS if unknown else cells,
        trace=trace,
        unknown=unknown,
    )


def _truth(value: Value) -> Truth:
    if isinstance(value, bool | Unknown):
        return value
    raise TypeError(f"a condition must be a truth value, not {value!r}")


def _targets(step: Step, requested: Value | None) -> tuple[Target, ...] | Unknown:
    match step.targets:
        case OneTarget(place=place):
            return (Target(place=place, joint=None, side=None),)
        case NamedTargets(joints=joints, sides=sides):
            return _named_targets(joints, sides)
        case RequestedTargets(element=element, count=count):
            if isinstance(requested, Unknown):
                return requested
            if not isinstance(requested, tuple) or not requested or (count is not None and len(requested) != count):
                wanted = "at least one level" if count is None else f"{count} levels"
                return Unknown((Reason(element, Cause.NOT_RECORDED, f"the protocol asks for {wanted}"),))
            return tuple(Target(place=None, joint=str(each), side=None) for each in requested)
        case _:
            assert_never(step.targets)


@lru_cache(maxsize=_PLANS_REMEMBERED)
def _named_targets(joints: tuple[str, ...], sides: tuple[str, ...]) -> tuple[Target, ...]:
    """The same for every patient."""
    return tuple(Target(place=None, joint=joint, side=side) for joint in joints for side in (sides or (None,)))


def _cells(step: Step, trace: Trace | None, planned: Mapping[str, int]) -> tuple[Cells, Trace | None]:
    """The cells for each target. A formula is rounded here, once, half up to whole cells."""
    match step.cells:
        case CellRange(minimum=minimum, maximum=maximum):
            chosen = minimum if minimum == maximum else planned.get(step.id)
            return _cells_in_range(minimum, maximum, chosen), None
        case CellFormula():
            if trace is None or not isinstance(trace.value, Quantity):
                return UNKNOWN_CELLS, trace
            whole = whole_cells(trace.value.magnitude)
            return Cells(minimum=whole, maximum=whole, planned=whole), trace
        case _:
            assert_never(step.cells)


@lru_cache(maxsize=_PLANS_REMEMBERED)
def _cells_in_range(minimum: int, maximum: int, planned: int | None) -> Cells:
    return Cells(minimum=minimum, maximum=maximum, planned=planned)


def planned_sites(steps: tuple[JudgedStep, ...]) -> dict[str, Truth]:
    """For each site of the protocol, whether the plan has a step there."""
    sites: dict[str, Truth] = {}
    for judged in steps:
        sites[judged.step.site] = disjunction(sites.get(judged.step.site, False), judged.applies)
    return sites


def add_cells(parts: tuple[Cells, ...]) -> Cells:
    """The sum; unknown as soon as a part is, planned only where every part is."""
    return Cells(
        minimum=_sum(each.minimum for each in parts),
        maximum=_sum(each.maximum for each in parts),
        planned=_sum(each.planned for each in parts),
    )


def _sum(numbers: Iterator[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def times(cells: Cells, count: int) -> Cells:
    """So many targets with these cells each."""
    return add_cells((cells,) * count) if count else NO_CELLS


def judge_plan(protocol: Protocol, situation: Situation, planned: Mapping[str, int]) -> tuple[JudgedStep, ...]:
    """Every step of the plan laid out for the patient."""
    return tuple(judge_step(step, situation, planned) for step in protocol.steps)
