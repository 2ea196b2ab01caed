"""What is known of one drug and why, as text: for `posology show drug NAME`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from posology.knowledge.drugs_model import (
    CLASS_IN_WORDS,
    CORTICOSTEROID,
    Fact,
    Ingredient,
    Provenance,
    Recognised,
    Unrecognised,
    five_half_lives_in_days,
    half_life,
)
from posology.values.numerals import decimal_in_words

CONFIDENCE_IN_WORDS: Final = MappingProxyType(
    {
        "V": "verified",
        "v": "secondary source",
        "K": "not verified",
        "PROPOSAL": "our own proposal",
    }
)
NSAID: Final = "nsaid"
UNITS_IN_WORDS: Final = MappingProxyType(
    {"h": ("hour", "hours"), "d": ("day", "days"), "g/d": ("gram a day", "grams a day")}
)
RESTRICTED_BY_ROUTE: Final = (
    "its class turns on the route: by mouth, injected (into a vein, a muscle, a joint or the epidural space alike), "
    "or local (inhaled or topical); without a route it is unknown"
)
NOT_RESTRICTED: Final = "not restricted: in no class for which the protocols hold anything"


def drug_text(drug: Recognised | Unrecognised) -> str:
    """The lines about the drug, each ended by a newline: what recognised it, what it is, each fact with its source."""
    match drug:
        case Unrecognised():
            lines = list(_unrecognised(drug))
        case Recognised():
            lines = list(_recognised(drug))
    return "".join(f"{line}\n" for line in lines)


def _unrecognised(drug: Unrecognised) -> Iterator[str]:
    yield f"{drug.name}: not recognised"
    yield f"  {drug.why}"
    if drug.suggestions:
        yield f"  nearest names: {', '.join(drug.suggestions)}"
    yield "  a drug is never guessed: name it as the knowledge base does, add its code, or classify it in the record"


def _recognised(drug: Recognised) -> Iterator[str]:
    yield f"{drug.name}: recognised by its {drug.by}"
    if drug.apart:
        yield f"  set aside from the end of the name: {', '.join(drug.apart)}"
    if drug.route is not None:
        yield f"  route by its name: {drug.route}"
    if len(drug.ingredients) > 1:
        yield f"  ingredients: {', '.join(each.name for each in drug.ingredients)}"
        yield f"  classes: {_classes(drug.classes)}"
    for ingredient in drug.ingredients:
        yield ""
        yield from _ingredient(ingredient)


def _ingredient(ingredient: Ingredient) -> Iterator[str]:
    yield ingredient.name
    yield f"  class: {_classes(ingredient.classes)}"
    if CORTICOSTEROID in ingredient.classes:
        yield f"  {RESTRICTED_BY_ROUTE}"
    if ingredient.despite:
        yield f"  despite its code: {ingredient.despite}"
    yield from _names("also called", ingredient.synonyms)
    yield from _names("brands", ingredient.brands)
    yield from _codes("ATC", ingredient.atc, ingredient.atc_from)
    yield from _codes("RxNorm", ingredient.rxnorm, ingredient.rxnorm_from)
    if ingredient.names_from is not None:
        yield f"  source of the names: {_sourced(ingredient.names_from.citation, ingredient.names_from.confidence)}"
    yield from _known("known", tuple(each for each in ingredient.facts if each.drives))
    yield from _five_half_lives(ingredient)
    yield from _known("shown only; no result rests on it", tuple(each for each in ingredient.facts if not each.drives))
    if ingredient.cautions:
        yield "  cautions"
        for caution in ingredient.cautions:
            yield f"    {caution.says}"
            yield f"      {_sourced(caution.source, caution.confidence)}"


def _classes(classes: tuple[str, ...]) -> str:
    return ", ".join(CLASS_IN_WORDS[each] for each in classes) or NOT_RESTRICTED


def _names(label: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield f"  {label}: {', '.join(names)}"


def _codes(kind: str, codes: tuple[str, ...], source: Provenance | None) -> Iterator[str]:
    if codes:
        yield f"  {kind}: {', '.join(codes)}"
        if source is not None:
            yield f"    {_sourced(source.citation, source.confidence)}"


def _known(label: str, facts: tuple[Fact, ...]) -> Iterator[str]:
    if facts:
        yield f"  {label}"
        for fact in facts:
            when = f" ({fact.when})" if fact.when else ""
            yield f"    {fact.what}: {_amount(fact)}{when}"
            yield f"      {_sourced(fact.source, fact.confidence)}"


def _five_half_lives(ingredient: Ingredient) -> Iterator[str]:
    # Of the classes only this one has a hold that a site may choose to count in half-lives; elsewhere it would mislead.
    days, longest = five_half_lives_in_days(ingredient), half_life(ingredient)
    if NSAID in ingredient.classes and days is not None and longest is not None:
        counted = f"{days} {UNITS_IN_WORDS['d'][days != 1]}"
        yield f"    five half-lives of {_amount(longest, ends=False)}, rounded up to whole days: {counted}"


def _amount(fact: Fact, *, ends: bool = True) -> str:
    if not isinstance(fact.value, Decimal):
        return fact.value
    low = f"{decimal_in_words(fact.lowest)} to " if ends and fact.lowest is not None else ""
    unit = f" {UNITS_IN_WORDS[fact.unit][fact.value != 1]}" if fact.unit else ""
    return f"{low}{decimal_in_words(fact.value)}{unit}"


def _sourced(citation: str, confidence: str) -> str:
    return f"{citation} ({CONFIDENCE_IN_WORDS[confidence]})"
