"""The trail as CSV: one line for each entry, none with a cell that computes anything. The contents are in the JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from posology.render.notice import NOTICE
from posology.render.outcomes_csv import FORMULA_SIGNS
from posology.results.trail import Entry

COLUMNS: Final = (
    *("entry", "when", "who", "account", "action", "patient", "sheet", "old", "new", "reason", "found"),
    *("posology", "protocol", "protocol_version", "protocol_sha256", "record_sha256", "site_sha256", "rules_sha256"),
    *("content_sha256", "command", "asked", "procedure_date", "lots", "previous", "hash", "banner"),
)
_SIGNS: Final = (*FORMULA_SIGNS, "\t", "\r", "\0")


def entries_as_csv(entries: Iterable[Entry]) -> str:
    """A header and one line for each entry; lines end as RFC 4180 says."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([inert(cell) for cell in _cells(each)] for each in entries)
    return written.getvalue()


def _cells(entry: Entry) -> Sequence[str | None]:
    happening, protocol = entry.happening, entry.happening.protocol
    marked = (None, None, None) if protocol is None else (protocol.id, protocol.version, protocol.sha256)
    return (
        *(str(entry.number), happening.when.isoformat(timespec="microseconds"), happening.who, happening.account),
        *(happening.action.value, happening.patient, happening.subject, happening.old, happening.new, happening.reason),
        *("; ".join(happening.found), happening.engine, *marked, happening.record, happening.site, happening.rules),
        *(happening.content, happening.command, "; ".join(f"{name}: {value}" for name, value in happening.asked)),
        *(None if happening.day is None else happening.day.isoformat(), "; ".join(happening.lots)),
        *(entry.previous, entry.hash, NOTICE),
    )


def inert(cell: str | None) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    text = cell or ""
    return f"'{text}" if text.startswith(_SIGNS) else text
