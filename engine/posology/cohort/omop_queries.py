"""The queries of OMOP tables, as SQL of the workshop's DuckDB. The codes come from a mapping, the ids from the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from posology.cohort.quoting import literal
from posology.cohort.workshop import Workshop
from posology.knowledge.element import Element
from posology.knowledge.omop import LastDose, Omop, OmopCode, OmopElement, Take

ADDED = "omop_"
"""What stands before the names of the site's tables in the workshop."""

_COLUMNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "measurement": ("measurement", "measurement_date"),
        "observation": ("observation", "observation_date"),
        "condition_occurrence": ("condition", "condition_start_date"),
        "procedure_occurrence": ("procedure", "procedure_date"),
    }
)
"""Of each table: what stands before `_concept_id` and `_source_concept_id`, and the column of the day."""


@dataclass(frozen=True, slots=True)
class Concepts:
    """The vocabulary of the site."""

    shop: Workshop

    def has_any(self, codes: Sequence[OmopCode]) -> bool:
        """Whether the vocabulary has at least one of the codes."""
        return bool(self.shop.one(f"select count(*) from ({coded(codes)})"))  # noqa: S608 - codes are quoted


def columns_of(table: str) -> tuple[str, str]:
    """What stands before `_concept_id` in the table, and its column of the day."""
    return _COLUMNS[table]


def taken_units(element: Element) -> tuple[str, ...]:
    """The units in which the element is taken."""
    return () if element.unit is None else (element.unit, *element.accepts)


def coded(codes: Sequence[OmopCode]) -> str:
    """The concepts of the codes, each with the method that it states."""
    listed = ", ".join(
        f"({literal(each.vocabulary)}, {literal(each.code)}, "
        f"{'null::varchar' if each.method is None else literal(each.method)})"
        for each in codes
    )
    return (
        f"select c.concept_id::bigint as concept, m.method from {ADDED}concept c "  # noqa: S608 - codes are quoted
        f"join (values {listed}) m(vocabulary, code, method) "
        "on c.vocabulary_id = m.vocabulary and c.concept_code = m.code"
    )


def _rows(mapped: OmopElement, as_of: date, cells: str = "", joins: str = "") -> str:
    """The rows of the codes up to the day, by the standard concept or by that of the source."""
    prefix, day = _COLUMNS[mapped.table]

    def by(column: str) -> str:
        return (
            f"select r.person_id::varchar as person, try_cast(r.{day} as date) as day, coded.method{cells} "  # noqa: S608 - codes are quoted
            f"from {ADDED}{mapped.table} r join ({coded(mapped.codes)}) coded "
            f"on coded.concept = try_cast(r.{prefix}_{column} as bigint) {joins} "
            f"where try_cast(r.{day} as date) <= {literal(as_of.isoformat())}::date"
        )

    # a row with a code in both places comes twice, which changes neither a day nor a value
    return f"{by('concept_id')} union all {by('source_concept_id')}"


def single_date(mapped: OmopElement, as_of: date) -> str:
    """Of each person the first or the last day of any of the codes."""
    which = "min" if mapped.take is Take.FIRST_DATE else "max"
    return f"select person, {which}(day) as value from ({_rows(mapped, as_of)}) group by person"  # noqa: S608 - codes are quoted


def latest_value(mapped: OmopElement, units: Sequence[str], as_of: date) -> str:
    """Of each person the value of the last day, with unit, day and method.

    There is none where that day has two values, where the value is a bound (`<`, `>`), or where its unit is not taken.
    """
    number = _number("r.value_as_number")
    operator = "r.operator_concept_id" if mapped.table == "measurement" else "null"
    cells = f", {number} as value, u.concept_code as unit, o.concept_code as operator"
    joins = (
        f"left join {ADDED}concept u on u.concept_id::bigint = try_cast(r.unit_concept_id as bigint) "
        f"and u.vocabulary_id = 'UCUM' left join {ADDED}concept o on o.concept_id::bigint = "
        f"try_cast({operator} as bigint) and o.concept_id::bigint <> 0"
    )
    rows = _rows(mapped, as_of, cells, joins)
    taken = f"unit in ({', '.join(literal(each) for each in units)})" if units else "true"
    said = f"value is not null and coalesce(operator, '=') = '=' and {taken}"
    return (
        "select person, any_value(value) as value, any_value(unit) as unit, day as date, "  # noqa: S608 - codes are quoted
        "case when count(distinct coalesce(method, '')) = 1 then any_value(method) end as method "
        f"from (select *, max(day) over (partition by person) as last_day from ({rows})) where day = last_day "
        "group by person, day "
        f"having count(distinct (value, coalesce(unit, ''))) = 1 and bool_and(coalesce({said}, false))"
    )


