"""Entries of a trail as they can be shared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posology.results.shared_trail import SharedEntry
from posology.results.trail import Entry
from posology.trail.shared import shared_entries


def deidentified(entries: Iterable[Entry], salt: bytes) -> Iterator[SharedEntry]:
    """The entries with pseudonyms made from the salt, years for dates, and no text of anybody."""
    return shared_entries(entries, salt)
