"""What is proved of the plan and its doses, and what is refuted with a patient whom the engine shows so."""

from __future__ import annotations

from pathlib import Path

import pytest

from posology.results.verification import Answer, Proof
from tests.unit.prove.inventing import criterion, formula, invented, limit, proved, step

PER_KG = "weight * 1000000 '{cells}/kg'"
FLOOR = "Max({100000000 '{cells}', weight * 1000000 '{cells}/kg'})"
MALE, FEMALE = "sex = 'male'", "sex = 'female'"
FACETS = {"site": "facet", "sides": ["left", "right"]}


def _refuted(proof: Proof) -> tuple[str, ...]:
    """What the engine said of the patient who refutes the claim."""
    assert proof.answer is Answer.REFUTED
    assert proof.witness is not None
    assert proof.seen
    return proof.seen


def test_a_step_that_somebody_has_is_reachable(tmp_path: Path) -> None:
    """The patient who shows it goes on, and has the step."""
    rules = invented(tmp_path, plan={"iv": step(when=MALE, otherwise="it is for men")})
    found = proved(rules, "reachable:iv")["reachable:iv"]
    assert found.answer is Answer.PROVED
    assert found.seen == ("the verdict is eligible", "iv: vein, 1 million cells")


def test_a_step_that_every_criterion_keeps_away_is_not_reachable(tmp_path: Path) -> None:
    """Nobody can have a step whose condition no eligible patient meets."""
    rules = invented(tmp_path, criteria={"women": criterion(FEMALE)}, plan={"iv": step(), "more": step(when=MALE)})
    found = proved(rules, "reachable:more")["reachable:more"]
    assert found.answer is Answer.REFUTED
    assert found.why.startswith("nobody who may go ahead has the step more: women never let through whom it is for")
    assert found.about == ("more", "women")


def test_a_dose_by_weight_passes_a_minimum_that_a_floor_keeps(tmp_path: Path) -> None:
    """A light patient gets less than a dose by weight may be; the larger of the two never is."""
    minimum = limit(minimum=100_000_000)
    rules = invented(tmp_path, plan={"iv": step(cells=formula(PER_KG))}, limits=[minimum])
    seen = _refuted(proved(rules, "within-limits")["within-limits:1:iv"])
    assert "outside the hard limit of at least 100 million cells" in seen[0]
    rules = invented(tmp_path, plan={"iv": step(cells=formula(FLOOR))}, limits=[minimum])
    assert proved(rules, "within-limits")["within-limits:1:iv"].answer is Answer.PROVED


def test_only_patients_whom_the_criteria_let_through_are_asked_about(tmp_path: Path) -> None:
    """A limit is kept where a criterion keeps everybody out who would pass it."""
    maximum = limit(maximum=100_000_000)
    plan = {"iv": step(cells=formula(PER_KG))}
    rules = invented(tmp_path, plan=plan, limits=[maximum])
    _refuted(proved(rules, "within-limits")["within-limits:1:iv"])
    rules = invented(tmp_path, criteria={"light": criterion("weight <= 100 'kg'")}, plan=plan, limits=[maximum])
    assert proved(rules, "within-limits")["within-limits:1:iv"].answer is Answer.PROVED
    rules = invented(tmp_path, criteria={"light": criterion("weight < 100.1 'kg'")}, plan=plan, limits=[maximum])
    _refuted(proved(rules, "within-limits")["within-limits:1:iv"])


def test_the_sum_of_all_targets_is_held_against_the_limit_of_a_site(tmp_path: Path) -> None:
    """Two discs of 25 million cells are within 50 million, and a third is not."""
    each = {"minimum": 25_000_000, "maximum": 25_000_000, "unit": "cells"}
    discs = step(site="disc", levels="requests.discs", cells=each)
    of_all = limit(site="disc", maximum=50_000_000)
    rules = invented(tmp_path, plan={"discs": {**discs, "count": {"minimum": 1, "maximum": 2}}}, limits=[of_all])
    assert proved(rules, "within-limits")["within-limits:1:disc"].answer is Answer.PROVED
    rules = invented(tmp_path, plan={"discs": {**discs, "count": {"minimum": 1, "maximum": 3}}}, limits=[of_all])
    seen = _refuted(proved(rules, "within-limits")["within-limits:1:disc"])
    assert "75 million cells" in seen[0]


