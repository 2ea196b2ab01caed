"""The different texts of every column, each read once, and small tables of what they say, to be joined to the rows.

A million cells hold some thousands of different texts. Names and notes may be different in every row: of those only the
unusual ones are looked at, since printable ASCII that is no longer than a name may be is never refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

import ibis
import pyarrow as pa
from ibis import BaseBackend, Table, Value

from posology.cohort.cells import UNFIT, Asked, Read, asked_of_field, columns_of, read_cell, stored
from posology.cohort.found import FoundTable, Part
from posology.cohort.plainly import Form, form_of
from posology.knowledge.element import Element, ElementKind
from posology.record.written import LONGEST_TEXT
from posology.values.known import Known

Texts: TypeAlias = tuple[str, ...]
"""The text of a cell, and of the unit beside it where a column holds units."""

NOTHING_THERE, NOBODY_KNOWS = "", "?"
"""What stands in place of a code where a text is nothing but blanks, or says that nobody knows."""

NO_WORDS: Mapping[str, str] = MappingProxyType({})

_OTHER_THAN_PRINTABLE, _MORE_THAN_BLANKS = "[^ -~]", "[!-~]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where in a table a part of an element stands: the column, and the unit of bare numbers, or its column.

    `word` is the name of a column that says where a word stands in place of a date; the date is then the day of asking.
    """

    asked: Asked
    column: str
    unit: str | None = None
    unit_column: str | None = None
    word: str | None = None

    @property
    def is_free(self) -> bool:
        """Whether any printable text will do, so that only the unusual ones need be read."""
        is_text = self.asked.part is Part.SOURCE or (
            self.asked.part is Part.VALUE and self.asked.element.kind is ElementKind.TEXT
        )
        return is_text and not self.asked.naming

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that decide what it says."""
        return (self.column,) if self.unit_column is None else (self.column, self.unit_column)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns that hold what it says, each with its type."""
        return columns_of(self.asked) + (() if self.word is None else ((self.word, "boolean"),))


def cells_of(
    found: FoundTable, elements: Iterable[Element], *, of_entries: bool = False, words: Mapping[str, str] = NO_WORDS
) -> tuple[Cell, ...]:
    """Every cell of a row that holds a part of one of the elements, in the order of the columns.

    `of_entries` is whether a row is an entry of a list, and so may have a name. `words` are the columns that say where
    a word stands in place of a date, by the path of the date.
    """
    named = {each.path: each for each in elements if each.kind is not ElementKind.RECORDS}
    units = {each.path: each.name for each in found.columns if each.part is Part.UNIT}
    return tuple(
        Cell(
            asked=asked_of_field(named[each.path], each.part) if of_entries else Asked(named[each.path], each.part),
            column=each.name,
            unit=each.unit,
            unit_column=units.get(each.path) if each.part is Part.VALUE else None,
            word=words.get(each.path) if each.part is Part.VALUE else None,
        )
        for each in found.columns
        if each.path is not None and each.path in named and each.part is not Part.UNIT
    )


def different_texts(
    table: Table, cells: Sequence[Cell], together: Sequence[str], engine: BaseBackend
) -> tuple[list[list[Texts]], list[Texts]]:
    """The different texts of each cell, in order, and of the columns `together`, where a null is an empty text.

    One query for all of them, so that the source is gone through once.
    """
    asked = {f"texts{place}": _collected(table, each) for place, each in enumerate(cells)}
    if together:
        asked["together"] = _tuple(table, together).collect(distinct=True)
    if not asked:
        return [], []
    answer: Any = engine.to_pyarrow(table.agg(**asked))
    found: dict[str, Any] = {name: answer[name][0].as_py() or [] for name in asked}
    by_cell = [_sorted(found[f"texts{place}"]) for place in range(len(cells))]
    return by_cell, _sorted(found.get("together", []))


def _collected(table: Table, cell: Cell) -> Value:
    column = table[cell.column]
    if cell.is_free:
        return column.collect(distinct=True, where=is_unusual(column))
    if cell.unit_column is None:
        return column.collect(distinct=True, where=column.notnull())
    return _tuple(table, cell.keys).collect(distinct=True, where=column.notnull())


def _tuple(table: Table, columns: Sequence[str]) -> Value:
    return ibis.struct({f"k{place}": table[each].fill_null("") for place, each in enumerate(columns)})


def _sorted(found: Iterable[str | Mapping[str, str]]) -> list[Texts]:
    """In one order whatever order the database gave them in."""
    return sorted((each,) if isinstance(each, str) else tuple(each.values()) for each in found)


