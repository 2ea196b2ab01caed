"""Runs one case on one execution and says what is wrong with the outcome, if anything is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from posology.compile.condition import holds_when_everything_is_missing, turns_on_being_recorded
from posology.compile.condition_scope import scope_of
from posology.compile.criteria import HOLDS_WITH_NOTHING_RECORDED, TURNS_ON_BEING_RECORDED
from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.ir.nodes import Node
from posology.values.known import Value
from tests.spec.answers import Answer, answer, expected, is_same
from tests.spec.cases import Case, Refusal, Ruling
from tests.spec.executions import Execution
from tests.spec.invented import missing
from tests.spec.scope import DICTIONARY


def fault_of_case(case: Case, execution: Execution) -> str:
    """What is wrong with what the execution makes of the case; empty if nothing is."""
    node, found = compiled(case.expression)
    if node is None:
        return "refused: " + "; ".join(_told(each) for each in found)
    outcome = answer(execution.run(node, _lookup(case.facts)))
    wanted = Answer(expected(case.gives), case.waits_for)
    if not is_same(outcome.value, wanted.value):
        return f"gives {outcome.value}, not {wanted.value}"
    if not execution.names_reasons:
        waits = bool(outcome.waits_for) is bool(wanted.waits_for)
        return "" if waits else f"waits for {'something' if outcome.waits_for else 'nothing'}"
    if sorted(outcome.waits_for) != sorted(wanted.waits_for):
        return f"waits for {list(outcome.waits_for)}, not {list(wanted.waits_for)}"
    return ""


def fault_of_refusal(refusal: Refusal) -> str:
    """What is wrong with how the expression is refused; empty if nothing is."""
    node, found = compiled(refusal.expression)
    if node is not None:
        return "not refused"
    for each in found:
        if each.code == refusal.code and refusal.names in f"{each.message} {each.help}":
            return ""
    return "refused otherwise: " + "; ".join(_told(each) for each in found)


def fault_of_ruling(ruling: Ruling) -> str:
    """What is wrong with how the condition is judged as a criterion; empty if nothing is."""
    node, found = compiled(ruling.expression)
    if node is None:
        return "refused: " + "; ".join(_told(each) for each in found)
    holds = (HOLDS_WITH_NOTHING_RECORDED,) if holds_when_everything_is_missing(node) else ()
    turns = (TURNS_ON_BEING_RECORDED,) if turns_on_being_recorded(node) else ()
    return "" if ruling.codes == (*holds, *turns) else f"barred for {[*holds, *turns]}, not {list(ruling.codes)}"


def compiled(expression: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The compiled expression, or None with the diagnostics that refuse it."""
    diagnostics = Diagnostics()
    node = compile_expression(expression, scope_of(DICTIONARY), diagnostics)
    return (None if diagnostics.has_errors else node), tuple(diagnostics)


def _lookup(facts: Mapping[str, Value]) -> Callable[[str], Value]:
    return lambda path: facts.get(path, missing(path))


def _told(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code} {diagnostic.message} ({diagnostic.help})"
