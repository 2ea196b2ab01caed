"""The cells of each route and of all, from the fewest to the most."""

from __future__ import annotations

from hypothesis import given, settings

from posology.explain.doses import route_doses, total_cells
from posology.ir.plan import CellRange, CellsNotCounted, NamedTargets, NoCells, RequestedTargets
from posology.ir.protocol import Protocol
from posology.screen.names import cells_columns
from tests.property.judging import knowledge
from tests.unit.screen.plans import PATIENTS, alone, as_columns, formula, kilograms, patient, plans, protocol_of, step


@settings(max_examples=25, deadline=None)
@given(plans())
def test_the_cells_are_those_of_each_patient(protocol: Protocol) -> None:
    """Whatever the plan and its limits, every route has the cells that it has for the patient alone."""
    anatomy = knowledge().anatomy
    for row, judged, facts in zip(as_columns(protocol), alone(protocol), PATIENTS, strict=True):
        doses = route_doses(tuple(judged.values()), facts, anatomy)
        said = {each.site: each.cells for each in doses} | {"total": total_cells(doses)}
        expected = {site: (cells.minimum, cells.maximum) for site, cells in said.items()}
        assert {site: tuple(row[name] for name in cells_columns(site)) for site in said} == expected


def _cells(protocol: Protocol, site: str) -> list[tuple[int | None, int | None]]:
    least, most = cells_columns(site)
    return [(row[least], row[most]) for row in as_columns(protocol, RECORDS)]


RECORDS = (
    patient(weight=kilograms("0.000001"), requests__discs=("L4-L5", "L5-S1")),
    patient(weight=kilograms("72.000001"), requests__disc_injection=False),
)


def test_all_targets_are_counted() -> None:
    """Joints times sides, and the levels that are asked for; what nobody asked for is not known."""
    joints = NamedTargets(joints=("L3-L4", "L4-L5", "L5-S1"), sides=("left", "right"))
    asked = RequestedTargets(element="requests.discs")
    steps = [
        step("facets", "facet", targets=joints, cells=CellRange(minimum=2, maximum=3)),
        step("discs", "disc", targets=asked, cells=CellRange(minimum=10, maximum=20)),
    ]
    protocol = protocol_of(steps)
    assert _cells(protocol, "facet") == [(12, 18), (12, 18)]
    assert _cells(protocol, "disc") == [(20, 40), (None, None)]
    assert _cells(protocol, "total") == [(32, 58), (None, None)]


def test_a_dose_is_rounded_half_up_once() -> None:
    """Half a cell counts as one, and it is rounded before it is multiplied."""
    joints = NamedTargets(joints=("L3-L4", "L4-L5"), sides=())
    protocol = protocol_of([step("facets", "facet", targets=joints, cells=formula("weight * 1500000 '{cells}/kg'"))])
    assert _cells(protocol, "facet") == [(4, 4), (216_000_004, 216_000_004)]


def test_what_is_not_planned_has_no_cells() -> None:
    """A site without a step that applies gets none; one that is unknown is unknown."""
    protocol = protocol_of([step("disc", "disc", when="requests.disc_injection")])
    assert _cells(protocol, "disc") == [(None, None), (0, 0)]


def test_what_nobody_counts_has_no_number() -> None:
    """A dose by volume makes the total unknown; a control adds nothing."""
    steps = [step("iv"), step("control", "disc", cells=NoCells())]
    assert _cells(protocol_of(steps), "total") == [(5, 5), (5, 5)]
    uncounted = protocol_of([*steps, step("marrow", "disc", cells=CellsNotCounted())])
    assert _cells(uncounted, "disc") == _cells(uncounted, "total") == [(None, None), (None, None)]
