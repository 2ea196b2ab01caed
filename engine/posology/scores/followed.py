"""The rows of a file of scores about one patient, as far as they show which visits were made and what was scored.

Nothing is said here of a response: a row without a baseline counts, and a score that cannot be used is missing from its
visit, which was made all the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.diagnostics.span import Span
from posology.ir.outcome import Instrument
from posology.reader.source import shortened
from posology.results.follow_up import FaultyCell, Followed, ScoreRow
from posology.scores.cells import Fault, read_score
from posology.scores.columns import MONTH, PATIENT, check_misspelt, check_twice, report_missing
from posology.scores.intake import BROKEN_CELL, TOO_LONG
from posology.scores.scores import Wanted
from posology.scores.table import Row, Table, read_table
from posology.values.dates import Precision, parse_date
from posology.values.numerals import join_in_words

NOT_A_DAY = "P0730"
NOT_WHOLE = "P0731"

DAY, DATE = "day", "date"

_WHOLE: Final = re.compile(r"-?[0-9]{1,6}(?:\.0{1,6})?", re.ASCII)
# a spreadsheet keeps a day as a moment, and gives it back with its midnight
_MIDNIGHT: Final = re.compile(r"[ T]00:00(?::00(?:\.0{1,9})?)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be found in the file: the patient, and the instruments that the protocol's visits take.

    `scored` are those whose scale is known, by their ids; of the others it is only seen whether something stands there.
    """

    patient: str
    instruments: tuple[str, ...]
    scored: Mapping[str, Instrument]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where each thing stands in a row, counted from 0; None where the file has no such column."""

    patient: int
    month: int | None
    day: int | None
    date: int | None
    scores: Mapping[str, int]
    width: int


def read_followed(content: bytes, file: str, asked: Asked, diagnostics: Diagnostics) -> Followed | None:
    """The rows about the patient; None where the file cannot be used at all, which is reported as an error.

    What cannot be used in a row is reported as a warning at its row and column, and is in the result.
    """
    table = read_table(content, file, diagnostics)
    places = None if table is None else _find(table, asked, diagnostics)
    if table is None or places is None:
        return None
    ours = [each for each in table.rows if each.cells[places.patient] == asked.patient]
    faults: list[FaultyCell] = []
    rows = [_read(each, table, places, asked, faults) for each in ours]
    _report(table, faults, diagnostics)
    return Followed(
        sha256=hashlib.sha256(content).hexdigest(),
        rows=tuple(rows),
        faults=tuple(faults),
        other_patients=len(table.rows) - len(ours),
        notes=tuple(_notes(table, places, asked, found=bool(ours))),
    )


def _find(table: Table, asked: Asked, diagnostics: Diagnostics) -> _Places | None:
    """The columns of the file; capitals in the header do not count."""
    names = tuple(each.casefold() for each in table.header)
    place = Span(table.file, 1, 1, 1, 1) if names else Span(table.file, 0, 0, 0, 0)
    check_twice(names, place, diagnostics)
    if PATIENT not in names:
        report_missing(PATIENT, names, place, diagnostics)
    if MONTH not in names and DAY not in names:
        report_missing(MONTH, names, place, diagnostics)
    known = {PATIENT, MONTH, DAY, DATE, *asked.instruments}
    wanted = Wanted(instruments=tuple(asked.scored.values()), months=(), by=None)
    check_misspelt([each for each in names if each and each not in known], wanted, names, place, diagnostics)
    if diagnostics.has_errors:
        return None
    month, day, on = (names.index(each) if each in names else None for each in (MONTH, DAY, DATE))
    return _Places(
        patient=names.index(PATIENT),
        month=month,
        day=day,
        date=on,
        scores={each: names.index(each) for each in asked.instruments if each in names},
        width=len(names),
    )


def _read(row: Row, table: Table, places: _Places, asked: Asked, faults: list[FaultyCell]) -> ScoreRow:
    """The row; what cannot be read of it is among the faults, and left out of it."""
    found = [*_faults_of_row(row, table, places)]
    whole = not found
    month = _whole(row, places.month, MONTH, found)
    day = _whole(row, places.day, DAY, found)
    on = _day(row, places.date, found)
    scores = frozenset(_scores(row, places, asked, found)) if whole else frozenset[str]()
    faults += found
    return ScoreRow(
        row=row.number,
        month=month,
        day=day,
        date=on,
        scores=scores,
        is_readable=whole and not any(each.column in {MONTH, DAY} for each in found),
        is_unusable_in_part=bool(found),
    )


def _faults_of_row(row: Row, table: Table, places: _Places) -> Iterator[FaultyCell]:
    """What makes the whole row doubtful: values moved out of their columns, and broken formulas."""
    if any(cell is not None for cell in row.cells[places.width :]):
        why = f"there are more values than the {places.width} columns of the header"
        help_text = "a comma within a value, as in 7,5, parts it in two; write 7.5"
        yield FaultyCell(row=row.number, column="", code=TOO_LONG, why=why, help=help_text)
    for number, letter, error in table.broken:
        if number == row.number:
            why = f"the cell {letter}{number} holds the error `{error}`"
            help_text = "correct the formula, or leave the cell empty if the score is missing"
            yield FaultyCell(row=row.number, column="", code=BROKEN_CELL, why=why, help=help_text)


def _whole(row: Row, index: int | None, column: str, faults: list[FaultyCell]) -> int | None:
    """A whole number of months or days; None where there is none, or where it cannot be read."""
    cell = None if index is None else row.cells[index]
    if cell is None:
        return None
    if _WHOLE.fullmatch(cell):
        return int(Decimal(cell))
    why = f"`{shortened(cell)}` is no whole number of {column}s"
    help_text = "write digits only; the months or days are counted from the procedure, and before it have a minus"
    faults.append(FaultyCell(row=row.number, column=column, code=NOT_WHOLE, why=why, help=help_text))
    return None


def _day(row: Row, index: int | None, faults: list[FaultyCell]) -> date | None:
    """The day on which the visit was made; None where it is not given, or cannot be read."""
    cell = None if index is None else row.cells[index]
    if cell is None:
        return None
    when = parse_date(_MIDNIGHT.sub("", cell))
    if when is not None and when.precision is Precision.DAY:
        return when.earliest
    why = f"`{shortened(cell)}` is not a day"
    help_text = "write it as 2027-01-07; leave the cell empty if the day is not known"
    faults.append(FaultyCell(row=row.number, column=DATE, code=NOT_A_DAY, why=why, help=help_text))
    return None


def _scores(row: Row, places: _Places, asked: Asked, faults: list[FaultyCell]) -> Iterator[str]:
    """The instruments of which the row has a score that can be used."""
    for name, index in places.scores.items():
        instrument = asked.scored.get(name)
        score = row.cells[index] if instrument is None else read_score(row.cells[index], instrument)
        if isinstance(score, Fault):
            faults.append(FaultyCell(row=row.number, column=name, code=score.code, why=score.why, help=score.help))
        elif score is not None:
            yield name


def _notes(table: Table, places: _Places, asked: Asked, *, found: bool) -> Iterator[str]:
    """What the file lacks, or has and is not read."""
    if not found:
        others = {cell for row in table.rows if (cell := row.cells[places.patient]) is not None}
        close = nearest(asked.patient, sorted(others))
        meant = f"; is `{shortened(close[0])}` the same patient?" if close else "."
        yield f"No row is about the patient `{shortened(asked.patient)}`{meant}"
    absent = [each for each in asked.instruments if each not in places.scores]
    if absent:
        yield f"The file has no column {join_in_words(absent)}: missing at every visit that takes such a score."
    if table.other_sheets:
        sheets = join_in_words([shortened(each) for each in table.other_sheets])
        yield f"Only the first sheet of the workbook is read, and not {sheets}."


def _report(table: Table, faults: list[FaultyCell], diagnostics: Diagnostics) -> None:
    """Tells each fault at its row, and at its column counted from 1, as a spreadsheet shows them."""
    columns = {name.casefold(): number for number, name in enumerate(table.header, start=1)}
    for each in faults:
        column = columns.get(each.column, 1)
        where = f"row {each.row}, column `{each.column}`" if each.column else f"row {each.row}"
        span = Span(table.file, each.row, column, each.row, column)
        diagnostics.warning(each.code, f"{where}: {each.why}, and is not used", span, help=each.help)
