"""Each finding about medicines, asked for: the patient whom the solver makes up is found so by the engine."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from z3 import And, BoolRef, Not, Or

from posology.explain.check import decide
from posology.explain.rules import Rules
from posology.prove.asking import Found, Session, Witnesses
from posology.prove.frame import Frame
from posology.prove.washout import Findings
from posology.verify.judge import Judge
from tests.unit.prove.inventing import SOURCE, formula, invented, knowledge, step, washout

NAMED = {"ingredients": ["warfarin"], "days": "5 days"}
OTHERS = {"others": True, "refer": "somebody decides"}
COURSE = {"longer_than": "1 month", "source": SOURCE}
BY_PLAN = "if plan.disc then 2 days else 0 days"
WASHOUT: dict[str, Any] = {
    "nsaid": washout("nsaid", "3 days", agreement="not needed"),
    "oral": washout("corticosteroid-oral", "14 days", agreement="not needed", course=COURSE),
    "opioid": {**washout("opioid", "0 days"), "taper": {"source": SOURCE}},
    "anticoagulant": washout("anticoagulant", [NAMED, OTHERS]),
    "antiplatelet": washout("antiplatelet", BY_PLAN),
    "aspirin": washout("aspirin", "7 days"),
    "acetaminophen": {**washout("acetaminophen", "0 days"), "allowed": True},
}
del WASHOUT["opioid"]["hold"]
del WASHOUT["acetaminophen"]["hold"], WASHOUT["acetaminophen"]["resume"]
TOGETHER = {
    "classes": ["anticoagulant", "antiplatelet", "aspirin"],
    "refer": "the prescribers decide",
    "source": SOURCE,
}
PLAN = {
    "iv": step(cells=formula("weight * 1000000 '{cells}/kg'")),
    "disc": step(site="disc", levels="requests.discs", count=1, when="requests.disc_injection"),
}

IMPOSSIBLE = {
    *((f"washout:{name}", "refer") for name in ("nsaid", "aspirin", "antiplatelet", "acetaminophen")),
    *(("washout:acetaminophen", name) for name in ("hold", "late", "unknown")),
}


@pytest.fixture(scope="module", name="rules")
def _rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    return invented(tmp_path_factory.mktemp("washout"), washout=WASHOUT, together=TOGETHER, plan=PLAN)


def _asked(rules: Rules, frame: Frame, item: str, finding: str, term: BoolRef) -> Found:
    """Somebody of whom that is found, by the solver and by the engine."""
    judge = Judge(rules, knowledge().drugs)

    def shown(witnesses: Witnesses) -> bool:
        witness = witnesses[0]
        assert witness.procedure_date is not None
        decision = decide(rules, judge.facts(witness), witness.as_of, witness.procedure_date)
        return f"{item}:{finding}" in decision.examination.tokens

    return Session(frame.desk).search(term, (frame.patient,), shown)


def _findings(rules: Rules) -> tuple[Frame, Findings]:
    frame = Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=knowledge().drugs)
    return frame, {**frame.meaning.washout.findings, **frame.meaning.findings_of_steps}


def test_every_finding_is_one_that_the_engine_has(rules: Rules) -> None:
    """Of each item each finding is shown by a patient, or by nobody where no rule can find it."""
    frame, findings = _findings(rules)
    impossible = set[tuple[str, str]]()
    for item, by_name in findings.items():
        for name, term in by_name.items():
            found = _asked(rules, frame, item, name, term)
            assert found.answer != "undecided", (item, name, found.why)
            if found.answer == "nobody":
                impossible.add((item, name))
    assert impossible == IMPOSSIBLE | {("step:iv", "left-out")}


def test_a_medicine_without_a_last_dose_that_is_taken_together_is_unknown(rules: Rules) -> None:
    """A referral that governs it does not hide that nobody recorded when it was taken last."""
    frame, findings = _findings(rules)
    referred = frame.meaning.washout.under[0, "anticoagulant.2"]
    first = frame.meaning.medicines.medicines[0]
    asked = And(findings["together"]["refer"], findings["washout:anticoagulant"]["unknown"], referred, first.undated)
    assert _asked(rules, frame, "washout:anticoagulant", "unknown", asked).answer == "found"


def test_two_products_of_one_ingredient_are_not_taken_together(rules: Rules) -> None:
    """Different ones are."""
    frame, findings = _findings(rules)
    refer, under = findings["together"]["refer"], frame.meaning.washout.under
    twice_warfarin = [
        each.is_one_of(lambda kind: kind.drug == "warfarin") for each in frame.meaning.medicines.medicines
    ]
    assert _asked(rules, frame, "together", "refer", And(refer, *twice_warfarin)).answer == "nobody"
    others = And(*(under[index, "anticoagulant.2"] for index in range(2)))
    assert _asked(rules, frame, "together", "refer", And(refer, others)).answer == "found"


def test_exactly_one_finding_stands_for_each_item(rules: Rules) -> None:
    """No two findings of one item stand at once, and none is left without any."""
    frame, findings = _findings(rules)
    session = Session(frame.desk)
    for item, by_name in findings.items():
        terms = list(by_name.values())
        twice = [And(one, other) for one, other in combinations(terms, 2)]
        wrong = Or(Not(Or(*terms)), *twice)
        assert session.search(wrong, (frame.patient,), lambda _: True).answer == "nobody", item


def test_a_medicine_without_hold_of_which_nobody_knows_the_last_dose_counts_as_taken(rules: Rules) -> None:
    """Its rule asks for no day where no disc is planned, and it is taken together with another all the same."""
    frame, findings = _findings(rules)
    one, other = frame.meaning.medicines.medicines
    under, disc = frame.meaning.washout.under, frame.meaning.steps[1]
    no_days = And(under[0, "antiplatelet"], one.undated, disc.applies.known, Not(disc.is_true))
    no_days = And(no_days, one.is_one_of(lambda kind: kind.drug == "clopidogrel"))
    warfarin = And(other.is_one_of(lambda kind: kind.drug == "warfarin"), other.ongoing)
    asked = And(findings["together"]["refer"], no_days, warfarin)
    assert _asked(rules, frame, "together", "refer", asked).answer == "found"


def test_the_first_day_on_which_a_hold_may_be_over_leaves_it_unknown(rules: Rules) -> None:
    """A last dose known to the month may have been on its first day."""
    frame, findings = _findings(rules)
    first, second = frame.meaning.medicines.medicines
    nsaid = And(frame.meaning.washout.under[0, "nsaid"], Not(second.there))
    partial = And(first.last_dose.known, first.last_dose.precision == 1)
    soonest = frame.patient.day == first.last_dose.earliest + 4
    unknown, late = findings["washout:nsaid"]["unknown"], findings["washout:nsaid"]["late"]
    asked = And(nsaid, partial, soonest, unknown)
    assert _asked(rules, frame, "washout:nsaid", "unknown", asked).answer == "found"
    assert _asked(rules, frame, "washout:nsaid", "late", And(nsaid, partial, soonest, late)).answer == "nobody"
