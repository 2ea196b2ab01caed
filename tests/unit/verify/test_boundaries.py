"""Where the rules of a protocol turn, and the patients laid out around it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from posology.api.shipped import shipped_protocols
from posology.results.check import Verdict, WashoutStatus
from posology.results.witness import Witness
from posology.values.dates import CalendarDuration, CalendarUnit
from posology.verify.bases import AN_ORDINARY_DAY, constructed_base, eligible_bases
from posology.verify.boundaries import boundary_witnesses
from posology.verify.record_edits import lay, leave_out, leaves, read
from posology.verify.thresholds import points_of
from tests.unit.verify.judges import cases, judge_of

READY = Witness(record=cases()[0].record, as_of=cases()[0].as_of, procedure_date=None)


def test_a_record_is_changed_without_touching_the_one_given() -> None:
    """Groups are made on the way, and left out with the last that they have."""
    record: dict[str, Any] = {"pain": {"back": {"vas": 7}}, "discs": [{"level": "L4-L5"}]}
    assert read(record, "pain.back.vas") == 7
    assert read(record, "pain.neck.vas") is None
    assert lay(record, "pain.neck.vas", 2)["pain"] == {"back": {"vas": 7}, "neck": {"vas": 2}}
    assert lay(record, "discs[0].pfirrmann", 4)["discs"] == [{"level": "L4-L5", "pfirrmann": 4}]
    assert leave_out(record, "pain.back.vas") == {"discs": [{"level": "L4-L5"}]}
    assert leave_out(record, "discs[0]")["discs"] == []
    assert dict(leaves(record)) == {"pain.back.vas": 7, "discs[0].level": "L4-L5"}
    assert record == {"pain": {"back": {"vas": 7}}, "discs": [{"level": "L4-L5"}]}


def test_the_thresholds_are_those_of_the_protocol() -> None:
    """A year of pain, the age of a weight, and the weight from which the dose follows it."""
    rules = judge_of().rules
    points = points_of(rules.protocol, rules.dictionary)
    assert points["pain.back.onset"].spans == {CalendarDuration(1, CalendarUnit.YEAR)}
    assert points["weight"].ages == {CalendarDuration(30, CalendarUnit.DAY)}
    assert points["weight"].numbers == {Decimal(0), Decimal(100)}
    assert points["requests.discs"].counts == {2}
    assert points["pain.back.vas"].others == {"pain.leg.vas"}


@pytest.fixture(name="near", scope="module")
def _near() -> tuple[Witness, ...]:
    return tuple(boundary_witnesses(judge_of(), (READY,)))


def test_each_boundary_is_met_from_both_sides(near: tuple[Witness, ...]) -> None:
    """Of the onset the day a year before the procedure, the days beside it, its month and its year."""
    onsets = {read(each.record, "pain.back.onset") for each in near}
    assert {"2025-12-07", "2025-12-06", "2025-12-08", "2025-12", "2025", None} <= onsets
    weights = {read(each.record, "weight.value") for each in near}
    assert {"100 kg", "99.9 kg", "100.1 kg"} <= weights
    assert {"2026-10-21", "2026-10-20", "2026-10-22"} <= {read(each.record, "weight.date") for each in near}


def test_every_washout_rule_is_met_by_one_of_its_drugs(near: tuple[Witness, ...]) -> None:
    """Each hold is over, a day short of it, and unknown; what is not known to anybody is there too."""
    met: dict[str, set[WashoutStatus]] = {}
    for each in near:
        for finding in judge_of().check(each).washout:
            met.setdefault(finding.rule or "none", set()).add(finding.status)
    assert set(met) >= {rule.id for rule in judge_of().rules.protocol.washout}
    assert met["nsaid"] >= {WashoutStatus.CLEAR, WashoutStatus.HOLD, WashoutStatus.UNKNOWN}
    assert WashoutStatus.REFER in met["opioid"]
    assert WashoutStatus.UNKNOWN in met["none"]


def test_one_thing_is_changed_at_a_time(near: tuple[Witness, ...]) -> None:
    """So that every verdict occurs, and most are still the one of the base."""
    verdicts = Counter(judge_of().check(each).verdict for each in near)
    assert set(verdicts) == set(Verdict)
    assert verdicts.most_common(1)[0][0] is Verdict.ELIGIBLE
    assert near[0] == READY
    assert [repr(each) for each in boundary_witnesses(judge_of(), (READY,))] == [repr(each) for each in near]


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_an_eligible_patient_can_be_made_up(protocol: str) -> None:
    """From the dictionary and the thresholds alone, and beside those of the cases."""
    judge = judge_of(protocol)
    made = constructed_base(judge, AN_ORDINARY_DAY)
    assert made is not None
    assert judge.check(made).verdict is Verdict.ELIGIBLE
    bases = eligible_bases(judge, cases(protocol))
    assert made.record in [each.record for each in bases]
    assert all(judge.check(each).verdict is Verdict.ELIGIBLE for each in bases)


def test_a_patient_is_made_up_on_a_leap_day() -> None:
    """The day of judging is kept."""
    made = constructed_base(judge_of(), date(2024, 2, 29))
    assert made is not None
    assert replace(made, record={}).as_of == date(2024, 2, 29)
