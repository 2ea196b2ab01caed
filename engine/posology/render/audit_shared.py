"""The de-identified trail as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Final

from posology.render.audit_csv import inert
from posology.render.findings_json import Json
from posology.render.notice import NOTICE
from posology.results.shared_trail import SharedEntry

SAYS: Final = (
    "De-identified: pseudonyms for people, patients, sheets and lots; years for dates, and no year that would tell an "
    "age above 89; no accounts, reasons, names of files, contents, and no hashes of records, site files or the chain. "
    "This is no anonymisation: the order of entries stays, and whoever has the salt can make the pseudonyms again."
)
COLUMNS: Final = (
    *("entry", "year", "person", "action", "patient", "sheet", "outcome", "born", "procedure_year", "lots"),
    *("protocol", "protocol_version", "protocol_sha256", "posology", "rules_sha256", "command", "banner"),
)


def shared_as_json(entries: Iterable[SharedEntry]) -> str:
    """The entries as a JSON document that ends with a line feed."""
    document: Json = {"banner": NOTICE, "deidentified": SAYS, "entries": [_document(each) for each in entries]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def shared_as_csv(entries: Iterable[SharedEntry]) -> str:
    """A header and one line for each entry; no cell computes anything."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in entries:
        cells = {**_document(each), "lots": " ".join(each.lots), "banner": NOTICE}
        writer.writerow([inert(None if cells[name] is None else str(cells[name])) for name in COLUMNS])
    return written.getvalue()


def _document(entry: SharedEntry) -> dict[str, Json]:
    return {
        "entry": entry.number,
        "year": entry.year,
        "person": entry.person,
        "action": entry.action.value,
        "patient": entry.patient,
        "sheet": entry.sheet,
        "outcome": entry.outcome,
        "born": entry.born,
        "procedure_year": entry.day,
        "lots": list(entry.lots),
        "protocol": entry.protocol,
        "protocol_version": entry.protocol_version,
        "protocol_sha256": entry.protocol_sha256,
        "posology": entry.engine,
        "rules_sha256": entry.rules,
        "command": entry.command or None,
    }
