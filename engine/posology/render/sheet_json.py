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
    exact,
    hold_json,
    legal_basis_json,
    prescriber_json,
    product_json,
    site_json,
)
from posology.render.supply_json import supply_json, volume_json
from posology.results.check import CriterionFinding
from posology.results.sheet import Injection, Measurement, ReasonAsked, Restart, Sheet, SheetRoute
from posology.results.signing import Replaced, SecondCheck, Signature, Voided


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
        "trail_head": sheet.head,
        "trail_begun": None if sheet.begun is None else sheet.begun.isoformat(),
        "replaces": [_replaced(each) for each in sheet.replaces],
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
        "indication": sheet.indication,
        "measurements": [_measurement(each) for each in sheet.measurements],
    }


def _replaced(replaced: Replaced) -> Json:
    """A sheet of which this one takes the place, with every value of the record that is another since."""
    altered: list[Json] = [{"path": each.path, "old": each.old, "new": each.new} for each in replaced.altered]
    return {"sheet": replaced.sheet, "why": replaced.why, "altered": altered}


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
        "reasons_asked": [_reason(each) for each in sheet.reasons_asked],
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
        "label_statement": sheet.label_statement,
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
        "over_minutes": exact(injection.over),
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


def _measurement(measured: Measurement) -> Json:
    changed = measured.changed
    before: Json = None if changed is None else {
        "value": changed.value, "date": changed.date, "change_percent": exact(changed.percent), "says": changed.says,
    }  # fmt: skip
    return {
        "element": measured.element,
        "value": measured.value,
        "date": measured.date,
        "source": measured.source,
        "method": measured.method,
        "previous": before,
    }


def _reason(asked: ReasonAsked) -> Json:
    given = asked.given
    said: Json = None if given is None else {"by": given.by, "at": given.at, "reason": given.reason}
    return {"of": asked.of, "says": asked.says, "given": said}


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
        "one_account": found.one_account,
        "failed_before": found.failed_before,
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