def is_unusual(text: Value) -> Value:
    """Whether the text has to be looked at: it has a character that is not printable ASCII, or is empty, or long."""
    return text.re_search(_OTHER_THAN_PRINTABLE) | ~text.re_search(_MORE_THAN_BLANKS) | (text.length() > LONGEST_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What every text of a cell says. `place` makes the names of its columns unlike those of another.

    `values` has the texts and, in columns of their types, what they say; None where the text itself says that, or an
    expression can tell from its `form`. `faults`
    has the texts that are refused with their codes, and those that say nothing with a word that is none; None where
    there are no such texts.
    """

    cell: Cell
    place: int
    values: Table | None
    form: Form | None
    faults: Table | None
    has_faults: bool
    says_nobody_knows: bool
    to_the_day: bool

    def joined_to(self, table: Table) -> Table:
        """The rows with what their cell says."""
        for small, kind in ((self.values, "v"), (self.faults, "f")):
            if small is not None:
                keys = [f"{kind}{self.place}/{place}" for place in range(len(self.cell.keys))]
                held = [table[self.cell.column], *(table[each].fill_null("") for each in self.cell.keys[1:])]
                table = table.left_join(small, [mine == small[its] for mine, its in zip(held, keys, strict=True)])
        return table

    def typed(self, table: Table) -> dict[str, Value]:
        """The columns of the cell, of a table that this has been joined to."""
        names = [name for name, _ in self.cell.columns]
        if self.values is not None:
            return {name: table[f"said{self.place}/{place}"] for place, name in enumerate(names)}
        text = table[self.cell.column]
        if self.faults is not None:
            text = ibis.ifelse(table[f"f{self.place}/0"].isnull(), text, ibis.null("string"))
        typed = (text,) if self.form is None else self.form.typed(text)
        return dict(zip(names, typed, strict=True))

    def code(self, table: Table) -> Value | None:
        """The code of the fault for which the cell is refused, null where it is not; None where none is."""
        return table[f"code{self.place}"].nullif(NOTHING_THERE).nullif(NOBODY_KNOWS) if self.has_faults else None

    def nobody_knows(self, table: Table) -> Value | None:
        """Whether the cell says that nobody knows; None where none does."""
        return (table[f"code{self.place}"] == NOBODY_KNOWS).fill_null(False) if self.says_nobody_knows else None


def read_texts(cell: Cell, place: int, texts: Sequence[Texts], as_of: date) -> Said:
    """What each of the texts says in that cell, judged as of the day."""
    good: list[tuple[Texts, tuple[object, ...]]] = []
    codes: list[tuple[Texts, str]] = []
    for each in texts:
        unit = each[1] if cell.unit_column is not None else cell.unit
        read = read_cell(cell.asked, each[0], unit, as_of)
        held = None if read.value is None else _held(cell, read.value, as_of)
        if held is not None:
            good.append((each, held))
        else:
            codes.append((each, _code_of(read)))
    is_text = [kind for _, kind in cell.columns] == ["string"] and cell.unit_column is None
    as_written = is_text and all(held[0] == text[0] for text, held in good)
    form = None
    if not as_written and cell.unit_column is None:
        kinds = tuple(kind for _, kind in cell.columns)
        form = form_of(kinds, _word_of(cell), as_of, ((text[0], held) for text, held in good))
    is_plain = as_written or form is not None
    if not is_plain:
        codes = [(text, code) for text, code in codes if code != NOTHING_THERE]
    said = {code for _, code in codes}
    return Said(
        cell=cell,
        place=place,
        values=None if is_plain else _values(cell, place, good),
        form=form,
        faults=_faults(cell, place, codes),
        has_faults=bool(said - {NOTHING_THERE, NOBODY_KNOWS}),
        says_nobody_knows=NOBODY_KNOWS in said,
        to_the_day=all(held[0] == held[1] for _, held in good if len(held) > 1),
    )


def _word_of(cell: Cell) -> str | None:
    """The one word that may stand in place of the date."""
    options = cell.asked.element.options
    return options[0] if cell.word is not None and len(options) == 1 else None


def _code_of(read: Read) -> str:
    """Why the cell has no value."""
    if not read.is_written:
        return NOTHING_THERE
    return read.fault or (NOBODY_KNOWS if read.value is None else UNFIT)


def _held(cell: Cell, value: Known, as_of: date) -> tuple[object, ...] | None:
    """The value as the columns of the cell hold it; None where they cannot."""
    if cell.asked.part is not Part.VALUE or cell.asked.element.kind is not ElementKind.DATE:
        return stored(value)
    if isinstance(value, str):
        return None if cell.word is None else (as_of, as_of, True)
    held = stored(value)
    return held if held is None or cell.word is None else (*held, False)


def _values(cell: Cell, place: int, good: Sequence[tuple[Texts, tuple[object, ...]]]) -> Table:
    names = [f"v{place}/{each}" for each in range(len(cell.keys))]
    columns: dict[str, tuple[Sequence[object], Any]] = {
        name: ([text[each] for text, _ in good], pa.string()) for each, name in enumerate(names)
    }
    for each, (_, kind) in enumerate(cell.columns):
        columns[f"said{place}/{each}"] = ([held[each] for _, held in good], arrow_type(kind))
    return small_table(columns)


def _faults(cell: Cell, place: int, codes: Sequence[tuple[Texts, str]]) -> Table | None:
    if not codes:
        return None
    names = [*(f"f{place}/{each}" for each in range(len(cell.keys))), f"code{place}"]
    rows = [(*text, code) for text, code in codes]
    return small_table({name: ([row[each] for row in rows], pa.string()) for each, name in enumerate(names)})


def small_table(columns: Mapping[str, tuple[Sequence[object], Any]]) -> Table:
    """A table of the engine's own, a column for each name, each with its values and Arrow's type."""
    return ibis.memtable(pa.table({name: pa.array(values, kind) for name, (values, kind) in columns.items()}))


def arrow_type(kind: str) -> Any:  # noqa: ANN401 - Arrow ships no types of its own
    """Arrow's type for the type of a column."""
    return ibis.dtype(kind).to_pyarrow()
