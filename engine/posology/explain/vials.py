"""How many vials are thawed: enough for the cells, and enough for all that is drawn once each volume is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from posology.explain.rules import Rules
from posology.explain.usable import decimal_cells
from posology.ir.site import Pooling, Product
from posology.results.check import Check
from posology.results.supply import StepVolume, UsablePerVial, VialCount
from posology.values.exact import exact_decimal
from posology.values.numerals import cells_in_words, count_in_words, decimal_in_words
from posology.values.rounding import ceiling


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """The cells that a route, or all of them, needs, and the mL that are drawn for it; None where that is not known."""

    site: str | None
    name: str
    cells: int
    drawn: Fraction | None


def vials_needed(need: int, overage: Decimal, usable: Fraction) -> int:
    """The fewest whole vials that hold the cells with the overage, which is in percent."""
    return ceiling(need * (1 + Fraction(overage) / 100) / usable)


def count_vials(
    check: Check, rules: Rules, product: Product, usable: UsablePerVial, volumes: Sequence[StepVolume]
) -> tuple[VialCount, ...]:
    """The vials of each route where each has its own, of all together where they are pooled."""
    needs = tuple(_needs(check, rules, volumes))
    if product.vials is Pooling.ONE_PER_ROUTE:
        return tuple(_count(each, product, usable) for each in needs)
    if not needs:
        return ()
    together = _Need(
        site=None,
        name="all routes, pooled",
        cells=sum(each.cells for each in needs),
        drawn=_sum(each.drawn for each in needs),
    )
    return (_count(together, product, usable),)


def _needs(check: Check, rules: Rules, volumes: Sequence[StepVolume]) -> Iterator[_Need]:
    """What each route needs that gives cells and whose number is decided."""
    drawn = {each.step: each.drawn for each in volumes}
    for dose in check.doses:
        if dose.count and dose.cells.counted and dose.cells.planned:
            lines = [each.step for each in check.plan if each.site == dose.site and each.cells.planned]
            yield _Need(
                site=dose.site,
                name=rules.anatomy.sites[dose.site].name,
                cells=dose.cells.planned,
                drawn=_sum(None if (each := drawn.get(step)) is None else Fraction(each) for step in lines),
            )


def _sum(parts: Iterable[Fraction | None]) -> Fraction | None:
    """The sum; not known where a part is not."""
    found = Fraction()
    for each in parts:
        if each is None:
            return None
        found += each
    return found


def _count(need: _Need, product: Product, usable: UsablePerVial) -> VialCount:
    overage, each, volume = product.overage or Decimal(0), Fraction(usable.cells), product.volume_in_hand
    by_cells = vials_needed(need.cells, overage, each)
    drawn = None if volume is None else need.drawn
    by_volume = None if drawn is None or volume is None else ceiling(drawn / Fraction(volume))
    vials = max(by_cells, by_volume or 0)
    spare = None if drawn is None or volume is None else Fraction(volume) * vials - drawn
    left = each * vials - need.cells if spare is None or volume is None else spare * each / Fraction(volume)
    unsaid = VialCount(
        site=need.site,
        name=need.name,
        need=need.cells,
        overage=overage,
        by_cells=by_cells,
        by_volume=by_volume,
        vials=vials,
        drawn=None if drawn is None else _exact(drawn),
        usable=_exact(each * vials),
        leftover=exact_decimal(left) or Decimal(left.numerator // left.denominator),
        leftover_volume=None if spare is None else _exact(spare),
        says="",
    )
    in_each = f"in each vial{' after washing' if product.is_washed else ''}"
    return replace(unsaid, says="; ".join(_says(unsaid, usable, volume, in_each)))


def _says(count: VialCount, usable: UsablePerVial, volume: Decimal | None, in_each: str) -> Iterator[str]:
    """The arithmetic: by cells, by volume, what the vials hold, what is left of them."""
    more = f", with {decimal_in_words(count.overage)} % more" if count.overage else ""
    each = decimal_cells(usable.cells)
    yield f"{cells_in_words(count.need)}{more}, divided by {each} usable in each vial, need {_vials(count.by_cells)}"
    if count.drawn is not None and count.by_volume is not None and volume is not None:
        yield (
            f"{decimal_in_words(count.drawn)} mL drawn in all, divided by {decimal_in_words(volume)} mL {in_each}, "
            f"need {_vials(count.by_volume)}"
        )
    room = "" if count.drawn is None or volume is None else f" in {decimal_in_words(volume * count.vials)} mL"
    yield f"{_vials(count.vials)} {'holds' if count.vials == 1 else 'hold'} {decimal_cells(count.usable)}{room}"
    if count.leftover_volume is None:
        yield f"{decimal_cells(count.leftover)} left over" if count.leftover else "nothing left over"
    elif not count.leftover_volume:
        yield "nothing left over"
    else:
        part = count.usable * count.leftover_volume != count.leftover * (volume or 0) * count.vials
        cells = cells_in_words(int(count.leftover))
        left = f"{decimal_in_words(count.leftover_volume)} mL left over"
        yield f"{left}, with {'about ' if part or count.leftover % 1 else ''}{cells}"


def _vials(number: int) -> str:
    return f"{count_in_words(number)} vial{'' if number == 1 else 's'}"


def _exact(number: Fraction) -> Decimal:
    """The decimal of sums and products of decimals."""
    found = exact_decimal(number)
    if found is None:
        raise AssertionError("so many times a decimal is a decimal")
    return found
