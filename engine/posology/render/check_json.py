"""A check as JSON: the public contract, key by key and in its order, byte for byte the same for the same check."""

from __future__ import annotations

import json

from posology.render.findings_json import (
    Json,
    amount_json,
    basis_json,
    cells_json,
    citation_json,
    confidence_json,
    cumulative_json,
    day_check_json,
    day_json,
    protocol_json,
    reading_json,
    washout_json,
)
from posology.results.check import Change, Check, CriterionFinding, Missing, PlanLine, RouteDose, ToRenew


def check_as_json(check: Check) -> str:
    """The check as a JSON document that ends with a line feed."""
    return json.dumps(check_document(check), ensure_ascii=False, indent=2) + "\n"


def check_document(check: Check) -> dict[str, Json]:
    """The check as the object of the contract; numbers of cells are whole, dates are text, and there are no floats."""
    return {
        "posology": check.engine_version,
        "protocol": protocol_json(check.protocol),
        "record": {"id": check.record_id, "sha256": check.record_sha256},
        "as_of": check.as_of.isoformat(),
        "procedure_date": day_json(check.procedure_date),
        "verdict": check.verdict.value,
        "earliest_date": day_json(check.earliest_date),
        "summary": check.summary,
        "banner": check.banner,
        "criteria": [_criterion(each) for each in check.criteria],
        "missing": [_missing(each) for each in check.missing],
        "unanswered": [{"of": each.of, "why": each.why} for each in check.unanswered],
        "washout": [washout_json(each) for each in check.washout],
        "to_renew": [_to_renew(each) for each in check.to_renew],
        "day_of_procedure": [day_check_json(each) for each in check.day_of_procedure],
        "readings": [reading_json(each) for each in check.readings],
        "plan": [_plan_line(each) for each in check.plan],
        "dose": {
            **{each.site: _dose(each) for each in check.doses},
            "total": {"cells": cells_json(check.total)},
            **cumulative_json(check.cumulative),
        },
        "sedation": check.sedation,
        "notes": list(check.notes),
        "changes": [_change(each) for each in check.changes],
        "derivation": [
            {"concluded": each.token, "from": list(each.premises), "because": each.says} for each in check.derivation
        ],
    }


def _criterion(finding: CriterionFinding) -> Json:
    return {
        "id": finding.id,
        "kind": finding.kind.value,
        "status": finding.status.value,
        "text": finding.text,
        "because": [basis_json(each) for each in finding.because],
        "explanation": finding.explanation,
        "mends_on": day_json(finding.mends_on),
        "source": citation_json(finding.citation),
        "confidence": confidence_json(finding.citation),
    }


def _missing(missing: Missing) -> Json:
    return {"element": missing.element, "ask": missing.ask, "needed_for": list(missing.needed_for)}


def _to_renew(renewal: ToRenew) -> Json:
    return {"element": renewal.element, "not_before": renewal.not_before.isoformat()}


def _plan_line(line: PlanLine) -> Json:
    place: dict[str, Json] = {} if line.place is None else {"place": line.place}
    return {
        "site": line.site,
        **place,
        "joint": line.joint,
        "side": line.side,
        "approach": line.approach,
        "cells": cells_json(line.cells),
        # no whole number, so that the zeros at its end are all behind the point
        **({} if line.unrounded is None else {"unrounded": f"{line.unrounded:f}".rstrip("0")}),
        **amount_json(line.volume, line.concentration, line.carrier, line.contents),
    }


def _dose(dose: RouteDose) -> Json:
    return {
        "count": dose.count,
        "cells": cells_json(dose.cells),
        **amount_json(dose.volume),
        "formula": dose.formula,
        "because": [basis_json(each) for each in dose.because],
    }


def _change(change: Change) -> Json:
    return {"verdict": change.verdict.value, "if": list(change.conditions)}
