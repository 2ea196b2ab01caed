"""What the medicines of a cohort are: each different name, code and route recognised once, as for a single record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import ibis
import pyarrow as pa
from ibis import Table, Value

from posology.cohort.cells import NOWHERE, read_cell
from posology.cohort.crossing import Finding
from posology.cohort.tables import KIND, MedicineKind
from posology.cohort.texts import Cell, Texts, small_table
from posology.diagnostics.diagnostic import Diagnostics, Severity
from posology.knowledge.drugs import Drugs
from posology.knowledge.element import Element
from posology.record.intake import MEDICATIONS
from posology.record.medicine import ONGOING, Medicine, entry_of, medicine_of
from posology.record.recorded import Recorded

DRUG, ROUTE, LAST_DOSE = "drug", "route", "last_dose"
CLASS, CLASSES = "class", "classes"

MADE: Mapping[str, str] = MappingProxyType(
    {KIND: "int32", CLASS: "string", CLASSES: "array<string>", ROUTE: "string", ONGOING: "boolean"}
)
"""The columns of the medications that are made, each with its type."""

DECISIVE = (DRUG, "rxnorm", "atc", ROUTE, "class.is", "class.by", "class.date")
"""The fields that decide what a medicine is and how it is given."""

_CODE, _IS_CLASSIFIED = "medicine/code", "medicine/is_classified"
_CLASS, _CLASSES, _ROUTE, _KIND = "medicine/class", "medicine/classes", "medicine/route", "medicine/kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What every medicine of a table is. `known` has the texts of the decisive `columns` and what they amount to."""

    kinds: tuple[MedicineKind, ...]
    columns: tuple[str, ...]
    known: Table
    has_faults: bool

    def joined_to(self, table: Table) -> Table:
        """The entries with what their medicine is."""
        same = [table[each].fill_null("") == self.known[_key(place)] for place, each in enumerate(self.columns)]
        return table.left_join(self.known, same)

    @staticmethod
    def typed(table: Table) -> dict[str, Value]:
        """The columns that are made of it, of a table that this has been joined to."""
        return {
            KIND: table[_KIND],
            CLASS: table[_CLASS].nullif(""),
            CLASSES: ibis.ifelse(table[_IS_CLASSIFIED], table[_CLASSES], ibis.null("array<string>")),
            ROUTE: table[_ROUTE].nullif(""),
            _CODE: table[_CODE].nullif(""),
        }

    def findings(self, column: str) -> tuple[Finding, ...]:
        """Names and routes that do not go together, to be told of that column."""
        return (Finding(column, _code_of),) if self.has_faults else ()


def _code_of(table: Table) -> Value:
    return table[_CODE]


def _key(place: int) -> str:
    return f"medicine/{place}"


def decisive_cells(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of an entry that decide what the medicine is."""
    return tuple(each for each in cells if each.asked.element.path in DECISIVE)


def recognise(cells: Sequence[Cell], texts: Sequence[Texts], listed: Element, drugs: Drugs, as_of: date) -> Recognition:
    """What each of the different medicines is; `texts` has one text for each of the cells.

    One that is refused for a cell of its own, or has no name, is left out: its patient is set aside for that.
    """
    # nobody is shown the names nearest to one that is not known, and to find them is slow
    without_nearest = replace(drugs, index=replace(drugs.index, shown=MappingProxyType({})))
    reading = _Reading(tuple(cells), listed, without_nearest, as_of)
    found = [(each, one) for each in texts if (one := reading.made_of(each)) is not None]
    kinds = tuple(dict.fromkeys(each.kind for _, each in found))
    place_of = {kind: place for place, kind in enumerate(kinds)}
    keys = {_key(place): ([text[place] for text, _ in found], pa.string()) for place in range(len(reading.cells))}
    made = [each for _, each in found]
    known = small_table(
        {
            **keys,
            _KIND: ([place_of[each.kind] for each in made], pa.int32()),
            _CLASS: ([each.single for each in made], pa.string()),
            _CLASSES: ([list(each.classes) for each in made], pa.list_(pa.string())),
            _IS_CLASSIFIED: ([each.kind.unclassified is None for each in made], pa.bool_()),
            _ROUTE: ([each.route for each in made], pa.string()),
            _CODE: ([each.code for each in made], pa.string()),
        }
    )
    columns = tuple(each.column for each in reading.cells)
    return Recognition(kinds=kinds, columns=columns, known=known, has_faults=any(each.code for each in made))


@dataclass(frozen=True, slots=True)
class _Made:
    """What is made of one medicine; an empty text is nothing."""

    kind: MedicineKind
    single: str
    classes: tuple[str, ...]
    route: str
    code: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """How medicines are read."""

    cells: tuple[Cell, ...]
    listed: Element
    drugs: Drugs
    as_of: date

    def made_of(self, texts: Texts) -> _Made | None:
        entry = self._entry(texts)
        if entry is None or DRUG not in entry:
            return None
        diagnostics = Diagnostics()
        medicine = medicine_of(0, entry, self.drugs, NOWHERE, diagnostics)
        fields = entry_of(medicine, self.listed, entry, self.as_of).fields
        single = fields[CLASS]
        return _Made(
            kind=_kind_of(medicine),
            single=single if isinstance(single, str) else "",
            classes=medicine.classes,
            route=medicine.route or "",
            code=next((each.code for each in diagnostics.found if each.severity is Severity.ERROR), ""),
        )

    def _entry(self, texts: Texts) -> Mapping[str, Recorded] | None:
        """The decisive fields as they are taken in; None where one of them is refused."""
        entry: dict[str, Recorded] = {}
        for cell, text in zip(self.cells, texts, strict=True):
            read = read_cell(cell.asked, text, None, self.as_of)
            if read.fault is not None:
                return None
            if read.value is not None:
                entry[cell.asked.element.path] = Recorded(read.value, text)
        return entry


def _kind_of(medicine: Medicine) -> MedicineKind:
    unclassified = medicine.unclassified
    missing = None if unclassified is None else unclassified.reasons[0].element.rpartition(".")[2]
    return MedicineKind(medicine.drug, medicine.classes_of_ingredients, missing)


def words_of(path: str) -> Mapping[str, str]:
    """The columns of the list that say where a word stands in place of a date: of a last dose, that there was none."""
    return {LAST_DOSE: ONGOING} if path == MEDICATIONS else {}
