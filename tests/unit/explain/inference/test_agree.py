"""Two engines agree, or there is no answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings, strategies

from posology.explain.inference import agree
from posology.explain.inference.agree import EnginesDisagree, derive, derive_anew, forget
from posology.explain.inference.durable import Firing, Instances
from posology.explain.inference.fixpoint import fired_productions
from posology.ir.productions import Conclusion, Production, Ruleset
from tests.unit.explain.inference.rulesets import UNMENTIONED, acyclic_productions, fact_sets, production, ruleset

# The C engine never gives memory back, so each ruleset that a property draws costs the test process some 500 KB.
FEW = settings(max_examples=40, deadline=None)

VERDICT = ruleset(
    production("eligible", "criteria:hold washout:clear", "verdict:eligible"),
    production("criteria", "criterion:pain:met criterion:mri:met", "criteria:hold"),
    production("washout-by-hold", "criteria:hold washout:nsaid:done", "washout:clear"),
    production("washout-by-nothing", "washout:nothing-taken", "washout:clear"),
)
WELL = frozenset({"criterion:pain:met", "criterion:mri:met", "washout:nothing-taken"})


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Each test starts without remembered derivations, and leaves none that it made with an engine replaced."""
    forget()
    yield
    forget()


def tokens(conclusions: tuple[Conclusion, ...]) -> set[str]:
    """The derived tokens."""
    return {each.token for each in conclusions}


def test_a_derivation_names_its_productions_and_premises() -> None:
    """Conclusions come by stratum, then in the order of the ruleset, each with its production and premises."""
    assert [(each.token, each.production, each.premises) for each in derive(VERDICT, WELL)] == [
        ("criteria:hold", "criteria", ("criterion:pain:met", "criterion:mri:met")),
        ("washout:clear", "washout-by-nothing", ("washout:nothing-taken",)),
        ("verdict:eligible", "eligible", ("criteria:hold", "washout:clear")),
    ]


def test_the_first_of_several_productions_explains() -> None:
    """A token that several productions conclude is explained by the lowest, and among equals by the first."""
    both = {each.token: each.production for each in derive(VERDICT, WELL | {"washout:nsaid:done"})}
    assert both["washout:clear"] == "washout-by-nothing"


def test_a_given_fact_that_is_also_derived_is_a_conclusion() -> None:
    """What is known by a fact and by a production has a derivation."""
    assert tokens(derive(VERDICT, WELL | {"criteria:hold"})) == tokens(derive(VERDICT, WELL))


def test_no_facts_and_no_productions_conclude_nothing() -> None:
    """Nothing follows from nothing."""
    assert derive(VERDICT, frozenset()) == derive(ruleset(), WELL) == ()


@FEW
@given(acyclic_productions(), strategies.lists(fact_sets(), min_size=1, max_size=6))
def test_both_engines_agree(productions: tuple[Production, ...], sets: list[frozenset[str]]) -> None:
    """On any acyclic ruleset, both engines fire the same productions, on one set of facts after another."""
    instances = Instances()
    for facts in sets:
        fired = fired_productions(productions, facts)
        assert instances.fire(ruleset(*productions), facts) == Firing(
            productions=frozenset(each.id for each in fired), tokens=frozenset(each.conclusion for each in fired)
        )


@FEW
@given(acyclic_productions(), fact_sets())
def test_order_does_not_matter(productions: tuple[Production, ...], facts: frozenset[str]) -> None:
    """The same productions in another order conclude the same tokens."""
    one, other = (derive_anew(ruleset(*each), facts) for each in (productions, productions[::-1]))
    assert tokens(one) == tokens(other)


@FEW
@given(acyclic_productions(), fact_sets(), fact_sets())
def test_more_facts_conclude_no_less(
    productions: tuple[Production, ...], facts: frozenset[str], more: frozenset[str]
) -> None:
    """Whatever follows from some facts follows from those and others."""
    rules = ruleset(*productions)
    assert tokens(derive_anew(rules, facts)) <= tokens(derive_anew(rules, facts | more))


@FEW
@given(acyclic_productions(), fact_sets())
def test_derivations_are_well_founded(productions: tuple[Production, ...], facts: frozenset[str]) -> None:
    """Each premise is a fact or an earlier conclusion, no token is concluded twice, and nothing else could be."""
    known = set(facts)
    conclusions = derive_anew(ruleset(*productions), facts)
    for each in conclusions:
        assert known.issuperset(each.premises)
        known.add(each.token)
    assert len(conclusions) == len(tokens(conclusions))
    assert all(each.conclusion in known for each in productions if known.issuperset(each.premises))


