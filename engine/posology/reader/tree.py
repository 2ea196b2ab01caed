"""A document as it was read: scalars, sequences and mappings, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Final, TypeAlias

from posology.diagnostics.span import Span


class Faulty(Enum):
    """The value of a scalar that was refused: its fault is in the bag already, so nothing more need be said of it."""

    FAULTY = "faulty"


FAULTY: Final = Faulty.FAULTY

ScalarValue: TypeAlias = bool | int | Decimal | str | Faulty | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """One scalar: `value` is None, a bool, an int, a Decimal or a str, decided by how it was written and nothing else.

    `quoted` scalars (in quotes, or a block after `|` or `>`) are always text, and so is every key. `text` is the text
    as written, without quotes and with escapes resolved. `source` is the stretch of the file from which it was read,
    quotes included; it is empty where a scalar was not read from a file.
    """

    value: ScalarValue
    text: str
    quoted: bool
    span: Span
    source: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, in order."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping: `entries` in the order written, keys unique text scalars."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """What stands under the key, or None."""
        return next((node for name, node in self.entries if name.text == key), None)

    def key_span(self, key: str) -> Span:
        """Where the key stands; the mapping's own place if it does not."""
        return next((name.span for name, _ in self.entries if name.text == key), self.span)


Node: TypeAlias = Scalar | Sequence | Mapping
