"""Reading a text in a test: its values as plain Python, or the codes and places of its faults."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.reader.document import read_document
from posology.reader.tree import Faulty, Mapping, Node, Scalar, Sequence

Value: TypeAlias = "bool | int | Decimal | str | Faulty | list[Value] | dict[str, Value] | None"


def read(content: str | bytes, name: str = "file.yaml") -> tuple[Node | None, list[Diagnostic]]:
    """The tree and every diagnostic, in the order of their places."""
    diagnostics = Diagnostics()
    node = read_document(content, name, diagnostics)
    return node, list(diagnostics)


def tree_of(content: str | bytes, name: str = "file.yaml") -> Node:
    """The tree of a text that has no fault."""
    node, found = read(content, name)
    assert node is not None
    assert found == []
    return node


def value_of(node: Node) -> Value:
    """The tree without its places."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [value_of(each) for each in node.items]
        case Mapping():
            return {key.text: value_of(each) for key, each in node.entries}


def codes(content: str | bytes, name: str = "file.yaml") -> list[str]:
    """The codes of the faults, in the order of their places."""
    return [each.code for each in read(content, name)[1]]


def only_scalar(content: str, name: str = "file.yaml") -> Scalar:
    """The scalar under the key `k`, or that the text is."""
    node = tree_of(content, name)
    found = node.get("k") if isinstance(node, Mapping) else node
    assert isinstance(found, Scalar)
    return found
