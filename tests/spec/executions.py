"""Every execution that the cases are run on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posology.explain.evaluate import evaluate
from posology.ir.nodes import Node
from posology.plain.expression import lower_expression
from posology.values.known import Value


@dataclass(frozen=True, slots=True)
class Execution:
    """One way of evaluating a compiled expression over the facts that `lookup` gives.

    One that does not name reasons says only whether there is any fact that an unknown waits for.
    """

    name: str
    run: Callable[[Node, Callable[[str], Value]], Value]
    names_reasons: bool = True


def _explain(node: Node, lookup: Callable[[str], Value]) -> Value:
    return evaluate(node, lookup).value


def _plain(node: Node, lookup: Callable[[str], Value]) -> Value:
    return lower_expression(node)(lookup)


EXECUTIONS: tuple[Execution, ...] = (Execution("explain", _explain), Execution("plain", _plain, names_reasons=False))
