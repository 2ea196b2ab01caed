"""The limits of a protocol held against what its steps give: the one law of it, for every execution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from posology.ir.protocol import Limit, LimitKind

TOTAL = "total"
"""The site of a limit on everything that is given."""

MOST_CELLS = 100_000_000_000
"""More cells than this, in one target or in all, are taken for a mistake in the number of zeros.

Proposal: a hundred times the largest dose of any trial that the evidence names.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one step of the plan gives: so many targets, and for each of them from `minimum` to `maximum` cells."""

    step: str
    site: str
    count: int
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A limit that what is given lies outside of, in whole or in part, and the steps that give it.

    `limit` is None where the cells for a target are none at all, or out of proportion to any dose.
    """

    limit: Limit | None
    steps: tuple[str, ...]
    minimum: int
    maximum: int


def whole_cells(magnitude: Decimal) -> int:
    """The whole cells nearest to what a formula gave, half of one counting as one: the one rounding of a dose."""
    return int(magnitude.to_integral_value(ROUND_HALF_UP))


def passed_limits(limits: Sequence[Limit], given: Sequence[Given], kind: LimitKind) -> Iterator[Passed]:
    """Every limit of that kind that is passed, in the order of the protocol; `given` are all steps that apply."""
    for limit in limits:
        if limit.kind is not kind:
            continue
        concerned = [each for each in given if limit.site in {TOTAL, each.site}]
        if limit.each:
            for each in concerned:
                if _is_outside(limit, each.minimum, each.maximum):
                    yield Passed(limit=limit, steps=(each.step,), minimum=each.minimum, maximum=each.maximum)
        elif concerned:
            minimum = sum([each.count * each.minimum for each in concerned])
            maximum = sum([each.count * each.maximum for each in concerned])
            if _is_outside(limit, minimum, maximum):
                steps = tuple(each.step for each in concerned)
                yield Passed(limit=limit, steps=steps, minimum=minimum, maximum=maximum)


def out_of_proportion(given: Sequence[Given]) -> Iterator[Passed]:
    """Every step whose cells for a target are no dose at all, whatever the protocol limits."""
    for each in given:
        if each.minimum < 1 or each.maximum > MOST_CELLS:
            yield Passed(limit=None, steps=(each.step,), minimum=each.minimum, maximum=each.maximum)


def _is_outside(limit: Limit, minimum: int, maximum: int) -> bool:
    too_low = limit.minimum is not None and minimum < limit.minimum
    return too_low or (limit.maximum is not None and maximum > limit.maximum)
