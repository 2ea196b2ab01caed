"""A screening as JSON: the counts, and one object for each patient, written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import polars as pl

from posology.render.findings_json import Json, protocol_json
from posology.render.screening_rows import typed_rows
from posology.render.screening_words import Why, day_text
from posology.results.screening import VERDICTS, AttritionLine, Calendar, HoldLine, Screening, VerdictCounts


def screening_document(found: Screening) -> dict[str, Json]:
    """Everything but the rows, as an object; counts are whole numbers."""
    return {
        "posology": found.engine_version,
        "engine": found.engine,
        "protocol": protocol_json(found.protocol),
        "banner": found.banner,
        "readings": [
            {"id": each.id, "chosen": each.chosen, "approved_by": each.approved_by} for each in found.readings
        ],
        "cohort": found.cohort,
        "as_of": day_text(found.as_of),
        "procedure_date": day_text(found.procedure_date) or None,
        "deidentified": found.deidentified,
        "read": found.read,
        "set_aside": found.set_aside,
        "judged": found.judged,
        "verdicts": _verdicts(found.verdicts),
        "attrition": [_line(each) for each in found.attrition],
        "settling": [{"element": each.element, "ask": each.ask, "patients": each.patients} for each in found.settling],
        "by": found.by,
        "groups": [{"group": each.name, "rest": each.is_rest, **_verdicts(each)} for each in found.groups],
        "calendar": _calendar(found.calendar),
        "faults": [
            {"where": each.where, "column": each.column, "code": each.code, "title": each.title, "rows": each.rows}
            for each in found.faults
        ],
        "audit": None if found.audit is None else {"rows": found.audit.rows, "seed": found.audit.seed},
    }


def attrition_as_json(found: Screening) -> str:
    """Everything that is counted, as a JSON document that ends with a line feed."""
    return json.dumps(screening_document(found), ensure_ascii=False, indent=2) + "\n"


def screening_as_json(found: Screening, rows: Iterable[pl.DataFrame], why: Why | None) -> Iterator[bytes]:
    """The document with its rows under `patients`, each on a line of its own, in pieces."""
    yield attrition_as_json(found).removesuffix("\n}\n").encode("utf-8") + b',\n  "patients": ['
    first = True
    for frame in rows:
        lines = typed_rows(frame.lazy(), why).collect().write_ndjson().splitlines()
        if lines:
            yield ("\n" if first else ",\n").encode() + ",\n".join(f"    {line}" for line in lines).encode("utf-8")
            first = False
    yield b"]\n}\n" if first else b"\n  ]\n}\n"


def _verdicts(counts: VerdictCounts) -> dict[str, Json]:
    return {verdict.value: count for verdict, count in zip(VERDICTS, counts.counts, strict=True)}


def _line(line: AttritionLine) -> Json:
    return {
        "id": line.id,
        "kind": line.kind.value,
        "text": line.text,
        "entered": line.entered,
        "failed": line.failed,
        "waiting": line.waiting,
        "unknown": line.unknown,
        "remaining": line.remaining,
    }


def _calendar(calendar: Calendar) -> Json:
    return {
        "weeks": [day_text(each) for each in calendar.weeks],
        "possible": list(calendar.possible),
        "later": calendar.later,
        "holds": [_hold(each) for each in calendar.medicines],
    }


def _hold(line: HoldLine) -> Json:
    return {
        "drug": line.drug,
        "weeks": list(line.weeks),
        "later": line.later,
        "refer": line.refer,
        "unknown": line.unknown,
    }
