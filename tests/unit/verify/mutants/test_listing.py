"""The mutants of a protocol: which there are for each kind of rule, and how they are named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posology.ir.plan import CellsNotCounted, NoCells, ProductLimit, RequestedTargets, VolumeRange
from posology.ir.protocol import Protocol
from posology.values.dates import in_year
from posology.verify.judge import Judge
from posology.verify.mutants.listing import mutants_of
from posology.verify.mutants.mutant import Mutant
from posology.verify.mutants.refused import refusal
from posology.verify.mutants.shifts import neighbours
from tests.golden.protocols.faults import SOUND
from tests.unit.judged import knowledge, rules

SMALL = str(SOUND)

EXPECTED = {
    "criterion.consent:dropped",
    "criterion.consent.kind:inclusion->exclusion",
    "criterion.contraindication.kind:exclusion->inclusion",
    "criterion.weight.counts.weight:dropped",
    "criterion.weight.counts.weight.within:30 days->29 days",
    "criterion.weight.counts.weight.within:30 days->31 days",
    "criterion.weight.counts.weight.within:30 days as weeks",
    "criterion.weight.counts.weight.method:dropped",
    "washout.nsaid:dropped",
    "washout.nsaid.class:nsaid->aspirin",
    "washout.nsaid.hold:14 days->13 days",
    "washout.nsaid.hold:14 days->15 days",
    "washout.nsaid.hold:14 days as weeks",
    "washout.nsaid.resume:dropped",
    "washout.nsaid.resume:6 weeks->5 weeks",
    "washout.nsaid.resume:6 weeks as days",
    "washout.nsaid.agreement:not needed->required",
    "washout.aspirin.agreement:unless primary prevention->not needed",
    "washout.anticoagulant:dropped",
    "washout.anticoagulant.1.on_the_day:dropped",
    "washout.anticoagulant.1.resume.condition:dropped",
    "washout.anticoagulant.2.hold.1:branch 1 and else swapped",
    "washout.anticoagulant.3.hold:referral->allowed",
    "washout.corticosteroid-oral.course:dropped",
    "washout.corticosteroid-oral.course:3 weeks->4 weeks",
    "washout.opioid.hold:taper->allowed",
    "washout.ssri.hold:allowed->1 day",
    "washout.ssri.caution:dropped",
    "together:dropped",
    "together.classes:antiplatelet dropped",
    "step.iv:dropped",
    "step.iv.cells.1:100000000 {cells}->110000000 {cells}",
    "step.iv.cells.1:100000000 {cells} as 1000 {cells}",
    "step.facets.when:dropped",
    "step.facets.when.1:in->not in",
    "step.facets.joints:L3-L4 dropped",
    "step.facets.sides:right dropped",
    "step.facets.cells.minimum:1500000->1400000",
    "step.facets.cells:in thousands",
    "step.facets.sedation:flipped",
    "step.discs.count.fewest:2->1",
    "step.discs.count.most:2->3",
    "step.discs.count.most:2->any",
    "limit.facet.each.cells:dropped",
    "limit.facet.each.cells.minimum:dropped",
    "limit.facet.each.cells.maximum:3000000->3100000",
    "limit.facet.each.cells.each:flipped",
    "limit.total.cells.kind:soft->hard",
    "visit.1-month-after:dropped",
    "visit.1-month-after.offset:1 month->2 months",
    "visit.1-month-after.window:dropped",
    "visit.1-month-after.window.before:7 days->6 days",
    "visit.1-month-after.relation:->before",
    "visit.1-month-after.instruments:vas dropped",
    "outcome.responder.vas.change:falls by at least->falls by more than",
    "outcome.responder.vas.threshold:2->3",
}


@pytest.fixture(scope="module")
def small() -> Protocol:
    """The small protocol, which has every block."""
    return rules(SMALL).protocol


def named(protocol: Protocol) -> dict[str, Mutant]:
    """The mutants by their ids."""
    return {each.id: each for each in mutants_of(protocol)}


def test_every_kind_of_change_makes_a_mutant(small: Protocol) -> None:
    """Thresholds, operators, units, classes, and every rule and part of one that can be lost."""
    assert set(named(small)) >= EXPECTED, EXPECTED - set(named(small))


def test_each_mutant_is_another_protocol_and_has_a_name_of_its_own(small: Protocol) -> None:
    """No mutant is the protocol as it was, and none is called as another."""
    mutants = mutants_of(small)
    assert len({each.id for each in mutants}) == len(mutants)
    for each in mutants:
        assert each.protocol != small, each.id
        assert each.change
        assert each.span.file


def test_each_mutant_that_is_a_protocol_can_be_asked(small: Protocol) -> None:
    """Production rules follow from every mutant that the compiler would take."""
    judge = Judge(rules(SMALL), knowledge().drugs)
    for each in mutants_of(small):
        assert refusal(each.protocol) or judge.of(each.protocol) is not None, each.id


def test_the_same_protocol_has_the_same_mutants(small: Protocol) -> None:
    """Ids and their order follow from the protocol alone."""
    assert [each.key for each in mutants_of(small)] == [each.key for each in mutants_of(replace(small))]


def test_what_is_borrowed_is_changed_where_it_stands() -> None:
    """A washout of another protocol can be lost as a whole; its rules are the lender's to be tested."""
    found = [each for each in named(rules("kumar-adipose-disc").protocol) if each.startswith(("washout", "together"))]
    assert found == ["washout:dropped", "together:dropped"]


