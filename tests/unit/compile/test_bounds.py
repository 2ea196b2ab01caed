"""Productions within the bounds of the C engine, or refused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given, strategies

from posology.compile import bounds
from posology.compile.bounds import OutOfBounds, colliding, faults, in_order, lower, prepare, strata
from posology.diagnostics.catalogue.productions import ENTRIES
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics, Severity
from posology.diagnostics.span import Span
from posology.explain.inference.fixpoint import fired_productions
from posology.ir.productions import Production, Ruleset
from tests.unit.explain.inference.rulesets import FACTS, acyclic_productions, fact_sets, production

HERE = Span("protocol.yaml", 1, 1, 1, 9)
ONE, OTHER = "criterion:week-asked-leg-new:met", "criterion:asked-leg-late-mri:met"


def messages(*productions: Production) -> list[tuple[str, str]]:
    """Code and message of every fault."""
    return [(each.code, each.message) for each in faults(productions)]


def many(number: int, premises: str = "token") -> tuple[Production, ...]:
    """Productions that share their premises and conclude different tokens."""
    return tuple(production(f"p{index}", premises, f"c{index}") for index in range(number))


def test_good_productions_are_a_ruleset() -> None:
    """What is prepared is what was written, in its order, without a diagnostic."""
    diagnostics = Diagnostics()
    written = [production("second", "b", "c"), production("first", "a", "b")]
    assert prepare("id", written, HERE, diagnostics) == Ruleset(name="id", productions=tuple(written))
    assert not list(diagnostics)


def test_faults_are_errors_at_the_span() -> None:
    """Every fault of one run becomes an error, and there is no ruleset."""
    diagnostics = Diagnostics()
    assert prepare("id", [production("p", "a", "B"), production("p", "", "c")], HERE, diagnostics) is None
    assert [each.code for each in diagnostics] == ["P0490", "P0491", "P0492"]
    assert next(iter(diagnostics)) == Diagnostic(
        "P0490",
        Severity.ERROR,
        "`B` cannot name a fact or a rule",
        HERE,
        "use lower-case letters a to z and digits, joined by `-`, `_`, `.` or `:`",
    )


@pytest.mark.parametrize("word", ["", "Hold", "hält", "a b", "a:", ":a", "a::b", "copy~a~1", 'a"', "a\n", "\uff11"])
def test_words_that_the_engine_could_misread_are_refused(word: str) -> None:
    """Tokens and names of rules are ASCII words; `~` is kept for generated ones."""
    bad = Production(id="p", premises=("a", word), conclusion="c", says="")
    assert messages(bad) == [("P0490", f"`{word}` cannot name a fact or a rule")]


@pytest.mark.parametrize("word", ["a", "criterion:chronic-pain:met", "plan.step_2:l4-l5"])
def test_ordinary_words_are_taken(word: str) -> None:
    """Words joined by `:`, `.`, `-` and `_` are tokens and names."""
    assert not messages(production(word, word, "c"))


def test_two_rules_with_one_name_are_refused() -> None:
    """An explanation could not say which of the two fired."""
    assert messages(production("p", "a", "c"), production("p", "b", "c")) == [("P0491", "2 rules are named `p`")]


def test_a_conclusion_from_nothing_is_refused() -> None:
    """A production without premises would hold when everything is unknown."""
    assert messages(production("p", "", "c")) == [("P0492", "`p` concludes `c` from nothing")]


def test_a_cycle_is_refused_as_a_path() -> None:
    """The path goes from premise to conclusion, round to where it began."""
    round_trip = (production("p", "a x", "b"), production("q", "b", "c"), production("r", "c", "a"))
    ((code, message),) = messages(*round_trip)
    path = message.removeprefix("a conclusion is among its own reasons: ").split(" -> ")
    assert code == "P0493"
    assert path[0] == path[-1]
    assert set(pairwise(path)) == {("a", "b"), ("b", "c"), ("c", "a")}


def test_a_cycle_through_a_long_condition_is_one_too() -> None:
    """A premise among twenty closes a cycle as one alone does."""
    long = production("long", " ".join(f"f{number}" for number in range(19)) + " b", "a")
    assert messages(long, production("back", "a", "b"))[0][0] == "P0493"


def test_tokens_with_equal_hashes_are_refused() -> None:
    """The engine would take one fact for the other; the message names both."""
    assert messages(production("p", ONE, "a"), production("q", OTHER, "b")) == [
        ("P0495", f"the facts `{ONE}` and `{OTHER}` would be taken for each other, because their hashes are equal")
    ]


def test_a_fact_with_the_id_of_the_engines_own_is_refused() -> None:
    """The engine keeps a fact `sid-0` of its own in the session."""
    with patch.object(bounds, "STATE_ID", OTHER):
        assert messages(production("p", ONE, "a"))[0][0] == "P0495"
    assert messages(production("p", "a", "c")) == []


def test_hashes_are_those_of_the_engine() -> None:
    """The published test vector of 32-bit FNV-1a: two known words collide, and no others of a thousand do."""
    assert list(colliding(("costarring", "liquid"))) == [("costarring", "liquid")]
    assert not list(colliding(f"criterion:{number}:met" for number in range(1000)))


def test_more_rules_than_the_engine_has_places_for_are_refused() -> None:
    """4,096 lowered rules are taken and more are not; generated rules count, here the copies of `token`."""
    assert not messages(*many(4080))
    assert messages(*many(4081)) == [("P0494", "the protocol needs 4098 rules, and at most 4096 can be held")]


def test_more_tokens_than_groups_can_hold_are_refused() -> None:
    """The number of groups is bounded as the number of tokens in one is."""
    with patch.object(bounds, "MOST_GROUPS", 1):
        premises = [f"f{number}" for number in range(33)]
        assert not messages(*(production(f"p{each}", each, "c") for each in premises[:32]))
        assert messages(*(production(f"p{each}", each, "c") for each in premises))[0][0] == "P0494"


@pytest.mark.parametrize("use", [lower, in_order])
def test_what_is_refused_is_not_used(use: Callable[[list[Production]], object]) -> None:
    """Productions that skipped `prepare` cannot reach an engine."""
    with pytest.raises(OutOfBounds, match="from nothing"):
        use([production("p", "", "c")])


@pytest.mark.parametrize(("premises", "rules"), [(1, 1), (12, 1), (13, 3), (144, 13), (145, 16), (1000, 92)])
def test_long_conditions_are_split_at_twelve(premises: int, rules: int) -> None:
    """No lowered rule has over twelve premises; the last one keeps the name of the production."""
    lowered = lower([production("p", " ".join(f"f{number}" for number in range(premises)), "c")]).rules
    assert len(lowered) == rules
    assert max(len(each.premises) for each in lowered) <= 12
    assert (lowered[-1].id, lowered[-1].conclusion) == ("p", "c")


def test_a_token_of_many_rules_is_copied() -> None:
    """No token is tested by over 255 lowered rules, and one tested by 255 is not copied."""
    assert len(lower(many(255)).rules) == 255
    lowered = lower(many(600)).rules
    uses = [each.premises[0] for each in lowered]
    assert len(lowered) == 603
    assert max(uses.count(token) for token in set(uses)) == 255


def test_a_premise_named_twice_is_tested_once() -> None:
    """The engine would wait for two facts of that name for ever."""
    assert lower([production("p", "a b a", "c")]).rules[0].premises == ("a", "b")


def test_tokens_are_grouped() -> None:
    """Each tested token is in one group, and no group has over 32."""
    groups = lower([production(f"p{number}", f"f{number}", f"c{number}") for number in range(600)]).groups
    sizes = [list(groups.values()).count(group) for group in set(groups.values())]
    assert (sum(sizes), max(sizes), len(sizes)) == (600, 32, 19)


@given(
    acyclic_productions(),
    strategies.lists(strategies.lists(strategies.sampled_from(FACTS), min_size=1), max_size=6),
    fact_sets(),
)
def test_lowering_keeps_the_meaning(
    productions: tuple[Production, ...], more: list[list[str]], facts: frozenset[str]
) -> None:
    """The same productions fire before and after, also with bounds so small that everything is split and copied."""
    written = (*productions, *(production(f"long-{index}", " ".join(each), "c") for index, each in enumerate(more)))
    with patch.object(bounds, "MOST_PREMISES", 2), patch.object(bounds, "MOST_RULES_FOR_ONE_TOKEN", 2):
        lowered = lower(written).rules
    meant = {each.id for each in written}
    fired = {each.id for each in fired_productions(lowered, facts)}
    assert fired & meant == {each.id for each in fired_productions(written, facts)}


def test_strata_count_the_longest_way() -> None:
    """A token stands one above the highest premise of any production that concludes it."""
    written = tuple(production(*each.split()) for each in ("p a b", "q b c", "r a c", "s c d"))
    assert strata(written) == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert [each.id for each in in_order(written[::-1])] == ["r", "p", "q", "s"]


@given(acyclic_productions())
def test_premises_are_concluded_before_they_are_used(productions: tuple[Production, ...]) -> None:
    """In the order of strata, no production stands before one that concludes a premise of it."""
    ordered = in_order(productions)
    for index, each in enumerate(ordered):
        assert not {later.conclusion for later in ordered[index:]} & set(each.premises)


def test_every_code_has_an_entry() -> None:
    """The catalogue explains each code that this module gives."""
    assert [each.code for each in ENTRIES] == [f"P049{digit}" for digit in range(6)]
