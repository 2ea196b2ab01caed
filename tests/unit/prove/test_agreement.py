"""Whatever the engine finds of a generated patient, the symbols of that patient admit."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given, reject, settings
from z3 import BoolRef, ModelRef, Not

from posology.api.loading import load
from posology.api.shipped import shipped_protocols
from posology.explain.check import decide
from posology.explain.rules import Rules
from posology.prove.asking import Session
from posology.prove.frame import Frame
from posology.prove.meaning import Meaning
from tests.property.judging import Candidate, candidates, facts_of, knowledge
from tests.unit.prove.pinning import NoRoomError, pinned

EXAMPLES = 25


@cache
def _asked(protocol: str) -> tuple[Meaning, Session]:
    rules = _rules(protocol)
    frame = Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=knowledge().drugs)
    meaning = frame.meaning
    meaning.verdict.at_least(4)
    return meaning, Session(frame.desk)


@cache
def _rules(protocol: str) -> Rules:
    return load(protocol, knowledge())


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_what_the_engine_finds_is_admitted(protocol: str) -> None:
    """The status of each criterion, every finding and the verdict of a patient hold in some model of that patient."""
    meaning, session = _asked(protocol)
    rules = _rules(protocol)

    @settings(max_examples=EXAMPLES)
    @given(candidates(only=protocol, dated=True))
    def agrees(candidate: Candidate) -> None:
        patient = candidate.patient
        facts = facts_of(patient.record, patient.as_of)
        day = patient.procedure_date or patient.as_of
        if not patient.as_of <= day <= date.fromordinal(patient.as_of.toordinal() + 731):
            reject()
        decision = decide(rules, facts, patient.as_of, day)
        try:
            same = pinned(meaning, facts, patient.as_of, day)
        except NoRoomError:
            reject()
        examination = decision.examination
        statuses = {each.criterion.id: each.status for each in examination.criteria}
        found = [meaning.criterion(name).statuses.by_name()[status] for name, status in statuses.items()]
        for item, findings in meaning.verdict.others.items():
            found += [term if f"{item}:{name}" in examination.tokens else Not(term) for name, term in findings.items()]
        assert _is_admitted(session, [same, meaning.verdict.is_(decision.verdict), *found]), decision.verdict

    agrees()


def _is_admitted(session: Session, terms: list[BoolRef]) -> bool:
    session.tell()
    session.solver.push()
    try:
        session.solver.add(*terms)
        return isinstance(session.model(), ModelRef)
    finally:
        session.solver.pop()
