"""What holds of the shipped rules themselves: whatever is chosen compiles, and numbers and citations are in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, cast

import pytest

from posology.api import Rules, shipped_protocols
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.washout import governing_rule
from posology.ir.nodes import Between, Comparison, Count, Fact, Item, Literal, Negation, Property, Widen
from posology.ir.protocol import Citation, Protocol, Source
from posology.ir.washout import FixedHold, NoHold, ReferralHold, TaperHold
from posology.knowledge.drugs_model import classes_by_route
from posology.knowledge.element import Range
from posology.reader.document import read_document
from tests.rules.worked_cases import RULES, is_list, is_mapping, knowledge, plain, rules

FILES = sorted(RULES.rglob("*.yaml"))

CONFIDENCES = frozenset({"verified", "secondary", "derived", "inferred", "proposal"})
"""How sure a citation may be that a rule rests on. General knowledge that nobody checked drives nothing."""


def choices(protocol: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Each option of each reading, the others by default; and every reading away from its default at once."""
    readings = rules(protocol, ()).protocol.readings
    for reading in readings:
        yield from (((reading.id, option.id),) for option in reading.options)
    yield tuple((each.id, next(o.id for o in each.options if o.id != each.default)) for each in readings)


@cache
def every_choice() -> tuple[Rules, ...]:
    """Every shipped protocol, compiled with each of its choices."""
    return tuple(rules(protocol, chosen) for protocol in shipped_protocols() for chosen in choices(protocol))


@pytest.mark.parametrize(
    ("protocol", "chosen"),
    [(protocol, chosen) for protocol in shipped_protocols() for chosen in choices(protocol)],
    ids=str,
)
def test_every_option_of_every_reading_compiles(protocol: str, chosen: tuple[tuple[str, str], ...]) -> None:
    """A protocol compiles whatever is chosen, and says what was chosen."""
    found = rules(protocol, chosen).protocol
    assert {each.id: each.chosen for each in found.readings} == {
        each.id: dict(chosen).get(each.id, each.default) for each in found.readings
    }


# Numbers -------------------------------------------------------------------------------------------------------------

WITHOUT_UNIT = (
    re.compile(r".*sources\.yaml:[^.]+\.year"),  # the year of a paper
    re.compile(r".*/protocol\.yaml:plan\.[^.]+\.count(\.(minimum|maximum))?"),  # the site says what is counted
    re.compile(r".*/protocol\.yaml:outcome\.initial\.month"),  # its name is its unit
    re.compile(r"knowledge/instruments\.yaml:instruments\.[^.]+\.scales\.[^.]+\.(lowest|highest)"),  # its name again
    re.compile(r"knowledge/drugs/atc-groups\.yaml:wrong_codes\.\d+\.rxnorm"),  # a code, which is no number
    re.compile(r".*/cases\.yaml:.*"),  # patients, not rules
    re.compile(r"[^/]+/evidence/[^/]+"),  # counts, percentages and scores as reported; test_evidence.py looks at them
)
"""The only places where a number may stand without a unit, each for the reason beside it."""

SPANS = frozenset({"hold", "days", "within", "after", "longer_than", "five-days", "trials-14-days"})
"""The keys under which a duration is written as text."""

DURATION = re.compile(r"[0-9]+ (?:day|week|month|year)s?")


Around: TypeAlias = tuple[Mapping[str, Any], ...]
"""The mappings around a scalar, the nearest first."""


def scalars(node: Any, path: str = "", above: Around = ()) -> Iterator[tuple[str, Any, Around]]:  # noqa: ANN401 - any document
    """Every scalar of the document with its path and what is around it."""
    if is_mapping(node):
        for key, each in node.items():
            yield from scalars(each, f"{path}.{key}" if path else key, (node, *above))
    elif is_list(node):
        for index, each in enumerate(node):
            yield from scalars(each, f"{path}.{index}", above)
    else:
        yield path, node, above


def document(name: str) -> Any:  # noqa: ANN401 - any document
    """The content of a file of the rules."""
    read = read_document((RULES / name).read_bytes(), name, Diagnostics())
    assert read is not None
    return plain(read)


@pytest.mark.parametrize("name", [str(each.relative_to(RULES)) for each in FILES])
def test_every_number_has_a_unit_and_a_source(name: str) -> None:
    """A number stands in or under a mapping with a `unit`, and in or under one with a `source`."""
    loose = [
        path
        for path, value, above in scalars(document(name))
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
        if not any(each.fullmatch(f"{name}:{path}") for each in WITHOUT_UNIT)
        if not any("unit" in each for each in above) or not any("source" in each for each in above)
    ]
    assert loose == []


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_every_duration_has_a_unit_and_a_source(protocol: str) -> None:
    """A text under a key of durations is a whole number and a calendar unit, an expression, or a reading's choice."""
    wrong: list[str] = []
    for path, value, above in scalars(document(f"{protocol}/protocol.yaml")):
        if path.rpartition(".")[2] in SPANS and isinstance(value, str) and value[:1].isdigit():
            cited = any("source" in each for each in above)
            wrong.extend([] if DURATION.fullmatch(value) and cited else [path])
    assert wrong == []


