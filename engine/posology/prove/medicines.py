"""The medication list of a patient of whom nothing is decided: a bounded number of medicines, each of any kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from z3 import And, ArithRef, Bool, BoolRef, BoolVal, If, Implies, Int, IntVal, ModelRef, Not, Or

from posology.ir.protocol import Protocol
from posology.knowledge.element import Element
from posology.prove.kinds import MEDICATIONS, Kind, asks_for_medications, class_in_record, conditions_of
from posology.prove.patient import Laid, SymbolicPatient
from posology.prove.symbols import Day, Row, Several, Slot, Symbol, Truth, Word
from posology.prove.witnessing import day_in_record, holds, whole
from posology.values.numerals import count_in_words

TAKEN_TOGETHER: Final = 2
"""Each hold concerns one medicine and is as strict as the strictest; what is taken together takes two."""

ONGOING: Final = "ongoing"
PRIMARY_PREVENTION: Final = "primary-prevention"
SOMEBODY: Final = "Dr Example"
NO_TEXT: Final = "word "
"""How a text begins that nothing in the protocol asks about: see `posology.prove.words`."""

MADE: Final = frozenset({"drug", "last_dose", "ongoing", "class", "classes", "class.is", "class.by", "class.date"})
"""The fields that follow from the kind of the drug, or that are made of several written ones."""


def bound_of(protocol: Protocol) -> tuple[int, str]:
    """How many medicines a list is looked at with at most, and why as many are enough, in words."""
    queries = sum(asks_for_medications(each) for each in conditions_of(protocol))
    bound = TAKEN_TOGETHER + queries
    more = "" if not queries else f", and one for each of the {count_in_words(queries)} questions to the list"
    return bound, (
        f"at most {count_in_words(bound)} medicines at once: two that are taken together{more}; a longer list is judged"
        " as strictly as its strictest medicine, or its strictest two"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolicMedicine:
    """One place of the list: whether a medicine is there, of which kind, and what is recorded of it.

    `last_dose` is not known while it is `ongoing`, nor where nobody recorded it. `tapered` is whether a taper is
    recorded.
    """

    index: int
    there: BoolRef
    kind: ArithRef
    kinds: tuple[Kind, ...]
    ongoing: BoolRef
    last_dose: Day
    started: Day
    tapered: BoolRef
    taper_ends: Day
    primary_prevention: BoolRef
    row: Row

    def is_one_of(self, wanted: Callable[[Kind], bool]) -> BoolRef:
        """Whether the drug is of a kind of which that holds."""
        return Or(*(self.kind == number for number, each in enumerate(self.kinds) if wanted(each)))

    @property
    def undated(self) -> BoolRef:
        """Whether it is not taken any more, as far as is known, and nobody recorded the last dose."""
        return And(Not(self.ongoing), Not(self.last_dose.known))


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolicMedicines:
    """The whole list; `recorded` is whether anybody wrote it down at all."""

    recorded: BoolRef
    medicines: tuple[SymbolicMedicine, ...]
    laid: Laid


def lay_medicines(patient: SymbolicPatient, kinds: tuple[Kind, ...], bound: int) -> SymbolicMedicines:
    """The medicines of the patient, of these kinds and no more than so many, laid into the record for conditions."""
    element = patient.dictionary.elements[MEDICATIONS]
    recorded = Bool(f"{patient.name}!{MEDICATIONS}?")
    maker = _Maker(patient, element, kinds)
    medicines: list[SymbolicMedicine] = []
    for index in range(bound):
        medicines.append(maker.make(index))
        if index:
            patient.desk.require(Implies(medicines[index].there, medicines[index - 1].there))
    slots = tuple(Slot(there=each.there, item=each.row) for each in medicines)
    laid = Laid(
        symbol=Several(known=recorded, blamed=Not(recorded), slots=slots),
        written=_Writer(recorded, tuple(medicines), maker).write,
        smaller=tuple(smaller for each in reversed(medicines) for smaller in (Not(each.there), *maker.plain(each))),
    )
    patient.lay(MEDICATIONS, laid)
    return SymbolicMedicines(recorded=recorded, medicines=tuple(medicines), laid=laid)


@dataclass(frozen=True, slots=True)
class _Maker:
    """What the medicines of one patient share."""

    patient: SymbolicPatient
    element: Element
    kinds: tuple[Kind, ...]

    def make(self, index: int) -> SymbolicMedicine:
        name = f"{self.patient.name}!{MEDICATIONS}[{index}]"
        kind = Int(f"{name}.kind")
        self.patient.desk.require(And(kind >= 0, kind < len(self.kinds)))
        fields = {each.path: self._field(each, name) for each in self.element.written_fields if each.path not in MADE}
        self._keep_routes(kind, fields["route"])
        mentioned, ongoing = Bool(f"{name}.last_dose?"), And(Bool(f"{name}.last_dose?"), Bool(f"{name}.{ONGOING}"))
        last_dose = self._last_dose(name, And(mentioned, Not(ongoing)))
        ends, started, indication = fields["taper.ends"], fields["started"], fields["indication"]
        assert isinstance(ends, Day) and isinstance(started, Day) and isinstance(indication, Word)  # noqa: S101, PT018 - as the dictionary has them
        self.patient.desk.require(Implies(And(last_dose.known, started.known), last_dose.latest >= started.earliest))
        primary = indication.number == self.patient.desk.words.number(PRIMARY_PREVENTION)
        made = self._made(kind, mentioned, ongoing, last_dose)
        return SymbolicMedicine(
            index=index,
            there=Bool(f"{name}!"),
            kind=kind,
            kinds=self.kinds,
            ongoing=ongoing,
            last_dose=last_dose,
            started=started,
            tapered=ends.known,
            taper_ends=ends,
            primary_prevention=And(indication.known, primary),
            row=Row(known=BoolVal(True), blamed=BoolVal(False), fields=MappingProxyType({**fields, **made})),
        )

    def plain(self, medicine: SymbolicMedicine) -> list[BoolRef]:
        """What an ordinary entry has none of, one thing after the other."""
        unusual = [each for path, each in medicine.row.fields.items() if path not in MADE and path != "route"]
        exact = Implies(medicine.last_dose.known, medicine.last_dose.precision == 0)
        return [*(Not(each.known) for each in unusual), exact]

    def _field(self, field: Element, name: str) -> Symbol:
        """One written field. The parts of a group, such as a taper, are recorded together or not at all."""
        group, dot, _ = field.path.rpartition(".")
        known = Bool(f"{name}.{group if dot else field.path}?")
        return self.patient.recorder.symbol(field, f"{name}.{field.path}", known)

    def _last_dose(self, name: str, known: BoolRef) -> Day:
        field = next(each for each in self.element.fields if each.path == "last_dose")
        made = self.patient.recorder.symbol(field, f"{name}.last_dose", known)
        assert isinstance(made, Day)  # noqa: S101 - as the dictionary has it
        return made

    def _keep_routes(self, kind: ArithRef, route: Symbol) -> None:
        """A kind that turns on its route is given by one of its routes, or by none that is recorded."""
        assert isinstance(route, Word)  # noqa: S101 - as the dictionary has it
        words, require = self.patient.desk.words, self.patient.desk.require
        for routes in dict.fromkeys(each.routes for each in self.kinds):
            if routes is None:
                continue
            allowed = And(route.known, Or(*(route.number == words.number(each) for each in routes)))
            of_them = Or(*(kind == number for number, each in enumerate(self.kinds) if each.routes == routes))
            require(Implies(of_them, allowed if routes else Not(route.known)))

    def _made(self, kind: ArithRef, mentioned: BoolRef, ongoing: BoolRef, last_dose: Day) -> dict[str, Symbol]:
        """What the engine makes of the entry for conditions to see."""
        as_of = self.patient.as_of
        seen = replace(
            last_dose,
            known=mentioned,
            blamed=Not(mentioned),
            earliest=If(ongoing, as_of, last_dose.earliest),
            latest=If(ongoing, as_of, last_dose.latest),
            precision=If(ongoing, IntVal(0), last_dose.precision),
        )
        classified = (
            BoolVal(False)
            if not any(each.classified for each in self.kinds)
            else self._among(kind, lambda each: each.classified is not None)
        )
        is_single = self._among(kind, lambda each: class_in_record(each) is not None)
        return {
            "drug": self._word(kind, lambda each: each.drug, BoolVal(True)),
            "last_dose": seen,
            ONGOING: Truth(known=mentioned, blamed=Not(mentioned), holds=ongoing),
            "class": self._word(kind, class_in_record, is_single),
            "classes": self._classes(kind),
            "class.is": self._word(kind, lambda each: each.classified, classified),
            "class.by": self._word(kind, lambda _: SOMEBODY, classified),
            "class.date": Day(
                known=classified, blamed=Not(classified), earliest=as_of, latest=as_of, precision=IntVal(0)
            ),
        }

    def _among(self, kind: ArithRef, wanted: Callable[[Kind], bool]) -> BoolRef:
        return Or(*(kind == number for number, each in enumerate(self.kinds) if wanted(each)))

    def _word(self, kind: ArithRef, of: Callable[[Kind], str | None], known: BoolRef) -> Word:
        """A word that follows from the kind."""
        number: ArithRef = IntVal(0)
        by_word: dict[str, list[int]] = {}
        for index, each in enumerate(self.kinds):
            word = of(each)
            if word is not None:
                by_word.setdefault(word, []).append(index)
        for word, indexes in by_word.items():
            of_them = Or(*(kind == index for index in indexes))
            number = If(of_them, IntVal(self.patient.desk.words.number(word)), number)
        return Word(known=known, blamed=Not(known), number=number)

    def _classes(self, kind: ArithRef) -> Several:
        known = Not(self._among(kind, lambda each: each.unclassified))
        slots: list[Slot] = []
        for each in dict.fromkeys(name for one in self.kinds for name in one.classes):
            number = IntVal(self.patient.desk.words.number(each))
            word = Word(known=BoolVal(True), blamed=BoolVal(False), number=number)
            slots.append(Slot(there=self._among(kind, _has(each)), item=word))
        return Several(known=known, blamed=Not(known), slots=tuple(slots))


def _has(drug_class: str) -> Callable[[Kind], bool]:
    return lambda kind: drug_class in kind.classes


@dataclass(frozen=True, slots=True)
class _Writer:
    """The list as a record has it, in a model."""

    recorded: BoolRef
    medicines: Sequence[SymbolicMedicine]
    maker: _Maker

    def write(self, model: ModelRef) -> list[dict[str, object]] | None:
        """The entries; None where nobody recorded the list."""
        if not holds(model, self.recorded):
            return None
        return [self._entry(each, model) for each in self.medicines if holds(model, each.there)]

    def _entry(self, medicine: SymbolicMedicine, model: ModelRef) -> dict[str, object]:
        kind = medicine.kinds[whole(model, medicine.kind)]
        entry: dict[str, object] = {"drug": kind.drug}
        if holds(model, medicine.ongoing):
            entry["last_dose"] = ONGOING
        elif holds(model, medicine.last_dose.known):
            entry["last_dose"] = day_in_record(model, medicine.last_dose)
        for field in self.maker.element.written_fields:
            symbol = medicine.row.fields.get(field.path)
            if field.path not in MADE and symbol is not None and holds(model, symbol.known):
                _lay(entry, field.path, self._written(field, symbol, model))
        if kind.classified is not None:
            today = date.fromordinal(whole(model, self.maker.patient.as_of))
            entry["class"] = {"is": kind.classified, "by": SOMEBODY, "date": today.isoformat()}
        return {path: each for path, each in entry.items() if each is not None}

    def _written(self, field: Element, symbol: Symbol, model: ModelRef) -> object:
        match symbol:
            case Day():
                return day_in_record(model, symbol)
            case Word() if field.options:
                number = self.maker.patient.desk.words.number
                of_number = {number(each): each for each in field.options}
                return of_number[whole(model, symbol.number)]
            case Word() if field.path in {"rxnorm", "atc"}:
                return None  # a code that nobody gave: the name alone says what the drug is
            case Word():
                text = self.maker.patient.desk.words.text(whole(model, symbol.number))
                return SOMEBODY if text.startswith(NO_TEXT) else text
            case _:
                message = f"an entry has no {type(symbol).__name__}"
                raise TypeError(message)


def _lay(entry: dict[str, object], path: str, value: object) -> None:
    """Puts a field into the entry, within its group where it has one."""
    group, dot, name = path.rpartition(".")
    if not dot:
        entry[name] = value
        return
    inner = entry.setdefault(group, {})
    if isinstance(inner, dict):
        inner[name] = value
