"""Which element each column of a table is: by its name, which is a path of the data dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from posology.cohort.found import FoundColumn, Part
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.diagnostics.span import Span
from posology.knowledge.element import Element, ElementKind
from posology.reader.source import shortened

NO_PATIENT = "P0822"
TWO_COLUMNS = "P0823"
UNIT_TWICE = "P0824"
OTHER_UNIT = "P0825"
NO_ELEMENT = "P0826"

IDENTIFIER = "id"
PATIENT_NAMES = ("patient", "patient_id", IDENTIFIER)
"""What the column of a list may be called that says whose an entry is; the first that is there."""

_WITH_UNIT = re.compile(r"(?P<path>[^\[\]]*?) ?\[(?P<unit>[^\[\]]+)\]")
MOST_NAMED = 8
"""Columns that are no element named in one message; a survey names all of them."""

_OTHER_MARKS = (";", "|")
"""What parts the columns of a file that was saved with other marks than commas."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value belongs: its element, or the field of an entry, and which part of it."""

    element: Element
    part: Part


@dataclass(frozen=True, slots=True)
class Head:
    """The names of the columns of one table, in order, and what messages call the table.

    `line` is the line of the file on which the names stand; 0 where they stand on none.
    """

    where: str
    names: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Matched:
    """What each column is, and which of them says whose a row is."""

    columns: tuple[FoundColumn, ...]
    patient: str


def places_of(elements: Mapping[str, Element]) -> Mapping[str, Place]:
    """Every name under which a value can be written, with what it says: `weight`, `weight.unit`, `weight.date`."""
    places = {
        f"{path}.{part}": Place(element, part) for path, element in elements.items() for part in _parts_of(element)
    }
    # an element's own path wins: `mri.date` is an element, and no aspect of another
    places |= {path: Place(element, Part.VALUE) for path, element in elements.items()}
    return MappingProxyType(places)


def _parts_of(element: Element) -> Iterator[Part]:
    if element.kind is ElementKind.RECORDS:
        return
    yield Part.VALUE
    if element.kind is ElementKind.QUANTITY:
        yield Part.UNIT
    if element.measured:
        yield Part.DATE
        yield Part.SOURCE
    if element.methods:
        yield Part.METHOD


def fields_of(element: Element) -> Mapping[str, Element]:
    """The fields that an entry of the list writes, by their names."""
    return MappingProxyType({each.path: each for each in element.written_fields})


def match_patients(head: Head, elements: Mapping[str, Element], diagnostics: Diagnostics) -> Matched | None:
    """The columns of a table with one row for each patient; None where it cannot be read, and the bag says why."""
    columns = _Matching(head, places_of(elements), "", diagnostics).columns()
    identifier = next((each.name for each in columns if each.path == IDENTIFIER), None)
    if identifier is None:
        message = f"no column of {head.where} says which patient a row is about"
        help_text = f"call the column with the study or chart identifier `{IDENTIFIER}`"
        # without a single element the line may be a row of somebody, of which nothing is repeated
        is_head = _is_head(columns)
        help_text += "" if is_head else "; none of the columns is an element: does the table begin with its head?"
        close = nearest(IDENTIFIER, [each for each in head.names if is_head or each.strip().lower() == IDENTIFIER])
        help_text += f"; did you mean the column `{shortened(close[0])}`?" if close else ""
        diagnostics.error(NO_PATIENT, message, _span(head, 1), help=_how_parted(head) or help_text)
    return None if identifier is None or diagnostics.has_errors else Matched(columns, identifier)


def _is_head(columns: Sequence[FoundColumn]) -> bool:
    """Whether any column is an element; where none is, what stands there may be no names at all."""
    return any(each.path is not None for each in columns)


def _how_parted(head: Head) -> str | None:
    """What to do where the head is one column with marks in it that other files are parted by; None elsewhere."""
    is_one_of_file = len(head.names) == 1 and head.line
    mark = next((each for each in _OTHER_MARKS if is_one_of_file and each in head.names[0]), None)
    return None if mark is None else f"the head has `{mark}` and no commas: save the file parted by commas"


def match_entries(head: Head, listed: Element, diagnostics: Diagnostics) -> Matched | None:
    """The columns of a table with one row for each entry of a list; None where it cannot be read."""
    names = {each.strip(): each for each in reversed(head.names)}
    patient = next((names[each] for each in PATIENT_NAMES if each in names), None)
    if patient is None:
        message = f"no column of {head.where} says whose an entry is"
        help_text = f"add a column `{PATIENT_NAMES[0]}` with the `{IDENTIFIER}` of the patient"
        diagnostics.error(NO_PATIENT, message, _span(head, 1), help=_how_parted(head) or help_text)
        return None
    if [each.strip() for each in head.names].count(patient.strip()) > 1:
        message = f"{head.where} has two columns `{shortened(patient)}`, and only one can say whose an entry is"
        diagnostics.error(TWO_COLUMNS, message, _span(head, 1), help="keep one of them")
        return None
    places = places_of(fields_of(listed))
    columns = _Matching(head, places, f"{listed.path}.", diagnostics, patient).columns()
    return None if diagnostics.has_errors else Matched(columns, patient)


