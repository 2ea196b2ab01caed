"""What is proved of blocks of rules: branches of a choice, and the washout rules of a class by ingredient."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from posology.compile.productions import compile_ruleset
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules, make_rules
from posology.ir.protocol import Protocol
from posology.ir.washout import Resumption
from posology.prove.blocks import blocks_of
from posology.results.verification import Answer
from posology.values.dates import CalendarDuration, CalendarUnit
from tests.unit.prove.inventing import criterion, formula, invented, knowledge, proved, step, washout


def _dose(expression: str) -> dict[str, object]:
    return {"iv": step(cells=formula(expression))}


STAGES = (
    "case when quebec < {low} then 1000000 '{{cells}}' when quebec < 50 then 2000000 '{{cells}}'"
    " else 3000000 '{{cells}}' end"
)


def _changed(rules: Rules, protocol: Protocol) -> Rules:
    """The rules of a protocol that the compiler would not let through."""
    ruleset = compile_ruleset(protocol, Diagnostics())
    assert ruleset is not None
    return make_rules(protocol, ruleset, rules.anatomy, rules.dictionary, rules.planned)


def test_every_branch_that_somebody_takes_is_reached(tmp_path: Path) -> None:
    """The engine finds the branch of the patient who shows it."""
    rules = invented(tmp_path, plan=_dose(STAGES.format(low=20)))
    found = proved(rules, "reached")
    assert list(found) == ["reached:iv.cells:1", "reached:iv.cells:2", "reached:iv.cells:otherwise"]
    assert {each.answer for each in found.values()} == {Answer.PROVED}
    assert all(each.witness is not None for each in found.values())


def test_a_branch_behind_a_wider_one_is_never_reached(tmp_path: Path) -> None:
    """Whoever it is meant for has taken the branch before it."""
    rules = invented(tmp_path, plan=_dose(STAGES.format(low=60)))
    found = proved(rules, "reached")
    assert found["reached:iv.cells:1"].answer is Answer.PROVED
    assert found["reached:iv.cells:2"].answer is Answer.REFUTED
    assert found["reached:iv.cells:2"].witness is None


def test_branches_that_are_true_at_once_and_differ_overlap(tmp_path: Path) -> None:
    """Which of two answers a patient gets must not hang on the order in which they are written."""
    rules = invented(tmp_path, plan=_dose(STAGES.format(low=20)))
    found = proved(rules, "branches-apart")["branches-apart:iv.cells:1:2"]
    assert found.answer is Answer.REFUTED
    assert found.witness is not None
    apart = STAGES.format(low=20).replace("quebec < 50", "quebec >= 20 and quebec < 50")
    rules = invented(tmp_path, plan=_dose(apart))
    assert proved(rules, "branches-apart")["branches-apart:iv.cells:1:2"].answer is Answer.PROVED
    alike = STAGES.format(low=20).replace("2000000", "1000000")
    rules = invented(tmp_path, plan=_dose(alike))
    assert proved(rules, "branches-apart")["branches-apart:iv.cells:1:2"].answer is Answer.PROVED


def test_a_chain_of_ifs_is_one_block(tmp_path: Path) -> None:
    """Each link is asked behind those before it."""
    chain = "if quebec < 20 then 1000000 '{cells}' else if quebec < 10 then 2000000 '{cells}' else 3000000 '{cells}'"
    rules = invented(tmp_path, plan=_dose(chain))
    assert [len(each.whens) for each in blocks_of(rules.protocol)] == [2]
    assert proved(rules, "reached")["reached:iv.cells:2"].answer is Answer.REFUTED


def test_a_case_over_one_value_compares_it(tmp_path: Path) -> None:
    """A word that stands twice is never reached the second time."""
    case = (
        "case sex when 'male' then 1000000 '{{cells}}' when '{other}' then 2000000 '{{cells}}'"
        " else 3000000 '{{cells}}' end"
    )
    rules = invented(tmp_path, plan=_dose(case.format(other="female")))
    assert {each.answer for each in proved(rules, "reached", "branches").values()} == {Answer.PROVED}
    rules = invented(tmp_path, plan=_dose(case.format(other="male")))
    found = proved(rules, "reached", "branches")
    assert found["reached:iv.cells:2"].answer is Answer.REFUTED
    assert found["branches-apart:iv.cells:1:2"].answer is Answer.REFUTED


def test_a_hold_that_turns_on_the_plan_is_asked_with_it(tmp_path: Path) -> None:
    """A branch for a disc is never taken by a protocol that injects none."""
    hold = "if plan.{site} then 2 days else 1 day"
    blocks = {"washout": {"nsaid": washout("nsaid", hold.format(site="disc"), agreement="not needed")}}
    found = proved(invented(tmp_path, **blocks), "reached")
    assert found["reached:nsaid:1"].answer is Answer.REFUTED
    assert found["reached:nsaid:otherwise"].answer is Answer.PROVED


def test_a_choice_within_a_query_is_left_to_the_query(tmp_path: Path) -> None:
    """What speaks of the item of a list has no value of its own."""
    condition = "exists (medications M where (if M.ongoing then true else false))"
    rules = invented(tmp_path, criteria={"query": criterion(condition)})
    assert blocks_of(rules.protocol) == ()


def test_values_that_do_not_count_reach_no_branch(tmp_path: Path) -> None:
    """A block is asked with the values that count for its rule."""
    counted = step(cells=formula(STAGES.format(low=20)), counts={"quebec": {"within": "30 days"}})
    found = proved(invented(tmp_path, plan={"iv": counted}), "reached")["reached:iv.cells:1"]
    assert found.witness is not None
    assert "date" in found.witness.record["quebec"]


def test_every_ingredient_of_a_class_falls_under_one_rule(tmp_path: Path) -> None:
    """A list of ingredients without one for all others leaves the others out."""
    named = {"ingredients": ["warfarin"], "days": "5 days"}
    others = {"others": True, "refer": "somebody decides"}
    rules = invented(tmp_path, washout={"anticoagulant": washout("anticoagulant", [named, others])})
    found = proved(rules, "one-rule-each")["one-rule-each:anticoagulant"]
    assert found.answer is Answer.PROVED
    assert "39 ingredients" in found.why


def test_an_ingredient_without_a_rule_is_a_gap(tmp_path: Path) -> None:
    """The engine lets the medicine pass without a word."""
    named = {"ingredients": ["warfarin"], "days": "5 days"}
    others = {"others": True, "refer": "somebody decides"}
    rules = invented(tmp_path, washout={"anticoagulant": washout("anticoagulant", [named, others])})
    protocol = replace(rules.protocol, washout=rules.protocol.washout[:1])
    found = proved(_changed(rules, protocol), "one-rule-each")["one-rule-each:anticoagulant"]
    assert found.answer is Answer.REFUTED
    assert found.witness is not None
    assert any("falls under no rule" in each for each in found.seen)
    assert any("under no rule" in each and "clear" in each for each in found.seen)


def test_an_ingredient_of_two_rules_is_an_overlap(tmp_path: Path) -> None:
    """Which of the two governs would hang on their order."""
    named = {"ingredients": ["warfarin"], "days": "5 days"}
    others = {"others": True, "refer": "somebody decides"}
    rules = invented(tmp_path, washout={"anticoagulant": washout("anticoagulant", [named, others])})
    first, second = rules.protocol.washout
    twice = replace(second, id="again", ingredients=frozenset({"warfarin"}))
    protocol = replace(rules.protocol, washout=(first, twice, second))
    found = proved(_changed(rules, protocol), "one-rule-each")["one-rule-each:anticoagulant"]
    assert found.answer is Answer.REFUTED
    assert "warfarin falls under 2 rules" in found.seen


@pytest.mark.parametrize("drug_class", ["nsaid", "corticosteroid-oral", "corticosteroid-injected"])
def test_a_rule_that_some_medicine_falls_under_is_reachable(tmp_path: Path, drug_class: str) -> None:
    """The medicine that shows it is one that the knowledge has, given as its rule asks."""
    more = {"course": {"longer_than": "3 weeks", "source": {"ref": "invented", "section": "none"}}}
    more = more if drug_class == "corticosteroid-oral" else {}
    rules = invented(tmp_path, washout={drug_class: washout(drug_class, "3 days", agreement="not needed", **more)})
    found = proved(rules, "reachable:washout")[f"reachable:washout:{drug_class}"]
    assert found.answer is Answer.PROVED
    assert f"under the rule {drug_class}" in found.seen[0]


def test_a_rule_of_ingredients_that_nobody_knows_is_not_reachable(tmp_path: Path) -> None:
    """A rule that lost its ingredients governs nothing."""
    rules = invented(tmp_path, washout={"nsaid": washout("nsaid", "3 days", agreement="not needed")})
    lost = replace(rules.protocol.washout[0], id="lost", ingredients=frozenset({"a drug that nobody knows"}))
    protocol = replace(rules.protocol, washout=(*rules.protocol.washout, lost))
    found = proved(_changed(rules, protocol), "reachable:washout:lost")["reachable:washout:lost"]
    assert found.answer is Answer.REFUTED
    assert found.why.startswith("no medicine that is known falls under it")


def test_no_medicine_is_taken_again_before_the_procedure(tmp_path: Path) -> None:
    """A medicine that would be taken again too early is shown by somebody who takes it."""
    rules = invented(tmp_path, washout={"nsaid": washout("nsaid", "3 days", agreement="not needed")})
    assert proved(rules, "resume")["resume-after-procedure"].answer is Answer.PROVED
    rule = rules.protocol.washout[0]
    assert isinstance(rule.resumption, Resumption)
    early = replace(rule.resumption, after=CalendarDuration(-2, CalendarUnit.DAY))
    protocol = replace(rules.protocol, washout=(replace(rule, resumption=early),))
    found = proved(_changed(rules, protocol), "resume")["resume-after-procedure"]
    assert found.answer is Answer.REFUTED
    assert found.witness is not None


def test_the_drugs_are_those_that_the_knowledge_has() -> None:
    """A guard of the number that a proof tells."""
    of_class = [each for each in knowledge().drugs.ingredients.values() if "anticoagulant" in each.classes]
    assert len(of_class) == 39
