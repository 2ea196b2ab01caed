"""How a value came about: the expression, its value, and the parts that made it."""

from __future__ import annotations

from dataclasses import dataclass

from posology.ir.nodes import Node
from posology.values.known import Value


@dataclass(frozen=True, slots=True)
class Trace:
    """An evaluated expression. The value can be recomputed from the parts alone; parts that were not needed are absent."""

    node: Node
    value: Value
    parts: tuple[Trace, ...] = ()
