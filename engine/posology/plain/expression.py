"""An expression lowered to one Python function: the value that `explain` gives it, up to the reasons of an unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from posology.ir import nodes as ir
from posology.ir.laws import LAWS, STRICT
from posology.ir.nodes import Extreme, Logic, Node, Order, Relation, State
from posology.ir.types import CodeType, QuantityType, Simple, Type
from posology.ir.walk import OPERANDS, facts_read
from posology.plain.open_shapes import choosing, doubt, filtering
from posology.plain.operators import MISSING, Read, blame, exists, holds_text
from posology.plain.source import Draft
from posology.values.dates import PartialDate, shift_partial
from posology.values.known import Entry, Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL, Unknown

WORDS: Mapping[str, object] = MappingProxyType(
    {
        "Decimal": Decimal,
        "Entry": Entry,
        "MISSING": MISSING,
        "NULL": NULL,
        "PartialDate": PartialDate,
        "Quantity": Quantity,
        "Unknown": Unknown,
        "blame": blame,
        "exists": exists,
        "holds_text": holds_text,
        "shift_partial": shift_partial,
    }
)
"""What the text of a lowered expression may name beside the values bound to it."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes expressions into a draft.

    `facts` gives the variable that holds each fact; `read` is the text of something to read any of them by, for what
    is not written out but called. `written` gives the variables of tests of membership that have been written before.
    """

    draft: Draft
    facts: Mapping[str, str]
    read: str
    written: Mapping[Node, str] = field(default_factory=dict[Node, str])

    def write(self, node: Node) -> str:
        """The name that holds the value of the node once what was written has run."""
        if isinstance(node, ir.Membership) and node in self.written:
            return self.written[node]
        rule = RULES.get(type(node))
        return _law(node, self) if rule is None else rule(node, self)

    def keep(self, expression: str) -> str:
        """A fresh name that holds the value of the text."""
        name = self.draft.fresh()
        self.draft.line(f"{name} = {expression}")
        return name

    def unless_open(self, name: str, node: Node) -> None:
        """Where a law has left the question open, the value is the unknown of dates that are not precise."""
        asked = doubt(node, lower_expression)
        answer = "NULL" if asked is None else f"{self.draft.bind(asked)}({self.read})"
        with self.draft.block(f"if {name} is None:"):
            self.draft.line(f"{name} = {answer}")


def lower_expression(node: Node) -> Callable[[Read], Value]:
    """The function that gives the value of the expression for a lookup of recorded values.

    It equals `explain.evaluate.evaluate(node, lookup).value`; unknowns are equal where both or neither have reasons.
    """
    draft = Draft("value(read)", dict(WORDS))
    facts = {path: draft.fresh() for path in facts_read(node)}
    for path, name in facts.items():
        draft.line(f"{name} = read({draft.bind(path)})")
    draft.line(f"return {Writer(draft, facts, 'read').write(node)}")
    return draft.finish()


def _literal(node: ir.Literal, writer: Writer) -> str:
    return str(node.value) if isinstance(node.value, bool) else writer.draft.bind(node.value)


def _fact(node: ir.Fact, writer: Writer) -> str:
    return writer.facts[node.path]


def _item(node: ir.Item, writer: Writer) -> str:
    return writer.keep(f"{writer.read}({writer.draft.bind(node.alias)})")


def _property(node: ir.Property, writer: Writer) -> str:
    operand, name = writer.write(node.operand), writer.draft.bind(node.name)
    return writer.keep(f"{operand}.fields.get({name}, MISSING) if {operand}.__class__ is Entry else {operand}")


def _list(node: ir.ListOf, writer: Writer) -> str:
    return writer.keep("(" + "".join(f"{writer.write(each)}, " for each in node.items) + ")")


def _not(node: ir.Not, writer: Writer) -> str:
    operand = writer.write(node.operand)
    return writer.keep(f"{operand} if {operand}.__class__ is Unknown else not {operand}")


def _is(node: ir.Is, writer: Writer) -> str:
    operand = writer.write(node.operand)
    asked = {
        State.NULL: f"{operand}.__class__ is Unknown",
        State.TRUE: f"{operand} is True",
        State.FALSE: f"{operand} is False",
    }
    return writer.keep(asked[node.state])


def _logical(node: ir.Logical, writer: Writer) -> str:
    """The right operand stands in a block of its own, which a left operand that settles the answer jumps over."""
    left = writer.write(node.left)
    result, draft = writer.draft.fresh(), writer.draft
    if node.operator is Logic.XOR:
        right = writer.write(node.right)
        draft.line(
            f"{result} = blame({left}, {right}) if {left}.__class__ is Unknown or {right}.__class__ is Unknown"
            f" else {left} is not {right}"
        )
        return result
    left_settles, right_settles, settled, otherwise = _SETTLING[node.operator]
    with draft.block(f"if {left} is {left_settles}:"):
        draft.line(f"{result} = {settled}")
    with draft.block("else:"):
        right = writer.write(node.right)
        with draft.block(f"if {right} is {right_settles}:"):
            draft.line(f"{result} = {settled}")
        with draft.block(f"elif {left}.__class__ is Unknown or {right}.__class__ is Unknown:"):
            draft.line(f"{result} = blame({left}, {right})")
        with draft.block("else:"):
            draft.line(f"{result} = {otherwise}")
    return result


# What settles each connective from the left, and from the right; what it is then; and what it is if nothing does.
_SETTLING: Mapping[Logic, tuple[bool, bool, bool, bool]] = MappingProxyType(
    {
        Logic.AND: (False, False, False, True),
        Logic.OR: (True, True, True, False),
        Logic.IMPLIES: (False, True, True, False),
    }
)


def _law(node: Node, writer: Writer) -> str:
    """Every operand evaluated, and the law of the operator asked."""
    kind = type(node)
    return _ask(node, writer, tuple(writer.write(each) for each in OPERANDS[kind](node)))


def _ask(node: Node, writer: Writer, operands: tuple[str, ...], result: str | None = None) -> str:
    """The law of the operator asked about operands that have been evaluated."""
    draft, kind = writer.draft, type(node)
    name = draft.fresh() if result is None else result
    asked = f"{draft.bind(LAWS[kind])}({draft.bind(node)}, {', '.join(operands)})"
    if kind in STRICT:
        parts = zip(OPERANDS[kind](node), operands, strict=True)
        unknown = " or ".join(f"{name}.__class__ is Unknown" for each, name in parts if not _is_stated(each))
        asked = f"blame({', '.join(operands)}) if {unknown or False} else {asked}"
    draft.line(f"{name} = {asked}")
    if kind not in _ALWAYS_SETTLED:
        writer.unless_open(name, node)
    return name


_ALWAYS_SETTLED = frozenset({ir.TimeBetween, ir.Convert, ir.Widen, ir.Exists, ir.Count, ir.Coalesce, ir.Boundary})


def _short(node: Node, writer: Writer, operands: tuple[str, ...], guard: str, answer: str) -> str:
    """The answer written out where the guard holds, which is for known operands of the common types; else the law."""
    result = writer.draft.fresh()
    with writer.draft.block(f"if {guard}:"):
        writer.draft.line(f"{result} = {answer}")
    with writer.draft.block("else:"):
        _ask(node, writer, operands, result)
    return result


def _comparison(node: ir.Comparison, writer: Writer) -> str:
    operands = left, right = writer.write(node.left), writer.write(node.right)
    sign = _SIGNS.get(node.operator)
    if sign is None:
        return _ask(node, writer, operands)
    if node.left.type is Simple.DATE:
        return _dates(node, writer, operands, node.operator)
    measured = _measure(node.left.type)
    if measured is None or (measured[0] == "str" and node.operator not in {Relation.EQUAL, Relation.NOT_EQUAL}):
        return _ask(node, writer, operands)
    of_class, aspect = measured
    guard = _all_of_class(of_class, zip((node.left, node.right), operands, strict=True))
    return _short(node, writer, operands, guard, f"{left}{aspect} {sign} {right}{aspect}")


def _all_of_class(of_class: str, operands: Iterable[tuple[Node, str]]) -> str:
    """The test that every operand is of the class; what the expression states itself is of its type's class."""
    tests = [f"{name}.__class__ is {of_class}" for node, name in operands if not _is_stated(node)]
    return " and ".join(tests) or "True"


