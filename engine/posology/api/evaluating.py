"""Evaluating one expression of the condition language, with or without a record."""

from __future__ import annotations

from datetime import date

from posology.api.knowledge import Knowledge
from posology.compile.condition import scope_of
from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.explain.evaluate import evaluate
from posology.record.facts import Facts
from posology.values.dates import exactly
from posology.values.known import Value
from posology.values.truth import Cause, Reason, Unknown


def evaluate_expression(text: str, knowledge: Knowledge, facts: Facts | None, as_of: date) -> Value:
    """The value of the expression; an element that no record gives is unknown.

    Raises:
        Refused: where the expression is not in the language.
    """
    diagnostics = Diagnostics()
    node = compile_expression(text, scope_of(knowledge.dictionary), diagnostics)
    if node is None or diagnostics.has_errors:
        raise Refused(tuple(diagnostics), {"expression": text})

    def lookup(path: str) -> Value:
        if path == "as_of":
            return exactly(as_of)
        return Unknown((Reason(path, Cause.NOT_RECORDED),)) if facts is None else facts.lookup(path)

    return evaluate(node, lookup).value
