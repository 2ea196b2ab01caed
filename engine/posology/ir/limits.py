"""The limits of a protocol held against what its steps give: the one law of it, for every execution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeAlias, assert_never

from posology.ir.plan import (
    CellFormula,
    CellRange,
    Cells,
    Limit,
    LimitKind,
    Measure,
    NoCells,
    ProductLimit,
    Step,
    VolumeRange,
)
from posology.values.known import Value
from posology.values.quantity import Quantity

TOTAL = "total"
"""The site of a limit on everything that is given."""

MOST_CELLS = 100_000_000_000
"""More cells than this, in one target or in all, are taken for a mistake in the number of zeros.

Proposal: a hundred times the largest dose of any trial that the evidence names.
"""


Amount: TypeAlias = tuple[Fraction | int, Fraction | int]
"""From the least to the most of what a limit measures."""


# not frozen, as one is made for each step of each check; see `posology.explain.criteria.Judged`
@dataclass(slots=True, kw_only=True)
class Given:
    """What one step of the plan gives: so many targets, and for each of them from the least to the most.

    `cells` is None where the protocol counts none, `volume` where it states none.
    """

    step: str
    site: str
    count: int
    cells: tuple[int, int] | None
    volume: VolumeRange | None

    def amount(self, measure: Measure) -> Amount | None:
        """What each target gets of what is measured; None where that is not said."""
        match measure:
            case Measure.CELLS:
                return self.cells
            case Measure.VOLUME:
                return None if self.volume is None else (Fraction(self.volume.minimum), Fraction(self.volume.maximum))
            case Measure.CONCENTRATION:
                if self.cells is None or self.volume is None:
                    return None
                return self.cells[0] / Fraction(self.volume.maximum), self.cells[1] / Fraction(self.volume.minimum)
            case _:
                assert_never(measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A limit that what is given lies outside of, in whole or in part, and the steps that give it.

    `limit` is None where the cells for a target are none at all, or out of proportion to any dose.
    """

    limit: Limit | None
    steps: tuple[str, ...]
    amount: Amount


def is_counted(cells: Cells) -> bool:
    """Whether the protocol says how many cells are given: a control and a dose by volume alone have no number."""
    return isinstance(cells, CellRange | CellFormula)


def whole_cells(magnitude: Decimal) -> int:
    """The whole cells nearest to what a formula gave, half of one counting as one: the one rounding of a dose."""
    return int(magnitude.to_integral_value(ROUND_HALF_UP))


def passed_limits(limits: Sequence[Limit], given: Sequence[Given], kind: LimitKind) -> Iterator[Passed]:
    """Every limit of that kind that is passed, in the order of the protocol; `given` are all steps that apply."""
    for limit in limits:
        if limit.kind is not kind:
            continue
        everywhere = limit.site == TOTAL
        concerned = [
            (each, amount)
            for each in given
            if (everywhere or limit.site == each.site) and (amount := each.amount(limit.measure)) is not None
        ]
        if limit.each:
            for each, amount in concerned:
                if _is_outside(limit, amount):
                    yield Passed(limit=limit, steps=(each.step,), amount=amount)
        elif concerned:
            total = (
                sum([each.count * least for each, (least, _) in concerned]),
                sum([each.count * most for each, (_, most) in concerned]),
            )
            if _is_outside(limit, total):
                yield Passed(limit=limit, steps=tuple(each.step for each, _ in concerned), amount=total)


def out_of_proportion(given: Sequence[Given]) -> Iterator[Passed]:
    """Every step whose cells for a target are no dose at all, whatever the protocol limits."""
    for each in given:
        amount = each.amount(Measure.CELLS)
        if amount is not None and (amount[0] < 1 or amount[1] > MOST_CELLS):
            yield Passed(limit=None, steps=(each.step,), amount=amount)


def is_product_given(steps: Iterable[Step]) -> bool:
    """Whether some of the steps, all of which apply, give the product: a control does not."""
    return any(not isinstance(each.cells, NoCells) for each in steps)


def is_outside_product_limit(limit: ProductLimit, measured: Value) -> bool:
    """Whether what was measured of the product is known to lie outside the limit."""
    if not isinstance(measured, Quantity):
        return False
    number = measured.magnitude
    return (
        (limit.minimum is not None and number < limit.minimum)
        or (limit.maximum is not None and number > limit.maximum)
        or (limit.above is not None and number <= limit.above)
    )


def _is_outside(limit: Limit, amount: Amount) -> bool:
    too_low = limit.minimum is not None and amount[0] < _exact(limit.minimum)
    return too_low or (limit.maximum is not None and amount[1] > _exact(limit.maximum))


def _exact(bound: int | Decimal) -> int | Fraction:
    return bound if isinstance(bound, int) else Fraction(bound)
