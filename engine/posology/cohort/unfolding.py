"""Documents laid out: a file of records, one a line, or a column of them, as cells and as entries of lists."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from posology.cohort.flattening import Cells, Flat, Flattening, Key, Unreadable, parse
from posology.cohort.found import FoundColumn, Part
from posology.cohort.kept import FROM_START, Kept
from posology.cohort.matching import IDENTIFIER, NO_ELEMENT, nearest_names, places_of
from posology.cohort.quoting import named
from posology.cohort.rows import NOT_UTF8
from posology.cohort.tables import ROW
from posology.cohort.workshop import FAULT, Workshop, delimited
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.element import Element, ElementKind
from posology.reader.source import BYTE_ORDER_MARK, shortened
from posology.record.codes import REQUIRED, UNKNOWN_ELEMENT

INDEX = "/index"
_PATIENT = "/patient"
_TYPES = MappingProxyType({ROW: "BIGINT", INDEX: "BIGINT"})

Documents: TypeAlias = tuple[tuple[str, str], ...]
"""Each a path under which it belongs, empty for a whole record, and its JSON."""


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The patients with nothing left to unfold, and the lists that were within them."""

    patients: Kept
    lists: Mapping[str, Kept]


class _Sheet:
    """A file of cells that grows new columns as they come; rows written before are shorter."""

    def __init__(self, path: Path, fixed: tuple[str, ...], stack: ExitStack) -> None:
        self.path, self.fixed = path, fixed
        self.keys: dict[Key, int] = {}
        file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
        self.writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")

    def write(self, fixed: tuple[object, ...], cells: Cells) -> None:
        for key in cells:
            if key not in self.keys:
                self.keys[key] = len(self.keys)
        self.writer.writerow((*fixed, *(cells.get(key, "") for key in self.keys)))

    @property
    def columns(self) -> tuple[FoundColumn, ...]:
        """The cells as columns."""
        return tuple(FoundColumn(name=_name(path, part), path=path, part=part) for path, part in self.keys)

    @property
    def table(self) -> str:
        """The file as a table of SQL."""
        names = [*self.fixed, *(each.name for each in self.columns)]
        return delimited(self.path, names, _TYPES, null_padding="true")


def _name(path: str, part: Part) -> str:
    return path if part is Part.VALUE else f"{path}.{part}"


@dataclass(slots=True)
class _Unfolding:
    """Documents being laid out into sheets."""

    flattening: Flattening
    shop: Workshop
    name: str
    stack: ExitStack
    lists: dict[str, _Sheet] = field(default_factory=dict[str, _Sheet])
    strangers: Counter[str] = field(default_factory=Counter[str])
    costly: set[str] = field(default_factory=set[str])
    is_vouched_for: bool = False

    def flat(self, documents: Documents) -> Flat:
        """The documents of one patient together."""
        found = Flat()
        for base, text in documents:
            each = self.flattening.flatten(parse(text), base)
            found.cells.update(each.cells)
            found.entries.update(each.entries)
            found.strangers.update(each.strangers)
        return found

    def take_note(self, strangers: set[str]) -> None:
        """Counts the keys of a patient that are no element.

        Raises:
            Unreadable: a list is vouched for, and may stand under one of them; under one of an entry it does not.
        """
        self.strangers.update(strangers)
        within = tuple(f"{path}." for path in self.flattening.lists)
        hiding = {each for each in strangers if self.is_vouched_for and not each.startswith(within)}
        self.costly |= hiding
        if hiding:
            raise Unreadable(UNKNOWN_ELEMENT)

    def write_entries(self, row: int, patient: str, entries: Mapping[str, list[Cells]]) -> None:
        """Writes each entry to the sheet of its list."""
        for path, found in entries.items():
            if found and path not in self.lists:
                target = self.shop.folder / f"{self.name}.{path}.csv"
                self.lists[path] = _Sheet(target, (ROW, INDEX, _PATIENT), self.stack)
            for index, cells in enumerate(found):
                self.lists[path].write((row, index, patient), cells)

    def keep_lists(self, where: str, first: int) -> Mapping[str, Kept]:
        """The lists as kept tables, once everything is written."""
        kept: dict[str, Kept] = {}
        for path, sheet in self.lists.items():
            cells = f"select *, null::varchar as {named(FAULT)} from {sheet.table}"  # noqa: S608 - names are quoted
            kept[path] = Kept(
                path=self.shop.keep(f"{self.name}_{path}", cells),
                where=where,
                columns=sheet.columns,
                patient=_PATIENT,
                first=first,
                is_marked=True,
                index=INDEX,
            )
            sheet.path.unlink()
        return MappingProxyType(kept)


def keep_records(  # noqa: PLR0913 - a file is kept in a workshop, by a dictionary, more or less strictly
    path: Path,
    where: str,
    shop: Workshop,
    elements: Mapping[str, Element],
    diagnostics: Diagnostics,
    *,
    is_vouched_for: bool,
) -> Unfolded:
    """A file with one record on each line, as tables; a line that is none is set aside by its number.

    Where a list is vouched for as complete, so is a record with a key that is no element: under it the list may stand,
    which would be taken for one without this patient's entries.
    """
    with ExitStack() as stack:
        unfolding = _Unfolding(Flattening(elements), shop, "records", stack, is_vouched_for=is_vouched_for)
        sheet = _Sheet(shop.folder / "records.csv", (ROW, FAULT), stack)
        # the identifier first, so that it is there even where no line can be read
        sheet.keys[IDENTIFIER, Part.VALUE] = 0
        for row, line in _records(path):
            try:
                flat = unfolding.flat((("", _decoded(line)),))
                patient = flat.cells.get((IDENTIFIER, Part.VALUE))
                if patient is None:
                    # the keys of what is no record are told to nobody: they may be identifiers themselves
                    raise Unreadable(REQUIRED)  # noqa: TRY301 - one way for every line that is no record
                unfolding.take_note(flat.strangers)
                sheet.write((row, ""), flat.cells)
                unfolding.write_entries(row, patient, flat.entries)
            except Unreadable as fault:
                sheet.write((row, fault.code), {})
    kept = Kept(
        path=shop.keep("patients", f"select * from {sheet.table}"),  # noqa: S608 - names are quoted
        where=where,
        columns=(*sheet.columns, *_report(unfolding, where, elements, diagnostics)),
        patient=IDENTIFIER,
        first=FROM_START,
        is_marked=True,
    )
    sheet.path.unlink()
    return Unfolded(kept, unfolding.keep_lists(where, FROM_START))