def test_a_restart_that_is_never_told_is_not_changed(small: Protocol) -> None:
    """Of a medicine that is referred the prescriber decides when it is taken again, whatever its block says."""
    assert "washout.anticoagulant.1.resume:dropped" in named(small)
    assert not any(each.startswith("washout.anticoagulant.3.resume") for each in named(small))


def test_what_the_compiler_would_refuse_is_told_apart(small: Protocol) -> None:
    """A range beyond a hard limit, and a number of places that contradicts itself, are no protocols."""
    mutants = named(small)
    assert "outside a hard limit" in refusal(mutants["step.facets.cells.minimum:1500000->1400000"].protocol)
    assert refusal(mutants["step.discs.count.fewest:2->3"].protocol)
    assert refusal(mutants["step.discs.count.most:2->3"].protocol) == ""


def test_no_place_at_all_is_not_taken_for_any_number(small: Protocol) -> None:
    """A most of one place becomes none, which is no protocol, or any number, which is one."""
    disc = next(each for each in small.steps if isinstance(each.targets, RequestedTargets))
    one = replace(disc, targets=RequestedTargets(element="requests.discs", fewest=1, most=1))
    mutants = named(replace(small, steps=(one,)))
    assert refusal(mutants["step.discs.count.most:1->0"].protocol)
    assert refusal(mutants["step.discs.count.most:1->any"].protocol) == ""


def test_limits_of_the_product_are_shifted_and_flipped(small: Protocol) -> None:
    """A bound on what was measured of the product moves by its last place, and may count its own end in or not."""
    limit = small.limits[0]
    product = ProductLimit(
        element="product.viability",
        unit="%",
        minimum=Decimal(70),
        maximum=None,
        above=None,
        kind=limit.kind,
        says="",
        citation=limit.citation,
        span=limit.span,
    )
    found = set(named(replace(small, product_limits=(product,))))
    assert {
        "limit.product.viability.hard:dropped",
        "limit.product.viability.hard.minimum:70->69",
        "limit.product.viability.hard.minimum:70->71",
        "limit.product.viability.hard.bound:at least becomes more than",
        "limit.product.viability.hard.kind:hard->soft",
    } <= found


def test_arms_volumes_and_contents_are_changed(small: Protocol) -> None:
    """An arm lost, a volume moved or taken for litres, and a content no longer told."""
    step = replace(
        small.steps[0],
        cells=CellsNotCounted(),
        volume=VolumeRange(minimum=Decimal("0.5"), maximum=Decimal(1)),
        arms=("high", "low"),
        contents=("product.tnc",),
    )
    found = set(named(replace(small, steps=(step,))))
    assert {
        "step.iv.arms:high dropped",
        "step.iv.volume.minimum:0.5->0.4",
        "step.iv.volume.maximum:1->2",
        "step.iv.volume:in L",
        "step.iv.contains:product.tnc dropped",
    } <= found
    for cells in (CellsNotCounted(), NoCells()):
        without = named(replace(small, steps=(replace(step, cells=cells),)))
        assert not any(each.startswith("step.iv.cells") for each in without)


def test_a_date_moves_by_what_it_is_written_to_and_not_out_of_the_calendar() -> None:
    """Nothing lies before the first year or after the last."""
    assert [str(each) for each in neighbours(in_year(1))] == ["0002"]
    assert [str(each) for each in neighbours(in_year(9999))] == ["9998"]
