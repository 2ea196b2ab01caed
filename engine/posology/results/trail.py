"""The trail of a clinic: who did what and when, what was signed and voided, and whether the chain is whole."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from posology.results.signing import NOTHING_TRAILED, SecondCheck, Trailed


class Action(StrEnum):
    """What was done. `refused` is an attempt that the rules of signing turned away, `view` a look at what is kept."""

    CHECK = "check"
    SHEET = "sheet"
    SECOND_CHECK = "second-check"
    SIGN = "sign"
    VOID = "void"
    EXPORT = "export"
    OVERRIDE = "override"
    REFUSED = "refused"
    VIEW = "view"


class Part(StrEnum):
    """What a kept content is to the entry that names it."""

    RECORD = "record"
    SITE = "site"
    PROTOCOL = "protocol"
    SOURCES = "sources"
    DICTIONARY = "dictionary"
    SHEET = "sheet"
    ANSWERS = "answers"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolMark:
    """Which protocol was asked, to the bytes of its files."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One content that the trail keeps whole, under the name that its file had."""

    part: Part
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened, before it has a place in the trail.

    `who` is the name that the person gave, `account` the account of the computer. `when` has its offset from UTC.
    `patient` is the id of the record, `subject` the id of a sheet. `old` and `new` are the value before and after,
    `reason` is why, where a person must say it. `content` is the hash of what a sheet was made of, to which signatures
    are bound. `rules` is the hash of the shipped rules. `asked` holds what was asked beside the files, so that it can
    be asked again; `found` is what came out, in words, where `new` does not say it all. `born` is the date of birth on
    record, `day` that of the procedure, `lots` are what the product is drawn from; they are there to find the entry by.
    `facts` and `decisions` are hashes of what the record and the site file say, whatever their blanks and comments are.
    """

    who: str
    account: str
    when: datetime
    action: Action
    engine: str
    rules: str
    patient: str | None = None
    subject: str | None = None
    old: str | None = None
    new: str | None = None
    reason: str = ""
    content: str | None = None
    protocol: ProtocolMark | None = None
    record: str | None = None
    site: str | None = None
    command: str = ""
    asked: tuple[tuple[str, str], ...] = ()
    found: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    born: str | None = None
    day: date | None = None
    lots: tuple[str, ...] = ()
    facts: str | None = None
    decisions: str | None = None

    def part(self, part: Part) -> Held | None:
        """The content of that part, None where the entry has none."""
        return next((each for each in self.held if each.part is part), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A happening in its place: `number` counts from 1, `previous` is the hash of the entry before it."""

    number: int
    previous: str
    hash: str
    happening: Happening


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry of a trail, which whoever notes it elsewhere can hold against the trail later."""

    number: int
    hash: str

    def __str__(self) -> str:
        """`41:9f86…`, as it is printed and as it is asked for."""
        return f"{self.number}:{self.hash}"


class FaultKind(StrEnum):
    """How a trail is no longer what was written."""

    REMOVED = "removed"
    REORDERED = "reordered"
    EDITED = "edited"
    TRUNCATED = "truncated"
    UNGUARDED = "unguarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFault:
    """One fault of the chain, at the entry of that number."""

    number: int
    kind: FaultKind
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found of a whole trail; without a fault it is what was written, up to its head.

    `noted` is the head from elsewhere against which it was held, None where nobody gave one: then a trail that was cut
    off together with its own heads, or written anew as a whole, looks the same. `notes` are no faults of the chain: an
    entry that is earlier than the one before it, as where a clock was put back.
    """

    entries: int
    head: Head | None
    faults: tuple[ChainFault, ...]
    noted: Head | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One entry asked again with what it kept: whether the same bytes came out.

    `kept` and `found` are hashes, `found` None where nothing came out. `because` says what differs, empty where
    nothing does; an entry in which nothing was evaluated, such as a signature, has `evaluated` false.
    """

    number: int
    action: Action
    evaluated: bool
    kept: str | None
    found: str | None
    because: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.kept == self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """What somebody decided to pass over, and why. `at` is a time with its offset from UTC."""

    by: str
    at: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a sheet stands by the trail. A sheet of which the trail knows nothing has no `authors`.

    `contents` are the hashes of its JSON, one for each time that it was made, `accounts` those of the computer under
    which it was. What happened after it was voided is not
    in it: a voided sheet is not revived.
    """

    sheet: str
    authors: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    overrides: tuple[Overridden, ...] = ()
    trailed: Trailed = NOTHING_TRAILED

    @property
    def is_known(self) -> bool:
        """Whether the trail has seen the sheet made."""
        return bool(self.authors)

    @property
    def passed(self) -> SecondCheck | None:
        """The last second check, where it counts: passed, by nobody who made the sheet, of a sheet that is not void."""
        last = self.trailed.second_check
        counts = last is not None and last.passed and not self.is_author(last.by) and self.trailed.voided is None
        return last if counts else None

    def is_author(self, who: str) -> bool:
        """Whether that person made the sheet, however they write their name."""
        return same_name(who) in {same_name(each) for each in self.authors}


def same_name(who: str) -> str:
    """The name as names are compared: capitals, blanks, full stops and how an accent is put together do not count."""
    return "".join(unicodedata.normalize("NFKC", who).replace(".", " ").split()).casefold()
