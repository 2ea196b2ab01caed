"""Diagnostics P03xx: the condition language."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = ()
