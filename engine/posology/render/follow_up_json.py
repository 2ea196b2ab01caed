"""One patient's visits as JSON; `docs/visits.md` is its manual."""

from __future__ import annotations

import json

from posology.render.findings_json import Json, citation_json, day_json, protocol_json
from posology.render.schedule_json import window_json
from posology.results.follow_up import FaultyCell, FollowUp, Made, ScoreRow, SetAside, VisitFinding
from posology.results.visits import VisitDay


def follow_up_as_json(follow_up: FollowUp) -> str:
    """The visits as a JSON document that ends with a line feed."""
    return json.dumps(follow_up_document(follow_up), ensure_ascii=False, indent=2) + "\n"


def follow_up_document(follow_up: FollowUp) -> dict[str, Json]:
    """The visits as an object: one for each visit of the protocol, and every row of the patient exactly once."""
    return {
        "posology": follow_up.engine_version,
        "protocol": protocol_json(follow_up.protocol),
        "record": {"id": follow_up.record_id, "sha256": follow_up.record_sha256},
        "scores": {"sha256": follow_up.scores_sha256, "rows_of_other_patients": follow_up.other_patients},
        "as_of": follow_up.as_of.isoformat(),
        "procedure_date": follow_up.procedure_date.isoformat(),
        "summary": follow_up.summary,
        "banner": follow_up.banner,
        "counts": {status.value: number for status, number in follow_up.counts.items()},
        "visits": [_visit(each) for each in follow_up.visits],
        "baseline": [_row(each) for each in follow_up.baseline],
        "set_aside": [_set_aside(each) for each in follow_up.set_aside],
        "not_used": [_faulty(each) for each in follow_up.faults],
        "notes": list(follow_up.notes),
        "undated": [{"subject": each.subject, "why": each.why} for each in follow_up.undated],
        "rules": list(follow_up.rules),
        "month_rule": follow_up.month_rule,
    }


def _visit(found: VisitFinding) -> Json:
    laid_out = found.laid_out
    visit = laid_out.visit
    return {
        "visit": visit.when,
        "title": found.title,
        **_counted(laid_out),
        "date": laid_out.on.isoformat(),
        "window": window_json(laid_out),
        "too_late_on": day_json(found.too_late_on),
        "status": found.status.value,
        "why": found.why,
        "made": None if found.made is None else _made(found.made),
        "instruments": list(visit.instruments),
        "assessments": list(visit.assessments),
        "bring": list(visit.bring),
        "source": citation_json(visit.citation),
    }


def _counted(laid_out: VisitDay) -> dict[str, Json]:
    """The month or the day that a row of the scores gives for the visit, the other one null."""
    return {"month": laid_out.visit.month_of_row, "day": laid_out.visit.day_of_row}


def _made(made: Made) -> Json:
    return {
        "row": made.row,
        "date": day_json(made.date),
        "timing": None if made.timing is None else made.timing.value,
        "missing": list(made.missing),
    }


def _row(row: ScoreRow) -> dict[str, Json]:
    return {
        "row": row.row,
        "month": row.month,
        "day": row.day,
        "date": day_json(row.date),
        "scores": [*sorted(row.scores)],
    }


def _set_aside(aside: SetAside) -> Json:
    return {**_row(aside.row), "why": aside.why}


def _faulty(fault: FaultyCell) -> Json:
    return {"row": fault.row, "column": fault.column or None, "code": fault.code, "why": fault.why}
