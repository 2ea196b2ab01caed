"""Programs, not only patients: on protocols that nobody wrote, all executions agree, and every node of the tree occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, reject
from z3 import ModelRef

from posology.explain.check import decide
from posology.explain.rules import Rules
from posology.ir.walk import OPERANDS, walk
from posology.plain.protocol import lower_protocol
from posology.prove.asking import EFFORT, Session
from posology.prove.frame import Frame
from posology.results.check import Verdict
from posology.results.verification import Answer
from posology.verify.judge import Judge
from posology.verify.proving import Asking
from tests.property.invented import load_invented
from tests.property.judging import facts_of, knowledge
from tests.property.size import examples
from tests.property.test_executions_agree import PATIENTS, agree
from tests.strategies.patients import Patient
from tests.strategies.programs import expressions_of, programs, shapes_of
from tests.strategies.protocols import InventedProtocol
from tests.unit.prove.pinning import NoRoomError, pinned

FURTHEST = 731

SHAPES = {
    "criteria": {"inclusion", "exclusion"},
    "holds": {"FixedHold", "ConditionalHold", "TaperHold", "ReferralHold", "NoHold"},
    "cells": {"CellRange", "CellFormula", "NoCells", "CellsNotCounted"},
    "targets": {"NamedTargets", "RequestedTargets", "OneTarget"},
    "arms": {"some"},
    "limits": {"hard", "soft"},
}
"""Every shape of rule that a protocol has."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one program after another is written."""
    return tmp_path_factory.mktemp("program")


@examples(30)
@given(programs(), PATIENTS)
def test_a_program_has_one_verdict(folder: Path, program: InventedProtocol, patient: Patient) -> None:
    """The explaining and the plain execution agree on every date that is looked at."""
    rules = load_invented(program, folder)
    facts = facts_of(patient.record, patient.as_of)
    agree(rules, lower_protocol(rules.protocol), facts, patient.as_of, patient.procedure_date)


@examples(12)
@given(programs(), PATIENTS)
def test_what_the_engine_finds_of_a_program_is_admitted(
    folder: Path, program: InventedProtocol, patient: Patient
) -> None:
    """Some model of the patient, pinned to the record, has the verdict that the engine gives."""
    rules = load_invented(program, folder)
    facts = facts_of(patient.record, patient.as_of)
    day = patient.procedure_date or patient.as_of
    if not patient.as_of <= day <= patient.as_of + timedelta(days=FURTHEST):
        reject()
    verdict = decide(rules, facts, patient.as_of, day).verdict
    frame = frame_of(rules)
    wanted = frame.meaning.verdict.is_(verdict)
    try:
        same = pinned(frame.meaning, facts, patient.as_of, day)
    except NoRoomError:
        reject()
    session = Session(frame.desk, EFFORT)
    session.tell()
    session.solver.add(same, wanted)
    assert isinstance(session.model(), ModelRef), verdict


@examples(8)
@given(programs(), PATIENTS)
def test_nobody_is_eligible_where_nobody_can_be(folder: Path, program: InventedProtocol, patient: Patient) -> None:
    """Where it is proved that nobody can be eligible, no generated patient is; a witness for the contrary is."""
    rules = load_invented(program, folder)
    asking = Asking(frame_of(rules), Judge(rules, knowledge().drugs), "", EFFORT)
    proof = asking.answer(next(iter(asking.questions())))
    assert proof.id == "some-eligible"
    if proof.answer is Answer.PROVED:
        assert proof.witness is not None
        assert Judge(rules, knowledge().drugs).check(proof.witness).verdict is Verdict.ELIGIBLE
    elif proof.answer is Answer.REFUTED:
        facts = facts_of(patient.record, patient.as_of)
        days = {patient.as_of, *((patient.procedure_date,) if _is_ahead(patient) else ())}
        for each in days:
            assert each is not None
            assert decide(rules, facts, patient.as_of, each).verdict is not Verdict.ELIGIBLE, each


def _is_ahead(patient: Patient) -> bool:
    day: date | None = patient.procedure_date
    return day is not None and patient.as_of <= day <= patient.as_of + timedelta(days=FURTHEST)


def frame_of(rules: Rules) -> Frame:
    """The frame in which questions about the program are asked."""
    return Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=knowledge().drugs)


def generated(folder: Path) -> tuple[Counter[str], dict[str, set[str]]]:
    """How often each node occurs in the programs of one run with a fixed seed, and which shapes of rules do."""
    nodes: Counter[str] = Counter()
    shapes: dict[str, set[str]] = {}

    @examples(70)
    @given(programs())
    def count(program: InventedProtocol) -> None:
        protocol = load_invented(program, folder).protocol
        for expression in expressions_of(protocol):
            nodes.update(type(each).__name__ for each in walk(expression))
        for block, found in shapes_of(protocol).items():
            shapes.setdefault(block, set()).update(found)

    count()
    return nodes, shapes


def never_generated(nodes: Counter[str], wanted: Iterable[type]) -> set[str]:
    """The names of the nodes of which no program has one."""
    return {each.__name__ for each in wanted if not nodes[each.__name__]}


def test_every_node_and_every_shape_of_rule_is_generated(folder: Path) -> None:
    """What no program has was never compared between the executions: no node of the tree, and no kind of rule."""
    nodes, shapes = generated(folder)
    assert never_generated(nodes, OPERANDS) == set()
    assert shapes == SHAPES


def test_a_node_that_no_program_has_is_told() -> None:
    """The count can fail: where only facts occur, every other node is missing."""
    missing = never_generated(Counter({"Fact": 3}), OPERANDS)
    assert missing == {each.__name__ for each in OPERANDS} - {"Fact"}
