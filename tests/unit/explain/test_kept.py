"""What is kept to be quick: the meaning of a node beside it, and nothing that could be another's."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest

from posology.explain import evaluate as evaluation
from posology.explain.criteria import Judged
from posology.explain.evaluate import Meaning, evaluate, meaning_of
from posology.explain.examination import Examination, JudgedMedicine
from posology.explain.plan import JudgedStep
from posology.explain.washout import Judgement
from posology.ir.limits import Given
from posology.ir.nodes import Fact, Literal, Node
from posology.ir.types import Simple
from posology.values.known import Value
from posology.values.truth import Cause, Reason, Unknown
from tests.architecture.source import engine, planted

UNFROZEN = (Judged, Judgement, JudgedMedicine, JudgedStep, Examination, Given)


def number(value: int) -> Literal:
    """A number that an expression states."""
    return Literal(type=Simple.INTEGER, value=value)


def changed(node: Literal) -> Literal:
    """A node that is like another but for its value."""
    return replace(node, value=8)


def pickled(node: Literal) -> Literal:
    """The node written and read again."""
    found: Literal = pickle.loads(pickle.dumps(node))  # noqa: S301 - it was written a moment ago
    return found


def recorded(path: str) -> int:
    """The length of the path, so that each has a value."""
    return len(path)


def test_a_meaning_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same node is not taken apart again; an equal one that was written elsewhere has a meaning of its own."""
    made: list[Node] = []

    def counted(node: Node) -> Meaning:
        made.append(node)
        return meaning_of(node)

    monkeypatch.setattr(evaluation, "meaning_of", counted)
    one, other = number(7), number(7)
    assert evaluate(one, recorded) == evaluate(one, recorded) == evaluate(other, recorded)
    assert evaluate(other, recorded).node is other
    assert [node is each for node, each in zip(made, (one, other), strict=True)] == [True, True]


@pytest.mark.parametrize("copied", [changed, pickled])
def test_a_meaning_is_not_handed_on(copied: Callable[[Literal], Literal]) -> None:
    """A node that is made from another, or read from a file, has nothing of what was made of that."""
    one = number(7)
    evaluate(one, recorded)
    other = copied(one)
    assert other.made.meaning is None
    assert evaluate(other, recorded).value == other.value


def test_a_meaning_keeps_nothing_of_a_patient() -> None:
    """One meaning answers for each record from that record alone."""
    meaning = meaning_of(Fact(type=Simple.INTEGER, path="age"))
    missing = Unknown((Reason("age", Cause.NOT_RECORDED),))
    records: list[dict[str, Value]] = [{"age": 7}, {"age": missing}, {"age": 8}]
    assert [meaning(each.__getitem__).value for each in records] == [7, missing, 8]


def written(tree: ast.Module, attributes: frozenset[str]) -> list[str]:
    """Assignments to an attribute of one of these names, but those that a class makes to its own."""
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in attributes and not isinstance(node.ctx, ast.Load)
        if not (isinstance(node.value, ast.Name) and node.value.id == "self")
    ]


def test_nothing_in_the_engine_writes_into_what_was_judged() -> None:
    """What is made for each rule of each check is not frozen, for its speed; no module assigns to its attributes."""
    attributes = frozenset(name for each in UNFROZEN for name in each.__slots__)
    assert {module.name: found for module in engine() if (found := written(module.tree, attributes))} == {}
    assert written(planted("def forge(judged):\n    judged.status = 1").tree, attributes) == ["judged.status"]
