"""The laws hold for the shipped protocols, on patients of every verdict, and the same ones each time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import Phase

from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Refused
from posology.ir.protocol import Criterion, Kind
from posology.results.check import Verdict
from posology.results.witness import Witness
from posology.verify.bases import eligible_bases
from posology.verify.judge import Judge
from posology.verify.properties.patients import patients_of, witnesses
from posology.verify.properties.running import run_properties
from posology.verify.properties.searching import search
from tests.unit.verify.judges import SPINE, cases, changed, judge_of

EVERY_PROTOCOL = shipped_protocols()
FEW = 15
MANY = 200
A_FIFTH = MANY // 5


@pytest.mark.parametrize("protocol", EVERY_PROTOCOL)
def test_the_laws_hold(protocol: str) -> None:
    """No law is broken by the patients that are tried, and each law is tried."""
    outcomes = run_properties(judge_of(protocol), cases(protocol), examples=FEW)
    assert [each.id for each in outcomes if not each.holds] == []
    assert all(each.examples >= FEW for each in outcomes if each.id != "schedule-leads-there")
    assert len({each.id for each in outcomes}) == len(outcomes)


def test_every_claim_is_a_law() -> None:
    """The claims of the protocol stand beside the laws that hold for all protocols, with their sentences."""
    outcomes = run_properties(judge_of(), (), examples=1)
    claims = {each.id: each.claim for each in outcomes if each.id.startswith("claim:")}
    assert claims == {f"claim:{each.id}": each.text for each in judge_of().rules.protocol.claims}


def test_the_dose_is_held_against_the_weight_where_it_is_computed_from_it() -> None:
    """A protocol of fixed doses has no such law."""
    assert "dose-follows-weight" in {each.id for each in run_properties(judge_of(), (), examples=1)}
    fixed = run_properties(judge_of("amirdelfan-mpc-disc"), (), examples=1)
    assert "dose-follows-weight" not in {each.id for each in fixed}


def test_only_the_laws_that_are_named_are_tried() -> None:
    """Whoever looks for one law does not wait for the others."""
    outcomes = run_properties(judge_of(), (), examples=2, only=["order-does-not-matter"])
    assert [each.id for each in outcomes] == ["order-does-not-matter"]


def test_nothing_is_tried_where_nobody_is_eligible() -> None:
    """A law that is tried on nobody would look as if it held."""
    nobody = changed(criteria=lambda criteria: (*criteria, _never(criteria[0])))
    assert run_properties(nobody, (), examples=FEW) == ()


def _never(consent: Criterion) -> Criterion:
    """Consent must not have been signed, beside that it must."""
    return replace(consent, id="never", kind=Kind.EXCLUSION)


def test_the_same_patients_are_tried_each_time() -> None:
    """The seed alone decides, also beside an earlier run; another seed gives other patients."""
    assert _drawn(judge_of(), 1) == _drawn(judge_of(), 1)
    assert _drawn(judge_of(), 1) != _drawn(judge_of(), 2)


def _drawn(judge: Judge, seed: int) -> list[str]:
    drawn: list[str] = []
    patients = patients_of(judge, eligible_bases(judge, cases(SPINE)))
    search(lambda each: drawn.append(repr(each)), witnesses(patients), FEW, seed, Phase.generate)
    return drawn


def test_patients_of_every_verdict_are_tried() -> None:
    """At least a fifth are eligible, nobody is left out, and few records are refused."""
    counted: Counter[str] = Counter()

    def count(witness: Witness) -> None:
        try:
            counted[judge_of().check(witness).verdict] += 1
        except Refused:
            counted["refused"] += 1

    patients = patients_of(judge_of(), eligible_bases(judge_of(), cases(SPINE)))
    search(count, witnesses(patients), MANY, 1, Phase.generate)
    assert set(Verdict) <= {*counted}
    assert counted[Verdict.ELIGIBLE] >= A_FIFTH
    assert counted["refused"] < A_FIFTH