def _number(column: str) -> str:
    """The number as digits without zeros behind, whichever type the column has."""
    text = f"try_cast({column} as decimal(38, 6))::varchar"
    return rf"regexp_replace(regexp_replace({text}, '(\.[0-9]*?)0+$', '\1'), '\.$', '')"


def people(mapping: Omop) -> str:
    """One row for each person: id, date of birth as far as it is known, sex."""
    words = " ".join(f"when {literal(code)} then {literal(word)}" for code, word in mapping.sexes.items())
    month = "try_cast(p.month_of_birth as integer)"
    day = "try_cast(p.day_of_birth as integer)"
    year = "try_cast(p.year_of_birth as integer)"
    return (
        "select p.person_id::varchar as id, p.place, "  # noqa: S608 - words are quoted
        f"case when {day} is not null and {month} is not null then printf('%04d-%02d-%02d', {year}, {month}, {day}) "
        f"when {month} is not null then printf('%04d-%02d', {year}, {month}) else printf('%04d', {year}) end "
        f"as birth_date, case g.concept_code {words} end as sex from (select row_number() over () - 1 as place, * "
        f"from {ADDED}person) p left join {ADDED}concept g "
        "on g.concept_id::bigint = try_cast(p.gender_concept_id as bigint) and g.vocabulary_id = 'Gender'"
    )


def medicines(mapping: Omop, as_of: date, *, has_ancestors: bool) -> str:
    """One row for each person and ingredient, exposures of one ingredient together.

    A medicine whose supply or stated end reaches the day of asking is still being taken. Otherwise the last dose is the
    stated end, where no other exposure may have ended later; else it is unknown, unless the end of supply counts.
    """
    today = f"{literal(as_of.isoformat())}::date"
    exposures = (
        "select x.person_id::varchar as patient, try_cast(x.drug_concept_id as bigint) as concept, "  # noqa: S608 - words are quoted
        "x.drug_source_value as written, try_cast(x.drug_exposure_start_date as date) as begins, "
        "try_cast(x.drug_exposure_end_date as date) as supplied, try_cast(x.verbatim_end_date as date) as stated "
        f"from {ADDED}drug_exposure x where try_cast(x.drug_exposure_start_date as date) <= {today}"
    )
    ended = "coalesce(stated, supplied)" if mapping.last_dose is LastDose.SUPPLY else "stated"
    return (
        "select patient, drug, rxnorm, atc, min(begins)::varchar as started, "  # noqa: S608 - words are quoted
        f"case when bool_or(coalesce(stated, supplied) >= {today}) then 'ongoing' "
        f"when max({ended}) >= max(coalesce(stated, supplied, {today})) then max({ended})::varchar end as last_dose "
        f"from ({_recognisable(exposures, has_ancestors=has_ancestors)}) group by patient, drug, rxnorm, atc "
        "order by patient, drug, rxnorm, atc"
    )


def _recognisable(exposures: str, *, has_ancestors: bool) -> str:
    """The exposures by their ingredients where the vocabulary tells them, else by the drug as it was coded."""
    coded = (
        "case when c.vocabulary_id = 'RxNorm' then c.concept_code end as rxnorm, "
        "case when c.vocabulary_id = 'ATC' then c.concept_code end as atc, begins, supplied, stated"
    )
    name = "coalesce(nullif(c.concept_name, 'No matching concept'), written, 'not named')"
    plain = (
        f"select patient, {name} as drug, {coded} from ({exposures}) x left join {ADDED}concept c "  # noqa: S608 - words are quoted
        "on c.concept_id::bigint = x.concept"
    )
    if not has_ancestors:
        return plain
    ingredients = (
        f"select a.descendant_concept_id::bigint as drug_concept, i.* from {ADDED}concept_ancestor a "  # noqa: S608 - words are quoted
        f"join {ADDED}concept i on i.concept_id::bigint = a.ancestor_concept_id::bigint "
        "and i.concept_class_id = 'Ingredient' and i.vocabulary_id = 'RxNorm'"
    )
    resolved = (
        f"select patient, c.concept_name as drug, {coded} from ({exposures}) x join ({ingredients}) c "  # noqa: S608 - words are quoted
        "on c.drug_concept = x.concept"
    )
    rest = f"({exposures}) x left join {ADDED}concept c on c.concept_id::bigint = x.concept"
    others = (
        f"select patient, {name} as drug, {coded} from {rest} "  # noqa: S608 - words are quoted
        f"where not exists (select 1 from ({ingredients}) known where known.drug_concept = x.concept)"
    )
    return f"{resolved} union all {others}"
