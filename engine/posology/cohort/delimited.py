"""A delimited file as a kept table: by DuckDB where every row is in order, row by row where one is not.

Nothing is guessed: the delimiter follows from the name, every cell is text, and a row that is not as wide as the head,
has a quote that closes nowhere or bytes that are no UTF-8 is set aside by its number, and costs no other row.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import duckdb

from posology.cohort.kept import AFTER_HEAD, Kept
from posology.cohort.matching import Head, Matched
from posology.cohort.quoting import literal, named
from posology.cohort.rows import BadRow, Fault, GoodRow, Rows, split
from posology.cohort.tables import ROW
from posology.cohort.workshop import FAULT, Workshop, delimited, parquet, trimmed
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.reader.source import BYTE_ORDER_MARK, OTHER_ENCODINGS

OTHER_ENCODING = "P0821"
NO_HEAD = "P0829"

_BLOCK = 1 << 20
_MARK = BYTE_ORDER_MARK.encode()


@dataclass(frozen=True, slots=True)
class Delimited:
    """A file of values parted by `separator`; `where` is what messages call it, `name` what it is kept as."""

    path: Path
    where: str
    separator: str
    name: str


def keep_delimited(
    source: Delimited,
    shop: Workshop,
    match: Callable[[Head], Matched | None],
    diagnostics: Diagnostics,
    patients: Kept | None = None,
) -> Kept | None:
    """The file as a kept table, its columns as `match` says; None where it has no head that can be read.

    For the entries of a list, `patients` are those whom they are of: a row that cannot be read is held against every
    one of them whose identifier stands in it.
    """
    names = _read_head(source, diagnostics)
    matched = None if names is None else match(Head(source.where, names, 1))
    if names is None or matched is None:
        return None
    kept = _places(names, matched)
    fast = _keep_fast(source, shop, names, kept)
    owner = None if patients is None else matched.patient
    return Kept(
        path=fast or _keep_row_by_row(source, shop, len(names), kept, owner, patients),
        where=source.where,
        columns=matched.columns,
        patient=matched.patient,
        first=AFTER_HEAD,
        is_marked=fast is None,
    )


def _places(names: Sequence[str], matched: Matched) -> dict[int, str]:
    """The columns that are kept, by their place; of one name that stands twice only one can be an element."""
    wanted = {each.name for each in matched.columns if each.path is not None} | {matched.patient}
    found: dict[int, str] = {}
    for place, name in enumerate(names):
        if name in wanted and name not in found.values():
            found[place] = name
    return found


def is_readable(path: Path, where: str, diagnostics: Diagnostics) -> bool:
    """Whether the file begins as UTF-8 does; the mark of another encoding is reported."""
    with path.open("rb") as file:
        beginning = file.read(4)
    for mark, encoding in OTHER_ENCODINGS:
        if beginning.startswith(mark):
            help_text = "save the file as UTF-8"
            message = f"{where} is {encoding}, not UTF-8"
            diagnostics.error(OTHER_ENCODING, message, Span(where, 1, 1, 1, 1), help=help_text)
            return False
    return True


def _read_head(source: Delimited, diagnostics: Diagnostics) -> tuple[str, ...] | None:
    if not is_readable(source.path, source.where, diagnostics):
        return None
    first = next(_lines(source.path), b"")
    try:
        names = split(first.decode("utf-8").rstrip("\n"), source.separator)
    except UnicodeDecodeError:
        message, help_text = f"the head of {source.where} is not UTF-8 text", "save the file as UTF-8"
        diagnostics.error(OTHER_ENCODING, message, Span(source.where, 1, 1, 1, 1), help=help_text)
        return None
    if isinstance(names, Fault) or not any(each.strip() for each in names):
        message = f"the first line of {source.where} has no names of columns"
        help_text = "the first line names the columns, each by its path in the data dictionary, in one line each"
        diagnostics.error(NO_HEAD, message, Span(source.where, 1, 1, 1, 1), help=help_text)
        return None
    return tuple(names)


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of the file without its byte-order mark, whichever line breaks it has, each ending in a newline."""
    # bytes that are no UTF-8 pass through unchanged, so that the row they stand in can be told
    with path.open(encoding="utf-8", errors="surrogateescape", newline=None) as file:
        for number, line in enumerate(file):
            encoded = line.encode("utf-8", "surrogateescape")
            yield encoded.removeprefix(_MARK) if number == 0 else encoded


