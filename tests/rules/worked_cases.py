"""The worked cases of the protocols: patients with expected answers, kept beside the rules they are about.

A case takes a record of its file, leaves out what `without` names, lays `with` over it, and says what must come of it.
Only what a case expects is compared; every key that it may expect is one of the result of `check --format json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from posology.api.knowledge import Knowledge
from posology.api.reading import read_facts
from posology.api.checking import check_record
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules
from posology.reader.document import read_document
from posology.reader.tree import Mapping as TreeMapping
from posology.reader.tree import Node, Scalar
from posology.reader.tree import Sequence as TreeSequence
from posology.render.check_json import check_as_json

RULES = Path(__file__).parents[2] / "rules"

KEYS = frozenset({"case", "why", "of", "with", "without", "readings", "planned", "as_of", "procedure_date", "expect", "refused"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedCase:
    """One patient and the expected answer. `refused` are the codes with which the record must be refused instead."""

    protocol: str
    name: str
    record: Mapping[str, Any]
    as_of: date
    procedure_date: date | None
    readings: tuple[tuple[str, str], ...]
    planned: tuple[tuple[str, int], ...]
    expect: Mapping[str, Any]
    refused: tuple[str, ...]


def worked_cases(protocol: str) -> Iterator[WorkedCase]:
    """Every case of the protocol, in its order."""
    path = RULES / protocol / "cases.yaml"
    diagnostics = Diagnostics()
    root = plain(read_document(path.read_bytes(), path.name, diagnostics))
    found = [str(each) for each in diagnostics]
    assert not found, found
    for case in root["cases"]:
        assert set(case) <= KEYS, f"{case['case']}: {set(case) - KEYS}"
        record = json.loads(json.dumps(root["records"][case["of"]], default=str))
        for path_left_out in case.get("without", ()):
            leave_out(record, path_left_out.split("."))
        for element, value in case.get("with", {}).items():
            lay_over(record, element.split("."), value)
        asked = case.get("procedure_date")
        yield WorkedCase(
            protocol=protocol,
            name=case["case"],
            record=record,
            as_of=date.fromisoformat(case.get("as_of", root["as_of"])),
            procedure_date=None if asked is None else date.fromisoformat(asked),
            readings=tuple(case.get("readings", {}).items()),
            planned=tuple(case.get("planned", {}).items()),
            expect=case.get("expect", {}),
            refused=tuple(case.get("refused", ())),
        )


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


def leave_out(record: dict[str, Any], path: Sequence[str]) -> None:
    """Takes an element out of the record; it must have been there."""
    *groups, last = path
    for group in groups:
        record = record[group]
    del record[last]


def lay_over(record: dict[str, Any], path: Sequence[str], value: Any) -> None:  # noqa: ANN401 - as above
    """Puts an element into the record, over what was there."""
    *groups, last = path
    for group in groups:
        record = record.setdefault(group, {})
    record[last] = json.loads(json.dumps(value, default=str))


def answer(case: WorkedCase, rules: Rules, knowledge: Knowledge) -> dict[str, Any]:
    """What `check --format json` gives for the case."""
    content = json.dumps(case.record, ensure_ascii=False).encode()
    facts, _ = read_facts(content, "case.json", knowledge, case.as_of)
    found: dict[str, Any] = json.loads(check_as_json(check_record(rules, facts, case.as_of, case.procedure_date)))
    return found


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:  # noqa: ANN401 - as above
    """Each place where the answer is not what the case expects.

    A list of mappings is expected by name: `{id: {...}}` for criteria, readings and missing elements, `{drug: {...}}` for
    washout; any other value is compared whole.
    """
    if isinstance(expected, Mapping) and isinstance(found, list):
        named = {_name(each): each for each in found}
        for name, part in expected.items():
            if name == "count":
                if part != len(found):
                    yield f"{where}: {len(found)} entries, expected {part}"
            elif name not in named:
                yield f"{where}.{name}: not there, only {', '.join(map(str, named))}"
            else:
                yield from differences(part, named[name], f"{where}.{name}")
    elif isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, part in expected.items():
            if key not in found:
                yield f"{where}.{key}: not there"
            else:
                yield from differences(part, found[key], f"{where}.{key}")
    elif isinstance(expected, Mapping) or expected != found:
        if isinstance(found, Mapping) and "status" in found and isinstance(expected, str):
            if found["status"] != expected:
                yield f"{where}: {found['status']!r}, expected {expected!r}"
        else:
            yield f"{where}: {found!r}, expected {expected!r}"


def _name(entry: Any) -> str:  # noqa: ANN401 - as above
    """What an entry of a list is called."""
    if not isinstance(entry, Mapping):
        return str(entry)
    joint = entry.get("joint")
    if joint is not None:
        return f"{entry['side']} {joint}" if entry.get("side") else str(joint)
    return str(next(entry[key] for key in ("id", "drug", "element", "check", "place", "concluded", "verdict") if key in entry))
