"""The cryoprotectant: how much of it the intravenous dose has, and the routes that stay shut until it is known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from posology.explain.rules import Rules
from posology.ir.site import Cryoprotectant, PercentOf, Product, Washed
from posology.knowledge.cryoprotectants import Agent
from posology.record.facts import Facts
from posology.results.check import Check, RouteDose
from posology.results.supply import (
    BlockedRoute,
    CryoprotectantDose,
    CryoprotectantOfTheDay,
    StepVolume,
    UsablePerVial,
)
from posology.values.exact import exact_decimal
from posology.values.numerals import cells_in_words, decimal_in_words, join_in_words
from posology.values.quantity import Quantity
from posology.values.rounding import rounded_up
from posology.values.units import convert

INTRAVENOUS = "iv"
WEIGHT = "weight"
THOUSANDTHS = 3

Hand: TypeAlias = tuple[Product | None, UsablePerVial | None, tuple[StepVolume, ...]]
"""The product in hand, the cells of its vials that can be given, and what is drawn for each target of a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    """The grams in a vial as exactly as they are stated, with the arithmetic in words; None where they are not."""

    grams: Fraction | None
    says: str


def blocked_routes(check: Check, rules: Rules) -> tuple[BlockedRoute, ...]:
    """The planned routes that the recorded product is not shown to be fit for; none where no product is recorded."""
    product = rules.site.product
    if product is None:
        return ()
    found: list[BlockedRoute] = []
    for dose in check.doses:
        why = _why_shut(dose, product.cryoprotectant, rules)
        if why is not None:
            found.append(BlockedRoute(site=dose.site, name=rules.anatomy.sites[dose.site].name, why=why))
    return tuple(found)


def gives_product(dose: RouteDose) -> bool:
    """Whether the route is planned and gives cells: a control gives none."""
    return bool(dose.count) and (not dose.cells.counted or dose.cells.maximum != 0)


def _why_shut(dose: RouteDose, stated: Cryoprotectant | None, rules: Rules) -> str | None:
    if not gives_product(dose) or dose.site in rules.cryoprotectants.open_routes:
        return None
    name = rules.anatomy.sites[dose.site].name
    if stated is None or stated.agent is None:
        return f"whether the product has a cryoprotectant is not recorded, which must be known before any {name}"
    return None if stated.is_absent else _why_not_cleared(dose, stated, name)


def _why_not_cleared(dose: RouteDose, stated: Cryoprotectant, name: str) -> str | None:
    if stated.cleared_for is None:
        return f"whether the product with {stated.agent} is cleared for {name} is not recorded"
    if dose.site not in stated.cleared_for:
        return f"the product with {stated.agent} is not recorded as cleared for {name}"
    if stated.washed is Washed.UNKNOWN:
        return f"whether {stated.agent} is washed out before {name} is not recorded"
    return None


def intravenous_dose(check: Check, rules: Rules, facts: Facts, hand: Hand) -> CryoprotectantDose | None:
    """The cryoprotectant in the infusion; None where no infusion is planned, or the product has none or states none."""
    product, usable, _ = hand
    stated = None if product is None else product.cryoprotectant
    dose = next((each for each in check.doses if each.site == INTRAVENOUS and gives_product(each)), None)
    if product is None or stated is None or stated.agent is None or stated.is_absent or dose is None:
        return None
    agent = rules.cryoprotectants.named(stated.agent)
    per_vial, share = _in_a_vial(stated, product), _share_of(dose, check, hand)
    if per_vial.grams is None or usable is None or share is None:
        why = (
            per_vial.says
            if per_vial.grams is None
            else "the usable cells of a vial or those of the infusion are not known"
        )
        return _unknown(stated.agent, agent, f"{stated.agent} in the infusion is not computed: {why}")
    vials, how = share
    return _against_ceiling(stated, agent, per_vial.grams * vials, f"{per_vial.says}, {how}", _weight(facts))


def of_the_day(check: Check, rules: Rules, facts: Facts, hand: Hand) -> CryoprotectantOfTheDay | None:
    """The cryoprotectant of all routes together; None where it has none, or where a part of it is not known.

    A ceiling is one for a day, and is known for the vein alone: what the other routes take is held against the same.
    """
    product = hand[0]
    stated = None if product is None else product.cryoprotectant
    given = [each for each in check.doses if gives_product(each)]
    if product is None or stated is None or stated.agent is None or stated.is_absent or len(given) < 2:  # noqa: PLR2004 - of one route the sum is that route
        return None
    per_vial = _in_a_vial(stated, product)
    shares = [_share_of(each, check, hand) for each in given]
    if per_vial.grams is None or any(each is None for each in shares):
        return None
    grams = per_vial.grams * sum(each[0] for each in shares if each is not None)
    names = join_in_words([rules.anatomy.sites[each.site].name for each in given])
    in_all = rounded_up(grams, THOUSANDTHS)
    says = f"{decimal_in_words(in_all)} g of {stated.agent} in {names} together"
    weight, agent = _weight(facts), rules.cryoprotectants.named(stated.agent)
    if weight is None:
        return CryoprotectantOfTheDay(grams=in_all, grams_per_kg=None, within=None, says=f"{says}; no weight is known")
    per_kg = rounded_up(grams / weight, THOUSANDTHS)
    says = f"{says}, {decimal_in_words(per_kg)} g per kg"
    if agent is None:
        return CryoprotectantOfTheDay(grams=in_all, grams_per_kg=per_kg, within=None, says=says)
    within = grams / weight <= Fraction(agent.ceiling)
    ceiling = f"{decimal_in_words(agent.ceiling)} g per kg in a day, which is known for the vein alone"
    return CryoprotectantOfTheDay(
        grams=in_all,
        grams_per_kg=per_kg,
        within=within,
        says=f"{says}; {'within' if within else 'ABOVE'} the ceiling of {ceiling}",
    )


