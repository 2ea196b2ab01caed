"""Two patients of whom one is known better: nothing that was known is otherwise, and something more is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from z3 import And, BoolRef, Implies

from posology.ir.nodes import Item, Literal, Node, Shift, TimeBetween
from posology.ir.walk import walk
from posology.prove.expression import lower
from posology.prove.patient import SymbolicPatient, numbers_of
from posology.prove.symbols import Day, Number, Row, Several, Slot, Symbol, Truth

DECIDED = ("agreement.", "taper.")
"""What somebody decides: no fact that was there before it was recorded."""


def learns(
    less: SymbolicPatient, more: SymbolicPatient, *, only: str | None = None, never: Iterable[str] = ()
) -> BoolRef:
    """That `more` is the same patient, of whom as much or more is recorded.

    A missing value becomes any, a date that is known in part becomes one within it, and a recorded list keeps its
    entries. With `only`, nothing else is learnt than that element and what stands beside it; what is in `never` stays
    as it is.
    """
    fixed = frozenset(never)
    return And(*_learnt(less, more, only, fixed))


def _learnt(less: SymbolicPatient, more: SymbolicPatient, only: str | None, fixed: frozenset[str]) -> Iterator[BoolRef]:
    for path, before in tuple(less.values.items()):
        after = more.values.get(path)
        if after is None or after is before:
            continue
        element = path if path in less.read or path in less.laid else path.rpartition(".")[0]
        same = element in fixed or (only is not None and element != only)
        yield is_same(before, after) if same else becomes(before, after)


def narrower_later(less: SymbolicPatient, more: SymbolicPatient, conditions: Iterable[Node]) -> BoolRef:
    """That what is reckoned from a date known better is known better too, as the calendar has it.

    A date that is moved lies within the one that a less precise date is moved to, and as many units pass from or to it
    as might have passed. The solver need not go through the months to find that.
    """
    every = dict.fromkeys(each for condition in conditions for each in walk(condition))
    reckoned = (each for each in every if _is_reckoned(each) and not any(isinstance(one, Item) for one in walk(each)))
    return And(
        *(_narrows(lower(each, less.lookup, less.desk), lower(each, more.lookup, more.desk)) for each in reckoned)
    )


def _is_reckoned(node: Node) -> bool:
    """Whether only the dates in it may be known better: its other parts are written out."""
    if isinstance(node, Shift):
        return isinstance(node.duration, Literal)
    return isinstance(node, TimeBetween)


def _narrows(before: Symbol, after: Symbol) -> BoolRef:
    if isinstance(before, Number) and isinstance(after, Number):
        narrower = And(after.low >= before.low, after.high <= before.high)
        return Implies(before.known, And(after.known, narrower))
    return becomes(before, after)


def becomes(before: Symbol, after: Symbol) -> BoolRef:
    """That what was known still is, perhaps more precisely; what was not may be known now."""
    match before, after:
        case Day(), Day():
            narrower = And(
                after.earliest >= before.earliest, after.latest <= before.latest, after.precision <= before.precision
            )
            return Implies(before.known, And(after.known, narrower))
        case Several(), Several():
            return Implies(before.known, And(after.known, *_slots(before.slots, after.slots)))
        case Row(), Row():
            return And(*_fields(before, after))
        case _:
            return Implies(before.known, is_same(before, after))


def _fields(before: Row, after: Row) -> Iterator[BoolRef]:
    for name, each in before.fields.items():
        if name.startswith(DECIDED):
            yield is_same(each, after.fields[name])
        else:
            yield becomes(each, after.fields[name])


def _slots(before: tuple[Slot, ...], after: tuple[Slot, ...]) -> Iterator[BoolRef]:
    for one, other in zip(before, after, strict=True):
        yield one.there == other.there
        yield Implies(one.there, becomes(one.item, other.item))


def is_same(before: Symbol, after: Symbol) -> BoolRef:
    """That both are known, with one value, or neither is."""
    return And(before.known == after.known, Implies(before.known, _is_equal(before, after)))


def _is_equal(before: Symbol, after: Symbol) -> BoolRef:
    match before, after:
        case Several(), Several():
            return And(*(_is_same_slot(one, other) for one, other in zip(before.slots, after.slots, strict=True)))
        case Row(), Row():
            return And(*(is_same(each, after.fields[name]) for name, each in before.fields.items()))
        case Truth(), Truth():
            return before.holds == after.holds
        case _:
            return And(*(one == other for one, other in zip(numbers_of(before), numbers_of(after), strict=True)))


def _is_same_slot(one: Slot, other: Slot) -> BoolRef:
    return And(one.there == other.there, Implies(one.there, is_same(one.item, other.item)))
