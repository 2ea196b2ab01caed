"""Conditions in words: as text of the condition language, and evaluated, with the values that went in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import assert_never

from posology.ir.nodes import (
    Absolute,
    Arithmetic,
    Between,
    Boundary,
    Choice,
    Coalesce,
    Comparison,
    Convert,
    Count,
    Counting,
    Exists,
    ExtremeOf,
    Fact,
    Filter,
    Inclusion,
    IntervalOf,
    Is,
    Item,
    ListOf,
    Literal,
    Logic,
    Logical,
    Membership,
    Negation,
    Node,
    Not,
    Operator,
    Property,
    Quantified,
    Relation,
    Shift,
    TimeBetween,
    Timing,
    Widen,
)
from posology.results.trace import Trace
from posology.values.dates import CalendarDuration, PartialDate
from posology.values.known import CountRange, Entry, Interval, Value
from posology.values.numerals import decimal_in_words, join_in_words, partial_date_in_words, quantity_in_words
from posology.values.quantity import Quantity
from posology.values.truth import Unknown

# How tightly each form binds, as in the grammar; what binds looser than its place allows stands in parentheses.
_LOOSEST, _MEMBERSHIP, _EQUALITY, _TIMING, _INEQUALITY, _RANGE, _PREFIX, _STATE, _ELAPSED = 0, 4, 5, 6, 7, 8, 9, 10, 11
_SUM, _PRODUCT, _TERM, _ATOM = 12, 13, 14, 16

_LOGIC: Mapping[Logic, int] = MappingProxyType({Logic.IMPLIES: 1, Logic.OR: 2, Logic.XOR: 2, Logic.AND: 3})
_EQUALITIES = frozenset({Relation.EQUAL, Relation.NOT_EQUAL, Relation.EQUIVALENT, Relation.NOT_EQUIVALENT})
_SUMS = frozenset({Operator.ADD, Operator.SUBTRACT})

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f"})


def written(node: Node) -> str:
    """The expression as text of the condition language: compiled again, it is the same node."""
    return _Writer(_path_written, _literal_written).write(node)


def describe(trace: Trace) -> str:
    """The evaluated expression on one line, in words, each value that was looked at in brackets behind its name."""
    values = _values_looked_at(trace)

    def path_with_value(path: str) -> str:
        return f"{path} ({value_in_words(values[path])})" if path in values else path

    return _Writer(path_with_value, _literal_in_words).write(trace.node)


def _literal_in_words(value: Value) -> str:
    return f"'{value}'" if isinstance(value, str) else value_in_words(value)


def _values_looked_at(trace: Trace) -> dict[str, Value]:
    """The values of the record that the result rests on, by their paths."""
    found: dict[str, Value] = {}
    waiting = [trace]
    while waiting:
        current = waiting.pop()
        if isinstance(current.node, Fact):
            found[current.node.path] = current.value
        waiting.extend(current.parts)
    return found


def value_in_words(value: Value) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each shape in the closed family
    """The value for people: `72 kg`, `7 December 2026`, `lumbar and cervical`, `not recorded`."""
    match value:
        case Unknown(reasons=()):
            return "null"
        case Unknown(reasons=reasons):
            return join_in_words(list(dict.fromkeys(each.cause.value for each in reasons)))
        case bool():
            return str(value).lower()
        case int():
            return decimal_in_words(Decimal(value))
        case Decimal():
            return decimal_in_words(value)
        case str():
            return value
        case PartialDate():
            return partial_date_in_words(value)
        case CalendarDuration():
            return str(value)
        case Quantity():
            return quantity_in_words(value)
        case CountRange():
            return f"{value.lowest} to {value.highest}"
        case Interval():
            return f"{value_in_words(value.low)} to {value_in_words(value.high)}"
        case Entry():
            return "one record"
        case tuple():
            return _list_in_words(value)
        case _:
            assert_never(value)


def _list_in_words(items: tuple[Value, ...]) -> str:
    records = sum(isinstance(each, Entry) for each in items)
    if records:
        return f"{len(items)} recorded"
    return join_in_words([value_in_words(each) for each in items]) or "none"


class _Writer:
    """Writes a tree with as few parentheses as its precedence allows."""

    def __init__(self, path: Callable[[str], str], literal: Callable[[Value], str]) -> None:
        self.path = path
        self.literal = literal

    def write(self, node: Node, least: int = _LOOSEST) -> str:
        """The text of the node, in parentheses where it binds looser than `least`."""
        text, tightness = self._form(node)
        return text if tightness >= least else f"({text})"

    def _form(self, node: Node) -> tuple[str, int]:  # noqa: C901, PLR0911, PLR0912 - one line for each shape in the closed family
        match node:
            case Literal():
                text = self.literal(node.value)
                return text, _TERM if text.startswith("-") else _ATOM
            case Fact():
                return self.path(node.path), _ATOM
            case Item():
                return _name(node.alias), _ATOM
            case Property():
                return f"{self.write(node.operand, _ATOM)}.{node.name}", _ATOM
            case Convert() | Widen():
                return self._form(node.operand)
            case ListOf():
                return f"{{{self._list(node.items)}}}", _ATOM
            case IntervalOf():
                opening, closing = "[" if node.low_closed else "(", "]" if node.high_closed else ")"
                return f"Interval{opening}{self.write(node.low)}, {self.write(node.high)}{closing}", _ATOM
            case Not(operand=Is() as asked):
                return f"{self.write(asked.operand, _STATE)} is not {asked.state}", _STATE
            case Not():
                return f"not {self.write(node.operand, _PREFIX)}", _PREFIX
            case Exists():
                return f"exists {self.write(node.operand, _PREFIX)}", _PREFIX
            case Is():
                return f"{self.write(node.operand, _STATE)} is {node.state}", _STATE
            case Logical():
                return self._infix(node.left, node.operator, node.right, _LOGIC[node.operator])
            case Comparison():
                tightness = _EQUALITY if node.operator in _EQUALITIES else _INEQUALITY
                return self._infix(node.left, node.operator, node.right, tightness)
            case Timing():
                return self._infix(node.left, node.order, node.right, _TIMING)
            case Inclusion():
                return self._infix(node.inner, "included in", node.outer, _TIMING)
            case Membership():
                return self._infix(node.element, "in", node.collection, _MEMBERSHIP)
            case Shift():
                return self._infix(node.operand, node.operator, node.duration, _SUM)
            case Arithmetic():
                tightness = _SUM if node.operator in _SUMS else _PRODUCT
                return self._infix(node.left, node.operator, node.right, tightness)
            case Between():
                low, high = self.write(node.low, _SUM), self.write(node.high, _SUM)
                return f"{self.write(node.operand, _RANGE)} between {low} and {high}", _RANGE
            case TimeBetween():
                difference = "difference in " if node.counting is Counting.BOUNDARIES else ""
                start, end = self.write(node.start, _SUM), self.write(node.end, _SUM)
                return f"{difference}{node.unit}s between {start} and {end}", _ELAPSED
            case Boundary():
                return f"{node.end} of {self.write(node.operand, _TERM)}", _TERM
            case Negation():
                return f"-{self.write(node.operand, _TERM)}", _TERM
            case Absolute():
                return f"Abs({self.write(node.operand)})", _ATOM
            case ExtremeOf():
                return f"{node.extreme}({self.write(node.operand)})", _ATOM
            case Count():
                return f"Count({self.write(node.operand)})", _ATOM
            case Quantified():
                return f"{node.quantifier}({self.write(node.operand)})", _ATOM
            case Coalesce():
                return f"Coalesce({self._list(node.options)})", _ATOM
            case Choice():
                return self._choice(node)
            case Filter():
                source = self.write(node.source) if isinstance(node.source, Fact) else f"({self.write(node.source)})"
                return f"{source} {_name(node.alias)} where {self.write(node.condition)}", _LOOSEST
            case _:
                assert_never(node)

    def _infix(self, left: Node, operator: str, right: Node, tightness: int) -> tuple[str, int]:
        return f"{self.write(left, tightness)} {operator} {self.write(right, tightness + 1)}", tightness

    def _list(self, nodes: tuple[Node, ...]) -> str:
        return ", ".join(self.write(each) for each in nodes)

    def _choice(self, node: Choice) -> tuple[str, int]:
        otherwise = self.write(node.otherwise)
        if node.comparand is None and len(node.branches) == 1:
            [branch] = node.branches
            # the last value of an `if` reaches as far as it can, so nothing may follow it
            return f"if {self.write(branch.when)} then {self.write(branch.then)} else {otherwise}", _LOOSEST
        branches = " ".join(f"when {self.write(each.when)} then {self.write(each.then)}" for each in node.branches)
        comparand = "" if node.comparand is None else f"{self.write(node.comparand)} "
        return f"case {comparand}{branches} else {otherwise} end", _TERM


def _path_written(path: str) -> str:
    return ".".join(_name(each) for each in path.split("."))


def _name(name: str) -> str:
    return name if _WORD.fullmatch(name) else f'"{name.translate(_ESCAPES)}"'


def _literal_written(value: Value) -> str:  # noqa: PLR0911 - one line for each shape that a literal has
    match value:
        case Unknown():
            return "null"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case Decimal():
            text = f"{value:f}"
            return text if "." in text else f"{text}.0"
        case str():
            return f"'{value.translate(_ESCAPES)}'"
        case PartialDate():
            return f"@{value}"
        case CalendarDuration():
            return str(value)
        case Quantity():
            return f"{value.magnitude:f} '{value.unit.translate(_ESCAPES)}'"
        case _:
            message = f"no literal is written as {value!r}"
            raise TypeError(message)