def _share_of(dose: RouteDose, check: Check, hand: Hand) -> tuple[Fraction, str] | None:
    """How many vials go into the route, with the arithmetic: by what is drawn where that is known, else by cells."""
    product, usable, volumes = hand
    drawn = {each.step: each.drawn for each in volumes}
    parts = [drawn.get(each.step) for each in check.plan if each.site == dose.site]
    volume = None if product is None else product.volume_in_hand
    if volume is not None and parts and all(each is not None for each in parts):
        in_all = sum((Fraction(each) for each in parts if each is not None), Fraction())
        said = exact_decimal(in_all)
        how = "" if said is None else f"{decimal_in_words(said)} mL drawn, divided by {decimal_in_words(volume)} mL"
        return in_all / Fraction(volume), f"times {how} of a vial"
    cells = dose.cells.planned if dose.cells.planned is not None else dose.cells.maximum
    if usable is None or cells is None:
        return None
    return Fraction(cells) / Fraction(usable.cells), _share(cells, usable)


def _against_ceiling(
    stated: Cryoprotectant, agent: Agent | None, grams: Fraction, how: str, weight: Fraction | None
) -> CryoprotectantDose:
    name = stated.agent or ""
    in_all = rounded_up(grams, THOUSANDTHS)
    unwashed = ", as if none of it had been washed out" if stated.is_washed and _residue(stated) is None else ""
    first = f"{how}, is {decimal_in_words(in_all)} g of {name} in the infusion{unwashed}"
    if weight is None:
        return _unknown(name, agent, f"{first}; for each kg it is not known, as no weight in kg is recorded", in_all)
    per_kg = grams / weight
    rounded = rounded_up(per_kg, THOUSANDTHS)
    said = f"{first}, {decimal_in_words(rounded)} g per kg"
    if agent is None or agent.route != INTRAVENOUS:
        said = f"{said}; no ceiling is known for {name}"
        return CryoprotectantDose(
            agent=name, grams=in_all, grams_per_kg=rounded, ceiling=None, within=None, says=said, citation=None
        )
    within = per_kg <= Fraction(agent.ceiling)
    ceiling = f"{decimal_in_words(agent.ceiling)} g per kg in a day"
    return CryoprotectantDose(
        agent=name,
        grams=in_all,
        grams_per_kg=rounded,
        ceiling=agent.ceiling,
        within=within,
        says=f"{said}; {'within' if within else 'ABOVE'} the ceiling of {ceiling}",
        citation=agent.citation,
    )


def _unknown(name: str, agent: Agent | None, says: str, grams: Decimal | None = None) -> CryoprotectantDose:
    return CryoprotectantDose(
        agent=name,
        grams=grams,
        grams_per_kg=None,
        ceiling=None if agent is None else agent.ceiling,
        within=None,
        says=says,
        citation=None if agent is None else agent.citation,
    )


def _in_a_vial(stated: Cryoprotectant, product: Product) -> _Amount:
    """The grams in one vial: what a wash leaves where that is stated, else as thawed, as stated or by its share."""
    residue = _residue(stated)
    if residue is not None:
        return _Amount(grams=Fraction(residue), says=f"{decimal_in_words(residue)} g left in each vial after washing")
    if stated.grams_per_vial is not None:
        return _Amount(
            grams=Fraction(stated.grams_per_vial), says=f"{decimal_in_words(stated.grams_per_vial)} g in each vial"
        )
    if stated.percent is None:
        return _Amount(grams=None, says="the product facts do not say how much a vial has")
    if stated.percent_of is not PercentOf.WEIGHT_IN_VOLUME:
        return _Amount(grams=None, says="a share by volume is no weight; state the grams in a vial")
    if product.volume_per_vial is None:
        return _Amount(grams=None, says="the product facts do not state the volume of a vial")
    grams = Fraction(stated.percent) * Fraction(product.volume_per_vial) / 100
    share, volume = decimal_in_words(stated.percent), decimal_in_words(product.volume_per_vial)
    return _Amount(grams=grams, says=f"{share} g in 100 mL, of which a vial has {volume} mL")


def _residue(stated: Cryoprotectant) -> Decimal | None:
    """The grams that a wash leaves in a vial; None where nothing is washed out or nobody states them."""
    return stated.after_wash.grams_per_vial if stated.is_washed and stated.after_wash is not None else None


def _share(cells: int, usable: UsablePerVial) -> str:
    whole = usable.cells == usable.cells.to_integral_value()
    each = cells_in_words(int(usable.cells)) if whole else f"{decimal_in_words(usable.cells)} cells"
    return f"times {cells_in_words(cells)}, divided by {each} usable in a vial"


def _weight(facts: Facts) -> Fraction | None:
    """The recorded weight in kg, whatever its age: the dose itself says whether it still counts."""
    found = facts.lookup(WEIGHT)
    if not isinstance(found, Quantity):
        return None
    kilograms = convert(found.magnitude, found.unit, "kg")
    return None if kilograms is None or kilograms <= 0 else Fraction(kilograms)
