"""A protocol held against everything: diagnostics, worked cases, proofs, properties, mutants.

The solver, the generator of patients and what is made of them are imported when they are first asked for: whoever loads
a protocol needs none of them, and they may not be installed.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from posology import __version__
from posology.api.authoring import check_protocol, check_site
from posology.api.cases import CASES, Bench, cases_of
from posology.api.finding import folder_of
from posology.api.knowledge import Knowledge
from posology.api.loading import load
from posology.api.team import Team, team_of
from posology.diagnostics.diagnostic import Diagnostic, Refused, Severity
from posology.explain.rules import Rules
from posology.ir.protocol import Exemption
from posology.results.rule_graph import rule_graph
from posology.results.verification import (
    Answer,
    CaseOutcome,
    Kind,
    NotDone,
    Proof,
    PropertyOutcome,
    StaleExemption,
    Verification,
)
from posology.verify.worked_cases import WorkedCase

if TYPE_CHECKING:
    from posology.verify.mutants.running import MutantRun

Tried: TypeAlias = tuple[tuple[PropertyOutcome, ...], int]
"""What the laws came to, and the seed of the patients on whom they were tried."""

SiteFile: TypeAlias = tuple[str, bytes] | None
Option: TypeAlias = tuple[str, str]
"""A reading, and one of its options."""

Progress: TypeAlias = Callable[[Kind, int, int | None], None]
"""Told of a kind of check how many parts are done, of how many, None where that is not known beforehand."""

SKIPPABLE: Final = (Kind.PROOFS, Kind.PROPERTIES, Kind.MUTANTS)
"""What can be left out; the cases and the diagnostics cost next to nothing."""

NEEDS: Final = MappingProxyType({Kind.PROOFS: "z3", Kind.PROPERTIES: "hypothesis", Kind.MUTANTS: "z3"})
"""The library of the extra `prove` that each of them needs: a mutant is equivalent only where that is proved."""

NOT_INSTALLED: Final = "install posology[prove]"
LEFT_OUT: Final = "asked to be left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyOptions:
    """What is held against a protocol, and how.

    `site` is the name and content of a site file that chooses the readings; `examples` and `seed` are those of the
    properties, None for the usual ones; `jobs` how many mutants are tried at once; `cache` the folder in which the
    outcomes of mutants are kept, None for none.
    """

    site: tuple[str, bytes] | None = None
    skip: frozenset[Kind] = field(default_factory=frozenset[Kind])
    examples: int | None = None
    seed: int | None = None
    jobs: int = 1
    cache: Path | None = None


EVERYTHING: Final = VerifyOptions()


def lacking(skip: Iterable[Kind] = ()) -> tuple[Kind, ...]:
    """The kinds of check that are not to be left out, and whose library is not installed."""
    skipped = frozenset(skip)
    return tuple(each for each in SKIPPABLE if each not in skipped and find_spec(NEEDS[each]) is None)


def verify(
    protocol: str, knowledge: Knowledge, options: VerifyOptions = EVERYTHING, progress: Progress | None = None
) -> Verification:
    """The protocol of that id, or at that path, with everything held against it that is not to be left out.

    Raises:
        Refused: where the protocol, its file of cases or the site file has a fault.
    """
    return _Verifying(protocol, knowledge, options, progress or _untold).run()


def other_options(rules: Rules) -> tuple[Option, ...]:
    """Every option of a reading that is not chosen, with its reading."""
    return tuple(
        (reading.id, option.id)
        for reading in rules.protocol.readings
        for option in reading.options
        if option.id != reading.chosen
    )


def argued_claims(proofs: Iterable[Proof], exemptions: Iterable[Exemption]) -> tuple[Proof, ...]:
    """The proofs, those that are refuted with the argument of the protocol why that is as it should be.

    An argument for a claim is one about the readings as they are chosen. It holds under another option too where the
    claim is refuted under both. One that is refuted under the option alone is exempt by the name of both, as
    `dose-monotone:iv where iv-dose is per-kg`, so that what is argued for one option hides no fault of the others.
    """
    reasons = {each.of: each.reason for each in exemptions}
    found = tuple(proofs)
    as_chosen = {each.id for each in found if each.answer is Answer.REFUTED and not each.reading}

    def argued(proof: Proof) -> str:
        everywhere = reasons.get(proof.id, "") if proof.id in as_chosen else ""
        return reasons.get(name_of_claim(proof), "") or everywhere

    return tuple(replace(each, exempt=argued(each)) if each.answer is Answer.REFUTED else each for each in found)


def name_of_claim(proof: Proof) -> str:
    """The claim as an exemption names it: its id, and the option under which it was asked, if it was another one."""
    return f"{proof.id} where {proof.reading.replace(': ', ' is ')}" if proof.reading else proof.id


def stale_exemptions(
    exemptions: Iterable[Exemption], proofs: Sequence[Proof] | None, mutants: MutantRun | None
) -> tuple[StaleExemption, ...]:
    """The exemptions that nothing needs, as far as can be said: what was not made is not known to need none."""
    claims = {name_of_claim(each) for each in proofs or ()}
    excused = {name_of_claim(each) for each in proofs or () if each.exempt}
    of_mutants = {} if mutants is None else {each.of: each for each in mutants.stale}
    made = frozenset[str]() if mutants is None else frozenset(each.id for each in mutants.outcomes)
    stale: list[StaleExemption] = []
    for each in exemptions:
        if each.of in claims - excused:
            why = "the claim is not refuted"
            stale.append(StaleExemption(of=each.of, reason=each.reason, why=why, span=each.span))
        elif each.of in of_mutants and each.of not in excused and (each.of in made or proofs is not None):
            stale.append(of_mutants[each.of])
    return tuple(stale)


def _untold(_what: Kind, _done: int, _total: int | None) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class _Verifying:
    """One run. `not_done` collects what is left out as it is found to be."""

    protocol: str
    knowledge: Knowledge
    options: VerifyOptions
    progress: Progress
    not_done: list[NotDone] = field(default_factory=list[NotDone])

    def run(self) -> Verification:
        """Everything; the proofs and the properties in other processes, where there may be any, while cases are run."""
        options = self.options
        diagnostics = self._diagnostics()
        rules, cases = load(self.protocol, self.knowledge, site=options.site), self._cases()
        bench = Bench(self.protocol, self.knowledge)
        with team_of(options.jobs) as team:
            laws = self._laws(team)
            claims = self._claims(team, rules)
            outcomes = None if cases is None else tuple(self._answered(bench, cases))
            proofs = None if claims is None else argued_claims(self._proofs(claims), rules.protocol.exemptions)
            properties, seed = (None, None) if laws is None else self._properties(laws)
            mutants = self._mutants(team, proofs, rules.protocol.exemptions)
        questions = {path: each.question for path, each in rules.dictionary.elements.items()}
        return Verification(
            protocol=self.protocol,
            diagnostics=diagnostics,
            cases=outcomes,
            coverage=() if outcomes is None else tuple(bench.coverage.reaches()),
            proofs=proofs,
            properties=properties,
            mutants=None if mutants is None else mutants.outcomes,
            stale=stale_exemptions(rules.protocol.exemptions, proofs, mutants),
            refused=() if mutants is None else mutants.refused,
            not_done=tuple(self.not_done),
            subject=rules.protocol,
            graph=rule_graph(rules.protocol, questions),
            site="" if options.site is None else options.site[0],
            seed=seed,
            engine_version=__version__,
        )

    def _diagnostics(self) -> tuple[Diagnostic, ...]:
        """What stands against the protocol under every option, and against the site file where there is one."""
        reviews = [check_protocol(self.protocol, self.knowledge)]
        if self.options.site is not None:
            reviews.append(check_site(self.protocol, self.knowledge, self.options.site))
        found = tuple(dict.fromkeys(each for review in reviews for each in review.diagnostics))
        if any(each.severity is Severity.ERROR for each in found):
            raise Refused(found, {name: text for review in reviews for name, text in review.texts.items()})
        return found

    def _cases(self) -> tuple[WorkedCase, ...] | None:
        path = folder_of(self.protocol) / CASES
        return cases_of(path, self.protocol) if path.is_file() else None

    def _answered(self, bench: Bench, cases: tuple[WorkedCase, ...]) -> Iterator[CaseOutcome]:
        for number, case in enumerate(cases):
            self.progress(Kind.CASES, number, len(cases))
            yield bench.run(case)
        self.progress(Kind.CASES, len(cases), len(cases))

    def _is_left_out(self, what: Kind) -> bool:
        """Whether a kind of check is not made, which is noted with its reason."""
        why = LEFT_OUT if what in self.options.skip else NOT_INSTALLED if find_spec(NEEDS[what]) is None else ""
        if why:
            self.not_done.append(NotDone(what=what, why=why))
        return bool(why)

    def _claims(self, team: Team, rules: Rules) -> list[Callable[[], tuple[Proof, ...]]] | None:
        """The questions put: of the protocol as it is chosen, and again under each option that can change an answer."""
        if self._is_left_out(Kind.PROOFS):
            return None
        module, site = importlib.import_module("posology.api.proving"), self.options.site
        chosen: Callable[[str, SiteFile], tuple[Proof, ...]] = module.prove_chosen
        under: Callable[[str, SiteFile, Option], tuple[Proof, ...]] = module.prove_under
        others = [team.give(under, self.protocol, site, option) for option in other_options(rules)]
        return [team.give(chosen, self.protocol, site), *others]

    def _proofs(self, claims: Sequence[Callable[[], tuple[Proof, ...]]]) -> Iterator[Proof]:
        """The answers, as they come."""
        self.progress(Kind.PROOFS, 0, len(claims))
        for number, answers in enumerate(claims):
            yield from answers()
            self.progress(Kind.PROOFS, number + 1, len(claims))

    def _laws(self, team: Team) -> Callable[[], Tried] | None:
        if self._is_left_out(Kind.PROPERTIES):
            return None
        module, options = importlib.import_module("posology.api.trying"), self.options
        laws: Callable[[str, SiteFile, int | None, int | None], Tried] = module.try_laws
        return team.give(laws, self.protocol, options.site, options.examples, options.seed)

    def _properties(self, laws: Callable[[], Tried]) -> tuple[tuple[PropertyOutcome, ...] | None, int | None]:
        """What the laws came to, and the seed of the patients."""
        self.progress(Kind.PROPERTIES, 0, 1)
        found, seed = laws()
        self.progress(Kind.PROPERTIES, 1, 1)
        if not found:
            why = "no patient was found whom the protocol finds eligible, and from whom others could be made"
            self.not_done.append(NotDone(what=Kind.PROPERTIES, why=why))
            return None, None
        return found, seed

    def _mutants(
        self, team: Team, proofs: tuple[Proof, ...] | None, exemptions: tuple[Exemption, ...]
    ) -> MutantRun | None:
        """What became of every mutant; those that the cases do not notice are put to the proofs that were made."""
        if self._is_left_out(Kind.MUTANTS):
            return None

        def tell(done: int, total: int, _last: str) -> None:
            self.progress(Kind.MUTANTS, done, total)

        how = {"workers": self.options.jobs, "folder": self.options.cache, "progress": tell}
        module = importlib.import_module("posology.api.noticing")
        run: MutantRun = module.try_and_notice(self.protocol, how, proofs, exemptions, team)
        return run
