"""The printed query is whole: on the typed tables that it names, it gives the rows that screening gives."""

from __future__ import annotations

from datetime import date

import ibis
import pytest

from posology.cohort.tables import Cohort
from posology.screen.decision import decide
from posology.screen.printing import Unprintable, printed, with_named_tables
from tests.property.judging import Variant, rules_of
from tests.rules import worked_cases as cases
from tests.unit.screen.agreement import rows_of
from tests.unit.screen.cohorts import cohort_of, fits

AS_OF = date(2026, 11, 20)
RULES = rules_of(Variant("allorx-spine"))


def _query(dialect: str) -> str:
    cohort = with_named_tables(_cohort())
    return printed(decide(cohort, RULES.protocol, {}, AS_OF, None, blamed=True), cohort, dialect, "a banner")


def _cohort() -> Cohort:
    found = [facts for each in cases.worked_cases("allorx-spine")[:12] if fits(facts := cases.facts_of(each))]
    return cohort_of(found, RULES.dictionary)


def test_the_text_gives_the_rows() -> None:
    """Pasted into a DuckDB that has the typed tables and nothing else of this program."""
    cohort = _cohort()
    elsewhere = ibis.duckdb.connect()
    elsewhere.create_table("posology_patients", cohort.patients.to_pyarrow())
    for path, each in cohort.lists.items():
        elsewhere.create_table(f"posology_{path.replace('.', '_')}", each.to_pyarrow())
    found = elsewhere.con.execute(_query("duckdb")).to_arrow_table().to_pylist()
    wanted = rows_of(decide(cohort, RULES.protocol, {}, AS_OF, None, blamed=True))
    assert len(wanted) > 5
    assert sorted(found, key=lambda each: each["row"]) == wanted


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark", "spark", "postgres"])
def test_a_dialect_says_it(dialect: str) -> None:
    """One statement that names no table but those of its head, and begins with the banner."""
    text = _query(dialect)
    assert text.startswith("-- a banner\n")
    assert "memtable" not in text
    assert text.count("posology_given_1") > 1


def test_a_word_that_is_no_dialect_is_refused() -> None:
    """It is named."""
    with pytest.raises(Unprintable, match="`nonsense` is no dialect"):
        _query("nonsense")


def test_what_a_dialect_cannot_say_is_refused() -> None:
    """SQLite has no lists, in which the failed criteria are told."""
    with pytest.raises(Unprintable, match="`sqlite` has no words"):
        _query("sqlite")
