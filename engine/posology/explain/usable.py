"""The cells of one vial that can be given: exact from the label on, each factor once, what is washed away taken off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import assert_never

from posology.ir.site import CountBasis, Product
from posology.results.supply import Factor, UsablePerVial
from posology.values.exact import exact_decimal
from posology.values.numerals import cells_in_words, decimal_in_words, join_in_words

COUNTED_AS: Mapping[CountBasis, str] = MappingProxyType(
    {
        CountBasis.TOTAL_AT_FREEZE: "all cells at freezing",
        CountBasis.VIABLE_AT_FREEZE: "the viable cells at freezing",
        CountBasis.VIABLE_AFTER_THAW: "the viable cells after thawing",
    }
)
NOBODYS: Mapping[str, str] = MappingProxyType({})


def usable_per_vial(product: Product, of: Mapping[str, str] = NOBODYS) -> UsablePerVial | None:
    """The cells of one vial that can be given; None if a fact is missing or no cell is left.

    `of` says whose number a factor is, by its name, where it is not the product's own.
    """
    factors = _factors(product, of)
    if product.cells_per_vial is None or product.counts is None or factors is None:
        return None
    cells = Fraction(product.cells_per_vial)
    for each in factors:
        cells *= Fraction(each.percent) / 100
    exact = exact_decimal(cells)
    if exact is None:
        raise AssertionError("a whole number times decimals is a decimal")
    if not exact:
        return None
    labelled = cells_in_words(product.cells_per_vial)
    whose = f" {of['cells']}" if "cells" in of else ""
    times = "".join(f", times {_factor_in_words(each)}" for each in factors)
    result = f"{times}, is {decimal_cells(exact)} usable in each vial" if factors else ", all of them usable"
    return UsablePerVial(
        labelled=product.cells_per_vial,
        counts=product.counts,
        factors=factors,
        cells=exact,
        says=f"{labelled} on the label{whose}, which counts {COUNTED_AS[product.counts]}{result}{_not_taken(product)}",
    )


def after_thaw(product: Product) -> Fraction | None:
    """The usable cells of one vial once it is thawed, before any washing; None where a fact is missing."""
    names, shares = factors_of(product.counts), {"viability": product.viability, "recovery": product.recovery}
    if product.cells_per_vial is None or names is None:
        return None
    cells = Fraction(product.cells_per_vial)
    for name in names:
        share = shares[name]
        if share is None:
            return None
        cells *= Fraction(share) / 100
    return cells


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


def decimal_cells(number: Decimal) -> str:
    """So many cells, in words where they are whole, in digits where they are not."""
    if number == number.to_integral_value():
        return cells_in_words(int(number))
    return f"{decimal_in_words(number)} cells"


def product_facts_missing(product: Product) -> tuple[str, ...]:
    """What the product facts do not state, and without which no vials are counted."""
    return tuple(_facts_missing(product))


def _factors(product: Product, of: Mapping[str, str]) -> tuple[Factor, ...] | None:
    """Each factor with its number; None where one of them is not known."""
    names = factors_of(product.counts)
    if names is None:
        return None
    shares = {"viability": product.viability, "recovery": product.recovery}
    stated = product.cryoprotectant
    if stated is not None and stated.is_washed:
        names = (*names, "recovery after washing")
        shares["recovery after washing"] = None if stated.after_wash is None else stated.after_wash.recovery
    found = [
        Factor(name=each, percent=share, of=of.get(each, "")) for each in names if (share := shares[each]) is not None
    ]
    return tuple(found) if len(found) == len(names) else None


def _factor_in_words(factor: Factor) -> str:
    whose = f" ({factor.of})" if factor.of else ""
    return f"{factor.name} {decimal_in_words(factor.percent)} %{whose}"


def _not_taken(product: Product) -> str:
    """What is stated and stays out of the arithmetic, since the label has taken it off already."""
    stated = {"viability": product.viability, "recovery": product.recovery}
    taken = factors_of(product.counts) or ()
    left = [f"{name} of {decimal_in_words(share)} %" for name, share in stated.items() if share and name not in taken]
    return f"; the {join_in_words(left)} {'is' if len(left) == 1 else 'are'} in that number already" if left else ""


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
