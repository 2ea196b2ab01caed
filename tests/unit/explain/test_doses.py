"""The one rounding of a dose is named, with the number that it changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posology.results.check import PlanLine, RouteDose
from tests.property.judging import document_of
from tests.unit.judged import changed, checked


def vein(weight: str) -> tuple[RouteDose, PlanLine, object]:
    """The infusion of a candidate of that weight, and what JSON says of the number before it was rounded."""
    found = checked(changed(("72 kg", f"{weight} kg")))
    (line,) = [each for each in found.plan if each.site == "iv"]
    (written,) = [each for each in document_of(found)["plan"] if each["site"] == "iv"]
    return next(each for each in found.doses if each.site == "iv"), line, written.get("unrounded")


@pytest.mark.parametrize("weight", ["72", "120.35", "100.444444"])
def test_a_whole_number_is_not_said_to_be_rounded(weight: str) -> None:
    """120.35 kg times 1 million are 120,350,000 cells exactly."""
    dose, line, written = vein(weight)
    assert "rounded" not in dose.formula
    assert line.unrounded is None
    assert written is None


@pytest.mark.parametrize(
    ("weight", "exact", "cells"),
    [("100.4444444", "100,444,444.4", 100_444_444), ("100.4444445", "100,444,444.5", 100_444_445)],
)
def test_what_was_rounded_is_shown_before_and_after(weight: str, exact: str, cells: int) -> None:
    """Half a cell counts as one; a tenth less does not."""
    dose, line, written = vein(weight)
    assert dose.cells.planned == cells
    assert dose.formula.endswith(f"= {exact} cells, rounded half up to whole cells: {cells:,} cells")
    assert line.unrounded == Decimal(exact.replace(",", ""))
    assert written == exact.replace(",", "")
