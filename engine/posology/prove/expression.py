"""The typed tree as symbols: what `posology.explain.evaluate` makes of one record, of every record at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from z3 import BoolRef

from posology.ir import nodes as ir
from posology.ir.laws import STRICT
from posology.ir.nodes import Logic, Node, State
from posology.ir.walk import OPERANDS
from posology.prove.desk import Desk
from posology.prove.expression_answers import (
    Answer,
    Lowered,
    all_known,
    any_blamed,
    as_truth,
    conjunction,
    contrary,
    disjunction,
    exclusive,
    is_false,
    is_null,
    is_partial,
    is_true,
    sure,
)
from posology.prove.expression_arithmetic import absolute, arithmetic, convert, negation, widen
from posology.prove.expression_dates import shift, time_between
from posology.prove.expression_intervals import boundary, interval_of
from posology.prove.expression_lists import (
    coalesce,
    count,
    exists,
    extreme,
    inclusion,
    items_of,
    list_of,
    membership,
    quantified,
)
from posology.prove.expression_made import missing, null, unknown_where, value_of
from posology.prove.expression_merging import choose, equal_symbols
from posology.prove.expression_questions import between, comparison, matches, timing
from posology.prove.expression_terms import FALSE, TRUE, both, either, implies, negate, pick
from posology.prove.symbols import Row, Several, Slot, Symbol, Truth

Lookup: TypeAlias = Callable[[str], Symbol]
Rule: TypeAlias = Callable[[Any, "Lowering"], Lowered]
Law: TypeAlias = Callable[..., Answer]


def lower(node: Node, lookup: Lookup, desk: Desk) -> Symbol:
    """The symbol of the expression. `lookup` gives the symbol recorded under a path.

    INVARIANT: whatever the record, the symbol admits the value that `explain` gives the expression for it.
    """
    return Lowering(lookup, desk).lower(node).symbol


@dataclass(frozen=True, slots=True)
class Lowering:
    """What an expression is lowered with: the symbols of the record, and the desk."""

    lookup: Lookup
    desk: Desk

    def lower(self, node: Node) -> Lowered:
        """The symbol of the expression, and whether it looked at a date that is not known to the day."""
        rule = RULES.get(type(node))
        return _by_law(node, self) if rule is None else rule(node, self)

    def of_item(self, alias: str, item: Symbol) -> Lowering:
        """The same, with the item under the alias."""
        lookup = self.lookup
        return Lowering(lambda name: item if name == alias else lookup(name), self.desk)


def _by_law(node: Node, lowering: Lowering) -> Lowered:
    """Every operand is lowered; where the operator is strict and one is unknown, so is the whole."""
    parts = [lowering.lower(each) for each in OPERANDS[type(node)](node)]
    symbols = [each.symbol for each in parts]
    partial = either(*(each.partial for each in parts))
    law = LAWS[type(node)]
    if type(node) not in STRICT:
        return Lowered(_settled(law(node, lowering.desk, *symbols), partial), partial)
    known, blamed = all_known(*symbols), any_blamed(*symbols)
    if known.eq(FALSE):
        return Lowered(unknown_where(TRUE, blamed, null(node.type)), partial)
    found = _settled(law(node, lowering.desk, *symbols), partial)
    return Lowered(unknown_where(negate(known), blamed, found), partial)


def _settled(answer: Answer, partial: BoolRef) -> Symbol:
    """The answer; where it is open, unknown for want of a precise recorded date, and null where none was looked at."""
    return answer.symbol if answer.open.eq(FALSE) else unknown_where(answer.open, partial, answer.symbol)


def _literal(node: ir.Literal, lowering: Lowering) -> Lowered:
    return Lowered(value_of(node.value, node.type, lowering.desk))


def _fact(node: ir.Fact, lowering: Lowering) -> Lowered:
    symbol = lowering.lookup(node.path)
    return Lowered(symbol, is_partial(symbol))


def _item(node: ir.Item, lowering: Lowering) -> Lowered:
    return Lowered(lowering.lookup(node.alias))


def _property(node: ir.Property, lowering: Lowering) -> Lowered:
    record = lowering.lower(node.operand).symbol
    field = record.fields.get(node.name, missing(node.type)) if isinstance(record, Row) else null(node.type)
    symbol = unknown_where(negate(record.known), record.blamed, field)
    return Lowered(symbol, is_partial(symbol))


def _not(_: ir.Not, __: Desk, operand: Symbol) -> Answer:
    return Answer(contrary(as_truth(operand)))


def _is(node: ir.Is, _: Desk, operand: Symbol) -> Answer:
    match node.state:
        case State.NULL:
            return Answer(sure(negate(operand.known)))
        case State.TRUE:
            return Answer(sure(is_true(as_truth(operand))))
        case State.FALSE:
            return Answer(sure(is_false(as_truth(operand))))


def _implication(left: Truth, right: Truth) -> Truth:
    return disjunction(contrary(left), right)


_CONNECTIVES: Mapping[Logic, Callable[[Truth, Truth], Truth]] = MappingProxyType(
    {Logic.AND: conjunction, Logic.OR: disjunction, Logic.XOR: exclusive, Logic.IMPLIES: _implication}
)


def _logical(node: ir.Logical, lowering: Lowering) -> Lowered:
    """An operand that settles the answer is all that was looked at."""
    left, right = lowering.lower(node.left), lowering.lower(node.right)
    mine, theirs = as_truth(left.symbol), as_truth(right.symbol)
    settles = _SETTLING[node.operator]
    by_left, by_right = settles[0](mine), settles[1](theirs)
    partial = pick(by_left, left.partial, pick(by_right, right.partial, either(left.partial, right.partial)))
    return Lowered(_CONNECTIVES[node.operator](mine, theirs), partial)


def _never(_: Truth) -> BoolRef:
    return FALSE


_SETTLING: Mapping[Logic, tuple[Callable[[Truth], BoolRef], Callable[[Truth], BoolRef]]] = MappingProxyType(
    {
        Logic.AND: (is_false, is_false),
        Logic.OR: (is_true, is_true),
        Logic.XOR: (_never, _never),
        Logic.IMPLIES: (is_false, is_true),
    }
)
"""For each connective: whether the left, or the right, settles it alone."""


def _filter(node: ir.Filter, lowering: Lowering) -> Lowered:
    """An item whose condition is unknown stays in the list as that unknown: it may be there or not."""
    source = lowering.lower(node.source)
    slots: list[Slot] = []
    partial = [source.partial]
    for there, item in items_of(source.symbol):
        condition = lowering.of_item(node.alias, item).lower(node.condition)
        holds = as_truth(condition.symbol)
        kept, maybe = is_true(holds), both(negate(holds.known), holds.blamed)
        slots.append(Slot(there=both(there, either(kept, maybe)), item=unknown_where(maybe, TRUE, item)))
        partial.append(both(there, condition.partial))
    found = Several(known=source.symbol.known, blamed=source.symbol.blamed, slots=tuple(slots))
    return Lowered(found, either(*partial))


def _choice(node: ir.Choice, lowering: Lowering) -> Lowered:
    """The first branch that holds; after one that may hold, also those behind it, in case all agree."""
    comparand = None if node.comparand is None else lowering.lower(node.comparand)
    partial = [] if comparand is None else [comparand.partial]
    reached, taken = TRUE, list[_Taken]()
    for branch in node.branches:
        when, then = lowering.lower(branch.when), lowering.lower(branch.then)
        holds = as_truth(when.symbol) if comparand is None else _matching(node, comparand, branch, when, lowering.desk)
        doubtful = both(reached, negate(holds.known), holds.blamed)
        taken.append(_Taken(either(both(reached, is_true(holds)), doubtful), doubtful, then.symbol))
        partial += [both(reached, when.partial), both(taken[-1].where, then.partial)]
        reached = both(reached, negate(is_true(holds)))
    otherwise = lowering.lower(node.otherwise)
    taken.append(_Taken(reached, FALSE, otherwise.symbol))
    return Lowered(_agreed(node, taken), either(*partial, both(reached, otherwise.partial)))


@dataclass(frozen=True, slots=True)
class _Taken:
    """A result of a choice: where it is one, and where it is in doubt whether its branch holds."""

    where: BoolRef
    doubtful: BoolRef
    result: Symbol


def _matching(node: ir.Choice, comparand: Lowered, branch: ir.Branch, when: Lowered, desk: Desk) -> Truth:
    """Whether the branch is the one; where the precision of dates leaves that open, a doubt for whoever recorded it."""
    assert node.comparand is not None  # noqa: S101 - the caller has lowered it
    truth = matches((node.comparand, comparand.symbol), (branch.when, when.symbol), desk)
    imprecise = both(is_null(truth), all_known(comparand.symbol, when.symbol), either(comparand.partial, when.partial))
    return Truth(known=truth.known, blamed=either(truth.blamed, imprecise), holds=truth.holds)


def _agreed(node: ir.Choice, taken: list[_Taken]) -> Symbol:
    """The result; where it is in doubt which branch holds, what all of them agree on, or unknown."""
    first: Symbol = null(node.type)
    for each in reversed(taken):
        first = choose(each.where, each.result, first)
    doubt = either(*(each.doubtful for each in taken))
    if doubt.eq(FALSE):
        return first
    alike = both(first.known, *(implies(each.where, equal_symbols(each.result, first)) for each in taken))
    return unknown_where(both(doubt, negate(alike)), TRUE, first)


RULES: Mapping[type[Node], Rule] = MappingProxyType(
    {
        ir.Literal: _literal,
        ir.Fact: _fact,
        ir.Item: _item,
        ir.Property: _property,
        ir.Logical: _logical,
        ir.Choice: _choice,
        ir.Filter: _filter,
    }
)
"""The shapes that are more than a law of their operands. A test holds both tables to the closed family."""

LAWS: Mapping[type[Node], Law] = MappingProxyType(
    {
        ir.ListOf: list_of,
        ir.IntervalOf: interval_of,
        ir.Not: _not,
        ir.Comparison: comparison,
        ir.Between: between,
        ir.Is: _is,
        ir.Membership: membership,
        ir.Inclusion: inclusion,
        ir.Boundary: boundary,
        ir.Timing: timing,
        ir.Shift: shift,
        ir.TimeBetween: time_between,
        ir.Arithmetic: arithmetic,
        ir.Negation: negation,
        ir.Absolute: absolute,
        ir.Convert: convert,
        ir.Widen: widen,
        ir.ExtremeOf: extreme,
        ir.Coalesce: coalesce,
        ir.Exists: exists,
        ir.Count: count,
        ir.Quantified: quantified,
    }
)
"""What each operator makes of the symbols of its operands."""