def _is_stated(node: Node) -> bool:
    return isinstance(node, ir.Literal) and not isinstance(node.value, Unknown)


_SIGNS: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.EQUAL: "==",
        Relation.NOT_EQUAL: "!=",
        Relation.LESS: "<",
        Relation.LESS_OR_EQUAL: "<=",
        Relation.GREATER: ">",
        Relation.GREATER_OR_EQUAL: ">=",
    }
)


def _measure(type_: Type) -> tuple[str, str] | None:
    """The class of the known values of a type, and the aspect of them by which Python compares as the law does."""
    match type_:
        case Simple.INTEGER:
            return "int", ""
        case Simple.DECIMAL:
            return "Decimal", ""
        case Simple.TEXT | CodeType():
            return "str", ""
        case QuantityType():
            return "Quantity", ".magnitude"
        case _:
            return None


def _dates(node: Node, writer: Writer, operands: tuple[str, ...], relation: Relation) -> str:
    """Two dates that lie apart stand to each other as any of their days do; where they overlap the law is asked."""
    left, right = operands
    if relation in {Relation.EQUAL, Relation.NOT_EQUAL}:
        return _ask(node, writer, operands)
    draft, result = writer.draft, writer.draft.fresh()
    first = relation in {Relation.LESS, Relation.LESS_OR_EQUAL}
    draft.line(f"{result} = None")
    with draft.block(f"if {left}.__class__ is PartialDate and {right}.__class__ is PartialDate:"):
        with draft.block(f"if {left}.latest < {right}.earliest:"):
            draft.line(f"{result} = {first}")
        with draft.block(f"elif {left}.earliest > {right}.latest:"):
            draft.line(f"{result} = {not first}")
    with draft.block(f"if {result} is None:"):
        _ask(node, writer, operands, result)
    return result