def test_a_sum_with_an_unknown_part_passes_no_limit(tmp_path: Path) -> None:
    """Where a step is not known, its site is not held against a limit on the whole of it."""
    plan = {"iv": step(), "more": step(cells=formula(PER_KG), when=MALE)}
    everything = limit(site="total", minimum=2_000_000, maximum=900_000_000)
    rules = invented(tmp_path, plan=plan, limits=[everything])
    found = proved(rules, "within-limits")["within-limits:1:total"]
    assert found.witness is not None
    assert found.witness.record["sex"] == "female" or found.witness.record["sex"] == "other"


def test_a_soft_limit_that_can_be_passed_is_no_refutation(tmp_path: Path) -> None:
    """Whoever passes it is asked for a reason, and the engine shows that it asks."""
    soft = limit(maximum=100_000_000, kind="soft")
    rules = invented(tmp_path, plan={"iv": step(cells=formula(PER_KG))}, limits=[soft])
    found = proved(rules, "within-limits")["within-limits:1:iv"]
    assert found.answer is Answer.PROVED
    assert "asked for a reason" in found.why
    assert any("for which there must be a reason" in each for each in found.seen)


def test_a_limit_on_the_concentration_is_held_against_cells_and_volume(tmp_path: Path) -> None:
    """A dose by weight in a fixed volume is too thick for a heavy patient."""
    given = step(cells=formula(PER_KG), volume={"minimum": 10, "maximum": 10, "unit": "mL"})
    thick = limit(each=True, maximum=10_000_000, unit="cells/mL")
    rules = invented(tmp_path, plan={"iv": given}, limits=[thick])
    assert "in each mL" in " ".join(_refuted(proved(rules, "within-limits")["within-limits:1:iv"]))
    rules = invented(tmp_path, criteria={"light": criterion("weight <= 100 'kg'")}, plan={"iv": given}, limits=[thick])
    assert proved(rules, "within-limits")["within-limits:1:iv"].answer is Answer.PROVED


def test_a_formula_that_can_give_nothing_is_out_of_proportion(tmp_path: Path) -> None:
    """A dose that is no dose is found without any limit."""
    rules = invented(tmp_path, plan={"iv": step(cells=formula("(weight - 50 'kg') * 1000000 '{cells}/kg'"))})
    assert "no dose" in _refuted(proved(rules, "in-proportion")["in-proportion:iv"])[0]
    rules = invented(tmp_path, plan={"iv": step(cells=formula(PER_KG))})
    assert proved(rules, "in-proportion")["in-proportion:iv"].answer is Answer.PROVED


@pytest.mark.parametrize(
    "expression",
    [
        "if weight < 80 'kg' then weight * 2000000 '{cells}/kg' else weight * 1000000 '{cells}/kg'",
        "200000000 '{cells}' - weight * 500000 '{cells}/kg'",
        "weight * (2000000 '{cells}/kg' - weight * 10000 '{cells}/kg2')",
    ],
)
def test_a_dose_that_falls_with_the_weight_is_refuted(tmp_path: Path, expression: str) -> None:
    """Both patients are tried out, and the heavier gets fewer cells."""
    rules = invented(tmp_path, plan={"iv": step(cells=formula(expression))})
    lighter, heavier = _refuted(proved(rules, "dose-monotone")["dose-monotone:iv"])
    assert lighter.startswith("the lighter, ")
    assert heavier.startswith("the heavier, ")


