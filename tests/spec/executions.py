"""Every execution that the cases are run on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posology.explain.evaluate import evaluate
from posology.ir.nodes import Node
from posology.values.known import Value


@dataclass(frozen=True, slots=True)
class Execution:
    """One way of evaluating a compiled expression over the facts that `lookup` gives."""

    name: str
    run: Callable[[Node, Callable[[str], Value]], Value]


def _explain(node: Node, lookup: Callable[[str], Value]) -> Value:
    return evaluate(node, lookup).value


EXECUTIONS: tuple[Execution, ...] = (Execution("explain", _explain),)
