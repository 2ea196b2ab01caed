"""What lies outside a hard limit is unknown, exactly as for one patient alone."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings

from posology.ir.plan import CellRange, LimitKind, Measure, NoCells, ProductLimit, RequestedTargets, VolumeRange
from posology.ir.protocol import Protocol
from posology.knowledge.element import Element
from posology.screen.names import Applies, step_column
from posology.values.quantity import Quantity
from tests.property.judging import knowledge
from tests.unit.screen.agreement import FINDINGS
from tests.unit.screen.plans import (
    PATIENTS,
    alone,
    as_columns,
    formula,
    kilograms,
    limit,
    patient,
    plans,
    protocol_of,
    step,
)

PER_KILOGRAM = "weight * 1000000 '{cells}/kg'"


@settings(max_examples=25, deadline=None)
@given(plans())
def test_the_steps_are_those_of_each_patient(protocol: Protocol) -> None:
    """Whatever the plan and its limits, every step is as it is for the patient alone."""
    for row, judged in zip(as_columns(protocol), alone(protocol), strict=True):
        assert {name: row[step_column(name)] for name in judged} == {
            name: FINDINGS[each.finding] for name, each in judged.items()
        }


def _of(protocol: Protocol, *weights: str) -> list[int]:
    records = [patient(weight=kilograms(each)) for each in weights]
    return [row[step_column("iv")] for row in as_columns(protocol, records)]


def test_a_bound_itself_is_allowed() -> None:
    """Exactly the least and exactly the most are inside."""
    protocol = protocol_of(
        [step("iv", cells=formula(PER_KILOGRAM))], [limit("iv", minimum=70_000_000, maximum=80_000_000)]
    )
    unknown, applies = Applies.UNKNOWN, Applies.APPLIES
    assert _of(protocol, "69.999999", "70", "80", "80.000001") == [unknown, applies, applies, unknown]


def test_a_concentration_is_compared_without_division() -> None:
    """A third of a number of cells is no number of cells, and yet exactly at the bound."""
    thirds = VolumeRange(minimum=Decimal(3), maximum=Decimal(3))
    steps = [step("iv", cells=formula(PER_KILOGRAM), volume=thirds)]
    protocol = protocol_of(steps, [limit("iv", Measure.CONCENTRATION, None, Decimal(20_000_000), each=True)])
    assert _of(protocol, "60", "60.000001") == [Applies.APPLIES, Applies.UNKNOWN]


def test_a_sum_too_wide_for_an_integer() -> None:
    """Cells of which no dose is made are still added exactly: no part of the query overflows."""
    steps = [step("iv", cells=formula(PER_KILOGRAM)), step("more", cells=formula(PER_KILOGRAM))]
    protocol = protocol_of(steps, [limit("total", maximum=10**11)])
    assert _of(protocol, "900000000000", "60") == [Applies.UNKNOWN, Applies.APPLIES]


def test_an_unknown_part_leaves_the_sum_open() -> None:
    """A step is not held to a sum of which nobody knows a part."""
    asked = RequestedTargets(element="requests.discs")
    steps = [step("iv"), step("disc", "disc", targets=asked, cells=CellRange(minimum=5, maximum=5))]
    protocol = protocol_of(steps, [limit("total", minimum=100)])
    unrecorded, recorded = as_columns(protocol, [patient(), patient(requests__discs=("L4-L5",))])
    assert (unrecorded[step_column("iv")], recorded[step_column("iv")]) == (Applies.APPLIES, Applies.UNKNOWN)


def test_a_product_outside_its_limit_is_not_given() -> None:
    """What was measured of the product keeps back the steps that give it, and no others."""
    viability = "product.total_nucleated_cells"
    unit = {each.path: each.unit for each in _elements()}[viability] or "1"
    own = protocol_of([])
    bound = ProductLimit(
        element=viability,
        unit=unit,
        minimum=None,
        maximum=None,
        above=Decimal(70),
        kind=LimitKind.HARD,
        says="too few",
        citation=step("iv").citation,
        span=own.span,
    )
    protocol = protocol_of([step("iv"), step("control", cells=NoCells())], product_limits=[bound])
    measured = [{}, {"product__total_nucleated_cells": Quantity(Decimal(70), unit)}]
    measured.append({"product__total_nucleated_cells": Quantity(Decimal("70.000001"), unit)})
    records = [patient(**each) for each in measured]
    for row, judged in zip(as_columns(protocol, records), alone(protocol, records), strict=True):
        assert row[step_column("iv")] == FINDINGS[judged["iv"].finding]
        assert row[step_column("control")] == Applies.APPLIES


def _elements() -> list[Element]:
    return list(knowledge().dictionary.elements.values())


def test_soft_limits_hold_nothing_back() -> None:
    """A soft limit asks for a reason, and the step stays."""
    protocol = protocol_of([step("iv")], [limit("iv", maximum=1, kind=LimitKind.SOFT)])
    assert {row[step_column("iv")] for row in as_columns(protocol, PATIENTS)} == {Applies.APPLIES}
