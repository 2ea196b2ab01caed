"""A symbolic patient pinned to one record: every symbol as the engine took it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from z3 import And, BoolRef, IntVal, Not, Or, Q

from posology.ir.protocol import Protocol
from posology.prove.kinds import Kind, governing_rule
from posology.prove.meaning import Meaning
from posology.prove.patient import MEDICATIONS, SymbolicPatient
from posology.prove.symbols import Day, Number, Row, Several, Symbol, Truth, Word
from posology.record.facts import Facts
from posology.record.medicine import Medicine
from posology.values.dates import PartialDate, Precision
from posology.values.known import Entry, Value
from posology.values.quantity import Quantity
from posology.values.truth import Unknown

PRECISIONS = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2}


class NoRoomError(Exception):
    """The record holds what the bounded patient has no room for, such as a third medicine or a drug of no kind."""


def pinned(meaning: Meaning, facts: Facts, as_of: date, day: date) -> BoolRef:
    """That the patient of the meaning is the one of the record, in everything that was looked up."""
    patient = meaning.patient
    terms = [patient.as_of == as_of.toordinal(), patient.day == day.toordinal()]
    for path, symbol in patient.values.items():
        base = path.rpartition(".")[0]
        if path in patient.read or base in patient.read:
            terms.extend(_pinned(symbol, facts.lookup(path), patient))
    return And(*terms, *_medicines(meaning, facts))


def _pinned(symbol: Symbol, value: Value, patient: SymbolicPatient) -> Iterator[BoolRef]:
    if isinstance(value, Unknown):
        yield Not(symbol.known)
        return
    yield symbol.known
    match symbol, value:
        case Truth(), bool():
            yield symbol.holds if value else Not(symbol.holds)
        case Number(), int() | Decimal() | Quantity():
            number = Fraction(value.magnitude if isinstance(value, Quantity) else value)
            yield symbol.low == Q(number.numerator, number.denominator)
        case Word(), str():
            yield symbol.number == patient.desk.words.number(value)
        case Day(), PartialDate():
            yield symbol.earliest == value.earliest.toordinal()
            yield symbol.latest == value.latest.toordinal()
            yield symbol.precision == PRECISIONS[value.precision]
        case Several(), tuple():
            yield from _listed(symbol, value, patient)
        case Row(), Entry():
            for name, field in symbol.fields.items():
                yield from _pinned(field, value.fields[name], patient)
        case _:
            raise AssertionError((symbol, value))


def _listed(symbol: Several, items: tuple[Value, ...], patient: SymbolicPatient) -> Iterator[BoolRef]:
    fixed = [each.item.number for each in symbol.slots if isinstance(each.item, Word)]
    numbers = [patient.desk.words.number(each) for each in items if isinstance(each, str)]
    if fixed and all(isinstance(each, type(IntVal(0))) for each in fixed):
        for slot, number in zip(symbol.slots, fixed, strict=True):
            yield slot.there if any(number.eq(IntVal(each)) for each in numbers) else Not(slot.there)
        return
    if len(items) > len(symbol.slots):
        raise NoRoomError
    for index, slot in enumerate(symbol.slots):
        if index < len(items):
            yield slot.there
            yield from _pinned(slot.item, items[index], patient)
        else:
            yield Not(slot.there)


def _medicines(meaning: Meaning, facts: Facts) -> Iterator[BoolRef]:
    listed = meaning.medicines
    if facts.medicines is None:
        yield Not(listed.recorded)
        return
    yield listed.recorded
    if len(facts.medicines) > len(listed.medicines):
        raise NoRoomError
    entries = facts.lookup(MEDICATIONS)
    assert isinstance(entries, tuple)
    for index, place in enumerate(listed.medicines):
        if index >= len(facts.medicines):
            yield Not(place.there)
            continue
        medicine, entry = facts.medicines[index], entries[index]
        assert isinstance(entry, Entry)
        alike = [number for number, kind in enumerate(place.kinds) if _is_of(kind, medicine, meaning.protocol)]
        if not alike:
            raise NoRoomError
        yield place.there
        yield Or(*(place.kind == number for number in alike))
        yield place.tapered if medicine.taper else Not(place.tapered)
        named = {
            name: each for name, each in place.row.fields.items() if name not in {"drug", "class.by", "rxnorm", "atc"}
        }
        yield from _entry(named, entry, meaning.patient)
        if medicine.last_dose is not None:
            yield from _pinned(place.last_dose, medicine.last_dose, meaning.patient)


def _entry(fields: Mapping[str, Symbol], entry: Entry, patient: SymbolicPatient) -> Iterator[BoolRef]:
    for name, symbol in fields.items():
        value = entry.fields.get(name)
        if name in {"class.is", "class.date"} or value is None:
            continue
        if isinstance(symbol, Several):
            continue  # the classes follow from the kind
        yield from _pinned(symbol, value, patient)


def _is_of(kind: Kind, medicine: Medicine, protocol: Protocol) -> bool:
    """Whether the kind stands for the medicine: the protocol says the same of both, in the same order."""
    own = protocol.own_classes
    falls_under = [
        (each, name) for name, classes in medicine.classes_of_ingredients for each in (*classes, *own.get(name, ()))
    ]
    same_drug = kind.drug == medicine.drug
    rules = [each and each.id for each in kind.governed_by(protocol)]
    governing = (governing_rule(protocol, each, name) for each, name in falls_under)
    theirs = [rule.id for rule in governing if rule is not None]
    return (
        (same_drug or _is_alone(kind, protocol))
        and [each for each in rules if each] == theirs
        and kind.classes == medicine.classes
        and kind.unclassified == (medicine.unclassified is not None)
        and (kind.routes is None or (medicine.route in kind.routes if kind.routes else medicine.route is None))
    )


def _is_alone(kind: Kind, protocol: Protocol) -> bool:
    """Whether it does not matter to the protocol which drug of the kind it is."""
    together = () if protocol.together is None else protocol.together.classes
    return not set(together) & set(kind.classes)
