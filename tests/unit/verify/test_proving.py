"""The shipped protocols proved, and every witness shown by the engine."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from z3 import BoolRef

from posology.api.loading import load
from posology.api.shipped import shipped_protocols
from posology.prove.asking import Found, Session
from posology.results.verification import Answer, Proof
from posology.results.witness import Witness
from posology.verify.judge import Judge
from posology.verify.proving import proofs, prove
from tests.unit.prove.inventing import knowledge


@cache
def _proved(protocol: str) -> tuple[Proof, ...]:
    return prove(load(protocol, knowledge()), knowledge().drugs)


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_every_question_about_a_shipped_protocol_is_decided(protocol: str) -> None:
    """None is left open, none is asked twice, and somebody is eligible."""
    found = {each.id: each for each in _proved(protocol)}
    assert len(found) == len(_proved(protocol))
    assert not [each for each in found.values() if each.answer is Answer.UNDECIDED]
    assert found["some-eligible"].answer is Answer.PROVED
    assert found["no-contradiction"].answer is Answer.PROVED
    assert all(each.why for each in found.values())


@pytest.mark.parametrize("protocol", ["allorx-first-patient", "allorx-spine"])
def test_the_engine_takes_in_every_witness(protocol: str) -> None:
    """Each is a record without a fault, and the one of `some-eligible` is eligible."""
    judge = Judge(load(protocol, knowledge()), knowledge().drugs)
    for each in _proved(protocol):
        if each.witness is not None:
            check = judge.check(each.witness)
            assert each.id != "some-eligible" or check.verdict == "eligible"
            assert each.seen


def test_the_same_is_found_again() -> None:
    """Nothing turns on the clock or on chance."""
    rules = load("allorx-first-patient", knowledge())
    assert prove(rules, knowledge().drugs) == _proved("allorx-first-patient")


def test_the_reading_is_told() -> None:
    """A proof under another option says under which."""
    rules = load("allorx-first-patient", knowledge())
    first = next(proofs(rules, knowledge().drugs, reading="dose: low"))
    assert first.reading == "dose: low"


def test_a_proof_says_among_whom() -> None:
    """What is proved of every patient says how far the solver looked."""
    kept = next(each for each in _proved("allorx-first-patient") if each.id == "learning-keeps-ineligible")
    assert "judged from 2000 to 2090" in kept.why
    assert "entries in every other list" in kept.why


def test_what_follows_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that is proved by another one needs no solver."""
    rules = load("allorx-first-patient", knowledge())
    asked: list[str] = []
    search = Session.search

    def watched(session: Session, asked_for: BoolRef, *rest: Any) -> Found:  # noqa: ANN401 - whatever else is asked
        asked.append(str(asked_for))
        return search(session, asked_for, *rest)

    monkeypatch.setattr(Session, "search", watched)
    found = {each.id: each for each in proofs(rules, knowledge().drugs)}
    followed = [each for name, each in found.items() if name.startswith("missing-never-eligible:")]
    assert {each.why for each in followed} == {"it follows from learning-keeps-eligible"}
    assert len(asked) <= len(found) - len(followed)


def test_a_witness_is_a_plain_record() -> None:
    """A patient who is wanted has an identifier, and the day asked for."""
    some = _proved("allorx-first-patient")[0].witness
    assert isinstance(some, Witness)
    assert some.record["id"] == "witness"
    assert some.procedure_date is not None
    assert some.procedure_date >= some.as_of
