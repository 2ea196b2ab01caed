"""A sheet is a draft, is the same for the same input, and lays out nothing that the verdict does not carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from posology.api import Check, Verdict, check, sheet
from posology.explain.sheet import make_sheet
from posology.explain.sheet_content import content_sha256, id_of
from posology.ir.plan import Limit, LimitKind, Measure
from posology.ir.site import NOTHING_DECIDED, SiteDecisions
from posology.results.check import Cells
from posology.results.obstacles import LAID_OUT
from posology.results.supply import NO_SUPPLY, Supply
from tests.strategies.records import Record, records
from tests.unit.judged import AS_OF, CANDIDATE, RECORDS, SITE, changed, checked, facts, facts_of_plain, knowledge, rules


@pytest.mark.parametrize("verdict", Verdict)
def test_doses_are_laid_out_for_two_verdicts_only(verdict: Verdict) -> None:
    """A patient who is not eligible, or not yet, gets a sheet with reasons and without a dose."""
    made = sheet(rules(), facts(RECORDS[verdict]), AS_OF)
    assert made.verdict is verdict
    assert bool(made.withheld) is (verdict not in LAID_OUT)
    assert bool(made.injections) is (verdict in LAID_OUT)
    assert (made.total.minimum is None) is (verdict not in LAID_OUT)


@settings(max_examples=25)
@given(records(knowledge().dictionary, AS_OF))
def test_no_record_gets_a_dose_against_its_verdict(record: Record) -> None:
    """Whatever is recorded, every sheet is a draft with a reason, and doses follow the verdict."""
    stated = facts_of_plain(record)
    found = check(rules(), stated, AS_OF, None)
    made = make_sheet(found, rules(), stated)
    assert made.draft_because
    assert bool(made.withheld) is not bool(made.injections)
    assert found.verdict in LAID_OUT or not (made.injections or made.routes or made.restarts or made.washout)


def test_the_sums_of_a_sheet_are_those_of_its_rows() -> None:
    """Rows add up to routes, and routes to the total, at both ends."""
    made = sheet(rules(), facts(CANDIDATE), AS_OF)
    for route in made.routes:
        rows = [each.cells for each in made.injections if each.site == route.site]
        assert route.count == len(rows)
        assert route.cells.minimum == sum(each.minimum or 0 for each in rows)
        assert route.cells.maximum == sum(each.maximum or 0 for each in rows)
    assert made.total.minimum == sum(each.cells.minimum or 0 for each in made.routes) == 144_000_000


def test_every_injection_names_its_joint_and_side_in_full() -> None:
    """One row for each target, numbered, none of them twice."""
    made = sheet(rules(), facts(CANDIDATE), AS_OF)
    assert [each.number for each in made.injections] == list(range(1, 19))
    assert len({each.target for each in made.injections}) == 18
    assert made.injections[2].target == "left L2-L3 facet joint"


def test_what_makes_it_a_draft_is_listed() -> None:
    """Approvals, planned cells and agreements that are missing each stand among the reasons."""
    reasons = " ".join(sheet(rules(), facts(CANDIDATE), AS_OF).draft_because)
    for missing in ("iv-dose", "epidural injection and facet joint injection", "prescriber of apixaban", "legal basis"):
        assert missing in reasons


def test_what_a_site_and_a_prescriber_decided_is_no_longer_missing() -> None:
    """An approved reading, planned cells and a recorded agreement leave the list; the sheet stays a draft."""
    agreed = changed(
        (
            "{drug: apixaban, last_dose: ongoing}",
            "{drug: apixaban, last_dose: ongoing, agreement: {prescriber: Dr A, date: 2026-11-19}}",
        )
    )
    made = sheet(rules(site=SITE), facts(agreed), AS_OF)
    reasons = " ".join(made.draft_because)
    assert made.injections[1].cells.planned == 22_000_000
    for settled in ("iv-dose", "Planned cells", "prescriber of apixaban"):
        assert settled not in reasons
    assert made.draft_because


def test_planned_cells_out_of_range_withhold_the_sheet() -> None:
    """A planned dose that the protocol does not allow is never laid out."""
    found = checked(CANDIDATE)
    line = replace(found.plan[2], cells=replace(found.plan[2].cells, planned=9_000_000))
    made = make_sheet(replace(found, plan=(*found.plan[:2], line, *found.plan[3:])), rules(), facts(CANDIDATE))
    assert made.injections == ()
    assert any("9 million cells" in each and "left L2-L3 facet joint" in each for each in made.withheld)


@pytest.mark.parametrize(("kind", "withheld"), [(LimitKind.HARD, True), (LimitKind.SOFT, False)])
def test_a_hard_limit_withholds_and_a_soft_one_asks_for_a_reason(kind: LimitKind, withheld: bool) -> None:
    """A total over a hard limit is not laid out; over a soft one it is, and the reason is asked for."""
    protocol = rules().protocol
    limit = Limit(
        site="total",
        each=False,
        measure=Measure.CELLS,
        minimum=None,
        maximum=150_000_000,
        kind=kind,
        citation=protocol.limits[0].citation,
        span=protocol.limits[0].span,
    )
    limited = replace(rules(), protocol=replace(protocol, limits=(limit,)))
    made = make_sheet(checked(CANDIDATE), limited, facts(CANDIDATE))
    assert bool(made.withheld) is withheld
    assert any("at most 150 million cells" in each for each in (*made.withheld, *made.draft_because))


def test_a_dose_that_is_not_known_is_not_laid_out() -> None:
    """Even if a check called itself eligible, a total that is not known withholds the sheet."""
    found = replace(checked(RECORDS["eligible"]), total=Cells(minimum=None, maximum=None, planned=None))
    assert make_sheet(found, rules(), facts(RECORDS["eligible"])).injections == ()


def id_for(found: Check, site: SiteDecisions = NOTHING_DECIDED, supply: Supply = NO_SUPPLY) -> str:
    """The id of a sheet for the check."""
    return id_of(content_sha256(found, site, supply))


def test_the_same_input_has_the_same_id() -> None:
    """An id is a function of what went in."""
    assert id_for(checked(CANDIDATE)) == id_for(checked(CANDIDATE))


def other_inputs(found: Check) -> Iterator[Check]:
    """The check with each of the things that went in another one."""
    yield replace(found, as_of=date(2026, 11, 21))
    yield replace(found, procedure_date=date(2026, 12, 8))
    yield replace(found, record_sha256="0" * 64)
    yield replace(found, engine_version="0.0.1")
    yield replace(found, protocol=replace(found.protocol, sha256="0" * 64))
    yield replace(found, readings=found.readings[1:])
    yield replace(found, plan=found.plan[1:])


def test_another_input_has_another_id() -> None:
    """Nothing that went in can change behind an id."""
    found = checked(CANDIDATE)
    ids = [id_for(each) for each in (found, *other_inputs(found))]
    ids += [
        id_for(found, replace(NOTHING_DECIDED, sha256="0" * 64)),
        id_for(found, supply=replace(NO_SUPPLY, missing=("one",))),
    ]
    assert len(set(ids)) == len(ids) == 10


def test_what_nobody_recorded_is_left_blank_in_the_time_out() -> None:
    """Allergies and the product are asked for, and never said to be none."""
    recorded = {each.subject: each.recorded for each in sheet(rules(), facts(CANDIDATE), AS_OF).time_out}
    assert recorded["allergies"] is None
    assert recorded["product match"] is None
    assert recorded["consent"] == "signed, version 3, 9 November 2026"
    assert recorded["antithrombotics"] == "apixaban, last dose on or before 3 December 2026"


def test_a_date_of_birth_that_is_not_recorded_is_a_reason() -> None:
    """Two identifiers belong on a sheet; the one that is missing is named."""
    made = sheet(rules(), facts(changed(("birth_date: 1971-03-02\n", ""))), AS_OF)
    assert made.patient.birth_date is None
    assert any("date of birth" in each for each in made.draft_because)
