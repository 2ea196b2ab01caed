"""A condition of a protocol compiled: read, its names resolved, its types and units checked, its tree built."""

from __future__ import annotations

from collections.abc import Callable

from posology.compile.condition_check import check, refuse_result
from posology.compile.condition_desk import Desk
from posology.compile.condition_missing import holds_when_everything_is_missing, turns_on_being_recorded
from posology.compile.condition_scope import Scope, scope_of
from posology.compile.condition_types import coerce
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.ir.nodes import Node
from posology.ir.types import Type
from posology.protocol.condition.faults import Faults
from posology.protocol.condition.parse import parse_condition
from posology.reader.place import span_within
from posology.reader.tree import Scalar

__all__ = [
    "Scope",
    "compile_condition",
    "compile_text",
    "holds_when_everything_is_missing",
    "scope_of",
    "turns_on_being_recorded",
]


def compile_condition(scalar: Scalar, scope: Scope, wanted: Type | None, diagnostics: Diagnostics) -> Node | None:
    """The typed tree of a condition written in a YAML or JSON scalar, of the type wanted if one is.

    None where it has a fault; every fault is reported at its place within the scalar. A bare `true` or `5` of the
    document is read as what it looks like, which is the literal of the condition language.
    """
    return compile_text(scalar.text, lambda start, end: span_within(scalar, start, end), scope, wanted, diagnostics)


def compile_text(
    text: str, span_of: Callable[[int, int], Span], scope: Scope, wanted: Type | None, diagnostics: Diagnostics
) -> Node | None:
    """The typed tree of a text, whose characters from one offset to another stand at `span_of` in a file."""
    faults = Faults(text, span_of, diagnostics)
    written = parse_condition(text, faults)
    if written is None:
        return None
    desk = Desk(faults, scope, check, aliases={})
    node = desk.check(written)
    if node is None or wanted is None:
        return node
    coerced = coerce(node, wanted)
    if coerced is None:
        refuse_result(node, wanted, desk)
    return coerced
