"""The one door to `durable_rules_engine`, the C engine of durable-rules, driven by a loop of our own.

Its Python layer (`durable`) is never imported: its host swallows exceptions, drops parts of batches, starts timer
threads and fires again in the background. Here one symbolic fact goes in at a time, every answer of the engine is
checked, and every fact is taken out again before the next evaluation. What was measured, and how, is in
`docs/decisions/0002-two-engines-agree.md`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import durable_rules_engine

from posology.compile.bounds import Lowered, lower
from posology.ir.productions import Production, Ruleset

_SESSION: Final = "0"
_ACCEPTED: Final = 0


class EngineFault(Exception):  # noqa: N818 - a fault of the engine, as against a fault of its input
    """Raised when the C engine did something other than asked. An internal error (exit code 70), never an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """What the engine did: ids of the productions that fired, and the tokens they concluded."""

    productions: frozenset[str]
    tokens: frozenset[str]


class Instance:
    """A ruleset loaded into the C engine, for one thread at a time: threads in one session mix facts without an error.

    Raises `posology.compile.bounds.OutOfBounds` for productions that would crash the engine.
    """

    __slots__ = ("_parts",)

    def __init__(self, ruleset: Ruleset) -> None:
        meant = frozenset(each.id for each in ruleset.productions)
        self._parts = tuple(_Part(ruleset.name, each, meant) for each in lower(ruleset.productions))

    def fire(self, facts: AbstractSet[str]) -> Firing:
        """What follows from the facts, of which the engine then holds none. After an `EngineFault` it is of no use."""
        known, fired = set(facts), frozenset[str]()
        concluded = frozenset[str]()
        for part in self._parts:
            firing = part.fire(known)
            known |= firing.tokens
            fired |= firing.productions
            concluded |= firing.tokens
        return Firing(productions=fired, tokens=concluded)


class _Part:
    """Some rules of a ruleset in the C engine: no premise of theirs is concluded by a part that is run after it."""

    __slots__ = ("_concludes", "_facts", "_handle", "_meant", "_premises", "_state")

    def __init__(self, name: str, lowered: Lowered, meant: frozenset[str]) -> None:
        tests = {token: {"group": str(group), "token": lowered.names[token]} for token, group in lowered.groups.items()}
        rules = {each.id: {"all": _all_of(each, tests)} for each in lowered.rules}
        self._concludes = {each.id: each.conclusion for each in lowered.rules}
        self._premises = {each.id: each.premises for each in lowered.rules}
        self._meant = meant.intersection(self._concludes)
        self._facts = {
            token: json.dumps({"id": lowered.names[token], "sid": _SESSION, **test}) for token, test in tests.items()
        }
        self._state: int | None = None
        try:
            self._handle = durable_rules_engine.create_ruleset(name, json.dumps(rules))
        except durable_rules_engine.error as error:
            message = f"the C engine refused the ruleset `{name}`: {error}"
            raise EngineFault(message) from error

    def fire(self, facts: AbstractSet[str]) -> Firing:
        """What these rules conclude from the facts."""
        asserted: dict[str, None] = {}
        fired: dict[str, str] = {}
        try:
            for token in sorted(facts):
                self._assert(token, asserted)
            rule = self._first_rule() if asserted else None
            while rule is not None:
                if rule in fired:
                    message = f"the C engine fired `{rule}` twice"
                    raise EngineFault(message)
                fired[rule] = self._concludes[rule]
                self._assert(fired[rule], asserted)
                rule = self._next_rule()
            self._retract(asserted, fired)
        except durable_rules_engine.error as error:
            message = f"the C engine failed: {error}"
            raise EngineFault(message) from error
        meant = self._meant.intersection(fired)
        return Firing(productions=meant, tokens=frozenset(fired[each] for each in meant))

    def _assert(self, token: str, asserted: dict[str, None]) -> None:
        """The engine holds the token, if some rule tests it; a fact that none tests it would call unhandled."""
        if token in asserted or token not in self._facts:
            return
        answer, state = durable_rules_engine.assert_fact(self._handle, self._facts[token])
        if answer != _ACCEPTED or self._state not in (None, state):
            message = f"the C engine did not take the fact `{token}`: answer {answer}, state {state}"
            raise EngineFault(message)
        self._state = state
        asserted[token] = None

    def _retract(self, asserted: dict[str, None], fired: Iterable[str]) -> None:
        """The engine holds no fact of this evaluation, and has said so.

        The frame in which a rule fired keeps its mark of being dispatched after it is freed, and the facts their way to
        it. While that mark is set the engine counts, for each fact that is retracted, the facts left in the frame, and
        from the second on reads past its end until it has found enough: it crashed here, depending on what else lay in
        memory. So the first fact that leaves a frame is asserted once more while the others are there: the rule matches
        again, its frame is taken anew without the mark, and is freed with it unset.
        """
        place = {token: index for index, token in enumerate(asserted)}
        shared = (self._premises[rule] for rule in fired if len(self._premises[rule]) > 1)
        first_to_leave = {max(premises, key=place.__getitem__) for premises in shared}
        for token in reversed(asserted):
            durable_rules_engine.retract_fact(self._handle, self._facts[token])
            if token in first_to_leave:
                durable_rules_engine.assert_fact(self._handle, self._facts[token])
                durable_rules_engine.retract_fact(self._handle, self._facts[token])
        if asserted and (left := durable_rules_engine.get_facts(self._handle, _SESSION)) != "[]":
            message = f"the C engine kept {len(json.loads(left))} facts of an evaluation that had ended"
            raise EngineFault(message)

    def _first_rule(self) -> str | None:
        started = durable_rules_engine.start_action_for_state(self._handle, self._known_state())
        return None if started is None else _rule_of(started[1])

    def _next_rule(self) -> str | None:
        started = durable_rules_engine.complete_and_start_action(self._handle, self._known_state())
        return None if started is None else _rule_of(started)

    def _known_state(self) -> int:
        assert self._state is not None, "a rule is asked for only after a fact was asserted"  # noqa: S101 - a programmer's fault
        return self._state


class Instances:
    """The loaded instances that no thread is using, by ruleset.

    A thread takes one out, or loads one, and puts it back after a good evaluation: so no two threads are ever inside
    one instance, and no more are loaded than ever ran at once. Kept in a `threading.local`, an instance would be lost
    with its thread, and the engine never gives its memory back (13 MB at 300 productions). For the same reason none is
    dropped to make room. `list.pop` and `list.append` are atomic under the interpreter lock, which the C module holds.
    """

    __slots__ = ("_idle",)

    def __init__(self) -> None:
        self._idle: dict[str, list[Instance]] = {}

    def fire(self, ruleset: Ruleset, facts: AbstractSet[str]) -> Firing:
        """What follows from the facts. After any fault the instance is gone, and the next evaluation loads another."""
        idle = self._idle.setdefault(ruleset.sha256, [])
        try:
            instance = idle.pop()
        except IndexError:
            instance = Instance(ruleset)
        firing = instance.fire(facts)
        idle.append(instance)
        return firing


def _all_of(rule: Production, tests: dict[str, dict[str, str]]) -> list[dict[str, object]]:
    """One pattern for each premise: the group first, so that no node of the engine's tree has many branches."""
    return [
        {f"m{index}": {"$and": [{name: value} for name, value in tests[premise].items()]}}
        for index, premise in enumerate(rule.premises)
    ]


def _rule_of(started: str) -> str:
    """The name of the rule in `{"name":{…}}`; what matched it is known already."""
    return started[2 : started.index('"', 2)]
