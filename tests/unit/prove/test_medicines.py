"""The medicines of a symbolic patient: every kind of drug that a protocol tells apart, as a record has it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from z3 import And, BoolRef, ModelRef, Not

from posology.explain.rules import Rules
from posology.explain.washout import judge_medicine
from posology.ir.protocol import Protocol
from posology.prove.asking import Session
from posology.prove.frame import Frame
from posology.prove.kinds import Kind, governing_rule, kinds_of
from posology.prove.medicines import bound_of
from posology.prove.witnessing import witness_of
from posology.record.medicine import Medicine
from posology.results.witness import Witness
from posology.verify.judge import Judge
from tests.rules.worked_cases import rules
from tests.unit.prove.inventing import criterion, invented, knowledge, washout

SPINE = "allorx-spine"


@cache
def _kinds(protocol: str) -> tuple[Kind, ...]:
    return kinds_of((rules(protocol, ()).protocol,), knowledge().drugs)


def _frame(of: Rules) -> Frame:
    return Frame(protocol=of.protocol, dictionary=of.dictionary, drugs=knowledge().drugs)


def _witness(frame: Frame, *asked: BoolRef) -> Witness:
    session = Session(frame.desk)
    session.tell()
    session.solver.add(*asked)
    model = session.model()
    assert isinstance(model, ModelRef)
    found = witness_of(model, frame.patient)
    assert found is not None
    return found


def _taken(of: Rules, witness: Witness) -> tuple[Medicine, ...]:
    taken = Judge(of, knowledge().drugs).facts(witness).medicines
    assert taken is not None
    return taken


def test_each_rule_has_a_kind_of_drug() -> None:
    """One drug stands for each rule at least, and two where different ones may be taken together."""
    protocol = rules(SPINE, ()).protocol
    governed = [rule.id for kind in _kinds(SPINE) for rule in kind.governed_by(protocol) if rule is not None]
    assert set(governed) == {rule.id for rule in protocol.washout}
    assert governed.count("anticoagulant.7") == 2


def _governing(protocols: tuple[Protocol, ...], name: str) -> tuple[str | None, ...]:
    found = (governing_rule(each, "nsaid", name) for each in protocols)
    return tuple(None if rule is None else rule.id for rule in found)


def test_every_drug_has_one_that_all_protocols_take_alike() -> None:
    """Whatever rule governs it here and there: also where only this one drug goes from the others to a list."""
    old = rules(SPINE, (("nsaid-hold", "five-half-lives"),)).protocol
    first = next(each for each in old.washout if each.drug_class == "nsaid" and each.ingredients)
    longer = replace(first, ingredients=first.ingredients | {"piroxicam"})
    new = replace(old, washout=tuple(longer if each is first else each for each in old.washout))
    drugs, both = knowledge().drugs, (old, new)
    kinds = kinds_of(both, drugs)
    stood_for = {_governing(both, each.drug) for each in kinds if each.classes == ("nsaid",)}
    known = {name for name, each in drugs.ingredients.items() if each.classes == ("nsaid",)}
    assert {_governing(both, name) for name in known} <= stood_for
    assert "piroxicam" in {each.drug for each in kinds}


def test_what_is_compared_with_itself_has_the_kinds_of_one() -> None:
    """A second form that says the same makes no kind of drug more."""
    protocol = rules(SPINE, ()).protocol
    assert kinds_of((protocol, protocol), knowledge().drugs) == _kinds(SPINE)


@pytest.mark.parametrize("number", range(0, len(_kinds(SPINE)), 3))
def test_the_engine_takes_the_drug_for_what_its_kind_says(number: int) -> None:
    """The drug that stands for a kind falls under the same rules and has the same classes when it is read."""
    of, kind = rules(SPINE, ()), _kinds(SPINE)[number]
    frame = _frame(of)
    medicine = frame.meaning.medicines.medicines[0]
    witness = _witness(frame, frame.meaning.medicines.recorded, medicine.there, medicine.kind == number)
    taken = _taken(of, witness)[0]
    assert taken.classes == kind.classes
    assert (taken.unclassified is not None) == kind.unclassified
    facts = Judge(of, knowledge().drugs).facts(witness)
    judged = judge_medicine(taken, of.protocol, facts.lookup, witness.as_of)
    found = {each.rule.id for each in judged if each.rule is not None}
    assert found == {rule.id for rule in kind.governed_by(of.protocol) if rule is not None}


def test_a_list_that_nobody_recorded_is_left_out_of_the_record() -> None:
    """And one without a medicine is an empty list."""
    of = rules(SPINE, ())
    frame = _frame(of)
    medicines = frame.meaning.medicines
    assert "medications" not in _witness(frame, Not(medicines.recorded)).record
    witness = _witness(frame, medicines.recorded, Not(medicines.medicines[0].there))
    assert witness.record["medications"] == []


def test_what_is_recorded_of_a_medicine_is_written_down() -> None:
    """Last dose, start, taper and indication come back as they were in the model."""
    of = rules(SPINE, ())
    frame = _frame(of)
    listed = frame.meaning.medicines
    first, second = listed.medicines
    asked = And(first.last_dose.known, first.last_dose.precision == 1, first.started.known, first.primary_prevention)
    also = And(second.there, second.ongoing, second.tapered)
    taken = _taken(of, _witness(frame, listed.recorded, first.there, asked, also))
    assert taken[0].last_dose is not None
    assert len(str(taken[0].last_dose)) == len("2026-11")
    assert taken[0].started is not None
    assert taken[0].indication == "primary-prevention"
    assert taken[1].ongoing
    assert taken[1].taper is not None


def test_a_question_to_the_list_makes_room_for_one_more(tmp_path: Path) -> None:
    """The bound is told in words, with the reason."""
    assert bound_of(rules(SPINE, ()).protocol)[0] == 2
    query = "not exists (medications M where M.drug = 'naproxen')"
    number, why = bound_of(invented(tmp_path, criteria={"none": criterion(query)}).protocol)
    assert number == 3
    assert why.startswith("at most 3 medicines at once")


def test_a_drug_that_a_condition_names_is_a_kind_of_its_own(tmp_path: Path) -> None:
    """Somebody takes it, and the engine sees that it is the one."""
    query = "exists (medications M where M.drug = 'nabumetone')"
    of = invented(
        tmp_path,
        criteria={"some": criterion(query)},
        washout={"nsaid": washout("nsaid", "3 days", agreement="not needed")},
    )
    frame = _frame(of)
    witness = _witness(frame, frame.meaning.criteria[0].statuses.met)
    assert any(each.drug == "nabumetone" for each in _taken(of, witness))


def test_conditions_see_the_classes_that_the_engine_makes(tmp_path: Path) -> None:
    """A query for a class and a route is met by somebody whom the engine finds so."""
    injected = "M.classes contains 'corticosteroid-injected' and M.route = 'epidural' and M.ongoing"
    query = f"exists (medications M where {injected})"
    of = invented(tmp_path, criteria={"some": criterion(query)})
    frame = _frame(of)
    judge = Judge(of, knowledge().drugs)
    check = judge.check(_witness(frame, frame.meaning.criteria[0].statuses.met))
    assert [each.status for each in check.criteria] == ["met"]
    check = judge.check(_witness(frame, frame.meaning.criteria[0].statuses.unknown))
    assert [each.status for each in check.criteria] == ["unknown"]
