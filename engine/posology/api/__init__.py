"""The only public door: load a protocol, read a record, check it. Everything else in the package may change.

Nothing here reads a clock: the date on which a record is judged is an argument. What is refused raises `Refused`,
which carries every diagnostic of the run.
"""

from __future__ import annotations

from posology.api.checking import check, check_record
from posology.api.evaluating import evaluate_expression
from posology.api.loading import Knowledge, load, load_knowledge, read_facts
from posology.api.planning import schedule, sheet
from posology.api.shipped import shipped_protocols
from posology.api.showing import record_schema, show, show_drug
from posology.diagnostics.diagnostic import Diagnostic, Refused
from posology.explain.rules import Rules
from posology.results.check import Check, Verdict
from posology.results.schedule import Schedule
from posology.results.sheet import Sheet

__all__ = [
    "Check",
    "Diagnostic",
    "Knowledge",
    "Refused",
    "Rules",
    "Schedule",
    "Sheet",
    "Verdict",
    "check",
    "check_record",
    "evaluate_expression",
    "load",
    "load_knowledge",
    "read_facts",
    "record_schema",
    "schedule",
    "sheet",
    "shipped_protocols",
    "show",
    "show_drug",
]
