"""A screening as CSV: one line for each patient, and the attrition table, neither with a cell that computes anything.

A table of patients has no room for the banner: the protocol and its status stand at the end of each line instead.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import polars as pl

from posology.render.screening_rows import CELL_WITHIN, FORMULA, columns, text_rows
from posology.render.screening_words import ATTRITION_COLUMNS, Why, attrition_cells, stamp_words
from posology.results.screening import VERDICTS, FaultyRow, Screening

END: Final = "\r\n"
"""Lines end as RFC 4180 says."""

_FORMULA: Final = re.compile(FORMULA, re.ASCII)
_CELL_WITHIN: Final = re.compile(CELL_WITHIN, re.ASCII)


def screening_as_csv(found: Screening, rows: Iterable[pl.DataFrame], why: Why | None) -> Iterator[bytes]:
    """The rows with a header, in pieces."""
    yield f"{','.join((*columns(why), 'protocol'))}{END}".encode()
    stamp = pl.lit(stamp_words(found)).alias("protocol")
    for frame in rows:
        told = text_rows(frame.lazy(), why).with_columns(stamp).collect()
        yield told.write_csv(include_header=False, line_terminator=END, quote_style="necessary").encode("utf-8")


def attrition_as_csv(found: Screening) -> str:
    """One line for the start, for each criterion and for what comes after them, and for each verdict."""
    judged = str(found.judged)
    lines: list[tuple[str, ...]] = [("start", "", "Every patient who was judged", judged, "0", "0", "0", judged)]
    lines += [attrition_cells(each) for each in found.attrition]
    counts = zip(VERDICTS, found.verdicts.counts, strict=True)
    lines += [(verdict.value, "verdict", "", "", "", "", "", str(count)) for verdict, count in counts]
    lines += [
        (each.element, "settles", each.ask, str(each.patients), "", "", str(each.patients), "")
        for each in found.settling
    ]
    return _table(
        (*ATTRITION_COLUMNS, "protocol", "banner"), ((*each, stamp_words(found), found.banner) for each in lines)
    )


def set_aside_as_csv(rows: Iterable[FaultyRow]) -> str:
    """One line for each fault of each row that was set aside: its place, its column, the code, what the code means."""
    lines = ((each.where, str(each.row), each.column, each.code, each.title) for each in rows)
    return _table(("where", "row", "column", "code", "title"), lines)


def _table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator=END)
    writer.writerow(header)
    writer.writerows([inert_text(cell) for cell in line] for line in lines)
    return written.getvalue()


def inert_text(cell: str) -> str:
    """The cell with an apostrophe before it where it begins as a formula does, and within before what would."""
    parted = _CELL_WITHIN.sub(r";'\1", cell)
    return f"'{parted}" if _FORMULA.match(parted) else parted
