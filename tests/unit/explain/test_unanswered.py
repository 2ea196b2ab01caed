"""A question that arithmetic leaves open is no missing value, and is said to be what it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from posology.api import Verdict, check_record, load, read_facts
from posology.ir.nodes import Literal
from posology.ir.washout import ConditionalHold
from posology.render.check_json import check_document
from posology.render.check_text import check_as_text
from posology.results.check import Check, Unanswered
from posology.results.obstacles import reasons_to_withhold
from posology.values.truth import NULL
from tests.golden.protocols.faults import SOUND
from tests.unit.explain.planting import planted
from tests.unit.explain.test_limits import AS_OF, DAY, RECORD
from tests.unit.judged import knowledge

WEIGHT = "condition: weight between 30 'kg' and 250 'kg'"


def judged(folder: Path, old: str, new: str, record: str = RECORD.format(weight="80", prior="none")) -> Check:
    """The record judged by the small protocol with one text of it replaced, and what is said in words."""
    rules = planted(folder, old, new)
    found = check_record(rules, read_facts(record.encode(), "record.yaml", knowledge(), AS_OF)[0], AS_OF, DAY)
    assert check_as_text(found, rules.protocol, rules.anatomy, rules.dictionary)
    return found


def test_a_division_by_zero_is_not_something_to_supply(tmp_path: Path) -> None:
    """Nothing is missing, and nothing says that something must be supplied."""
    found = judged(tmp_path, WEIGHT, "condition: weight / (weight - weight) > 1 '1'")
    assert found.verdict is Verdict.INDETERMINATE
    assert found.missing == ()
    why = "weight (80 kg) / (weight (80 kg) - weight (80 kg)) > 1"
    assert found.unanswered == (Unanswered(of="weight", why=why),)
    assert found.summary == (
        "Indeterminate: nothing known rules the patient out, and weight cannot be answered from the recorded values."
    )
    assert check_document(found)["unanswered"] == [{"of": "weight", "why": why}]
    assert any("an operation has no result" in each for each in reasons_to_withhold(found))


def test_what_is_missing_and_what_has_no_answer_are_told_apart(tmp_path: Path) -> None:
    """Both stand in the one sentence, each in its own words."""
    record = RECORD.format(weight="80", prior="none").replace("consent: {signed: true}", "")
    found = judged(tmp_path, WEIGHT, "condition: weight / (weight - weight) > 1 '1'", record)
    assert [each.element for each in found.missing] == ["consent.signed"]
    assert found.summary == (
        "Indeterminate: nothing known rules the patient out, and this must be supplied first: consent.signed; and "
        "weight cannot be answered from the recorded values."
    )


def test_a_dose_without_a_result_is_not_said_to_lack_an_input(tmp_path: Path) -> None:
    """The formula is at fault, and nobody is asked for another weight."""
    flat = "formula: \"100000000 '{cells}'"
    found = judged(tmp_path, flat, f"{flat} * (weight / (weight - 80 'kg'))")
    assert [each.of for each in found.unanswered] == ["plan.iv"]
    dose = next(each for each in found.doses if each.site == "iv")
    assert dose.formula == "cannot be calculated: an operation has no result for the recorded values"


def test_a_length_of_a_hold_without_a_result_is_said_to_have_none() -> None:
    """No protocol compiles in which a hold is null for good; were there one, nobody would be asked for a value."""
    rules = load(str(SOUND), knowledge())
    washout = tuple(
        replace(each, hold=replace(each.hold, duration=Literal(type=each.hold.duration.type, value=NULL)))
        if isinstance(each.hold, ConditionalHold)
        else each
        for each in rules.protocol.washout
    )
    assert washout != rules.protocol.washout
    record = RECORD.format(weight="80", prior="none").replace(
        "medications: []", "medications: [{drug: dabigatran etexilate, last_dose: 2026-10-01}]"
    )
    facts = read_facts(record.encode(), "record.yaml", knowledge(), AS_OF)[0]
    changed = replace(rules, protocol=replace(rules.protocol, washout=washout))
    found = check_record(changed, facts, AS_OF, DAY)
    (medicine,) = found.washout
    assert [each.of for each in found.unanswered] == ["washout"]
    assert "has no result for the recorded values" in medicine.instruction
