"""A record, or a part of one, as JSON: laid out as cells with their places, and the entries of its lists as rows.

What a record file could not say is refused here, for the whole row, with the code that intake gives it, since in a cell
a number and the same number in quotes look alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias

from posology.cohort.found import Part
from posology.cohort.matching import Place, fields_of, places_of
from posology.knowledge.element import Element, ElementKind
from posology.reader.plain import read_plain
from posology.record.codes import NOT_A_RECORD, UNFIT_TEXT, WRONG_KIND

NOT_JSON = "P0813"
SAID_TWICE = "P0814"

RECORDED, EMPTY = "recorded", "[]"
"""What the cell of a list says of a patient: its entries are among those of the list, or there are none."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | bool | None"
Key: TypeAlias = tuple[str, Part]
Cells: TypeAlias = dict[Key, str]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._/-]*", re.ASCII)
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_NUMBERS = frozenset({ElementKind.INTEGER, ElementKind.DECIMAL, ElementKind.QUANTITY, ElementKind.DATE})
_WORDS = frozenset({ElementKind.TEXT, ElementKind.CODE, ElementKind.DATE, ElementKind.QUANTITY})
_DEEPEST = 64


class Digits(str):
    """A number as it was written, so that it passes through no binary fraction."""

    __slots__ = ()


