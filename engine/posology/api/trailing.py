"""The trail of a clinic: opening it, asking it where a sheet stands, and what every entry says of its occasion.

Nothing here reads a clock or knows who sits before the screen: both come with the occasion.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from posology.diagnostics.diagnostic import Diagnostic, Refused, Severity
from posology.diagnostics.span import NOWHERE
from posology.results.signing import Trailed
from posology.results.trail import Action, Entry, Head, Held, Part, Standing, Verified
from posology.trail.standing import standing_of
from posology.trail.store import Pen, Store, Unavailable, open_store

NO_TRAIL: Final = "P0901"
NO_SUCH_ENTRY: Final = "P0907"
NOT_KEPT: Final = "P0908"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Who does something, under which account of the computer, and when, with the offset from UTC."""

    who: str
    account: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Trail:
    """A trail; with `before`, as it was before the entry of that number. What it cannot do raises `Refused`."""

    store: Store
    before: int | None = None

    def entries(
        self, *, patient: str | None = None, sheet: str | None = None, action: Action | None = None
    ) -> tuple[Entry, ...]:
        """The entries in their order, of one patient, one sheet or one action where asked."""
        with _refusing():
            found = self.store.entries(patient=patient, subject=sheet, action=action)
        return tuple(each for each in found if self.before is None or each.number < self.before)

    def head(self) -> Head | None:
        """The last entry, None where there is none."""
        if self.before is not None:
            number = self.before - 1
            return Head(number=number, hash=self.entry(number).hash) if number else None
        with _refusing():
            return self.store.head()

    @property
    def end(self) -> int:
        """The number of the last entry, 0 where there is none."""
        head = self.head()
        return 0 if head is None else head.number

    def as_it_is_now(self) -> Trail:
        """The trail up to its present end, whatever comes after."""
        return Trail(self.store, before=self.end + 1)

    def entry(self, number: int) -> Entry:
        """The entry of that number.

        Raises:
            Refused: where there is none.
        """
        with _refusing():
            found = self.store.entry(number)
        if found is None:
            raise refusal(NO_SUCH_ENTRY, f"the trail has no entry {number}", "`posology audit list` shows which it has")
        return found

    def content(self, entry: Entry, held: Held) -> bytes:
        """The content that the entry keeps there.

        Raises:
            Refused: where it is missing or has other bytes now.
        """
        with _refusing():
            found = self.store.content(held.sha256)
        if found is None:
            raise not_kept(entry, held)
        return found

    def part(self, entry: Entry, part: Part) -> bytes:
        """The content that is that part of the entry; raises as `content` does, also where it keeps none."""
        held = entry.happening.part(part)
        if held is None:
            raise refusal(NOT_KEPT, f"entry {entry.number} keeps no {part}", "see `posology audit show`")
        return self.content(entry, held)

    def every_content(self, entries: Iterable[Entry]) -> Mapping[str, bytes]:
        """What the entries keep, by hash; raises as `content` does."""
        kept = {held.sha256: (each, held) for each in entries for held in each.happening.held}
        return {digest: self.content(entry, held) for digest, (entry, held) in kept.items()}

    def verify(self, noted: Head | None = None) -> Verified:
        """What is found of the whole chain, held against a head that was noted elsewhere where one is given."""
        with _refusing():
            return self.store.verify(noted)

    def standing(self, sheet: str) -> Standing:
        """Where the sheet of that id stands: who made it, what was passed over, and what is in `trailed`."""
        return standing_of(sheet, self.entries(sheet=sheet))

    def trailed(self, sheet: str) -> Trailed:
        """The second check, the signatures and the voiding of the sheet of that id, as a sheet shows them.

        `second_check` is the last one, and passed only where nobody who made the sheet gave it.
        """
        return self.standing(sheet).trailed

    @contextmanager
    def writing(self) -> Generator[Pen]:
        """The pen of the trail for one transaction: all that is appended is on the disk after it, or nothing is."""
        with _refusing(), self.store.writing() as pen:
            yield pen

    @property
    def is_new(self) -> bool:
        """Whether there was none there before it was opened."""
        return self.store.is_new


def open_trail(where: str, *, create: bool) -> Trail:
    """The trail in that file or at that URL; where there is none, it is made if it may be.

    Raises:
        Refused: where there is none, or what is there is no trail, or cannot be reached.
    """
    with _refusing():
        return Trail(open_store(where, create=create))


def not_kept(entry: Entry, held: Held) -> Refused:
    """The refusal of a content that the trail no longer has as it was kept."""
    message = f"the {held.part} of entry {entry.number} is not in the trail as it was kept"
    return refusal(NOT_KEPT, message, "`posology audit verify` says what happened to the trail")


def refusal(code: str, message: str, help_text: str) -> Refused:
    """A refusal with one diagnostic that has no place in a file."""
    return Refused((Diagnostic(code, Severity.ERROR, message, NOWHERE, help_text),), {})


@contextmanager
def _refusing() -> Generator[None]:
    """What the store cannot do is told as every fault of input is."""
    try:
        yield
    except Unavailable as fault:
        raise refusal(NO_TRAIL, str(fault), "name a file or a `postgresql://` URL with --trail") from fault
