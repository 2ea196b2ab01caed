"""The kinds of drug that protocols tell apart, each with one drug that stands for all of its kind.

Two drugs that fall under the same rules and show the same classes are alike to a protocol, but for their names: where
medicines taken together are referred, and where a condition names a drug, further ones stand beside the first.

INVARIANT: where several protocols are asked about one patient, two drugs are alike only if they are so to each of them.
Kinds that each protocol had chosen for itself would leave out a drug that one rule governs here and another one there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from posology.ir.nodes import Fact, Literal, Node
from posology.ir.protocol import Protocol
from posology.ir.walk import walk
from posology.ir.washout import ConditionalHold, NoHold, WashoutRule
from posology.knowledge.drugs import Drugs
from posology.knowledge.drugs_model import (
    BY_ROUTE,
    CORTICOSTEROID,
    NOT_RESTRICTED,
    Ingredient,
    Recognised,
    classes_by_route,
)

MEDICATIONS: Final = "medications"
NOBODY_KNOWS: Final = "medicine that nobody knows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way in which a medicine can stand to the protocols, with a drug that stands so.

    `classified` is the class that a clinician gives it. `routes` are those by one of which it must be given: empty
    where it must not be recorded, None where any will do. `falls_under` are the class and the ingredient of each
    judgement that any of them makes, in their order, `classes` what conditions see. `unclassified` is true where
    something about the classes is not known.
    """

    drug: str
    classified: str | None
    routes: tuple[str, ...] | None
    falls_under: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]
    unclassified: bool

    def governed_by(self, protocol: Protocol) -> tuple[WashoutRule | None, ...]:
        """The rule of each judgement; None for a class or an ingredient that the protocol says nothing of."""
        return tuple(governing_rule(protocol, *each) for each in self.falls_under)


def governing_rule(protocol: Protocol, drug_class: str, ingredient: str) -> WashoutRule | None:
    """The rule for an ingredient of a class: the first that names it, or else the last for all others."""
    rules = protocol.washout_by_class.get(drug_class, ())
    named = next((rule for rule in rules if ingredient in rule.ingredients), None)
    if named is not None:
        return named
    return next((rule for rule in reversed(rules) if not rule.ingredients), None)


def kinds_of(protocols: Sequence[Protocol], drugs: Drugs) -> tuple[Kind, ...]:
    """Every kind of drug that the protocols tell apart between them, the same at every run."""
    return _KindsOf(tuple(protocols), drugs, _stranger_to(drugs)).find()


def conditions_of(protocol: Protocol) -> Iterator[Node]:
    """Every expression of the protocol that is asked of a patient."""
    for criterion in protocol.criteria:
        yield criterion.condition
        if criterion.applies is not None:
            yield criterion.applies
    for rule in protocol.washout:
        if isinstance(rule.hold, ConditionalHold):
            yield rule.hold.duration
    for step in protocol.steps:
        if step.when is not None:
            yield step.when
        expression = getattr(step.cells, "expression", None)
        if expression is not None:
            yield expression
    for claim in protocol.claims:
        yield claim.condition


def asks_for_medications(node: Node) -> int:
    """How many times the expression goes through the medication list."""
    return sum(isinstance(each, Fact) and each.path == MEDICATIONS for each in walk(node))


