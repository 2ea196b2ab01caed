"""What a record may say under one element of the dictionary, as a symbol: everything that intake would take in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import assert_never

from z3 import And, ArithRef, Bool, BoolRef, BoolVal, Implies, Int, IntVal, IsInt, Not, Or, Real, RealVal, ToReal

from posology.knowledge.element import Element, ElementKind, Range, Time
from posology.prove.desk import Desk
from posology.prove.symbols import Day, Number, Row, Several, Slot, Symbol, Truth, Word

FIRST_DAY, LAST_DAY = date(1850, 1, 1).toordinal(), date(2150, 12, 31).toordinal()
"""Recorded dates are looked for between these: nobody alive was born before, and no plan reaches beyond."""

RECENT = 1096
"""A date of a witness lies within so many days before the day of judging, where it may as well."""

UNSAID = 1000
"""Texts of such a number or a higher one are those that no protocol names."""

MOST_OPTIONS = 24
"""A list of words with so many options or fewer has a place for each of them; of more, only as many as the bound."""


@dataclass(slots=True)
class Recorder:
    """Makes the symbols of one patient's record. `as_of` is the day of judging.

    `wishes` are what an ordinary record has, such as whole numbers: no fact of a patient, and asked for only in order
    to print a witness that is easily read. `dated` are all dates, `birth` the one before which none of them lies.
    """

    desk: Desk
    as_of: ArithRef
    birth_path: str | None
    ordered: frozenset[str] = frozenset()
    wishes: list[BoolRef] = field(default_factory=list[BoolRef])
    dated: list[Day] = field(default_factory=list[Day])
    birth: Day | None = None

    def symbol(self, element: Element, name: str, known: BoolRef | None = None) -> Symbol:  # noqa: PLR0911 - one for each kind
        """The symbol of an element; `known` is free where it is not given."""
        recorded = Bool(f"{name}?") if known is None else known
        match element.kind:
            case ElementKind.BOOLEAN:
                return Truth(known=recorded, blamed=Not(recorded), holds=Bool(name))
            case ElementKind.INTEGER:
                return self._number(element, ToReal(Int(name)), recorded)
            case ElementKind.DECIMAL | ElementKind.QUANTITY:
                self.wishes.append(IsInt(Real(name)))
                return self._number(element, Real(name), recorded)
            case ElementKind.TEXT:
                return self.word(name, recorded, ())
            case ElementKind.CODE:
                return self.word(name, recorded, [each for each in element.options if each not in element.not_known])
            case ElementKind.DATE:
                return self._date(element, name, recorded)
            case ElementKind.CODES:
                return self._words(element, name, recorded)
            case ElementKind.RECORDS:
                return self._records(element, name, recorded)
            case _:
                assert_never(element.kind)

    def _number(self, element: Element, amount: ArithRef, known: BoolRef) -> Number:
        self._keep_within(element.hard, amount)
        self.wishes += [] if element.plausible is None else [_is_within(element.plausible, amount)]
        return Number(known=known, blamed=Not(known), low=amount, high=amount)

    def _keep_within(self, allowed: Range | None, amount: ArithRef) -> None:
        if allowed is not None:
            self.desk.require(_is_within(allowed, amount))

    def word(self, name: str, known: BoolRef, options: Iterable[str]) -> Word:
        """A text, one of the options where there are any."""
        number = Int(name)
        numbers = [self.desk.words.number(each) for each in options]
        self.desk.require(Or(*(number == each for each in numbers)) if numbers else number >= 0)
        self.wishes += [] if numbers else [number >= UNSAID]
        return Word(known=known, blamed=Not(known), number=number)

    def _date(self, element: Element, name: str, known: BoolRef) -> Day:
        day = self.date(name, known, element.time)
        if element.whole_day:
            self.desk.require(day.precision == 0)
        if element.hard is not None:
            self.desk.require(day.latest >= self.as_of - (int(element.hard.highest) + 1) * 366)
            self.desk.require(day.earliest <= self.as_of - int(element.hard.lowest) * 365)
        if element.plausible is not None:
            self.wishes.append(day.latest >= self.as_of - int(element.plausible.highest) * 365)
            self.wishes.append(day.earliest <= self.as_of - int(element.plausible.lowest) * 366)
        if element.hard is None:
            self.wishes.append(day.earliest >= self.as_of - RECENT)
        if name.rpartition("!")[2] == self.birth_path:
            self._be_born(day)
        return day

    def date(self, name: str, known: BoolRef, time: Time) -> Day:
        """A date as precise as it may be, not before the birth; one that must be past begins by the day of judging."""
        earliest, latest, precision = (Int(f"{name}.{each}") for each in ("earliest", "latest", "precision"))
        day = Day(known=known, blamed=Not(known), earliest=earliest, latest=latest, precision=precision)
        self.desk.calendar.is_written(day)
        self.desk.require(And(day.earliest >= FIRST_DAY, day.latest <= LAST_DAY))
        if time is Time.PAST:
            self.desk.require(day.earliest <= self.as_of)
        if self.birth is not None:
            self.desk.require(_is_not_before(self.birth, day))
        self.dated.append(day)
        return day

    def _be_born(self, birth: Day) -> None:
        self.birth = birth
        for each in self.dated:
            self.desk.require(_is_not_before(birth, each))

    def _words(self, element: Element, name: str, known: BoolRef) -> Several:
        """A list of distinct words: which of the options are on it, in their order, where their order asks nothing."""
        options = [each for each in element.options if each not in element.not_known]
        if options and len(options) <= MOST_OPTIONS and element.path not in self.ordered:
            slots = tuple(
                Slot(there=Bool(f"{name}[{each}]"), item=_literal(self.desk.words.number(each))) for each in options
            )
            return Several(known=known, blamed=Not(known), slots=slots)
        places = len(options) if options and len(options) <= MOST_OPTIONS else self.desk.bound
        items = [self.word(f"{name}[{index}]", BoolVal(True), options) for index in range(places)]
        slots = self._in_a_row(name, items)
        for index, item in enumerate(items):
            others = [other.number != item.number for other in items[:index]]
            self.desk.require(Implies(slots[index].there, And(*others)))
        return Several(known=known, blamed=Not(known), slots=slots)

    def _records(self, element: Element, name: str, known: BoolRef) -> Several:
        items = [self._row(element, f"{name}[{index}]") for index in range(self.desk.bound)]
        return Several(known=known, blamed=Not(known), slots=self._in_a_row(name, items))

    def _in_a_row(self, name: str, items: Iterable[Symbol]) -> tuple[Slot, ...]:
        """Places of which each is filled before the next."""
        slots: list[Slot] = []
        for index, item in enumerate(items):
            there = Bool(f"{name}[{index}]!")
            if slots:
                self.desk.require(Implies(there, slots[-1].there))
            slots.append(Slot(there=there, item=item))
        return tuple(slots)

    def _row(self, element: Element, name: str) -> Row:
        fields: dict[str, Symbol] = {}
        for each in element.written_fields:
            fields[each.path] = self.symbol(each, f"{name}.{each.path}", BoolVal(True) if each.required else None)
        for each in element.written_fields:
            later = None if each.not_after is None else fields.get(each.not_after)
            earlier = fields[each.path]
            if isinstance(earlier, Day) and isinstance(later, Day):
                self.desk.require(_is_not_before(earlier, later))
        return Row(known=BoolVal(True), blamed=BoolVal(False), fields=MappingProxyType(fields))


def aspects(recorder: Recorder, element: Element, name: str, value: Symbol) -> Mapping[str, Symbol]:
    """What stands beside a measured value: its date, its source and its method, none of them without the value."""
    dated, sourced, obtained = (And(value.known, Bool(f"{name}.{each}?")) for each in ("date", "source", "method"))
    found: dict[str, Symbol] = {
        "date": recorder.date(f"{name}.date", dated, Time.PAST),
        "source": recorder.word(f"{name}.source", sourced, ()),
    }
    if element.methods:
        found["method"] = recorder.word(f"{name}.method", obtained, element.methods)
    return found


def _is_within(allowed: Range, amount: ArithRef) -> BoolRef:
    return And(amount >= RealVal(str(allowed.lowest)), amount <= RealVal(str(allowed.highest)))


def _is_not_before(earlier: Day, later: Day) -> BoolRef:
    """Intake refuses only what certainly lies the wrong way round."""
    return Implies(And(earlier.known, later.known), later.latest >= earlier.earliest)


def _literal(number: int) -> Word:
    return Word(known=BoolVal(True), blamed=BoolVal(False), number=IntVal(number))
