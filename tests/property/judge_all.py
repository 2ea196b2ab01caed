"""Judges one patient a line: `python -m tests.property.judge_all < cases > results`, in a process of its own."""

from __future__ import annotations

import json
import sys
from datetime import date

from posology.api.checking import check_record
from posology.api.reading import read_facts
from posology.render.check_json import check_as_json
from tests.property.judging import Candidate, Variant, knowledge, rules_of, written


def case_line(candidate: Candidate) -> str:
    """The candidate as one line of JSON; the record is a text within it, so that its bytes stay as they are."""
    patient = candidate.patient
    asked = None if patient.procedure_date is None else patient.procedure_date.isoformat()
    return json.dumps(
        [
            candidate.variant.protocol,
            candidate.variant.chosen,
            written(patient.record),
            patient.as_of.isoformat(),
            asked,
        ]
    )


def judged_line(line: str) -> str:
    """The result of the case, as `check --format json` prints it."""
    protocol, chosen, record, as_of, asked = json.loads(line)
    day = date.fromisoformat(as_of)
    facts, _ = read_facts(record.encode(), "record.json", knowledge(), day)
    rules = rules_of(Variant(protocol, tuple((name, option) for name, option in chosen)))
    return check_as_json(check_record(rules, facts, day, None if asked is None else date.fromisoformat(asked)))


if __name__ == "__main__":
    sys.stdout.write("".join(judged_line(line) for line in sys.stdin))
