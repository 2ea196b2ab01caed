"""What a cohort would be read as, as text: each column with its element, what is not read, and what nobody recorded."""

from __future__ import annotations

from collections.abc import Iterator

from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, labelled, page_text, paragraph
from posology.results.survey import Survey, SurveyedColumn, SurveyedTable
from posology.values.numerals import count_in_words

VALUE = "value"


def survey_as_text(survey: Survey, banner: str, layout: Layout = PLAIN_LAYOUT) -> str:
    """The whole survey; nobody has been judged."""
    return page_text(
        (
            *paragraph(banner, layout),
            *heading("What would be read", layout),
            *(line for table in survey.tables for line in _table(table, layout)),
            *_not_found(survey, layout),
        )
    )


def _table(table: SurveyedTable, layout: Layout) -> Iterator[str]:
    yield ""
    unreadable = f", {count_in_words(table.unreadable)} of them cannot be read" if table.unreadable else ""
    yield from labelled(f"{table.name}, from {table.where}", f"{count_in_words(table.rows)} rows{unreadable}", layout)
    for column in table.columns:
        yield from item(_column(column, table.rows), layout)


def _column(column: SurveyedColumn, rows: int) -> str:
    if column.element is None:
        meant = f"; did you mean {' or '.join(f'`{each}`' for each in column.nearest)}?" if column.nearest else ""
        return f"`{column.name}` is no element, and is not read{meant}"
    part = "" if column.part == VALUE else f", its {column.part}"
    filled = "" if column.filled is None else f": filled in {count_in_words(column.filled)} of {count_in_words(rows)}"
    units = "".join(f"; {count_in_words(count)} in {unit}" for unit, count in column.units)
    bare = f"; {count_in_words(column.without_unit)} without a unit, to be set aside" if column.without_unit else ""
    is_plain = column.name in {column.element, f"{column.element}.{column.part}"}
    said = "" if is_plain else f" is {column.element}{part}"
    return f"`{column.name}`{said}{filled}{units}{bare}"


def _not_found(survey: Survey, layout: Layout) -> Iterator[str]:
    yield from heading("What the protocol asks for and nobody has recorded", layout)
    for each in survey.not_found:
        why = f" {each.why[:1].upper()}{each.why[1:]}." if each.why else ""
        yield from item(f"{each.element}: {each.question}{why}", layout)
    if not survey.not_found:
        yield from paragraph("Nothing: every element has a column.", layout, INDENT)
