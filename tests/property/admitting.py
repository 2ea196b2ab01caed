"""What a symbol admits: the solver is asked whether an expression, of the facts given, may have a value, or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from z3 import BoolRef, CheckSatResult, ModelRef, Not, Solver, sat, unsat

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.evaluate import evaluate
from posology.ir.nodes import Node
from posology.prove.calendar_models import Ask, exact_model
from posology.prove.desk import Desk
from posology.prove.expression import lower
from posology.prove.expression_made import recorded, value_of
from posology.prove.expression_merging import equal_symbols
from posology.prove.symbols import Symbol
from posology.values.known import Value
from tests.strategies.alike import bare
from tests.strategies.expressions import SCOPE, unrecorded

BOUND = 2
"""As many items as a list of the facts has at most."""

STEPS, ROUNDS = 4_000_000, 40
"""How long the solver may try, in its own count, and how often it may choose other days."""

NO_FACTS: Mapping[str, Value] = {}


def compiled(text: str) -> Node:
    """The typed tree of the text."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, f"{text}: {list(diagnostics)}"
    return node


@dataclass(frozen=True)
class Asked:
    """An expression as a symbol, with what the solver knows of the facts that it reads."""

    node: Node
    desk: Desk
    symbol: Symbol

    @classmethod
    def of(cls, node: Node, facts: Mapping[str, Value], *, free: bool) -> Asked:
        """The symbol of the expression; `free` where the facts are symbols of their own that are bound to their values.

        A path that the facts do not name is not recorded; `free` or not, the answers must be the same.
        """
        desk = Desk(BOUND)
        symbols: dict[str, Symbol] = {}

        def lookup(path: str) -> Symbol:
            if path not in symbols:
                type_ = SCOPE.types[path]
                given = value_of(facts.get(path, unrecorded(path)), type_, desk)
                symbols[path] = recorded(type_, desk, path) if free else given
                desk.require(equal_symbols(symbols[path], given))
            return symbols[path]

        symbol = lower(node, lookup, desk)
        return cls(node, desk, symbol)

    def _means(self, value: Value) -> BoolRef:
        return equal_symbols(self.symbol, value_of(value, self.node.type, self.desk))

    def admits(self, value: Value) -> bool:
        """Whether the expression may have the value."""
        return self._may_be(self._means(value))

    def admits_another(self, value: Value) -> bool:
        """Whether the expression may have any other, also where the calendar is told exactly."""
        return self._may_be(Not(self._means(value)))

    def _may_be(self, question: BoolRef) -> bool:
        solver = Solver()
        solver.set("rlimit", STEPS)
        solver.add(*self.desk.constraints, question)
        answer = exact_model(asking(solver), self.desk.calendar, solver.add, ROUNDS)
        assert isinstance(answer, ModelRef) or answer == unsat, solver.reason_unknown()
        return isinstance(answer, ModelRef)


def asking(solver: Solver) -> Ask:
    """Asks the solver what it was told."""

    def ask(supposed: Sequence[BoolRef]) -> ModelRef | CheckSatResult:
        answer = solver.check(*supposed)
        return solver.model() if answer == sat else answer

    return ask


def only(text: str, facts: Mapping[str, Value], value: Value) -> None:
    """Whether the facts are told as values or as symbols, the expression has that value and no other; `explain` agrees."""
    node = compiled(text)
    explained = evaluate(node, lambda path: facts.get(path, unrecorded(path))).value
    assert bare(explained) == bare(value), (text, explained)
    for free in (False, True):
        asked = Asked.of(node, facts, free=free)
        assert asked.admits(value), (text, free, asked.symbol)
        assert not asked.admits_another(value), (text, free, asked.symbol)
