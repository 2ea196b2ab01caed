"""Which finding feeds which conclusion: the rules of a protocol as chains from the record to what is concluded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from posology.ir.counts import Counting
from posology.ir.limits import TOTAL
from posology.ir.nodes import Node
from posology.ir.plan import (
    CellFormula,
    CellRange,
    CellsNotCounted,
    Limit,
    NamedTargets,
    NoCells,
    OneTarget,
    ProductLimit,
    RequestedTargets,
    Step,
)
from posology.ir.protocol import Criterion, Kind, Protocol
from posology.ir.walk import facts_read
from posology.ir.washout import ConditionalHold, FixedHold, Hold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.results.amounts import (
    amount_in_words,
    bounds_in_words,
    product_bounds_in_words,
    range_in_words,
    volume_in_words,
)
from posology.results.check import Cells, Volume
from posology.values.numerals import join_in_words

VERDICT = "verdict"
"""The id and the name of what the criteria and the holds lead to."""


class Mark(StrEnum):
    """What a point of a chain is: what is recorded, a rule, or what is concluded."""

    FINDING = "finding"
    RULE = "rule"
    CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of a chain: its name, and in a few words what it is; `id` is unique in its chain."""

    id: str
    mark: Mark
    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Points in layers, the first of which feeds the others; `links` lead from an id to one of a later layer.

    Each layer has its title, and each point of it is written once.
    """

    title: str
    says: str
    titles: tuple[str, ...]
    layers: tuple[tuple[Point, ...], ...]
    links: tuple[tuple[str, str], ...]

    def point(self, name: str) -> Point:
        """The point of that id.

        Raises:
            KeyError: where the chain has none.
        """
        return {each.id: each for layer in self.layers for each in layer}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGraph:
    """Every chain of a protocol; a protocol without medicines has none of them."""

    chains: tuple[Chain, ...]


def rule_graph(protocol: Protocol, questions: Mapping[str, str]) -> RuleGraph:
    """The chains of the protocol as its readings are chosen; `questions` are those of the data dictionary, by path."""
    drawn = (
        _eligibility(protocol, questions) if protocol.criteria else None,
        _washout(protocol, questions) if protocol.washout else None,
        _doses(protocol, questions) if protocol.steps else None,
    )
    return RuleGraph(chains=tuple(_untangled(each) for each in drawn if each is not None))


def _untangled(chain: Chain) -> Chain:
    """The chain with the points around its rules moved towards the rules that they are linked to; rules keep theirs."""
    around = [dict[str, list[int]]() for _ in chain.layers]
    place = {each.id: (layer, row) for layer, points in enumerate(chain.layers) for row, each in enumerate(points)}
    for source, target in chain.links:
        (source_layer, source_row), (target_layer, target_row) = place[source], place[target]
        if (source_layer, target_layer) == (0, 1):
            around[0].setdefault(source, []).append(target_row)
        elif target_layer == len(chain.layers) - 1 and source_layer == target_layer - 1:
            around[target_layer].setdefault(target, []).append(source_row)

    def mean(layer: int, name: str) -> Fraction:
        rows = around[layer].get(name)
        return Fraction(sum(rows), len(rows)) if rows else Fraction(place[name][1])

    first, *middle, last = chain.layers
    ordered = (sorted(first, key=lambda each: mean(0, each.id)), sorted(last, key=lambda each: mean(-1, each.id)))
    return replace(chain, layers=(tuple(ordered[0]), *middle, tuple(ordered[1])))


def _eligibility(protocol: Protocol, questions: Mapping[str, str]) -> Chain:
    read = {each.id: _criterion_reads(each) for each in protocol.criteria}
    return Chain(
        title="Who may be treated",
        says="Each criterion reads what is recorded of the patient; the verdict takes all of them together.",
        titles=("Recorded", "Criterion", "Concluded"),
        layers=(
            _findings(read, questions),
            tuple(
                Point(id=f"rule:{each.id}", mark=Mark.RULE, name=each.id, says=f"{_kind(each)}: {each.text}")
                for each in protocol.criteria
            ),
            (_verdict(),),
        ),
        links=(*_reads(read), *((f"rule:{each.id}", VERDICT) for each in protocol.criteria)),
    )


def _kind(criterion: Criterion) -> str:
    return "must hold" if criterion.kind is Kind.INCLUSION else "rules the patient out"


def _criterion_reads(criterion: Criterion) -> tuple[str, ...]:
    return _paths((criterion.condition, criterion.applies), criterion.counts)


def _washout(protocol: Protocol, questions: Mapping[str, str]) -> Chain:
    """The classes of the medicines stand first, then what else of the record a hold turns on."""
    read = {each.id: _hold_reads(each) for each in protocol.washout}
    classes = tuple(dict.fromkeys(each.drug_class for each in protocol.washout))
    medicines = (
        Point(id=f"class:{each}", mark=Mark.FINDING, name=each, says="medicines of this class") for each in classes
    )
    holds = tuple(
        Point(id=f"rule:{each.id}", mark=Mark.RULE, name=_medicines(each, protocol), says=_hold(each.hold))
        for each in protocol.washout
    )
    taken = ((f"class:{each.drug_class}", f"rule:{each.id}") for each in protocol.washout)
    return Chain(
        title="Which medicines stand in the way",
        says="Each medicine is held by the rule of its class; the verdict and the earliest date wait for every hold.",
        titles=("Taken", "Hold before the procedure", "Concluded"),
        layers=((*medicines, *_findings(read, questions)), holds, (_verdict(),)),
        links=(*taken, *_reads(read), *((f"rule:{each.id}", VERDICT) for each in protocol.washout if _holds(each))),
    )


def _holds(rule: WashoutRule) -> bool:
    """Whether the rule can stand in the way; what is allowed never does."""
    return not isinstance(rule.hold, NoHold)


def _hold_reads(rule: WashoutRule) -> tuple[str, ...]:
    return _paths((rule.hold.duration,) if isinstance(rule.hold, ConditionalHold) else (), ())


def _medicines(rule: WashoutRule, protocol: Protocol) -> str:
    if rule.ingredients:
        return join_in_words(sorted(rule.ingredients))
    siblings = any(each.ingredients for each in protocol.washout if each.drug_class == rule.drug_class)
    return f"{rule.drug_class}, every {'other ' if siblings else ''}medicine"


def _hold(hold: Hold) -> str:
    match hold:
        case FixedHold(days=days):
            return f"{days} drug-free {'day' if days == 1 else 'days'}"
        case ConditionalHold():
            return "drug-free days by a condition"
        case TaperHold():
            return "an individual taper"
        case ReferralHold():
            return "referred to the prescriber"
        case NoHold():
            return "allowed"
        case _:
            assert_never(hold)


def _doses(protocol: Protocol, questions: Mapping[str, str]) -> Chain:
    read = {each.id: _step_reads(each) for each in protocol.steps}
    limits: tuple[Limit | ProductLimit, ...] = (*protocol.limits, *protocol.product_limits)
    steps = tuple(
        Point(id=f"rule:{each.id}", mark=Mark.RULE, name=each.id, says=_target(each)) for each in protocol.steps
    )
    doses = tuple(
        Point(id=f"dose:{each.id}", mark=Mark.CONCLUSION, name=_amount(each), says=_given_to(each))
        for each in protocol.steps
    )
    bounds = tuple(_limit_point(number, each) for number, each in enumerate(limits))
    product = {f"limit:{number}": each.element for number, each in enumerate(limits) if isinstance(each, ProductLimit)}
    measured = _findings({**read, **{key: (path,) for key, path in product.items()}}, questions)
    return Chain(
        title="What would be given",
        says="Each step of the plan turns on what is recorded and gives its dose, which is held against the limits.",
        titles=("Recorded", "Step of the plan", "Dose", "Limit"),
        layers=(measured, steps, doses, bounds),
        links=(
            *_reads(read),
            *((f"rule:{each.id}", f"dose:{each.id}") for each in protocol.steps),
            *_held_against(protocol.steps, protocol.limits),
            *((f"finding:{path}", key) for key, path in product.items()),
        ),
    )


def _step_reads(step: Step) -> tuple[str, ...]:
    formula = step.cells.expression if isinstance(step.cells, CellFormula) else None
    requested = (step.targets.element,) if isinstance(step.targets, RequestedTargets) else ()
    return tuple(dict.fromkeys((*_paths((step.when, formula), step.counts), *requested)))


def _target(step: Step) -> str:
    match step.targets:
        case OneTarget(place=place):
            return place
        case NamedTargets(joints=joints, sides=sides):
            return f"{join_in_words(joints)}{f', {join_in_words(sides)}' if sides else ''}"
        case RequestedTargets(element=element):
            return f"the places in {element}"
        case _:
            assert_never(step.targets)


def _given_to(step: Step) -> str:
    return f"{step.id}, {'in all' if isinstance(step.targets, OneTarget) else 'for each target'}"


def _amount(step: Step) -> str:
    match step.cells:
        case CellRange(minimum=minimum, maximum=maximum):
            cells = range_in_words(Cells(minimum=minimum, maximum=maximum, planned=None))
        case CellFormula(says=says):
            cells = says
        case NoCells():
            cells = "no cells"
        case CellsNotCounted():
            cells = "cells not counted"
        case _:
            assert_never(step.cells)
    if step.volume is None:
        return cells
    volume = volume_in_words(Volume(minimum=step.volume.minimum, maximum=step.volume.maximum))
    return f"{cells}; {volume}"


def _limit_point(number: int, limit: Limit | ProductLimit) -> Point:
    name, bounds = (
        (limit.element, product_bounds_in_words(limit))
        if isinstance(limit, ProductLimit)
        else (f"{limit.site}{', each target' if limit.each else ''}", _bounds(limit))
    )
    says = f"{limit.kind}: {bounds or 'none is stated'}"
    return Point(id=f"limit:{number}", mark=Mark.RULE, name=name, says=says)


def _bounds(limit: Limit) -> str:
    if limit.minimum is None or limit.minimum != limit.maximum:
        return bounds_in_words(limit)
    exact = Fraction(limit.minimum)
    return f"exactly {amount_in_words((exact, exact), limit.measure)}"


def _held_against(steps: Sequence[Step], limits: Sequence[Limit]) -> Iterator[tuple[str, str]]:
    for number, limit in enumerate(limits):
        for step in steps:
            if limit.site in {step.site, TOTAL}:
                yield f"dose:{step.id}", f"limit:{number}"


def _verdict() -> Point:
    return Point(id=VERDICT, mark=Mark.CONCLUSION, name=VERDICT, says="eligible only if nothing stands in the way")


def _paths(nodes: Iterable[Node | None], counts: Sequence[Counting]) -> tuple[str, ...]:
    read = (path for node in nodes if node is not None for path in facts_read(node))
    return tuple(dict.fromkeys((*read, *(each.element for each in counts))))


def _findings(read: Mapping[str, Sequence[str]], questions: Mapping[str, str]) -> tuple[Point, ...]:
    """What is read, each once, in the order of the rules that read it, so that few links cross."""
    paths = dict.fromkeys(path for each in read.values() for path in each)
    return tuple(
        Point(id=f"finding:{each}", mark=Mark.FINDING, name=each, says=_question(each, questions)) for each in paths
    )


def _question(path: str, questions: Mapping[str, str]) -> str:
    planned = "what the plan has for this patient" if path.startswith("plan.") else ""
    return questions.get(path, planned)


def _reads(read: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    return ((f"finding:{path}", f"rule:{rule}") for rule, paths in read.items() for path in paths)
