"""The columns of a file of scores: which is the patient, which the month, which a score, which makes groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest, suggestion
from posology.diagnostics.span import Span
from posology.ir.outcome import Instrument
from posology.reader.source import shortened
from posology.scores.scores import Wanted
from posology.scores.table import Table
from posology.values.numerals import join_in_words

NO_COLUMN = "P0702"
COLUMN_TWICE = "P0703"
MISSPELT = "P0704"
NO_GROUP = "P0705"

PATIENT, MONTH, GROUP = "patient", "month", "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where each thing stands in a row, counted from 0. `width` is that of the header."""

    patient: int
    month: int
    scores: Mapping[Instrument, int]
    by: Mapping[str, int]
    width: int
    names: tuple[str, ...]
    notes: tuple[str, ...]


def find_columns(table: Table, wanted: Wanted, diagnostics: Diagnostics) -> Columns | None:
    """The columns of the file, or None where it cannot be used; capitals in the header do not count."""
    names = tuple(each.casefold() for each in table.header)
    place = Span(table.file, 1, 1, 1, 1) if names else Span(table.file, 0, 0, 0, 0)
    check_twice(names, place, diagnostics)
    for name in (PATIENT, MONTH):
        if name not in names:
            report_missing(name, names, place, diagnostics)
    scores = {each: names.index(each.id) for each in wanted.instruments if each.id in names}
    if not scores:
        known = join_in_words([each.id for each in wanted.instruments])
        message = f"the file has no score that this protocol follows: {known}"
        diagnostics.error(NO_COLUMN, message, place, help="name the columns as the protocol names its instruments")
    by = _groups(names, wanted, place, diagnostics)
    used = {PATIENT, MONTH, *(each.id for each in scores), *by}
    unused = [each for each in names if each and each not in used]
    check_misspelt(unused, wanted, names, place, diagnostics)
    if diagnostics.has_errors:
        return None
    return Columns(
        patient=names.index(PATIENT),
        month=names.index(MONTH),
        scores=scores,
        by={each: names.index(each) for each in by},
        width=len(names),
        names=tuple(table.header),
        notes=tuple(_notes(table, wanted, scores, unused)),
    )


def check_twice(names: tuple[str, ...], place: Span, diagnostics: Diagnostics) -> None:
    """Reports each column that is there more than once: which of them is meant, nobody can tell."""
    for name in dict.fromkeys(each for each in names if names.count(each) > 1 and each):
        message = f"the column `{shortened(name)}` is there {names.count(name)} times"
        diagnostics.error(COLUMN_TWICE, message, place, help="keep one of them, and give the others names of their own")


def report_missing(name: str, names: tuple[str, ...], place: Span, diagnostics: Diagnostics) -> None:
    """Reports a column without which the file cannot be used, with the one that may be meant."""
    close = [each for each in nearest(name, names) if each]
    semicolons = any(";" in each for each in names)
    otherwise = "the first row names the columns: patient, month, and the scores"
    if semicolons:
        otherwise = "the columns seem to be parted by semicolons; save the file with commas, or as .xlsx"
    help_text = f"is it the column `{close[0]}`? name it `{name}`" if close else otherwise
    diagnostics.error(NO_COLUMN, f"the file has no column `{name}`", place, help=help_text)


def _groups(names: tuple[str, ...], wanted: Wanted, place: Span, diagnostics: Diagnostics) -> tuple[str, ...]:
    """The columns by which patients are grouped, in the order asked for."""
    if wanted.by is None:
        return (GROUP,) if GROUP in names else ()
    scores = {PATIENT, MONTH, *(each.id for each in wanted.instruments)}
    asked = tuple(dict.fromkeys(each.casefold() for each in wanted.by))
    for each in asked:
        if each not in names:
            others = [name for name in names if name and name not in scores]
            help_text = suggestion(each, others, f"columns that can make groups: {', '.join(others) or 'none'}")
            diagnostics.error(
                NO_GROUP, f"the file has no column `{shortened(each)}` to group by", place, help=help_text
            )
        elif each in scores:
            message = f"the column `{each}` is not one to group by"
            help_text = "group by a column that says the same of a patient throughout"
            diagnostics.error(NO_GROUP, message, place, help=help_text)
    return asked


def check_misspelt(
    unused: list[str], wanted: Wanted, names: tuple[str, ...], place: Span, diagnostics: Diagnostics
) -> None:
    """A column that is nearly a score that is not there would lose that score in silence."""
    absent = [each.id for each in wanted.instruments if each.id not in names]
    for name in unused:
        close = nearest(name, absent)
        if close:
            message = f"the column `{shortened(name)}` is none that this protocol follows"
            help_text = f"did you mean `{close[0]}`? if not, give it another name"
            diagnostics.error(MISSPELT, message, place, help=help_text)


def _notes(table: Table, wanted: Wanted, scores: Mapping[Instrument, int], unused: list[str]) -> Iterator[str]:
    absent = [each.id for each in wanted.instruments if each not in scores]
    if absent:
        columns, are = ("column", "is") if len(absent) == 1 else ("columns", "are")
        yield f"The file has no {columns} {join_in_words(absent)}, which {are} missing for every patient."
    if unused:
        columns = "column" if len(unused) == 1 else "columns"
        yield f"Not used: the {columns} {join_in_words([shortened(each) for each in unused])}."
    if table.other_sheets:
        others = join_in_words([shortened(each) for each in table.other_sheets])
        yield f"Only the first sheet of the workbook is read, and not {others}."
