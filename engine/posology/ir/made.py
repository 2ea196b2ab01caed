"""Room beside a node for what is made of it."""

from __future__ import annotations

from typing import Any


class Made:
    """What an execution has made of a node and of nothing else, so that it is made once.

    A node never changes, so what was made of it stays right. It is no part of the node: it is not compared, not written
    to a file, and not handed on to a node that is made from this one.
    """

    __slots__ = ("meaning",)

    def __init__(self) -> None:
        """Nothing has been made yet."""
        # the executions stand above this floor, and each knows what it made
        self.meaning: Any = None

    def __reduce__(self) -> tuple[type[Made], tuple[()]]:
        """A copy begins empty."""
        return Made, ()
