"""Sheets as JSON, no larger than a second check reads."""

from __future__ import annotations

import json
from collections.abc import Mapping

from posology.diagnostics.diagnostic import Diagnostics
from posology.results.second_check import Figures
from posology.trail.figures import read_figures
from tests.unit.trail.written import SHEET


def cells(planned: int | None, minimum: int | None = 1, maximum: int | None = 100_000_000) -> dict[str, int | None]:
    """A range of cells with what is planned."""
    return {"minimum": minimum, "maximum": maximum, "planned": planned}


def injection(target: str, site: str, planned: int | None, volume: str | None = None) -> dict[str, object]:
    """One row of a sheet."""
    given = None if volume is None else {"minimum": None, "maximum": None, "planned": volume, "unit": "mL"}
    return {"target": target, "site": site, "cells": cells(planned), "volume": given}


def route(site: str, name: str, planned: int, *because: Mapping[str, object]) -> dict[str, object]:
    """One route of a sheet."""
    return {"site": site, "name": name, "cells": cells(planned), "because": list(because)}


WEIGHT = {"element": "weight", "value": "72 kg", "date": "2026-11-09", "source": None}


def drawn(step: str, site: str, thawed: str | None, diluent: str | None) -> dict[str, object]:
    """What is drawn for each target of a step, and what is added to it."""
    return {"step": step, "site": site, "drawn": thawed, "diluent": diluent, "unit": "mL"}


def supplied(**changes: object) -> dict[str, object]:
    """The sheet with what is drawn into each syringe and the cryoprotectant of the infusion."""
    steps = ("iv", "facets", "facets")
    rows = [injection("a target", site, 2_000_000, "1.5") | {"step": step} for step, site in
            zip(steps, ("iv", "facet", "facet"), strict=True)]  # fmt: skip
    return sheet(
        injections=rows,
        supply={
            "vials": 23,
            "counts": [],
            "volumes": [drawn("iv", "iv", "20", None), drawn("facets", "facet", "0.56", "0.94")],
            "cryoprotectant": {"agent": "DMSO", "grams": "1.389"},
            "cryoprotectant_of_the_day": {"grams": "1.5"},
        }
        | changes,
    )


def sheet(**changes: object) -> dict[str, object]:
    """A sheet with a vein and two joints, vials and volumes."""
    return {
        "sheet": SHEET,
        "withheld": [],
        "record": {"id": "P-0042"},
        "injections": [
            injection("intravenous infusion, vein", "iv", 72_000_000),
            injection("left L3-L4 facet joint", "facet", 2_000_000, "1.5"),
            injection("right L3-L4 facet joint", "facet", 2_000_000, "1.5"),
        ],
        "routes": [
            route("iv", "intravenous infusion", 72_000_000, WEIGHT),
            route("facet", "facet joint injection", 4_000_000),
        ],
        "total": {"cells": cells(76_000_000)},
        "supply": {"vials": 23, "counts": [{"site": None, "name": "all routes", "vials": 23}]},
    } | changes


def figures_of(document: object) -> tuple[Figures | None, Diagnostics]:
    """What is asked about the sheet, and what was found wrong with it."""
    diagnostics = Diagnostics()
    return read_figures(json.dumps(document).encode(), "sheet.json", diagnostics), diagnostics


def good_figures(document: object) -> Figures:
    """What is asked about a sheet that has no fault."""
    found, diagnostics = figures_of(document)
    assert found is not None, [each.message for each in diagnostics]
    return found
