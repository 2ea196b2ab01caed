"""From a model of the solver to a witness: the smallest record that shows it, as intake reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never, cast

from z3 import And, ArithRef, BoolRef, ModelRef, Not, Q, is_true

from posology.knowledge.element import ASPECTS, Element, ElementKind, Time
from posology.prove.desk import Desk
from posology.prove.patient import SymbolicPatient, numbers_of
from posology.prove.symbols import Day, Number, Row, Several, Slot, Symbol, Truth, Word
from posology.results.witness import Witness
from posology.values.quantity import MOST_DIGITS

NAME = "witness"


def witness_of(model: ModelRef, patient: SymbolicPatient) -> Witness | None:
    """The patient of the model; None where a number of it has no finite decimal, so that no record can say it."""
    record: dict[str, Any] = {}
    for path, element in patient.read.items():
        value = _written(model, element, patient.values[path], patient.desk)
        if value is None:
            continue
        if isinstance(value, _NotFinite):
            return None
        beside = _aspects(model, path, patient)
        _lay(record, path, {"value": value, **beside} if beside else value)
    for path, laid in patient.laid.items():
        listed = laid.written(model)
        if listed is not None:
            _lay(record, path, listed)
    _fill(record, patient)
    return Witness(record=record, as_of=_day(model, patient.as_of), procedure_date=_day(model, patient.day))


def smaller(patient: SymbolicPatient) -> Iterator[BoolRef]:
    """That one thing less is recorded, for each thing that may be, the largest first."""
    for laid in patient.laid.values():
        yield from laid.smaller
    for path in (*reversed(patient.read), *(f"{path}.{each}" for path in patient.read for each in reversed(ASPECTS))):
        symbol = patient.values.get(path)
        if symbol is not None:
            yield Not(symbol.known)
            yield from _shorter(symbol)


def _shorter(symbol: Symbol) -> Iterator[BoolRef]:
    if not isinstance(symbol, Several):
        return
    for slot in reversed(symbol.slots):
        yield Not(slot.there)
        if isinstance(slot.item, Row):
            yield from (Not(each.known) for each in slot.item.fields.values())


def ordinary(patient: SymbolicPatient) -> Iterator[BoolRef]:
    """What an ordinary record has: dates known to the day, whole numbers, plausible values."""
    yield from patient.recorder.wishes
    yield from (each.precision == 0 for each in patient.recorder.dated)


class _NotFinite:
    """A number that no decimal writes down."""


def _written(model: ModelRef, element: Element, symbol: Symbol, desk: Desk) -> object:
    """What a record says of the element; None where it says nothing."""
    if not holds(model, symbol.known):
        return None
    match symbol:
        case Truth():
            return holds(model, symbol.holds)
        case Number():
            return _number(element, fraction(model, symbol.low))
        case Word():
            return desk.words.text(whole(model, symbol.number))
        case Day():
            return day_in_record(model, symbol)
        case Several():
            there = [slot.item for slot in symbol.slots if holds(model, slot.there)]
            return [
                _row(model, element, each, desk) if isinstance(each, Row) else _written(model, element, each, desk)
                for each in there
            ]
        case _:
            message = f"a record has no {type(symbol).__name__}"
            raise TypeError(message)


def _row(model: ModelRef, element: Element, row: Row, desk: Desk) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for each in element.written_fields:
        value = _written(model, each, row.fields[each.path], desk)
        if value is not None:
            _lay(found, each.path, value)
    return found


def _number(element: Element, number: Fraction) -> object:
    if element.kind is ElementKind.INTEGER:
        return int(number)
    decimal = finite_decimal(number)
    if decimal is None:
        return _NotFinite()
    return f"{decimal:f} {element.unit}" if element.kind is ElementKind.QUANTITY else decimal


def finite_decimal(number: Fraction) -> Decimal | None:
    """The exact decimal with as many digits as a record may write; None where there is none."""
    for digits in range(MOST_DIGITS):
        scaled = number * 10**digits
        if scaled.denominator == 1:
            return Decimal(scaled.numerator).scaleb(-digits) if len(str(abs(scaled.numerator))) <= MOST_DIGITS else None
    return None


def _aspects(model: ModelRef, path: str, patient: SymbolicPatient) -> Mapping[str, object]:
    """What is recorded beside a measured value."""
    element, found = patient.read[path], dict[str, object]()
    for each in ASPECTS if element.measured else ():
        symbol = patient.values[f"{path}.{each}"]
        if not holds(model, symbol.known):
            continue
        if isinstance(symbol, Day):
            found[each] = day_in_record(model, symbol)
        elif isinstance(symbol, Word):
            found[each] = patient.desk.words.text(whole(model, symbol.number))
    return found


def _fill(record: dict[str, Any], patient: SymbolicPatient) -> None:
    """Adds what every record, or every group that is there, must have."""
    for path, element in patient.dictionary.elements.items():
        if element.required and _place(record, path.rpartition(".")[0]) is not None and _place(record, path) is None:
            _lay(record, path, _anything(element, patient))


def _anything(element: Element, patient: SymbolicPatient) -> object:  # noqa: PLR0911 - one return for each kind
    """A value that the element may have, where none was asked for."""
    least = Decimal(0) if element.hard is None else element.hard.lowest
    match element.kind:
        case ElementKind.BOOLEAN:
            return False
        case ElementKind.INTEGER:
            return int(least)
        case ElementKind.DECIMAL:
            return least
        case ElementKind.QUANTITY:
            return f"{least:f} {element.unit}"
        case ElementKind.TEXT:
            return NAME
        case ElementKind.CODE:
            return next(each for each in element.options if each not in element.not_known)
        case ElementKind.DATE:
            first = patient.period.last if element.time is Time.AHEAD else patient.period.first
            return first.isoformat()
        case ElementKind.CODES | ElementKind.RECORDS:
            return []
        case _:
            assert_never(element.kind)


def _place(record: Mapping[str, Any], path: str) -> object:
    """What stands at the path, None where nothing does."""
    head, _, rest = path.partition(".")
    inner = record.get(head) if head else record
    if not rest:
        return inner
    return _place(cast("Mapping[str, Any]", inner), rest) if isinstance(inner, Mapping) else None


def _lay(record: dict[str, Any], path: str, value: object) -> None:
    *groups, name = path.split(".")
    place = record
    for group in groups:
        place = place.setdefault(group, {})
    place[name] = value


def day_in_record(model: ModelRef, day: Day) -> str:
    """The date as a record has it: to the day, the month or the year."""
    return _day(model, day.earliest).isoformat()[: (10, 7, 4)[whole(model, day.precision)]]


def _day(model: ModelRef, ordinal: ArithRef) -> date:
    return date.fromordinal(whole(model, ordinal))


def holds(model: ModelRef, term: BoolRef) -> bool:
    """Whether the term is true in the model; what it leaves open is taken as it is completed."""
    return is_true(model.eval(term, model_completion=True))


def whole(model: ModelRef, term: ArithRef) -> int:
    """The whole number that the term is in the model."""
    return int(fraction(model, term))


def fraction(model: ModelRef, term: ArithRef) -> Fraction:
    """The number that the term is in the model."""
    return Fraction(str(model.eval(term, model_completion=True)))


def wishes_of(patients: Iterable[SymbolicPatient]) -> list[BoolRef]:
    """Everything that makes witnesses smaller or more ordinary, what is wanted most first."""
    every = tuple(patients)
    return [
        *(each.ordinary_days for each in every),
        *(wish for each in every for wish in smaller(each)),
        *(wish for each in every for wish in ordinary(each)),
    ]


def same_record(model: ModelRef, patient: SymbolicPatient) -> BoolRef:
    """That the patient is as in the model, in everything that is recorded there and in what is not."""
    same = [patient.as_of == whole(model, patient.as_of), patient.day == whole(model, patient.day)]
    for path, symbol in patient.values.items():
        if path in patient.read or path.rpartition(".")[0] in patient.read:
            same.append(_same(model, symbol))
    return And(*same, *(_same(model, each.symbol) for each in patient.laid.values()))


def _same(model: ModelRef, symbol: Symbol) -> BoolRef:
    if not holds(model, symbol.known):
        return Not(symbol.known)
    match symbol:
        case Truth():
            return And(symbol.known, symbol.holds if holds(model, symbol.holds) else Not(symbol.holds))
        case Several():
            return And(symbol.known, *(_same_slot(model, each) for each in symbol.slots))
        case Row():
            return And(*(_same(model, each) for each in symbol.fields.values()))
        case _:
            terms = ((each, fraction(model, each)) for each in numbers_of(symbol))
            return And(symbol.known, *(each == Q(value.numerator, value.denominator) for each, value in terms))


def _same_slot(model: ModelRef, slot: Slot) -> BoolRef:
    return And(slot.there, _same(model, slot.item)) if holds(model, slot.there) else Not(slot.there)
