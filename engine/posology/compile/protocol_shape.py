"""Shapes of the parts of a protocol file, and the JSON Schema of each.

A shape names the tuple of keys that the compiler itself allows, so that a key added there is in the schema at once;
what a shape says beside it describes the keys. A choice by reading may stand wherever a value does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from posology.compile.desk import ID, LONGEST_ID
from posology.knowledge.json_schema import END, Json, closed
from posology.protocol.readings import READING


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value, by its schema."""

    name: str
    schema: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of things of one shape."""

    item: Shape
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from names to things of one shape. The names are ids where no pattern is given for them."""

    item: Shape
    at_least: int = 0
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A mapping with the keys that the compiler allows. `says` describes each, with its shape."""

    name: str
    keys: tuple[str, ...]
    needs: tuple[str, ...]
    says: Mapping[str, tuple[str, Shape]]
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of keys; of each group exactly one must be there."""


@dataclass(frozen=True, slots=True)
class Either:
    """The first shape where a mapping has the key, else the second."""

    key: str
    with_it: Shape
    without: Shape


@dataclass(frozen=True, slots=True)
class Word:
    """One of some words in the place of anything else; any text at all where no word is named."""

    words: tuple[str, ...]
    otherwise: Shape


Shape: TypeAlias = Leaf | Listed | Named | Block | Either | Word


@dataclass(slots=True)
class Drawing:
    """The schemas drawn so far, by name: each is drawn once and referred to."""

    definitions: dict[str, Json] = field(default_factory=dict[str, Json])

    def value(self, shape: Shape) -> dict[str, Json]:
        """The schema of a value of the shape, or of a choice between such values by a reading."""
        name = name_of(shape)
        reference: dict[str, Json] = {"$ref": f"#/$defs/{name}"}
        if name not in self.definitions:
            # held open while it is drawn, as a choice by reading may stand within another
            self.definitions[name] = {}
            choice: dict[str, Json] = {
                "properties": {READING: {"type": "string", "description": "which reading of the source decides here"}},
                "additionalProperties": reference,
            }
            self.definitions[name] = {
                "if": {"type": "object", "required": [READING]},
                "then": choice,
                "else": self.draw(shape),
            }
        return dict(reference)

    def draw(self, shape: Shape, *, settled: bool = False) -> dict[str, Json]:
        """The schema of the shape itself; where the file must say everything as it is, that of its parts too."""
        match shape:
            case Leaf(schema=schema):
                return dict(schema)
            case Listed(item=item, at_least=at_least):
                return {"type": "array", "items": self._part(item, settled=settled), "minItems": at_least}
            case Named(item=item, at_least=at_least, pattern=pattern):
                return {
                    "type": "object",
                    "propertyNames": {"pattern": pattern} if pattern else id_schema(),
                    "additionalProperties": self._part(item, settled=settled),
                    "minProperties": at_least,
                }
            case Block():
                return self._block(shape, settled=settled)
            case Either(key=key, with_it=with_it, without=without):
                return {
                    "if": {"type": "object", "required": [key]},
                    "then": self.draw(with_it, settled=settled),
                    "else": self.draw(without, settled=settled),
                }
            case Word(words=words, otherwise=otherwise):
                text: dict[str, Json] = {"enum": list(words)} if words else {"pattern": r"\S"}
                return {"if": {"type": "string"}, "then": text, "else": self.draw(otherwise, settled=settled)}
            case _:
                assert_never(shape)

    def _part(self, shape: Shape, *, settled: bool) -> dict[str, Json]:
        return self.draw(shape, settled=True) if settled else self.value(shape)

    def _block(self, block: Block, *, settled: bool) -> dict[str, Json]:
        properties: dict[str, Json] = {}
        for key in block.keys:
            description, shape = block.says.get(key, ("", ANYTHING))
            said: dict[str, Json] = {"description": description} if description else {}
            properties[key] = said | self._part(shape, settled=settled)
        choices: list[Json] = [{"oneOf": [{"required": [key]} for key in group]} for group in block.one_of]
        drawn = closed(properties, *block.needs)
        if choices:
            drawn["allOf"] = choices
        return drawn


ANYTHING = Leaf("anything", {})
"""What a key may have of which no shape says more yet."""


def id_schema() -> dict[str, Json]:
    """The schema of an id that a finding can be named by."""
    return {"type": "string", "pattern": f"^(?:{ID.pattern}){END}", "maxLength": LONGEST_ID}


def name_of(shape: Shape) -> str:
    """The name under which the shape is drawn: one shape, one name."""
    match shape:
        case Leaf(name=name) | Block(name=name):
            return name
        case Listed(item=item, at_least=at_least):
            return f"list-of-{name_of(item)}{'-not-empty' if at_least else ''}"
        case Named(item=item, at_least=at_least):
            return f"{name_of(item)}-by-name{'-not-empty' if at_least else ''}"
        case Either(with_it=with_it, without=without):
            return f"{name_of(with_it)}-or-{name_of(without)}"
        case Word(words=words, otherwise=otherwise):
            return "-or-".join((*(each.replace(" ", "-") for each in words or ("text",)), name_of(otherwise)))
        case _:
            assert_never(shape)
