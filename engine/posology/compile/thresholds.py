"""The thresholds of conditions, held against what a record can hold and against each other.

A number that no record can hold is a slip of its zeros or of its unit, and two thresholds that no value meets together
let nobody in. What takes more than comparing two numbers is left to be proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from types import MappingProxyType

from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.nodes import (
    Arithmetic,
    Between,
    Comparison,
    Convert,
    Fact,
    Literal,
    Logic,
    Logical,
    Node,
    Not,
    Operator,
    Origin,
    Property,
    Relation,
    Timing,
    Widen,
)
from posology.ir.protocol import Criterion, Kind
from posology.ir.walk import walk
from posology.knowledge.dictionary import Dictionary, Element, ElementKind
from posology.knowledge.element import Range
from posology.reader.source import shortened
from posology.values.numerals import decimal_in_words
from posology.values.quantity import Quantity
from posology.values.truth import Unknown
from posology.values.units import ratio

OUT_OF_REACH = "P0427"
NOT_TOGETHER = "P0428"
WITH_ITSELF = "P0429"
OPEN_FOR_GOOD = "P0458"

_NUMBERS = frozenset({ElementKind.INTEGER, ElementKind.DECIMAL, ElementKind.QUANTITY})
_MIRRORED: Mapping[Relation, Relation] = MappingProxyType(
    {
        Relation.LESS: Relation.GREATER,
        Relation.LESS_OR_EQUAL: Relation.GREATER_OR_EQUAL,
        Relation.GREATER: Relation.LESS,
        Relation.GREATER_OR_EQUAL: Relation.LESS_OR_EQUAL,
    }
)
_DENIED: Mapping[Relation, Relation] = MappingProxyType(
    {
        Relation.LESS: Relation.GREATER_OR_EQUAL,
        Relation.LESS_OR_EQUAL: Relation.GREATER,
        Relation.GREATER: Relation.LESS_OR_EQUAL,
        Relation.GREATER_OR_EQUAL: Relation.LESS,
        Relation.NOT_EQUAL: Relation.EQUAL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Threshold:
    """What a part of a condition asks of one element: how its value, in its own unit, stands to a number."""

    path: str
    relation: Relation
    number: Fraction
    written: Literal
    origin: Origin

    def leaves_nothing(self, other: _Threshold) -> bool:
        """Whether no value stands to both numbers as asked."""
        return self._lies_above(other) or other._lies_above(self)

    def _lies_above(self, other: _Threshold) -> bool:
        if self.relation not in _UPWARD or other.relation not in _DOWNWARD:
            return False
        is_open = self.relation is Relation.GREATER or other.relation is Relation.LESS
        return self.number > other.number or (self.number == other.number and is_open)


_UPWARD = frozenset({Relation.GREATER, Relation.GREATER_OR_EQUAL, Relation.EQUAL})
_DOWNWARD = frozenset({Relation.LESS, Relation.LESS_OR_EQUAL, Relation.EQUAL})


def check_thresholds(condition: Node, dictionary: Dictionary, diagnostics: Diagnostics) -> None:
    """Reports each threshold that no record can hold, those that no value meets, and what is compared with itself.

    Also what nobody could supply: a `null` that is written, and a division by zero.
    """
    for node in walk(condition):
        if _is_open_for_good(node):
            message = f"`{shortened(node.origin.text)}` leaves the answer open for good"
            help_text = "write a value: what is not recorded is unknown by itself"
            diagnostics.error(OPEN_FOR_GOOD, message, node.origin.span, help=help_text)
        if isinstance(node, Comparison | Timing) and node.left == node.right:
            message = f"`{shortened(node.left.origin.text)}` is compared with itself, which says nothing of the patient"
            diagnostics.error(WITH_ITSELF, message, node.origin.span, help="compare it with something else")
        thresholds = tuple(_thresholds(node))
        for threshold in thresholds:
            _check_reach(threshold, dictionary, diagnostics)
        _check_together(combinations(thresholds, 2), diagnostics)
    _check_together(combinations(_parts(condition, denied=False), 2), diagnostics)


def _is_open_for_good(node: Node) -> bool:
    match node:
        case Literal(value=Unknown()):
            return True
        case Arithmetic(operator=Operator.DIVIDE, right=right):
            return _number(right) == 0
        case _:
            return False


def check_criteria_together(criteria: Iterable[Criterion], diagnostics: Diagnostics) -> None:
    """Reports each two thresholds that no value meets, of two criteria that every patient must meet."""
    asked = [tuple(_asked(each)) for each in criteria if each.applies is None]
    for one, other in combinations(asked, 2):
        _check_together(product(one, other), diagnostics)


def _asked(criterion: Criterion) -> Iterator[_Threshold]:
    """What a criterion asks in so many parts, all of which must be so."""
    match criterion.kind:
        case Kind.INCLUSION:
            yield from _parts(criterion.condition, denied=False)
        case Kind.EXCLUSION:
            yield from _parts(criterion.condition, denied=True)


def _parts(node: Node, *, denied: bool) -> Iterator[_Threshold]:
    match node:
        case Not():
            yield from _parts(node.operand, denied=not denied)
        case Logical(operator=operator) if operator is (Logic.OR if denied else Logic.AND):
            yield from _parts(node.left, denied=denied)
            yield from _parts(node.right, denied=denied)
        case Comparison() if denied:
            yield from (
                replace(each, relation=_DENIED[each.relation]) for each in _thresholds(node) if each.relation in _DENIED
            )
        case Comparison() | Between() if not denied:
            yield from _thresholds(node)
        case _:
            return


def _check_reach(threshold: _Threshold, dictionary: Dictionary, diagnostics: Diagnostics) -> None:
    element = _element(threshold.path, dictionary)
    if element is None or element.hard is None or element.kind not in _NUMBERS or not threshold.number:
        return  # compared with zero, a value has merely to be there
    lowest, highest = _ends(element.hard, element)
    if not lowest <= threshold.number <= highest:
        written = shortened(threshold.written.origin.text)
        diagnostics.error(
            OUT_OF_REACH,
            f"no record can hold a `{threshold.path}` of `{written}`",
            threshold.written.origin.span,
            help=f"records hold {_in_words(element.hard)}: check the number and its unit",
        )


def _in_words(hard: Range) -> str:
    unit = "" if hard.unit == "1" or hard.unit.startswith("{") else f" {hard.unit}"
    return f"{decimal_in_words(hard.lowest)} to {decimal_in_words(hard.highest)}{unit}"


def _ends(hard: Range, element: Element) -> tuple[Fraction, Fraction]:
    """The ends of the range in the unit of the element."""
    factor = ratio(hard.unit, element.unit) if element.unit else None
    return Fraction(hard.lowest) * (factor or 1), Fraction(hard.highest) * (factor or 1)


def _element(path: str, dictionary: Dictionary) -> Element | None:
    """The element of the path, or the field of the records that it names."""
    found = dictionary.elements.get(path)
    records, _, field = path.rpartition(".")
    listed = dictionary.elements.get(records)
    if found is not None or listed is None:
        return found
    return next((each for each in listed.fields if each.path == field), None)


def _check_together(pairs: Iterable[tuple[_Threshold, _Threshold]], diagnostics: Diagnostics) -> None:
    for first, second in pairs:
        if first.path != second.path or not first.leaves_nothing(second):
            continue
        text, place = shortened(first.origin.text), second.origin.span
        if first.origin == second.origin:
            message = f"no `{first.path}` is within `{text}`"
            diagnostics.error(NOT_TOGETHER, message, place, help="write the lower end first")
        else:
            message = f"no `{first.path}` meets both this and `{text}`"
            related = ((first.origin.span, "the other one"),)
            diagnostics.error(NOT_TOGETHER, message, place, help="correct one of the two", related=related)


def _thresholds(node: Node) -> Iterator[_Threshold]:
    """What a comparison with a number, or with two, asks of an element; nothing for any other shape."""
    match node:
        case Comparison(operator=relation) if relation in _MIRRORED or relation in {Relation.EQUAL, Relation.NOT_EQUAL}:
            pairs = [(node.left, relation, node.right), (node.right, _MIRRORED.get(relation, relation), node.left)]
        case Between():
            pairs = [
                (node.operand, Relation.GREATER_OR_EQUAL, node.low),
                (node.operand, Relation.LESS_OR_EQUAL, node.high),
            ]
        case _:
            pairs = []
    for left, relation, right in pairs:
        measured, number = _measured(left), _number(right)
        if measured is not None and number is not None and isinstance(right, Literal):
            path, factor = measured
            yield _Threshold(path=path, relation=relation, number=number / factor, written=right, origin=node.origin)


def _measured(node: Node) -> tuple[str, Fraction] | None:
    """The element whose value this is, and by which factor it was converted."""
    match node:
        case Fact(path=path) | Property(path=path):
            return path, Fraction(1)
        case Widen(operand=operand):
            return _measured(operand)
        case Convert(operand=operand, factor=factor):
            inner = _measured(operand)
            return None if inner is None else (inner[0], inner[1] * factor)
        case _:
            return None


def _number(node: Node) -> Fraction | None:
    match node:
        case Literal(value=bool()):
            return None
        case Literal(value=int() | Decimal() as number):
            return Fraction(number)
        case Literal(value=Quantity(magnitude=magnitude)):
            return Fraction(magnitude)
        case _:
            return None
