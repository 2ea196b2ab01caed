"""The only public door: load a protocol, read a record, check it. Everything else in the package may change.

Nothing here reads a clock: the date on which a record is judged is an argument. What is refused raises `Refused`,
which carries every diagnostic of the run.

Each name is imported when it is first asked for: the command must start fast, and reading a record from what was kept
needs neither the grammar nor the compiler.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posology.api.checking import check, check_record
    from posology.api.evaluating import evaluate_expression
    from posology.api.following import visits
    from posology.api.knowledge import Knowledge
    from posology.api.loading import knowledge_of, load, load_knowledge
    from posology.api.outcomes import outcomes
    from posology.api.planning import schedule, sheet
    from posology.api.reading import read_facts
    from posology.api.reported import Reported, show_evidence
    from posology.api.shipped import shipped_protocols
    from posology.api.showing import protocol_schema, record_schema, show, show_drug
    from posology.diagnostics.diagnostic import Diagnostic, Refused
    from posology.explain.rules import Rules
    from posology.record.facts import Facts
    from posology.results.check import Check, Verdict
    from posology.results.follow_up import FollowUp
    from posology.results.outcomes import Outcomes
    from posology.results.schedule import Schedule
    from posology.results.sheet import Sheet

__all__ = [
    "Check",
    "Diagnostic",
    "Facts",
    "FollowUp",
    "Knowledge",
    "Outcomes",
    "Refused",
    "Reported",
    "Rules",
    "Schedule",
    "Sheet",
    "Verdict",
    "check",
    "check_record",
    "evaluate_expression",
    "knowledge_of",
    "load",
    "load_knowledge",
    "outcomes",
    "protocol_schema",
    "read_facts",
    "record_schema",
    "schedule",
    "sheet",
    "shipped_protocols",
    "show",
    "show_drug",
    "show_evidence",
    "visits",
]

_HOMES = (
    ("posology.api.checking", ("check", "check_record")),
    ("posology.api.evaluating", ("evaluate_expression",)),
    ("posology.api.following", ("visits",)),
    ("posology.api.knowledge", ("Knowledge",)),
    ("posology.api.loading", ("knowledge_of", "load", "load_knowledge")),
    ("posology.api.outcomes", ("outcomes",)),
    ("posology.api.planning", ("schedule", "sheet")),
    ("posology.api.reading", ("read_facts",)),
    ("posology.api.reported", ("Reported", "show_evidence")),
    ("posology.api.shipped", ("shipped_protocols",)),
    ("posology.api.showing", ("protocol_schema", "record_schema", "show", "show_drug")),
    ("posology.diagnostics.diagnostic", ("Diagnostic", "Refused")),
    ("posology.explain.rules", ("Rules",)),
    ("posology.record.facts", ("Facts",)),
    ("posology.results.check", ("Check", "Verdict")),
    ("posology.results.outcomes", ("Outcomes",)),
    ("posology.results.follow_up", ("FollowUp",)),
    ("posology.results.schedule", ("Schedule",)),
    ("posology.results.sheet", ("Sheet",)),
)
"""Where each name lives."""


def __getattr__(name: str) -> object:
    """The public name, imported from where it lives."""
    for home, names in _HOMES:
        if name in names:
            return getattr(importlib.import_module(home), name)
    raise AttributeError(f"posology.api has no {name}")
