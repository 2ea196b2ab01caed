"""Sheets of the two examples with the decisions of their clinics, and what a PDF says, for tests of what is printed."""

from __future__ import annotations

import io
from datetime import date
from functools import cache

from pypdf import PdfReader

from posology.api import Facts, Rules, Schedule, Sheet, load, read_facts, schedule, sheet
from tests.unit.judged import AS_OF, EXAMPLES, knowledge

BANNER = "INVESTIGATIONAL USE."
FIRST_PATIENT = "allorx-first-patient"


@cache
def _asked(protocol: str, record: str, site: str) -> tuple[Rules, Facts]:
    rules = load(protocol, knowledge(), site=(site, (EXAMPLES / site).read_bytes()))
    return rules, read_facts((EXAMPLES / record).read_bytes(), record, knowledge(), AS_OF)[0]


@cache
def candidate_sheet(as_of: date = AS_OF) -> Sheet:
    """The sheet of the candidate: eighteen rows, with vials and volumes."""
    rules, facts = _asked("allorx-spine", "candidate.yaml", "candidate-site.yaml")
    return sheet(rules, facts, as_of)


@cache
def candidate_schedule(as_of: date = AS_OF) -> Schedule:
    """The schedule of the candidate."""
    rules, facts = _asked("allorx-spine", "candidate.yaml", "candidate-site.yaml")
    return schedule(rules, facts, as_of)


@cache
def first_patient_sheet() -> Sheet:
    """The sheet of the published first patient: ten rows."""
    rules, facts = _asked(FIRST_PATIENT, "first-patient.yaml", "first-patient-site.yaml")
    return sheet(rules, facts, AS_OF)


@cache
def withheld_sheet() -> Sheet:
    """The sheet of a candidate whom a criterion keeps out: nothing is laid out."""
    rules, _ = _asked("allorx-spine", "candidate.yaml", "candidate-site.yaml")
    text = (EXAMPLES / "candidate.yaml").read_text("utf-8")
    record = text.replace("physical_therapy: failed", "physical_therapy: helped")
    return sheet(rules, read_facts(record.encode(), "candidate.yaml", knowledge(), AS_OF)[0], AS_OF)


def pages_of(pdf: bytes) -> tuple[str, ...]:
    """What each page of a PDF says, on one line."""
    return tuple(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
