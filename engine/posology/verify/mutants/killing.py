"""What becomes of a mutant: killed by a case or a claim, proved to change nothing, exempt, or alive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from posology.explain.claims import judge_claims
from posology.ir.protocol import Exemption
from posology.results.verification import Fate, MutantOutcome
from posology.results.witness import Witness
from posology.verify.differing import Comparison, differences_of
from posology.verify.judge import Judge
from posology.verify.mutants.forms import Choice, Forms
from posology.verify.mutants.mutant import Mutant
from posology.verify.mutants.nearby import Near, Neighbourhood, alone, deciding, neighbourhood
from posology.verify.mutants.telling import contrasts, told
from posology.verify.mutants.trials import Trial, fails, in_order

MOST_BASES: Final = 6
"""How many patients are varied in search of one whose result differs."""

Neighbourhoods: TypeAlias = dict[tuple[str, Choice], Neighbourhood]
"""The patients near each rule under a choice of readings, found when they are first needed."""

Comparing: TypeAlias = Callable[[Judge, Judge], Comparison]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What is asked about a mutant that every case passes: a comparison of every patient, where there is one."""

    comparing: Comparing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """Where mutants are tried."""

    forms: Forms
    trials: tuple[Trial, ...]
    checks: Checks
    exemptions: tuple[Exemption, ...]
    neighbourhoods: Neighbourhoods = field(default_factory=dict[tuple[str, Choice], Neighbourhood])

    def outcome(self, mutant: Mutant, first: str = "") -> MutantOutcome:
        """What became of the mutant; the case that is called `first` is tried before the others."""
        pairs: list[tuple[Trial, Judge]] = []
        for trial, judge in self._pairs(mutant, first):
            pairs.append((trial, judge))
            if fails(self.forms.material, trial.case, trial.facts, judge):
                return _outcome(mutant, Fate.KILLED, by=f"case: {trial.case.name}")
        showing = tuple(_showing(pairs))
        claim = next((claim for trial, judge, _ in showing for claim in self._newly_broken(trial, judge)), "")
        if claim:
            return _outcome(mutant, Fate.KILLED, by=f"property: {claim}")
        return self._alive(mutant, _shown(*showing[0]) if showing else self.compared(mutant))

    def _alive(self, mutant: Mutant, found: Comparison) -> MutantOutcome:
        """What became of a mutant that nothing notices."""
        if found.answer == "equivalent":
            return _outcome(mutant, Fate.EQUIVALENT, by=found.why)
        exemption = next((each for each in self.exemptions if each.of == mutant.name), None)
        fate = Fate.SURVIVED if exemption is None else Fate.EXEMPT
        by = "" if exemption is None else exemption.reason
        seen = found.seen if found.witness is not None else (found.why,)
        return _outcome(mutant, fate, by=by, witness=found.witness, seen=seen)

    def _newly_broken(self, trial: Trial, judge: Judge) -> tuple[str, ...]:
        """The claims that the mutant breaks for the patient of the case, and the protocol does not."""
        broken = set(_broken(trial, judge))
        before = set(_broken(trial, self.forms.judge(trial.choice, trial.case.planned))) if broken else set[str]()
        return tuple(sorted(broken - before))

    def _pairs(self, mutant: Mutant, first: str = "") -> Iterator[tuple[Trial, Judge]]:
        """Each case with the judge of the mutant under the readings of the case, where it changes anything there."""
        judges: dict[object, Judge | None] = {}
        for trial in in_order(self.trials, mutant.rule, first):
            choice = trial.choice if mutant.switch is None else trial.case.readings
            key = choice, trial.case.planned
            if key not in judges:
                judges[key] = self.forms.mutated(mutant, choice, trial.case.planned)
            judge = judges[key]
            if judge is not None:
                yield trial, judge

    def compared(self, mutant: Mutant) -> Comparison:
        """The mutant held against the protocol: patients near those of the cases first, then every patient."""
        old, new = self.forms.judge(mutant.readings), self.forms.mutated(mutant, mutant.readings)
        for near in () if new is None else self._suspects(mutant, old):
            seen = () if new is None else _seen(old, new, near)
            if seen:
                return _different(near.witness, seen, mutant.readings)
        if self.checks.comparing is None or mutant.is_told_only:
            why = "no case was found that tells it apart, and nothing that is judged of a record turns on it"
            return Comparison(answer="undecided", why=why)
        return self._proved(mutant, self.checks.comparing)

    def _proved(self, mutant: Mutant, comparing: Comparing) -> Comparison:
        """The mutant held against the protocol for every patient, under each option that changes what it is part of."""
        asked: set[object] = set()
        found = Comparison(answer="equivalent", why="it changes nothing under the readings that are chosen")
        options = () if mutant.switch is not None else self.forms.options()
        for choice in (mutant.readings, *((each,) for each in options if each not in mutant.readings)):
            new = self.forms.mutated(mutant, choice)
            old = self.forms.judge(choice)
            if new is None:
                continue
            question = tuple(deciding(each.rules.protocol, mutant.rule) for each in (old, new))
            if question in asked:
                continue
            asked.add(question)
            found = _compared_alone(old, new, mutant.rule, comparing)
            if found.answer != "equivalent":
                return replace(found, seen=_where(choice, found.seen))
        return found

    def _suspects(self, mutant: Mutant, old: Judge) -> Iterator[Near]:
        """Patients near the rule of whom it alone says something else once it is changed."""
        if mutant.switch is not None or mutant.is_told_only:
            return
        key = mutant.rule, mutant.readings
        if key not in self.neighbourhoods:
            self.neighbourhoods[key] = neighbourhood(mutant.rule, old, self._patients(mutant))
        yield from self.neighbourhoods[key].suspects(mutant.protocol)

    def _patients(self, mutant: Mutant) -> tuple[Witness, ...]:
        """A patient of each record of the cases that is judged under the readings of the mutant, else under any."""
        ordered = in_order(self.trials, mutant.rule)
        own = [each for each in ordered if each.choice == mutant.readings] or ordered
        return tuple({each.facts.id: each.witness for each in reversed(own)}.values())[-MOST_BASES:]


