"""The production rules of a protocol: the verdict that they derive, and that a lost finding lets nobody through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hypothesis import given, strategies

from posology.api.loading import load, load_knowledge
from posology.compile.productions import VERDICTS, compile_ruleset, items_of
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.derivation import shorten, standing_verdict
from posology.explain.inference.agree import derive
from posology.explain.inference.fixpoint import fired_productions
from posology.explain.rules import Rules
from posology.ir.productions import Ruleset
from posology.ir.protocol import Kind, Protocol


@cache
def spine() -> Rules:
    """The rules of a shipped protocol."""
    return load("allorx-spine", load_knowledge())


def findings(rules: Rules) -> strategies.SearchStrategy[dict[str, str]]:
    """One finding for each item."""
    items = items_of(rules.protocol)
    return strategies.fixed_dictionaries({name: strategies.sampled_from(sorted(each)) for name, each in items.items()})


def tokens(found: Mapping[str, str]) -> frozenset[str]:
    """The findings as tokens."""
    return frozenset(f"{item}:{finding}" for item, finding in found.items())


def verdict(ruleset: Ruleset, facts: frozenset[str]) -> str | None:
    """The verdict that follows, by the definition of forward chaining alone."""
    return standing_verdict({each.conclusion for each in fired_productions(ruleset.productions, facts)})


def well(protocol: Protocol) -> dict[str, str]:
    """For each item a finding that allows everything."""
    return {
        item: next(finding for finding, best in allowed.items() if best == VERDICTS[0])
        for item, allowed in items_of(protocol).items()
    }


@given(strategies.data())
def test_the_verdict_is_the_worst_that_the_findings_allow(data: strategies.DataObject) -> None:
    """Whatever is found of each item, the verdict is the worst of the best verdicts that the findings allow."""
    rules = spine()
    found = data.draw(findings(rules))
    allowed = [items_of(rules.protocol)[item][finding] for item, finding in found.items()]
    assert verdict(rules.ruleset, tokens(found)) == max(allowed, key=VERDICTS.index)


@given(strategies.data())
def test_a_lost_finding_lets_nobody_through(data: strategies.DataObject) -> None:
    """Where the finding of any item is missing, neither `eligible` nor `conditional` follows."""
    rules = spine()
    found = data.draw(findings(rules))
    del found[data.draw(strategies.sampled_from(sorted(found)))]
    assert verdict(rules.ruleset, tokens(found)) not in {"eligible", "conditional"}


def test_each_lost_finding_is_missed() -> None:
    """Of a patient whom everything allows, no finding can be left out without the verdict being lost with it."""
    rules = spine()
    found = well(rules.protocol)
    assert verdict(rules.ruleset, tokens(found)) == "eligible"
    for item in found:
        assert verdict(rules.ruleset, tokens({name: each for name, each in found.items() if name != item})) is None


def test_a_derivation_is_read_from_the_findings() -> None:
    """What is printed rests on findings and on what is printed with it, and has one verdict: the one that stands."""
    rules = spine()
    found = well(rules.protocol) | {
        "criterion:mri": "mends",
        "criterion:consent": "unknown",
        "criterion:no-contraindication": "not-applicable",
    }
    printed = shorten(derive(rules.ruleset, tokens(found)))
    assert [each.token for each in printed if each.token.startswith(("limit:", "verdict:"))] == [
        "limit:indeterminate",
        "limit:deferred",
        "verdict:indeterminate",
    ]
    known = set(tokens(found))
    for each in printed:
        assert known.issuperset(each.premises)
        known.add(each.token)


def test_a_criterion_has_rules_for_the_statuses_it_can_have() -> None:
    """What always applies is never not applicable, and what does not ask for the procedure date is not mended by it."""
    items = items_of(spine().protocol)
    assert list(items["criterion:consent"]) == ["met", "unknown", "not-met"]
    assert list(items["criterion:mri"]) == ["met", "mends", "unknown", "not-met"]


def test_a_thousand_criteria_are_taken() -> None:
    """Whatever the criteria are like, a thousand need fewer rules than can be held."""
    protocol = spine().protocol
    costliest = next(each for each in protocol.criteria if each.id == "mri")
    for kind in Kind:
        criteria = tuple(
            replace(costliest, id=f"criterion-{number}", kind=kind, applies=costliest.condition)
            for number in range(1000)
        )
        diagnostics = Diagnostics()
        many = replace(protocol, criteria=criteria)
        ruleset = compile_ruleset(many, diagnostics)
        assert not list(diagnostics)
        assert ruleset is not None
        assert verdict(ruleset, tokens(well(many))) == "eligible"