def test_a_disagreement_is_an_error_and_never_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A production that one engine misses is named, and the next call runs both engines again."""

    def without_the_first(productions: tuple[Production, ...], facts: frozenset[str]) -> tuple[Production, ...]:
        return fired_productions(productions, facts)[1:]

    with monkeypatch.context() as patch:
        patch.setattr(agree, "fired_productions", without_the_first)
        for _ in range(2):
            with pytest.raises(EnginesDisagree, match=r"disagree about criteria$"):
                derive(VERDICT, WELL)
    assert len(derive(VERDICT, WELL)) == 3


def test_another_production_for_the_same_token_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same tokens by other productions are no agreement, for the explanation would differ."""
    fire = Instances.fire

    def altered(self: Instances, rules: Ruleset, facts: frozenset[str]) -> Firing:
        firing = fire(self, rules, facts)
        return Firing(productions=firing.productions - {"washout-by-hold"}, tokens=firing.tokens)

    monkeypatch.setattr(Instances, "fire", altered)
    with pytest.raises(EnginesDisagree, match=r"disagree about washout-by-hold$"):
        derive(VERDICT, WELL | {"washout:nsaid:done"})


def test_a_different_conclusion_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same productions with other conclusions are no agreement."""
    fire = Instances.fire

    def altered(self: Instances, rules: Ruleset, facts: frozenset[str]) -> Firing:
        firing = fire(self, rules, facts)
        return Firing(productions=firing.productions, tokens=firing.tokens | {"verdict:something"})

    monkeypatch.setattr(Instances, "fire", altered)
    with pytest.raises(EnginesDisagree, match="disagree about conclusions"):
        derive(VERDICT, WELL)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[str]]:
    """The list to which each run of both engines from now on adds its facts."""
    runs: list[frozenset[str]] = []

    def anew(rules: Ruleset, facts: frozenset[str]) -> tuple[Conclusion, ...]:
        runs.append(facts)
        return derive_anew(rules, facts)

    monkeypatch.setattr(agree, "derive_anew", anew)
    return runs


def test_the_engines_run_once_for_distinct_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal rulesets and equal facts share a derivation; facts that no production mentions make no difference."""
    runs = counted(monkeypatch)
    same = Ruleset(name=VERDICT.name, productions=VERDICT.productions)
    assert derive(VERDICT, WELL) == derive(same, frozenset(WELL)) == derive(VERDICT, WELL | {UNMENTIONED})
    assert runs == [WELL]


def test_other_rulesets_share_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruleset that differs in one sentence has derivations of its own."""
    runs = counted(monkeypatch)
    first, *others = VERDICT.productions
    said = Production(id=first.id, premises=first.premises, conclusion=first.conclusion, says="otherwise")
    assert derive(VERDICT, WELL)[-1].says == "eligible says so"
    assert derive(ruleset(said, *others), WELL)[-1].says == "otherwise"
    assert runs == [WELL, WELL]


def test_forgetting_runs_them_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After `forget`, the same facts are new."""
    runs = counted(monkeypatch)
    for _ in range(2):
        derive(VERDICT, WELL)
        forget()
    assert runs == [WELL, WELL]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The derivation that was not asked for longest is dropped when one too many is remembered."""
    wide = ruleset(production("all", " ".join(f"f{n}" for n in range(13)), "c"))
    sets = [frozenset(f"f{n}" for n in range(13) if number >> n & 1) for number in range(agree.DERIVATIONS_KEPT + 1)]
    runs = counted(monkeypatch)
    for facts in (*sets, sets[-1], sets[0]):
        derive(wide, facts)
    assert len(runs) == len(sets) + 1


def test_threads_derive_what_one_does() -> None:
    """Eight threads that switch as often as they can, on the same rulesets, mix no facts."""
    sets = [
        frozenset(token for place, token in enumerate(sorted(WELL | {"washout:nsaid:done"})) if number >> place & 1)
        for number in range(16)
    ] * 20
    expected = [derive_anew(VERDICT, facts) for facts in sets]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(derive_anew, [VERDICT] * len(sets), sets)) == expected
    finally:
        sys.setswitchinterval(interval)
