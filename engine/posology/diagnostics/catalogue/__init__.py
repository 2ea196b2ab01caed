"""The catalogue: one entry for every code that a diagnostic can carry, from which the manual page is made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from posology.diagnostics.catalogue import (
    cases,
    cohorts,
    conditions,
    evidence,
    follow_up,
    knowledge,
    outcomes,
    plans,
    productions,
    protocols,
    reading,
    records,
    sites,
    trail,
    visits,
    washout,
)
from posology.diagnostics.catalogue.entry import Entry

AREAS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("Reading a file", reading.ENTRIES),
    ("Data dictionary and knowledge", knowledge.ENTRIES),
    ("Conditions", conditions.ENTRIES),
    (
        "Protocols",
        (
            *protocols.ENTRIES,
            *washout.ENTRIES,
            *plans.ENTRIES,
            *productions.ENTRIES,
            *outcomes.ENTRIES,
            *evidence.ENTRIES,
        ),
    ),
    ("Records", records.ENTRIES),
    ("Site files", sites.ENTRIES),
    ("Follow-up scores", (*visits.ENTRIES, *follow_up.ENTRIES)),
    ("Worked cases and cohorts", (*cases.ENTRIES, *cohorts.ENTRIES)),
    ("The trail, second checks and signatures", trail.ENTRIES),
)
"""Every area with its entries, in the order of the first two digits of their codes."""

CATALOGUE: Mapping[str, Entry] = MappingProxyType({each.code: each for _, entries in AREAS for each in entries})
"""Every entry by its code."""