def _records(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines with anything on them, by their number from 0."""
    mark = BYTE_ORDER_MARK.encode()
    with path.open("rb") as file:
        for row, line in enumerate(file):
            text = line.removeprefix(mark) if row == 0 else line
            if text.strip():
                yield row, text


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Unreadable(NOT_UTF8) from fault


def unfold(kept: Kept, shop: Workshop, elements: Mapping[str, Element], diagnostics: Diagnostics) -> Unfolded:
    """The patients with their columns of JSON laid out; a cell that is none sets its row aside.

    The cell of a list may also say only whether it is recorded; such a cell stays.
    """
    if not kept.documents:
        return Unfolded(kept, MappingProxyType({}))
    names = [column for column, _ in kept.documents]
    with ExitStack() as stack:
        unfolding = _Unfolding(Flattening(elements), shop, "unfolded", stack)
        sheet = _Sheet(shop.folder / "unfolded.csv", (ROW, FAULT), stack)
        for row, patient, *cells in _holding(kept, names, shop):
            documents = tuple((base, text) for (_, base), text in zip(kept.documents, cells, strict=True) if text)
            try:
                flat = unfolding.flat(documents)
                unfolding.take_note(flat.strangers)
                sheet.write((row, ""), flat.cells)
                unfolding.write_entries(row, patient, flat.entries)
            except Unreadable as fault:
                sheet.write((row, fault.code), {})
    path, columns = _joined(kept, sheet, names, shop)
    strangers = _report(unfolding, kept.where, elements, diagnostics)
    sheet.path.unlink()
    return Unfolded(kept.at(path, (*columns, *strangers)), unfolding.keep_lists(kept.where, kept.first))


_IS_DOCUMENT = "(starts_with({0}, '{{') or (starts_with({0}, '[') and {0} <> '[]'))"


def _holding(kept: Kept, names: Iterable[str], shop: Workshop) -> Iterator[tuple[Any, ...]]:
    """The rows with a document in any of the columns: the row, whose it is, and the documents."""
    cells = ", ".join(f"case when {_IS_DOCUMENT.format(named(each))} then {named(each)} end" for each in names)
    some = " or ".join(_IS_DOCUMENT.format(named(each)) for each in names)
    patient = f"coalesce({named(kept.patient)}, '')"
    return shop.rows(f"select {ROW}, {patient}, {cells} from {kept.rows} where {some}")  # noqa: S608 - names are quoted


def _joined(kept: Kept, sheet: _Sheet, names: list[str], shop: Workshop) -> tuple[Path, tuple[FoundColumn, ...]]:
    """The table with what was laid out in place of the documents."""
    before = {each.name: each for each in kept.columns if each.path is not None}
    laid = {each.name: each for each in sheet.columns}
    fault = f"coalesce(base.{named(FAULT)}, nullif(laid.{named(FAULT)}, '')) as {named(FAULT)}"
    cells = [f"base.{ROW}", fault]
    for name in dict.fromkeys((kept.patient, *before, *laid)):
        if name in laid and name in before and name in names:
            cells.append(f"coalesce(laid.{named(name)}, base.{named(name)}) as {named(name)}")
        else:
            cells.append(f"{'laid' if name in laid else 'base'}.{named(name)}")
    query = (
        f"select {', '.join(cells)} from {kept.rows} base "  # noqa: S608 - names are quoted
        f"left join {sheet.table} laid on base.{ROW} = laid.{ROW} order by base.{ROW}"
    )
    others = tuple(each for each in kept.columns if each.path is None)
    return shop.keep("unfolded", query), (*(before | laid).values(), *others)


def _report(
    unfolding: _Unfolding, where: str, elements: Mapping[str, Element], diagnostics: Diagnostics
) -> tuple[FoundColumn, ...]:
    """Tells the keys that are no element, each with how often it stands there and the nearest that is one."""
    strangers = unfolding.strangers
    places = dict(places_of(elements))
    for path, element in elements.items():
        if element.kind is ElementKind.RECORDS:
            places |= places_of({f"{path}.{each.path}": each for each in element.written_fields})
    for name, times in sorted(strangers.items()):
        close = nearest_names(name, places)
        often = f"in {times:,} records" if times > 1 else "in one record"
        message = f"`{shortened(name)}`, {often}, is no element of the data dictionary, "
        message += (
            "and sets aside what has it: a list is vouched for" if name in unfolding.costly else "and is not read"
        )
        help_text = f"did you mean {' or '.join(f'`{each}`' for each in close)}?" if close else ""
        help_text = help_text or "`posology schema record` lists every element"
        diagnostics.warning(NO_ELEMENT, message, Span(where, 0, 0, 0, 0), help=help_text)
    return tuple(FoundColumn(name=each, path=None) for each in sorted(strangers))
