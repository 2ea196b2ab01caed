"""The loop around the C engine: what it asks of the engine, and what it does when the engine does something else."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Barrier, Thread
from types import SimpleNamespace

import durable_rules_engine
import pytest

import posology
from posology.compile.bounds import OutOfBounds
from posology.explain.inference import durable
from posology.explain.inference.durable import EngineFault, Instance, Instances
from tests.unit.explain.inference.rulesets import UNMENTIONED, production, ruleset

ENGINE = Path(next(iter(posology.__path__)))
RULES = ruleset(production("first", "a b", "c"), production("second", "c", "d"))
BOTH = frozenset("ab")
ALLOWED = {
    "create_ruleset",
    "assert_fact",
    "start_action_for_state",
    "complete_and_start_action",
    "retract_fact",
    "get_facts",
    "error",
}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The C module with functions that a test can replace."""
    replaced = SimpleNamespace(**vars(durable_rules_engine))
    monkeypatch.setattr(durable, "durable_rules_engine", replaced)
    return replaced


def recorded(engine: SimpleNamespace, function: str) -> list[str]:
    """The list to which each call of the function from now on adds its last argument, before it is made."""
    calls: list[str] = []
    sound: Callable[..., object] = getattr(engine, function)

    def called(*given: int | str) -> object:
        calls.append(str(given[-1]))
        return sound(*given)

    setattr(engine, function, called)
    return calls


def answering(engine: SimpleNamespace, function: str, answers: Iterable[object]) -> None:
    """The function, whatever it is called with, gives these answers in turn."""
    remaining = iter(answers)

    def called(*_: int | str) -> object:
        return next(remaining)

    setattr(engine, function, called)


def test_one_module_imports_the_engine() -> None:
    """No other module names `durable_rules_engine`, and none at all imports `durable`."""
    importers = {
        (name.split(".")[0], source.name)
        for source in ENGINE.rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
        if name.startswith("durable")
    }
    assert importers == {("durable_rules_engine", "durable.py")}


