"""Whether a trail is still what was written: every entry there, in its place, unchanged, and none cut off the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from posology.results.trail import ChainFault, Entry, FaultKind, Head, Verified
from posology.trail.entry import BEFORE_THE_FIRST, NotAnEntry, entry_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry as it lies in the store: its body, and what stands beside it so that it is found."""

    number: int
    hash: str
    action: str
    patient: str | None
    subject: str | None
    body: str


def verify(
    rows: Iterable[Row],
    heads: Mapping[int, str],
    contents: Mapping[str, str | None],
    guards: Iterable[str],
    noted: Head | None,
) -> Verified:
    """What is found of a trail.

    `heads` has the hash of each entry by its number as it was noted beside the trail when it was written, `contents`
    for each kept content the hash that its bytes have now, `guards` what is wrong with the store's guards,
    `noted` a head that somebody kept elsewhere.
    """
    by_number = {each.number: each for each in rows}
    kept = max(by_number, default=0)
    last = max((kept, *heads))
    faults = [
        *(ChainFault(number=0, kind=FaultKind.UNGUARDED, says=said) for said in guards),
        *(fault for number in range(1, last + 1) for fault in _at(number, by_number, heads, contents, kept)),
        *_against(noted, by_number, last),
    ]
    end = by_number.get(last)
    return Verified(
        entries=len(by_number),
        head=None if end is None else Head(number=last, hash=end.hash),
        faults=tuple(faults),
        noted=noted,
        notes=tuple(_put_back(by_number)),
    )


def _at(
    number: int, rows: Mapping[int, Row], heads: Mapping[int, str], contents: Mapping[str, str | None], kept: int
) -> Iterator[ChainFault]:
    """The faults at one number."""
    row = rows.get(number)
    if row is None:
        cut_off = number > kept
        kind = FaultKind.TRUNCATED if cut_off else FaultKind.REMOVED
        where = "at the end is missing" if cut_off else "between others is missing"
        yield ChainFault(number=number, kind=kind, says=f"an entry {where}")
        return
    try:
        entry = entry_of(row.body)
    except NotAnEntry:
        yield _edited(number, "its text is not that of an entry")
        return
    yield from _of_entry(entry, row, rows, heads)
    for held in entry.happening.held:
        if held.sha256 not in contents:
            yield ChainFault(number=number, kind=FaultKind.REMOVED, says=f"the {held.part} that it keeps is missing")
        elif contents[held.sha256] != held.sha256:
            yield _edited(number, f"the {held.part} that it keeps has other bytes")


def _of_entry(entry: Entry, row: Row, rows: Mapping[int, Row], heads: Mapping[int, str]) -> Iterator[ChainFault]:
    number, happening = row.number, entry.happening
    if entry.number != number:
        kind = FaultKind.REORDERED
        yield ChainFault(
            number=number, kind=kind, says=f"the entry that was written as number {entry.number} stands here"
        )
        return
    if entry.hash != row.hash:
        yield _edited(number, "its text does not have the hash that was noted with it")
    elif heads.get(number) != row.hash:
        said = (
            "the hash noted beside the trail is missing"
            if number not in heads
            else "another hash is noted beside the trail"
        )
        yield _edited(number, said)
    if (happening.action.value, happening.patient, happening.subject) != (row.action, row.patient, row.subject):
        yield _edited(number, "what it is found by is not what it says")
    before = rows.get(number - 1)
    expected = BEFORE_THE_FIRST if number == 1 else None if before is None else before.hash
    if expected is not None and entry.previous != expected:
        yield _edited(number, "it does not follow from the entry before it")


def _put_back(rows: Mapping[int, Row]) -> Iterator[str]:
    """Each entry that says an earlier instant than the one before it."""
    before: Entry | None = None
    for number in sorted(rows):
        try:
            entry = entry_of(rows[number].body)
        except NotAnEntry:
            continue
        if before is not None and entry.happening.when < before.happening.when:
            yield (
                f"entry {number} is earlier than entry {before.number} before it: {_instant(entry)} after "
                f"{_instant(before)}; the clock of a computer was put back, or two clocks differ"
            )
        before = entry


def _instant(entry: Entry) -> str:
    return entry.happening.when.isoformat(timespec="seconds")


def _against(noted: Head | None, rows: Mapping[int, Row], last: int) -> Iterator[ChainFault]:
    """Whether the trail still holds the head that somebody noted elsewhere: a trail replaced as a whole does not."""
    if noted is None:
        return
    row = rows.get(noted.number)
    if row is None and noted.number > last:
        said = f"the trail ends at {last}, and entry {noted.number} was noted elsewhere"
        yield ChainFault(number=noted.number, kind=FaultKind.TRUNCATED, says=said)
    elif row is not None and row.hash != noted.hash:
        yield _edited(noted.number, "another hash was noted elsewhere")


def _edited(number: int, says: str) -> ChainFault:
    return ChainFault(number=number, kind=FaultKind.EDITED, says=says)
