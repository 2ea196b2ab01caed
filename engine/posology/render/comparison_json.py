"""A comparison as JSON."""

from __future__ import annotations

import json

from posology.render.findings_json import Json, amount_json, cells_json, day_json, protocol_json
from posology.results.comparison import Awaited, Compared, ComparedDose, Comparison


def comparison_as_json(comparison: Comparison) -> str:
    """The comparison as a JSON document that ends with a line feed."""
    document: dict[str, Json] = {
        "posology": comparison.engine_version,
        "record": {"id": comparison.record_id, "sha256": comparison.record_sha256},
        "as_of": comparison.as_of.isoformat(),
        "protocols": [_compared(each) for each in comparison.compared],
        "missing": [_awaited(each) for each in comparison.awaited],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _compared(compared: Compared) -> Json:
    return {
        "protocol": protocol_json(compared.protocol),
        "banner": compared.banner,
        "verdict": compared.verdict.value,
        "summary": compared.summary,
        "procedure_date": day_json(compared.procedure_date),
        "earliest_date": day_json(compared.earliest_date),
        "fails": [
            {"id": each.criterion, "text": each.text, "mends_on": day_json(each.mends_on)} for each in compared.failures
        ],
        "missing": list(compared.missing),
        "hold": list(compared.held),
        "refer": list(compared.referred),
        "laid_out": compared.laid_out,
        "dose": {**{each.site: _dose(each) for each in compared.doses}, "total": {"cells": cells_json(compared.total)}},
    }


def _dose(dose: ComparedDose) -> Json:
    return {"count": dose.count, "cells": cells_json(dose.cells), **amount_json(dose.volume)}


def _awaited(awaited: Awaited) -> Json:
    return {"element": awaited.element, "ask": awaited.ask, "protocols": list(awaited.protocols)}
