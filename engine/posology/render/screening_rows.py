"""The rows of a screening as the columns that are told: typed for programs, or as text that no spreadsheet computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from posology.render.screening_words import Why

LISTS: Final = ("failed", "unknown", "holds")
CELLS: Final = ("iv_cells_minimum", "iv_cells_maximum", "total_cells_minimum", "total_cells_maximum")
COLUMNS: Final = ("id", "verdict", "earliest_date", *LISTS, *CELLS)
"""The columns of the public contract, in its order."""

WHY_COLUMNS: Final = ("failed_because", "unknown_because", "ask")
MISSING: Final = "missing"
"""The elements that a verdict waits for: a column of the rows, told only as the questions for them."""

SEPARATOR: Final = "; "
FORMULA: Final = r"^[=+\-@\t\r\n]"
"""How a text begins that a spreadsheet may take for a formula."""

CELL_WITHIN: Final = r";([=+\-@])"
"""What a spreadsheet would take for the beginning of a formula that parts cells by semicolons, as many are set to."""


def columns(why: Why | None) -> tuple[str, ...]:
    """The names of the columns."""
    return COLUMNS if why is None else (*COLUMNS, *WHY_COLUMNS)


def typed_rows(rows: pl.LazyFrame, why: Why | None) -> pl.LazyFrame:
    """The rows with the columns that are told: dates as dates, lists as lists, cells as whole numbers."""
    if why is None:
        return rows.select(COLUMNS)
    return rows.select(
        *COLUMNS,
        _said("failed", why.failed).alias("failed_because"),
        _said("unknown", why.unknown).alias("unknown_because"),
        _said(MISSING, why.asks).alias("ask"),
    )


def text_rows(rows: pl.LazyFrame, why: Why | None) -> pl.LazyFrame:
    """The rows with every column as text but those of cells: lists joined by a semicolon, nothing like a formula."""
    lists = (*LISTS, *WHY_COLUMNS) if why is not None else LISTS
    told = typed_rows(rows, why)
    return told.select(_as_text(name, is_list=name in lists) for name in columns(why))


def _as_text(name: str, *, is_list: bool) -> pl.Expr:
    column = pl.col(name)
    if name in CELLS:
        return column
    if not is_list:
        return inert(column.cast(pl.String)).alias(name)
    joined = inert(column.list.join(SEPARATOR))
    return pl.when(joined == "").then(None).otherwise(joined).alias(name)


def inert(text: pl.Expr) -> pl.Expr:
    """The text with an apostrophe before it where it begins as a formula does, and within before what would."""
    parted = text.str.replace_all(CELL_WITHIN, ";'$1")
    return pl.when(parted.str.contains(FORMULA)).then(pl.lit("'") + parted).otherwise(parted)


def _said(name: str, words: Mapping[str, str]) -> pl.Expr:
    """A list of ids as a list of their words; an id without words stands for itself."""
    if not words:
        return pl.col(name)
    return pl.col(name).list.eval(pl.element().replace(dict(words)))
