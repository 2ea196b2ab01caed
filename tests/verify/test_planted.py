"""Faults planted in copies of every shipped protocol: each is reported, and by the check that it is a matter of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from posology.api import Rules, check_record, knowledge_of, read_facts
from posology.api.cases import Bench
from posology.api.differing import Wanted, diff
from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Refused
from posology.render.check_json import check_document
from posology.render.witness_yaml import witness_as_yaml
from posology.results.difference import Finding
from posology.results.witness import Witness
from tests.property.size import NIGHTLY
from tests.verify.copies import Copy, knowledge, planted, shipped_cases, under
from tests.verify.kinds import By, Fault, Kind
from tests.verify.planted import faults_for_diff, faults_of, manuscript_of, some_faults_of

FEWEST, FEWEST_KINDS = 40, 15


@dataclass(frozen=True)
class Trial:
    """A fault and the shipped protocol in a copy of which it is planted."""

    protocol: str
    fault: Fault

    def __str__(self) -> str:
        """How the test of it is called."""
        return f"{self.protocol}: {self.fault.kind}: {self.fault.name}"

    def copy(self, into: Path) -> Copy:
        """The copy with the fault."""
        return planted(self.protocol, self.fault, into)


def tried(by: By) -> tuple[Trial, ...]:
    """The faults that such a check reports, of every shipped protocol: some of each kind, or at night all."""
    found = faults_of if NIGHTLY else some_faults_of
    return tuple(Trial(protocol, each) for protocol in shipped_protocols() for each in found(protocol) if each.by is by)


@cache
def bench_of(protocol: str) -> Bench:
    """Where the shipped protocol answers its own cases."""
    return Bench(protocol, knowledge())


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_many_different_faults_are_planted(protocol: str) -> None:
    """At least forty in each protocol, of many kinds, and no two the same; most of them are tried on every run."""
    faults = faults_of(protocol)
    assert len({(each.protocol, each.cases) for each in faults}) == len(faults)
    assert len({(each.kind, each.name) for each in faults}) == len(faults)
    tried_now = some_faults_of(protocol)
    assert len(tried_now) >= FEWEST
    assert len({each.kind for each in tried_now}) >= FEWEST_KINDS


def test_every_kind_of_fault_is_planted_somewhere() -> None:
    """No kind is only talked about."""
    assert {each.kind for protocol in shipped_protocols() for each in faults_of(protocol)} == set(Kind)


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_a_copy_without_a_fault_has_none(protocol: str, tmp_path: Path) -> None:
    """Nothing is reported of a copy as such."""
    sound = Fault(Kind.WRONG_EXPECTATION, "none", manuscript_of(protocol).text)
    copy = planted(protocol, sound, tmp_path)
    assert copy.codes() == ()
    assert list(copy.failed()) == []


@pytest.mark.parametrize("trial", tried(By.COMPILER), ids=str)
def test_the_compiler_reports_it(trial: Trial, tmp_path: Path) -> None:
    """What cannot be meant is refused, or warned of, with its code."""
    codes = trial.copy(tmp_path).codes()
    assert any(code.startswith(trial.fault.about) for code in codes), codes


@pytest.mark.parametrize("trial", tried(By.CASES), ids=str)
def test_a_worked_case_reports_it(trial: Trial, tmp_path: Path) -> None:
    """What is another sound protocol is answered otherwise in some case, which the shipped one answers as expected."""
    assert fails_a_case(trial.copy(tmp_path))


@pytest.mark.parametrize("trial", tried(By.EITHER), ids=str)
def test_the_compiler_or_a_worked_case_reports_it(trial: Trial, tmp_path: Path) -> None:
    """A number that passes a limit for everybody is refused; one that does not is answered otherwise in some case."""
    copy = trial.copy(tmp_path)
    try:
        assert fails_a_case(copy)
    except Refused as refused:
        codes = [each.code for each in refused.diagnostics]
        assert any(code.startswith(trial.fault.about) for code in codes), codes


@pytest.mark.parametrize("trial", tried(By.PROOF), ids=str)
def test_a_proof_reports_it(trial: Trial, tmp_path: Path) -> None:
    """What cannot be, never decides or passes a limit is refuted; a witness shows it to `check`, else nobody could."""
    copy = trial.copy(tmp_path)
    proof = copy.refuted()
    assert proof is not None
    assert proof.witness is None or proof.seen
    if proof.witness is None:
        assert trial.fault.kind in NOBODY
        assert any(each.startswith("extra") or each in trial.fault.name for each in proof.about), proof.about
    elif trial.fault.kind is not Kind.CLAIM_VIOLATED:
        shipped = under(trial.protocol, trial.protocol, trial.fault.chosen)
        assert answer(copy.rules(), proof.witness) != answer(shipped, proof.witness)


NOBODY = {
    Kind.CONTRADICTION,
    Kind.CONTRADICTION_OF_THREE,
    Kind.DEAD,
    Kind.IMPLIED,
    Kind.STEP_UNREACHABLE,
    Kind.BRANCH_UNREACHABLE,
}
"""What is refuted by there being no patient; everything else by a patient who shows it."""


def answer(rules: Rules, witness: Witness) -> dict[str, Any]:
    """What `check` says of the record of the witness, without the stamp of the protocol."""
    file = witness_as_yaml(witness, rules.protocol.id, "a proof").encode()
    facts = read_facts(file, "witness.yaml", knowledge_of(knowledge(), rules), witness.as_of)[0]
    document = json.loads(json.dumps(check_document(check_record(rules, facts, witness.as_of, witness.procedure_date))))
    return {key: value for key, value in document.items() if key != "protocol"}


@pytest.mark.parametrize(
    "trial", [Trial(each, fault) for each in shipped_protocols() for fault in faults_for_diff(each)], ids=str
)
def test_diff_shows_it(trial: Trial, tmp_path: Path) -> None:
    """The change is told; where a worked case notices it, with a patient whom `check` answers otherwise."""
    copy = trial.copy(tmp_path)
    found = diff(Wanted(protocol=trial.protocol), Wanted(protocol=str(copy.folder)), knowledge(), AS_OF)
    assert found.differences
    if trial.fault.by is By.DIFF:
        assert {each.part for each in found.differences} == {"limit"}
        return
    assert found.whole is Finding.DIFFERENT
    shown = [one for each in found.differences if not each.under for one in each.shown if not one.alone]
    shipped, changed = under(trial.protocol, trial.protocol, ()), copy.rules()
    for each in shown:
        assert answer(changed, each.witness) != answer(shipped, each.witness)


AS_OF = date(2026, 11, 20)


def fails_a_case(copy: Copy) -> bool:
    """Whether some case fails of the copy; that it is the copy's fault is shown by the protocol as it is shipped."""
    failed = next(copy.failed(), None)
    if failed is None:
        return False
    case = next(each for each in shipped_cases(copy.protocol) if each.name == failed.name)
    assert bench_of(copy.protocol).run(case).differences == ()
    return True
