"""The symbols hold what `explain` finds of the worked cases of every shipped protocol, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from z3 import And, BoolRef, ModelRef, Not

from posology.explain.check import decide
from posology.explain.earliest import find_earliest
from posology.explain.rules import Rules
from posology.prove.asking import Session
from posology.prove.frame import Frame
from posology.record.facts import Facts
from posology.results.check import Verdict
from posology.verify.worked_cases import WorkedCase
from tests.rules.worked_cases import RULES, facts_of, knowledge, rules, rules_of, worked_cases
from tests.unit.prove.pinning import NoRoomError, pinned

PROTOCOLS = sorted(path.parent.name for path in RULES.glob("*/protocol.yaml"))
EVERY = 3
"""Every so many of the worked cases is looked at: each costs a tenth of a second."""


def _day_of(case: WorkedCase, of_case: Rules, facts: Facts) -> date:
    return case.procedure_date or find_earliest(of_case, facts, case.as_of) or case.as_of


def _looked_at(protocol: str) -> Iterator[tuple[WorkedCase, Facts, date]]:
    """Cases under the default readings, for a day that is not over."""
    for case in worked_cases(protocol)[::EVERY]:
        if not case.refused and not case.readings:
            facts = facts_of(case)
            day = _day_of(case, rules_of(case), facts)
            if day >= case.as_of:
                yield case, facts, day


def _items(findings: Mapping[str, Mapping[str, BoolRef]], tokens: frozenset[str]) -> Iterator[BoolRef]:
    """For each item the finding that the engine has of it."""
    for item, by_name in findings.items():
        found = [name for name in by_name if f"{item}:{name}" in tokens]
        assert len(found) == 1, (item, tokens)
        yield by_name[found[0]]


def _can_be(session: Session, terms: list[BoolRef]) -> bool:
    session.tell()
    session.solver.push()
    try:
        session.solver.add(*terms)
        return isinstance(session.model(), ModelRef)
    finally:
        session.solver.pop()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_explain_finds_is_the_only_thing_that_the_symbols_hold(protocol: str) -> None:
    """Pinned to a record, the findings about medicines and steps are those of the engine, and so is who goes on."""
    by_default = rules(protocol, ())
    frame = Frame(protocol=by_default.protocol, dictionary=by_default.dictionary, drugs=knowledge().drugs)
    meaning, session, looked_at = frame.meaning, Session(frame.desk), 0
    findings = {**meaning.washout.findings, **meaning.findings_of_steps}
    goes_on = meaning.verdict.goes_on
    for case, facts, day in _looked_at(protocol):
        try:
            pins = pinned(meaning, facts, case.as_of, day)
        except NoRoomError:
            continue
        decision = decide(rules_of(case), facts, case.as_of, day)
        may_go_on = decision.verdict in {Verdict.ELIGIBLE, Verdict.CONDITIONAL}
        found = [*_items(findings, decision.examination.tokens), goes_on if may_go_on else Not(goes_on)]
        assert _can_be(session, [pins, *found]), case.name
        assert not _can_be(session, [pins, Not(And(*found))]), case.name
        looked_at += 1
    assert looked_at > 5
