"""A dose sheet as JSON: the same lines as the text, in the words of the check; `docs/outputs.md` is its manual."""

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
from posology.render.schedule_json import event_json
from posology.render.sheet_site_json import (
    consent_json,
    ethics_json,
    hold_json,
    legal_basis_json,
    prescriber_json,
    product_json,
    site_json,
)
from posology.render.supply_json import supply_json, volume_json
from posology.results.check import CriterionFinding
from posology.results.sheet import Injection, Restart, Sheet, SheetRoute
from posology.results.signing import SecondCheck, Signature, Voided


def sheet_as_json(sheet: Sheet) -> str:
    """The sheet as a JSON document that ends with a line feed."""
    return json.dumps(sheet_document(sheet), ensure_ascii=False, indent=2) + "\n"


def sheet_document(sheet: Sheet) -> dict[str, Json]:
    """The sheet as an object; what only people can fill in is null."""
    return {**_head(sheet), **_orders(sheet), **_reasons(sheet), **_signed(sheet)}


def _head(sheet: Sheet) -> dict[str, Json]:
    """What stands on every page, and what is open."""
    return {
        "posology": sheet.engine_version,
        "sheet": sheet.id,
        "content_sha256": sheet.content_sha256,
        "status": sheet.status.value.lower(),
        "created": sheet.created,
        "draft_because": list(sheet.draft_because),
        "needs": [{"what": each.what, "where": each.where} for each in sheet.needs],
        "withheld": list(sheet.withheld),
        "protocol": protocol_json(sheet.protocol),
        "record": {"id": sheet.patient.id, "birth_date": sheet.patient.birth_date, "sha256": sheet.record_sha256},
        "site": site_json(sheet.site),
        "as_of": sheet.as_of.isoformat(),
        "procedure_date": day_json(sheet.procedure_date),
        "verdict": sheet.verdict.value,
        "summary": sheet.summary,
        "banner": sheet.banner,
        "legal_basis": legal_basis_json(sheet.legal_basis),
        "ethics": ethics_json(sheet.ethics),
        "consent": consent_json(sheet.consent),
        "prescriber": prescriber_json(sheet.prescriber),
        "measurements": [basis_json(each) for each in sheet.measurements],
    }


def _orders(sheet: Sheet) -> dict[str, Json]:
    """What is to be done; empty where the sheet is withheld."""
    return {
        "time_out": [
            {"subject": each.subject, "recorded": each.recorded, "confirmed": None} for each in sheet.time_out
        ],
        "injections": [_injection(each) for each in sheet.injections],
        "routes": [_route(each) for each in sheet.routes],
        "total": {"cells": cells_json(sheet.total)},
        **cumulative_json(sheet.cumulative),
        "product": product_json(sheet.product),
        "supply": supply_json(sheet.supply),
        "sedation": sheet.sedation,
        "holds": [hold_json(each) for each in sheet.holds],
        "washout": [washout_json(each) for each in sheet.washout],
        "day_of_procedure": [{**day_check_json(each), "found": None} for each in sheet.day_of_procedure],
        "restarts": [_restart(each) for each in sheet.restarts],
        "care": [{"when": each.when, "text": each.text, "source": citation_json(each.citation)} for each in sheet.care],
        "visits": [event_json(each) for each in sheet.visits],
    }


def _reasons(sheet: Sheet) -> dict[str, Json]:
    """Why, from what, and with which limits."""
    approvals = dict(sheet.reading_approvals)
    return {
        "cautions": list(sheet.cautions),
        "qualifies": [_criterion(each) for each in sheet.qualifies],
        "derivation": [
            {"concluded": each.token, "from": list(each.premises), "because": each.says} for each in sheet.derivation
        ],
        "readings": [reading_json(each) for each in sheet.readings],
        "reading_approvals": {
            name: {"by": approval.by, "on": approval.on.isoformat()} for name, approval in approvals.items()
        },
        "use": {"intended": sheet.use.intended, "user": sheet.use.user, "population": sheet.use.population},
        "evidence_limits": list(sheet.evidence_limits),
        "sources": [
            {"id": each.id, "title": each.title, "authors": each.authors, "year": each.year, "locator": each.locator,
             "read": each.read}
            for each in sheet.sources
        ],
    }  # fmt: skip


def _signed(sheet: Sheet) -> dict[str, Json]:
    """What people did with the sheet, as the trail has it."""
    return {
        "second_check": _second_check(sheet.second_check),
        "signatures": [_signature(each) for each in sheet.signatures],
        "voided": _voided(sheet.voided),
    }


def _injection(injection: Injection) -> Json:
    amount = injection.amount
    protocol = amount_json(injection.volume, injection.concentration, injection.carrier, injection.contents)
    return {
        "number": injection.number,
        "step": injection.step,
        "target": injection.target,
        "site": injection.site,
        "joint": injection.joint,
        "side": injection.side,
        "approach": injection.approach,
        "cells": cells_json(injection.cells),
        **protocol,
        "volume": volume_json(injection.volume, amount),
        "blocked": injection.blocked,
        "source": citation_json(injection.citation),
        "performed": None,
        "given": {"cells": None, "volume": None, "start": None, "end": None},
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
        "blocked": route.blocked,
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


def _criterion(finding: CriterionFinding) -> Json:
    return {
        "id": finding.id,
        "kind": finding.kind.value,
        "status": finding.status.value,
        "text": finding.text,
        "because": [basis_json(each) for each in finding.because],
        "explanation": finding.explanation,
        "source": citation_json(finding.citation),
        "confidence": confidence_json(finding.citation),
    }


def _second_check(found: SecondCheck | None) -> Json:
    if found is None:
        return None
    return {
        "by": found.by,
        "at": found.at,
        "author": found.author,
        "passed": found.passed,
        "differences": list(found.differences),
        "entry": found.entry,
        "content_sha256": found.content_sha256,
    }


def _signature(signature: Signature) -> Json:
    return {
        "name": signature.name,
        "at": signature.at,
        "meaning": signature.meaning.value,
        "content_sha256": signature.content_sha256,
    }


def _voided(voided: Voided | None) -> Json:
    return None if voided is None else {"by": voided.by, "at": voided.at, "reason": voided.reason}
