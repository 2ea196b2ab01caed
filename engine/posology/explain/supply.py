"""What is thawed and drawn for a plan: exact from the label to the vials, and nothing where a fact is missing.

`usable per vial = labelled x viability x recovery` as what the label counts requires, each factor once, and
`vials = the whole number not below need x (1 + overage) / usable`. Nothing is rounded before the vials are counted;
a volume is rounded once, at the end, to hundredths of a mL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import assert_never

from posology.explain.cryoprotectant import INTRAVENOUS, blocked_routes, intravenous_dose
from posology.explain.rules import Rules
from posology.explain.volumes import VolumeFault, step_volumes
from posology.ir.site import CountBasis, Pooling, Product
from posology.record.facts import Facts
from posology.results.check import Check, RouteDose
from posology.results.supply import BlockedRoute, CryoprotectantDose, Factor, Supply, UsablePerVial, VialCount
from posology.values.exact import exact_decimal
from posology.values.numerals import cells_in_words, count_in_words, decimal_in_words, join_in_words
from posology.values.rounding import ceiling, half_up

HUNDREDTHS = 2
COUNTED_AS: Mapping[CountBasis, str] = MappingProxyType(
    {
        CountBasis.TOTAL_AT_FREEZE: "all cells at freezing",
        CountBasis.VIABLE_AT_FREEZE: "the viable cells at freezing",
        CountBasis.VIABLE_AFTER_THAW: "the viable cells after thawing",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """The cells that a route, or all of them, needs."""

    site: str | None
    name: str
    cells: int


def make_supply(check: Check, rules: Rules, facts: Facts) -> Supply:
    """The supply for the plan of the check, as far as the product facts of the clinic allow."""
    product = rules.site.product
    usable = None if product is None else usable_per_vial(product)
    concentration = None if product is None or usable is None else _concentration(product, usable)
    volumes, faults = step_volumes(check, rules, concentration)
    dose = intravenous_dose(check, rules, facts, usable)
    blocked = (*blocked_routes(check, rules), *_out_of_bounds(faults, dose, rules))
    shut = {each.site for each in blocked}
    unsaid = tuple(_missing_for_vials(check, rules))
    vials = () if product is None or usable is None or unsaid or blocked else _vials(check, rules, product, usable)
    return Supply(
        pooling=None if product is None else product.vials,
        usable=usable,
        concentration=None if concentration is None else exact_decimal(concentration),
        vials=vials,
        volumes=tuple(each for each in volumes if each.site not in shut),
        cryoprotectant=dose,
        blocked=blocked,
        missing=(*unsaid, *_missing_for_volumes(check, product)),
        soft=tuple((f"limit:{each.site}", each.says) for each in faults if each.soft),
    )


def _out_of_bounds(
    faults: tuple[VolumeFault, ...], dose: CryoprotectantDose | None, rules: Rules
) -> Iterator[BlockedRoute]:
    """The routes that a volume, a concentration or the cryoprotectant of which lies outside what may be given."""
    sites = rules.anatomy.sites
    for each in faults:
        if not each.soft:
            yield BlockedRoute(site=each.site, name=sites[each.site].name, why=each.says)
    if dose is not None and dose.within is False:
        yield BlockedRoute(site=INTRAVENOUS, name=sites[INTRAVENOUS].name, why=dose.says)


def usable_per_vial(product: Product) -> UsablePerVial | None:
    """The cells of one vial that can be given, each factor that the label leaves out once; None if one is not known."""
    names = factors_of(product.counts)
    if product.cells_per_vial is None or product.counts is None or names is None:
        return None
    shares = {"viability": product.viability, "recovery": product.recovery}
    factors: list[Factor] = []
    cells = Fraction(product.cells_per_vial)
    for name in names:
        percent = shares[name]
        if percent is None:
            return None
        factors.append(Factor(name=name, percent=percent))
        cells *= Fraction(percent) / 100
    exact = exact_decimal(cells)
    if exact is None:
        raise AssertionError("a whole number times decimals is a decimal")
    labelled = cells_in_words(product.cells_per_vial)
    times = "".join(f", times {each.name} {decimal_in_words(each.percent)} %" for each in factors)
    result = f"{times}, is {_cells(exact)} usable in each vial" if factors else ", all of them usable"
    return UsablePerVial(
        labelled=product.cells_per_vial,
        counts=product.counts,
        factors=tuple(factors),
        cells=exact,
        says=f"{labelled} on the label, which counts {COUNTED_AS[product.counts]}{result}",
    )


def factors_of(counts: CountBasis | None) -> tuple[str, ...] | None:
    """The factors that the label leaves out: what it counts already is not taken again."""
    match counts:
        case None:
            return None
        case CountBasis.TOTAL_AT_FREEZE:
            return "viability", "recovery"
        case CountBasis.VIABLE_AT_FREEZE:
            return ("recovery",)
        case CountBasis.VIABLE_AFTER_THAW:
            return ()
        case _:
            assert_never(counts)


def vials_needed(need: int, overage: Decimal, usable: Fraction) -> int:
    """The fewest whole vials that hold the cells with the overage, which is in percent."""
    return ceiling(need * (1 + Fraction(overage) / 100) / usable)


def _concentration(product: Product, usable: UsablePerVial) -> Fraction | None:
    """Usable cells in each mL of the thawed product."""
    if product.volume_per_vial is None:
        return None
    return Fraction(usable.cells) / Fraction(product.volume_per_vial)


def _needs(check: Check, rules: Rules) -> Iterator[_Need]:
    """The cells of each route that gives some and whose number is decided."""
    for dose in check.doses:
        if dose.count and dose.cells.counted and dose.cells.planned:
            yield _Need(site=dose.site, name=rules.anatomy.sites[dose.site].name, cells=dose.cells.planned)


def _vials(check: Check, rules: Rules, product: Product, usable: UsablePerVial) -> tuple[VialCount, ...]:
    needs = tuple(_needs(check, rules))
    if product.vials is Pooling.ONE_PER_ROUTE:
        return tuple(_count(each, product, usable) for each in needs)
    if not needs:
        return ()
    together = _Need(site=None, name="all routes, pooled", cells=sum(each.cells for each in needs))
    return (_count(together, product, usable),)


def _count(need: _Need, product: Product, usable: UsablePerVial) -> VialCount:
    overage = product.overage or Decimal(0)
    each = Fraction(usable.cells)
    vials = vials_needed(need.cells, overage, each)
    held = each * vials
    left = held - need.cells
    thawed, leftover = exact_decimal(held), exact_decimal(left)
    if thawed is None or leftover is None:
        raise AssertionError("so many times a decimal is a decimal")
    volume = product.volume_per_vial
    spare = None if volume is None else half_up(left / each * Fraction(volume), HUNDREDTHS)
    more = f", with {decimal_in_words(overage)} % more" if overage else ""
    per_vial = f"{_cells(usable.cells)} usable in each vial"
    says = (
        f"{cells_in_words(need.cells)}{more}, divided by {per_vial}, need "
        f"{count_in_words(vials)} {'vial, which holds' if vials == 1 else 'vials, which hold'} {_cells(thawed)}; "
        f"{_cells(leftover) if leftover else 'nothing'} left over"
    )
    return VialCount(
        site=need.site,
        name=need.name,
        need=need.cells,
        overage=overage,
        vials=vials,
        usable=thawed,
        leftover=leftover,
        leftover_volume=spare,
        says=says,
    )


def _cells(number: Decimal) -> str:
    """So many cells, in words where they are whole, in digits where they are not."""
    if number == number.to_integral_value():
        return cells_in_words(int(number))
    return f"{decimal_in_words(number)} cells"


def _missing_for_vials(check: Check, rules: Rules) -> Iterator[str]:
    """What is not stated, so that no vials are counted: then there are counts of cells only."""
    product = rules.site.product
    if not _is_counted(check):
        return
    if product is None:
        yield "No product facts are recorded: only counts of cells are given, no vials and no volumes to draw."
        return
    facts = product_facts_missing(product)
    if facts:
        yield f"No vials are counted, as the product facts do not state {join_in_words(facts)}."
    names = [rules.anatomy.sites[each.site].name for each in check.doses if _is_open(each)]
    if names:
        yield f"No vials are counted, as planned cells are not chosen for {join_in_words(names)}."


def _missing_for_volumes(check: Check, product: Product | None) -> Iterator[str]:
    if product is not None and product.volume_per_vial is None and _is_counted(check):
        yield "No volumes to draw are computed, as the product facts do not state the volume of a vial."


def _is_counted(check: Check) -> bool:
    """Whether the plan gives cells that are counted: of a dose by volume alone there are no vials to count."""
    return any(each.count and each.cells.counted and each.cells.maximum != 0 for each in check.doses)


def _is_open(dose: RouteDose) -> bool:
    return bool(dose.count) and dose.cells.counted and dose.cells.planned is None


def product_facts_missing(product: Product) -> tuple[str, ...]:
    """What the product facts do not state, and without which no vials are counted."""
    return tuple(_facts_missing(product))


def _facts_missing(product: Product) -> Iterator[str]:
    if product.cells_per_vial is None:
        yield "the cells in a vial"
    if product.counts is None:
        yield "what the label counts"
    for name in factors_of(product.counts) or ():
        if (product.viability if name == "viability" else product.recovery) is None:
            yield f"the {name}"
    if product.overage is None:
        yield "the overage"
    if product.vials is None:
        yield "whether vials are pooled"
