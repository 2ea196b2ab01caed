"""Mutants that no worked case notices and a proof does: what holds of the protocol, and not of the mutant."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from posology.api.mutating import open_court
from posology.api.noticing import noticed_by_proofs, refuting_claims
from posology.api.proving import prove_chosen
from posology.api.team import Team
from posology.diagnostics.span import NOWHERE
from posology.ir.protocol import Exemption
from posology.results.verification import Answer, Fate, Proof
from posology.verify.mutants.killing import Checks
from posology.verify.mutants.running import MutantRun
from tests.golden.protocols.faults import SOUND
from tests.unit.render import verifications as made

CASES = """
as_of: 2026-11-20
records: {nobody: {id: P-1}}
chapters:
  - chapter: Nothing recorded
    of: nobody
    cases:
      - {case: nothing is known, expect: {verdict: indeterminate}}
"""


@pytest.fixture(scope="module")
def protocol(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small protocol with one case, which notices next to nothing."""
    folder = Path(shutil.copytree(SOUND, tmp_path_factory.mktemp("noticing") / SOUND.name))
    (folder / "cases.yaml").write_text(CASES, "utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def run(protocol: str) -> MutantRun:
    """Two mutants of a criterion, as if nothing had noticed them."""
    mutants = [each for each in open_court(protocol, Checks()).forms.mutants() if each.rule == "criterion.consent"]
    outcomes = (replace(made.SURVIVED, id=each.name, change=each.change, span=each.span) for each in mutants[:2])
    return MutantRun(outcomes=tuple(outcomes), refused=(), stale=())


def test_a_claim_that_a_mutant_refutes_notices_it(protocol: str, run: MutantRun) -> None:
    """Only one that is proved of the protocol: what is refuted anyhow notices nothing."""
    names = [each.id for each in run.outcomes]
    assert names
    proofs = prove_chosen(protocol, None)
    proved = frozenset(each.id for each in proofs if each.answer is Answer.PROVED)
    noticed = refuting_claims(protocol, names, proved)
    assert set(noticed) <= set(names)
    assert set(noticed.values()) <= proved
    assert refuting_claims(protocol, names, frozenset()) == {}


def test_a_mutant_that_is_noticed_is_killed_and_its_exemption_is_stale(
    protocol: str, run: MutantRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the name of the proof; the others stay as they are."""
    first, *others = run.outcomes
    claim = "decides-alone:consent"

    def refuting(_protocol: str, names: tuple[str, ...], proved: frozenset[str]) -> dict[str, str]:
        return {first.id: claim} if first.id in names and claim in proved else {}

    monkeypatch.setattr("posology.api.noticing.refuting_claims", refuting)
    proof: Proof = replace(made.PROVED, id=claim)
    exemption = Exemption(of=first.id, reason="argued", span=NOWHERE)
    exempt = replace(run, outcomes=(replace(first, fate=Fate.EXEMPT), *others))
    found = noticed_by_proofs(protocol, exempt, (proof,), (exemption,), Team(None))
    assert (found.outcomes[0].fate, found.outcomes[0].by, found.outcomes[0].witness) == (
        Fate.KILLED,
        f"proof: {claim}",
        None,
    )
    assert list(found.outcomes[1:]) == others
    assert [(each.of, each.why) for each in found.stale] == [(first.id, f"the mutant is noticed by the proof: {claim}")]
    under = replace(proof, reading="iv-dose: per-kg", answer=Answer.UNDECIDED)
    assert noticed_by_proofs(protocol, exempt, (proof, under), (exemption,), Team(None)) == exempt
