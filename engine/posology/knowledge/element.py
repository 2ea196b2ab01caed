"""What the data dictionary says of one thing that may be asked of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from posology.diagnostics.span import Span

AS_OF = "as_of"
"""What `becomes` of a date says for the day on which the record is judged."""

ASPECTS = ("date", "method", "source")
"""What is recorded beside the value of a measured element."""


class ElementKind(StrEnum):
    """What kind of value an element has. `codes` is a list of words or names, `records` a list of mappings."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    CODE = "code"
    DATE = "date"
    QUANTITY = "quantity"
    CODES = "codes"
    RECORDS = "records"


class Time(StrEnum):
    """Where a date may lie: `past` is never after the day of judging; `ahead` is not expected to lie before it."""

    PAST = "past"
    AHEAD = "ahead"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From the lowest to the highest, both included, in `unit`; of a date, the whole years from it to the as-of day."""

    lowest: Decimal
    highest: Decimal
    unit: str
    citation: str

    def holds(self, number: Decimal) -> bool:
        """Whether the number lies in the range."""
        return self.lowest <= number <= self.highest


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalCode:
    """A code for the element in a clinical vocabulary, with how far it was checked (`state`)."""

    system: str
    code: str
    state: str
    meaning: str


Becomes: TypeAlias = bool | int | Decimal | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of the dictionary.

    `options` are the words that a code may be; of a date, words that may stand in its place; of `codes`, empty where
    any name will do. `not_known` are those options that say that nobody knows: they are taken in as not recorded.
    `supplied_by` is who can answer the question, in words, empty where nobody in particular.
    `accepts` are further units that a quantity may be written in, converted exactly. `required` is asked of every
    record, or of every group that has other parts of it. `not_after` names a date beside it that it cannot come after.
    `derived` fields of records are made, never written. `becomes` are the values that a suggested change may give it,
    `AS_OF` among them for a date; empty where a patient and a clinician cannot change it.
    """

    path: str
    kind: ElementKind
    question: str
    supplied_by: str = ""
    unit: str | None = None
    accepts: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    not_known: tuple[str, ...] = ()
    fields: tuple[Element, ...] = ()
    required: bool = False
    derived: bool = False
    measured: bool = False
    methods: tuple[str, ...] = ()
    time: Time = Time.ANY
    whole_day: bool = False
    not_after: str | None = None
    hard: Range | None = None
    plausible: Range | None = None
    becomes: tuple[Becomes, ...] = ()
    becomes_says: str = ""
    codes: tuple[ClinicalCode, ...] = ()
    citation: str = ""
    span: Span = field(compare=False)

    @property
    def written_fields(self) -> tuple[Element, ...]:
        """The fields that a record writes."""
        return tuple(each for each in self.fields if not each.derived)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMassCheck:
    """How a weight is held against a height, to find pounds entered as kilograms.

    `ordinary` is a range of body mass index in `kg/m2` so narrow that no two values in it differ by the factor between
    pound and kilogram, with room for rounding: an ordinary weight entered in the wrong unit always leaves it. Where
    the height is not recorded, a number that would be `lightest` kg or more if it were pounds stays in question.
    `repeat` names the weight measured again by `method`, and `agreement` is the percentage that the two may differ by.
    """

    weight: str
    height: str
    repeat: str
    method: str
    ordinary: Range
    lightest: Decimal
    agreement: Decimal
    citation: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Every element by its path. `birth` is the path of the date before which nothing in a record can lie."""

    elements: Mapping[str, Element]
    body_mass: BodyMassCheck | None = None
    birth: str | None = None

    def owner(self, path: str) -> Element | None:
        """The element that a path of a record or of a reason belongs to.

        `weight.date` belongs to `weight`, `medications[0].last_dose` to the field `last_dose` of the medications.
        """
        found = self.elements.get(path)
        if found is not None:
            return found
        base, _, aspect = path.rpartition(".")
        measured = self.elements.get(base)
        if measured is not None and measured.measured and aspect in ASPECTS:
            return measured
        records, separator, rest = path.partition("[")
        listed = self.elements.get(records)
        if listed is None or not separator:
            return None
        name = rest.partition("].")[2]
        return next((each for each in listed.fields if each.path == name), listed)
