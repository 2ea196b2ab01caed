"""Patients near a rule: those of the cases, varied where the rule turns, and asked about that rule alone first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from posology.ir.protocol import Protocol
from posology.ir.washout import ConditionalHold, WashoutRule
from posology.record.facts import Facts
from posology.results.check import Check
from posology.results.witness import Witness
from posology.verify.boundaries import boundary_witnesses
from posology.verify.judge import Judge
from posology.verify.mutants.telling import contrasts_of_checks

EVERYTHING_ELSE: Mapping[str, Any] = {
    "criteria": (), "washout": (), "together": None, "steps": (), "limits": (), "product_limits": (), "claims": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """A patient near a rule, and what the rule alone says of the patient."""

    witness: Witness
    facts: Facts
    check: Check


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The patients near one rule, and the judge of what that rule needs, alone."""

    rule: str
    judge: Judge
    patients: tuple[Near, ...]

    def suspects(self, changed: Protocol) -> Iterator[Near]:
        """The patients of whom the changed rule, alone, says something else."""
        judge = self.judge.of(alone(changed, self.rule))
        for near in self.patients if judge is not None else ():
            if judge is not None and contrasts_of_checks(near.check, judge.check_facts(near.facts, near.witness)):
                yield near


def neighbourhood(rule: str, judge: Judge, bases: Sequence[Witness]) -> Neighbourhood:
    """The bases, each varied where the rule turns; the judge is that of the protocol as it is."""
    of_rule = judge.of(alone(judge.rules.protocol, rule)) or judge
    focused = Judge(replace(judge.rules, protocol=_narrow(judge.rules.protocol, rule)), judge.drugs)
    patients: list[Near] = []
    for witness in boundary_witnesses(focused, bases):
        facts = judge.facts(witness)
        patients.append(Near(witness, facts, of_rule.check_facts(facts, witness)))
    return Neighbourhood(rule, of_rule, tuple(patients))


def alone(protocol: Protocol, rule: str) -> Protocol:
    """The protocol with only what decides the rule: itself, and what it is judged with."""
    kind, _, name = rule.partition(".")
    match kind:
        case "criterion":
            kept: dict[str, Any] = {"criteria": tuple(each for each in protocol.criteria if each.id == name)}
        case "washout" | "together":
            kept = {"washout": protocol.washout, "steps": protocol.steps if _by_plan(protocol.washout) else ()}
            kept |= {"together": protocol.together} if kind == "together" else {}
        case "step" | "limit":
            kept = {name: getattr(protocol, name) for name in ("steps", "limits", "product_limits")}
        case _:
            return protocol
    return replace(protocol, **{**EVERYTHING_ELSE, **kept})


def deciding(protocol: Protocol, rule: str) -> tuple[object, ...]:
    """What decides the rule: two forms of a protocol in which that is the same ask the same question of it."""
    part = alone(protocol, rule)
    return tuple(getattr(part, each) for each in EVERYTHING_ELSE)


def _narrow(protocol: Protocol, rule: str) -> Protocol:
    """The protocol with the rule itself, so that records are varied only where it turns."""
    kind, _, name = rule.partition(".")
    narrowed = alone(protocol, rule)
    match kind:
        case "washout":
            own = tuple(each for each in protocol.washout if name in {each.id, each.group})
            return replace(narrowed, washout=own, steps=narrowed.steps if _by_plan(own) else ())
        case "step":
            own_steps = tuple(each for each in protocol.steps if each.id == name)
            sites = {each.site for each in own_steps}
            limits = tuple(each for each in protocol.limits if each.site in sites)
            return replace(narrowed, steps=own_steps, limits=limits, product_limits=())
        case _:
            return narrowed


def _by_plan(rules: Sequence[WashoutRule]) -> bool:
    return any(isinstance(each.hold, ConditionalHold) for each in rules)
