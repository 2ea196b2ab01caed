"""A dose sheet as JSON: the same lines as the text, in the words of the check; `docs/outputs.md` is its manual."""

from __future__ import annotations

import json

from posology.render.findings_json import (
    Json,
    amount_json,
    basis_json,
    cells_json,
    citation_json,
    cumulative_json,
    day_check_json,
    day_json,
    protocol_json,
    reading_json,
    washout_json,
)
from posology.results.sheet import Injection, Restart, Sheet, SheetRoute


def sheet_as_json(sheet: Sheet) -> str:
    """The sheet as a JSON document that ends with a line feed."""
    return json.dumps(sheet_document(sheet), ensure_ascii=False, indent=2) + "\n"


def sheet_document(sheet: Sheet) -> dict[str, Json]:
    """The sheet as an object; `status` is always `draft`, and what only people can fill in is null."""
    return {
        "posology": sheet.engine_version,
        "sheet": sheet.id,
        "status": "draft",
        "draft_because": list(sheet.draft_because),
        "withheld": list(sheet.withheld),
        "protocol": protocol_json(sheet.protocol),
        "record": {"id": sheet.patient.id, "birth_date": sheet.patient.birth_date, "sha256": sheet.record_sha256},
        "as_of": sheet.as_of.isoformat(),
        "procedure_date": day_json(sheet.procedure_date),
        "verdict": sheet.verdict.value,
        "summary": sheet.summary,
        "banner": sheet.banner,
        "time_out": [
            {"subject": each.subject, "recorded": each.recorded, "confirmed": None} for each in sheet.time_out
        ],
        "injections": [_injection(each) for each in sheet.injections],
        "routes": [_route(each) for each in sheet.routes],
        "total": {"cells": cells_json(sheet.total)},
        **cumulative_json(sheet.cumulative),
        "sedation": sheet.sedation,
        "washout": [washout_json(each) for each in sheet.washout],
        "day_of_procedure": [{**day_check_json(each), "found": None} for each in sheet.day_of_procedure],
        "restarts": [_restart(each) for each in sheet.restarts],
        "care": [{"when": each.when, "text": each.text, "source": citation_json(each.citation)} for each in sheet.care],
        "readings": [reading_json(each) for each in sheet.readings],
        "evidence_limits": list(sheet.evidence_limits),
    }


def _injection(injection: Injection) -> Json:
    return {
        "number": injection.number,
        "target": injection.target,
        "site": injection.site,
        "joint": injection.joint,
        "side": injection.side,
        "approach": injection.approach,
        "cells": cells_json(injection.cells),
        **amount_json(injection.volume, injection.concentration, injection.carrier, injection.contents),
        "source": citation_json(injection.citation),
        "performed": None,
        "given": None,
        "volume": None,
        "time": None,
        "deviation": None,
    }


def _route(route: SheetRoute) -> Json:
    return {
        "site": route.site,
        "name": route.name,
        "count": route.count,
        "cells": cells_json(route.cells),
        **amount_json(route.volume),
        "formula": route.formula,
        "because": [basis_json(each) for each in route.because],
    }


def _restart(restart: Restart) -> Json:
    return {
        "drug": restart.drug,
        "held": restart.held,
        "not_before": restart.not_before.isoformat(),
        "condition": restart.condition,
        "source": citation_json(restart.citation),
        "restarted": None,
    }