def _timing(node: ir.Timing, writer: Writer) -> str:
    operands = writer.write(node.left), writer.write(node.right)
    if node.left.type is Simple.DATE and node.right.type is Simple.DATE:
        return _dates(node, writer, operands, _RELATIONS[node.order])
    return _ask(node, writer, operands)


_RELATIONS: Mapping[Order, Relation] = MappingProxyType(
    {
        Order.BEFORE: Relation.LESS,
        Order.SAME_OR_BEFORE: Relation.LESS_OR_EQUAL,
        Order.AFTER: Relation.GREATER,
        Order.SAME_OR_AFTER: Relation.GREATER_OR_EQUAL,
    }
)


def _between(node: ir.Between, writer: Writer) -> str:
    operands = value, low, high = tuple(writer.write(each) for each in (node.operand, node.low, node.high))
    measured = _measure(node.operand.type)
    if measured is None:
        return _ask(node, writer, operands)
    of_class, aspect = measured
    guard = _all_of_class(of_class, zip((node.operand, node.low, node.high), operands, strict=True))
    return _short(node, writer, operands, guard, f"{low}{aspect} <= {value}{aspect} <= {high}{aspect}")


def _membership(node: ir.Membership, writer: Writer) -> str:
    operands = element, collection = writer.write(node.element), writer.write(node.collection)
    if not isinstance(node.element.type, CodeType) and node.element.type is not Simple.TEXT:
        return _ask(node, writer, operands)
    draft, result = writer.draft, writer.draft.fresh()
    guard = f"{_all_of_class('str', [(node.element, element)])} and {collection}.__class__ is tuple"
    draft.line(f"{result} = holds_text({element}, {collection}) if {guard} else None")
    with draft.block(f"if {result} is None:"):
        _ask(node, writer, operands, result)
    return result


def _exists(node: ir.Exists, writer: Writer) -> str:
    return writer.keep(f"exists({writer.write(node.operand)})")


def _extreme(node: ir.ExtremeOf, writer: Writer) -> str:
    """Of known numbers or quantities in a written list Python finds the same item as the law: the first of the best."""
    measured = _measure(node.type)
    if not isinstance(node.operand, ir.ListOf) or measured is None or measured[0] == "str":
        return _law(node, writer)
    of_class, aspect = measured
    operands = [(each, writer.write(each)) for each in node.operand.items]
    items = "(" + "".join(f"{name}, " for _, name in operands) + ")"
    chosen = "min" if node.extreme is Extreme.LEAST else "max"
    key = f", key={writer.draft.bind(attrgetter(aspect[1:]))}" if aspect else ""
    return _short(node, writer, (items,), _all_of_class(of_class, operands), f"{chosen}({items}{key})")


def _shift(node: ir.Shift, writer: Writer) -> str:
    """A date moved by a duration that the expression states: the same dates come again for every patient."""
    if not _is_stated(node.duration):
        return _law(node, writer)
    assert isinstance(node.duration, ir.Literal)  # noqa: S101 - so says the line above
    moved = lru_cache(maxsize=_DATES_REMEMBERED)(partial(_moved, node, node.duration.value))
    operand, result = writer.write(node.operand), writer.draft.fresh()
    writer.draft.line(f"{result} = {writer.draft.bind(moved)}({operand})")
    writer.unless_open(result, node)
    return result


def _moved(node: ir.Shift, duration: Value, when: Value) -> Value | None:
    return blame(when) if isinstance(when, Unknown) else LAWS[ir.Shift](node, when, duration)


_DATES_REMEMBERED = 1024


def _filter(node: ir.Filter, writer: Writer) -> str:
    source = writer.write(node.source)
    run = writer.draft.bind(filtering(node, lower_expression))
    return writer.keep(f"{run}({source}, {writer.read}) if {source}.__class__ is tuple else {source}")


def _choice(node: ir.Choice, writer: Writer) -> str:
    return writer.keep(f"{writer.draft.bind(choosing(node, lower_expression))}({writer.read})")


RULES: Mapping[type[Node], Callable[[Any, Writer], str]] = MappingProxyType(
    {
        ir.Literal: _literal,
        ir.Fact: _fact,
        ir.Item: _item,
        ir.Property: _property,
        ir.ListOf: _list,
        ir.Not: _not,
        ir.Is: _is,
        ir.Logical: _logical,
        ir.Comparison: _comparison,
        ir.Timing: _timing,
        ir.Between: _between,
        ir.Membership: _membership,
        ir.Exists: _exists,
        ir.ExtremeOf: _extreme,
        ir.Filter: _filter,
        ir.Shift: _shift,
        ir.Choice: _choice,
    }
)
"""The shapes that have a short way of their own; every other is its law."""
