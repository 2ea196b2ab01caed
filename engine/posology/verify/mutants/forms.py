"""A protocol in each of its forms: under every choice of its readings, and with every mutant of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from posology.explain.rules import Rules
from posology.knowledge.drugs import Drugs
from posology.record.facts import Facts
from posology.verify.judge import Judge
from posology.verify.mutants.listing import mutants_of
from posology.verify.mutants.mutant import Key, Mutant
from posology.verify.mutants.refused import refusal
from posology.verify.worked_cases import WorkedCase

Choice: TypeAlias = tuple[tuple[str, str], ...]
"""Readings with the option chosen, where it is not the default."""

Planned: TypeAlias = tuple[tuple[str, int], ...]
"""Steps with the cells for each target that the clinician has chosen inside a range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What mutants are made of and held against.

    `rules_of` gives the protocol under a choice of its readings and with planned doses; `answer` is the document in
    which the answer to a case is looked for.
    """

    rules_of: Callable[[Choice, Planned], Rules]
    drugs: Drugs
    cases: tuple[WorkedCase, ...]
    answer: Callable[[Rules, Facts, WorkedCase], Mapping[str, Any]]


@dataclass(slots=True)
class Forms:
    """The forms that were made so far; each is made once."""

    material: Material
    _rules: dict[tuple[Choice, Planned], Rules] = field(default_factory=dict[tuple[Choice, Planned], Rules])
    _mutants: dict[Choice, dict[Key, Mutant]] = field(default_factory=dict[Choice, dict[Key, Mutant]])

    def rules(self, choice: Choice = (), planned: Planned = ()) -> Rules:
        """The protocol under that choice."""
        key = (tuple(sorted(choice)), planned)
        if key not in self._rules:
            self._rules[key] = self.material.rules_of(*key)
        return self._rules[key]

    def judge(self, choice: Choice = (), planned: Planned = ()) -> Judge:
        """The same, to be asked about patients."""
        return Judge(self.rules(choice, planned), self.material.drugs)

    def mutants(self) -> tuple[Mutant, ...]:
        """Every mutant of the protocol as it is and of what each other option makes of it, then the switches."""
        found = dict(self._of(()))
        for option in self.options():
            for key, mutant in self._of((option,)).items():
                found.setdefault(key, replace(mutant, readings=(option,)))
        return (*found.values(), *self._switches())

    def options(self) -> Iterator[tuple[str, str]]:
        """Every option of a reading that is not the default."""
        for reading in self.rules().protocol.readings:
            yield from ((reading.id, each.id) for each in reading.options if each.id != reading.chosen)

    def mutated(self, mutant: Mutant, choice: Choice, planned: Planned = ()) -> Judge | None:
        """The judge of the mutant under that choice; None where it changes nothing there, or makes no protocol."""
        if mutant.switch is not None:
            named = {name for name, _ in choice}
            return None if mutant.switch[0] in named else self.judge((*choice, mutant.switch), planned)
        own = self._of(tuple(sorted(choice))).get(mutant.key)
        if own is None:
            return None
        changed = own.protocol
        return None if refusal(changed) else self.judge(choice, planned).of(changed)

    def refusal(self, mutant: Mutant) -> str:
        """Why the mutant is no protocol; empty where it is one."""
        if mutant.switch is not None:
            return ""
        changed = mutant.protocol
        found = refusal(changed)
        if not found and self.judge(mutant.readings).of(changed) is None:
            return "no production rules can be made of it"
        return found

    def _of(self, choice: Choice) -> dict[Key, Mutant]:
        if choice not in self._mutants:
            self._mutants[choice] = {each.key: each for each in mutants_of(self.rules(choice).protocol)}
        return self._mutants[choice]

    def _switches(self) -> Iterator[Mutant]:
        protocol = self.rules().protocol
        for name, option in self.options():
            reading = next(each for each in protocol.readings if each.id == name)
            yield Mutant(
                id=f"reading.{name}:{reading.chosen}->{option}",
                change=f"the reading {name} is {option} by default instead of {reading.chosen}",
                rule=f"reading.{name}",
                place="",
                old=reading.chosen,
                span=protocol.span,
                base=protocol,
                parts={},
                switch=(name, option),
            )
