"""Rows of OMOP tables that cannot be read, whose persons are set aside, and what the tables hold that nothing maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from posology.cohort.omop_queries import ADDED, coded, columns_of, taken_units
from posology.cohort.quoting import literal
from posology.cohort.workshop import Workshop
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.element import Element
from posology.knowledge.omop import Omop, OmopElement, Take

BAD_ROW = "P0834"
NOT_MAPPED = "P0835"

MOST_TOLD = 5
"""Rows of a table told one by one; all of them are counted."""

_DAY, _NUMBER, _WHOLE = "date", "decimal(38, 6)", "bigint"
_CHECKED: Mapping[str, tuple[tuple[str, str, bool], ...]] = MappingProxyType(
    {
        "person": (
            *(("person_id", "varchar", True), ("year_of_birth", _WHOLE, True)),
            *(("month_of_birth", _WHOLE, False), ("day_of_birth", _WHOLE, False)),
        ),
        "measurement": (
            *(("person_id", "varchar", True), ("measurement_concept_id", _WHOLE, True)),
            *(
                ("measurement_date", _DAY, True),
                ("value_as_number", _NUMBER, False),
                ("unit_concept_id", _WHOLE, False),
            ),
        ),
        "observation": (
            *(("person_id", "varchar", True), ("observation_concept_id", _WHOLE, True)),
            *(
                ("observation_date", _DAY, True),
                ("value_as_number", _NUMBER, False),
                ("unit_concept_id", _WHOLE, False),
            ),
        ),
        "condition_occurrence": (
            *(("person_id", "varchar", True), ("condition_concept_id", _WHOLE, True)),
            ("condition_start_date", _DAY, True),
        ),
        "procedure_occurrence": (
            *(("person_id", "varchar", True), ("procedure_concept_id", _WHOLE, True)),
            ("procedure_date", _DAY, True),
        ),
        "drug_exposure": (
            *(("person_id", "varchar", True), ("drug_concept_id", _WHOLE, True)),
            *(("drug_exposure_start_date", _DAY, True), ("drug_exposure_end_date", _DAY, False)),
            ("verbatim_end_date", _DAY, False),
        ),
    }
)
"""Of each table the columns that are read, their types, and whether the model requires a value."""


def bad_rows(table: str) -> str:
    """The rows of the table with a cell that cannot be read: place from 1, person, and the first such column."""
    cases = " ".join(
        f"when {'' if required else f'{column} is not null and '}try_cast({column} as {kind}) is null then '{column}'"
        for column, kind, required in _CHECKED[table]
    )
    return (
        f"select n, person, fault from (select row_number() over () as n, person_id::varchar as person, "  # noqa: S608 - names of the model
        f"case {cases} end as fault from {ADDED}{table}) where fault is not null"
    )


def faulty_persons(there: frozenset[str]) -> str:
    """The persons with a row that cannot be read in any of the tables."""
    tables = sorted(there & _CHECKED.keys())
    return " union ".join(f"select person from ({bad_rows(each)}) where person is not null" for each in tables)  # noqa: S608 - names of the model


@dataclass(frozen=True, slots=True)
class Told:
    """The tables that are there, as views of the workshop, what messages call the source of them, and the bag."""

    there: frozenset[str]
    where: str
    shop: Workshop
    diagnostics: Diagnostics

    def warn(self, code: str, table: str, message: str, help_text: str) -> None:
        """Tells it of the table."""
        self.diagnostics.warning(code, message, Span(f"{self.where}/{table}", 0, 0, 0, 0), help=help_text)


def report_bad_rows(told: Told) -> None:
    """Tells by table, row and column what cannot be read; of what stands there nothing."""
    for table in sorted(told.there & _CHECKED.keys()):
        number = told.shop.one(f"select count(*) from ({bad_rows(table)})")  # noqa: S608 - names of the model
        if not number:
            continue
        first = _few(told.shop, f"select n, fault from ({bad_rows(table)}) order by n limit {MOST_TOLD}")  # noqa: S608 - names of the model
        named = ", ".join(f"row {n} (`{fault}`)" for n, fault in first)
        more = f" and {number - MOST_TOLD:,} more" if number > MOST_TOLD else ""
        message = f"{named}{more} of the table `{table}` cannot be read"
        help_text = "the persons whom they are of are set aside; rows are counted from 1, without the head of a file"
        told.warn(BAD_ROW, table, message, help_text)


def report_unmapped(mapping: Omop, elements: tuple[tuple[OmopElement, Element], ...], told: Told) -> None:
    """Tells the units that an element does not take, the concepts that are of no element, and drugs without a code."""
    for message, table, help_text in (
        *_other_units(elements, told.shop),
        *_other_concepts(mapping, told.there, told.shop),
        *_other_drugs(told.there, told.shop),
    ):
        told.warn(NOT_MAPPED, table, message, help_text)


_Unmapped: TypeAlias = tuple[str, str, str]
"""What is told, of which table, and what may help."""


def _other_units(elements: tuple[tuple[OmopElement, Element], ...], shop: Workshop) -> Iterator[_Unmapped]:
    for mapped, element in elements:
        units = taken_units(element)
        if mapped.take is not Take.LATEST_VALUE or not units:
            continue
        prefix, _ = columns_of(mapped.table)
        listed = ", ".join(literal(each) for each in units)
        query = (
            f"select coalesce(u.concept_code, 'no unit') as unit, count(*) as number from {ADDED}{mapped.table} r "  # noqa: S608 - codes are quoted
            f"join (select distinct concept from ({coded(mapped.codes)})) c "
            f"on c.concept = try_cast(r.{prefix}_concept_id as bigint) left join {ADDED}concept u "
            "on u.concept_id::bigint = try_cast(r.unit_concept_id as bigint) and u.vocabulary_id = 'UCUM' "
            f"where coalesce(u.concept_code, '') not in ({listed}) group by 1 order by 2 desc, 1 limit {MOST_TOLD}"
        )
        found = [f"{number:,} rows in `{unit}`" for unit, number in _few(shop, query)]
        if found:
            message = f"`{element.path}` has {' and '.join(found)}, which it is not taken in"
            help_text = f"it is taken in {' or '.join(f'`{each}`' for each in units)}; such a row is no value"
            yield message, mapped.table, help_text


def _other_concepts(mapping: Omop, there: frozenset[str], shop: Workshop) -> Iterator[_Unmapped]:
    for table in sorted(there & {"measurement", "observation", "condition_occurrence", "procedure_occurrence"}):
        prefix, _ = columns_of(table)
        codes = [each for mapped in mapping.elements if mapped.table == table for each in mapped.codes]
        known = f"select concept from ({coded(codes)})" if codes else "select null::bigint as concept where false"  # noqa: S608 - codes are quoted
        by = f"try_cast(r.{prefix}_{{}} as bigint) in (from known)"
        query = (
            f"with known as ({known}) select count(*), count(distinct {prefix}_concept_id) from {ADDED}{table} r "  # noqa: S608 - codes are quoted
            f"where not coalesce({by.format('concept_id')}, false) "
            f"and not coalesce({by.format('source_concept_id')}, false)"
        )
        ((rows, concepts),) = _few(shop, query)
        if rows:
            message = f"{rows:,} rows of {concepts:,} concepts are of no element, and are not read"
            yield message, table, "which concepts are of which element is declared in knowledge/omop.yaml"


def _other_drugs(there: frozenset[str], shop: Workshop) -> Iterator[_Unmapped]:
    if "drug_exposure" not in there:
        return
    rows = shop.one(
        f"select count(*) from {ADDED}drug_exposure x left join {ADDED}concept c "  # noqa: S608 - names of the model
        "on c.concept_id::bigint = try_cast(x.drug_concept_id as bigint) and c.vocabulary_id in ('RxNorm', 'ATC') "
        "where c.concept_id is null"
    )
    if rows:
        message = f"{rows:,} rows have no drug of RxNorm or ATC"
        yield message, "drug_exposure", "they are known by their names or the words of the source, or are unknown"


def _few(shop: Workshop, query: str) -> list[tuple[Any, ...]]:
    """The few rows of the query, over the connection that has the views."""
    rows: list[tuple[Any, ...]] = shop.reader.execute(query).fetchall()
    return rows
