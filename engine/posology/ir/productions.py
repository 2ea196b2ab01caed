"""Production rules: what follows from a set of symbolic facts. No negation, no numbers, no patient."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """When every premise holds, the conclusion holds.

    Premises and conclusion are tokens: lower-case ASCII words joined by `:` and `.`. There is no limit to the premises.
    """

    id: str
    premises: tuple[str, ...]
    conclusion: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """The productions of one protocol as they are meant: acyclic, each with a premise; `compile.bounds` makes it.

    `sha256` is over the name and every production. It alone is compared and hashed, so that a ruleset is a cheap key
    of a cache, and so that equal rulesets share what was computed for one of them.
    """

    name: str = field(compare=False)
    productions: tuple[Production, ...] = field(compare=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        """Fills `sha256` from the content, so that it can never stand for another."""
        content = [self.name, *([each.id, each.premises, each.conclusion, each.says] for each in self.productions)]
        object.__setattr__(self, "sha256", sha256(json.dumps(content).encode("ascii")).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """A token that was derived, the production that derived it first, and the premises that fired it."""

    token: str
    production: str
    premises: tuple[str, ...]
    says: str