def parts(value: Any) -> Iterator[Any]:  # noqa: ANN401 - anything may be in there
    """The value and everything inside it, as far as it is made of the engine's own frozen data."""
    yield value
    if is_mapping(value):
        inside: Iterable[Any] = value.values()
    elif isinstance(value, tuple | frozenset):
        inside = cast("Iterable[Any]", value)
    elif is_dataclass(value) and not isinstance(value, type):
        inside = (getattr(value, each.name) for each in fields(value))
    else:
        return
    for each in inside:
        yield from parts(each)


def bare_number(node: object) -> int | Decimal | None:
    """The number that the expression states itself, with its sign; None for anything else, a quantity too."""
    match node:
        case Literal(value=bool()):
            return None
        case Literal(value=int() | Decimal() as number):
            return number
        case Widen():
            return bare_number(node.operand)
        case Negation():
            operand = bare_number(node.operand)
            return None if operand is None else -operand
        case _:
            return None


def scale_of(node: object, ready: Rules) -> Range | None:
    """The scale of what is compared, in scores: that of an element, or of a field of the records of one."""
    match node:
        case Widen():
            return scale_of(node.operand, ready)
        case Fact():
            element = ready.dictionary.elements.get(node.path)
        case Property(operand=Item() as item):
            fields_of_list = ready.dictionary.elements[item.path].fields
            element = next((each for each in fields_of_list if each.path == node.name), None)
        case _:
            return None
    hard = None if element is None else element.hard
    return hard if hard is not None and hard.unit == "{score}" else None


def compared(ready: Rules) -> Iterator[tuple[object, int | Decimal]]:
    """What is compared with a number without a unit, and the number, wherever in the protocol."""
    for part in parts(ready.protocol):
        match part:
            case Comparison():
                pairs = ((part.left, part.right), (part.right, part.left))
            case Between():
                pairs = ((part.operand, part.low), (part.operand, part.high))
            case _:
                continue
        yield from ((other, number) for other, node in pairs if (number := bare_number(node)) is not None)


def test_a_bare_number_in_a_condition_is_a_score_or_a_count() -> None:
    """A number without a unit is held against a count of records, or against a score and lies on its scale."""
    for ready in every_choice():
        stated = [part for part in parts(ready.protocol) if isinstance(part, Literal) and bare_number(part) is not None]
        found = list(compared(ready))
        assert len(found) == len(stated), f"{ready.protocol.id}: a bare number stands elsewhere than in a comparison"
        for other, number in found:
            scale = scale_of(other, ready)
            counts = isinstance(other, Count) and isinstance(number, int)
            assert counts or scale is not None, f"{ready.protocol.id}: {number} has no unit"
            assert scale is None or scale.lowest <= number <= scale.highest, f"{ready.protocol.id}: {number}"


FACT_OF_A_DRUG = re.compile(r"[^|]+ \| (?P<what>[^|]+?)(?: \| when [^|]+)? \| (?P<source>\S+) (?:V|v|K|PROPOSAL)")


@pytest.mark.parametrize("path", [each for each in FILES if each.parent.name == "drugs"], ids=lambda path: path.stem)
def test_every_number_known_of_a_drug_has_a_unit_and_a_source(path: Path) -> None:
    """A row says its number with a unit, a source that is listed, and how sure it is."""
    listed = {each["id"] for each in document("knowledge/drugs/sources.yaml")["sources"]}
    root = document(str(path.relative_to(RULES)))
    for row in root.get("facts", ()):
        found = FACT_OF_A_DRUG.fullmatch(row)
        assert found is not None, row
        assert found["source"] in listed, row
        numbers = re.search(r"[0-9]", found["what"])
        unitless = ("INR", "RxNorm", "selectivity")
        assert (
            numbers is None
            or any(each in found["what"] for each in unitless)
            or re.search(r" (h|d|g/d)$", found["what"])
        ), row


# Citations -----------------------------------------------------------------------------------------------------------


def citations(protocol: Protocol) -> Iterator[Citation]:
    """Every citation anywhere in the protocol."""
    yield from (each for each in parts(protocol) if isinstance(each, Citation))


