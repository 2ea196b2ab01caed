"""A cohort as it was found becomes typed columns; whoever has a fault anywhere is set aside, and told by position.

Each different text is read once by the record room itself, so that a row is set aside where, and only where, `check`
would refuse the record that it amounts to. Nothing is guessed, and nobody is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ibis import Table, Value

from posology.cohort.aside import NO_PATIENT
from posology.cohort.cells import Asked
from posology.cohort.crossing import findings_of, where
from posology.cohort.found import FoundCohort, FoundColumn, FoundTable, Part
from posology.cohort.listed import Statement
from posology.cohort.medicines import ROUTE, decisive_cells, recognise, words_of
from posology.cohort.stages import Stages
from posology.cohort.tables import INDEX, ROW, MedicineKind
from posology.cohort.taken import Gathered, TakenIn, number_of
from posology.cohort.texts import Cell, cells_of, different_texts, read_texts
from posology.cohort.typed import PATIENT, SOURCE_ROW, Extra, TypedRows, layout_of, type_rows
from posology.knowledge.drugs import Drugs
from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.record.intake import IDENTIFIER, MEDICATIONS

_WHOSE, _WHOSE_ROW, _WHOSE_BIRTH = "whose/patient", "whose/row", "whose/birth"


def take_in(found: FoundCohort, dictionary: Dictionary, drugs: Drugs, as_of: date, stages: Stages) -> TakenIn:
    """The cohort with every value read and judged as of the day, kept by the engine in which its tables are."""
    return _Taking(found, dictionary, drugs, as_of, stages).take()


@dataclass(frozen=True, slots=True)
class _Taking:
    """One cohort being taken in."""

    found: FoundCohort
    dictionary: Dictionary
    drugs: Drugs
    as_of: date
    stages: Stages

    def take(self) -> TakenIn:
        """Patients first, then the entries of each list, then whoever is left."""
        patients = self._patients()
        twice = self._twice(patients)
        kinds: tuple[MedicineKind, ...] = ()
        entries: dict[str, TypedRows] = {}
        for path, found in self.found.lists.items():
            entries[path], of_list = self._entries(self.dictionary.elements[path], found, patients, twice)
            kinds += of_list
        spoken = {path: self.dictionary.elements[path] for path in self._spoken_lists(self._speaking())}
        gathered = Gathered(
            patients=patients, twice=twice, lists=spoken, entries=entries, kinds=kinds, stages=self.stages
        )
        return gathered.without_faulty()

    def _patients(self) -> TypedRows:
        found = _with_identifier(self.found.patients)
        elements = tuple(self.dictionary.elements.values())
        cells = cells_of(found, elements)
        speaking = self._speaking()
        texts, _ = different_texts(found.table, [*cells, *speaking.values()], (), self.stages.engine)
        said = [read_texts(cell, place, texts[place], self.as_of) for place, cell in enumerate(cells)]
        texts_of_lists = dict(zip(speaking, texts[len(cells) :], strict=True))
        statements = [
            Statement(
                path=path,
                place=place,
                patient=found.patient,
                cell=speaking.get(path),
                texts=texts_of_lists.get(path, []),
                entries=self.found.lists.get(path),
                complete=path in self.found.complete,
            )
            for place, path in enumerate(self._spoken_lists(speaking))
        ]
        layout = layout_of((each for each in elements if each.kind is not ElementKind.RECORDS), said)
        birth = self.dictionary.birth if (self.dictionary.birth, Part.VALUE) in layout.said else None
        findings = (*findings_of(layout, birth), *(finding for each in statements for finding in each.findings))
        whose = Extra(join=_unchanged, make=partial(_patient_of, found.patient))
        extras = (whose, *(each.extra for each in statements))
        return type_rows(found, found.table, layout, extras, findings, self.stages)

    def _speaking(self) -> dict[str, Cell]:
        """The cells of a patient that speak of a list."""
        columns = {each.path: each.name for each in self.found.patients.columns}
        return {
            path: Cell(asked=Asked(each), column=columns[path])
            for path, each in self.dictionary.elements.items()
            if each.kind is ElementKind.RECORDS and path in columns
        }

    def _spoken_lists(self, speaking: Mapping[str, Cell]) -> tuple[str, ...]:
        """The lists of which it is known of some patients that they are recorded."""
        return tuple(
            path
            for path, each in self.dictionary.elements.items()
            if each.kind is ElementKind.RECORDS
            and (path in self.found.lists or path in self.found.complete or path in speaking)
        )

    def _twice(self, patients: TypedRows) -> Table | None:
        """Whom more than one row is of; None where there is nobody."""
        counted = patients.table.group_by(PATIENT).agg(rows=patients.table.count())
        twice = self.stages.kept(counted.filter(counted["rows"] > 1, counted[PATIENT].notnull()).select(PATIENT))
        return twice if number_of(twice.count(), self.stages.engine) else None

    def _entries(
        self, listed: Element, found: FoundTable, patients: TypedRows, twice: Table | None
    ) -> tuple[TypedRows, tuple[MedicineKind, ...]]:
        cells = cells_of(found, listed.written_fields, of_entries=True, words=words_of(listed.path))
        decisive = decisive_cells(cells) if listed.path == MEDICATIONS else ()
        texts, medicines = different_texts(found.table, cells, [each.column for each in decisive], self.stages.engine)
        said = [read_texts(cell, place, texts[place], self.as_of) for place, cell in enumerate(cells)]
        layout = layout_of(listed.written_fields, said)
        has_birth = (self.dictionary.birth, Part.VALUE) in patients.layout.said
        findings = [*findings_of(layout, _WHOSE_BIRTH if has_birth else None)]
        findings.append(where(found.patient, NO_PATIENT, _is_of_nobody))
        people = self._people(patients, twice)
        extras = [Extra(join=partial(_join_people, people, found.patient), make=partial(_whose, found, has_birth))]
        kinds: tuple[MedicineKind, ...] = ()
        if decisive:
            known = recognise(decisive, medicines, listed, self.drugs, self.as_of)
            kinds = known.kinds
            extras.append(Extra(join=known.joined_to, make=known.typed))
            findings.extend(known.findings(layout.column_name(ROUTE)))
        table = (
            found.table
            if twice is None
            else found.table.anti_join(twice, [found.table[found.patient] == twice[PATIENT]])
        )
        return type_rows(found, table, layout, extras, findings, self.stages), kinds

    def _people(self, patients: TypedRows, twice: Table | None) -> Table:
        """Whom an entry can be of, and when they were born at the earliest."""
        table = patients.table if twice is None else patients.table.anti_join(twice, PATIENT)
        columns = {_WHOSE: table[PATIENT], _WHOSE_ROW: table[ROW]}
        birth = self.dictionary.birth
        if birth is not None and (birth, Part.VALUE) in patients.layout.said:
            columns[_WHOSE_BIRTH] = table[birth]
        return table.select(**columns)


def _with_identifier(found: FoundTable) -> FoundTable:
    """The table with its column of patients as the element that it is."""
    if any(each.path == IDENTIFIER for each in found.columns):
        return found
    return replace(found, columns=(FoundColumn(name=found.patient, path=IDENTIFIER), *found.columns))


def _unchanged(table: Table) -> Table:
    return table


def _patient_of(column: str, table: Table) -> dict[str, Value]:
    return {PATIENT: table[column]}


def _join_people(people: Table, column: str, table: Table) -> Table:
    return table.left_join(people, [table[column] == people[_WHOSE]])


def _whose(found: FoundTable, has_birth: bool, table: Table) -> dict[str, Value]:
    """Whom an entry is of, and where it stands among theirs."""
    columns = {ROW: table[_WHOSE_ROW], SOURCE_ROW: table[ROW], INDEX: table[found.index or ROW]}
    return columns | ({_WHOSE_BIRTH: table[_WHOSE_BIRTH]} if has_birth else {})


def _is_of_nobody(table: Table) -> Value:
    return table[ROW].isnull()
