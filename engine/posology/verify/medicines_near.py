"""Medicines close to where the washout rules turn: each rule's drugs, stopped just in time, and around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import Any, TypeAlias

from posology.ir.nodes import Literal
from posology.ir.protocol import Protocol
from posology.ir.walk import walk
from posology.ir.washout import Agreement, ConditionalHold, FixedHold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.knowledge.drugs import CLASSES, Drugs, Ingredient, Unrecognised, classes_by_route
from posology.knowledge.drugs_model import BY_ROUTE
from posology.values.dates import CalendarDuration, CalendarUnit, shift
from posology.verify.thresholds import Points

Entry: TypeAlias = dict[str, Any]

ONE_DAY = timedelta(days=1)
UNKNOWN_DRUGS = ("XQ-7", "ZW-41", "Zorbulin", "Mirotrexil")
"""Invented; of these the first that the drug knowledge does not know is a drug that nobody has classified.

Short ones first: intake looks for names like one that it does not know, and few are as short.
"""

MOST_OF_A_CLASS = 2
ENOUGH = 60
"""So many drugs of a class that some are named by none of its rules."""

PRESCRIBER = "Dr Weller"
ONGOING = "ongoing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicated:
    """A list of medicines, and the day for which it is judged; None where that is left as it is."""

    medicines: tuple[Entry, ...]
    procedure: date | None


@dataclass(frozen=True, slots=True)
class Given:
    """A drug by the route by which it falls under a class; the route is empty where it does not matter."""

    drug: str
    route: str

    def entry(self, **rest: object) -> Entry:
        """The drug as a record has it, with the rest."""
        route = {"route": self.route} if self.route else {}
        return {"drug": self.drug, **route, **{key: each for key, each in rest.items() if each is not None}}


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """The drugs that turn something: of each washout rule by its id, of each class, and one that nobody knows."""

    by_rule: Mapping[str, tuple[Given, ...]]
    by_class: Mapping[str, Given]
    unknown: str


def pharmacy_of(protocol: Protocol, drugs: Drugs) -> Pharmacy:
    """The drugs for the rules of the protocol, in the order of their names."""
    stock = {each: tuple(islice(_alone_in(each, drugs), ENOUGH)) for each in _classes_named(protocol)}
    by_rule = {each.id: _under(each, protocol, drugs, stock) for each in protocol.washout}
    return Pharmacy(
        by_rule=by_rule,
        by_class={each: given[0] for each, given in stock.items() if given},
        unknown=next(each for each in UNKNOWN_DRUGS if isinstance(drugs.recognise(each), Unrecognised)),
    )


def _classes_named(protocol: Protocol) -> tuple[str, ...]:
    """The classes of the rules, and those into which the route divides them."""
    return tuple(dict.fromkeys((*(each.drug_class for each in protocol.washout), *BY_ROUTE.values())))


def _under(
    rule: WashoutRule, protocol: Protocol, drugs: Drugs, stock: Mapping[str, tuple[Given, ...]]
) -> tuple[Given, ...]:
    """The drugs of the rule; where it is for all others of its class, two that no other rule of the class names."""
    if rule.ingredients:
        return tuple(Given(each, _route_for(each, rule.drug_class, drugs)) for each in sorted(rule.ingredients))
    named = {each for other in protocol.washout_by_class[rule.drug_class] for each in other.ingredients}
    others = [each for each in stock[rule.drug_class] if each.drug not in named]
    return tuple(others[:MOST_OF_A_CLASS])


def _alone_in(drug_class: str, drugs: Drugs) -> Iterator[Given]:
    """The drugs of the class, those first that are sold under the most names: whoever reads of them knows them."""
    for each in sorted(drugs.ingredients.values(), key=lambda each: (-len(each.brands), each.name)):
        yield from _by_class(each, drug_class, drugs)


def _route_for(name: str, drug_class: str, drugs: Drugs) -> str:
    ingredient = drugs.ingredients.get(name)
    return "" if ingredient is None else next((each.route for each in _by_class(ingredient, drug_class, drugs)), "")


def _by_class(ingredient: Ingredient, drug_class: str, drugs: Drugs) -> Iterator[Given]:
    """The ingredient where it alone is of the class, by a route that makes it so."""
    found = classes_by_route(ingredient, None)
    routes = [each for each in BY_ROUTE if found is None and classes_by_route(ingredient, each) == (drug_class,)]
    if found != (drug_class,) and not routes:
        return
    recognised = drugs.recognise(ingredient.name)
    if not isinstance(recognised, Unrecognised) and recognised.ingredients == (ingredient,):
        yield Given(ingredient.name, routes[0] if routes else "")


def hold_days(rule: WashoutRule) -> tuple[int, ...]:
    """How many drug-free days the rule may ask for, in order."""
    match rule.hold:
        case FixedHold(days=days):
            return (days,)
        case ConditionalHold(duration=duration):
            literals = (each.value for each in walk(duration) if isinstance(each, Literal))
            written = {
                each.amount for each in literals if isinstance(each, CalendarDuration) and each.unit is CalendarUnit.DAY
            }
            return tuple(sorted(written))
        case TaperHold() | ReferralHold() | NoHold():
            return ()


def medicines_near(
    protocol: Protocol, pharmacy: Pharmacy, as_of: date, points: Mapping[str, Points]
) -> Iterator[Medicated]:
    """Lists of one or two medicines, for a procedure that lies where a rule turns."""
    for rule in protocol.washout:
        given = pharmacy.by_rule[rule.id]
        if not given:
            continue
        yield from _of_rule(given[0], rule, as_of)
        for other in given[1:]:
            yield from _in_time(other, rule, as_of)
    yield from _together(protocol, pharmacy, as_of)
    yield from _unknown(pharmacy, as_of)
    yield from _named_by_conditions(pharmacy, as_of, points)


def _of_rule(given: Given, rule: WashoutRule, as_of: date) -> Iterator[Medicated]:
    soon = as_of + ONE_DAY
    yield from _in_time(given, rule, as_of)
    yield Medicated(medicines=(given.entry(last_dose=ONGOING),), procedure=None)
    yield Medicated(medicines=(given.entry(),), procedure=soon)
    for days in hold_days(rule):
        edge = as_of - timedelta(days=days)
        for text in (edge.isoformat()[:7], edge.isoformat()[:4]):
            yield Medicated(medicines=(given.entry(last_dose=text),), procedure=soon)
        for clear in (days, days + 1, days + 2):
            procedure = as_of + timedelta(days=clear)
            yield Medicated(medicines=(given.entry(last_dose=ONGOING),), procedure=procedure)
    yield from _courses(given, rule, as_of)
    yield from _agreements(given, rule, as_of)


def _in_time(given: Given, rule: WashoutRule, as_of: date) -> Iterator[Medicated]:
    """Stopped so long ago that it is clear on the day after the day of judging; a day later, and a day earlier."""
    for days in hold_days(rule):
        last = as_of - timedelta(days=days)
        for each in (last, last - ONE_DAY, last + ONE_DAY):
            if each <= as_of:
                taken = given.entry(last_dose=each.isoformat())
                yield Medicated(medicines=(taken,), procedure=as_of + ONE_DAY)


def _courses(given: Given, rule: WashoutRule, as_of: date) -> Iterator[Medicated]:
    if rule.course_referral is None:
        return
    edge = shift(as_of, rule.course_referral.longer_than, -1)
    if edge is not None:
        days = [each.isoformat() for each in (edge, edge - ONE_DAY, edge + ONE_DAY)]
        for started in (*days, edge.isoformat()[:7], edge.isoformat()[:4]):
            yield Medicated(medicines=(given.entry(last_dose=ONGOING, started=started),), procedure=None)


def _agreements(given: Given, rule: WashoutRule, as_of: date) -> Iterator[Medicated]:
    agreed = {"prescriber": PRESCRIBER, "date": as_of.isoformat()}
    if rule.agreement is not Agreement.NOT_NEEDED:
        yield Medicated(medicines=(given.entry(last_dose=ONGOING, agreement=agreed),), procedure=None)
    if rule.agreement is Agreement.UNLESS_PRIMARY_PREVENTION:
        for indication in ("primary-prevention", "secondary-prevention"):
            yield Medicated(medicines=(given.entry(last_dose=ONGOING, indication=indication),), procedure=None)
    if isinstance(rule.hold, TaperHold):
        procedure = as_of + timedelta(days=10)
        for ends in (procedure, procedure - ONE_DAY, procedure + ONE_DAY, as_of):
            taper = {"agreed_by": PRESCRIBER, "ends": ends.isoformat()}
            tapered = given.entry(last_dose=ONGOING, taper=taper, agreement=agreed)
            yield Medicated(medicines=(tapered,), procedure=procedure)
        stopped = given.entry(last_dose=(as_of - ONE_DAY).isoformat())
        yield Medicated(medicines=(stopped,), procedure=procedure)


def _together(protocol: Protocol, pharmacy: Pharmacy, as_of: date) -> Iterator[Medicated]:
    """One drug of each of two classes, those first that are not to be judged apart; both in one product as well."""
    classes = [
        each for each in dict.fromkeys(rule.drug_class for rule in protocol.washout) if each in pharmacy.by_class
    ]
    apart = () if protocol.together is None else protocol.together.classes
    named = [each for each in apart if each in pharmacy.by_class]
    for left, right in dict.fromkeys((*pairwise(named), *pairwise(classes))):
        first, second = pharmacy.by_class[left], pharmacy.by_class[right]
        for last in (ONGOING, (as_of - timedelta(days=90)).isoformat()):
            both = (first.entry(last_dose=last), second.entry(last_dose=last))
            yield Medicated(medicines=both, procedure=None)
        combined = {"drug": f"{first.drug}/{second.drug}", "last_dose": as_of.isoformat()}
        yield Medicated(medicines=(combined,), procedure=None)


def _unknown(pharmacy: Pharmacy, as_of: date) -> Iterator[Medicated]:
    """A drug that nobody knows, alone and as a clinician classifies it."""
    drug = pharmacy.unknown
    yield Medicated(medicines=({"drug": drug, "last_dose": ONGOING},), procedure=None)
    yield Medicated(medicines=({"drug": drug, "last_dose": "2001"},), procedure=None)
    for each in (*CLASSES, "none"):
        classified = {"is": each, "by": PRESCRIBER, "date": as_of.isoformat()}
        yield Medicated(medicines=({"drug": drug, "last_dose": ONGOING, "class": classified},), procedure=None)


def _named_by_conditions(pharmacy: Pharmacy, as_of: date, points: Mapping[str, Points]) -> Iterator[Medicated]:
    """What conditions ask of medicines: drugs of the classes named, by the routes named, around the times named."""
    nothing = Points()
    classes = points.get("medications.classes", nothing).words | points.get("medications.class", nothing).words
    routes = points.get("medications.route", nothing).words
    spans = points.get("medications.last_dose", nothing).spans
    for drug_class in sorted(classes):
        given = pharmacy.by_class.get(drug_class)
        if given is None:
            continue
        ways = [Given(given.drug, each) for each in sorted(routes) if BY_ROUTE.get(each) == drug_class] or [given]
        for way in (*ways, Given(given.drug, "")):
            yield Medicated(medicines=(way.entry(),), procedure=as_of)
            for span in sorted(spans, key=str):
                edge = shift(as_of, span, -1)
                for last in () if edge is None else (edge - ONE_DAY, edge, edge + ONE_DAY):
                    taken = way.entry(last_dose=last.isoformat())
                    yield Medicated(medicines=(taken,), procedure=as_of)
