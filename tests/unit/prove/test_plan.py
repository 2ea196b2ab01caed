"""Each finding about steps, asked for: the patient whom the solver makes up has the step so in the engine."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from z3 import And, BoolRef, Not, Q

from posology.explain.check import decide
from posology.explain.rules import Rules
from posology.ir.plan import CellFormula
from posology.prove.asking import Found, Session, Witnesses
from posology.prove.doses import cells_at
from posology.prove.frame import Frame
from posology.prove.plan import planned_sites
from posology.results.check import Check
from posology.verify.judge import Judge
from tests.unit.prove.inventing import SOURCE, formula, invented, knowledge, limit, step

PER_KG = "weight * 1000000 '{cells}/kg'"
VIABLE = {
    "element": "product.viability",
    "minimum": 70,
    "unit": "%",
    "kind": "hard",
    "says": "few cells live",
    "source": SOURCE,
}
DISCS = step(site="disc", levels="requests.discs", count=2, when="requests.disc_injection", otherwise="nobody asked")
NO_CELLS = {"cells": "none", "volume": {"minimum": 2, "maximum": 2, "unit": "mL"}}


def _frame(rules: Rules) -> Frame:
    return Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=knowledge().drugs)


def _found(rules: Rules, frame: Frame, term: BoolRef, token: str) -> Found:
    judge = Judge(rules, knowledge().drugs)

    def shown(witnesses: Witnesses) -> bool:
        witness = witnesses[0]
        assert witness.procedure_date is not None
        decision = decide(rules, judge.facts(witness), witness.as_of, witness.procedure_date)
        return token in decision.examination.tokens

    return Session(frame.desk).search(term, (frame.patient,), shown)


def _check(rules: Rules, frame: Frame, term: BoolRef) -> Check:
    """What the engine says of somebody of whom the term holds."""
    checks: list[Check] = []

    def shown(witnesses: Witnesses) -> bool:
        checks.append(Judge(rules, knowledge().drugs).check(witnesses[0]))
        return True

    assert Session(frame.desk).search(term, (frame.patient,), shown).answer == "found"
    return checks[-1]


@pytest.mark.parametrize("limits", [[], [limit(maximum=100_000_000)], [limit(site="total", maximum=100_000_000)]])
def test_every_finding_about_a_step_is_one_that_the_engine_has(tmp_path: Path, limits: list[object]) -> None:
    """Applying, left out and unknown are each shown, with limits on cells and on the product."""
    plan = {"iv": step(cells=formula(PER_KG)), "disc": DISCS}
    rules = invented(tmp_path, plan=plan, limits=limits)
    frame = _frame(rules)
    nobody = set[str]()
    for item, by_name in frame.meaning.findings_of_steps.items():
        for name, term in by_name.items():
            found = _found(rules, frame, term, f"{item}:{name}")
            assert found.answer != "undecided", (item, name)
            nobody |= {f"{item}:{name}"} if found.answer == "nobody" else set()
    assert nobody == {"step:iv:left-out"}


def test_a_product_outside_its_limit_is_not_given(tmp_path: Path) -> None:
    """A carrier without cells is given all the same."""
    plan = {"iv": step(), "carrier": step(**NO_CELLS)}
    rules = invented(tmp_path, plan=plan, limits=[VIABLE])
    frame = _frame(rules)
    findings = frame.meaning.findings_of_steps
    refused = And(findings["step:iv"]["unknown"], findings["step:carrier"]["applies"])
    assert _found(rules, frame, refused, "step:iv:unknown").answer == "found"
    assert _found(rules, frame, findings["step:carrier"]["unknown"], "").answer == "nobody"


@pytest.mark.parametrize(("below", "cells"), [("0.5", 80_000_001), ("0.500001", 80_000_000), ("0", 80_000_001)])
def test_a_formula_is_rounded_half_up_to_whole_cells(tmp_path: Path, below: str, cells: int) -> None:
    """So far below the whole number the engine gives the cells that the symbols give."""
    rules = invented(tmp_path, plan={"iv": step(cells=formula(PER_KG))})
    frame = _frame(rules)
    judged = frame.meaning.steps[0]
    assert isinstance(judged.step.cells, CellFormula)
    assert judged.cells is not None
    assert judged.exact is not None
    exact = 80_000_001 - Fraction(below)
    term = And(judged.given, judged.exact == Q(exact.numerator, exact.denominator))
    assert [each.cells.minimum for each in _check(rules, frame, term).plan] == [cells]
    wrong = And(term, Not(judged.cells[0] == cells))
    assert Session(frame.desk).search(wrong, (frame.patient,), lambda _: True).answer == "nobody"


def test_the_plan_has_a_site_where_any_step_of_it_applies(tmp_path: Path) -> None:
    """It is not known while one may and none does."""
    plan = {"men": step(when="sex = 'male'"), "light": step(when="weight < 80 'kg'"), "disc": DISCS}
    frame = _frame(invented(tmp_path, plan=plan))
    sites = planned_sites(frame.meaning.steps)
    assert list(sites) == ["iv", "disc"]
    men, light, _ = frame.meaning.steps
    session = Session(frame.desk)

    def nobody(term: BoolRef) -> bool:
        return session.search(term, (frame.patient,), lambda _: True).answer == "nobody"

    assert nobody(And(men.is_true, Not(And(sites["iv"].known, sites["iv"].holds))))
    assert nobody(And(Not(men.is_true), Not(light.applies.known), sites["iv"].known))
    assert not nobody(And(sites["iv"].known, Not(sites["iv"].holds)))


def test_the_cells_of_a_site_are_those_of_the_result(tmp_path: Path) -> None:
    """In all: a part that is not known leaves the sum unknown, and a site that is not planned adds nothing."""
    rules = invented(tmp_path, plan={"iv": step(cells=formula(PER_KG)), "disc": DISCS})
    frame = _frame(rules)
    least, most = cells_at("total", frame.meaning.steps, frame.meaning.findings_of_steps)
    check = _check(rules, frame, And(least.known, least.low == 82_000_000, most.low == 82_000_000))
    assert check.total.minimum == check.total.maximum == 82_000_000
    assert {each.site: each.count for each in check.doses} in ({"iv": 1, "disc": 2}, {"iv": 1, "disc": 0})
    check = _check(rules, frame, And(Not(least.known)))
    assert check.total.minimum is None
