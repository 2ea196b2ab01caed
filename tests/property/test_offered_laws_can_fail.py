"""Each law that `verify` tries can fail: with a fault in engine or protocol it finds a patient, and keeps the smallest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from posology.explain import (
    criteria,
    earliest,
    examination,
    instructions,
    limits,
    plan,
    summary,
    visit_days,
    washout,
)
from posology.ir import limits as plan_limits
from posology.ir.plan import CellRange
from posology.plain.protocol import lower_protocol
from posology.results.check import CriterionStatus
from posology.results.verification import PropertyOutcome
from posology.results.witness import Witness
from posology.values.truth import Unknown
from posology.verify.judge import Judge
from posology.verify.properties.looking import looker
from posology.verify.properties.running import run_properties
from tests.unit.verify.judges import cases, changed, judge_of

Fault = Callable[[pytest.MonkeyPatch], Judge]

EXAMPLES = 60
LIGHT = 100_000_000


@dataclass(frozen=True)
class Planted:
    """A fault, and the law that must notice it."""

    law: str
    fault: Fault


def _raised(patch: pytest.MonkeyPatch) -> Judge:
    """Two medicines that are taken together end the program."""
    together = washout.taken_together

    def faulty(*args: Any) -> frozenset[int]:
        if found := together(*args):
            message = f"{sorted(found)} are taken together"
            raise ValueError(message)
        return found

    patch.setattr("posology.explain.examination.taken_together", faulty)
    return judge_of()


def _missing_is_true(patch: pytest.MonkeyPatch) -> Judge:
    """What is not known counts as met."""
    _status_of_unknown(patch, CriterionStatus.MET)
    return judge_of()


def _missing_is_false(patch: pytest.MonkeyPatch) -> Judge:
    """What is not known counts as not met."""
    _status_of_unknown(patch, CriterionStatus.NOT_MET)
    return judge_of()


def _status_of_unknown(patch: pytest.MonkeyPatch, instead: CriterionStatus) -> None:
    status = criteria._status
    patch.setattr(criteria, "_status", lambda value: instead if isinstance(value, Unknown) else status(value))


def _failing_lets_through(patch: pytest.MonkeyPatch) -> Judge:
    """A consent that was not signed is told to the inference as signed."""
    tokens = examination._criterion_tokens
    patch.setattr(
        examination,
        "_criterion_tokens",
        lambda *found: [each.replace("consent:not-met", "consent:met") for each in tokens(*found)],
    )
    return judge_of()


def _clear_too_early(patch: pytest.MonkeyPatch) -> Judge:
    """A medicine is clear a day before its drug-free days are over."""
    held = washout._held

    def faulty(*args: Any, **how: Any) -> washout.Judgement:
        judged = held(*args, **how)
        assert judged.clear_on is not None
        return replace(judged, clear_on=judged.clear_on - timedelta(days=1))

    patch.setattr(washout, "_held", faulty)
    return judge_of()


def _taken_again_before(patch: pytest.MonkeyPatch) -> Judge:
    """A medicine may be taken again a month before the procedure."""
    finding = instructions.washout_finding

    def faulty(*args: Any) -> Any:
        found = finding(*args)
        return found if found.resume_on is None else replace(found, resume_on=found.resume_on - timedelta(days=99))

    patch.setattr("posology.explain.check.washout_finding", faulty)
    return judge_of()


def _a_day_late(patch: pytest.MonkeyPatch) -> Judge:
    """The earliest date is the day after the first good one."""
    find = earliest.find_earliest

    def faulty(*args: Any) -> Any:
        found = find(*args)
        return None if found is None else found + timedelta(days=1)

    for place in ("posology.explain.check", "posology.verify.properties.scene"):
        patch.setattr(f"{place}.find_earliest", faulty)
    return judge_of()


def _no_plan_limit(patch: pytest.MonkeyPatch) -> Judge:
    """A dose outside its limits is laid out all the same, and the protocol has one."""
    patch.setattr(limits, "within_limits", lambda steps, _: steps)
    return changed(
        steps=lambda steps: tuple(
            replace(each, cells=CellRange(minimum=20_000_000, maximum=26_000_000)) if each.id == "epidural" else each
            for each in steps
        )
    )


def _a_target_forgotten(patch: pytest.MonkeyPatch) -> Judge:
    """The first target of a step is not laid out, and still counted."""
    lines = plan.JudgedStep.lines
    patch.setattr(plan.JudgedStep, "lines", lambda step: list(lines(step))[1:])
    return judge_of()


def _visits_backwards(patch: pytest.MonkeyPatch) -> Judge:
    """The last visit comes first."""
    lay_out = visit_days.lay_out
    patch.setattr("posology.verify.properties.laws.lay_out", lambda visits, day: reversed(list(lay_out(visits, day))))
    return judge_of()


def _never_twice_the_same(patch: pytest.MonkeyPatch) -> Judge:
    """Each answer is numbered."""
    numbers, summarise = count(), summary.summarise
    patch.setattr(
        "posology.explain.check.summarise", lambda check: replace(summarise(check), summary=str(next(numbers)))
    )
    return judge_of()


def _first_medicine_only(patch: pytest.MonkeyPatch) -> Judge:
    """Medicines behind the first are found clear."""
    judge = washout.judge_medicine

    def faulty(medicine: Any, *args: Any) -> Any:
        judged = judge(medicine, *args)
        return judged if medicine.index == 0 else (washout._nothing_in_the_way(None, None),)

    patch.setattr("posology.explain.examination.judge_medicine", faulty)
    return judge_of()


def _falls_with_weight(patch: pytest.MonkeyPatch) -> Judge:
    """From 100 kg on each kg more is taken off."""
    whole = plan_limits.whole_cells
    patch.setattr(
        "posology.explain.plan.whole_cells", lambda exact: whole(exact) if exact <= LIGHT else 3 * LIGHT - whole(exact)
    )
    return judge_of()


def _held_too_late(patch: pytest.MonkeyPatch) -> Judge:
    """A medicine may be taken three days longer than the hold allows."""
    latest = instructions._latest_last_dose

    def faulty(*args: Any) -> Any:
        found = latest(*args)
        return None if found is None else found + timedelta(days=3)

    patch.setattr(instructions, "_latest_last_dose", faulty)
    return judge_of()


def _without_consent(_: pytest.MonkeyPatch) -> Judge:
    """Nobody asks for consent."""
    return changed(criteria=lambda found: tuple(each for each in found if each.id != "consent"))


def _discs_for_all(_: pytest.MonkeyPatch) -> Judge:
    """Discs are injected that nobody asked for."""
    return changed(steps=lambda found: tuple(replace(each, when=None) if each.id == "disc" else each for each in found))


FAULTS = (
    Planted("every-record-is-answered", _raised),
    Planted("missing-never-eligible", _missing_is_true),
    Planted("failing-never-eligible", _failing_lets_through),
    Planted("running-hold-never-eligible", _clear_too_early),
    Planted("washout-in-time", _taken_again_before),
    Planted("earliest-date", _a_day_late),
    Planted("sums-agree", _a_target_forgotten),
    Planted("doses-within-limits", _no_plan_limit),
    Planted("visits-increase", _visits_backwards),
    Planted("same-answer", _never_twice_the_same),
    Planted("learning-overturns-nothing", _missing_is_false),
    Planted("order-does-not-matter", _first_medicine_only),
    Planted("dose-follows-weight", _falls_with_weight),
    Planted("schedule-leads-there", _held_too_late),
    Planted("claim:consent-first", _without_consent),
    Planted("claim:discs-on-request", _discs_for_all),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda each: each.fault.__name__)
def test_a_planted_fault_is_found(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """The law finds a patient who shows the fault, and says what was seen."""
    found = _tried(planted.fault(monkeypatch), planted.law)
    assert not found.holds
    assert found.witness is not None
    assert found.seen


def _tried(judge: Judge, law: str) -> PropertyOutcome:
    (found,) = run_properties(judge, cases(), examples=EXAMPLES, only=[law])
    return found


def test_the_executions_can_disagree() -> None:
    """A second execution of another protocol is noticed on the record of the first who is told apart."""
    other = lower_protocol(_without_consent(pytest.MonkeyPatch()).rules.protocol)
    witness = Witness(record=cases()[0].record, as_of=cases()[0].as_of, procedure_date=None)
    unsigned = replace(witness, record={**witness.record, "consent": {"signed": False}})
    assert "executions-agree" in dict(looker(judge_of(), other)(unsigned))
    assert looker(judge_of())(unsigned) == ()


def test_the_smallest_patient_is_shown() -> None:
    """Nothing is changed of the record that the fault does not need, and the law is broken by it again."""
    judge = _without_consent(pytest.MonkeyPatch())
    found = _tried(judge, "claim:consent-first")
    assert found.witness is not None
    base = judge_of().facts(found.witness)
    assert "consent.signed" not in base.values or base.values["consent.signed"].value is False
    assert base.medicines == ()
    assert "claim:consent-first" in dict(looker(judge)(found.witness))


def test_every_law_has_a_planted_fault() -> None:
    """No law stands without a proof that it can fail."""
    named = {each.law for each in FAULTS} | {"executions-agree"}
    every = {each.id for each in run_properties(judge_of(), (), examples=1)}
    assert {each for each in every if not each.startswith("claim:")} <= named
