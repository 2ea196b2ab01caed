"""Where the rules of a protocol turn: for each element that they read, the values at which an answer may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import permutations

from posology.ir.nodes import (
    Between,
    Comparison,
    Count,
    Exists,
    Fact,
    Inclusion,
    Literal,
    Membership,
    Node,
    Property,
    TimeBetween,
    Timing,
)
from posology.ir.plan import CellFormula, Limit, RequestedTargets
from posology.ir.protocol import Protocol
from posology.ir.walk import children, walk
from posology.ir.washout import ConditionalHold
from posology.knowledge.element import Dictionary, Element
from posology.values.dates import CalendarDuration, PartialDate
from posology.values.quantity import Quantity
from posology.values.units import convert, quotient_unit

CELLS_UNIT = "{cells}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """What the rules hold one element against.

    `numbers` are in the element's unit. `spans` are the times by which a date is held apart from another, `days` those
    that a rule writes itself, `words` those that it compares with, `counts` the lengths of a list. `ages` say how old a
    recorded value may be, `methods` how it must be obtained. `others` are the elements that it is compared with.
    """

    numbers: frozenset[Decimal] = frozenset()
    spans: frozenset[CalendarDuration] = frozenset()
    days: frozenset[date] = frozenset()
    words: frozenset[str] = frozenset()
    counts: frozenset[int] = frozenset()
    ages: frozenset[CalendarDuration] = frozenset()
    methods: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def joined(self, other: Points) -> Points:
        """The points of both."""
        return Points(
            numbers=self.numbers | other.numbers,
            spans=self.spans | other.spans,
            days=self.days | other.days,
            words=self.words | other.words,
            counts=self.counts | other.counts,
            ages=self.ages | other.ages,
            methods=self.methods | other.methods,
            others=self.others | other.others,
        )


def element_of(path: str, dictionary: Dictionary) -> Element | None:
    """The element, or the field of a list, that a path of a condition names, as `weight` and `discs.pfirrmann` do."""
    found = dictionary.owner(path)
    if found is not None:
        return found
    listed, _, name = path.partition(".")
    records = dictionary.elements.get(listed)
    fields = () if records is None else records.fields
    return next((each for each in fields if each.path == name), None)


def points_of(protocol: Protocol, dictionary: Dictionary) -> dict[str, Points]:
    """The points of every path that the rules, the doses and the claims of the protocol read, in order of mention."""
    found: dict[str, Points] = {}
    for path, points in _all(protocol, dictionary):
        found[path] = found.get(path, Points()).joined(points)
    return found


def _all(protocol: Protocol, dictionary: Dictionary) -> Iterator[tuple[str, Points]]:
    for criterion in protocol.criteria:
        for node in (criterion.applies, criterion.condition):
            yield from () if node is None else _of_condition(node, dictionary)
    for rule in protocol.washout:
        if isinstance(rule.hold, ConditionalHold):
            yield from _of_condition(rule.hold.duration, dictionary)
    for step in protocol.steps:
        yield from () if step.when is None else _of_condition(step.when, dictionary)
        if isinstance(step.cells, CellFormula):
            limits = [each for each in protocol.limits if each.site in {step.site, "total"}]
            yield from _of_formula(step.cells.expression, limits, dictionary)
        if isinstance(step.targets, RequestedTargets):
            ends = {step.targets.fewest, step.targets.fewest if step.targets.most is None else step.targets.most}
            yield step.targets.element, Points(counts=frozenset(ends))
    for limit in protocol.product_limits:
        bounds = (limit.minimum, limit.maximum, limit.above)
        literals = [Quantity(each, limit.unit) for each in bounds if each is not None]
        yield limit.element, _of_values(limit.element, literals, dictionary)
    yield from _of_counts(protocol)
    for claim in protocol.claims:
        yield from _of_condition(claim.condition, dictionary)


def _of_counts(protocol: Protocol) -> Iterator[tuple[str, Points]]:
    """How old a value may be, how obtained, and which words count."""
    for counting in (
        *(each for criterion in protocol.criteria for each in criterion.counts),
        *(each for step in protocol.steps for each in step.counts),
    ):
        yield (
            counting.element,
            Points(
                ages=frozenset(each for each in (counting.within,) if each is not None),
                methods=frozenset(each for each in (counting.method,) if each is not None),
                words=frozenset(counting.among or ()),
            ),
        )


def _of_condition(node: Node, dictionary: Dictionary) -> Iterator[tuple[str, Points]]:
    """Within the smallest part that compares anything, every element is held against every value written there."""
    match node:
        case Comparison() | Between() | Membership() | Inclusion() | Timing():
            yield from _of_comparison(node, dictionary)
            for child in children(node):
                yield from _of_condition(child, dictionary)
        case Fact(path=path) | Property(path=path):
            yield path, Points()
        case Exists() | Count():
            for path in _paths(node):
                yield path, Points(counts=frozenset({0}))
            yield from _of_condition(node.operand, dictionary)
        case _:
            for child in children(node):
                yield from _of_condition(child, dictionary)


def _of_comparison(node: Node, dictionary: Dictionary) -> Iterator[tuple[str, Points]]:
    paths = tuple(_paths(node))
    values = [each.value for each in walk(node) if isinstance(each, Literal)]
    spans = [
        CalendarDuration(value, each.unit)
        for each in walk(node)
        if isinstance(each, TimeBetween)
        for value in values
        if isinstance(value, int) and not isinstance(value, bool)
    ]
    counted = frozenset(
        value
        for each in walk(node)
        if isinstance(each, Count)
        for value in values
        if isinstance(value, int) and not isinstance(value, bool)
    )
    for path in paths:
        others = frozenset(each for each in paths if each != path)
        known = [each for each in values if not hasattr(each, "reasons")]
        yield path, _of_values(path, [*known, *spans], dictionary).joined(Points(others=others, counts=counted))


def _of_values(path: str, values: Iterable[object], dictionary: Dictionary) -> Points:
    element = element_of(path, dictionary)
    unit = None if element is None else element.unit
    points = Points()
    for value in values:
        points = points.joined(_of_value(value, unit))
    return points


def _of_value(value: object, unit: str | None) -> Points:  # noqa: PLR0911 - one return for each kind of value
    match value:
        case bool():
            return Points()
        case int() | Decimal():
            return Points(numbers=frozenset({Decimal(value)}))
        case Quantity():
            number = None if unit is None else convert(value.magnitude, value.unit, unit)
            return Points() if number is None else Points(numbers=frozenset({number}))
        case CalendarDuration():
            return Points(spans=frozenset({value}))
        case PartialDate():
            return Points(days=frozenset({value.earliest, value.latest}))
        case str():
            return Points(words=frozenset({value}))
        case tuple():
            points = Points()
            for each in value:  # pyright: ignore[reportUnknownVariableType] - what a literal list holds is looked at one by one
                points = points.joined(_of_value(each, unit))  # pyright: ignore[reportUnknownArgumentType] - what a literal list holds
            return points
        case _:
            return Points()


def _of_formula(node: Node, limits: Iterable[Limit], dictionary: Dictionary) -> Iterator[tuple[str, Points]]:
    """Each element of a dose, with the values written there and those at which one written number overtakes another.

    Of `Max({100000000 '{cells}', weight * 1000000 '{cells}/kg'})` that is 100 kg: the one number by the other.
    """
    written = [each.value for each in walk(node) if isinstance(each, Literal)]
    bounds = [bound for each in limits for bound in (each.minimum, each.maximum) if bound is not None]
    amounts = [
        *(each for each in written if isinstance(each, Quantity)),
        *(Quantity(Decimal(each), CELLS_UNIT) for each in bounds),
    ]
    for path in _paths(node):
        element = element_of(path, dictionary)
        unit = None if element is None else element.unit
        met = [each for pair in permutations(amounts, 2) for each in _quotient(*pair, unit)]
        yield path, _of_values(path, written, dictionary).joined(Points(numbers=frozenset(met)))


def _quotient(left: Quantity, right: Quantity, unit: str | None) -> Iterator[Decimal]:
    combined = None if unit is None or right.magnitude == 0 else quotient_unit(left.unit, right.unit)
    if combined is None or unit is None:
        return
    code, scale = combined
    exact = convert(left.magnitude / right.magnitude, code, unit)
    if exact is not None and scale == 1:
        yield exact.normalize() if exact != exact.to_integral_value() else exact.to_integral_value()


def _paths(node: Node) -> Iterator[str]:
    yield from dict.fromkeys(each.path for each in walk(node) if isinstance(each, Fact | Property))
