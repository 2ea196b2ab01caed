"""Who answers: hand-written Python, zen-engine, CEL, and posology twice; all with one verdict for every patient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any

from benchmarks import by_hand
from benchmarks.candidate import Candidate, candidate_of
from benchmarks.expressions import CEL, ZEN, verdict_expression
from benchmarks.patients import AS_OF, DAY, patients

from posology.api.loading import load, load_knowledge
from posology.api.reading import read_facts
from posology.explain.check import decide
from posology.explain.rules import Rules
from posology.plain.protocol import lower_protocol
from posology.record.facts import Facts

PROTOCOL = "allorx-spine"
BY_HAND, ZEN_ENGINE, CEL_ENGINE = "hand-written Python", "zen-engine", "common-expression-language"
PLAIN, EXPLAINED = "posology, plain verdict", "posology, explained check"

Answer = Callable[[str], str]
"""Gives the verdict of the patient of that name."""


@dataclass(frozen=True, slots=True)
class Field:
    """The protocol, the patients in the form that posology reads, and every contestant by name."""

    rules: Rules
    facts: Mapping[str, Facts]
    contestants: Mapping[str, Answer]


def field() -> Field:
    """Everybody, ready to answer. An engine that is not installed is left out."""
    knowledge = load_knowledge()
    rules = load(PROTOCOL, knowledge)
    facts = {name: read_facts(content, "patient.json", knowledge, AS_OF)[0] for name, content in patients().items()}
    flat = {name: candidate_of(each, AS_OF, DAY) for name, each in facts.items()}
    plain = lower_protocol(rules.protocol).verdict
    contestants: dict[str, Answer] = {BY_HAND: lambda name: by_hand.verdict(flat[name])}
    contestants |= _engines(flat)
    contestants[PLAIN] = lambda name: plain(facts[name], AS_OF, DAY)
    contestants[EXPLAINED] = lambda name: decide(rules, facts[name], AS_OF, DAY).verdict
    return Field(rules, facts, contestants)


def _engines(flat: Mapping[str, Candidate]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    zen, cel = _installed("zen"), _installed("cel")
    if zen is not None:
        expression = zen.compile_expression(verdict_expression(ZEN))
        found[ZEN_ENGINE] = lambda name: expression.evaluate(flat[name])
    if cel is not None:
        program = cel.compile(verdict_expression(CEL))
        found[CEL_ENGINE] = lambda name: program.execute(flat[name])
    return found


def _installed(name: str) -> Any:  # noqa: ANN401 - neither engine says what it is to a type checker
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return None


def versions(names: Mapping[str, Answer]) -> dict[str, str]:
    """The version of each engine that took part."""
    return {name: version(name) for name in (ZEN_ENGINE, CEL_ENGINE) if name in names}


def disagreements(everybody: Field) -> list[str]:
    """The patients about whom the contestants do not agree: with any, there is nothing to time."""
    found: list[str] = []
    for patient in everybody.facts:
        verdicts = {name: str(answer(patient)) for name, answer in everybody.contestants.items()}
        if len(set(verdicts.values())) > 1:
            found.append(f"{patient}: {verdicts}")
    return found
