"""A check as JSON: the public contract, key by key and in its order, byte for byte the same for the same check."""

from __future__ import annotations

import json
from datetime import date
from typing import TypeAlias

from posology.ir.protocol import Citation, DayCheck, Reading
from posology.results.check import (
    Basis,
    Cells,
    Change,
    Check,
    CriterionFinding,
    Missing,
    PlanLine,
    RouteDose,
    ToRenew,
    WashoutFinding,
)

Json: TypeAlias = "None | bool | int | str | list[Json] | dict[str, Json]"


def check_as_json(check: Check) -> str:
    """The check as a JSON document that ends with a line feed."""
    return json.dumps(check_document(check), ensure_ascii=False, indent=2) + "\n"


def check_document(check: Check) -> dict[str, Json]:
    """The check as the object of the contract; numbers of cells are whole, dates are text, and there are no floats."""
    return {
        "posology": check.engine_version,
        "protocol": {
            "id": check.protocol.id,
            "version": check.protocol.version,
            "sha256": check.protocol.sha256,
            "status": check.protocol.status,
        },
        "record": {"id": check.record_id, "sha256": check.record_sha256},
        "as_of": check.as_of.isoformat(),
        "procedure_date": _day(check.procedure_date),
        "verdict": check.verdict.value,
        "earliest_date": _day(check.earliest_date),
        "summary": check.summary,
        "banner": check.banner,
        "criteria": [_criterion(each) for each in check.criteria],
        "missing": [_missing(each) for each in check.missing],
        "washout": [_washout(each) for each in check.washout],
        "to_renew": [_to_renew(each) for each in check.to_renew],
        "day_of_procedure": [_day_check(each) for each in check.day_of_procedure],
        "readings": [_reading(each) for each in check.readings],
        "plan": [_plan_line(each) for each in check.plan],
        "dose": {**{each.site: _dose(each) for each in check.doses}, "total": {"cells": _cells(check.total)}},
        "sedation": check.sedation,
        "notes": list(check.notes),
        "changes": [_change(each) for each in check.changes],
        "derivation": [
            {"concluded": each.token, "from": list(each.premises), "because": each.says} for each in check.derivation
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _citation(citation: Citation | None) -> Json:
    if citation is None:
        return None
    return {"ref": citation.ref, "section": citation.section}


def _confidence(citation: Citation | None) -> Json:
    """How sure the citation is, beside it: the contract fixes what stands in `source`."""
    return None if citation is None else citation.confidence


def _basis(basis: Basis) -> Json:
    return {"element": basis.element, "value": basis.value, "date": basis.date, "source": basis.source}


def _criterion(finding: CriterionFinding) -> Json:
    return {
        "id": finding.id,
        "kind": finding.kind.value,
        "status": finding.status.value,
        "text": finding.text,
        "because": [_basis(each) for each in finding.because],
        "explanation": finding.explanation,
        "mends_on": _day(finding.mends_on),
        "source": _citation(finding.citation),
        "confidence": _confidence(finding.citation),
    }


def _missing(missing: Missing) -> Json:
    return {"element": missing.element, "ask": missing.ask, "needed_for": list(missing.needed_for)}


def _washout(finding: WashoutFinding) -> Json:
    return {
        "drug": finding.drug,
        "ingredients": list(finding.ingredients),
        "class": finding.drug_class,
        "classes": list(finding.classes),
        "status": finding.status.value,
        "drug_free_days": finding.drug_free_days,
        "last_dose": finding.last_dose,
        "last_dose_on_or_before": _day(finding.last_dose_on_or_before),
        "clear_on": _day(finding.clear_on),
        "resume_on": _day(finding.resume_on),
        "agreement": finding.agreement,
        "instruction": finding.instruction,
        "cautions": list(finding.cautions),
        "suggestions": list(finding.suggestions),
        "source": _citation(finding.citation),
        "confidence": _confidence(finding.citation),
    }


def _to_renew(renewal: ToRenew) -> Json:
    return {"element": renewal.element, "not_before": renewal.not_before.isoformat()}


def _day_check(day_check: DayCheck) -> Json:
    return {"check": day_check.check, "why": day_check.why}


def _reading(reading: Reading) -> Json:
    return {
        "id": reading.id,
        "chosen": reading.chosen,
        "others": [each.id for each in reading.options if each.id != reading.chosen],
        "approved_by": reading.approved_by,
    }


def _plan_line(line: PlanLine) -> Json:
    place: dict[str, Json] = {} if line.place is None else {"place": line.place}
    return {
        "site": line.site,
        **place,
        "joint": line.joint,
        "side": line.side,
        "approach": line.approach,
        "cells": _cells(line.cells),
    }


def _cells(cells: Cells) -> dict[str, Json]:
    return {"minimum": cells.minimum, "maximum": cells.maximum, "planned": cells.planned}


def _dose(dose: RouteDose) -> Json:
    return {
        "count": dose.count,
        "cells": _cells(dose.cells),
        "formula": dose.formula,
        "because": [_basis(each) for each in dose.because],
    }


def _change(change: Change) -> Json:
    return {"verdict": change.verdict.value, "if": list(change.conditions)}