class Unreadable(Exception):  # noqa: N818 - it says what the row is, not what the program did wrong
    """A document that no record file could say; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Flat:
    """What one document came to: its cells, the entries of each list with their cells, and keys that are no element."""

    cells: Cells = field(default_factory=dict[Key, str])
    entries: dict[str, list[Cells]] = field(default_factory=dict[str, list[Cells]])
    strangers: set[str] = field(default_factory=set[str])


def parse(text: str) -> Json:
    """The document as JSON to the letter, numbers as `Digits`.

    Raises:
        Unreadable: it is no JSON, or says one key twice.
    """
    try:
        found: Json = _DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError) as fault:
        raise Unreadable(NOT_JSON) from fault
    return found


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable(SAID_TWICE)
    return found


def _refuse_constant(_word: str) -> NoReturn:
    raise Unreadable(NOT_JSON)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=Digits, parse_int=Digits, parse_constant=_refuse_constant
)


class Flattening:
    """The places of a data dictionary, ready to lay documents out by them."""

    def __init__(self, elements: Mapping[str, Element]) -> None:
        self.patients = _Layout(elements)
        listed = {path: each for path, each in elements.items() if each.kind is ElementKind.RECORDS}
        self.lists = {path: _Layout(fields_of(each)) for path, each in listed.items()}

    def flatten(self, document: Json, base: str) -> Flat:
        """The document as it lies under the path `base`, empty for a whole record.

        Raises:
            Unreadable: it says something that a record file could not.
        """
        flat = Flat()
        if not base and not isinstance(document, dict):
            raise Unreadable(NOT_A_RECORD)
        if not base:
            self._walk_all(document, "", flat)
        else:
            self._walk(base, document, flat, 0)
        return flat

    def _walk_all(self, block: Json, within: str, flat: Flat, depth: int = 0) -> None:
        if not isinstance(block, dict) or depth > _DEEPEST:
            raise Unreadable(WRONG_KIND)
        for key, value in block.items():
            self._walk(f"{within}.{key}" if within else key, value, flat, depth)

    def _walk(self, path: str, value: Json, flat: Flat, depth: int) -> None:
        if value is None:
            return
        if path in self.lists:
            self._entries(path, value, flat)
        elif not self.patients.lay(path, value, flat.cells, flat.strangers) and path in self.patients.groups:
            self._walk_all(value, path, flat, depth + 1)

    def _entries(self, path: str, value: Json, flat: Flat) -> None:
        if not isinstance(value, list):
            raise Unreadable(WRONG_KIND)
        if (path, Part.VALUE) in flat.cells:
            raise Unreadable(SAID_TWICE)
        layout = self.lists[path]
        entries: list[Cells] = []
        for entry in value:
            if not isinstance(entry, dict):
                raise Unreadable(WRONG_KIND)
            cells: Cells = {}
            layout.lay_all(entry, "", cells, flat.strangers, f"{path}.")
            entries.append(cells)
        flat.cells[path, Part.VALUE] = RECORDED if entries else EMPTY
        flat.entries[path] = entries


class _Layout:
    """The places of the elements of one table: a value under a path becomes a cell."""

    def __init__(self, elements: Mapping[str, Element]) -> None:
        self.places = dict(places_of(elements))
        for path, element in elements.items():
            if element.measured and element.kind is ElementKind.QUANTITY:
                # `weight: {value: {value: 72, unit: kg}, date: …}`
                self.places[f"{path}.value.value"] = Place(element, Part.VALUE)
                self.places[f"{path}.value.unit"] = Place(element, Part.UNIT)
        self.groups = {group for path in elements for group in _groups_of(path)}

    def lay_all(self, block: Json, within: str, cells: Cells, strangers: set[str], label: str) -> None:
        """Lays out every value of the block; `label` stands before the names of strangers."""
        if not isinstance(block, dict):
            raise Unreadable(WRONG_KIND)
        for key, value in block.items():
            path = f"{within}.{key}" if within else key
            if value is None or self.lay(path, value, cells, strangers, label):
                continue
            if path in self.groups:
                self.lay_all(value, path, cells, strangers, label)

    def lay(self, path: str, value: Json, cells: Cells, strangers: set[str], label: str = "") -> bool:
        """Lays out the value of an element or of what is recorded beside it; False for a path that is neither."""
        place = self.places.get(path)
        if place is None:
            if path not in self.groups:
                strangers.add(f"{label}{path}".encode("utf-8", "backslashreplace").decode())
            return False
        if isinstance(value, dict):
            self._lay_parts(path, place, value, cells)
            return True
        key = (place.element.path, place.part)
        if key in cells:
            raise Unreadable(SAID_TWICE)
        cells[key] = _text(place, value)
        return True

    def _lay_parts(self, path: str, place: Place, value: dict[str, Json], cells: Cells) -> None:
        """The parts of a measured value; any other value has none, and a part that there is not is refused."""
        for key, part in value.items():
            inner = f"{path}.{key}"
            if inner not in self.places or self.places[inner].element is not place.element:
                raise Unreadable(WRONG_KIND)
            if part is not None:
                self.lay(inner, part, cells, set())
        if (place.element.path, Part.VALUE) not in cells:
            raise Unreadable(WRONG_KIND)
        number = value.get("value")
        if value.get("unit") is not None and isinstance(number, str) and not isinstance(number, Digits):
            raise Unreadable(WRONG_KIND)


def _text(place: Place, value: Json) -> str:
    """The value as a cell says it.

    Raises:
        Unreadable: a value of another kind than the element has, which a cell could not tell.
    """
    kind = place.element.kind if place.part is Part.VALUE else ElementKind.TEXT
    kind = ElementKind.DATE if place.part is Part.DATE else kind
    match value:
        case bool() if kind is ElementKind.BOOLEAN:
            return "true" if value else "false"
        case Digits() if kind in _NUMBERS:
            return str(value)
        case Digits():
            raise Unreadable(WRONG_KIND)
        case str() if kind in _WORDS and value.strip():
            return _line(value)
        case list() if kind is ElementKind.CODES:
            return _listed(value)
        case _:
            raise Unreadable(WRONG_KIND)


def _line(text: str) -> str:
    if _UNFIT.search(text):
        raise Unreadable(UNFIT_TEXT)
    return text


def _listed(entries: list[Json]) -> str:
    """A list of words as a record writes it; with quotes where one could be taken for something else."""
    words = [each for each in entries if isinstance(each, str) and not isinstance(each, Digits)]
    if len(words) != len(entries):
        raise Unreadable(WRONG_KIND)
    if all(_PLAIN.fullmatch(each) and read_plain(each) == each for each in words):
        return f"[{', '.join(words)}]"
    return json.dumps([_line(each) for each in words], ensure_ascii=False)


def _groups_of(path: str) -> tuple[str, ...]:
    """Every path that the element lies within: `pain` and `pain.back` of `pain.back.vas`."""
    parts = path.split(".")
    return tuple(".".join(parts[:length]) for length in range(1, len(parts)))