def _showing(pairs: Iterable[tuple[Trial, Judge]]) -> Iterator[tuple[Trial, Judge, tuple[str, ...]]]:
    """The cases whose patient the mutant judges otherwise, with what differs."""
    for trial, judge in pairs:
        seen = contrasts(trial.told, told(judge.rules, judge.check_facts(trial.facts, trial.witness)))
        if seen:
            yield trial, judge, seen


def _shown(trial: Trial, _: Judge, seen: tuple[str, ...]) -> Comparison:
    return _different(trial.witness, seen, trial.case.readings)


def _compared_alone(old: Judge, new: Judge, rule: str, comparing: Comparing) -> Comparison:
    """The two compared by what decides the rule, where that settles it: the rest is alike, and dear to the solver.

    Where the rule alone says otherwise of some patient, the whole has to say so too.
    """
    before, after = (each.of(alone(each.rules.protocol, rule)) for each in (old, new))
    if before is None or after is None:
        return comparing(old, new)
    found = comparing(before, after)
    if found.answer != "different" or found.witness is None:
        return found
    seen = differences_of(old.check(found.witness), new.check(found.witness))
    return replace(found, seen=seen) if seen else comparing(old, new)


def _different(witness: Witness, seen: tuple[str, ...], readings: Choice) -> Comparison:
    return Comparison(answer="different", witness=witness, seen=_where(readings, seen))


def _where(readings: Choice, seen: tuple[str, ...]) -> tuple[str, ...]:
    """What differs, with the readings under which it does, where they are not the defaults."""
    chosen = " and ".join(f"{name} is {option}" for name, option in readings)
    return (f"where {chosen}", *seen) if chosen and seen else seen


def _broken(trial: Trial, judge: Judge) -> Iterator[str]:
    """The claims that are broken for the patient of the case."""
    if judge.rules.protocol.claims:
        for claim, trace in judge_claims(judge.rules, trial.facts, trial.case.as_of, trial.day):
            if trace.value is False:
                yield claim.id


def _seen(old: Judge, new: Judge, near: Near) -> tuple[str, ...]:
    before, after = (told(each.rules, each.check_facts(near.facts, near.witness)) for each in (old, new))
    return contrasts(before, after)


def _outcome(
    mutant: Mutant, fate: Fate, *, by: str, witness: Witness | None = None, seen: tuple[str, ...] = ()
) -> MutantOutcome:
    return MutantOutcome(
        id=mutant.name, change=mutant.change, fate=fate, by=by, witness=witness, seen=seen, span=mutant.span
    )
