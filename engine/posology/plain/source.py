"""The text of one Python function while it is being written, and the function that the text becomes."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any


class Draft:
    """The lines of a function, and the values that its text names.

    INVARIANT: the text is made of the words written in this room and of names that the draft itself has numbered. Every
    value of a protocol (a text, a number, a path) is bound to such a name and never becomes text.
    """

    def __init__(self, head: str, known: dict[str, object]) -> None:
        self._lines = [f"def {head}:"]
        self._bound = dict(known)
        self._depth = 1
        self._numbered = 0

    @property
    def text(self) -> str:
        """What has been written so far."""
        return "\n".join(self._lines) + "\n"

    def line(self, text: str) -> None:
        """The statement stands next, as deep as the block around it."""
        self._lines.append("    " * self._depth + text)

    @contextmanager
    def block(self, head: str) -> Generator[None]:
        """What is written within stands in the block that the head opens."""
        self.line(head)
        self._depth += 1
        yield
        self._depth -= 1

    def fresh(self) -> str:
        """A name that nothing else has, for a value that the function computes."""
        self._numbered += 1
        return f"v{self._numbered}"

    def bind(self, value: object) -> str:
        """A name that stands for the value in the text."""
        self._numbered += 1
        name = f"k{self._numbered}"
        self._bound[name] = value
        return name

    def finish(self) -> Callable[..., Any]:
        """The function that the text defines."""
        name = self._lines[0].removeprefix("def ").partition("(")[0]
        namespace = dict(self._bound)
        # the text holds no word of any protocol or record: see the invariant above
        exec(compile(self.text, f"<{name}>", "exec"), namespace)  # noqa: S102 - what this room is for
        function: Callable[..., Any] = namespace[name]  # type: ignore[assignment]  # the text has just defined it
        return function
