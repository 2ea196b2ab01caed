"""The decision of a cohort is the one that `explain` makes of each patient, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Refused
from posology.record.facts import Facts
from posology.screen.decision import decide
from posology.screen.running import sql_of
from tests.property.judging import Variant, bases_of, facts_of, knowledge, rules_of, variants
from tests.property.size import NIGHTLY
from tests.rules import worked_cases as cases
from tests.strategies.patients import DAYS, Patient, patients
from tests.unit.screen.agreement import dated, differences
from tests.unit.screen.cohorts import cohort_of, fits

BY_OPTION = date(2026, 12, 7)


def _facts(case: cases.WorkedCase) -> Facts | None:
    """The record of the case, with the procedure date that it is asked about; None where it is refused."""
    try:
        facts = cases.facts_of(case)
    except Refused:
        return None
    return dated(facts, case.procedure_date) if fits(facts) else None


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_worked_cases(protocol: str) -> None:
    """The worked cases of every shipped protocol, by day a group that is asked alike, at night all of them."""
    asked: dict[tuple[object, ...], list[cases.WorkedCase]] = {}
    for case in cases.worked_cases(protocol):
        asked.setdefault((case.readings, case.planned, case.as_of), []).append(case)
    largest = max(asked.values(), key=len)
    for alike in asked.values() if NIGHTLY else [largest]:
        records = [facts for case in alike if (facts := _facts(case)) is not None]
        found = differences(cases.rules_of(alike[0]), records, alike[0].as_of) if records else []
        assert not found, "\n".join(found[:20])


@settings(max_examples=40 if NIGHTLY else 2, deadline=None)
@given(st.data())
def test_generated_patients(data: st.DataObject) -> None:
    """Patients close to a candidate, with partial dates, missing values and unknown drugs, under any reading."""
    variant = data.draw(st.sampled_from(variants()))
    as_of = data.draw(st.sampled_from(DAYS))
    drawn = data.draw(st.lists(_patients_of(variant.protocol), min_size=10, max_size=40))
    records = [facts for each in drawn if (facts := _taken_in(each, as_of)) is not None]
    if records:
        found = differences(rules_of(variant), records, as_of)
        assert not found, "\n".join(found[:20])


def _patients_of(protocol: str) -> st.SearchStrategy[Patient]:
    return patients(knowledge().dictionary, bases_of(protocol))


def _taken_in(patient: Patient, as_of: date) -> Facts | None:
    """The record as it is taken in on that day; None where it is refused, as for a date that lies ahead of it."""
    try:
        facts = facts_of(patient.record, as_of)
    except Refused:
        return None
    return dated(facts, patient.procedure_date) if fits(facts) else None


def test_a_procedure_date_that_is_asked_for_goes_before_the_recorded_one() -> None:
    """The option holds for all patients."""
    records = _of_default("allorx-spine")
    assert not differences(rules_of(Variant("allorx-spine")), records, date(2026, 11, 20), BY_OPTION)


def _of_default(protocol: str) -> Sequence[Facts]:
    plain = [each for each in cases.worked_cases(protocol) if not each.readings and each.as_of == date(2026, 11, 20)]
    return [facts for case in plain if (facts := _facts(case)) is not None][:40]


def test_the_query_is_short() -> None:
    """No stage of the query is written out again where it is used: its text stays within what a reader can page."""
    protocol = "allorx-spine"
    cohort = cohort_of(_of_default(protocol))
    table = decide(cohort, rules_of(Variant(protocol)).protocol, {}, date(2026, 11, 20), None)
    assert len(sql_of(table, "duckdb")) < MOST_CHARACTERS


MOST_CHARACTERS = 400_000
