"""Two engines agree, or there is no answer."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from posology.compile.bounds import in_order
from posology.explain.inference.durable import Firing, Instances
from posology.explain.inference.fixpoint import fired_productions
from posology.ir.productions import Conclusion, Production, Ruleset

RULESETS_KEPT = 64
DERIVATIONS_KEPT = 4096

# Module-level state, and with the two caches below the only one of this room: a derivation is a pure function of its
# ruleset and facts, so what is kept can change how long an answer takes and never what it is. `forget` empties both.
_INSTANCES = Instances()


class EnginesDisagree(Exception):  # noqa: N818 - the word says what happened
    """Raised when the two engines differ. An internal error (exit code 70), never an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """The productions by stratum, and every token that is a premise of one."""

    productions: tuple[Production, ...]
    premises: frozenset[str]


@dataclass(frozen=True, slots=True)
class Derivation:
    """What follows from some facts, in the order of `derive`, and the tokens of it as a set."""

    conclusions: tuple[Conclusion, ...]
    tokens: frozenset[str]


def conclude(ruleset: Ruleset, facts: frozenset[str]) -> Derivation:
    """What `derive` gives, with its tokens as a set that is made once for each distinct set of facts."""
    return _remembered(ruleset, facts & _prepared(ruleset).premises)


def derive(ruleset: Ruleset, facts: frozenset[str]) -> tuple[Conclusion, ...]:
    """Every token that follows from the facts, once, each after all of its premises that were derived.

    The order is that of strata and, within a stratum, of the ruleset, and so is the choice among several productions
    that conclude one token. A fact that is also derived is among the conclusions. Both engines have run on these facts
    and agreed; raises `EnginesDisagree` or `durable.EngineFault` otherwise.
    """
    return conclude(ruleset, facts).conclusions


def derive_anew(ruleset: Ruleset, facts: frozenset[str]) -> tuple[Conclusion, ...]:
    """What `derive` gives, by running both engines now."""
    prepared = _prepared(ruleset)
    fired = fired_productions(prepared.productions, facts)
    _require_agreement(fired, _INSTANCES.fire(ruleset, facts))
    return _conclusions(prepared.productions, {each.id for each in fired})


def forget() -> None:
    """No derivation is remembered, so that the next of each is computed by both engines."""
    _remembered.cache_clear()
    _prepared.cache_clear()


@lru_cache(maxsize=DERIVATIONS_KEPT)
def _remembered(ruleset: Ruleset, facts: frozenset[str]) -> Derivation:
    conclusions = derive_anew(ruleset, facts)
    return Derivation(conclusions, frozenset(each.token for each in conclusions))


@lru_cache(maxsize=RULESETS_KEPT)
def _prepared(ruleset: Ruleset) -> _Prepared:
    return _Prepared(
        productions=in_order(ruleset.productions),
        premises=frozenset(premise for each in ruleset.productions for premise in each.premises),
    )


def _require_agreement(fired: tuple[Production, ...], firing: Firing) -> None:
    """Both engines fired the same productions and concluded the same tokens. The message names productions only."""
    differing = sorted(firing.productions.symmetric_difference(each.id for each in fired))
    if differing or firing.tokens != frozenset(each.conclusion for each in fired):
        message = f"the two inference engines disagree about {', '.join(differing) or 'conclusions'}"
        raise EnginesDisagree(message)


def _conclusions(productions: tuple[Production, ...], fired: AbstractSet[str]) -> tuple[Conclusion, ...]:
    found: dict[str, Conclusion] = {}
    for each in productions:
        if each.id in fired and each.conclusion not in found:
            found[each.conclusion] = Conclusion(
                token=each.conclusion, production=each.id, premises=each.premises, says=each.says
            )
    return tuple(found.values())
