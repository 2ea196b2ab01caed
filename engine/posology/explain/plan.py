"""Which steps of the plan apply, at which targets, with how many cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import assert_never

from posology.explain.evaluate import evaluate
from posology.explain.situation import Situation, counting
from posology.ir.limits import whole_cells
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
from posology.results.amounts import half_up, number_wanted
from posology.results.check import Cells, Concentration, Content, PlanLine, Volume
from posology.results.trace import Trace
from posology.values.known import Entry, Value
from posology.values.quantity import Quantity
from posology.values.truth import Cause, Reason, Truth, Unknown, disjunction

NO_CELLS = Cells(minimum=0, maximum=0, planned=0)
_PLANS_REMEMBERED = 64
UNKNOWN_CELLS = Cells(minimum=None, maximum=None, planned=None)
NOT_COUNTED = Cells(minimum=None, maximum=None, planned=None, counted=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One place of injection: a joint or level with its side, or a place in words."""

    place: str | None
    joint: str | None
    side: str | None


@dataclass(slots=True, kw_only=True)
class JudgedStep:
    """A step of the plan for one patient.

    `applies` is whether it is part of the plan; `unknown` says why a step that applies cannot be laid out; `cells` and
    `contents` are for each target. `trace` is that of the formula where there is one, `when` that of the condition.
    """

    step: Step
    applies: Truth
    when: Trace | None
    targets: tuple[Target, ...]
    cells: Cells
    trace: Trace | None
    unknown: Unknown | None
    contents: tuple[Content, ...] = ()

    @property
    def volume(self) -> Volume | None:
        """The volume for each target, None where the protocol states none or the dose is not known."""
        volume = self.step.volume
        return None if volume is None or self.unknown else Volume(minimum=volume.minimum, maximum=volume.maximum)

    @property
    def unrounded(self) -> Decimal | None:
        """The cells for each target as the formula gave them, where they are no whole number; None otherwise."""
        if self.unknown is not None or self.trace is None or not isinstance(self.trace.value, Quantity):
            return None
        exact = self.trace.value.magnitude
        return None if exact == whole_cells(exact) else exact

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
                unrounded=self.unrounded,
                volume=self.volume,
                concentration=concentration(self.cells, self.volume),
                carrier=self.step.carrier,
                contents=self.contents,
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
        contents=() if unknown else _contents(step, situation),
    )


def _truth(value: Value) -> Truth:
    if isinstance(value, bool | Unknown):
        return value
    raise TypeError(f"a condition must be a truth value, not {value!r}")


def _targets(step: Step, requested: Value | None) -> tuple[Target, ...] | Unknown:
    match step.targets:
        case OneTarget(place=place):
            return _one_target(place)
        case NamedTargets(joints=joints, sides=sides):
            return _named_targets(joints, sides)
        case RequestedTargets() as wanted:
            if isinstance(requested, Unknown):
                return requested
            places = requested if isinstance(requested, tuple) else ()
            if len(places) < wanted.fewest or (wanted.most is not None and len(places) > wanted.most):
                asked = f"the protocol asks for {number_wanted(wanted)}"
                return Unknown((Reason(wanted.element, Cause.NOT_RECORDED, asked),))
            written = [each.fields[wanted.field] if isinstance(each, Entry) else each for each in places]
            return tuple(_requested_target(str(each), sided=wanted.sided) for each in written)
        case _:
            assert_never(step.targets)


@lru_cache(maxsize=_PLANS_REMEMBERED)
def _one_target(place: str) -> tuple[Target, ...]:
    """The same for every patient."""
    return (Target(place=place, joint=None, side=None),)


@lru_cache(maxsize=_PLANS_REMEMBERED)
def _named_targets(joints: tuple[str, ...], sides: tuple[str, ...]) -> tuple[Target, ...]:
    """The same for every patient."""
    return tuple(Target(place=None, joint=joint, side=side) for joint in joints for side in (sides or (None,)))


def _requested_target(written: str, *, sided: bool) -> Target:
    """`L4-L5`; of a sided target `left L4-L5`, or the side alone where the site has one target on each side."""
    if not sided:
        return Target(place=None, joint=written, side=None)
    side, _, joint = written.partition(" ")
    return Target(place=None, joint=joint or None, side=side)


def _contents(step: Step, situation: Situation) -> tuple[Content, ...]:
    """What each target contains by the counts that the record gives for each mL of the product."""
    volume = step.volume
    if volume is None:
        return ()
    found: list[Content] = []
    for element in step.contents:
        count, recorded = situation.lookup(element), situation.facts.values.get(element)
        known = isinstance(count, Quantity)
        found.append(
            Content(
                element=element,
                count=recorded.written if known and recorded is not None else None,
                minimum=whole_cells(count.magnitude * volume.minimum) if isinstance(count, Quantity) else None,
                maximum=whole_cells(count.magnitude * volume.maximum) if isinstance(count, Quantity) else None,
            )
        )
    return tuple(found)


def concentration(cells: Cells, volume: Volume | None) -> Concentration | None:
    """The cells in each mL of what a target gets: the fewest in the largest volume to the most in the smallest."""
    if volume is None or cells.minimum is None or cells.maximum is None or cells.maximum == 0:
        return None
    thinnest = Fraction(cells.minimum) / Fraction(volume.maximum)
    thickest = Fraction(cells.maximum) / Fraction(volume.minimum)
    return Concentration(
        minimum=half_up(thinnest),
        maximum=half_up(thickest),
        exact=thinnest.denominator == thickest.denominator == 1,
    )


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
        case NoCells():
            return NO_CELLS, None
        case CellsNotCounted():
            return NOT_COUNTED, None
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
    """The sum; unknown as soon as a part is, not counted where a part is not, planned only where every part is."""
    if any(not each.counted for each in parts):
        return NOT_COUNTED if all(each.is_known for each in parts) else UNKNOWN_CELLS
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


def add_volumes(parts: tuple[Volume | None, ...]) -> Volume | None:
    """The sum; None where nothing is added or where some part has no volume."""
    volumes = [each for each in parts if each is not None]
    if not volumes or len(volumes) < len(parts):
        return None
    return Volume(
        minimum=sum((each.minimum for each in volumes), Decimal(0)),
        maximum=sum((each.maximum for each in volumes), Decimal(0)),
    )


def times(cells: Cells, count: int) -> Cells:
    """So many targets with these cells each."""
    return add_cells((cells,) * count) if count else NO_CELLS


def judge_plan(protocol: Protocol, situation: Situation, planned: Mapping[str, int]) -> tuple[JudgedStep, ...]:
    """Every step of the plan laid out for the patient."""
    return tuple(judge_step(step, situation, planned) for step in protocol.steps)
