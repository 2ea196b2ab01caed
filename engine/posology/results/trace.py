"""How a value came about: the expression, its value, and the parts that made it."""

from __future__ import annotations

from dataclasses import dataclass

from posology.ir.nodes import Node
from posology.values.known import Value


# Not frozen, as everything else here is: one is made for every operator of every check, and a frozen one takes three
# times as long to make. A test holds that nothing in the engine assigns to its attributes.
@dataclass(slots=True)
class Trace:
    """An evaluated expression. Its value follows from the parts alone; parts that were not needed are absent."""

    node: Node
    value: Value
    parts: tuple[Trace, ...] = ()