@dataclass(frozen=True, slots=True)
class _KindsOf:
    """The search for the kinds of one protocol, or of several that are held against each other."""

    protocols: tuple[Protocol, ...]
    drugs: Drugs
    stranger: str

    def find(self) -> tuple[Kind, ...]:
        found: dict[object, list[Kind]] = {}
        for kind, ingredient in self._candidates():
            alike = found.setdefault(self._alike(kind), [])
            # recognising a name costs most, so it is asked last
            if len(alike) < self._wanted(kind) and self._is_known_by_name(ingredient):
                alike.append(kind)
        singles = [kind for alike in found.values() for kind in alike]
        return tuple(dict.fromkeys((*singles, *self._named(), *self._combinations(), self._unknown())))

    def _candidates(self) -> Iterator[tuple[Kind, Ingredient | None]]:
        """One drug after the other, those that rules name before the others, then what a clinician classified."""
        named = [each for rule in self._rules() for each in sorted(rule.ingredients)]
        for name in dict.fromkeys((*named, *self.drugs.ingredients)):
            ingredient = self.drugs.ingredients.get(name)
            if ingredient is not None:
                yield from ((kind, ingredient) for kind in self._by_route(ingredient))
        for drug_class in self._classes_of_rules():
            stranger = Ingredient(name=self.stranger, classes=(drug_class,))
            yield from ((kind, None) for kind in self._by_route(stranger, classified=drug_class))

    def _rules(self) -> Iterator[WashoutRule]:
        """Every washout rule, one protocol after the other."""
        for protocol in self.protocols:
            yield from protocol.washout

    def _is_known_by_name(self, ingredient: Ingredient | None) -> bool:
        """Whether the name leads there by itself; what a clinician classified (None) needs none."""
        if ingredient is None:
            return True
        found = self.drugs.recognise(ingredient.name)
        return isinstance(found, Recognised) and found.ingredients == (ingredient,) and found.route is None

    def _classes_of_rules(self) -> tuple[str, ...]:
        own = {rule.drug_class for rule in self._rules() if rule.is_own_class}
        narrow = set(BY_ROUTE.values())
        every = dict.fromkeys(rule.drug_class for rule in self._rules() if rule.drug_class not in own)
        return tuple(each for each in every if each in narrow) + tuple(each for each in every if each not in narrow)

    def _by_route(self, ingredient: Ingredient, classified: str | None = None) -> Iterator[Kind]:
        """The drug, once for each class that its route makes of it."""
        if CORTICOSTEROID not in ingredient.classes:
            yield self._kind(ingredient.name, (ingredient,), None, None, classified)
            return
        for narrower in dict.fromkeys(BY_ROUTE.values()):
            routes = tuple(route for route, drug_class in BY_ROUTE.items() if drug_class == narrower)
            yield self._kind(ingredient.name, (ingredient,), routes, routes[0], classified)
        yield self._kind(ingredient.name, (ingredient,), (), None, classified)

    def _kind(
        self,
        drug: str,
        ingredients: tuple[Ingredient, ...],
        routes: tuple[str, ...] | None,
        route: str | None,
        classified: str | None = None,
    ) -> Kind:
        by_ingredient = [(each.name, classes_by_route(each, route)) for each in ingredients]
        known = [(name, classes) for name, classes in by_ingredient if classes is not None]
        return Kind(
            drug=drug,
            classified=classified,
            routes=routes,
            falls_under=tuple((each, name) for name, classes in known for each in (*classes, *self._own_classes(name))),
            classes=tuple(dict.fromkeys(each for _, classes in known for each in classes)),
            unclassified=len(known) < len(by_ingredient),
        )

    def _own_classes(self, ingredient: str) -> tuple[str, ...]:
        """The classes that the protocols make of the ingredient; one that several of them make stands once."""
        found: tuple[str, ...] = ()
        for protocol in self.protocols:
            found += tuple([each for each in protocol.own_classes.get(ingredient, ()) if each not in found])
        return found

    def _alike(self, kind: Kind) -> object:
        """What the protocols see of the kind but its name."""
        seen = tuple(self._seen_by(protocol, kind) for protocol in self.protocols)
        return seen, kind.classes, kind.routes, kind.unclassified

    def _seen_by(self, protocol: Protocol, kind: Kind) -> object:
        """By which rules one of the protocols judges the kind."""
        rules = tuple(None if rule is None else rule.id for rule in kind.governed_by(protocol))
        return rules, tuple(_times_named(protocol, *each) for each in kind.falls_under)

    def _wanted(self, kind: Kind) -> int:
        """How many drugs stand for the kind: two where different ones may be taken together."""
        classes = {each for each, _ in kind.falls_under}
        together = (each.together for each in self.protocols)
        return 2 if any(each is not None and not classes.isdisjoint(each.classes) for each in together) else 1

    def _named(self) -> Iterator[Kind]:
        """The drugs that conditions name, as far as the knowledge has them as one ingredient."""
        for condition in (each for protocol in self.protocols for each in conditions_of(protocol)):
            if not asks_for_medications(condition):
                continue
            for each in walk(condition):
                name = each.value if isinstance(each, Literal) and isinstance(each.value, str) else ""
                ingredient = self.drugs.ingredients.get(name)
                if ingredient is not None and self._is_known_by_name(ingredient):
                    yield from self._by_route(ingredient)

    def _combinations(self) -> Iterator[Kind]:
        """One product for each set of two or more rules that restrict it: its parts are judged each by its own rule."""
        found: dict[tuple[frozenset[str], ...], Kind] = {}
        for name in sorted(self.drugs.index.names):
            ingredients = self.drugs.index.names[name].ingredients
            if len(ingredients) < 2 or any(CORTICOSTEROID in each.classes for each in ingredients):  # noqa: PLR2004 - a combination has two parts
                continue
            kind = self._kind(self.drugs.index.shown.get(name, name), ingredients, None, None)
            rules = tuple(frozenset(_restricting(kind.governed_by(each))) for each in self.protocols)
            if max(map(len, rules)) > 1 and rules not in found and self._is_combination(kind, ingredients):
                found[rules] = kind
        yield from found.values()

    def _is_combination(self, kind: Kind, ingredients: tuple[Ingredient, ...]) -> bool:
        """Whether the name leads there by itself, and says no route."""
        found = self.drugs.recognise(kind.drug)
        return isinstance(found, Recognised) and found.ingredients == ingredients and found.route is None

    def _unknown(self) -> Kind:
        return Kind(drug=self.stranger, classified=None, routes=None, falls_under=(), classes=(), unclassified=True)


def _times_named(protocol: Protocol, drug_class: str, ingredient: str) -> int:
    """How many rules name the ingredient: more than one is a fault that a question looks for."""
    return sum(ingredient in rule.ingredients for rule in protocol.washout_by_class.get(drug_class, ()))


def _stranger_to(drugs: Drugs) -> str:
    """A name that the knowledge leaves open."""
    name = NOBODY_KNOWS
    # `recognise` would look for the nearest names, which nobody reads here and which costs more than all the kinds
    while drugs.knows(name):
        name += " at all"
    return name


def _restricting(rules: Iterable[WashoutRule | None]) -> Iterator[str]:
    return (rule.id for rule in rules if rule is not None and not isinstance(rule.hold, NoHold))


def class_in_record(kind: Kind) -> str | None:
    """The one class that conditions see, `none` where it has none; None where several, or something is not known."""
    if kind.unclassified or len(kind.classes) > 1:
        return None
    return kind.classes[0] if kind.classes else NOT_RESTRICTED
