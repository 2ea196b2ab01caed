"""Each standing question on a protocol of which it is proved, and on one of which it is refuted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from posology.compile.productions import compile_ruleset
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules, make_rules
from posology.ir.nodes import Coalesce, Literal
from posology.ir.protocol import Protocol
from posology.ir.types import BOOLEAN
from posology.prove.asking import EFFORT
from posology.prove.frame import Frame
from posology.prove.questions import standing_questions
from posology.prove.verdict import SymbolicVerdict
from posology.results.verification import Answer, Proof
from posology.verify.judge import Judge
from posology.verify.proving import Asking
from tests.unit.prove.inventing import Block, criterion, invented, knowledge, step, washout

CONSENT = criterion("consent.signed")
MANY = criterion("quebec * 2 > 100")
FEW = criterion("quebec * 3 < 120")


def _asking(rules: Rules, judged_by: Rules | None = None) -> Asking:
    drugs = knowledge().drugs
    frame = Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=drugs)
    return Asking(frame, Judge(judged_by or rules, drugs), "", EFFORT)


def _proofs(rules: Rules, judged_by: Rules | None = None) -> Mapping[str, Proof]:
    asking = _asking(rules, judged_by)
    return {each.id: asking.answer(each) for each in standing_questions(asking.frame)}


def _with(rules: Rules, protocol: Protocol) -> Rules:
    """The rules of a protocol that the compiler would not let through."""
    ruleset = compile_ruleset(protocol, Diagnostics())
    assert ruleset is not None
    return make_rules(protocol, ruleset, rules.anatomy, rules.dictionary, rules.planned)


def _assumed(rules: Rules, value: bool) -> Rules:
    """The rules with a first criterion that takes what is missing for that value."""
    first, *others = rules.protocol.criteria
    literal = Literal(type=BOOLEAN, value=value)
    condition = Coalesce(type=BOOLEAN, options=(first.condition, literal))
    return _with(rules, replace(rules.protocol, criteria=(replace(first, condition=condition), *others)))


def test_a_sound_protocol_has_every_question_proved(tmp_path: Path) -> None:
    """With a witness where a patient is wanted, and without one where none must be."""
    claim = {
        "text": "Nobody goes on without consent",
        "condition": "result.verdict = 'eligible' implies consent.signed",
    }
    rules = invented(
        tmp_path,
        criteria={"consent": CONSENT, "score": criterion("quebec >= 30")},
        washout={"nsaid": washout("nsaid", "14 days")},
        properties={"consent-first": claim},
    )
    found = _proofs(rules)
    assert {each.answer for each in found.values()} == {Answer.PROVED}
    assert list(found) == [
        "some-eligible",
        "no-contradiction",
        "decides-alone:consent",
        "decides-alone:score",
        "value-decides:consent",
        "value-decides:score",
        "learning-keeps-eligible",
        "learning-keeps-ineligible",
        "missing-never-eligible:consent.signed",
        "missing-never-eligible:quebec",
        "hold-never-eligible",
        "claim:consent-first",
        "claim-speaks:consent-first",
    ]
    wanted = {name for name, each in found.items() if each.witness is not None}
    assert wanted == {
        "some-eligible",
        "no-contradiction",
        "decides-alone:consent",
        "decides-alone:score",
        "value-decides:consent",
        "value-decides:score",
        "claim-speaks:consent-first",
    }


def test_criteria_that_contradict_are_named_and_no_others(tmp_path: Path) -> None:
    """Nobody is eligible, and the two that cannot stand together are told without the third."""
    found = _proofs(invented(tmp_path, criteria={"consent": CONSENT, "many": MANY, "few": FEW}))
    for name in ("no-contradiction", "some-eligible"):
        assert found[name].answer is Answer.REFUTED
        assert set(found[name].about) == {"many", "few"}
        assert found[name].witness is None
    assert "many and few" in found["no-contradiction"].why


def test_a_plan_that_cannot_be_given_lets_nobody_be_eligible(tmp_path: Path) -> None:
    """Where no criterion is in the way, none is named."""
    plan = {"iv": step(cells={"formula": "weight * 0 '{cells}/kg'", "says": "none"})}
    found = _proofs(invented(tmp_path, plan=plan))["some-eligible"]
    assert found.answer is Answer.REFUTED
    assert found.about == ()
    assert "plan" in found.why


def test_an_implied_criterion_decides_nothing_alone(tmp_path: Path) -> None:
    """The core names the one that keeps out whomever it keeps out."""
    criteria = {"consent": CONSENT, "strict": criterion("quebec > 40"), "mild": criterion("quebec > 20")}
    found = _proofs(invented(tmp_path, criteria=criteria))
    assert found["decides-alone:strict"].answer is Answer.PROVED
    assert found["decides-alone:mild"].answer is Answer.REFUTED
    assert found["decides-alone:mild"].about == ("mild", "strict")
    assert "strict" in found["decides-alone:mild"].why


def test_an_exclusion_that_nobody_meets_is_dead(tmp_path: Path) -> None:
    """It keeps nobody out, whatever the others do."""
    never = criterion("quebec > 100 and consent.signed", kind="exclusion")
    found = _proofs(invented(tmp_path, criteria={"consent": CONSENT, "never": never}))["decides-alone:never"]
    assert found.answer is Answer.REFUTED
    assert "keeps nobody out" in found.why


def test_an_inclusion_that_nobody_fails_asks_for_a_value(tmp_path: Path) -> None:
    """It decides where nothing is recorded."""
    found = _proofs(invented(tmp_path, criteria={"consent": CONSENT, "asked": criterion("quebec >= 0")}))
    proof = found["decides-alone:asked"]
    assert proof.answer is Answer.PROVED
    assert proof.witness is not None
    assert "quebec" not in proof.witness.record


@pytest.mark.parametrize(
    ("of", "answer"),
    [
        (criterion("height < 300 'm'"), Answer.REFUTED),
        (criterion("height < 200 'cm'"), Answer.PROVED),
        (criterion("height > 200 'cm'", kind="exclusion"), Answer.PROVED),
        (criterion("quebec > 100 and consent.signed", kind="exclusion"), Answer.REFUTED),
        (criterion("height < 200 'cm' and quebec > 30", applies="quebec > 100"), Answer.REFUTED),
    ],
)
def test_a_criterion_that_no_value_fails_is_found(tmp_path: Path, of: Block, answer: Answer) -> None:
    """That it may be open is not enough; the patient who shows it has the value."""
    proof = _proofs(invented(tmp_path, criteria={"consent": CONSENT, "tall": of}))["value-decides:tall"]
    assert proof.answer is answer
    if answer is Answer.PROVED:
        assert "tall" in proof.about
    else:
        assert "no value that can be recorded" in proof.why
        assert proof.witness is None


def test_the_value_that_decides_is_recorded(tmp_path: Path) -> None:
    """The witness of an inclusion shows the failure, not the want of a value."""
    proof = _proofs(invented(tmp_path, criteria={"tall": criterion("height < 200 'cm'")}))["value-decides:tall"]
    assert proof.witness is not None
    assert "height" in proof.witness.record
    assert any(each.startswith("tall: ") for each in proof.seen)


def test_an_exclusion_that_decides_alone_is_not_sought_again(tmp_path: Path) -> None:
    """Whoever it keeps out alone shows a value that decides."""
    tall = criterion("height > 200 'cm'", kind="exclusion")
    proof = _proofs(invented(tmp_path, criteria={"consent": CONSENT, "tall": tall}))["value-decides:tall"]
    assert proof.why == "it follows from decides-alone:tall"


def test_a_criterion_that_never_applies_is_not_asked_for_a_value(tmp_path: Path) -> None:
    """The reading is there to do away with it."""
    found = _proofs(
        invented(tmp_path, criteria={"consent": CONSENT, "unasked": criterion("quebec > 30", applies="never")})
    )
    assert "value-decides:consent" in found
    assert "value-decides:unasked" not in found


@pytest.mark.parametrize("name", ["learning-keeps-eligible", "missing-never-eligible:consent.signed"])
def test_what_is_missing_and_taken_for_true_is_found(tmp_path: Path, name: str) -> None:
    """Somebody is eligible only because nobody asked."""
    found = _proofs(_assumed(invented(tmp_path), True))[name]
    assert found.answer is Answer.REFUTED
    assert found.witness is not None
    assert "consent" not in found.witness.record
    assert found.seen == (
        "the verdict is eligible",
        "with more known, the verdict is ineligible (consent not-met)",
    )


def test_what_is_missing_and_taken_for_false_is_found(tmp_path: Path) -> None:
    """Somebody is ineligible only because nobody asked."""
    found = _proofs(_assumed(invented(tmp_path), False))
    assert found["learning-keeps-ineligible"].answer is Answer.REFUTED
    assert found["learning-keeps-eligible"].answer is Answer.PROVED


def test_a_hold_that_the_verdict_forgets_is_found(tmp_path: Path) -> None:
    """Both the symbols and the engine must have forgotten it."""
    rules = invented(tmp_path, washout={"nsaid": washout("nsaid", "14 days")})
    ruleset = compile_ruleset(replace(rules.protocol, washout=()), Diagnostics())
    assert ruleset is not None
    forgetful = replace(rules, ruleset=ruleset)
    asking = _asking(rules, forgetful)
    _forget_washout(asking.frame)
    proof = next(asking.answer(each) for each in standing_questions(asking.frame) if each.id == "hold-never-eligible")
    assert proof.answer is Answer.REFUTED
    assert any("clear on" in each for each in proof.seen)


def test_what_the_engine_does_not_show_is_undecided(tmp_path: Path) -> None:
    """Symbols that forget a hold prove nothing against the protocol."""
    asking = _asking(invented(tmp_path, washout={"nsaid": washout("nsaid", "14 days")}))
    _forget_washout(asking.frame)
    proof = next(asking.answer(each) for each in standing_questions(asking.frame) if each.id == "hold-never-eligible")
    assert proof.answer is Answer.UNDECIDED
    assert "does not show it" in proof.why
    assert proof.witness is None


def _forget_washout(frame: Frame) -> None:
    meaning = frame.meaning
    others = {name: each for name, each in meaning.verdict.others.items() if not name.startswith("washout:")}
    meaning.verdict = SymbolicVerdict(protocol=frame.protocol, criteria=meaning.criteria, others=others)


def test_a_claim_that_somebody_breaks_is_refuted(tmp_path: Path) -> None:
    """The engine finds the claim false of the witness."""
    claims = {
        "kept": {"text": "It holds", "condition": "result.criterion.consent = 'met' implies consent.signed"},
        "broken": {"text": "It does not", "condition": "result.verdict = 'eligible' implies quebec > 50"},
        "planned": {"text": "Cells are given", "condition": "result.cells.iv.minimum >= 1000000 '{cells}'"},
        "fewer": {"text": "Fewer are given", "condition": "result.cells.total.maximum < 1000000 '{cells}'"},
        "taken": {"text": "Nothing is taken", "condition": "result.washout.nsaid != 'hold'"},
        "infused": {"text": "Everybody has an infusion", "condition": "plan.iv"},
    }
    rules = invented(tmp_path, washout={"nsaid": washout("nsaid", "14 days")}, properties=claims)
    found = {name: each.answer for name, each in _proofs(rules).items() if name.startswith("claim:")}
    assert found == {
        "claim:kept": Answer.PROVED,
        "claim:broken": Answer.REFUTED,
        "claim:planned": Answer.PROVED,
        "claim:fewer": Answer.REFUTED,
        "claim:taken": Answer.REFUTED,
        "claim:infused": Answer.PROVED,
    }


def test_a_claim_that_is_about_nobody_is_refuted(tmp_path: Path) -> None:
    """It is never broken, and says nothing: its premise holds for nobody, or it is never known to be true."""
    claims = {
        "of-somebody": {"text": "A", "condition": "result.verdict = 'eligible' implies consent.signed"},
        "of-nobody": {"text": "B", "condition": "quebec > 100 implies consent.signed"},
        "no-premise": {"text": "C", "condition": "consent.signed or quebec >= 0"},
        "never-known": {"text": "D", "condition": "result.cells.disc.minimum >= 1000000 '{cells}'"},
        "never-open": {"text": "E", "condition": "result.cells.disc.minimum > 1 '{cells}' implies consent.signed"},
    }
    found = _proofs(invented(tmp_path, properties=claims))
    assert {found[f"claim:{each}"].answer for each in claims} == {Answer.PROVED}
    assert {each: found[f"claim-speaks:{each}"].answer for each in claims} == {
        "of-somebody": Answer.PROVED,
        "of-nobody": Answer.REFUTED,
        "no-premise": Answer.PROVED,
        "never-known": Answer.REFUTED,
        "never-open": Answer.REFUTED,
    }
    assert "says nothing of anybody" in found["claim-speaks:of-nobody"].why


def test_a_claim_is_about_whoever_breaks_it_too(tmp_path: Path) -> None:
    """The engine is asked whether the premise holds, whatever becomes of the conclusion."""
    claim = {"text": "It does not hold", "condition": "quebec > 50 implies quebec < 40"}
    found = _proofs(invented(tmp_path, properties={"broken": claim}))
    assert found["claim:broken"].answer is Answer.REFUTED
    assert found["claim-speaks:broken"].answer is Answer.PROVED