def _keep_fast(source: Delimited, shop: Workshop, names: Sequence[str], kept: dict[int, str]) -> Path | None:
    """Every row at once; None where DuckDB refuses one, or where a row does not stand on one line of its own."""
    raw = [f"c{place}" for place in range(len(names))]
    table = delimited(source.path, raw, header="true", delim=literal(source.separator), strict_mode="true")
    cells = ", ".join(trimmed(raw[place], name) for place, name in kept.items())
    try:
        path = shop.keep(source.name, f"select {cells} from {table}")  # noqa: S608 - names are quoted
    except duckdb.Error:
        # what it says of a row quotes the row, and names the line only sometimes: the row is looked for below
        return None
    return path if shop.one(f"select count(*) from {parquet(path)}") + 1 == _count_lines(source.path) else None  # noqa: S608 - names are quoted


def _count_lines(path: Path) -> int:
    """The lines of the file, the last one with or without its end."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")


def _keep_row_by_row(  # noqa: PLR0913, PLR0917 - what is read, into what, and for a list whose rows they are
    source: Delimited, shop: Workshop, width: int, kept: dict[int, str], owner: str | None, patients: Kept | None
) -> Path:
    """Every row by itself: the good ones with their cells, the bad ones with why they are."""
    lines = _lines(source.path)
    next(lines, None)
    rows = Rows(lines, source.separator, width, frozenset(kept))
    good, bad = shop.folder / f"{source.name}.good.csv", shop.folder / f"{source.name}.bad.csv"
    _write(rows, kept, good, bad)
    names = [*kept.values()]
    raw = [f"c{place}" for place in range(len(names))]
    types = MappingProxyType({ROW: "BIGINT"})
    cells = ", ".join(trimmed(each, name) for each, name in zip(raw, names, strict=True))
    good_rows = f"select {ROW}, null::varchar as {named(FAULT)}, {cells} from {delimited(good, [ROW, *raw], types)}"  # noqa: S608 - names are quoted
    nothing = ", ".join(f"{'patient' if each == owner else 'null::varchar'} as {named(each)}" for each in names)
    bad_rows = f"select {ROW}, code as {named(FAULT)}, {nothing} from ({_owned(bad, types, patients)})"  # noqa: S608 - names are quoted
    path = shop.keep(source.name, f"select * from ({good_rows} union all {bad_rows}) order by {ROW}")  # noqa: S608 - names are quoted
    good.unlink()
    bad.unlink()
    return path


def _owned(bad: Path, types: MappingProxyType[str, str], patients: Kept | None) -> str:
    """The bad rows with each patient whom they may be of, null where nobody can be told."""
    scraps = delimited(bad, [ROW, "code", "scrap"], types)
    if patients is None:
        return f"select distinct {ROW}, code, null::varchar as patient from {scraps}"  # noqa: S608 - no text of a file
    ids = f"select distinct {named(patients.patient)} as patient from {parquet(patients.path)}"  # noqa: S608 - names are quoted
    return (
        f"with scraps as (from {scraps}), known as (select distinct {ROW}, code, scrap as patient from scraps "  # noqa: S608 - names are quoted
        f"where scrap in ({ids})) select * from known union all "
        f"select distinct {ROW}, code, null from scraps anti join known using ({ROW})"
    )


def _write(rows: Iterable[GoodRow | BadRow], kept: dict[int, str], good: Path, bad: Path) -> None:
    with (
        good.open("w", encoding="utf-8", newline="") as good_file,
        bad.open("w", encoding="utf-8", newline="") as bad_file,
    ):
        good_rows = csv.writer(good_file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        bad_rows = csv.writer(bad_file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for row in rows:
            number = row.number - AFTER_HEAD
            match row:
                case GoodRow():
                    good_rows.writerow((number, *(row.cells[place] for place in kept)))
                case BadRow():
                    bad_rows.writerows((number, row.code, scrap) for scrap in row.scraps or ("",))
