"""Doses: sums, limits, and how they follow the weight."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from posology.api.planning import sheet
from posology.explain.rules import Rules
from posology.ir.nodes import Literal
from posology.ir.plan import CellFormula, LimitKind, Measure
from posology.ir.walk import walk
from posology.values.quantity import Quantity
from tests.property.judging import document_of, facts_of, judge
from tests.property.laws.verdicts import GOOD
from tests.strategies.patients import Patient
from tests.strategies.records import Plain

Cells = dict[str, Any]

PER_KG = "{cells}/kg"


def sums_agree(rules: Rules, patient: Patient) -> None:
    """The sites of a route add up to the route, the routes to the total, and a part that is not known leaves the sum unknown."""
    result = document_of(judge(rules, patient))
    routes = {site: dose for site, dose in result["dose"].items() if site not in {"total", "cumulative"}}
    for site, dose in routes.items():
        lines = [each["cells"] for each in result["plan"] if each["site"] == site]
        if dose["count"] is None:
            assert dose["cells"] == {"minimum": None, "maximum": None, "planned": None}
            continue
        assert dose["count"] == len(lines)
        assert dose["cells"] == _sum(lines)
    assert result["dose"]["total"]["cells"] == _sum([each["cells"] for each in routes.values()])


def _sum(parts: list[Cells]) -> Cells:
    return {key: _total([each[key] for each in parts]) for key in ("minimum", "maximum", "planned")}


def _total(numbers: list[int | None]) -> int | None:
    known = [each for each in numbers if each is not None]
    return sum(known) if len(known) == len(numbers) else None


def doses_are_whole_and_in_order(rules: Rules, patient: Patient) -> None:
    """Every number of cells is a whole one, a minimum is no more than its maximum, and planned is given where both are one."""
    result = document_of(judge(rules, patient))
    for cells in (*(each["cells"] for each in result["plan"]), *(each["cells"] for each in result["dose"].values())):
        assert all(each is None or type(each) is int for each in cells.values())
        if cells["minimum"] is None:
            continue
        assert 0 <= cells["minimum"] <= cells["maximum"]
        if cells["minimum"] == cells["maximum"]:
            assert cells["planned"] == cells["minimum"]


def sheets_keep_limits(rules: Rules, patient: Patient) -> None:
    """What a sheet lays out lies inside every hard limit of the protocol, for each target, each route and in total."""
    laid_out = sheet(rules, facts_of(patient.record, patient.as_of), patient.as_of, patient.procedure_date)
    if laid_out.withheld:
        return
    assert laid_out.verdict in GOOD
    for limit in rules.protocol.limits:
        if limit.kind is not LimitKind.HARD or limit.measure is not Measure.CELLS:
            continue
        doses = [each.cells for each in laid_out.routes if each.site == limit.site and each.count]
        if limit.site == "total":
            doses = [laid_out.total]
        elif limit.each:
            doses = [each.cells for each in laid_out.injections if each.site == limit.site]
        for cells in doses:
            for number in (cells.minimum, cells.maximum, cells.planned):
                assert number is None or number >= (limit.minimum or 0), limit.site
                assert number is None or limit.maximum is None or number <= limit.maximum, limit.site
    for injection in laid_out.injections:
        cells = injection.cells
        if not cells.counted:
            assert injection.volume is not None
            continue
        assert cells.minimum is not None
        assert cells.maximum is not None
        assert cells.planned is None or cells.minimum <= cells.planned <= cells.maximum


def dose_follows_weight(rules: Rules, patient: Patient, lighter: Decimal, heavier: Decimal) -> None:
    """More weight never gives fewer cells, and never more than the cells per kg of the formula for each further kg: no jump."""
    steepest = max((each for step in rules.protocol.steps for each in _per_kg(step.cells)), default=Decimal(0))
    light, heavy = (_weighed(rules, patient, each) for each in (lighter, heavier))
    for site, cells in light.items():
        for end in ("minimum", "maximum"):
            low, high = cells[end], heavy[site][end]
            assert (low is None) is (high is None)
            if low is None or high is None:
                continue
            assert low <= high, f"{site}: {low} at {lighter} kg, {high} at {heavier} kg"
            # each of the two is rounded to whole cells
            assert high - low <= steepest * (heavier - lighter) * max(1, _steps_at(rules, site)) + 1


def _per_kg(cells: object) -> list[Decimal]:
    if not isinstance(cells, CellFormula):
        return []
    literals = (each.value for each in walk(cells.expression) if isinstance(each, Literal))
    return [each.magnitude for each in literals if isinstance(each, Quantity) and each.unit == PER_KG]


def _steps_at(rules: Rules, site: str) -> int:
    return len([each for each in rules.protocol.steps if site in {each.site, "total"}])


def _weighed(rules: Rules, patient: Patient, kilograms: Decimal) -> dict[str, Cells]:
    weight: Plain = {"value": f"{kilograms:f} kg", "date": patient.as_of.isoformat(), "method": "measured"}
    weighed = patient.recorded_as({**patient.record, "weight": weight})
    return {site: each["cells"] for site, each in document_of(judge(rules, weighed))["dose"].items()}
