"""One record against several protocols."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from posology.api.checking import recorded_procedure_date
from posology.api.knowledge import Knowledge
from posology.api.reading import read_facts
from posology.diagnostics.diagnostic import Diagnostic
from posology.explain.check import check
from posology.explain.comparing import compare
from posology.explain.rules import Rules
from posology.knowledge.anatomy import Anatomy
from posology.results.check import Check
from posology.results.comparison import Comparison


def compare_record(
    content: bytes,
    name: str,
    protocols: Sequence[tuple[Knowledge, Rules]],
    as_of: date,
    procedure_date: date | None = None,
) -> tuple[Comparison, tuple[Diagnostic, ...]]:
    """The record judged by each of the protocols, at least one, with the warnings that go beside the result.

    Each protocol comes with the knowledge that `knowledge_of` gives for it, as it may declare elements of its own. The
    procedure date is the argument, or else the one recorded, or else the earliest of each protocol.

    Raises:
        Refused: where the record has a fault under the elements of one of them.
    """
    checks: list[tuple[Check, Anatomy]] = []
    warnings: dict[Diagnostic, None] = {}
    for knowledge, rules in protocols:
        facts, found = read_facts(content, name, knowledge, as_of)
        warnings.update(dict.fromkeys(found))
        day = procedure_date or recorded_procedure_date(facts)
        checks.append((check(rules, facts, as_of, day), rules.anatomy))
    return compare(checks), tuple(warnings)
