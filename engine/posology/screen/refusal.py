"""What cannot be said in columns is refused by name when it is compiled; nothing is approximated."""

from __future__ import annotations

from posology.diagnostics.span import Span
from posology.ir.nodes import Node


class Inexpressible(Exception):  # noqa: N818 - it is an answer about a protocol, not a mistake of the program
    """A rule of a protocol that has no columns: `what` names it, `why` says what stands in the way."""

    def __init__(self, what: str, why: str, span: Span, text: str = "") -> None:
        super().__init__(f"{what}: {why}")
        self.what, self.why, self.span, self.text = what, why, span, text


def refuse_node(node: Node, why: str) -> Inexpressible:
    """The refusal of an expression, by the name of its node, at the place where it was written."""
    return Inexpressible(type(node).__name__, why, node.origin.span, node.origin.text)
