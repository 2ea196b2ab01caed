"""The plain execution gives what the explaining one gives: for every expression, every record and every worked case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.api.shipped import shipped_protocols
from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.check import decide, settle_date
from posology.explain.evaluate import evaluate
from posology.explain.rules import Rules
from posology.plain.expression import lower_expression
from posology.plain.protocol import PlainProtocol, lower_protocol
from posology.record.facts import Facts
from posology.values.known import Value
from tests.property.invented import load_invented
from tests.property.judging import Candidate, Variant, candidates, facts_of, knowledge, rules_of, variants
from tests.property.size import examples
from tests.rules.worked_cases import WorkedCase, worked_cases
from tests.rules.worked_cases import facts_of as facts_of_case
from tests.rules.worked_cases import rules_of as rules_of_case
from tests.strategies.alike import bare
from tests.strategies.expressions import PLAIN, SCOPE, TESTS_OF_BEING_KNOWN, VALUES, Text, expressions, unrecorded
from tests.strategies.patients import Patient, patients
from tests.strategies.protocols import InventedProtocol, date_protocols, invented_protocols
from tests.strategies.records import Record, records

AS_OF = date(2026, 11, 20)
PATIENTS = st.deferred(lambda: patients(knowledge().dictionary, most_disturbed=8))
RECORDS = st.deferred(lambda: records(knowledge().dictionary, AS_OF))
CASES = tuple(case for protocol in shipped_protocols() for case in worked_cases(protocol) if not case.refused)
SOME_FACTS: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries({}, optional=dict(VALUES))
TEXTS: Text = st.one_of(st.sampled_from(PLAIN).flatmap(expressions), TESTS_OF_BEING_KNOWN)


@examples(600)
@given(TEXTS, st.lists(SOME_FACTS, min_size=1, max_size=3))
def test_an_expression_has_one_value(text: str, recorded: list[Mapping[str, Value]]) -> None:
    """Whatever is recorded, both executions give the same value, or both an unknown of the same kind."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, f"{text}: {list(diagnostics)}"
    value = lower_expression(node)
    for facts in recorded:

        def lookup(path: str, facts: Mapping[str, Value] = facts) -> Value:
            return facts.get(path, unrecorded(path))

        assert bare(value(lookup)) == bare(evaluate(node, lookup).value), text


@cache
def plain_of(variant: Variant) -> PlainProtocol:
    """The protocol with those readings, lowered once."""
    return lower_protocol(rules_of(variant).protocol)


def agree(rules: Rules, plain: PlainProtocol, facts: Facts, as_of: date, asked: date | None) -> None:
    """Both executions give one verdict, for the date asked for, the earliest date, and dates around that of asking."""
    day, earliest = settle_date(rules, facts, as_of, asked)
    near = {as_of + timedelta(days=days) for days in (0, 1, 20, 40, 400)}
    for each in {day, day + timedelta(days=1), *(() if earliest is None else (earliest,)), *near}:
        assert plain.verdict(facts, as_of, each) is decide(rules, facts, as_of, each).verdict, each


@examples(150)
@given(candidates(most_disturbed=8))
def test_a_candidate_has_one_verdict(candidate: Candidate) -> None:
    """Patients close to a candidate, under every shipped protocol and each reading."""
    patient = candidate.patient
    facts = facts_of(patient.record, patient.as_of)
    agree(candidate.rules, plain_of(candidate.variant), facts, patient.as_of, patient.procedure_date)


@examples(100)
@given(st.deferred(lambda: st.sampled_from(variants())), RECORDS)
def test_a_record_at_random_has_one_verdict(variant: Variant, record: Record) -> None:
    """Anything that the dictionary lets anybody write, under every shipped protocol and each reading."""
    agree(rules_of(variant), plain_of(variant), facts_of(record, AS_OF), AS_OF, None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one invented protocol after another is written."""
    return tmp_path_factory.mktemp("protocol")


@examples(80)
@given(st.one_of(invented_protocols(), date_protocols()), PATIENTS)
def test_invented_protocols_have_one_verdict(folder: Path, protocol: InventedProtocol, patient: Patient) -> None:
    """Protocols that nobody had in mind."""
    rules = load_invented(protocol, folder)
    facts = facts_of(patient.record, patient.as_of)
    agree(rules, lower_protocol(rules.protocol), facts, patient.as_of, patient.procedure_date)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.protocol}: {case.chapter}: {case.name}")
def test_a_worked_case_has_one_verdict(case: WorkedCase) -> None:
    """Every worked case of every shipped protocol."""
    loaded = rules_of_case(case)
    agree(loaded, lower_protocol(loaded.protocol), facts_of_case(case), case.as_of, case.procedure_date)
