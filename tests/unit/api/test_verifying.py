"""Everything held against a protocol: what is run, what is left out and why, and what an exemption is good for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from posology.api import load, load_knowledge, verifying
from posology.api.proving import prove_chosen, prove_under
from posology.api.team import Team, team_of
from posology.api.verifying import (
    LEFT_OUT,
    NOT_INSTALLED,
    VerifyOptions,
    argued_claims,
    lacking,
    other_options,
    stale_exemptions,
    verify,
)
from posology.diagnostics.diagnostic import Refused
from posology.diagnostics.span import NOWHERE
from posology.ir.protocol import Exemption
from posology.results.verification import Kind, PropertyOutcome, StaleExemption, Verification
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

SITE = b"site: clinic\nprotocol: small-spine\nreadings: {iv-dose: {chosen: per-kg}}\n"

CASES_ONLY = frozenset({Kind.PROOFS, Kind.PROPERTIES, Kind.MUTANTS})


@pytest.fixture
def protocol(tmp_path: Path) -> str:
    """The small protocol in a folder of its own, with one worked case."""
    folder = Path(shutil.copytree(SOUND, tmp_path / SOUND.name))
    (folder / "cases.yaml").write_text(CASES, "utf-8")
    return str(folder)


def _verified(protocol: str, **options: Any) -> Verification:  # noqa: ANN401 - whatever the options hold
    return verify(protocol, load_knowledge(), replace(VerifyOptions(skip=CASES_ONLY), **options))


def test_what_is_left_out_is_none_with_its_reason(protocol: str) -> None:
    """And everything else is there: the protocol, its rules, the engine."""
    found = _verified(protocol)
    assert (found.proofs, found.properties, found.mutants, found.seed) == (None, None, None, None)
    assert {each.what: each.why for each in found.not_done} == dict.fromkeys(CASES_ONLY, LEFT_OUT)
    assert found.subject is not None
    assert found.graph is not None
    assert found.graph.chains[0].title == "Who may be treated"
    assert found.engine_version
    assert not found.has_fault


def test_a_library_that_is_not_installed_is_no_pass(protocol: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs it is not done, with the instruction; the rest is."""

    def find(name: str) -> str | None:
        return None if name == "z3" else name

    monkeypatch.setattr(verifying, "find_spec", find)
    assert lacking() == (Kind.PROOFS, Kind.MUTANTS)
    assert lacking({Kind.PROOFS}) == (Kind.MUTANTS,)
    found = _verified(protocol, skip=frozenset({Kind.PROPERTIES}))
    assert {each.what: each.why for each in found.not_done} == {
        Kind.PROPERTIES: LEFT_OUT,
        Kind.PROOFS: NOT_INSTALLED,
        Kind.MUTANTS: NOT_INSTALLED,
    }


def test_nothing_is_lacking_here() -> None:
    """The tests need both libraries."""
    assert lacking() == ()


def test_a_site_file_chooses_the_readings_that_are_verified(protocol: str) -> None:
    """Its faults are those of the protocol; the worked cases keep their own readings."""
    found = _verified(protocol, site=("clinic.yaml", SITE))
    assert found.site == "clinic.yaml"
    assert found.subject is not None
    assert {each.id: each.chosen for each in found.subject.readings}["iv-dose"] == "per-kg"
    with pytest.raises(Refused):
        _verified(protocol, site=("clinic.yaml", SITE.replace(b"per-kg", b"per-pound")))


def test_who_watches_is_told_of_each_kind(protocol: str) -> None:
    """From nothing done to everything."""
    told: list[tuple[Kind, int, int | None]] = []
    options = VerifyOptions(skip=CASES_ONLY)

    def tell(what: Kind, done: int, total: int | None) -> None:
        told.append((what, done, total))

    verify(protocol, load_knowledge(), options, tell)
    assert told == [(Kind.CASES, 0, 1), (Kind.CASES, 1, 1)]


def test_proofs_are_made_under_each_option(protocol: str) -> None:
    """Those of the protocol as it is chosen first, all of them; under an option those that it can change."""
    told: list[Kind] = []
    options = VerifyOptions(skip=frozenset({Kind.PROPERTIES, Kind.MUTANTS}))
    found = verify(protocol, load_knowledge(), options, lambda what, _done, _total: told.append(what))
    assert found.proofs is not None
    readings = list(dict.fromkeys(each.reading for each in found.proofs))
    assert readings[0] == ""
    assert set(readings[1:]) <= {"iv-dose: per-kg", "nsaid-hold: by-medicine"}
    ids = {each.id for each in found.proofs if not each.reading}
    assert "some-eligible" in ids
    assert len(ids) == sum(not each.reading for each in found.proofs)
    assert told.count(Kind.PROOFS) == 4
    assert found.reason_not_done(Kind.PROOFS) == ""


