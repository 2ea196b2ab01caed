"""What makes a mutant no protocol at all: the compiler would refuse it as it refuses such a file."""

from __future__ import annotations

from collections.abc import Iterator

from posology.compile.limits import check_limits
from posology.diagnostics.diagnostic import Diagnostics, Severity
from posology.ir.plan import CellRange, Limit, ProductLimit, RequestedTargets, Step
from posology.ir.protocol import Protocol


def refusal(protocol: Protocol) -> str:
    """Why the compiler would not take the protocol; empty where it would."""
    return next(_faults(protocol), "")


def _faults(protocol: Protocol) -> Iterator[str]:
    if not protocol.criteria or not protocol.steps:
        yield "a protocol has at least one criterion and one step"
    for step in protocol.steps:
        yield from _of_step(step)
    limits: tuple[Limit | ProductLimit, ...] = (*protocol.limits, *protocol.product_limits)
    for limit in limits:
        if limit.minimum is not None and limit.maximum is not None and limit.minimum > limit.maximum:
            yield "the minimum of a limit is more than its maximum"
    diagnostics = Diagnostics()
    check_limits(protocol.limits, protocol.steps, diagnostics)
    yield from (each.message for each in diagnostics if each.severity is Severity.ERROR)
    yield from _of_follow_up(protocol)


def _of_step(step: Step) -> Iterator[str]:
    match step.targets:
        case RequestedTargets(fewest=fewest, most=most) if fewest < 1 or (most is not None and fewest > most):
            yield f"the plan step {step.id} has no number of places that fits"
        case _:
            pass
    match step.cells:
        case CellRange(minimum=minimum, maximum=maximum) if minimum < 1 or minimum > maximum:
            yield f"the plan step {step.id} has no number of cells that fits"
        case _:
            pass
    volume = step.volume
    if volume is not None and (volume.minimum <= 0 or volume.minimum > volume.maximum):
        yield f"the plan step {step.id} has no volume that fits"


def _of_follow_up(protocol: Protocol) -> Iterator[str]:
    for visit in protocol.visits:
        if visit.offset.amount == 0 and visit.relation != "on":
            yield "a visit before or after the procedure is not on its day"
    definitions = () if protocol.outcome is None else protocol.outcome.definitions
    thresholds = [part.threshold for each in definitions for part in each.parts if part.threshold is not None]
    if any(each <= 0 for each in thresholds):
        yield "a threshold of an outcome is more than nothing"
