"""The text of a protocol file with the places of its parts, so that a fault can be planted as an author would make it.

Every edit changes one place and leaves all other text as it stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import yaml

Step: TypeAlias = str | int
Way: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True)
class Manuscript:
    """A file in YAML, and the edits that can be made of it. A way names a part by its keys and numbers."""

    text: str

    @cached_property
    def root(self) -> yaml.Node:
        """The document with its places."""
        # the stubs of the library leave the type of a stream open
        root = yaml.compose(self.text, Loader=yaml.CSafeLoader)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - PyYAML has no types for its parser in C
        if not isinstance(root, yaml.Node):
            raise TypeError("a protocol file has a document in it")
        return root

    def at(self, way: Way) -> yaml.Node:
        """The part at the way, which must be there."""
        found = self.root
        for step in way:
            children = dict(_children(found))
            found = children[step]
        return found

    def has(self, *way: Step) -> bool:
        """Whether there is such a part."""
        try:
            self.at(way)
        except KeyError:
            return False
        return True

    def keys(self, *way: Step) -> tuple[str, ...]:
        """The keys of a mapping, in order; none where there is no mapping."""
        if not self.has(*way):
            return ()
        return tuple(str(step) for step, _ in _children(self.at(way)) if isinstance(step, str))

    def items(self, *way: Step) -> range:
        """The numbers of the items of a list; none where there is no list."""
        node = self.at(way) if self.has(*way) else None
        return range(len(node.value)) if isinstance(node, yaml.SequenceNode) else range(0)

    def value(self, *way: Step) -> str:
        """The text of a scalar; empty where there is none."""
        node = self.at(way) if self.has(*way) else None
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def raw(self, *way: Step) -> str:
        """How a part is written."""
        node = self.at(way)
        return self.text[node.start_mark.index : node.end_mark.index].rstrip()

    def scalars(self, *way: Step) -> Iterator[Way]:
        """The ways to the scalars of a part: itself, or what stands under each option of its reading."""
        if isinstance(self.at(way), yaml.ScalarNode):
            yield way
        elif "reading" in self.keys(*way):
            yield from ((*way, key) for key in self.keys(*way) if key != "reading" and self.value(*way, key))

    def written(self, way: Way, said: str) -> str:
        """The text with the part written so instead."""
        node = self.at(way)
        start, end = node.start_mark.index, node.end_mark.index
        old = self.text[start:end]
        return f"{self.text[:start]}{said}{old[len(old.rstrip()) :]}{self.text[end:]}"

    def quoted(self, way: Way, said: str) -> str:
        """The text with the scalar saying so instead."""
        return self.written(way, json.dumps(said))

    def exchanged(self, one: Way, other: Way) -> str:
        """The text with two parts in each other's place."""
        first, second = sorted((one, other), key=lambda way: self.at(way).start_mark.index)
        return Manuscript(self.written(second, self.raw(*first))).written(first, self.raw(*second))

    def without(self, *way: Step) -> str:
        """The text without the entry or item."""
        parent = self.at(way[:-1])
        start, end = self._extent(way)
        if isinstance(parent, yaml.CollectionNode) and parent.flow_style:
            before, after = self.text[:start], self.text[end:]
            if after.lstrip().startswith(","):
                return before + after.lstrip()[1:].lstrip()
            return before.rstrip().removesuffix(",") + after
        lines = self.text.splitlines(keepends=True)
        first = self.text.count("\n", 0, start)
        column = start - (self.text.rfind("\n", 0, start) + 1)
        column -= 2 if isinstance(parent, yaml.SequenceNode) else 0  # an item begins with its dash
        end_line = first + 1
        while end_line < len(lines) and (not lines[end_line].strip() or _indent(lines[end_line]) > column):
            end_line += 1
        return "".join((*lines[:first], *lines[end_line:]))

    def _extent(self, way: Way) -> tuple[int, int]:
        parent, node = self.at(way[:-1]), self.at(way)
        if isinstance(parent, yaml.MappingNode):
            key = next(each for each, _ in parent.value if each.value == way[-1])
            return key.start_mark.index, node.end_mark.index
        return node.start_mark.index, node.end_mark.index

    def with_first(self, way: Way, entry: str) -> str:
        """The text with an entry put before all others of a mapping or list that is written in lines."""
        node = self.at(way)
        start = node.start_mark.index
        line = self.text.rfind("\n", 0, start) + 1
        indent = " " * (start - line)
        lines = "".join(f"{indent}{each}\n" for each in entry.splitlines())
        return f"{self.text[:line]}{lines}{self.text[line:]}"


def _children(node: yaml.Node) -> Iterator[tuple[Step, yaml.Node]]:
    match node:
        case yaml.MappingNode():
            yield from ((str(key.value), value) for key, value in node.value)
        case yaml.SequenceNode():
            yield from enumerate(node.value)
        case _:
            return


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