@pytest.mark.parametrize("expression", [PER_KG, FLOOR, "Min({100000000 '{cells}', weight * 333333.333 '{cells}/kg'})"])
def test_a_dose_that_never_falls_with_the_weight_is_proved(tmp_path: Path, expression: str) -> None:
    """Rounding to whole cells does not make it fall either."""
    rules = invented(tmp_path, plan={"iv": step(cells=formula(expression))})
    assert proved(rules, "dose-monotone")["dose-monotone:iv"].answer is Answer.PROVED


def test_a_weight_that_decides_between_two_steps_is_asked_about_their_site(tmp_path: Path) -> None:
    """Each step gives everybody the same, and the heavier get the lesser one."""
    cells = {"minimum": 2_000_000, "maximum": 2_000_000, "unit": "cells"}
    plan = {"light": step(when="weight < 80 'kg'", cells=cells), "heavy": step(when="weight >= 80 'kg'")}
    found = proved(invented(tmp_path, plan=plan), "dose-monotone")
    lighter, heavier = _refuted(found["dose-monotone:site:iv"])
    assert "kg: 2 million cells" in lighter
    assert "kg: 1 million cells" in heavier
    plan = {"light": step(when="weight < 80 'kg'"), "heavy": step(when="weight >= 80 'kg'", cells=cells)}
    found = proved(invented(tmp_path, plan=plan), "dose-monotone")
    assert found["dose-monotone:site:iv"].answer is Answer.PROVED


def test_a_dose_that_does_not_follow_from_the_weight_is_not_asked_about(tmp_path: Path) -> None:
    """There is nothing to be monotone in."""
    rules = invented(tmp_path, plan={"iv": step()})
    assert proved(rules, "dose-monotone", "in-proportion") == {}


def test_two_steps_that_give_one_joint_to_one_patient_overlap(tmp_path: Path) -> None:
    """The joint that both give is named once for each of them."""
    upper = step(**FACETS, joints=["L3-L4", "L4-L5"])
    lower = step(**FACETS, joints=["L4-L5", "L5-S1"])
    rules = invented(tmp_path, plan={"upper": upper, "lower": lower})
    seen = _refuted(proved(rules, "no-overlap")["no-overlap:upper:lower"])
    assert sum("left L4-L5" in each for each in seen) == 2
    rules = invented(tmp_path, plan={"upper": {**upper, "when": MALE}, "lower": {**lower, "when": FEMALE}})
    assert proved(rules, "no-overlap")["no-overlap:upper:lower"].answer is Answer.PROVED
    rules = invented(tmp_path, plan={"upper": upper, "lower": {**lower, "joints": ["L5-S1"]}})
    assert proved(rules, "no-overlap") == {}


def test_requested_places_overlap_with_each_other_and_with_named_ones(tmp_path: Path) -> None:
    """What the record asks for may be what another step gives anyway."""
    asked = step(site="disc", levels="requests.discs")
    named = step(site="disc", joints=["L4-L5"])
    rules = invented(tmp_path, plan={"asked": asked, "named": named})
    seen = _refuted(proved(rules, "no-overlap")["no-overlap:asked:named"])
    assert any(each.startswith("asked: L4-L5") for each in seen)
    rules = invented(tmp_path, plan={"asked": asked, "again": {**asked, "when": MALE}})
    _refuted(proved(rules, "no-overlap")["no-overlap:asked:again"])


def test_alternatives_leave_nobody_without_a_step(tmp_path: Path) -> None:
    """Two steps of one target leave a gap for whoever meets neither condition."""
    plan = {"men": step(when=MALE), "women": step(when=FEMALE)}
    rules = invented(tmp_path, plan=plan)
    assert "none of the steps is planned" in _refuted(proved(rules, "no-gap")["no-gap:iv"])
    rules = invented(tmp_path, plan={"men": step(when=MALE), "others": step(when=f"not ({MALE})")})
    assert proved(rules, "no-gap")["no-gap:iv"].answer is Answer.PROVED
