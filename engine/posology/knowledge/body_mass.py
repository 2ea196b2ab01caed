"""The declaration of how a weight is held against a height."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.declared import read_amount, read_citation, read_range
from posology.knowledge.element import BodyMassCheck
from posology.reader.shape import as_mapping, as_text
from posology.reader.tree import Node
from posology.values.units import ratio

TOO_WIDE = "P0208"
BODY_MASS_UNIT = "kg/m2"
POUND = "[lb_av]"

ROUNDING = Fraction(99, 100)
"""Room for weights written in whole pounds: half a pound is under 1 % of any adult's weight."""

PATHS = ("weight", "height", "repeat", "method")


def read_body_mass(node: Node | None, diagnostics: Diagnostics) -> BodyMassCheck | None:
    """The check as declared, None where it is not declared or faulty."""
    if node is None:
        return None
    keys = (*PATHS, "ordinary", "lightest", "agreement", "source")
    block = as_mapping(node, diagnostics, allowed=keys, required=keys, what="`body_mass`")
    if block is None:
        return None
    weight, height, repeat, method = (
        as_text(block.get(key), diagnostics, what=f"`{key}` of `body_mass`") for key in PATHS
    )
    ordinary = read_range(block.get("ordinary"), "`ordinary` of `body_mass`", diagnostics)
    lightest = read_amount(block.get("lightest"), "kg", "`lightest` of `body_mass`", diagnostics)
    agreement = read_amount(block.get("agreement"), "%", "`agreement` of `body_mass`", diagnostics)
    citation = read_citation(block.get("source"), "the source of `body_mass`", diagnostics)
    if not (weight and height and repeat and method and ordinary and lightest is not None and agreement is not None):
        return None
    if ordinary.unit != BODY_MASS_UNIT:
        diagnostics.error(
            TOO_WIDE, f"`ordinary` of `body_mass` must be in `{BODY_MASS_UNIT}`", block.key_span("ordinary")
        )
        return None
    if not is_narrow(ordinary.lowest, ordinary.highest):
        message = "`ordinary` of `body_mass` is so wide that a weight in pounds can lie in it unnoticed"
        help_text = "let the highest be at most twice the lowest, or a little more"
        diagnostics.error(TOO_WIDE, message, block.key_span("ordinary"), help=help_text)
        return None
    return BodyMassCheck(
        weight=weight,
        height=height,
        repeat=repeat,
        method=method,
        ordinary=ordinary,
        lightest=lightest,
        agreement=agreement,
        citation=citation,
    )


def kilograms_in_a_pound() -> Fraction:
    """How many kilograms make a pound, exactly."""
    found = ratio(POUND, "kg")
    if found is None:
        message = "the pound and the kilogram are units of mass"
        raise AssertionError(message)
    return found


def is_narrow(lowest: Decimal, highest: Decimal) -> bool:
    """Whether no two values of the range can be one index in kilograms and in pounds, rounding allowed for."""
    return Fraction(highest) * kilograms_in_a_pound() < Fraction(lowest) * ROUNDING
