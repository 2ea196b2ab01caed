"""A cohort in a database where its tables already live: every cell read there as the text that a record would have.

Nothing is copied elsewhere: the cells become columns of text of a temporary table of the same database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import ibis
from ibis import Table, Value

from posology.cohort.found import FoundCohort, FoundTable
from posology.cohort.kept import FROM_START
from posology.cohort.matching import Head, Matched, match_entries, match_patients
from posology.cohort.omop import CONCEPT, PERSON, in_schema, keep_omop
from posology.cohort.tables import ROW
from posology.cohort.workshop import BLANKS, Workshop
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.knowledge.element import Dictionary, ElementKind
from posology.knowledge.omop import Omop
from posology.reader.source import shortened

NOT_THERE = "P0832"
NO_CELLS = "P0833"

PATIENTS = "patients"
_DUCKDB = "duckdb"
_PLAIN_WORD = "^[A-Za-z][A-Za-z0-9 ._/-]*$"
_IN_WORDS = (
    "COHORT names a schema with the tables `patients` and `medications`, a table of patients, or a schema with OMOP "
    "tables; `main` or `public` is the schema where none was made"
)


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema of the database with the tables that are in it; `name` is None for the one that is current."""

    name: str | None
    tables: frozenset[str]

    def where(self, table: str) -> str:
        """What messages call the table."""
        return table if self.name is None else f"{self.name}.{table}"


def open_tables(  # noqa: PLR0913 - as a cohort in files is opened
    name: str,
    shop: Workshop,
    dictionary: Dictionary,
    complete: frozenset[str],
    diagnostics: Diagnostics,
    *,
    omop: tuple[Omop, date] | None = None,
) -> FoundCohort | None:
    """The cohort that is called so in the engine's database; None where there is none, and the bag says why.

    The name is that of a schema, whose table `patients` has a row for each of them, and those named after a list its
    entries; or of the table of patients itself, `schema.table` where it is not in the current schema. A schema with the
    tables `person` and `concept` is read as OMOP, in DuckDB only.
    """
    schema, table = _named(name, shop)
    if schema is None:
        close = suggestion(name, _schemas(shop), _IN_WORDS)
        _refuse(NOT_THERE, f"the database has no schema and no table `{shortened(name)}`", name, close, diagnostics)
        return None
    if table is None and omop is not None and is_omop_schema(name, shop):
        return _open_omop(schema, shop, dictionary, complete, diagnostics, omop)
    if table is None and PATIENTS not in schema.tables:
        message = f"the schema `{shortened(name)}` has no table `{PATIENTS}`"
        _refuse(NOT_THERE, message, name, suggestion(PATIENTS, sorted(schema.tables), _IN_WORDS), diagnostics)
        return None
    return _Opening(shop, dictionary, diagnostics, schema).open(table or PATIENTS, complete)


def is_omop_schema(name: str, shop: Workshop) -> bool:
    """Whether the name is that of a schema with the two tables without which nothing of the model can be read."""
    schema, table = _named(name, shop)
    return schema is not None and table is None and {PERSON, CONCEPT} <= {each.lower() for each in schema.tables}


def _schemas(shop: Workshop) -> list[str]:
    listed: Any = getattr(shop.engine, "list_databases", list)
    return sorted(str(each) for each in listed())


def _named(name: str, shop: Workshop) -> tuple[Schema | None, str | None]:
    """The schema that the name means, and the table where it means one; (None, None) for a name of neither."""
    schemas = _schemas(shop)
    if name in schemas:
        return Schema(name, frozenset(shop.engine.list_tables(database=name))), None
    within, _, table = name.rpartition(".")
    if within and within not in schemas:
        return None, None
    schema = Schema(within or None, frozenset(shop.engine.list_tables(database=within or None)))
    return (schema, table) if table in schema.tables else (None, None)


def _refuse(code: str, message: str, where: str, help_text: str, diagnostics: Diagnostics) -> None:
    diagnostics.error(code, message, Span(shortened(where), 0, 0, 0, 0), help=help_text)


def _open_omop(  # noqa: PLR0913, PLR0917 - as a cohort in files is opened
    schema: Schema,
    shop: Workshop,
    dictionary: Dictionary,
    complete: frozenset[str],
    diagnostics: Diagnostics,
    omop: tuple[Omop, date],
) -> FoundCohort | None:
    if shop.engine.name != _DUCKDB:
        message = f"OMOP tables in a database of `{shop.engine.name}` are not read"
        help_text = "give them as a folder of .parquet files, or in a database of DuckDB"
        _refuse(NOT_THERE, message, schema.where(PERSON), help_text, diagnostics)
        return None
    # the queries of OMOP are DuckDB's own: the database itself runs them, and the files are the shop's
    there = Workshop(reader=shop.engine.con, engine=shop.engine, folder=shop.folder)
    source = in_schema(schema.name or "", schema.tables, *omop)
    unfolded = keep_omop(source, there, dictionary, diagnostics)
    if unfolded is None or diagnostics.has_errors:
        return None
    return FoundCohort(
        patients=unfolded.patients.found(there, PATIENTS),
        lists={path: each.found(there, path) for path, each in unfolded.lists.items()},
        complete=complete,
    )


