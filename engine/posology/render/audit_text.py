"""The trail for people: a line for each entry, an entry in full, whether the chain is whole, what a replay gave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from posology.render.notice import NOTICE
from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, labelled, page_text, paragraph, status
from posology.results.trail import Action, Entry, Happening, Replayed, Verified
from posology.values.numerals import count_in_words, date_in_words

NOTHING = "The trail has no such entry."
NOT_KNOWN = (
    "What this cannot show: that a trail was cut off together with its own list of heads, or written anew as a whole. "
    "A head that was printed on a VERIFIED sheet or on a passed second check shows it: give it with `--head`."
)
KEEP_HEAD = (
    "Note the head elsewhere, on paper or in another system: with `--head` it shows later that nothing was cut off and "
    "that this is the same trail."
)


def entries_as_text(entries: Sequence[Entry], layout: Layout = PLAIN_LAYOUT) -> str:
    """One paragraph for each entry, in their order."""
    found = [line for each in entries for line in item(said(each), layout, 0, f"{each.number}.")]
    return page_text((*paragraph(NOTICE, layout), "", *(found or paragraph(NOTHING, layout))))


def said(entry: Entry) -> str:
    """The entry as one sentence: when, who, what, about whom, and how it came out."""
    happening = entry.happening
    about = ", ".join(_about(happening))
    return f"{instant(happening.when)}, {happening.who}: {_done(happening)}{f' ({about})' if about else ''}."


def entry_as_text(entry: Entry, layout: Layout = PLAIN_LAYOUT) -> str:
    """The entry in full."""
    return page_text((*paragraph(NOTICE, layout), *_full(entry, layout)))


def export_as_text(entries: Sequence[Entry], layout: Layout = PLAIN_LAYOUT) -> str:
    """Every entry in full, one after the other."""
    whole = (line for each in entries for line in ("", *_full(each, layout)))
    return page_text((*paragraph(NOTICE, layout), *whole))


def verified_as_text(found: Verified, layout: Layout = PLAIN_LAYOUT) -> str:
    """Whether the chain is whole, and every fault with its number."""
    return page_text((*paragraph(NOTICE, layout), "", *_verified(found, layout)))


def replayed_as_text(found: Sequence[Replayed], layout: Layout = PLAIN_LAYOUT) -> str:
    """For each entry whether the same bytes came out."""
    return page_text(line for each in found for line in _replayed(each, layout))


def instant(when: datetime) -> str:
    """The time on the clock of the clinic with its offset, and in UTC where that is another."""
    local = f"{date_in_words(when.date())} {when:%H:%M:%S}"
    offset = when.utcoffset()
    if not offset:
        return f"{local} UTC"
    there = when.astimezone(UTC)
    ahead = when.isoformat(timespec="seconds")[len("2026-11-20T09:30:00") :]
    return f"{local} UTC{ahead} ({date_in_words(there.date())} {there:%H:%M:%S} UTC)"


def _done(happening: Happening) -> str:  # noqa: PLR0911 - one line for each action in the closed family
    """What was done and how it came out."""
    changed = "" if happening.old in {None, happening.new} else f", before {happening.old}"
    reason = f": {happening.reason}" if happening.reason else ""
    match happening.action:
        case Action.CHECK:
            return f"check, {happening.new}{changed}"
        case Action.SHEET:
            return f"sheet {happening.new}{f', {happening.found[0]}' if happening.found else ''}{changed}"
        case Action.SECOND_CHECK:
            differing = "; ".join(happening.found)
            return f"second check, {happening.new}{f': {differing}' if differing else ''}{_beside(happening.reason)}"
        case Action.SIGN:
            return f"signed as {happening.new}"
        case Action.VOID:
            return f"voided{reason}"
        case Action.EXPORT:
            return f"export of the {happening.new}"
        case Action.OVERRIDE:
            return f"passed over {happening.old}{reason}"
        case Action.REFUSED:
            return f"refused {happening.old}{reason}"
        case Action.VIEW:
            return f"looked at {happening.new}"


def _beside(reason: str) -> str:
    return f"; {reason}" if reason else ""


def _about(happening: Happening) -> Iterator[str]:
    if happening.patient is not None:
        yield f"patient {happening.patient}"
    if happening.subject is not None and happening.action is not Action.SHEET:
        yield f"sheet {happening.subject}"
    if happening.protocol is not None:
        yield f"{happening.protocol.id} {happening.protocol.version}"


def _full(entry: Entry, layout: Layout) -> Iterator[str]:
    happening, protocol = entry.happening, entry.happening.protocol
    yield from heading(f"Entry {entry.number}", layout)
    yield from paragraph(said(entry), layout)
    told = (
        ("Account of the computer", happening.account),
        ("Before", happening.old),
        ("After", happening.new),
        ("Reason", happening.reason),
        ("Found", "; ".join(happening.found)),
        ("Content of the sheet", _digest(happening.content)),
        ("Engine", f"posology {happening.engine}, its rules {_digest(happening.rules)}"),
        ("Protocol", "" if protocol is None else f"{protocol.id} {protocol.version}, {_digest(protocol.sha256)}"),
        ("Record", _digest(happening.record)),
        ("Site file", _digest(happening.site)),
        ("Command", happening.command),
        ("Asked", ", ".join(f"{name} {value}" for name, value in happening.asked)),
        ("Procedure date", None if happening.day is None else date_in_words(happening.day)),
        ("Lot", ", ".join(happening.lots)),
    )
    for label, text in told:
        yield from labelled(label, text or "", layout, INDENT)
    for held in happening.held:
        name = f" `{held.name}`" if held.name else ""
        yield from labelled("Kept", f"{held.part.value}{name}, {_digest(held.sha256)}", layout, INDENT)
    yield from labelled("Hash before it", entry.previous, layout, INDENT)
    yield from labelled("Hash", entry.hash, layout, INDENT)


def _digest(digest: str | None) -> str:
    return "" if digest is None else f"sha256 {digest}"


def _verified(found: Verified, layout: Layout) -> Iterator[str]:
    entries = "1 entry" if found.entries == 1 else f"{count_in_words(found.entries)} entries"
    if found.faults:
        faults = "1 fault" if len(found.faults) == 1 else f"{count_in_words(len(found.faults))} faults"
        yield from paragraph(f"The trail is not what was written: {faults} in {entries}.", layout)
        for fault in found.faults:
            where = "store" if fault.number == 0 else f"entry {fault.number}"
            yield from status(fault.kind.value, f"{where}, {fault.says}", layout)
        return
    yield from paragraph(f"The trail is whole: {entries}, each following from the one before it.", layout)
    for note in found.notes:
        yield from item(note, layout)
    if found.head is not None:
        yield from labelled("Head", str(found.head), layout)
        if found.noted is None:
            yield from paragraph(NOT_KNOWN, layout)
        else:
            yield from paragraph(f"It still holds the head {found.noted}, which was noted elsewhere.", layout)
        yield from paragraph(KEEP_HEAD, layout)


def _replayed(found: Replayed, layout: Layout) -> Iterator[str]:
    what = f"entry {found.number}, {found.action.value}"
    because: Iterable[str] = found.because
    if not found.evaluated:
        yield from status("nothing to ask", what, layout, 0)
    elif found.same:
        yield from status("the same bytes", f"{what}, sha256 {found.kept}", layout, 0)
    else:
        yield from status("other bytes", what, layout, 0)
    for each in because:
        yield from item(each, layout)
