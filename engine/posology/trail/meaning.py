"""What a file says, whatever its blanks, comments and order of keys are: two files of one meaning have one hash."""

from __future__ import annotations

import json
from typing import TypeAlias

from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.document import read_document
from posology.reader.tree import Mapping, Node, Scalar, Sequence
from posology.trail.entry import hash_of

Plain: TypeAlias = "list[Plain] | dict[str, Plain] | str | bool"


def meaning_of(file: tuple[str, bytes]) -> str | None:
    """The hash of what the file, named and with its content, says; None where it cannot be read."""
    name, content = file
    root = read_document(content, name, Diagnostics())
    if root is None:
        return None
    return hash_of(json.dumps(_plain(root), ensure_ascii=True, sort_keys=True, separators=(",", ":")))


def _plain(node: Node) -> Plain:
    """Text in quotes is not the same as the number, the date or the nothing that it would be without them."""
    match node:
        case Scalar():
            return [type(node.value).__name__, node.text]
        case Mapping():
            return {key.text: _plain(each) for key, each in node.entries}
        case Sequence():
            return [_plain(each) for each in node.items]
