"""The worked cases of the protocols: patients with expected answers, kept beside the rules they are about.

A file has `as_of`, `records` and `chapters` of cases; a chapter may set `as_of` and the record `of` its cases. A case
takes a record, leaves out what `without` names, lays `with` over it, and says what must come of it. `procedure_date`,
`readings` and `planned` are what a user gives beside the record. Only what a case expects is compared; every key that
it may expect is one of the result of `check --format json`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

from posology.api import Knowledge, check_record, load, load_knowledge, read_facts
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules
from posology.reader.document import read_document
from posology.reader.tree import Mapping as TreeMapping
from posology.reader.tree import Node, Scalar
from posology.reader.tree import Sequence as TreeSequence
from posology.record.facts import Facts
from posology.render.check_json import check_as_json
from posology.results.check import Check

RULES = Path(__file__).parents[2] / "rules"

CHAPTER_KEYS = frozenset({"chapter", "as_of", "of", "cases"})
CASE_KEYS = frozenset(
    {"case", "why", "of", "with", "without", "readings", "planned", "as_of", "procedure_date", "expect", "refused"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedCase:
    """One patient and the expected answer. `refused` are the codes with which the record must be refused instead."""

    protocol: str
    chapter: str
    name: str
    record: Mapping[str, Any]
    as_of: date
    procedure_date: date | None
    readings: tuple[tuple[str, str], ...]
    planned: tuple[tuple[str, int], ...]
    expect: Mapping[str, Any]
    refused: tuple[str, ...]


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a part of a document is a mapping."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a part of a document is a list."""
    return isinstance(value, list)


@cache
def worked_cases(protocol: str) -> tuple[WorkedCase, ...]:
    """Every case of the protocol, in its order."""
    path = RULES / protocol / "cases.yaml"
    diagnostics = Diagnostics()
    root = plain(read_document(path.read_bytes(), path.name, diagnostics))
    faults = [f"{each.span.line + 1}: {each.message}" for each in diagnostics]
    assert not faults, faults
    return tuple(_cases_of(protocol, root))


def _cases_of(protocol: str, root: Mapping[str, Any]) -> Iterator[WorkedCase]:
    for chapter in root["chapters"]:
        assert set(chapter) <= CHAPTER_KEYS, f"{chapter['chapter']}: {set(chapter) - CHAPTER_KEYS}"
        for case in chapter["cases"]:
            assert set(case) <= CASE_KEYS, f"{case['case']}: {set(case) - CASE_KEYS}"
            asked = case.get("procedure_date")
            yield WorkedCase(
                protocol=protocol,
                chapter=chapter["chapter"],
                name=case["case"],
                record=_record(root["records"][case.get("of") or chapter["of"]], case),
                as_of=date.fromisoformat(case.get("as_of") or chapter.get("as_of") or root["as_of"]),
                procedure_date=None if asked is None else date.fromisoformat(asked),
                readings=tuple(case.get("readings", {}).items()),
                planned=tuple(case.get("planned", {}).items()),
                expect=case.get("expect", {}),
                refused=tuple(case.get("refused", ())),
            )


def _record(base: Mapping[str, Any], case: Mapping[str, Any]) -> Mapping[str, Any]:
    record = copy.deepcopy(dict(base))
    for path in case.get("without", ()):
        _leave_out(record, path.split("."))
    for path, value in case.get("with", {}).items():
        _lay_over(record, path.split("."), value)
    return record


def plain(node: Node | None) -> Any:  # noqa: ANN401 - a document may be anything
    """The tree without its places."""
    match node:
        case None:
            return None
        case Scalar():
            return node.value
        case TreeSequence():
            return [plain(each) for each in node.items]
        case TreeMapping():
            return {key.text: plain(each) for key, each in node.entries}


def _leave_out(record: dict[str, Any], path: Sequence[str]) -> None:
    """Takes an element out of the record; it must have been there."""
    *groups, last = path
    for group in groups:
        record = record[group]
    del record[last]


def _lay_over(record: dict[str, Any], path: Sequence[str], value: Any) -> None:  # noqa: ANN401 - as above
    """Puts an element into the record, over what was there."""
    *groups, last = path
    for group in groups:
        record = record.setdefault(group, {})
    record[last] = copy.deepcopy(value)


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
    facts, _ = read_facts(as_json(case.record) if content is None else content, "case.json", knowledge(), case.as_of)
    return facts


def result_of(case: WorkedCase, content: bytes | None = None) -> Check:
    """The case checked."""
    return check_record(rules_of(case), facts_of(case, content), case.as_of, case.procedure_date)


def answer(case: WorkedCase) -> dict[str, Any]:
    """What `check --format json` gives for the case."""
    found: dict[str, Any] = json.loads(check_as_json(result_of(case)))
    return found


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:  # noqa: ANN401 - as above
    """Each place where the answer is not what the case expects.

    Entries of a list are expected by name: `{id: …}` for criteria, readings and missing elements, `{drug: …}` for
    washout, `{left L2-L3: …}` for the plan; `count` is how many there are. A text stands for the status of an entry, or
    for the option chosen. Any other value is compared whole.
    """
    if is_mapping(expected) and is_list(found):
        yield from _entries(expected, found, where)
    elif is_mapping(expected) and is_mapping(found):
        for key, part in expected.items():
            if key not in found:
                yield f"{where}.{key}: not there"
            else:
                yield from differences(part, found[key], f"{where}.{key}")
    else:
        short = _short(found) if isinstance(expected, str) else found
        if expected != short or type(expected) is not type(short):
            yield f"{where}: {short!r}, expected {expected!r}"


def _entries(expected: Mapping[str, Any], found: Sequence[Any], where: str) -> Iterator[str]:
    named: dict[str, Any] = {}
    for each in found:
        name = _name(each)
        named[name if name not in named else f"{name} again"] = each
    for name, part in expected.items():
        if name == "count":
            if part != len(found):
                yield f"{where}: {len(found)} entries ({', '.join(named)}), expected {part}"
        elif name not in named:
            yield f"{where}.{name}: not there, only {', '.join(named) or 'nothing'}"
        else:
            yield from differences(part, named[name], f"{where}.{name}")


def _short(found: Any) -> Any:  # noqa: ANN401 - as above
    """What one word says of an entry."""
    if not is_mapping(found):
        return found
    return next((found[key] for key in ("status", "chosen", "not_before") if key in found), found)


def _name(entry: Any) -> str:  # noqa: ANN401 - as above
    """What an entry of a list is called."""
    if not is_mapping(entry):
        return str(entry)
    if entry.get("joint") is not None:
        return f"{entry['side']} {entry['joint']}" if entry.get("side") else str(entry["joint"])
    keys = ("id", "drug", "element", "check", "place", "concluded", "verdict")
    return str(next(entry[key] for key in keys if key in entry))
