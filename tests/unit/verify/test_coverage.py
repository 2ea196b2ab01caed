"""Coverage counted by hand on a small protocol, and on the shipped one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from posology.api import load
from posology.results.witness import Witness
from posology.verify.coverage import KINDS, Coverage
from posology.verify.judge import Judge
from posology.verify.record_edits import lay, leave_out
from tests.golden.protocols.faults import SOUND
from tests.unit.judged import knowledge
from tests.unit.verify.judges import cases, judge_of

READY = Witness(record=cases()[0].record, as_of=cases()[0].as_of, procedure_date=None)


def reached(judge: Judge, *witnesses: Witness) -> dict[tuple[str, str], bool]:
    """What these patients reach, by kind and id."""
    coverage = Coverage()
    for each in witnesses:
        coverage.look(judge.rules, judge.facts(each), judge.check(each))
    return {(each.what, each.id): each.reached for each in coverage.reaches()}


def told(judge: Judge, *witnesses: Witness) -> set[str]:
    """The sentences of what they do not reach."""
    coverage = Coverage()
    for each in witnesses:
        coverage.look(judge.rules, judge.facts(each), judge.check(each))
    return {each.said for each in coverage.reaches() if not each.reached}


def with_(path: str, value: object) -> Witness:
    """The first patient with something else recorded."""
    return replace(READY, record=lay(READY.record, path, value))


def without(path: str) -> Witness:
    """The first patient without something."""
    return replace(READY, record=leave_out(READY.record, path))


def test_one_patient_reaches_one_answer_of_each_criterion() -> None:
    """Of nine criteria the first patient meets eight, and is excluded by none."""
    found = reached(judge_of(), READY)
    criteria = [key for key, yes in found.items() if key[0] == "criterion" and yes]
    assert len(criteria) == len(judge_of().rules.protocol.criteria)
    assert found["criterion", "mri.met"]
    assert not found["criterion", "mri.unknown"]
    assert found["criterion", "no-contraindication.not-met"]


def test_both_answers_and_none_are_reached_one_by_one() -> None:
    """An MRI before, after, and none."""
    found = reached(judge_of(), READY, with_("mri.date", "2026-11-20"), without("mri"))
    assert found["criterion", "mri.met"]
    assert found["criterion", "mri.unknown"]
    soon = replace(with_("mri.date", "2026-11-20"), procedure_date=READY.as_of)
    assert reached(judge_of(), soon)["criterion", "mri.not-met"]


def test_parts_count_also_where_the_whole_does_not_need_them() -> None:
    """`a or b` with a true: b is looked at all the same."""
    found = reached(judge_of(), READY)
    place = "the criterion failed-conservative-care"
    assert found["branch", f"{place}.conservative_care.physical_therapy = 'failed'.true"]
    assert found["branch", f"{place}.conservative_care.supervised_exercise = 'failed'.false"]
    assert not found["branch", f"{place}.conservative_care.supervised_exercise = 'failed'.true"]
    assert not found["branch", f"{place}.conservative_care.supervised_exercise = 'failed'.unknown"]


def test_parts_that_ask_of_one_item_are_taken_from_the_query() -> None:
    """A disc of grade 4, and one of no grade."""
    judge = judge_of("kumar-adipose-disc")
    first = cases("kumar-adipose-disc")[0]
    witness = Witness(record=first.record, as_of=first.as_of, procedure_date=None)
    found = reached(judge, witness)
    part = "the criterion pfirrmann.D.pfirrmann < 3"
    assert (found["branch", f"{part}.false"], found["branch", f"{part}.unknown"]) == (True, False)
    ungraded = replace(witness, record=lay(witness.record, "discs", [{"level": "L4-L5"}]))
    assert reached(judge, ungraded)["branch", f"{part}.unknown"]


@pytest.mark.parametrize(
    ("medicine", "goal"),
    [
        ({"drug": "naproxen", "last_dose": "2026-09-01"}, "nsaid.clear"),
        ({"drug": "naproxen", "last_dose": "ongoing"}, "nsaid.hold"),
        ({"drug": "naproxen"}, "nsaid: any.unknown"),
        ({"drug": "warfarin", "last_dose": "ongoing"}, "anticoagulant.1.hold"),
        ({"drug": "morphine", "last_dose": "ongoing"}, "opioid.refer"),
        ({"drug": "XQ-7", "last_dose": "ongoing"}, "unrecognised.unknown"),
    ],
)
def test_a_medicine_reaches_its_rule(medicine: dict[str, Any], goal: str) -> None:
    """And nobody reaches it without."""
    assert reached(judge_of(), with_("medications", [medicine]))["washout", goal]
    assert not reached(judge_of(), READY)["washout", goal]


def test_a_washout_that_is_taken_over_is_asked_for_once() -> None:
    """Its own cases reach its rules."""
    first = cases("pettine-bmc-disc")[0]
    witness = Witness(record=first.record, as_of=first.as_of, procedure_date=None)
    found = reached(judge_of("pettine-bmc-disc"), witness)
    assert {key[1] for key in found if key[0] == "washout"} == {
        f"taken-over.{each}" for each in ("clear", "hold", "refer", "unknown")
    }


def test_steps_are_planned_and_left_out() -> None:
    """The neck is not treated, the back is."""
    found = reached(judge_of(), READY)
    assert found["step", "facets-lumbar.applies"]
    assert found["step", "facets-cervical.left-out"]
    assert not found["step", "facets-cervical.applies"]
    assert ("step", "iv.left-out") not in found


def test_what_is_missing_is_told_in_sentences() -> None:
    """Each says what is never so."""
    sentences = told(judge_of(), READY)
    assert "the criterion mri is never unknown" in sentences
    assert "nobody is deferred" in sentences
    assert "the plan step disc is never planned" in sentences
    assert "the reading iv-dose is never per-kg" in sentences
    assert "no medicine under the washout rule aspirin is ever hold" in sentences
    assert "the reading iv-dose is never floor-100" not in sentences


def test_the_options_of_a_reading_are_collected() -> None:
    """What an option brings is asked for once a case is answered under it."""
    site = b"site: a clinic\nprotocol: allorx-spine\nreadings: {repeat: {chosen: iv-on-request}}\n"
    other = Judge(load("allorx-spine", knowledge(), site=("site.yaml", site)), knowledge().drugs)
    coverage = Coverage()
    for judge in (judge_of(), other):
        coverage.look(judge.rules, judge.facts(READY), judge.check(READY))
    found = {(each.what, each.id): each.reached for each in coverage.reaches()}
    assert found["reading", "repeat.whole"]
    assert found["reading", "repeat.iv-on-request"]
    assert ("step", "epidural.left-out") in found
    assert ("step", "epidural.left-out") not in reached(judge_of(), READY)


def test_a_small_protocol_is_counted_by_hand() -> None:
    """Five verdicts, three answers for each of four criteria, and one more for the one that may not apply."""
    judge = Judge(load(str(SOUND), knowledge()), knowledge().drugs)
    coverage = Coverage()
    coverage.expect(judge.rules.protocol)
    goals = list(coverage.reaches())
    assert not any(each.reached for each in goals)
    assert len([each for each in goals if each.what == "verdict"]) == 5
    assert len([each for each in goals if each.what == "criterion"]) == 4 * 3
    assert [each.what for each in goals] == sorted((each.what for each in goals), key=KINDS.index)
