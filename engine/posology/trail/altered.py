"""What of a record is another now: every value that differs, by its path."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.document import read_document
from posology.reader.tree import Mapping, Node, Scalar, Sequence
from posology.results.signing import Altered

CALLED_BY: Final = ("drug", "name", "id")
"""The keys by one of which an entry of a list is called, so that one more entry does not move the others."""


def altered_values(old: tuple[str, bytes], new: tuple[str, bytes]) -> tuple[Altered, ...]:
    """The values of two records, each with the name of its file, that are not the same as written."""
    before, after = (dict(_values(read_document(content, name, Diagnostics()), "")) for name, content in (old, new))
    paths = dict.fromkeys((*before, *after))
    return tuple(
        Altered(path=path, old=before.get(path), new=after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    )


def _values(node: Node | None, path: str) -> Iterator[tuple[str, str]]:
    match node:
        case Scalar():
            yield path, node.text
        case Mapping() if not node.entries:
            yield path, "nothing"
        case Mapping():
            for key, each in node.entries:
                yield from _values(each, f"{path}.{key.text}" if path else key.text)
        case Sequence():
            if not node.items:
                yield path, "none"
            seen: dict[str, int] = {}
            for number, each in enumerate(node.items, start=1):
                called = _called(each) or str(number)
                seen[called] = seen.get(called, 0) + 1
                again = f" ({seen[called]})" if seen[called] > 1 else ""
                yield from _values(each, f"{path}.{called}{again}")
        case None:
            return


def _called(node: Node) -> str | None:
    """What an entry of a list is called by, None where by nothing."""
    if isinstance(node, Scalar):
        return node.text
    if not isinstance(node, Mapping):
        return None
    named: Dict[str, Node] = {key.text: each for key, each in node.entries}
    found = (named[key] for key in CALLED_BY if key in named)
    return next((each.text for each in found if isinstance(each, Scalar)), None)
