"""Intake of follow-up scores: every row becomes a visit, or is set aside with the reason; none is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.reader.source import shortened
from posology.results.outcomes import SetAside
from posology.scores.cells import Fault, read_month, read_score
from posology.scores.columns import MONTH, PATIENT, Columns, find_columns
from posology.scores.scores import Patient, Score, ScoredVisit, Scores, Wanted
from posology.scores.table import Row, Table, read_table

NO_PATIENT = "P0710"
TWICE = "P0714"
OTHER_GROUP = "P0715"
NO_BASELINE = "P0716"
TOO_LONG = "P0717"
BROKEN_CELL = "P0718"
NOBODY = "P0706"

SHORT_SCALE, LONG_SCALE = 10, 100
ENOUGH_TO_DOUBT = 2
"""Scores of a file from which a doubt about its scale is told; one low score may be a good one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """One row without a fault of its own."""

    row: int
    patient: str
    month: int
    groups: Mapping[str, str]
    scores: Mapping[str, Score]


def read_scores(content: bytes, file: str, wanted: Wanted, diagnostics: Diagnostics) -> Scores | None:
    """The scores in the file; None where it cannot be used at all, which is reported as an error.

    A row with a fault is set aside, and each of its faults is reported as a warning at its row and column.
    """
    table = read_table(content, file, diagnostics)
    columns = None if table is None else find_columns(table, wanted, diagnostics)
    if table is None or columns is None:
        return None
    intake = _Intake(table, columns, wanted)
    patients = tuple(intake.patients())
    aside = tuple(sorted(intake.aside, key=lambda each: (each.row, each.column, each.why)))
    _report(aside, file, columns, intake.helps, diagnostics)
    if not patients:
        message = "no patient is left with a baseline row, so nothing can be counted"
        help_text = "each patient needs a row of month 0, and after it a row for each visit"
        diagnostics.error(NOBODY, message, Span(file, 0, 0, 0, 0), help=help_text)
        return None
    return Scores(
        sha256=hashlib.sha256(content).hexdigest(),
        rows=len(table.rows),
        used=sum(1 + len(each.visits) for each in patients),
        without_scores=intake.without_scores(patients),
        by=tuple(columns.by),
        patients=patients,
        set_aside=aside,
        notes=(*intake.doubts(patients), *columns.notes, *intake.notes()),
    )


def _all_scores(patient: Patient) -> tuple[Mapping[str, Score], ...]:
    return patient.baseline, *(each.scores for each in patient.visits)


