"""What is known of drugs, and what a drug of a record turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from types import MappingProxyType
from typing import Final

CORTICOSTEROID: Final = "corticosteroid"
NOT_RESTRICTED: Final = "none"
MIXED: Final = "mixed"

CLASSES: Final = (
    "nsaid",
    "aspirin",
    CORTICOSTEROID,
    "anticoagulant",
    "antiplatelet",
    "opioid",
    "acetaminophen",
    "ssri",
    "snri",
)
"""Every class that a protocol may say something of; a drug of no class is not restricted."""

CLASS_IN_WORDS: Final = MappingProxyType(
    {
        "nsaid": "non-steroidal anti-inflammatory drug",
        "aspirin": "aspirin",
        CORTICOSTEROID: "corticosteroid",
        "corticosteroid-oral": "corticosteroid by mouth",
        "corticosteroid-injected": "corticosteroid by injection",
        "corticosteroid-local": "inhaled or topical corticosteroid",
        "anticoagulant": "anticoagulant",
        "antiplatelet": "antiplatelet drug",
        "opioid": "opioid",
        "acetaminophen": "acetaminophen",
        "ssri": "selective serotonin reuptake inhibitor",
        "snri": "serotonin and noradrenaline reuptake inhibitor",
    }
)
"""Each class, and each into which the route divides corticosteroids, as a clinician calls it."""

BY_ROUTE: Final = MappingProxyType(
    {
        "oral": "corticosteroid-oral",
        # A depot, a joint, the epidural space, a muscle and a vein are one class with the longest hold: a record seldom
        # tells a depot from a solution, and reading an injection as the milder of the two would shorten the hold.
        "intravenous": "corticosteroid-injected",
        "subcutaneous": "corticosteroid-injected",
        "epidural": "corticosteroid-injected",
        "intra-articular": "corticosteroid-injected",
        "injected": "corticosteroid-injected",
        "inhaled": "corticosteroid-local",
        "topical": "corticosteroid-local",
    }
)
"""The class of a corticosteroid by the route by which it is given."""

CONFIDENCES: Final = ("V", "v", "K", "PROPOSAL")
"""V verified, v secondary source, K general knowledge that no source confirmed, PROPOSAL our own suggestion."""

DRIVES: Final = frozenset({"V", "v"})
"""The confidences on which a result may rest; the others are shown and change nothing."""

HALF_LIFE: Final = "half-life"
_HOURS: Final = MappingProxyType({"h": Decimal(1), "d": Decimal(24)})
_HALF_LIVES_TO_CLEAR: Final = 5
_HOURS_A_DAY: Final = 24


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where something was read, in one line, and how far that is to be trusted (one of `CONFIDENCES`)."""

    citation: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of an ingredient: a number with its unit, or a few words.

    Where the source gives a range, `value` is its upper end and `lowest` its lower one; `when` says for what it holds.
    """

    what: str
    value: Decimal | str
    unit: str
    lowest: Decimal | None
    when: str
    source: str
    confidence: str

    @property
    def drives(self) -> bool:
        """Whether a result may rest on it."""
        return self.confidence in DRIVES


@dataclass(frozen=True, slots=True)
class Caution:
    """One sentence that a clinician should see beside the ingredient, with its source."""

    says: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """One substance: its classes (none: not restricted), its codes and the names under which it is known."""

    name: str
    classes: tuple[str, ...] = ()
    atc: tuple[str, ...] = ()
    rxnorm: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    despite: str = ""
    facts: tuple[Fact, ...] = ()
    cautions: tuple[Caution, ...] = ()
    atc_from: Provenance | None = None
    rxnorm_from: Provenance | None = None
    names_from: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A drug that was identified: its name as asked for, its ingredients, and what identified it.

    `by` is `RxNorm code`, `ATC code`, `name`, `brand`, `combination` (a list of known ingredients) or `ATC group`
    (the code lies in a group of one class, or outside every restricted one, though the substance is not known).
    `apart` is what was set aside from the end of the name, the last first, and `route` the route that it says, such as
    `inhaled` for an inhaler; None where it says none, or one that a record has no word for.
    """

    name: str
    ingredients: tuple[Ingredient, ...]
    by: str
    apart: tuple[str, ...] = ()
    route: str | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class that an ingredient has, in the order of the ingredients; empty: not restricted."""
        return tuple(dict.fromkeys(each for one in self.ingredients for each in one.classes))


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A drug that was not identified, which is no statement about it: the nearest names, and why it was left open."""

    name: str
    suggestions: tuple[str, ...]
    why: str


def classes_by_route(ingredient: Ingredient, route: str | None) -> tuple[str, ...] | None:
    """The classes of the ingredient given by this route; None where they turn on a route that is not recorded.

    Only a corticosteroid turns on it: by mouth, injected (which is every way into the body by needle or catheter, the
    strictest reading), or local (inhaled, on the skin, in the eye or nose).
    """
    if CORTICOSTEROID not in ingredient.classes:
        return ingredient.classes
    narrower = BY_ROUTE.get(route) if route is not None else None
    if narrower is None:
        return None
    return tuple(narrower if each == CORTICOSTEROID else each for each in ingredient.classes)


def half_life(ingredient: Ingredient) -> Fact | None:
    """The longest half-life in plasma that a result may rest on, None where no source gives one."""
    known = [each for each in ingredient.facts if each.what == HALF_LIFE and each.drives and _hours(each) is not None]
    return max(known, key=lambda each: (_hours(each) or 0, each.source), default=None)


def half_life_hours(ingredient: Ingredient) -> Decimal | None:
    """That half-life in hours, exact."""
    longest = half_life(ingredient)
    return None if longest is None else _hours(longest)


def five_half_lives_in_days(ingredient: Ingredient) -> int | None:
    """Five times that half-life, rounded up to whole days; None where no source gives a half-life."""
    hours = half_life_hours(ingredient)
    if hours is None:
        return None
    return int((hours * _HALF_LIVES_TO_CLEAR / _HOURS_A_DAY).to_integral_value(ROUND_CEILING))


def _hours(fact: Fact) -> Decimal | None:
    factor = _HOURS.get(fact.unit)
    return fact.value * factor if factor is not None and isinstance(fact.value, Decimal) else None
