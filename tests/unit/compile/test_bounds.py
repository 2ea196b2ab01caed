"""Productions within the bounds of the C engine, or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given, strategies

from posology.compile import bounds
from posology.compile.bounds import OutOfBounds, faults, hash_of, in_order, lower, prepare, strata
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


def lowered_rules(productions: Sequence[Production]) -> list[Production]:
    """The lowered rules of all parts, in the order in which they are run."""
    return [each for part in lower(productions) for each in part.rules]


def names(*productions: Production) -> dict[str, str]:
    """What the engine is told instead of each token."""
    (lowered,) = lower(productions)
    return dict(lowered.names)


def test_tokens_with_equal_hashes_have_names_apart() -> None:
    """The engine would take one fact for the other, so the second goes by another name; no other token does."""
    assert hash_of(ONE) == hash_of(OTHER)
    assert names(production("p", ONE, "a"), production("q", f"{OTHER} b", "c")) == {
        ONE: ONE,
        OTHER: f"{OTHER}~1",
        "b": "b",
    }


def test_a_name_apart_is_apart_from_all_names() -> None:
    """A second name that is taken as well is passed over."""

    def colliding_again(word: str) -> int:
        return hash_of(ONE if word == f"{OTHER}~1" else word)

    with patch.object(bounds, "hash_of", colliding_again):
        assert names(production("p", ONE, "a"), production("q", OTHER, "c"))[OTHER] == f"{OTHER}~2"


def test_the_fact_of_the_engines_own_is_never_met() -> None:
    """The engine keeps a fact `sid-0` of its own in the session, and a token with its hash goes by another name."""
    with patch.object(bounds, "STATE_ID", OTHER):
        assert names(production("p", ONE, "a")) == {ONE: f"{ONE}~1"}


def test_hashes_are_those_of_the_engine() -> None:
    """The published test vectors of 32-bit FNV-1a, and two words that are known to collide."""
    assert [hash_of(word) for word in ("", "a", "foobar")] == [0x811C9DC5, 0xE40C292C, 0xBF9CF968]
    assert hash_of("costarring") == hash_of("liquid")


def test_more_rules_than_memory_is_meant_for_are_refused() -> None:
    """8,192 lowered rules are taken and more are not; copies of `token` count, which each part has its own of."""
    assert not messages(*many(8145))
    assert messages(*many(8146)) == [("P0494", "the protocol needs 8193 rules, and at most 8192 can be held")]


def test_a_part_that_the_engine_has_no_places_for_is_refused() -> None:
    """One condition that is split into more rules than one part can hold is refused, in a small ruleset too."""
    with patch.object(bounds, "MOST_RULES_IN_ONE_PART", 3):
        assert not messages(production("p", " ".join(f"f{number}" for number in range(24)), "c"))
        assert messages(production("p", " ".join(f"f{number}" for number in range(25)), "c")) == [
            ("P0494", "the protocol needs 4 rules for one condition, and at most 3 can be held")
        ]


def test_more_tokens_than_groups_can_hold_are_refused() -> None:
    """The number of groups is bounded as the number of tokens in one is."""
    with patch.object(bounds, "MOST_GROUPS", 1):
        premises = [f"f{number}" for number in range(33)]
        assert not messages(*(production(f"p{each}", each, "c") for each in premises[:32]))
        assert messages(*(production(f"p{each}", each, "c") for each in premises))[0][0] == "P0494"


@pytest.mark.parametrize(("productions", "parts"), [(1, 1), (512, 1), (513, 2), (1025, 3)])
def test_many_rules_are_run_in_parts(productions: int, parts: int) -> None:
    """After 512 rules another part begins, and no rule is in two of them."""
    written = [production(f"p{number}", f"f{number}", "c") for number in range(productions)]
    lowered = lower(written)
    assert len(lowered) == parts
    assert [each.id for part in lowered for each in part.rules] == [each.id for each in written]


@given(acyclic_productions())
def test_no_part_needs_one_behind_it(productions: tuple[Production, ...]) -> None:
    """What a part tests was concluded by then, also where every production is a part of its own."""
    with patch.object(bounds, "RULES_IN_ONE_PART", 1):
        parts = lower(productions)
    assert len(parts) == len(productions)
    for index, part in enumerate(parts):
        behind = {each.conclusion for later in parts[index + 1 :] for each in later.rules}
        assert not behind & {premise for each in part.rules for premise in each.premises}


@pytest.mark.parametrize("use", [lower, in_order])
def test_what_is_refused_is_not_used(use: Callable[[list[Production]], object]) -> None:
    """Productions that skipped `prepare` cannot reach an engine."""
    with pytest.raises(OutOfBounds, match="from nothing"):
        use([production("p", "", "c")])


@pytest.mark.parametrize(("premises", "rules"), [(1, 1), (12, 1), (13, 3), (144, 13), (145, 16), (1000, 92)])
def test_long_conditions_are_split_at_twelve(premises: int, rules: int) -> None:
    """No lowered rule has over twelve premises; the last one keeps the name of the production."""
    lowered = lowered_rules([production("p", " ".join(f"f{number}" for number in range(premises)), "c")])
    assert len(lowered) == rules
    assert max(len(each.premises) for each in lowered) <= 12
    assert (lowered[-1].id, lowered[-1].conclusion) == ("p", "c")


def test_a_token_of_many_rules_is_copied() -> None:
    """No token is tested by over 255 lowered rules, and one tested by 255 is not copied."""
    assert len(lowered_rules(many(255))) == 255
    with patch.object(bounds, "RULES_IN_ONE_PART", 600):
        lowered = lowered_rules(many(600))
    uses = [each.premises[0] for each in lowered]
    assert len(lowered) == 603
    assert max(uses.count(token) for token in set(uses)) == 255


def test_a_premise_named_twice_is_tested_once() -> None:
    """The engine would wait for two facts of that name for ever."""
    assert lowered_rules([production("p", "a b a", "c")])[0].premises == ("a", "b")


def test_tokens_are_grouped() -> None:
    """Each tested token is in one group, and no group has over 32."""
    (lowered,) = lower([production(f"p{number}", f"f{number}", f"c{number}") for number in range(500)])
    groups = list(lowered.groups.values())
    sizes = [groups.count(group) for group in set(groups)]
    assert (sum(sizes), max(sizes), len(sizes)) == (500, 32, 16)


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
        lowered = lowered_rules(written)
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
    assert [each.code for each in ENTRIES] == [f"P049{digit}" for digit in range(5)]
