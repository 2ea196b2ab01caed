"""The drug classes and ingredients that washout rules name, held against the drugs that are known.

A medicine falls under the rule that names its ingredient, or else under the one for all others of its class. So an
ingredient that is misspelt, that belongs to another class or that no rule covers would be found clear.
"""

from __future__ import annotations

from collections.abc import Iterable

from posology.compile.desk import Desk
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.knowledge.drugs_model import BY_ROUTE, CLASS_IN_WORDS, CORTICOSTEROID, Recognised
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Scalar
from posology.values.numerals import join_in_words

UNKNOWN_CLASS = "P0432"
UNKNOWN_INGREDIENT = "P0434"
OTHER_CLASS = "P0435"
INGREDIENT_TWICE = "P0436"
CLASS_TWICE = "P0438"
CLASS_WITHOUT_RULE = "P0439"

RULED = tuple(each for each in CLASS_IN_WORDS if each != CORTICOSTEROID)
"""The classes that a rule may speak of: a corticosteroid only by its route."""


def check_class(scalar: Scalar, desk: Desk) -> None:
    """Reports a drug class that no drug belongs to."""
    if scalar.text not in RULED:
        routes = f"say by which route: {', '.join(dict.fromkeys(BY_ROUTE.values()))}"
        listed = suggestion(scalar.text, RULED, f"the classes are {', '.join(RULED)}")
        help_text = routes if scalar.text == CORTICOSTEROID else listed
        message = f"no drug class is called `{shortened(scalar.text)}`"
        desk.diagnostics.error(UNKNOWN_CLASS, message, scalar.span, help=help_text)


def check_each_class_once(groups: Iterable[Mapping], desk: Desk) -> None:
    """Reports each class that a second group of rules speaks of: only one of the two could govern."""
    desk.once(
        [place for group in groups if (place := class_of(group))], "the classes of the washout rules", CLASS_TWICE
    )


def check_every_class(groups: Iterable[Mapping], place: Span, desk: Desk) -> None:
    """Warns of the classes of which no rule speaks, unless one is misspelt: such medicines are not restricted."""
    said = {scalar.text for group in groups if (scalar := class_of(group))}
    left = [f"`{each}`" for each in RULED if each not in said]
    if left and said <= set(RULED):
        message = f"no washout rule speaks of {join_in_words(left)}, so such medicines are not restricted"
        help_text = "add a rule with a hold, or say `allowed: true` with its source"
        desk.diagnostics.warning(CLASS_WITHOUT_RULE, message, place, help=help_text)


def class_of(group: Mapping) -> Scalar | None:
    """Where a group of rules names its class, if it does."""
    place = group.get("class")
    return place if isinstance(place, Scalar) and isinstance(place.value, str) else None


def check_ingredients(scalars: Iterable[Scalar], drug_class: str, desk: Desk) -> None:
    """Reports each ingredient that is not known by that name, or that does not belong to the class."""
    for scalar in scalars:
        known = desk.reference.drugs.ingredients.get(scalar.text)
        if known is None:
            message = f"no ingredient is called `{shortened(scalar.text)}`"
            desk.diagnostics.error(UNKNOWN_INGREDIENT, message, scalar.span, help=_meant(scalar.text, drug_class, desk))
        elif drug_class in RULED and _base(drug_class) not in known.classes:
            classes = join_in_words(list(known.classes)) if known.classes else "not restricted"
            desk.diagnostics.error(
                OTHER_CLASS,
                f"`{scalar.text}` is no {CLASS_IN_WORDS[drug_class]}, so this hold would never apply to it",
                scalar.span,
                help=f"it is known as {classes}; move it to the rule for that class",
            )


def check_of_no_class(scalars: Iterable[Scalar], desk: Desk) -> None:
    """Reports each ingredient that is not known, or that a class has: what is asked of the class would be passed by."""
    for scalar in scalars:
        known = desk.reference.drugs.ingredients.get(scalar.text)
        if known is None:
            message = f"no ingredient is called `{shortened(scalar.text)}`"
            desk.diagnostics.error(UNKNOWN_INGREDIENT, message, scalar.span, help=_meant(scalar.text, "", desk))
        elif known.classes:
            classes = join_in_words(list(known.classes))
            message = f"`{scalar.text}` belongs to a drug class, so it is not for a rule of its own"
            help_text = f"it is known as {classes}; move it to the rule for that class"
            desk.diagnostics.error(OTHER_CLASS, message, scalar.span, help=help_text)


def check_no_ingredient_twice(scalars: Iterable[Scalar], what: str, desk: Desk) -> None:
    """Reports each ingredient that a second hold of the same class names: the two could differ."""
    desk.once(list(scalars), f"the holds of {what}", INGREDIENT_TWICE)


def _base(drug_class: str) -> str:
    """The class as drugs have it: the route divides corticosteroids only once they are taken."""
    return CORTICOSTEROID if drug_class in BY_ROUTE.values() else drug_class


def _meant(name: str, drug_class: str, desk: Desk) -> str:
    drugs = desk.reference.drugs
    recognised = drugs.recognise(name)
    if isinstance(recognised, Recognised) and len(recognised.ingredients) == 1:
        return f"a hold names ingredients: write `{recognised.ingredients[0].name}`"
    of_class = [each.name for each in drugs.ingredients.values() if _base(drug_class) in each.classes]
    otherwise = suggestion(name, drugs.ingredients, "the drug knowledge base lists every ingredient")
    return suggestion(name, of_class, otherwise)