def test_several_processes_answer_as_one(protocol: str) -> None:
    """In the same order."""
    with team_of(2) as team:
        given = [team.give(prove_under, protocol, None, ("iv-dose", "per-kg")), team.give(prove_chosen, protocol, None)]
        answers = [each() for each in given]
    assert answers == [prove_under(protocol, None, ("iv-dose", "per-kg")), prove_chosen(protocol, None)]
    assert all(each.reading == "iv-dose: per-kg" for each in answers[0])


def test_one_process_works_when_it_is_asked() -> None:
    """Nothing is begun before."""
    with team_of(1) as team:
        assert team == Team(None)
        done: list[int] = []
        wait = team.give(done.append, 7)
        assert done == []
        wait()
        assert done == [7]


def test_what_goes_wrong_beside_the_team_ends_it() -> None:
    """The processes are not waited for."""

    def fail() -> None:
        with team_of(2) as team:
            team.give(sum, [1, 2])
            raise ValueError("beside")

    with pytest.raises(ValueError, match="beside"):
        fail()


def test_the_other_options_are_those_that_are_not_chosen() -> None:
    """One at a time: a clinic that chooses two otherwise names its site file."""
    found = other_options(load("allorx-spine", load_knowledge()))
    assert ("iv-dose", "per-kg") in found
    assert ("iv-dose", "floor-100") not in found


def test_properties_without_anybody_to_start_from_are_not_done(protocol: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No law that was tried is no law that holds."""

    def try_nobody(*_: object) -> tuple[tuple[PropertyOutcome, ...], int]:
        return (), 5

    monkeypatch.setattr("posology.api.trying.try_laws", try_nobody)
    found = _verified(protocol, skip=frozenset({Kind.PROOFS, Kind.MUTANTS}))
    assert (found.properties, found.seed) == (None, None)
    assert "no patient was found" in found.reason_not_done(Kind.PROPERTIES)


def test_the_laws_are_tried_with_the_seed_and_the_number_asked_for(protocol: str) -> None:
    """The seed is in the result, so that the run can be repeated."""
    found = _verified(protocol, skip=frozenset({Kind.PROOFS, Kind.MUTANTS}), examples=3, seed=11)
    assert found.seed == 11
    assert found.properties
    assert (
        found.properties
        == _verified(protocol, skip=frozenset({Kind.PROOFS, Kind.MUTANTS}), examples=3, seed=11).properties
    )


def _exemption(name: str) -> Exemption:
    return Exemption(of=name, reason="argued", span=NOWHERE)


def test_an_exemption_of_a_claim_argues_its_refutation() -> None:
    """What is proved or undecided stays as it is."""
    refuted = replace(made.REFUTED, reading="")
    claims = argued_claims((made.PROVED, refuted, made.UNDECIDED), [_exemption(refuted.id)])
    assert [each.exempt for each in claims] == ["", "argued", ""]


def test_an_argument_for_one_option_hides_no_fault_of_the_others() -> None:
    """A claim that is refuted under an option alone is exempt by the name of both; one as chosen under all."""
    chosen, other = replace(made.REFUTED, reading=""), replace(made.REFUTED, reading="iv-dose: per-kg")
    of_option = _exemption(f"{other.id} where iv-dose is per-kg")
    assert [each.exempt for each in argued_claims((other,), [_exemption(other.id)])] == [""]
    assert [each.exempt for each in argued_claims((other,), [of_option])] == ["argued"]
    assert [each.exempt for each in argued_claims((chosen, other), [of_option])] == ["", "argued"]
    assert [each.exempt for each in argued_claims((chosen, other), [_exemption(other.id)])] == ["argued", "argued"]


def test_an_exemption_that_nothing_needs_is_stale() -> None:
    """A claim that is not refuted, or a mutant as the run says; what was not made is not known to need none."""
    refuted = replace(made.REFUTED, reading="")
    proofs = argued_claims((made.PROVED, refuted), [_exemption(refuted.id)])
    gone = StaleExemption(of="criterion.x:gone", reason="argued", why="there is no such mutant", span=NOWHERE)
    of_claim = replace(gone, of=made.REFUTED.id)
    noticed = replace(gone, of=made.KILLED.id, why="noticed")
    run = MutantRun(outcomes=(made.KILLED,), refused=(), stale=(gone, of_claim, noticed))
    exemptions = [_exemption(each) for each in (gone.of, of_claim.of, noticed.of, made.PROVED.id)]
    assert [(each.of, each.why) for each in stale_exemptions(exemptions, proofs, run)] == [
        (gone.of, "there is no such mutant"),
        (noticed.of, "noticed"),
        (made.PROVED.id, "the claim is not refuted"),
    ]
    assert [each.of for each in stale_exemptions(exemptions, None, run)] == [noticed.of]
    assert [each.of for each in stale_exemptions(exemptions, proofs, None)] == [made.PROVED.id]
    assert stale_exemptions(exemptions, None, None) == ()


def test_the_solver_and_the_generator_are_loaded_by_what_needs_them() -> None:
    """Neither the public door nor the command for worked cases alone imports them."""
    script = (
        "import sys, posology.api, posology.api.verifying, posology_cli.verify\n"
        "print(sorted({'z3', 'hypothesis', 'rich'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