def test_only_harmless_functions_of_the_engine_are_used() -> None:
    """`delete_state`, timers, events, batches and callbacks are never called."""
    used = {
        node.attr
        for node in ast.walk(ast.parse(Path(durable.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "durable_rules_engine"
    }
    assert used == ALLOWED


def test_only_equality_of_tokens_crosses_the_boundary(engine: SimpleNamespace) -> None:
    """A rule is an all-of patterns, each of two equalities of text: no negation, number, `any`, or nested condition."""
    loaded = recorded(engine, "create_ruleset")
    Instance(RULES)
    a, b, c = ({"$and": [{"group": "0"}, {"token": token}]} for token in "abc")
    assert json.loads(loaded[0]) == {"first": {"all": [{"m0": a}, {"m1": b}]}, "second": {"all": [{"m0": c}]}}


def test_unfit_productions_are_never_loaded(engine: SimpleNamespace) -> None:
    """A ruleset that was not prepared is refused before the engine sees it."""
    engine.create_ruleset = pytest.fail
    with pytest.raises(OutOfBounds, match="a conclusion is among its own reasons: a -> a"):
        Instance(ruleset(production("self", "a", "a")))


def test_a_refused_ruleset_is_a_fault(engine: SimpleNamespace) -> None:
    """An error of the engine while loading is an internal error."""

    def refuse(*_: object) -> int:
        raise durable_rules_engine.error

    engine.create_ruleset = refuse
    with pytest.raises(EngineFault, match="refused the ruleset `test`"):
        Instance(RULES)


def test_facts_that_nothing_mentions_stay_outside(engine: SimpleNamespace) -> None:
    """Only facts that some production mentions are asserted."""
    asserted = recorded(engine, "assert_fact")
    Instance(RULES).fire(BOTH | {UNMENTIONED})
    assert {json.loads(each)["id"] for each in asserted} == {"a", "b", "c"}


def test_nothing_is_left_for_the_next_evaluation() -> None:
    """A fact of one evaluation does not meet a fact of the next."""
    instance = Instance(RULES)
    fired = [instance.fire(frozenset(facts)).productions for facts in ("a", "b", "ab", "b", "c", "a")]
    assert fired == [frozenset(each) for each in ((), (), ("first", "second"), (), ("second",), ())]


def test_no_fact_leaves_a_frame_that_is_marked_as_dispatched(engine: SimpleNamespace) -> None:
    """The first fact of a rule to leave comes back once while the others are there, so that its frame is taken anew.

    Without that the engine reads past the end of the frame, and crashes where memory happens to be empty behind it.
    """
    asserted, retracted = recorded(engine, "assert_fact"), recorded(engine, "retract_fact")
    rules = ruleset(production("first", "a b", "c"), production("second", "c", "d"), production("third", "a c e", "f"))
    Instance(rules).fire(frozenset("abe"))
    left = [json.loads(each)["id"] for each in retracted]
    again = [json.loads(each)["id"] for each in asserted][len(set(left)) :]
    for premises in ({"a", "b"}, {"a", "c", "e"}):
        place = next(index for index, each in enumerate(left) if each in premises)
        assert left[place + 1] == left[place]
        assert left[place] in again


def test_a_fact_that_was_not_retracted_is_a_fault(engine: SimpleNamespace) -> None:
    """The engine is asked what it still holds after every evaluation."""
    answering(engine, "retract_fact", [(0, 1)] * 4)
    with pytest.raises(EngineFault, match="kept 3 facts"):
        Instance(RULES).fire(BOTH)


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_a_fact_that_was_not_taken_is_a_fault(engine: SimpleNamespace, answer: int) -> None:
    """Unhandled, observed and deferred are no answers to a fact that some rule tests and nobody asserted before."""
    answering(engine, "assert_fact", [(answer, 1)])
    with pytest.raises(EngineFault, match=f"answer {answer}"):
        Instance(RULES).fire(BOTH)


def test_a_second_state_is_a_fault(engine: SimpleNamespace) -> None:
    """Facts that go to different states would never meet."""
    answering(engine, "assert_fact", [(0, 1), (0, 2)])
    with pytest.raises(EngineFault, match="state 2"):
        Instance(RULES).fire(BOTH)


def test_a_rule_that_fires_twice_is_a_fault(engine: SimpleNamespace) -> None:
    """Each rule has one match in one evaluation."""
    answering(engine, "complete_and_start_action", ['{"first":{}}', None])
    with pytest.raises(EngineFault, match="fired `first` twice"):
        Instance(RULES).fire(BOTH)


@pytest.mark.parametrize("function", sorted(ALLOWED - {"error", "create_ruleset"}))
def test_any_fault_throws_the_instance_away(engine: SimpleNamespace, function: str) -> None:
    """An error anywhere in an evaluation is an internal error; the next is done by a new instance, and rightly."""
    loaded = recorded(engine, "create_ruleset")
    instances, sound = Instances(), getattr(engine, function)
    instances.fire(RULES, BOTH)

    def fail(*_: object) -> None:
        raise durable_rules_engine.error

    setattr(engine, function, fail)
    with pytest.raises(EngineFault, match="the C engine failed"):
        instances.fire(RULES, BOTH)
    setattr(engine, function, sound)
    assert instances.fire(RULES, frozenset("a")).productions == frozenset()
    assert instances.fire(RULES, BOTH).tokens == {"c", "d"}
    assert len(loaded) == 2


def test_no_two_threads_are_inside_one_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that evaluate at the same time do so in different instances."""
    inside, fire, together = list[Instance](), Instance.fire, Barrier(4, timeout=30)

    def waiting(self: Instance, facts: frozenset[str]) -> durable.Firing:
        inside.append(self)
        together.wait()
        return fire(self, facts)

    monkeypatch.setattr(Instance, "fire", waiting)
    instances = Instances()
    threads = [Thread(target=instances.fire, args=(RULES, BOTH)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({id(each) for each in inside}) == 4
