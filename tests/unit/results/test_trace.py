"""A trace is what was found: nothing writes into it afterwards."""

from __future__ import annotations

import ast

from posology.results.trace import Trace
from tests.architecture.source import engine, planted

ATTRIBUTES = frozenset(Trace.__slots__)


def _written(tree: ast.Module) -> list[str]:
    """Assignments to an attribute that is one of a trace."""
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES and not isinstance(node.ctx, ast.Load)
    ]


def test_nothing_in_the_engine_writes_into_a_trace() -> None:
    """Traces are not frozen, for their speed; no module assigns to an attribute that has the name of one of theirs."""
    assert {module.name: found for module in engine() if (found := _written(module.tree))} == {}


def test_an_assignment_would_be_found() -> None:
    """A planted one is."""
    assert _written(planted("def forge(trace):\n    trace.value = True").tree) == ["trace.value"]