def test_every_citation_resolves() -> None:
    """What a rule cites is among the sources of its protocol, and names a section."""
    for ready in every_choice():
        known = {each.id for each in ready.protocol.sources}
        assert {each.ref for each in citations(ready.protocol)} <= known
        assert all(each.section for each in citations(ready.protocol))


def test_every_source_says_how_much_of_it_was_read() -> None:
    """No source is cited that nobody read, and none is listed that no choice cites."""
    for protocol in shipped_protocols():
        ready = [each.protocol for each in every_choice() if each.protocol.id == protocol]
        cited = {citation.ref for each in ready for citation in citations(each)}
        listed: Mapping[str, Any] = document(f"{protocol}/sources.yaml")
        assert set(listed) <= cited | {
            ref for path, ref, _ in scalars(document(f"{protocol}/protocol.yaml")) if path.endswith(".ref")
        }
        assert all(isinstance(each, Source) and each.read for each in ready[0].sources)


def test_nothing_unverified_drives_a_rule() -> None:
    """Every citation that a rule rests on has a confidence for it; a note that nobody verified settles no reading."""
    for ready in every_choice():
        assert {each.confidence for each in citations(replace(ready.protocol, notes=()))} <= CONFIDENCES
        unverified = [each for each in ready.protocol.notes if each.citation.confidence not in CONFIDENCES]
        assert all(each.citation.confidence == "unverified" and each.readings == () for each in unverified)


# The contract's table of washouts ------------------------------------------------------------------------------------

DAYS: Mapping[str, int] = {
    "nsaid": 14,
    "aspirin": 7,
    "corticosteroid-oral": 14,
    "corticosteroid-injected": 84,
}
"""The drug-free days of whole classes."""

DAYS_OF: Mapping[str, int] = {
    "warfarin": 5,
    "acenocoumarol": 3,
    "apixaban": 3,
    "rivaroxaban": 3,
    "edoxaban": 3,
    "fondaparinux": 4,
    "heparin": 1,
    "enoxaparin": 1,
    "dalteparin": 1,
    "tinzaparin": 1,
    "nadroparin": 1,
    "clopidogrel": 7,
    "prasugrel": 10,
    "ticagrelor": 5,
    "ticlopidine": 14,
}
"""The drug-free days of single antithrombotics."""

BY_EXPRESSION = frozenset({"dabigatran", "cilostazol", "dipyridamole"})
"""Those whose days turn on the patient; worked cases show each."""

ALLOWED = frozenset({"acetaminophen", "corticosteroid-local", "ssri", "snri"})

AFTER: Mapping[str, str] = {
    "nsaid": "6 weeks",
    "corticosteroid-oral": "6 weeks",
    "corticosteroid-injected": "6 weeks",
    "aspirin": "1 day",
    "anticoagulant": "1 day",
    "antiplatelet": "1 day",
}
"""When a class may be taken again after the procedure."""


def ruled_ingredients() -> Iterator[tuple[str, str]]:
    """Every ingredient that the drug knowledge places in a class, with the class, a corticosteroid by each route."""
    for name, ingredient in knowledge().drugs.ingredients.items():
        for route in ("oral", "injected", "inhaled"):
            yield from ((drug_class, name) for drug_class in classes_by_route(ingredient, route) or ())


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_every_known_drug_has_the_days_of_the_table(protocol: str) -> None:
    """Every ingredient of a class is held, tapered, referred or allowed as the table of the contract says."""
    found = rules(protocol, ()).protocol
    for drug_class, ingredient in set(ruled_ingredients()):
        rule = governing_rule(found, drug_class, ingredient)
        assert rule is not None, f"no rule for {ingredient}, {drug_class}"
        if drug_class in ALLOWED:
            assert isinstance(rule.hold, NoHold), ingredient
        elif drug_class == "opioid":
            assert isinstance(rule.hold, TaperHold), ingredient
        elif ingredient in BY_EXPRESSION:
            assert ingredient in rule.ingredients
        elif drug_class in DAYS or ingredient in DAYS_OF:
            assert rule.hold == FixedHold(days=DAYS.get(drug_class) or DAYS_OF[ingredient]), ingredient
        else:
            assert isinstance(rule.hold, ReferralHold), f"{ingredient} has no interval in the table"
        if drug_class in AFTER:
            assert rule.resumption is not None
            assert str(rule.resumption.after) == AFTER[drug_class]


def test_every_ingredient_that_a_rule_names_is_known_in_its_class() -> None:
    """A rule for an ingredient under a name that the drug knowledge does not use would govern nothing."""
    known = set(ruled_ingredients())
    for ready in every_choice():
        for rule in ready.protocol.washout:
            assert {(rule.drug_class, each) for each in rule.ingredients} <= known
