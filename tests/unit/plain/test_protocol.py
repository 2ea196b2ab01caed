"""Verdicts that the shipped protocols alone would not show: each rare way of the lowered function, in small."""

from __future__ import annotations

import json
from datetime import date

import pytest
from benchmarks.patients import AS_OF, DAY, patients

from posology.plain.protocol import lower_protocol
from posology.record.facts import Facts
from posology.results.check import Verdict
from tests.property.judging import Variant, facts_of, rules_of
from tests.strategies.records import Plain, Record

PLAIN = lower_protocol(rules_of(Variant("allorx-spine")).protocol)


def _facts(changes: Record) -> Facts:
    record: Record = json.loads(patients()["no medicines"])
    return facts_of({**record, **changes}, AS_OF)


def _taking(**medicine: Plain) -> Record:
    return {"medications": [medicine]}


@pytest.mark.parametrize(
    ("changes", "day", "verdict"),
    [
        ({}, DAY, Verdict.ELIGIBLE),
        # the weight of 9 November is 31 days old on 10 December, the scores a month and a day
        ({}, date(2026, 12, 10), Verdict.CONDITIONAL),
        ({"weight": {"value": "72 kg", "date": "2026-11-20", "method": "measured"}}, DAY, Verdict.ELIGIBLE),
        (_taking(drug="dabigatran etexilate", last_dose="2026-11"), DAY, Verdict.ELIGIBLE),
        (_taking(drug="dabigatran etexilate", last_dose="ongoing"), date(2026, 11, 26), Verdict.DEFERRED),
        (_taking(drug="dabigatran etexilate", last_dose="ongoing"), date(2026, 11, 27), Verdict.CONDITIONAL),
        (_taking(drug="prednisone", route="oral", last_dose="ongoing"), DAY, Verdict.INDETERMINATE),
        (_taking(drug="prednisone", route="oral", last_dose="ongoing", started="2026-09"), DAY, Verdict.DEFERRED),
        (_taking(drug="prednisone", route="oral", last_dose="ongoing", started="2026-11-10"), DAY, Verdict.CONDITIONAL),
        (_taking(drug="prednisone", route="oral", last_dose="ongoing", started="2026"), DAY, Verdict.INDETERMINATE),
        (
            _taking(drug="oxycodone", last_dose="ongoing", taper={"agreed_by": "the prescriber", "ends": "2026-12-06"}),
            DAY,
            Verdict.CONDITIONAL,
        ),
        (
            _taking(drug="oxycodone", last_dose="ongoing", taper={"agreed_by": "the prescriber", "ends": "2026-12-07"}),
            DAY,
            Verdict.DEFERRED,
        ),
        (_taking(drug="cilostazol", last_dose="ongoing"), DAY, Verdict.ELIGIBLE),
        ({"requests": {"disc_injection": True}, "prior_treatment": "epidural-facet-iv"}, DAY, Verdict.INDETERMINATE),
        (
            {"requests": {"disc_injection": True, "discs": ["L3-L4", "L4-L5"]}, "prior_treatment": "epidural-facet-iv"},
            DAY,
            Verdict.ELIGIBLE,
        ),
    ],
)
def test_the_verdict(changes: Record, day: date, verdict: Verdict) -> None:
    """The verdict worked out by hand for what is different about an otherwise eligible candidate."""
    assert PLAIN.verdict(_facts(changes), AS_OF, day) is verdict
