"""The limits of a protocol held against the plan of one patient: a dose that passes a hard one never looks final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from posology.explain.plan import NO_CELLS, UNKNOWN_CELLS, JudgedStep, judge_plan
from posology.explain.situation import Situation
from posology.ir.limits import (
    TOTAL,
    Given,
    Passed,
    is_counted,
    is_outside_product_limit,
    is_product_given,
    out_of_proportion,
    passed_limits,
)
from posology.ir.plan import Limit, LimitKind, Measure, ProductLimit, VolumeRange
from posology.ir.protocol import Protocol
from posology.ir.washout import DayCheck
from posology.knowledge.anatomy import Anatomy
from posology.results.amounts import amount_in_words, bounds_in_words, product_bounds_in_words, range_in_words
from posology.results.check import Cells, Check, PlanLine
from posology.results.naming import target_in_words
from posology.values.numerals import cells_in_words, join_in_words
from posology.values.truth import Cause, Reason, Unknown


def lay_out(protocol: Protocol, situation: Situation, planned: Mapping[str, int]) -> tuple[JudgedStep, ...]:
    """Every step of the plan for the patient, unknown where a hard limit is passed, by dose or product."""
    steps = within_limits(judge_plan(protocol, situation, planned), protocol.limits)
    refused = [
        Reason(each.element, Cause.OUTSIDE_LIMITS, product_in_words(each, situation))
        for each in protocol.product_limits
        if each.kind is LimitKind.HARD and is_outside_product_limit(each, situation.lookup(each.element))
    ]
    return tuple(_without(each, refused) for each in steps) if refused else steps


def _without(judged: JudgedStep, refused: Sequence[Reason]) -> JudgedStep:
    """A step that would give the product is not given."""
    if judged.applies is not True or not is_product_given((judged.step,)):
        return judged
    already = () if judged.unknown is None else judged.unknown.reasons
    return replace(judged, cells=UNKNOWN_CELLS, contents=(), unknown=Unknown((*already, *refused)))


def product_in_words(limit: ProductLimit, situation: Situation) -> str:
    """`product.viability of 60 %, outside the hard limit of at least 70 %`; what is an association limits nothing."""
    recorded = situation.facts.values.get(limit.element)
    measured = "" if recorded is None else f" of {recorded.written}"
    if limit.kind is LimitKind.ASSOCIATION:
        return f"{limit.element}{measured}, not {product_bounds_in_words(limit)}"
    return f"{limit.element}{measured}, outside the {limit.kind} limit of {product_bounds_in_words(limit)}"


def product_checks(protocol: Protocol, steps: Sequence[JudgedStep], situation: Situation) -> tuple[DayCheck, ...]:
    """What must be measured of the product before it is given, and is not recorded yet."""
    if not is_product_given([each.step for each in steps if each.applies is True]):
        return ()
    return tuple(
        DayCheck(check=f"{each.element} {product_bounds_in_words(each)}", why=each.says)
        for each in protocol.product_limits
        if each.kind is not LimitKind.ASSOCIATION and isinstance(situation.lookup(each.element), Unknown)
    )


def product_notes(protocol: Protocol, situation: Situation) -> tuple[str, ...]:
    """A sentence for each soft limit or association that what was measured of the product lies outside of."""
    return tuple(
        f"{product_in_words(each, situation)}: {each.says}"
        for each in protocol.product_limits
        if each.kind is not LimitKind.HARD and is_outside_product_limit(each, situation.lookup(each.element))
    )


def within_limits(steps: tuple[JudgedStep, ...], limits: Sequence[Limit]) -> tuple[JudgedStep, ...]:
    """The steps, those unknown that give a dose which lies outside a hard limit, in whole or in part."""
    given = _given(steps, LimitKind.HARD)
    passed = (*out_of_proportion(given), *passed_limits(_known(limits, steps), given, LimitKind.HARD))
    if not passed:
        return steps
    reasons = {
        each.step.id: tuple(_reason(each.step.id, one) for one in passed if each.step.id in one.steps) for each in steps
    }
    return tuple(
        replace(each, cells=UNKNOWN_CELLS, unknown=Unknown(reasons[each.step.id])) if reasons[each.step.id] else each
        for each in steps
    )


def soft_limits_passed(steps: tuple[JudgedStep, ...], limits: Sequence[Limit]) -> tuple[str, ...]:
    """A sentence for each soft limit that the plan passes: the clinician must have a reason."""
    found = passed_limits(_known(limits, steps), _given(steps, LimitKind.SOFT), LimitKind.SOFT)
    return tuple(f"{_said_of_steps(each)}, for which there must be a reason" for each in found)


def limits_passed_by(check: Check, limits: Sequence[Limit], kind: LimitKind) -> tuple[str, ...]:
    """A phrase for each limit of that kind that the doses of the check pass, asked of nothing but the check itself."""
    return tuple(_said_of_steps(each) for each in passed_limits(limits, _given_by(check.plan, kind), kind))


def planned_outside_range(check: Check, anatomy: Anatomy) -> tuple[str, ...]:
    """Every target whose planned cells lie outside the range that the protocol gives it, one sentence each."""
    return tuple(
        f"The planned cells for the {target_in_words(line, anatomy)}, {cells_in_words(line.cells.planned)}, are outside"
        f" the range of the protocol, {range_in_words(line.cells)}."
        for line in check.plan
        if line.cells.planned is not None and not _lies_within(line.cells.planned, line.cells)
    )


def _lies_within(number: int, cells: Cells) -> bool:
    if cells.minimum is None or cells.maximum is None:
        return False
    return cells.minimum <= number <= cells.maximum


def _said_of_steps(passed: Passed) -> str:
    return f"{join_in_words(passed.steps)}: {passed_in_words(passed)}"


def passed_in_words(passed: Passed) -> str:
    """`90 million cells in all, outside the hard limit of at least 100 million cells`."""
    measure = Measure.CELLS if passed.limit is None else passed.limit.measure
    given = amount_in_words(passed.amount, measure)
    if passed.limit is None:
        return f"{given} for a target, which is no dose"
    per = "for each target" if passed.limit.each else "in all"
    return f"{given} {per}, outside the {passed.limit.kind} limit of {bounds_in_words(passed.limit)}"


def _given(steps: Sequence[JudgedStep], kind: LimitKind) -> list[Given]:
    """What the steps give, as a limit of that kind is held against it."""
    return [
        Given(
            step=each.step.id,
            site=each.step.site,
            count=len(each.targets),
            cells=_known_cells(each.cells, kind) if is_counted(each.step.cells) else None,
            volume=each.step.volume,
        )
        for each in steps
        if each.applies is True and each.unknown is None
    ]


def _given_by(plan: Sequence[PlanLine], kind: LimitKind) -> list[Given]:
    """What the lines of a plan give, by step; a line without a known number of cells gives nothing to hold."""
    found: list[Given] = []
    for step, each in groupby(plan, key=lambda line: line.step):
        lines = tuple(each)
        volume = lines[0].volume
        found.append(
            Given(
                step=step,
                site=lines[0].site,
                count=len(lines),
                cells=_known_cells(lines[0].cells, kind),
                volume=None if volume is None else VolumeRange(minimum=volume.minimum, maximum=volume.maximum),
            )
        )
    return found


def _known_cells(cells: Cells, kind: LimitKind) -> tuple[int, int] | None:
    """The range, None where it is not known or no cells are given; for a soft limit what is planned, where that is.

    A hard limit bounds all that the protocol would let somebody plan, a soft one what there must be a reason for.
    """
    if kind is LimitKind.SOFT and cells.planned is not None and cells.counted and cells.maximum:
        return cells.planned, cells.planned
    if cells.minimum is None or cells.maximum is None or cells is NO_CELLS:
        return None
    return cells.minimum, cells.maximum


def _known(limits: Sequence[Limit], steps: Sequence[JudgedStep]) -> list[Limit]:
    """The limits on what is known: a sum of which a part is unknown cannot be held against one."""
    unknown = {each.step.site for each in steps if each.unknown is not None}
    if not unknown:
        return list(limits)
    return [each for each in limits if each.each or (each.site not in unknown and not (each.site == TOTAL and unknown))]


def _reason(step: str, passed: Passed) -> Reason:
    return Reason(f"plan.{step}", Cause.OUTSIDE_LIMITS, passed_in_words(passed))
