"""An entry as it is kept: one canonical JSON document, whose hash covers the hash of the entry before it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Final, cast

from posology.results.trail import Action, Entry, Happening, Held, Part, ProtocolMark

FORMAT: Final = 1
BEFORE_THE_FIRST: Final = "0" * 64
"""What stands where the first entry names the one before it."""


class NotAnEntry(ValueError):  # noqa: N818 - said of a text that was kept, as in a sentence
    """A text that is not what `body_of` writes."""


def link(number: int, previous: str, happening: Happening) -> Entry:
    """The happening in its place behind the entry with the hash `previous`.

    Raises:
        ValueError: where `when` has no offset, so that it names no instant.
    """
    if happening.when.tzinfo is None:
        raise ValueError("an entry says when it happened with the offset from UTC")
    return Entry(
        number=number, previous=previous, hash=hash_of(body_of(number, previous, happening)), happening=happening
    )


def hash_of(content: str | bytes) -> str:
    """The SHA-256 of the content in hexadecimal digits; a text is hashed as UTF-8."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def body_of(number: int, previous: str, happening: Happening) -> str:
    """The entry as canonical JSON: keys in order, no blanks, ASCII only, so that it has one form and one hash."""
    protocol = happening.protocol
    document = {
        "format": FORMAT,
        "number": number,
        "previous": previous,
        "who": happening.who,
        "account": happening.account,
        "when": happening.when.isoformat(timespec="microseconds"),
        "action": happening.action.value,
        "patient": happening.patient,
        "subject": happening.subject,
        "old": happening.old,
        "new": happening.new,
        "reason": happening.reason,
        "content": happening.content,
        "engine": happening.engine,
        "rules": happening.rules,
        "protocol": None if protocol is None else [protocol.id, protocol.version, protocol.sha256],
        "record": happening.record,
        "site": happening.site,
        "command": happening.command,
        "asked": [list(each) for each in happening.asked],
        "found": list(happening.found),
        "held": [[each.part.value, each.name, each.sha256] for each in happening.held],
        **_found_by(happening),
    }
    return json.dumps(document, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def _found_by(happening: Happening) -> dict[str, object]:
    """What an entry is found and compared by, where it has it: one from before these were kept has the body it had."""
    day = None if happening.day is None else happening.day.isoformat()
    said = {
        "born": happening.born,
        "day": day,
        "lots": list(happening.lots) or None,
        "facts": happening.facts,
        "decisions": happening.decisions,
    }
    return {name: value for name, value in said.items() if value is not None}


def entry_of(body: str) -> Entry:
    """The entry that the body was made of.

    Raises:
        NotAnEntry: where no entry has this body, to the byte.
    """
    try:
        document = cast("Mapping[str, object]", json.loads(body))
        number, previous = cast("int", document["number"]), cast("str", document["previous"])
        happening = _happening(document)
        written_again = body_of(number, previous, happening)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NotAnEntry("no entry is written like this") from fault
    if written_again != body:
        raise NotAnEntry("an entry has one form only, and this is another")
    return Entry(number=number, previous=previous, hash=hash_of(body), happening=happening)


def _happening(document: Mapping[str, object]) -> Happening:
    protocol = cast("Sequence[str] | None", document["protocol"])
    asked = cast("Sequence[Sequence[str]]", document["asked"])
    found = cast("Sequence[str]", document["found"])
    held = cast("Sequence[Sequence[str]]", document["held"])
    day = cast("str | None", document.get("day"))
    return Happening(
        who=cast("str", document["who"]),
        account=cast("str", document["account"]),
        when=datetime.fromisoformat(cast("str", document["when"])),
        action=Action(cast("str", document["action"])),
        patient=cast("str | None", document["patient"]),
        subject=cast("str | None", document["subject"]),
        old=cast("str | None", document["old"]),
        new=cast("str | None", document["new"]),
        reason=cast("str", document["reason"]),
        content=cast("str | None", document["content"]),
        engine=cast("str", document["engine"]),
        rules=cast("str", document["rules"]),
        protocol=None if protocol is None else _mark(*protocol),
        record=cast("str | None", document["record"]),
        site=cast("str | None", document["site"]),
        command=cast("str", document["command"]),
        asked=tuple((name, value) for name, value in asked),
        found=tuple(found),
        held=tuple(_held(*each) for each in held),
        born=cast("str | None", document.get("born")),
        day=None if day is None else date.fromisoformat(day),
        lots=tuple(cast("Sequence[str]", document.get("lots", ()))),
        facts=cast("str | None", document.get("facts")),
        decisions=cast("str | None", document.get("decisions")),
    )


def _mark(name: str, version: str, digest: str) -> ProtocolMark:
    return ProtocolMark(id=name, version=version, sha256=digest)


def _held(part: str, name: str, digest: str) -> Held:
    return Held(part=Part(part), name=name, sha256=digest)
