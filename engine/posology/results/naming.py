"""Places, elements and instruments in the full words in which a clinician reads them aloud."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from posology.knowledge.anatomy import Anatomy
from posology.results.check import PlanLine
from posology.values.dates import parse_date
from posology.values.numerals import partial_date_in_words

INSTRUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "vas": "pain on the visual analogue scale, 0 to 10 (vas)",
        "quebec": "Quebec Back Pain Disability Scale, 0 to 100 (quebec)",
        "gi": "global improvement in percent (gi)",
    }
)
"""The follow-up scores of the public contract by their columns; another instrument is called by its own id."""


def target_in_words(line: PlanLine, anatomy: Anatomy) -> str:
    """The target of one line of the plan: `left L3-L4 facet joint`, `L4-L5 disc`, `intravenous infusion, vein`."""
    site = anatomy.sites[line.site]
    if line.joint is not None:
        return site.place(line.joint, line.side)
    return site.name if line.place is None else f"{site.name}, {line.place}"


def instrument_in_words(instrument: str) -> str:
    """What a follow-up score measures, with its column."""
    return INSTRUMENTS.get(instrument, instrument)


def written_date_in_words(written: str) -> str:
    """A date as recorded, with its month as a word as far as it is known; other text stays as it is."""
    when = parse_date(written)
    return written if when is None else partial_date_in_words(when)
