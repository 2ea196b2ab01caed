"""Productions for tests: written by hand in one line each, or drawn by Hypothesis."""

from __future__ import annotations

from hypothesis import strategies

from posology.ir.productions import Production, Ruleset

FACTS = tuple(f"fact:{name}" for name in "abcdef")
CONCLUSIONS = tuple(f"conclusion:{number}" for number in range(6))
UNMENTIONED = "fact:never-mentioned"


def production(name: str, premises: str, conclusion: str) -> Production:
    """A production; the premises are words separated by spaces."""
    return Production(id=name, premises=tuple(premises.split()), conclusion=conclusion, says=f"{name} says so")


def ruleset(*productions: Production) -> Ruleset:
    """A ruleset under a name of no importance."""
    return Ruleset(name="test", productions=productions)


@strategies.composite
def acyclic_productions(draw: strategies.DrawFn) -> tuple[Production, ...]:
    """Up to eight productions in any order; a conclusion rests on facts and on conclusions with lower numbers."""
    drawn: list[Production] = []
    for index in range(draw(strategies.integers(1, 8))):
        number = draw(strategies.integers(0, len(CONCLUSIONS) - 1))
        premises = draw(strategies.lists(strategies.sampled_from(FACTS + CONCLUSIONS[:number]), min_size=1, max_size=4))
        drawn.append(production(f"production-{index}", " ".join(premises), CONCLUSIONS[number]))
    return tuple(draw(strategies.permutations(drawn)))


def fact_sets() -> strategies.SearchStrategy[frozenset[str]]:
    """Facts that productions mention, a conclusion given as a fact, and one that nothing mentions."""
    return strategies.frozensets(strategies.sampled_from((*FACTS, CONCLUSIONS[0], UNMENTIONED)))
