"""The worked cases of the shipped protocols, answered: see `posology.verify.worked_cases` for what a case is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from posology.api import Knowledge, Rules, check_record, knowledge_of, load, load_knowledge, read_facts
from posology.api.answering import answer_document
from posology.api.cases import cases_of
from posology.api.shipped import RULES
from posology.record.facts import Facts
from posology.results.check import Check
from posology.verify.differences import differences, is_list, is_mapping
from posology.verify.worked_cases import WorkedCase, plain

__all__ = [
    "RULES",
    "WorkedCase",
    "answer",
    "as_json",
    "differences",
    "facts_of",
    "is_list",
    "is_mapping",
    "knowledge",
    "plain",
    "result_of",
    "rules",
    "rules_of",
    "worked_cases",
]


@cache
def worked_cases(protocol: str) -> tuple[WorkedCase, ...]:
    """Every case of the protocol, in its order."""
    return cases_of(RULES / protocol / "cases.yaml", protocol)


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, loaded once for all cases."""
    return load_knowledge()


@cache
def rules(protocol: str, readings: tuple[tuple[str, str], ...], planned: tuple[tuple[str, int], ...] = ()) -> Rules:
    """The protocol with those readings and planned doses, compiled once."""
    lines = [f"site: worked cases\nprotocol: {protocol}\n"]
    if readings:
        lines.append("readings:\n" + "".join(f"  {name}: {{chosen: {option}}}\n" for name, option in readings))
    if planned:
        lines.append("planned:\n" + "".join(f"  {step}: {{cells: {cells}}}\n" for step, cells in planned))
    return load(protocol, knowledge(), site=("site.yaml", "".join(lines).encode()))


def rules_of(case: WorkedCase) -> Rules:
    """The protocol as the case asks for it."""
    return rules(case.protocol, case.readings, case.planned)


def as_json(record: Mapping[str, Any]) -> bytes:
    """The record as a JSON file. A decimal of a case is short enough to come out of a float as it went in."""
    return json.dumps(record, ensure_ascii=False, default=_number).encode()


def _number(value: object) -> float:
    assert isinstance(value, Decimal), f"{value!r} has no place in a record"
    assert Decimal(repr(float(value))) == value, f"{value} is not what JSON would say"
    return float(value)


def facts_of(case: WorkedCase, content: bytes | None = None) -> Facts:
    """The facts of the case's record, or of the same record written as `content`."""
    asked = knowledge_of(knowledge(), rules_of(case))
    facts, _ = read_facts(as_json(case.record) if content is None else content, "case.json", asked, case.as_of)
    return facts


def result_of(case: WorkedCase, content: bytes | None = None) -> Check:
    """The case checked."""
    return check_record(rules_of(case), facts_of(case, content), case.as_of, case.procedure_date)


def answer(case: WorkedCase) -> dict[str, Any]:
    """What `check --format json` gives for the case, with the restarts, visits and outcome that it expects."""
    found: dict[str, Any] = json.loads(json.dumps(answer_document(rules_of(case), result_of(case), case)))
    return found
