"""Which mutants that no worked case notices a proof does: what is proved of the protocol is refuted of the mutant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from posology.api.mutating import Trying, open_court, try_mutants
from posology.api.team import Team
from posology.ir.protocol import Exemption
from posology.results.verification import Answer, Fate, MutantOutcome, Proof, StaleExemption
from posology.verify.differing import compare_meaning
from posology.verify.each_option import proofs_under
from posology.verify.mutants.killing import Checks
from posology.verify.mutants.running import MutantRun


def try_and_notice(
    protocol: str, how: Mapping[str, Any], proofs: Sequence[Proof] | None, exemptions: Sequence[Exemption], team: Team
) -> MutantRun:
    """What became of every mutant; those that no case notices are put to the proofs, where any were made.

    `how` has the fields of `Trying`.

    Raises:
        Refused: where the protocol or its file of cases has a fault.
    """
    run = try_mutants(protocol, Trying(**how), Checks(comparing=compare_meaning))
    return run if proofs is None else noticed_by_proofs(protocol, run, proofs, exemptions, team)


def noticed_by_proofs(
    protocol: str, run: MutantRun, proofs: Sequence[Proof], exemptions: Sequence[Exemption], team: Team
) -> MutantRun:
    """The run with the survivors and the exempt ones killed that a proof notices; an exemption of one is stale."""
    alive = [each.id for each in run.outcomes if each.fate in {Fate.SURVIVED, Fate.EXEMPT}]
    proved = frozenset(each.id for each in proofs) - {each.id for each in proofs if each.answer is not Answer.PROVED}
    shares = [tuple(alive[number :: team.size]) for number in range(team.size)]
    given = [team.give(refuting_claims, protocol, share, proved) for share in shares if share]
    noticed = {name: claim for answers in given for name, claim in answers().items()}
    if not noticed:
        return run
    outcomes = tuple(_killed(each, noticed[each.id]) if each.id in noticed else each for each in run.outcomes)
    stale = tuple(
        StaleExemption(
            of=each.of,
            reason=each.reason,
            why=f"the mutant is noticed by the proof: {noticed[each.of]}",
            span=each.span,
        )
        for each in exemptions
        if each.of in noticed
    )
    return replace(run, outcomes=outcomes, stale=(*run.stale, *stale))


def _killed(outcome: MutantOutcome, claim: str) -> MutantOutcome:
    return replace(outcome, fate=Fate.KILLED, by=f"proof: {claim}", witness=None, seen=())


def refuting_claims(protocol: str, names: Sequence[str], proved: frozenset[str]) -> Mapping[str, str]:
    """Of the mutants of those names, each of which some claim is refuted that is proved of the protocol, with its id.

    Raises:
        Refused: where the protocol or its file of cases has a fault.
    """
    forms = open_court(protocol, Checks()).forms
    mutants = {each.name: each for each in forms.mutants()}
    noticed: dict[str, str] = {}
    for name in names:
        mutant = mutants[name]
        old, new = forms.judge(mutant.readings), forms.mutated(mutant, mutant.readings)
        answers = () if new is None else proofs_under(old.rules, new.rules, old.drugs, "")
        refuted = (each.id for each in answers if each.answer is Answer.REFUTED and each.id in proved)
        claim = next(refuted, "")
        if claim:
            noticed[name] = claim
    return noticed
