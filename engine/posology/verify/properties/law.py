"""What a law is: a sentence about every patient, and how to tell that one breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from posology.verify.properties.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law about one patient. `broken` gives what was seen that should not be, nothing where the law holds."""

    id: str
    claim: str
    broken: Callable[[Scene], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLaw:
    """A law about one patient recorded in two ways. `broken` is given the changed record first."""

    id: str
    claim: str
    broken: Callable[[Scene, Scene], Iterator[str]]
