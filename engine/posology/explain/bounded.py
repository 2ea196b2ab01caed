"""The plan of one patient held against the limits: a dose that passes a hard one never looks final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posology.explain.plan import UNKNOWN_CELLS, JudgedStep
from posology.ir.limits import TOTAL, Given, Passed, out_of_proportion, passed_limits
from posology.ir.protocol import Limit, LimitKind
from posology.results.amounts import range_in_words
from posology.results.check import Cells
from posology.values.numerals import cells_in_words, join_in_words
from posology.values.truth import Cause, Reason, Unknown


def within_limits(steps: tuple[JudgedStep, ...], limits: Sequence[Limit]) -> tuple[JudgedStep, ...]:
    """The steps, those unknown that give a dose which lies outside a hard limit, in whole or in part."""
    given = _given(steps)
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
    found = passed_limits(_known(limits, steps), _given(steps), LimitKind.SOFT)
    return tuple(
        f"{join_in_words(each.steps)}: {passed_in_words(each)}, for which there must be a reason" for each in found
    )


def passed_in_words(passed: Passed) -> str:
    """`90 million cells in all, outside the hard limit of at least 100 million cells`."""
    given = range_in_words(Cells(minimum=passed.minimum, maximum=passed.maximum, planned=None))
    if passed.limit is None:
        return f"{given} for a target, which is no dose"
    per = "for each target" if passed.limit.each else "in all"
    return f"{given} {per}, outside the {passed.limit.kind} limit of {bounds_in_words(passed.limit)}"


def bounds_in_words(limit: Limit) -> str:
    """`at least 20 million cells and at most 25 million cells`."""
    at_least = None if limit.minimum is None else f"at least {cells_in_words(limit.minimum)}"
    at_most = None if limit.maximum is None else f"at most {cells_in_words(limit.maximum)}"
    return " and ".join(filter(None, (at_least, at_most)))


def _given(steps: Sequence[JudgedStep]) -> list[Given]:
    return [
        Given(
            step=each.step.id,
            site=each.step.site,
            count=len(each.targets),
            minimum=each.cells.minimum,
            maximum=each.cells.maximum,
        )
        for each in steps
        if each.applies is True and each.cells.minimum is not None and each.cells.maximum is not None
    ]


def _known(limits: Sequence[Limit], steps: Sequence[JudgedStep]) -> list[Limit]:
    """The limits on what is known: a sum of which a part is unknown cannot be held against one."""
    unknown = {each.step.site for each in steps if each.unknown is not None}
    return [each for each in limits if each.each or (each.site not in unknown and not (each.site == TOTAL and unknown))]


def _reason(step: str, passed: Passed) -> Reason:
    return Reason(f"plan.{step}", Cause.OUTSIDE_LIMITS, passed_in_words(passed))
