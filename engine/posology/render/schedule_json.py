"""A schedule as JSON: one object for each date, in order; `docs/outputs.md` is its manual."""

from __future__ import annotations

import json

from posology.render.findings_json import Json, citation_json, day_json, protocol_json
from posology.results.schedule import Event, Schedule
from posology.results.visits import VisitDay


def schedule_as_json(schedule: Schedule) -> str:
    """The schedule as a JSON document that ends with a line feed."""
    return json.dumps(schedule_document(schedule), ensure_ascii=False, indent=2) + "\n"


def schedule_document(schedule: Schedule) -> dict[str, Json]:
    """The schedule as an object; `events` is empty exactly where `withheld` says why."""
    return {
        "posology": schedule.engine_version,
        "protocol": protocol_json(schedule.protocol),
        "record": {"id": schedule.record_id, "birth_date": schedule.birth_date, "sha256": schedule.record_sha256},
        "as_of": schedule.as_of.isoformat(),
        "procedure_date": day_json(schedule.procedure_date),
        "verdict": schedule.verdict.value,
        "earliest_date": day_json(schedule.earliest_date),
        "summary": schedule.summary,
        "banner": schedule.banner,
        "withheld": list(schedule.withheld),
        "events": [event_json(each) for each in schedule.events],
        "undated": [{"subject": each.subject, "why": each.why} for each in schedule.undated],
        "month_rule": schedule.month_rule,
    }


def event_json(event: Event) -> Json:
    """One date."""
    return {
        "date": event.date.isoformat(),
        "bound": event.bound.value,
        "kind": event.kind.value,
        "subject": event.subject,
        "title": event.title,
        "detail": event.detail,
        "source": citation_json(event.citation),
        "visit": None if event.visit is None else _visit(event.visit),
    }


def _visit(laid_out: VisitDay) -> Json:
    return {
        "window": window_json(laid_out),
        "instruments": list(laid_out.visit.instruments),
        "assessments": list(laid_out.visit.assessments),
        "bring": list(laid_out.visit.bring),
    }


def window_json(laid_out: VisitDay) -> Json:
    """The first and the last day on which the visit counts; null where the source states none."""
    if laid_out.first is None or laid_out.last is None:
        return None
    return {"first": laid_out.first.isoformat(), "last": laid_out.last.isoformat()}
