"""The trail as JSON: its entries, whether the chain is whole, what a replay gave; `docs/trail.md` is its manual."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence

from posology.render.findings_json import Json
from posology.render.notice import NOTICE
from posology.results.trail import Entry, Replayed, Verified


def entries_as_json(entries: Iterable[Entry]) -> str:
    """The entries as a JSON document that ends with a line feed."""
    return _written({"banner": NOTICE, "entries": [entry_document(each) for each in entries]})


def entry_as_json(entry: Entry) -> str:
    """One entry, likewise."""
    return _written({"banner": NOTICE, **entry_document(entry)})


def export_as_json(entries: Iterable[Entry], contents: Mapping[str, bytes]) -> str:
    """The whole trail with every content: as text where it is UTF-8, in base64 where it is not."""
    kept: dict[str, Json] = {digest: _content(content) for digest, content in sorted(contents.items())}
    return _written({"banner": NOTICE, "entries": [entry_document(each) for each in entries], "contents": kept})


def verified_as_json(found: Verified) -> str:
    """What was found of the chain."""
    faults: list[Json] = [{"entry": each.number, "fault": each.kind.value, "says": each.says} for each in found.faults]
    head, noted = (None if each is None else str(each) for each in (found.head, found.noted))
    whole = not found.faults
    return _written(
        {
            "entries": found.entries,
            "whole": whole,
            "head": head,
            "held_against": noted,
            "faults": faults,
            "notes": list(found.notes),
        }
    )


def replayed_as_json(found: Sequence[Replayed]) -> str:
    """What each replay gave."""
    replayed: list[Json] = [
        {
            "entry": each.number,
            "action": each.action.value,
            "evaluated": each.evaluated,
            "same": each.same,
            "kept": each.kept,
            "found": each.found,
            "because": list(each.because),
        }
        for each in found
    ]
    return _written({"replayed": replayed})


def entry_document(entry: Entry) -> dict[str, Json]:
    """An entry as an object, in the words of the record that was kept."""
    happening, protocol = entry.happening, entry.happening.protocol
    asked: dict[str, Json] = dict(happening.asked)
    marked: Json = (
        None if protocol is None else {"id": protocol.id, "version": protocol.version, "sha256": protocol.sha256}
    )
    return {
        "entry": entry.number,
        "when": happening.when.isoformat(timespec="microseconds"),
        "who": happening.who,
        "account": happening.account,
        "action": happening.action.value,
        "patient": happening.patient,
        "sheet": happening.subject,
        "old": happening.old,
        "new": happening.new,
        "reason": happening.reason or None,
        "found": list(happening.found),
        "content_sha256": happening.content,
        "posology": happening.engine,
        "rules_sha256": happening.rules,
        "protocol": marked,
        "record_sha256": happening.record,
        "site_sha256": happening.site,
        "command": happening.command or None,
        "asked": asked,
        "birth_date": happening.born,
        "procedure_date": None if happening.day is None else happening.day.isoformat(),
        "lots": list(happening.lots),
        "facts_sha256": happening.facts,
        "decisions_sha256": happening.decisions,
        "kept": [{"part": each.part.value, "name": each.name, "sha256": each.sha256} for each in happening.held],
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _content(content: bytes) -> Json:
    try:
        return {"text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def _written(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
