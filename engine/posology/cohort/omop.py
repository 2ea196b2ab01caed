"""A folder of OMOP tables as a cohort: codes resolved by the site's own vocabulary, each person one row.

Whatever the model leaves open is unknown: a medicine whose end was inferred from its supply has no last dose, a number
in a unit that the element does not take is no measurement, and two values on one day are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import duckdb

from posology.cohort.found import FoundColumn, Part
from posology.cohort.kept import FROM_START, Kept
from posology.cohort.omop_faults import BAD_ROW, Told, faulty_persons, report_bad_rows, report_unmapped
from posology.cohort.omop_queries import (
    ADDED,
    Concepts,
    latest_value,
    medicines,
    people,
    single_date,
    taken_units,
)
from posology.cohort.quoting import literal, named, one_file
from posology.cohort.tables import ROW
from posology.cohort.unfolding import Unfolded
from posology.cohort.workshop import FAULT, Workshop
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.knowledge.omop import Omop, OmopElement, Take

NOT_OMOP = "P0830"
NOT_IN_VOCABULARY = "P0831"

PERSON, CONCEPT, EXPOSURE, ANCESTOR = "person", "concept", "drug_exposure", "concept_ancestor"
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        PERSON: ("person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth"),
        CONCEPT: ("concept_id", "concept_name", "vocabulary_id", "concept_class_id", "concept_code"),
        "measurement": (
            *("person_id", "measurement_concept_id", "measurement_source_concept_id", "measurement_date"),
            *("operator_concept_id", "value_as_number", "unit_concept_id"),
        ),
        "observation": (
            *("person_id", "observation_concept_id", "observation_source_concept_id", "observation_date"),
            *("value_as_number", "unit_concept_id"),
        ),
        "condition_occurrence": (
            *("person_id", "condition_concept_id", "condition_source_concept_id", "condition_start_date"),
        ),
        "procedure_occurrence": (
            *("person_id", "procedure_concept_id", "procedure_source_concept_id", "procedure_date"),
        ),
        EXPOSURE: (
            *("person_id", "drug_concept_id", "drug_exposure_start_date", "drug_exposure_end_date"),
            *("verbatim_end_date", "drug_source_value"),
        ),
        ANCESTOR: ("ancestor_concept_id", "descendant_concept_id"),
    }
)
"""The columns that are read of each table, as in OMOP CDM 5.4 (OHDSI/CommonDataModel, inst/ddl/5.4)."""

NO_PLACE = "the OMOP model has no place for it, or none that was checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class OmopSource:
    """Tables named as in the model; rows after `as_of` are not known yet on that day.

    `tables` are those that are there, by name, each as SQL of the workshop's DuckDB; `where` is what messages call the
    folder or the schema that has them.
    """

    where: str
    tables: Mapping[str, str]
    mapping: Omop
    as_of: date


def in_folder(folder: Path, mapping: Omop, as_of: date) -> OmopSource:
    """The tables of the model that are files of the folder."""
    files = {name: _file(folder, name) for name in NEEDED}
    tables = {name: _table(file) for name, file in files.items() if file is not None}
    return OmopSource(where=folder.name, tables=MappingProxyType(tables), mapping=mapping, as_of=as_of)


def in_schema(schema: str, tables: Iterable[str], mapping: Omop, as_of: date) -> OmopSource:
    """The tables of the model that are in the schema of a database of DuckDB; their names may be in capitals."""
    within = f"{named(schema)}." if schema else ""
    there = {each.lower(): f"{within}{named(each)}" for each in tables}
    known = {name: there[name] for name in NEEDED if name in there}
    return OmopSource(where=schema, tables=MappingProxyType(known), mapping=mapping, as_of=as_of)


def is_omop(folder: Path) -> bool:
    """Whether it is a folder with the two tables without which nothing of the model can be read."""
    return folder.is_dir() and all(_file(folder, each) is not None for each in (PERSON, CONCEPT))


def _file(folder: Path, name: str) -> Path | None:
    """The file, or the folder of parts, of a table; its name may be in capitals."""
    for each in sorted(folder.iterdir()):
        stem, suffix = (each.name, "") if each.is_dir() else (each.stem, each.suffix.lower())
        if stem.lower() == name and suffix in {"", ".csv", ".tsv", ".parquet"}:
            return each
    return None


def keep_omop(source: OmopSource, shop: Workshop, dictionary: Dictionary, diagnostics: Diagnostics) -> Unfolded | None:
    """The persons and their medicines as kept tables; None where a table cannot be read, and the bag says why."""
    there = _register(source, shop, diagnostics)
    if there is None:
        return None
    concepts = Concepts(shop)
    elements = tuple(_sayable(source.mapping, dictionary, there))
    _report_unknown_codes(source, elements, concepts, diagnostics)
    columns = [FoundColumn(name=each, path=each) for each in ("id", "birth_date", "sex")]
    joins: list[tuple[str, str]] = []
    for place, (mapped, element) in enumerate(elements):
        name = f"e{place}"
        if mapped.take is Take.LATEST_VALUE:
            joins.append((name, latest_value(mapped, taken_units(element), source.as_of)))
            columns += _measured_columns(element, mapped)
        else:
            joins.append((name, single_date(mapped, source.as_of)))
            columns.append(FoundColumn(name=element.path, path=element.path))
    try:
        told = Told(there, source.where, shop, diagnostics)
        report_bad_rows(told)
        report_unmapped(source.mapping, elements, told)
        path = shop.keep("patients", _patients(source, joins, columns, there))
        lists = _medications(source, shop, there)
    except duckdb.Error as fault:
        _refuse(source, f"the tables cannot be read as OMOP CDM 5.4 ({type(fault).__name__})", "", diagnostics)
        return None
    where = f"{source.where}/{PERSON}"
    patients = Kept(path=path, where=where, columns=tuple(columns), patient="id", first=FROM_START, is_marked=True)
    return Unfolded(patients, lists)


def _register(source: OmopSource, shop: Workshop, diagnostics: Diagnostics) -> frozenset[str] | None:
    """Every table that is there as a view of the reader, all columns text; None where one lacks a column."""
    there: set[str] = set()
    for name, columns in NEEDED.items():
        if name not in source.tables:
            continue
        try:
            view = f"create or replace temp view {ADDED}{name} as select * from {source.tables[name]}"  # noqa: S608 - a path or a name in quotes
            shop.reader.execute(view)
            described = shop.reader.execute(f"describe {ADDED}{name}").fetchall()
        except duckdb.Error as fault:
            _refuse(source, f"the table `{name}` cannot be read ({type(fault).__name__})", "", diagnostics)
            return None
        missing = set(columns) - {str(each[0]).lower() for each in described}
        if missing:
            message = f"the table `{name}` has no column {', '.join(f'`{each}`' for each in sorted(missing))}"
            help_text = "the tables are those of OMOP CDM 5.4, with its names of columns"
            _refuse(source, message, help_text, diagnostics)
            return None
        there.add(name)
    return frozenset(there)


def _table(place: Path) -> str:
    if place.is_dir():
        return f"read_parquet({literal(f'{one_file(place)}/*.parquet')}, union_by_name = true)"
    if place.suffix.lower() == ".parquet":
        return f"read_parquet({literal(one_file(place))})"
    # Athena's vocabulary files are parted by tabs and have quotes within names, whatever their suffix says
    with place.open("rb") as file:
        is_tabbed = b"\t" in file.readline()
    quote = "" if is_tabbed else '"'
    delimiter = "\t" if is_tabbed else ","
    options = f"delim = {literal(delimiter)}, quote = {literal(quote)}, escape = {literal(quote)}"
    return f"read_csv({literal(one_file(place))}, header = true, all_varchar = true, {options})"


def _sayable(mapping: Omop, dictionary: Dictionary, there: frozenset[str]) -> Iterator[tuple[OmopElement, Element]]:
    """The mapped elements that the dictionary has and whose table is there."""
    for each in mapping.elements:
        element = dictionary.elements.get(each.path)
        if element is not None and each.table in there:
            yield each, element


def _measured_columns(element: Element, mapped: OmopElement) -> Iterator[FoundColumn]:
    yield FoundColumn(name=element.path, path=element.path)
    if element.kind is ElementKind.QUANTITY:
        yield FoundColumn(name=f"{element.path}.unit", path=element.path, part=Part.UNIT)
    if element.measured:
        yield FoundColumn(name=f"{element.path}.date", path=element.path, part=Part.DATE)
    if element.methods and any(each.method for each in mapped.codes):
        yield FoundColumn(name=f"{element.path}.method", path=element.path, part=Part.METHOD)


def _patients(
    source: OmopSource, joins: list[tuple[str, str]], columns: list[FoundColumn], there: frozenset[str]
) -> str:
    """One row for each person, with what each element came to; with a fault where any row of theirs cannot be read."""
    number = {each.path: f"e{place}" for place, each in enumerate(_mapped(source, columns))}
    cells = ["p.id", "p.birth_date", "p.sex"]
    bad = f"case when p.id in ({faulty_persons(there)}) then '{BAD_ROW}' end as {named(FAULT)}"
    parts = {Part.VALUE: "value", Part.UNIT: "unit", Part.DATE: "date", Part.METHOD: "method", Part.SOURCE: "source"}
    cells += [
        f"{number[each.path or '']}.{named(parts[each.part])}::varchar as {named(each.name)}"
        for each in columns[len(cells) :]
    ]
    joined = " ".join(f"left join ({query}) {name} on {name}.person = p.id" for name, query in joins)
    selected = f"select p.place as {ROW}, {bad}, {', '.join(cells)}"
    return f"{selected} from ({people(source.mapping)}) p {joined} order by p.place"


def _mapped(source: OmopSource, columns: list[FoundColumn]) -> list[OmopElement]:
    kept = {each.path for each in columns}
    return [each for each in source.mapping.elements if each.path in kept]


def _medications(source: OmopSource, shop: Workshop, there: frozenset[str]) -> Mapping[str, Kept]:
    """The medicines, one row for each person and ingredient."""
    if EXPOSURE not in there:
        return MappingProxyType({})
    query = medicines(source.mapping, source.as_of, has_ancestors=ANCESTOR in there)
    fields = ("drug", "rxnorm", "atc", "started", "last_dose")
    kept = Kept(
        path=shop.keep("medications", query),
        where=f"{source.where}/{EXPOSURE}",
        columns=tuple(FoundColumn(name=each, path=each) for each in fields),
        patient="patient",
        first=FROM_START,
        is_marked=False,
    )
    return MappingProxyType({"medications": kept})


def _report_unknown_codes(
    source: OmopSource,
    elements: tuple[tuple[OmopElement, Element], ...],
    concepts: Concepts,
    diagnostics: Diagnostics,
) -> None:
    """Tells each element none of whose codes the vocabulary of the site has: it is recorded of nobody."""
    for mapped, element in elements:
        if not concepts.has_any(mapped.codes):
            listed = ", ".join(f"{each.vocabulary} {each.code}" for each in mapped.codes)
            message = f"the table `{CONCEPT}` has no code for `{element.path}`, so that nobody has it recorded"
            help_text = f"load the vocabulary with {listed}"
            diagnostics.warning(NOT_IN_VOCABULARY, message, Span(source.where, 0, 0, 0, 0), help=help_text)


def _refuse(source: OmopSource, message: str, help_text: str, diagnostics: Diagnostics) -> None:
    diagnostics.error(NOT_OMOP, message, Span(source.where, 0, 0, 0, 0), help=help_text)


def unsaid(mapping: Omop, dictionary: Dictionary) -> Mapping[str, str]:
    """Why an element is not found in any cohort of this form."""
    said = {"id", "birth_date", "sex", "medications", *(each.path for each in mapping.elements)}
    return MappingProxyType({path: NO_PLACE for path in dictionary.elements if path not in said})
