"""Entries that can be shared: pseudonyms for people, patients, sheets and lots, years for dates, no text of anybody.

It lowers the chance that somebody is recognised, and is no anonymisation: whoever knows from elsewhere what was done
in which order may still find an entry, and whoever has the salt can make the pseudonyms again. No hash of a record, a
site file or the chain is told: each would let whoever has the original find the entry in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from posology.results.shared_trail import SharedEntry
from posology.results.sheet import SheetStatus
from posology.results.trail import Action, Entry, Happening, same_name
from posology.values.pseudonym import OLDEST_TOLD, pseudonym

_WORDS: Final = frozenset(each.value for each in SheetStatus)
_PASSED_OVER: Final = frozenset({"limit", "other-patient"})


def shared_entries(entries: Iterable[Entry], salt: bytes) -> Iterator[SharedEntry]:
    """Each entry as it can be shared; the same salt gives the same pseudonyms."""
    for entry in entries:
        happening, protocol = entry.happening, entry.happening.protocol
        yield SharedEntry(
            number=entry.number,
            year=str(happening.when.year),
            person=pseudonym(salt, f"person {same_name(happening.who)}"),
            action=happening.action,
            patient=_pseudonym(salt, "patient", happening.patient),
            sheet=_pseudonym(salt, "sheet", happening.subject),
            outcome=_outcome(happening),
            born=_born(happening),
            day=None if happening.day is None else str(happening.day.year),
            lots=tuple(pseudonym(salt, f"lot {each}") for each in happening.lots),
            protocol=None if protocol is None else protocol.id,
            protocol_version=None if protocol is None else protocol.version,
            protocol_sha256=None if protocol is None else protocol.sha256,
            engine=happening.engine,
            rules=happening.rules,
            command=happening.command,
        )


def _pseudonym(salt: bytes, kind: str, identifier: str | None) -> str | None:
    return None if identifier is None else pseudonym(salt, f"{kind} {identifier}")


def _outcome(happening: Happening) -> str | None:
    """How it came out, where that is one of our own words."""
    match happening.action:
        case Action.CHECK | Action.SECOND_CHECK | Action.SIGN | Action.VOID | Action.EXPORT | Action.VIEW:
            return happening.new
        case Action.SHEET:
            return next((each for each in happening.found[:1] if each in _WORDS), None)
        case Action.REFUSED:
            return happening.old
        case Action.OVERRIDE:
            kind = (happening.old or "").partition(":")[0]
            return kind if kind in _PASSED_OVER else None


def _born(happening: Happening) -> str | None:
    """The year of birth; of whoever was older than may be told, only that they were."""
    written = (happening.born or "")[:4]
    if not (written.isascii() and written.isdigit() and len(written) == len("1971")):
        return None
    oldest = happening.when.year - OLDEST_TOLD
    return f"before {oldest}" if int(written) < oldest else written
