"""What a mutant is: one small change of a rule, and the protocol with it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, TypeAlias, TypeVar

from posology.diagnostics.span import Span
from posology.ir.protocol import Protocol

Rule = TypeVar("Rule")
Whole = TypeVar("Whole")

DROPPED: Final = "dropped"

TOLD_RULES: Final = frozenset({"visit", "outcome"})
TOLD_PARTS: Final = frozenset({"caution", "resume.condition", "contains"})
"""What is told and decides nothing; no proof about what is judged says anything of a change of it."""

Key: TypeAlias = tuple[str, Hashable]
"""The id of a mutant, and what stood where it makes its change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[Rule]):
    """One small change of a rule, or of a part of one.

    `place` is where in the rule it is, as `condition.2`, empty for the whole; `said` is what becomes of it, as
    `14 days->13 days`; `words` say both to a clinician. `old` is what stood there, by which the same change is known
    under another reading. `new` is the rule as it is then, None where it is dropped. `span` is that of the rule where
    the part has none of its own.
    """

    place: str
    said: str
    words: str
    old: Hashable
    new: Rule | None
    span: Span | None = None

    def lifted(self, whole: Whole) -> Change[Whole]:
        """The same change as one of the whole that it is made in."""
        return Change(place=self.place, said=self.said, words=self.words, old=self.old, new=whole, span=self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A protocol with one small change.

    `rule` is the rule that is changed, as `criterion.mri`, and `place` where in it, empty for the whole. `parts` are
    the fields of the protocol that are others than in `base`; a reading that is switched is in `switch` instead, with
    its option, as what it decides is read anew.
    `readings` are the options under which the rule stands as it does, empty for the defaults.
    """

    id: str
    change: str
    rule: str
    place: str
    old: Hashable
    span: Span
    base: Protocol = field(repr=False)
    parts: Mapping[str, Any] = field(repr=False)
    readings: tuple[tuple[str, str], ...] = ()
    switch: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        """The id, with the readings under which alone there is such a rule."""
        where = " and ".join(f"{reading} is {option}" for reading, option in self.readings)
        return f"{self.id} where {where}" if where else self.id

    @property
    def is_told_only(self) -> bool:
        """Whether what is changed is told beside what is judged of a record: a visit, an outcome, words."""
        return self.rule.partition(".")[0] in TOLD_RULES or self.place in TOLD_PARTS

    @property
    def key(self) -> Key:
        """What is the same for the same change of the same thing, whichever readings are chosen."""
        return self.id, self.old

    @property
    def protocol(self) -> Protocol:
        """The protocol with the change; for a reading that is switched, the protocol as it was."""
        return replace(self.base, **self.parts)


def edited(items: tuple[Rule, ...], index: int, new: Rule | None) -> tuple[Rule, ...]:
    """The items with another one in the place of one, or without it."""
    return (*items[:index], *(() if new is None else (new,)), *items[index + 1 :])


def with_part(rule: Rule, part: str, value: object) -> Rule:
    """The rule with another value of the part that is named."""
    changed: Any = rule
    made: Rule = replace(changed, **{part: value})
    return made
