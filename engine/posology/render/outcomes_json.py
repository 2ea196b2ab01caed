"""Outcomes as JSON: counts are whole numbers, rates and means decimal strings; `docs/outcomes.md` is its manual."""

from __future__ import annotations

import json
from decimal import Decimal

from posology.ir.outcome import Definition, Outcome
from posology.render.findings_json import Json, citation_json, confidence_json, protocol_json
from posology.render.values import plain_decimal
from posology.results.outcome_wording import definition_in_words, part_in_words
from posology.results.outcomes import Course, Duration, Group, Mean, OutcomeRow, Outcomes, Rate, VisitFinding


def outcomes_as_json(outcomes: Outcomes) -> str:
    """The outcomes as a JSON document that ends with a line feed."""
    return json.dumps(outcomes_document(outcomes), ensure_ascii=False, indent=2) + "\n"


def outcomes_document(outcomes: Outcomes) -> dict[str, Json]:
    """The outcomes as an object; there are no floats, and what cannot be counted is null."""
    reading = outcomes.reading
    return {
        "posology": outcomes.engine_version,
        "protocol": protocol_json(outcomes.protocol),
        "scores": {"sha256": outcomes.scores_sha256},
        "summary": outcomes.summary,
        "banner": outcomes.banner,
        "definition": _definition(outcomes.definition, outcomes.outcome),
        "initial_month": None if outcomes.outcome.initial is None else outcomes.outcome.initial.month,
        "method": list(outcomes.method),
        "read": {
            "rows": reading.rows,
            "used": reading.used,
            "without_scores": reading.without_scores,
            "set_aside": reading.set_aside,
            "patients": reading.patients,
        },
        "months": list(outcomes.months),
        "groups": [{**_group(each), "baseline": each.baseline} for each in outcomes.groups],
        "rows": [_row(each) for each in outcomes.rows],
        "continuing": [_continuing(each, each.duration) for each in outcomes.rows if each.duration is not None],
        "means": [_mean(each) for each in outcomes.means],
        "patients": [_course(each) for each in outcomes.courses],
        "bad_rows": [
            {
                "row": each.row,
                "column": each.column or None,
                "patient": each.patient or None,
                "code": each.code,
                "why": each.why,
            }
            for each in outcomes.set_aside
        ],
        "notes": list(outcomes.notes),
    }


def _definition(definition: Definition | None, outcome: Outcome) -> Json:
    if definition is None:
        return None
    return {
        "id": definition.id,
        "text": definition_in_words(definition, outcome),
        "combine": definition.combine.value,
        "parts": [
            {
                "id": part.id,
                "instrument": part.instrument,
                "change": part.change.value,
                "threshold": None if part.threshold is None else plain_decimal(part.threshold),
                "unit": part.unit or None,
                "text": part_in_words(part, outcome),
                "source": citation_json(part.citation),
                "confidence": confidence_json(part.citation),
            }
            for part in definition.parts
        ],
        "source": citation_json(definition.citation),
        "confidence": confidence_json(definition.citation),
    }


def _group(group: Group) -> dict[str, Json]:
    return {"group": group.name, "by": group.by}


def _row(row: OutcomeRow) -> Json:
    return {
        **_group(row.group),
        "month": row.month,
        "baseline": row.group.baseline,
        "followed": row.followed,
        "responders": row.responders,
        "unknown": row.unknown,
        **_rate(row.observed),
        "rate_if_unknown_responded": _figure(row.at_most.proportion),
        "missing_as_failure": _failing(row.missing_as_failure),
        "parts": [
            {
                "id": each.id,
                "met": each.met,
                "not_met": each.not_met,
                "cannot_respond": each.cannot_respond,
                "missing": each.missing,
                "not_found": each.not_found,
            }
            for each in row.parts
        ],
        "initial": None if row.duration is None else row.duration.initial,
        "continuing": None if row.duration is None else row.duration.continuing,
    }


def _failing(rate: Rate) -> Json:
    return {"responders": rate.count, "of": rate.of, **_rate(rate)}


def _continuing(row: OutcomeRow, duration: Duration) -> Json:
    return {
        **_group(row.group),
        "month": row.month,
        "initial": duration.initial,
        "followed": duration.followed,
        "continuing": duration.continuing,
        "unknown": duration.unknown,
        **_rate(duration.rate),
    }


def _rate(rate: Rate) -> dict[str, Json]:
    return {
        "rate": _figure(rate.proportion),
        "percent": rate.percent,
        "interval": {"low": _figure(rate.low), "high": _figure(rate.high)},
    }


def _figure(number: Decimal | None) -> str | None:
    return None if number is None else plain_decimal(number)


def _mean(mean: Mean) -> Json:
    return {
        **_group(mean.group),
        "of": mean.of.value,
        "month": mean.month,
        "instrument": mean.instrument,
        "patients": mean.patients,
        "mean": plain_decimal(mean.mean.two_places),
        "changed": mean.changed,
        "change": None if mean.change is None else plain_decimal(mean.change.two_places),
    }


def _course(course: Course) -> Json:
    return {
        "patient": course.patient,
        "groups": dict(course.groups),
        "initial_responder": course.initial_responder,
        "visits": [_visit(each) for each in course.visits],
    }


def _visit(visit: VisitFinding) -> Json:
    return {
        "month": visit.month,
        "followed": visit.followed,
        "status": None if visit.response is None else visit.response.value,
        "parts": {name: status.value for name, status in visit.parts},
        "scores": {name: score if isinstance(score, bool) else plain_decimal(score) for name, score in visit.scores},
    }