@dataclass(frozen=True, slots=True)
class _Opening:
    """The tables of one schema being opened."""

    shop: Workshop
    dictionary: Dictionary
    diagnostics: Diagnostics
    schema: Schema

    def open(self, patients: str, complete: frozenset[str]) -> FoundCohort | None:
        """The patients with every list that has a table beside them; None where any of them cannot be read."""
        elements = self.dictionary.elements
        table = self._table(patients)
        head = Head(self.schema.where(patients), tuple(table.columns), 0)
        found = self._found(table, head, match_patients(head, elements, self.diagnostics))
        lists: dict[str, FoundTable] = {}
        for path, each in elements.items():
            if each.kind is not ElementKind.RECORDS or path not in self.schema.tables or path == patients:
                continue
            table = self._table(path)
            head = Head(self.schema.where(path), tuple(table.columns), 0)
            entries = self._found(table, head, match_entries(head, each, self.diagnostics))
            if entries is not None:
                lists[path] = entries
        if found is None or self.diagnostics.has_errors:
            return None
        return FoundCohort(patients=found, lists=MappingProxyType(lists), complete=complete)

    def _table(self, name: str) -> Table:
        return self.shop.engine.table(name, database=self.schema.name)

    def _found(self, table: Table, head: Head, matched: Matched | None) -> FoundTable | None:
        """The table as text, its rows numbered from 0 in the order of whom they are of, then of all they say."""
        if matched is None:
            return None
        names = dict.fromkeys((matched.patient, *(each.name for each in matched.columns if each.path is not None)))
        refused = [each for each in names if not _is_readable(table[each])]
        for each in refused:
            message = f"the column `{shortened(each)}` of {head.where} holds values of the type {table[each].type()}"
            _refuse(
                NO_CELLS, message, head.where, "make it text, a number, a date or a list of words", self.diagnostics
            )
        if refused:
            return None
        cells = table.select(**{each: as_text(table[each]) for each in names})
        order = ibis.row_number().over(order_by=[cells[each] for each in names])
        return FoundTable(
            table=self.shop.stages.kept(cells.mutate(**{ROW: order.cast("int64")})),
            where=head.where,
            columns=matched.columns,
            patient=matched.patient,
            first=FROM_START,
        )


def _is_readable(column: Value) -> bool:
    kind = str(column.type()).lstrip("!")
    return kind.startswith(_READABLE) and not kind.startswith(("array<array", "array<struct", "array<map"))


_READABLE = ("string", "boolean", "int", "uint", "decimal", "float", "date", "timestamp", "uuid", "array<")


def as_text(column: Value) -> Value:
    """The column as a record would write it, null where nothing is written: exact, and never with a time of day."""
    kind = str(column.type()).lstrip("!")
    match kind.partition("(")[0]:
        case "boolean":
            # no `ifelse`: what is not recorded would be false
            return ibis.cases((column, "true"), (~column, "false"))
        case "decimal" | "float32" | "float64":
            return _trimmed(_number(column.cast("string")))
        case "timestamp" if "'" not in kind:
            return _trimmed(column.cast("date").cast("string"))
        case _ if kind.startswith("array<"):
            return _listed(column)
        case _:
            return _trimmed(column.cast("string"))


def _trimmed(text: Value) -> Value:
    blank = f"^[{BLANKS}]+|[{BLANKS}]+$"
    return text.re_replace(blank, "").nullif("")


def _number(text: Value) -> Value:
    """Without zeros behind; NaN is how a missing number stands in a column of fractions."""
    short = text.re_replace(r"(\.[0-9]*[1-9])0+$", r"\1").re_replace(r"\.0*$", "")
    return ibis.ifelse(text.lower() == "nan", ibis.null("string"), short)


def _listed(column: Value) -> Value:
    """Words as a record lists them; a list with anything else as a text that no record has, so that it is refused."""
    odd = column.filter(_is_odd).length() > 0
    written = ibis.literal("[").concat(column.join(", "), "]")
    words = ibis.ifelse(odd, ibis.literal("[a list with more than words"), written)
    return ibis.ifelse(column.isnull(), ibis.null("string"), ibis.ifelse(column.length() == 0, "[]", words))


def _is_odd(each: Value) -> Value:
    return each.isnull() | ~each.re_search(_PLAIN_WORD)
