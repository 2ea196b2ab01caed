"""The targets of steps held against each other: which two may give the same one, and which are alternatives."""

from __future__ import annotations

from collections.abc import Iterator

from z3 import BoolRef, is_false

from posology.ir.plan import NamedTargets, OneTarget, RequestedTargets, Step
from posology.ir.protocol import Protocol
from posology.prove.expression_terms import FALSE, TRUE, both, either, same, whole
from posology.prove.patient import SymbolicPatient
from posology.prove.plan import SymbolicStep
from posology.prove.symbols import Row, Several, Word


def alternatives(protocol: Protocol) -> tuple[tuple[Step, ...], ...]:
    """Families of steps that give the same targets, each on a condition, so that each patient is meant to have one."""
    families: list[list[Step]] = []
    for step in protocol.steps:
        if step.when is None:
            continue
        family = next((each for each in families if (each[0].site, each[0].targets) == (step.site, step.targets)), None)
        if family is None:
            families.append([step])
        else:
            family.append(step)
    return tuple(tuple(each) for each in families if len(each) > 1)


def common_targets(one: SymbolicStep, other: SymbolicStep, patient: SymbolicPatient) -> BoolRef | None:
    """Whether some target of the one is one of the other; None where that cannot be."""
    first, second = one.step.targets, other.step.targets
    if one.step.site != other.step.site:
        return None
    if isinstance(first, RequestedTargets) and first == second:
        return either(*one.targets)
    if isinstance(first, RequestedTargets) or isinstance(second, RequestedTargets):
        pairs = [
            both(there, also, same(place.number, beside.number))
            for there, place in _places(one, patient)
            for also, beside in _places(other, patient)
        ]
        common = either(*pairs)
        return None if is_false(common) else common
    return TRUE if _names(first) & _names(second) else None


def _names(targets: NamedTargets | OneTarget | RequestedTargets) -> frozenset[str]:
    """The targets as a record would name them: `L4-L5`, `left L4-L5`."""
    match targets:
        case NamedTargets(joints=joints, sides=sides):
            return frozenset(f"{side} {joint}".strip() for joint in joints for side in (sides or ("",)))
        case OneTarget(place=place):
            return frozenset({place})
        case RequestedTargets():
            return frozenset()


def _places(judged: SymbolicStep, patient: SymbolicPatient) -> Iterator[tuple[BoolRef, Word]]:
    """Each place of the step as a word, and whether it is there."""
    targets = judged.step.targets
    if isinstance(targets, RequestedTargets):
        asked = patient.lookup(targets.element)
        for slot in asked.slots if isinstance(asked, Several) else ():
            item = slot.item.fields.get(targets.field) if isinstance(slot.item, Row) else slot.item
            if isinstance(item, Word):
                yield both(slot.there, item.known), item
        return
    for name in sorted(_names(targets)):
        number = whole(patient.desk.words.number(name))
        yield TRUE, Word(known=TRUE, blamed=FALSE, number=number)
