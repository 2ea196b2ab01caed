"""The cryoprotectant: how much of it the intravenous dose has, and the routes that stay shut until it is known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from posology.explain.rules import Rules
from posology.ir.site import Cryoprotectant, PercentOf, Product, Washed
from posology.knowledge.cryoprotectants import Agent
from posology.record.facts import Facts
from posology.results.check import Check, RouteDose
from posology.results.supply import BlockedRoute, CryoprotectantDose, UsablePerVial
from posology.values.numerals import cells_in_words, decimal_in_words
from posology.values.quantity import Quantity
from posology.values.rounding import rounded_up
from posology.values.units import convert

INTRAVENOUS = "iv"
WEIGHT = "weight"
THOUSANDTHS = 3


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


def intravenous_dose(
    check: Check, rules: Rules, facts: Facts, usable: UsablePerVial | None
) -> CryoprotectantDose | None:
    """The cryoprotectant in the infusion; None where no infusion is planned, or the product has none or states none."""
    product = rules.site.product
    stated = None if product is None else product.cryoprotectant
    dose = next((each for each in check.doses if each.site == INTRAVENOUS and gives_product(each)), None)
    if product is None or stated is None or stated.agent is None or stated.is_absent or dose is None:
        return None
    agent = rules.cryoprotectants.named(stated.agent)
    per_vial = _in_a_vial(stated, product)
    cells = dose.cells.planned if dose.cells.planned is not None else dose.cells.maximum
    if per_vial.grams is None or usable is None or cells is None:
        why = (
            per_vial.says
            if per_vial.grams is None
            else "the usable cells of a vial or those of the infusion are not known"
        )
        return _unknown(stated.agent, agent, f"{stated.agent} in the infusion is not computed: {why}")
    grams = per_vial.grams * cells / Fraction(usable.cells)
    return _against_ceiling(stated, agent, grams, f"{per_vial.says}, {_share(cells, usable)}", _weight(facts))


def _against_ceiling(
    stated: Cryoprotectant, agent: Agent | None, grams: Fraction, how: str, weight: Fraction | None
) -> CryoprotectantDose:
    name = stated.agent or ""
    in_all = rounded_up(grams, THOUSANDTHS)
    unwashed = ", as if none of it had been washed out" if stated.washed is Washed.YES else ""
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
    """The grams in one vial as thawed: as stated, or by the share of its volume that they weigh."""
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