def _span(head: Head, column: int) -> Span:
    return Span(head.where, head.line, column, head.line, column) if head.line else Span(head.where, 0, 0, 0, 0)


@dataclass(slots=True)
class _Matching:
    """One table being matched; `within` is what may stand before each name, `patient` a column that is no element."""

    head: Head
    places: Mapping[str, Place]
    within: str
    diagnostics: Diagnostics
    patient: str | None = None

    def columns(self) -> tuple[FoundColumn, ...]:
        """What each column is, in order."""
        found = tuple(self._column(number, name) for number, name in enumerate(self.head.names, start=1))
        self._refuse_two(found)
        self._refuse_two_units(found)
        if self.patient is not None or _is_head(found):
            self._report_strangers(found)
        return found

    def _column(self, number: int, name: str) -> FoundColumn:
        if name == self.patient:
            return FoundColumn(name=name, path=None)
        written = name.strip().removeprefix(self.within)
        place = self.places.get(written)
        if place is not None:
            return FoundColumn(name=name, path=place.element.path, part=place.part)
        bracketed = _WITH_UNIT.fullmatch(written)
        place = None if bracketed is None else self.places.get(bracketed["path"])
        if bracketed is None or place is None or place.part is not Part.VALUE:
            return FoundColumn(name=name, path=None)
        unit = bracketed["unit"].strip()
        self._refuse_unit(place.element, unit, name, number)
        return FoundColumn(name=name, path=place.element.path, unit=unit)

    def _refuse_unit(self, element: Element, unit: str, name: str, number: int) -> None:
        taken = () if element.unit is None else (element.unit, *element.accepts)
        if unit in taken:
            return
        message = f"the column `{shortened(name)}` is in `{shortened(unit)}`"
        message += f", and `{element.path}` is taken in {' or '.join(f'`{each}`' for each in taken)}" if taken else ""
        message += "" if taken else f", and `{element.path}` has no unit"
        help_text = f"convert it where it is made, and call it `{element.path}{f' [{element.unit}]' if taken else ''}`"
        self.diagnostics.error(OTHER_UNIT, message, _span(self.head, number), help=help_text)

    def _refuse_two(self, found: Sequence[FoundColumn]) -> None:
        """Two columns of the same thing: nobody could tell which of them is right."""
        first: dict[tuple[str, Part], int] = {}
        for number, each in enumerate(found, start=1):
            if each.path is None:
                continue
            before = first.setdefault((each.path, each.part), number)
            if before != number:
                message = f"`{shortened(each.name)}` is the same as the column `{shortened(found[before - 1].name)}`"
                help_text = "keep one of them, and rename or take out the other"
                self.diagnostics.error(TWO_COLUMNS, message, _span(self.head, number), help=help_text)

    def _refuse_two_units(self, found: Sequence[FoundColumn]) -> None:
        in_columns = {each.path for each in found if each.part is Part.UNIT}
        for number, each in enumerate(found, start=1):
            if each.unit is not None and each.path in in_columns:
                message = f"the unit of `{each.path}` stands in the name of its column and in a column of its own"
                help_text = f"call the column `{each.path}`, or take `{each.path}.{Part.UNIT}` out"
                self.diagnostics.error(UNIT_TWICE, message, _span(self.head, number), help=help_text)

    def _report_strangers(self, found: Sequence[FoundColumn]) -> None:
        """Columns that are no element: each that is nearly one by itself, the others together."""
        others: list[str] = []
        for number, each in enumerate(found, start=1):
            if each.path is not None or each.name == self.patient:
                continue
            close = nearest_names(each.name, self.places)
            if not close:
                others.append(each.name)
                continue
            message = f"the column `{shortened(each.name)}` is no element of the data dictionary, and is not read"
            help_text = f"did you mean {' or '.join(f'`{name}`' for name in close)}?"
            self.diagnostics.warning(NO_ELEMENT, message, _span(self.head, number), help=help_text)
        if others:
            named = ", ".join(f"`{shortened(each)}`" for each in others[:MOST_NAMED])
            more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
            is_one = len(others) == 1
            verb, read = ("is no element", "is not read") if is_one else ("are no elements", "are not read")
            message = f"{named}{more} {verb} of the data dictionary, and {read}"
            help_text = "`posology schema record` lists every element; a column that nothing asks for does no harm"
            self.diagnostics.warning(NO_ELEMENT, message, _span(self.head, 1), help=help_text)


def nearest_names(name: str, places: Mapping[str, Place]) -> tuple[str, ...]:
    """The names that somebody may have meant by a column that is no element."""
    bracketed = _WITH_UNIT.fullmatch(name.strip())
    written = bracketed["path"] if bracketed else name.strip()
    close = nearest(written, places)
    if close:
        return close
    elsewhere = [path for path, place in places.items() if place.part is Part.VALUE and path.endswith(f".{written}")]
    return tuple(each for each in elsewhere if not each.endswith(".value"))[:3]
