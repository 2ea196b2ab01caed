"""A Parquet file, or its parts, as a kept table: every typed value as the text that a record would have.

A date is `2026-11-09`, a truth value `true`, a whole number written as a fraction `7`, a binary fraction the shortest
decimal that reads back as it, a list of words `[lumbar, cervical]`. What has a time zone keeps it, and is no date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from posology.cohort.kept import FROM_START, Kept
from posology.cohort.matching import Head, Matched
from posology.cohort.quoting import literal, named, one_file
from posology.cohort.workshop import Workshop, trimmed
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.element import Element, ElementKind

UNREADABLE = "P0828"

_FRACTIONS = ("DOUBLE", "FLOAT", "REAL")
_NESTED = ("STRUCT", "MAP", "JSON")
_EXACT = "decimal(38, 12)"
"""What a binary fraction that prints with an exponent is written out as; one that does not fit stays as it is."""


@dataclass(frozen=True, slots=True)
class Columnar:
    """Parquet files, in order; `where` is what messages call them, `name` what they are kept as."""

    paths: tuple[Path, ...]
    where: str
    name: str

    @property
    def table(self) -> str:
        """The files as a table of SQL."""
        listed = ", ".join(literal(one_file(each)) for each in self.paths)
        return f"read_parquet([{listed}], union_by_name = true)"


def keep_columnar(
    source: Columnar,
    shop: Workshop,
    elements: Mapping[str, Element],
    match: Callable[[Head], Matched | None],
    diagnostics: Diagnostics,
) -> Kept | None:
    """The files as a kept table, its columns as `match` says; None where they cannot be read.

    `elements` are those under whose paths a column of nested values may lie; it is kept as JSON.
    """
    try:
        described = shop.reader.execute(f"describe select * from {source.table}").fetchall()  # noqa: S608 - quoted
        types = {str(name): str(kind) for name, kind, *_ in described}
        documents = tuple((name, base) for name, kind in types.items() if (base := _base_of(name, kind, elements)))
        nested = [name for name, _ in documents]
        matched = match(Head(source.where, tuple(each for each in types if each not in nested), 0))
        if matched is None:
            return None
        plain = dict.fromkeys((matched.patient, *(each.name for each in matched.columns if each.path is not None)))
        cells = [*(as_text(each, types[each]) for each in plain), *(_as_document(each) for each in nested)]
        path = shop.keep(source.name, f"select {', '.join(cells)} from {source.table}")  # noqa: S608 - names are quoted
    except duckdb.Error as fault:
        # what the library says may quote the file, so that the kind of it is enough
        message = f"{source.where} cannot be read as Parquet ({type(fault).__name__})"
        help_text = "make the file anew, or give it as .csv in UTF-8"
        diagnostics.error(UNREADABLE, message, Span(source.where, 0, 0, 0, 0), help=help_text)
        return None
    return Kept(
        path=path,
        where=source.where,
        columns=matched.columns,
        patient=matched.patient,
        first=FROM_START,
        is_marked=False,
        documents=documents,
    )


def _base_of(name: str, kind: str, elements: Mapping[str, Element]) -> str:
    """The path under which a column of nested values lies; empty for a column of plain values, or of no element."""
    path = name.strip()
    if not kind.startswith(_NESTED):
        return ""
    is_group = any(each.startswith(f"{path}.") for each in elements)
    return path if path in elements or is_group else ""


def _as_document(name: str) -> str:
    column = named(name)
    return f"case when {column} is not null then to_json({column})::varchar end as {column}"


def as_text(name: str, kind: str) -> str:
    """The column as text, under its own name: exact, without trailing zeros, exponents or times of day."""
    column = named(name)
    if kind.endswith("[]"):
        return _list_as_text(column)
    if kind.startswith(_FRACTIONS):
        return trimmed(_fraction_as_text(column), name)
    if kind.startswith("DECIMAL"):
        return trimmed(_without_zeros(f"{column}::varchar"), name)
    if kind.startswith("TIMESTAMP") and "TIME ZONE" not in kind:
        # the day on the clock of whoever wrote it; with an offset it could be another day elsewhere
        return trimmed(f"{column}::date::varchar", name)
    if kind == "BLOB":
        return trimmed(f"try(decode({column}))", name)
    return trimmed(f"{column}::varchar", name)


def _fraction_as_text(column: str) -> str:
    """NaN is how a missing number stands in a column of fractions.

    The cast to a decimal rounds, so that it is taken only where it reads back as the very same fraction.
    """
    text, exact = f"{column}::varchar", f"try_cast({column} as {_EXACT})"
    written_out = (
        f"case when abs({column}) < 1e15 and {exact}::double = {column}::double then {exact}::varchar else {text} end"
    )
    written = f"case when contains({text}, 'e') then {written_out} else {text} end"
    return f"case when not isnan({column}) then {_without_zeros(written)} end"


def _without_zeros(text: str) -> str:
    return rf"regexp_replace(regexp_replace({text}, '(\.[0-9]*?)0+$', '\1'), '\.$', '')"


def _list_as_text(column: str) -> str:
    """Words as a record lists them; as JSON, which is read as the same, where one could be taken for something else."""
    words = f"list_transform({column}, each -> each::varchar)"
    unusual = f"list_filter({words}, each -> each is null or not regexp_full_match(each, '[A-Za-z][A-Za-z0-9 ._/-]*'))"
    plain = f"'[' || array_to_string({words}, ', ') || ']'"
    written = f"case when len({unusual}) = 0 then {plain} else to_json({column})::varchar end"
    return f"case when {column} is not null then {written} end as {column}"


def lists_among(columns: Sequence[str], elements: Mapping[str, Element]) -> tuple[tuple[str, str], ...]:
    """The columns that are named by the path of a list of records, with that path."""
    lists = {path for path, each in elements.items() if each.kind is ElementKind.RECORDS}
    return tuple((each, each.strip()) for each in columns if each.strip() in lists)
