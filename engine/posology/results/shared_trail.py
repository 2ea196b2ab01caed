"""A trail of which nobody can be told: what is left of an entry when names, dates and free text are taken out."""

from __future__ import annotations

from dataclasses import dataclass

from posology.results.trail import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedEntry:
    """One entry. `person`, `patient`, `sheet` and `lots` are pseudonyms; `year`, `born` and `day` are years as texts.

    `born` is cut off where it would tell an age above 89. `outcome` is a word of ours, never a text of somebody.
    """

    number: int
    year: str
    person: str
    action: Action
    patient: str | None
    sheet: str | None
    outcome: str | None
    born: str | None
    day: str | None
    lots: tuple[str, ...]
    protocol: str | None
    protocol_version: str | None
    protocol_sha256: str | None
    engine: str
    rules: str
    command: str
