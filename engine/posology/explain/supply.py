"""What is thawed and drawn for a plan: exact from the label to the vials, and nothing where a fact is missing.

`usable per vial = labelled x viability x recovery` as what the label counts requires, each factor once, times what a
wash leaves; `vials = the whole number not below need x (1 + overage) / usable`, nor below what is drawn in all by the
volume of a vial. Nothing is rounded before the vials are counted; a volume is rounded once, to hundredths of a mL.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from posology.explain.cryoprotectant import INTRAVENOUS, blocked_routes, intravenous_dose, of_the_day
from posology.explain.lots import InHand, product_in_hand
from posology.explain.rules import Rules
from posology.explain.usable import product_facts_missing, usable_per_vial
from posology.explain.vials import count_vials
from posology.explain.volumes import VolumeFault, step_volumes
from posology.ir.site import Product
from posology.record.facts import Facts
from posology.results.check import Check, RouteDose
from posology.results.supply import (
    BlockedRoute,
    CryoprotectantDose,
    CryoprotectantOfTheDay,
    Supply,
    UsablePerVial,
)
from posology.values.exact import exact_decimal
from posology.values.numerals import join_in_words


def make_supply(check: Check, rules: Rules, facts: Facts) -> Supply:
    """The supply for the plan of the check, as far as the facts of the product in hand allow."""
    hand = product_in_hand(check, rules, facts)
    return _refused(check, rules, hand) if hand.refused else _supply(check, rules, facts, hand)


def _supply(check: Check, rules: Rules, facts: Facts, hand: InHand) -> Supply:
    product = hand.product
    usable = None if product is None else usable_per_vial(product, hand.of)
    concentration = None if product is None or usable is None else _concentration(product, usable)
    volumes, faults = step_volumes(check, rules, concentration)
    dose = intravenous_dose(check, rules, facts, (product, usable, volumes))
    day = of_the_day(check, rules, facts, (product, usable, volumes))
    blocked = (*blocked_routes(check, rules), *_out_of_bounds(faults, dose, day, rules))
    shut = {each.site for each in blocked}
    unsaid = tuple(_missing_for_vials(check, rules, product))
    is_open = product is not None and usable is not None and not unsaid and not blocked
    return Supply(
        pooling=None if product is None else product.vials,
        usable=usable,
        concentration=None if concentration is None else exact_decimal(concentration),
        vials=count_vials(check, rules, product, usable, volumes) if is_open and product and usable else (),
        volumes=tuple(each for each in volumes if each.site not in shut),
        cryoprotectant=dose,
        blocked=blocked,
        missing=(*unsaid, *_missing_for_volumes(check, product)),
        soft=tuple((f"limit:{each.site}", each.says) for each in faults if each.soft),
        of_the_day=day,
        lot=hand.lot,
    )


def _refused(check: Check, rules: Rules, hand: InHand) -> Supply:
    """Counts of cells only, and why; the routes that are shut stay so."""
    return Supply(
        pooling=None,
        usable=None,
        concentration=None,
        vials=(),
        volumes=(),
        cryoprotectant=None,
        blocked=blocked_routes(check, rules),
        missing=(
            *(each.what for each in hand.refused),
            *(() if hand.product is not None else _missing_for_vials(check, rules, hand.product)),
        ),
        soft=(),
        lot=hand.lot,
        refused=hand.refused,
    )


def _out_of_bounds(
    faults: tuple[VolumeFault, ...], dose: CryoprotectantDose | None, day: CryoprotectantOfTheDay | None, rules: Rules
) -> Iterator[BlockedRoute]:
    """The routes that a volume, a concentration or the cryoprotectant of which lies outside what may be given."""
    sites = rules.anatomy.sites
    for each in faults:
        if not each.soft:
            yield BlockedRoute(site=each.site, name=sites[each.site].name, why=each.says)
    if dose is not None and dose.within is False:
        yield BlockedRoute(site=INTRAVENOUS, name=sites[INTRAVENOUS].name, why=dose.says)
    elif dose is not None and day is not None and day.within is False:
        yield BlockedRoute(site=INTRAVENOUS, name=sites[INTRAVENOUS].name, why=day.says)


def _concentration(product: Product, usable: UsablePerVial) -> Fraction | None:
    """Usable cells in each mL of the product as it is drawn."""
    volume = product.volume_in_hand
    return None if volume is None else Fraction(usable.cells) / Fraction(volume)


def _missing_for_vials(check: Check, rules: Rules, product: Product | None) -> Iterator[str]:
    """What is not stated, so that no vials are counted: then there are counts of cells only."""
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
    if product is not None and product.volume_in_hand is None and _is_counted(check):
        yield "No volumes to draw are computed, as the product facts do not state the volume of a vial."


def _is_counted(check: Check) -> bool:
    """Whether the plan gives cells that are counted: of a dose by volume alone there are no vials to count."""
    return any(each.count and each.cells.counted and each.cells.maximum != 0 for each in check.doses)


def _is_open(dose: RouteDose) -> bool:
    return bool(dose.count) and dose.cells.counted and dose.cells.planned is None
