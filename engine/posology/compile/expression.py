"""One expression by itself, as `posology eval` takes it."""

from __future__ import annotations

from posology.compile.condition import Scope, compile_text
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.nodes import Node
from posology.protocol.condition.faults import span_in_text

EXPRESSION = "expression"
"""The name of the file that spans of an expression carry."""


def compile_expression(text: str, scope: Scope, diagnostics: Diagnostics) -> Node | None:
    """The typed tree of the text, or None where it has faults, which are reported at their place in it."""
    return compile_text(text, span_in_text(text, EXPRESSION), scope, None, diagnostics)
