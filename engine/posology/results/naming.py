"""Places, elements and instruments in the full words in which a clinician reads them aloud."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from posology.ir.outcome import Instrument
from posology.ir.protocol import Protocol
from posology.knowledge.anatomy import Anatomy
from posology.results.check import PlanLine
from posology.values.dates import parse_date
from posology.values.numerals import decimal_in_words, partial_date_in_words

_LISTED = re.compile(
    r"(?P<tick>`?)(?P<list>[a-z_]+(?:\.[a-z_]+)*)\[(?P<index>[0-9]+)\](?:\.(?P<field>[a-z_]+(?:\.[a-z_]+)*))?(?P=tick)",
    re.ASCII,
)
_MEDICINES = "medications"
PERCENT = "percent"
"""A scale whose ends go without saying."""


def places_in_words(text: str, drugs: Sequence[str]) -> str:
    """The text with every place in a list counted from one, as people count, and a medicine by its name.

    `medications[0].last_dose` becomes `last_dose of medicine 1 (apixaban)`, and `disc.levels[1]` becomes `entry 2 of
    disc.levels`. `drugs` are the names of the medicines of the record, in their order.
    """

    def said(listed: re.Match[str]) -> str:
        index = int(listed["index"])
        entry = f"entry {index + 1} of {listed['list']}"
        if listed["list"] == _MEDICINES:
            entry = f"medicine {index + 1}{f' ({drugs[index]})' if index < len(drugs) else ''}"
        return f"{listed['field']} of {entry}" if listed["field"] else entry

    return _LISTED.sub(said, text)


def target_in_words(line: PlanLine, anatomy: Anatomy) -> str:
    """The target of one line of the plan: `left L3-L4 facet joint`, `L4-L5 disc`, `intravenous infusion, vein`."""
    site = anatomy.sites[line.site]
    if line.joint is not None or line.side is not None:
        return site.place(line.joint, line.side)
    return site.name if line.place is None else f"{site.name}, {line.place}"


def instruments_in_words(ids: Iterable[str], protocol: Protocol) -> list[str]:
    """What each follow-up score measures, with its range and its column; the column alone where no outcome names it."""
    named = {} if protocol.outcome is None else {each.id: each for each in protocol.outcome.instruments}
    return [_instrument_in_words(named[each]) if each in named else each for each in ids]


def _instrument_in_words(instrument: Instrument) -> str:
    scale = instrument.scale
    if scale is None or scale.lowest is None or scale.highest is None:
        return f"{instrument.name} ({instrument.id})"
    if scale.unit == PERCENT:
        return f"{instrument.name} in percent ({instrument.id})"
    ends = f"{decimal_in_words(scale.lowest)} to {decimal_in_words(scale.highest)}"
    return f"{instrument.name}, {ends} ({instrument.id})"


def written_date_in_words(written: str) -> str:
    """A date as recorded, with its month as a word as far as it is known; other text stays as it is."""
    when = parse_date(written)
    return written if when is None else partial_date_in_words(when)


def born_in_words(birth_date: str | None) -> str:
    """The second identifier of a patient as it stands on every page: `born 2 March 1971`."""
    return "date of birth not recorded" if birth_date is None else f"born {written_date_in_words(birth_date)}"
