"""Where a statement comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a statement comes from: a source of `sources.yaml`, its section, and how sure we are of what it says."""

    ref: str
    section: str
    confidence: str = "verified"
    note: str = ""