class _Intake:
    """One table on its way to patients; `aside` grows with each fault that is found."""

    def __init__(self, table: Table, columns: Columns, wanted: Wanted) -> None:
        self.table = table
        self.columns = columns
        self.wanted = wanted
        self.aside: list[SetAside] = []
        self.helps: dict[SetAside, str] = {}
        self.unused_baselines: dict[str, int] = {}

    def patients(self) -> Iterator[Patient]:
        """Every patient with a baseline, in the order of the file."""
        visits = [visit for row in self.table.rows if (visit := self._visit(row)) is not None]
        visits = self._once(visits)
        order = {each.patient: number for number, each in reversed([*enumerate(visits)])}
        for patient, found in groupby(
            sorted(visits, key=lambda each: (order[each.patient], each.month)), key=lambda each: each.patient
        ):
            made = self._patient(patient, [*found])
            if made is not None:
                yield made

    def without_scores(self, patients: tuple[Patient, ...]) -> int:
        """How many rows that are used have no score: their patients were not followed then."""
        return sum(not scores for each in patients for scores in _all_scores(each))

    def notes(self) -> Iterator[str]:
        """What was read and not used."""
        for name, rows in self.unused_baselines.items():
            yield (
                f"{name} is a rating after treatment; what {rows} baseline {'row has' if rows == 1 else 'rows have'} "
                "of it is not used."
            )

    def doubts(self, patients: tuple[Patient, ...]) -> Iterator[str]:
        """Scores that would all lie on a scale a tenth as long: a file in centimetres, read in millimetres."""
        for instrument in self.columns.scores:
            if instrument.scale is None or instrument.scale.highest != LONG_SCALE:
                continue
            scored = (scores.get(instrument.id) for each in patients for scores in _all_scores(each))
            found = [each for each in scored if each is not None]
            if len(found) >= ENOUGH_TO_DOUBT and any(found) and max(found) <= SHORT_SCALE:
                yield (
                    f"Every {instrument.id} of the file is at most {SHORT_SCALE}, and this protocol takes it from 0 to "
                    f"{LONG_SCALE}. If the file has it from 0 to {SHORT_SCALE}, these figures are wrong."
                )

    def _visit(self, row: Row) -> _Visit | None:
        """The row as a visit, or None where it has a fault; every fault of it is kept."""
        patient = row.cells[self.columns.patient]
        faults = [*self._faults_of_row(row, patient)]
        month = read_month(row.cells[self.columns.month], self.wanted.months)
        if isinstance(month, Fault):
            faults.append((MONTH, month))
        scores: dict[str, Score] = {}
        for instrument, index in self.columns.scores.items():
            score = read_score(row.cells[index], instrument)
            if isinstance(score, Fault):
                faults.append((instrument.id, score))
            elif score is not None and month == 0 and not instrument.at_baseline:
                self.unused_baselines[instrument.id] = self.unused_baselines.get(instrument.id, 0) + 1
            elif score is not None:
                scores[instrument.id] = score
        for column, fault in faults:
            self._set_aside(row.number, column, patient or "", fault)
        if faults or patient is None or isinstance(month, Fault):
            return None
        groups = {name: cell for name, index in self.columns.by.items() if (cell := row.cells[index]) is not None}
        return _Visit(row=row.number, patient=patient, month=month, groups=groups, scores=scores)

    def _faults_of_row(self, row: Row, patient: str | None) -> Iterator[tuple[str, Fault]]:
        if patient is None:
            yield PATIENT, Fault(NO_PATIENT, "no patient is named", "write the study id of the patient in every row")
        if any(cell is not None for cell in row.cells[self.columns.width :]):
            message = f"there are more values than the {self.columns.width} columns of the header"
            yield "", Fault(TOO_LONG, message, "a comma within a value, as in 7,5, parts it in two; write 7.5")
        for number, letter, error in self.table.broken:
            if number == row.number:
                help_text = "correct the formula, or leave the cell empty if the score is missing"
                yield "", Fault(BROKEN_CELL, f"the cell {letter}{number} holds the error `{error}`", help_text)

    def _once(self, visits: list[_Visit]) -> list[_Visit]:
        """The visits of which a patient has one a month; of two that differ neither can be chosen."""
        kept: list[_Visit] = []
        ordered = sorted(visits, key=lambda each: (each.patient, each.month, each.row))
        for (patient, month), group in groupby(ordered, key=lambda each: (each.patient, each.month)):
            found = [*group]
            alike = all((each.scores, each.groups) == (found[0].scores, found[0].groups) for each in found)
            kept += found[:1] if alike else []
            for each in found[1:] if alike else found:
                others = ", ".join(str(other.row) for other in found if other is not each)
                message = f"the patient has month {month} also in row {others}"
                message += ", with the same values" if alike else ", with other values"
                help_text = "keep one of them" if alike else "find out which is right, and keep that one"
                self._set_aside(each.row, "", patient, Fault(TWICE, message, help_text))
        return sorted(kept, key=lambda each: each.row)

    def _patient(self, patient: str, visits: list[_Visit]) -> Patient | None:
        """The patient of these visits; None where there is no baseline among them."""
        if visits[0].month != 0:
            for each in visits:
                help_text = "add a row of month 0, with what was scored before the procedure"
                self._set_aside(
                    each.row,
                    "",
                    patient,
                    Fault(NO_BASELINE, "the patient has no baseline row that can be used", help_text),
                )
            return None
        groups: dict[str, str] = {}
        kept: list[_Visit] = []
        for each in visits:
            clash = [name for name, group in each.groups.items() if groups.setdefault(name, group) != group]
            for name in clash:
                here, before = shortened(each.groups[name]), shortened(groups[name])
                said = f"the group is `{here}`, and `{before}` at an earlier visit"
                help_text = "a patient stays in one group; correct the row that is wrong"
                self._set_aside(each.row, name, patient, Fault(OTHER_GROUP, said, help_text))
            if not clash:
                kept.append(each)
        baseline, *others = kept
        return Patient(
            id=patient,
            groups=groups,
            baseline=baseline.scores,
            visits=tuple(ScoredVisit(month=each.month, scores=each.scores) for each in others),
        )

    def _set_aside(self, row: int, column: str, patient: str, fault: Fault) -> None:
        found = SetAside(row=row, column=column, patient=patient, code=fault.code, why=fault.why)
        self.aside.append(found)
        self.helps[found] = fault.help


def _report(
    aside: tuple[SetAside, ...],
    file: str,
    columns: Columns,
    helps: Mapping[SetAside, str],
    diagnostics: Diagnostics,
) -> None:
    """Tells each fault at its row, and at its column counted from 1, as a spreadsheet shows them."""
    places = {name.casefold(): number for number, name in enumerate(columns.names, start=1)}
    for each in aside:
        column = places.get(each.column, 1)
        where = f"row {each.row}, column `{each.column}`: " if each.column else f"row {each.row}: "
        span = Span(file, each.row, column, each.row, column)
        diagnostics.warning(each.code, f"{where}{each.why}; the row is set aside", span, help=helps[each])
