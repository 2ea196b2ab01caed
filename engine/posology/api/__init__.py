"""The only public door: load a protocol, read a record, check it. Everything else in the package may change.

Nothing here reads a clock: the date on which a record is judged is an argument. What is refused raises `Refused`,
which carries every diagnostic of the run.
"""

from __future__ import annotations

from posology.api.checking import check, check_record
from posology.api.evaluating import evaluate_expression
from posology.api.loading import Knowledge, load, load_knowledge, read_facts
from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Diagnostic, Refused
from posology.explain.rules import Rules
from posology.results.check import Check, Verdict

__all__ = [
    "Check",
    "Diagnostic",
    "Knowledge",
    "Refused",
    "Rules",
    "Verdict",
    "check",
    "check_record",
    "evaluate_expression",
    "load",
    "load_knowledge",
    "read_facts",
    "shipped_protocols",
]
